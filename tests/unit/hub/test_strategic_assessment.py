"""The strategic assessment: its outline, what people write in it, families on record, and ranges that chance leaves."""

import json
from datetime import date
from typing import Any

import pytest
from sqlalchemy import insert

from hub.access.identity import Identity
from hub.access.refusal import AccessRefused
from hub.assessments.families import choose_family, end_family, list_families
from hub.assessments.refusal import AssessmentRefused
from hub.assessments.threats import Scored, list_threats, score_threat
from hub.disclosure.marks import NOT_SUPPLIED, SUPPRESSED, SafeCell
from hub.governance.request_outcomes import NOTHING_DECIDED
from hub.governance.request_tables import REQUEST_STEPS
from hub.hub import Hub
from hub.ledger import read_entries
from hub.products.chance import count_limits, judge_rates, rate_limits
from hub.products.product import Cell, Product, SeriesBlock, TableBlock, Text, Words
from hub.products.similar_areas import NONE_CHOSEN
from hub.products.strategic_assessment import BOARD_ONLY, slots
from hub.release import release
from hub.release_beside import standing_version
from ingest.periods import Period
from tests.unit.hub.small_hub import HEAD, WHO, make_hub, receive

WHY = "Terraced housing of one age and no shops"
REFUSED = {
    "request": "rq-1", "who": "pol", "role": "liaison", "organisation": "Police", "act": "refuse",
    "start": "assessing", "end": "refused", "words": "", "detail": "{}", "salt": "0",
}  # fmt: skip


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Hub:
    """Two months; in the second the four wards, in the order of their codes, have 60, 20, 58 and 3 burglaries."""
    folder = tmp_path_factory.mktemp("strategic")
    made = make_hub(folder / "hub")
    made.add_residents("lsoa", {code: 1_000 for code, _ in made.areas("lsoa")}, WHO)
    corners = ((450_100, 100_100), (450_100, 102_100), (452_100, 100_100), (452_100, 102_100))
    for month, counts in (("12/2024", (40, 40, 40, 40)), ("01/2025", (60, 20, 58, 3))):
        rows = [
            f"{at % 28 + 1:02d}/{month},12:30,burglary,Burglary in a dwelling,{east + 7 * at},{north}"
            for (east, north), count in zip(corners, counts, strict=True)
            for at in range(count)
        ]
        path = folder / f"{month[:2]}.csv"
        path.write_text("\n".join([HEAD, *rows, ""]), encoding="utf-8")
        receive(made, path)
    return made


def wards(hub: Hub) -> list[str]:
    return [code for code, _ in hub.areas("ward")]


def ask(hub: Hub, audience: str = "board", who: Identity = WHO, area: str | None = None) -> Product:
    asked = Period.parse("2025-01")
    return release(hub, "strategic-assessment", period=asked, audience=audience, who=who, area=area)


def entries(hub: Hub) -> list[dict[str, Any]]:
    with hub.register.reading() as connection:
        return read_entries(connection)


def shown(cell: Cell) -> str:
    return cell.words if isinstance(cell, Text) else cell.text()


def said(product: Product, heading: str) -> str:
    """All words of a section, its tables' too."""
    blocks = next(one.blocks for one in product.sections if one.heading == heading)
    found: list[str] = []
    for block in blocks:
        if isinstance(block, Words):
            found += [block.heading, *block.paragraphs]
        elif isinstance(block, TableBlock):
            cells = (shown(cell) for row in block.rows for cell in row)
            found += [block.title, *cells, block.note]
    return " | ".join(found)


def table(product: Product, title: str) -> TableBlock:
    blocks = (block for one in product.sections for block in one.blocks)
    return next(one for one in blocks if isinstance(one, TableBlock) and one.title.startswith(title))


def largest(product: Product) -> str:
    """The ward of the largest count that is shown: which others are hidden beside the 3 hangs on the hub's secret."""
    rows = table(product, "Recorded crime by ward").rows
    return shown(next(row[1] for row in rows if shown(row[2]).isdigit()))


# --- outline ---


def test_the_outline_goes_from_the_last_plan_to_the_control_strategy(hub: Hub) -> None:
    headings = [one.heading for one in ask(hub).sections]
    wanted = [
        "Purpose and method", "What became of the last plan", "Area and people", "Recorded crime", "Perceptions",
        "What is ahead", "Priority matrix", "Supply and data quality", "What is not known", "Recommendations",
        "Control strategy",
    ]  # fmt: skip
    assert [one for one in headings if one in wanted] == wanted


def test_people_write_in_slots_of_their_own(hub: Hub) -> None:
    named = slots(ask(hub).sections)
    assert list(named)[:3] == ["scope", "last-plan", "ahead-political"]
    assert {"ahead-legal", "recommendations", "control-prevention", "gaps"} <= set(named)
    assert named["control-enforcement"] == "Control strategy: Enforcement"


def test_the_trend_is_as_long_as_what_is_held_and_never_shorter_than_a_year_in_sight(hub: Hub) -> None:
    blocks = next(one.blocks for one in ask(hub).sections if one.heading == "Recorded crime")
    series = next(one for one in blocks if isinstance(one, SeriesBlock))
    cells = series.series["Recorded crime"]
    assert (series.x[0], series.x[-1]) == ("2024-01", "2025-01")
    assert [one.text() for one in cells[-3:]] == ["not supplied", "160", "141"]


def test_what_is_held_of_no_prescribed_data_set_is_named(hub: Hub) -> None:
    assert "Nothing is held at all of: " in said(ask(hub), "What is not known")
    assert "Hospital admissions" in said(ask(hub), "What is not known")


def test_of_an_area_below_the_level_of_report_itself_is_told_and_no_empty_table(hub: Hub) -> None:
    geography = hub.geography()
    lsoa, name = next((code, name) for code, name in hub.areas("lsoa") if not geography.inside("ward", code))
    made = ask(hub, area=lsoa)
    people = table(made, "Who lives there")
    assert [[shown(cell) for cell in row] for row in people.rows] == [[name, lsoa, "1,000"]]
    assert f"by ward, January 2025: {name} is smaller than one." in said(made, "Recorded crime")
    assert "Recorded crime by ward, " in said(ask(hub), "Recorded crime")
    assert all(one.rows for each in made.sections for one in each.blocks if isinstance(one, TableBlock))


def test_the_completion_of_actions_stands_in_the_paper_of_the_board_alone(hub: Hub) -> None:
    assert "No action of a JAG has fallen due" in said(ask(hub), "What became of the last plan")
    assert BOARD_ONLY in said(ask(hub, "closed"), "What became of the last plan")


def test_how_requests_were_decided_stands_in_the_whole_paper_of_the_board_alone(hub: Hub) -> None:
    assert NOTHING_DECIDED in said(ask(hub), "Supply and data quality")
    for other in (ask(hub, "closed"), ask(hub, area=wards(hub)[0])):
        assert NOTHING_DECIDED not in said(other, "Supply and data quality")
    day = date(2025, 6, 1)
    version = standing_version(hub, "strategic-assessment", "board", day, WHO, None)
    with hub.register.writing() as connection:
        connection.execute(insert(REQUEST_STEPS).values(**REFUSED, at=f"{day}T10:00:00+00:00"))
    assert standing_version(hub, "strategic-assessment", "board", day, WHO, None) != version


def test_the_priority_matrix_links_each_threat_to_its_evidence_and_post(hub: Hub) -> None:
    if not list_threats(hub.register):
        assert "No threat was scored yet" in said(ask(hub), "Priority matrix")
        score_threat(hub.register, Scored("Burglary", 16, 11, "The panel of May"), WHO)
        score_threat(hub.register, Scored("Scams by letter", 5, 1, "Two calls of May"), WHO)
    made = ask(hub)
    rows = [[cell.words for cell in row if isinstance(cell, Text)] for row in table(made, "Priority matrix").rows]
    assert rows[0] == ["Probability 16 to 20", "none", "none", "1. Burglary", "none"]
    assert rows[3] == ["Probability 1 to 5", "(2. Scams by letter)", "none", "none", "none"]
    rests = [cell.words for cell in table(made, "What the priority matrix").rows[0] if isinstance(cell, Text)]
    assert rests[:3] == ["1. Burglary", "probability 16 to 20, harm 11 to 15", "The panel of May"]
    assert rests[3].startswith("analyst, tests, ")


# --- families ---


def test_without_a_family_it_is_said_that_none_is_on_record(hub: Hub) -> None:
    assert NONE_CHOSEN in said(ask(hub), "Area and people")
    assert "beside similar" not in said(ask(hub), "Recorded crime")


def test_an_area_is_held_beside_the_family_that_was_chosen_with_its_author_and_reason(hub: Hub) -> None:
    whole, day = ask(hub), date(2026, 1, 2)
    first = largest(whole)
    others = [code for code in wards(hub) if code != first]
    before = whole.release_id
    version = standing_version(hub, "strategic-assessment", "board", day, WHO, None)
    choose_family(hub, first, others, WHY, WHO)
    made = ask(hub)
    assert made.release_id != before
    assert standing_version(hub, "strategic-assessment", "board", day, WHO, None) != version
    chosen = table(made, "Families of similar areas").rows[0]
    assert shown(chosen[2]) == WHY
    assert shown(chosen[3]).startswith("analyst, tests, ")
    noted = next(one for one in entries(hub) if one["action"] == "choose family")
    assert json.loads(noted["detail"]) == {"area": first, "members": sorted(others)}
    rows = table(made, "Recorded crime beside similar wards").rows
    assert shown(rows[0][-1]) == "the area itself"
    counts = {shown(row[1]): shown(row[2]) for row in rows}
    assert len(counts) == 4
    assert "suppressed" in counts.values()
    assert "a higher rate in none" in said(made, "Recorded crime")
    assert "no rate is shown." in said(made, "Recorded crime")
    assert "where ranges overlap, an order would say more" in said(made, "Recorded crime")
    end_family(hub.register, first, WHO)
    assert list_families(hub.register) == ()
    assert NONE_CHOSEN in said(ask(hub), "Area and people")


def test_a_new_choice_ends_the_one_before(hub: Hub) -> None:
    first, second, third, fourth = wards(hub)
    choose_family(hub, first, [second, third], WHY, WHO)
    choose_family(hub, first, [third, fourth], WHY, WHO)
    assert [one.members for one in list_families(hub.register)] == [tuple(sorted((third, fourth)))]
    end_family(hub.register, first, WHO)


@pytest.mark.parametrize("role", ["chair", "board", "liaison", "administrator"])
def test_nobody_but_an_analyst_chooses_and_who_tried_is_in_the_ledger(hub: Hub, role: str) -> None:
    first, second, third, _ = wards(hub)
    who = Identity("x", role, "Council")  # type: ignore[arg-type]
    with pytest.raises(AccessRefused):
        choose_family(hub, first, [second, third], WHY, who)
    with pytest.raises(AccessRefused):
        end_family(hub.register, first, who)
    assert [one["action"] for one in entries(hub)[:2]] == ["refused", "refused"]


def test_a_family_is_of_other_areas_of_the_level_of_report(hub: Hub) -> None:
    first, second, third, _ = wards(hub)
    for members in ([second, "E99"], [first, second], [second], []):
        with pytest.raises(AssessmentRefused):
            choose_family(hub, first, members, WHY, WHO)
    with pytest.raises(AssessmentRefused):
        end_family(hub.register, first, WHO)
    with pytest.raises(AssessmentRefused):
        choose_family(hub, first, [second, third], "Ask Mr John Smith of 12 Grace Road", WHO)
    assert list_families(hub.register) == ()


def test_who_is_limited_is_told_of_no_family_of_other_areas(hub: Hub) -> None:
    first, second, third, _ = wards(hub)
    choose_family(hub, first, [second, third], WHY, WHO)
    made = ask(hub, who=Identity("lim", "analyst", "tests", areas=(first,)))
    words = said(made, "Area and people") + said(made, "Recorded crime")
    names = dict(hub.areas("ward"))
    assert names[second] not in words
    assert WHY not in words
    assert "A family of areas outside yours is left out." in words
    end_family(hub.register, first, WHO)


# --- chance ---


def test_the_range_of_a_count_is_exact() -> None:
    """Garwood's limits of 0 and of 10, from tables: 0 to 3.69 and 4.80 to 18.39."""
    assert [round(float(one.value or 0), 1) for one in count_limits(SafeCell(0))] == [0.0, 3.7]
    assert [round(float(one.value or 0), 1) for one in count_limits(SafeCell(10))] == [4.8, 18.4]
    assert count_limits(SUPPRESSED) == (SUPPRESSED, SUPPRESSED)
    assert [one.value for one in rate_limits(SafeCell(10), 1_000)] == [4.8, 18.4]
    assert rate_limits(SafeCell(10), None) == (NOT_SUPPLIED, NOT_SUPPLIED)


def test_rates_are_told_apart_only_beyond_chance_with_both_populations() -> None:
    assert judge_rates(SafeCell(60), SafeCell(20), 1_000, 1_000).label == "lower"
    assert judge_rates(SafeCell(60), SafeCell(58), 1_000, 1_000).label == "not told apart"
    assert judge_rates(SafeCell(60), SafeCell(58), 1_000, 500).label == "higher"
    assert judge_rates(SafeCell(60), SUPPRESSED, 1_000, 500).label is None
    assert judge_rates(SafeCell(60), SafeCell(20), None, 500).label is None
    assert judge_rates(SafeCell(60, spread=5), SafeCell(40, spread=5), 1_000, 1_000).label == "not told apart"
