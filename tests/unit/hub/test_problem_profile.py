"""Problem profile: one category of one data set, from the figures of the other products alone."""

import pytest

from hub.access.identity import Identity
from hub.access.refusal import AccessRefused
from hub.disclosure.marks import SafeCell
from hub.disclosure.rules import ReleaseRefused
from hub.export import file_name
from hub.hub import Hub
from hub.products.problem_profile import FILLED_IN, GAPS, SHORT, THERE, WHEN, WHERE
from hub.products.product import MapBlock, Product, SeriesBlock, TableBlock, Text, Words
from hub.release import release
from hub.saved_views import compare_pin, pin_of, read_pin
from ingest.periods import Period
from tests.unit.hub.small_hub import HEAD, WHO, make_hub, receive

MONTHS = ("2024-01", "2024-12", "2025-01")
NORTH, SOUTH, EMPTY = "E8500000001", "E8500000002", "E8500000004"


def rows_of(month: str) -> list[str]:
    """Burglaries in the first ward and half as many in the second, robberies in both; the more the later."""
    many = 30 + 15 * MONTHS.index(month)
    lines = []
    for kind, x, number in (
        ("burglary,Burglary in a dwelling", 450_100, 2 * many),
        ("burglary,Burglary in a dwelling", 452_100, many),
        ("Robbery,Robbery of personal property", 450_100, many),
        ("Robbery,Robbery of personal property", 452_100, 3 * many),
    ):
        lines += [
            f"{day % 28 + 1:02d}/{month[5:]}/{month[:4]},12:30,{kind},{x + 7 * day},100300" for day in range(number)
        ]
    return lines


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Hub:
    folder = tmp_path_factory.mktemp("problem")
    made = make_hub(folder / "hub")
    made.add_residents("lsoa", {code: 5_000 for code, _ in made.areas("lsoa")}, WHO)
    for month in MONTHS:
        path = folder / f"{month}.csv"
        path.write_text("\n".join([HEAD, *rows_of(month), ""]), encoding="utf-8")
        receive(made, path)
    return made


def ask(hub: Hub, area: str | None = None, category: str | None = "burglary", audience: str = "partner") -> Product:
    when = Period.parse("2025-01")
    return release(
        hub, "problem-profile", period=when, audience=audience, who=WHO, area=area, dataset=None, category=category
    )


def blocks_of(product: Product, heading: str) -> tuple[object, ...]:
    return next(one.blocks for one in product.sections if one.heading == heading)


def table_of(product: Product, heading: str) -> TableBlock:
    return next(one for one in blocks_of(product, heading) if isinstance(one, TableBlock))


def words_of(product: Product) -> str:
    blocks = (block for section in product.sections for block in section.blocks)
    return " ".join(line for block in blocks if isinstance(block, Words) for line in block.paragraphs)


def texts(row: tuple[object, ...]) -> list[str]:
    return [_text(cell) for cell in row]


def _text(cell: object) -> str:
    if isinstance(cell, Text):
        return cell.words
    return cell.text(1) if isinstance(cell, SafeCell) else str(cell)


def test_it_is_of_one_category_and_says_which(hub: Hub) -> None:
    product = ask(hub)
    assert product.title == "Problem profile: Burglary"
    assert product.asked == ("2025-01", "partner", None, "recorded-crime", "burglary")
    # 60 x 3 burglaries of 60 x 7 events; 45 x 3 the month before, 30 x 3 a year before
    assert "Burglary, Whole partnership, in January 2025: 180 events. That is 33.3 % more" in words_of(product)
    assert "It is 42.9 % of all recorded crime there." in words_of(product)


def test_each_area_with_its_share_and_the_released_total_last(hub: Hub) -> None:
    rows = {texts(row)[0]: texts(row)[1:] for row in table_of(ask(hub), WHERE).rows}
    assert list(rows)[-1] == "Whole partnership"
    # the first ward: 120 burglaries of 180 events, of 20,000 residents; the share everywhere is 180 of 420
    assert rows["ward 01"] == ["120.0", "6.0", "66.7", "1.6", "33.3", "100.0"]
    assert rows["Whole partnership"][:4] == ["180.0", "2.2", "42.9", "1.0"]


def test_the_map_and_the_months_are_of_the_category(hub: Hub) -> None:
    product = ask(hub)
    drawn = next(one for one in blocks_of(product, WHERE) if isinstance(one, MapBlock))
    assert {drawn.names[code]: cell.text(1) for code, cell in drawn.cells.items()}["ward 01"] == "6.0"  # type: ignore[call-arg]
    months = next(one for one in blocks_of(product, "Trend") if isinstance(one, SeriesBlock))
    assert [cell.text() for cell in months.series["Burglary"]][-2:] == ["135", "180"]
    assert texts(table_of(product, "Trend").rows[0])[1:3] == ["135.0", "180.0"]


def test_what_else_is_recorded_stands_beside_it_and_is_never_added(hub: Hub) -> None:
    table = table_of(ask(hub), THERE)
    assert texts(table.rows[0])[:3] == ["ward 01", "120.0", "180.0"]
    assert "never added together" in table.note


def test_of_one_area_it_shows_the_hotspots_there_and_says_that_they_are_of_everything(hub: Hub) -> None:
    product = ask(hub, NORTH)
    assert [texts(row)[:2] for row in table_of(product, WHERE).rows] == [
        ["ward 01", "120.0"],
        ["Whole partnership", "180.0"],
    ]
    assert "Hotspots are found from all events of recorded crime together" in words_of(product)
    assert "too few events to tell" in words_of(product)
    assert not product.publication["readings"]


def test_where_nothing_of_it_happened_it_says_so_and_breaks_nothing(hub: Hub) -> None:
    said = words_of(ask(hub, None, "drugs"))
    assert "in January 2025: 0 events." in said


def test_the_readings_are_those_of_the_other_products(hub: Hub) -> None:
    """The same families of categories are asked, so that no reading of one kind ever differs between two products."""
    when = {"period": Period.parse("2025-01"), "audience": "partner", "who": WHO}
    explorer = release(hub, "hotspot-explorer", **when)  # type: ignore[arg-type]
    mine = ask(hub).publication["readings"]
    assert [one for one in mine if one not in explorer.publication["readings"]] == []
    assert blocks_of(ask(hub), WHEN)


def test_what_is_not_known_is_said_and_the_rest_is_left_blank_for_the_meeting(hub: Hub) -> None:
    product = ask(hub)
    assert "Who is harmed, who does it and how are not in depersonalised records." in words_of(product)
    assert blocks_of(product, GAPS)
    blank = [one for one in (*blocks_of(product, SHORT), *blocks_of(product, FILLED_IN)) if isinstance(one, TableBlock)]
    assert [one.title for one in blank] == [
        "Terms of reference",
        "What the meeting knows",
        "Recommendations and their review",
    ]
    assert all(texts(row)[-1] == "" for one in blank for row in one.rows)


def test_without_a_category_it_is_of_the_one_asked_after_first(hub: Hub) -> None:
    assert ask(hub, category=None).title == "Problem profile: Violence and sexual offences"


@pytest.mark.parametrize(
    ("wanted", "what"),
    [
        ({"category": "witchcraft"}, "that is no category of recorded crime"),
        ({"area": "E8800000001"}, "categories are released of larger areas only"),
        ({"product": "area-profile"}, "this product is of every category"),
    ],
)
def test_what_cannot_be_asked_for_is_refused(hub: Hub, wanted: dict[str, str], what: str) -> None:
    first = hub.areas("lsoa")[0][0]
    asked = {"product": "problem-profile", "area": None, "category": "burglary"} | wanted
    asked |= {"area": first} if "area" in wanted else {}
    with pytest.raises(ReleaseRefused, match=what):
        release(
            hub,
            str(asked["product"]),
            period=Period.parse("2025-01"),
            audience="partner",
            who=WHO,
            area=asked["area"],
            category=asked["category"],
        )


@pytest.mark.parametrize("audience", ["open", "board"])
def test_it_is_a_working_paper_and_never_published(hub: Hub, audience: str) -> None:
    with pytest.raises(AccessRefused):
        ask(hub, audience=audience)


def test_a_chair_has_it_for_the_closed_session_only(hub: Hub) -> None:
    chair, when = Identity("dana", "chair", "Council"), Period.parse("2025-01")
    assert release(hub, "problem-profile", period=when, audience="closed", who=chair).audience == "closed"
    with pytest.raises(AccessRefused):
        release(hub, "problem-profile", period=when, audience="partner", who=chair)


def test_two_categories_never_share_a_release_a_file_name_or_a_pin(hub: Hub) -> None:
    burglary, robbery = ask(hub), ask(hub, category="robbery")
    assert burglary.release_id != robbery.release_id
    assert file_name(burglary, "pdf") != file_name(robbery, "pdf")
    assert "_burglary_" in file_name(burglary, "pdf")
    pin = read_pin(pin_of(burglary).words())
    assert pin == pin_of(burglary)
    assert pin is not None
    assert "These are the very figures of the link" in (compare_pin(hub.register, burglary, pin) or "")
    assert compare_pin(hub.register, robbery, pin) is None
