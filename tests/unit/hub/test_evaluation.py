"""Evaluation of an action: the oracle of the domain notes through the product, and what is chosen before it."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hub.access.identity import Identity
from hub.access.refusal import AccessRefused
from hub.disclosure.marks import SafeCell
from hub.disclosure.rules import ReleaseRefused
from hub.geography import ALL
from hub.hub import Hub
from hub.ledger import read_entries
from hub.meetings.actions import Action
from hub.meetings.evaluations import Choice, choose_control, list_plans
from hub.meetings.outcomes import NOTHING_CHOSEN, find_standing, read_outcomes
from hub.meetings.refusal import MeetingRefused
from hub.products.evaluation import COUNTED, MEANING, RECORD, headline
from hub.products.product import Product, TableBlock, Text, Words
from hub.release import release
from hub.release_audit import audit_releases
from ingest.periods import Period
from tests.unit.hub.evaluated import (
    AFTER,
    AGREED,
    ANALYST,
    BEFORE,
    BESIDE,
    CHAIR,
    CHOICE,
    CHOSEN,
    CONTROL,
    COUNCIL,
    LOOKED,
    MONTH,
    NEARBY,
    ORACLE,
    TREATED,
    agree,
    make_evaluated,
)

WITH_NEARBY = replace(CHOICE, nearby=NEARBY, nearby_control=BESIDE)


@pytest.fixture
def made(tmp_path: Path) -> tuple[Hub, Action]:
    return make_evaluated(tmp_path)


def ask(hub: Hub, action: Action | str, audience: str = "partner", who: Identity = ANALYST, **more: str) -> Product:
    identity = action if isinstance(action, str) else action.id
    return release(
        hub, "evaluation", period=Period.parse(more.pop("period", AFTER)), audience=audience, who=who, action=identity,
        **more,  # type: ignore[arg-type]
    )  # fmt: skip


def tables(product: Product, heading: str) -> list[TableBlock]:
    blocks = next(one.blocks for one in product.sections if one.heading == heading)
    return [one for one in blocks if isinstance(one, TableBlock)]


def figures(product: Product) -> dict[str, SafeCell]:
    """The figures of the test by the first word of their names."""
    rows = tables(product, COUNTED)[1].rows
    return {row[0].words: row[1] for row in rows if isinstance(row[0], Text) and isinstance(row[1], SafeCell)}


def values(product: Product) -> list[float | None]:
    return [one.value for one in figures(product).values()]


def said(product: Product, heading: str) -> str:
    blocks = next(one.blocks for one in product.sections if one.heading == heading)
    return " ".join(line for one in blocks if isinstance(one, Words) for line in one.paragraphs)


# --- the figures ---


def test_the_oracle_of_the_domain_notes_through_the_product(made: tuple[Hub, Action]) -> None:
    """Control (20, 20), treated (20, 10): -10, standard error sqrt 70 = 8.37."""
    hub, action = made
    choose_control(hub, action.id, CHOICE, ANALYST, CHOSEN)
    product = ask(hub, action)
    reach = 1.959964 * 70**0.5
    assert values(product) == pytest.approx([-10, -10, 8.37, -10 - reach, -10 + reach, -10 / 70**0.5], abs=0.005)
    rows = [[cell.text() if isinstance(cell, SafeCell) else str(cell) for cell in row[2:]]
            for row in tables(product, COUNTED)[0].rows]  # fmt: skip
    assert rows == [["20", "10", "-10"], ["20", "20", "0"]]
    assert headline(product) == (
        "Burglary in ward 01, January 2025 against November 2024, beyond what changed in its control, ward 02: 10 "
        "fewer events. Allowing for chance (95 %) that lies between 26.4 fewer events and 6.4 more events. Chance "
        "alone could give that (weighted displacement difference -10.0, z -1.2)."
    )
    assert (product.title, product.period) == ("Evaluation of an action: Burglary", "November 2024 to January 2025")
    assert ("Compared with", "November 2024") in product.chosen


def test_what_moved_next_door_is_weighed_against_a_control_of_its_own(made: tuple[Hub, Action]) -> None:
    """Nearby rose by 6 where its control fell by 2: 8 moved there, 2 fewer remain; 118 events in all."""
    hub, action = made
    choose_control(hub, action.id, WITH_NEARBY, ANALYST, CHOSEN)
    product = ask(hub, action)
    assert values(product)[:4] == pytest.approx([-10, 8, -2, 118**0.5], abs=0.005)
    assert [str(row[1]) for row in tables(product, COUNTED)[0].rows] == [
        str(Text(one)) for one in ("Treated", "Control", "Displacement", "Control of displacement")
    ]
    assert "events that only moved count as no gain" in said(product, MEANING)


def test_a_hidden_count_hides_all_that_rests_on_it(tmp_path: Path) -> None:
    hub, action = make_evaluated(tmp_path, {**ORACLE, TREATED: (20, 15, 3)})
    choose_control(hub, action.id, CHOICE, ANALYST, CHOSEN)
    product = ask(hub, action)
    assert {one.text() for one in figures(product).values()} == {"suppressed"}
    assert "cannot be told, as a figure it rests on is suppressed" in headline(product)
    assert "A count is suppressed, so every figure that rests on it is" in said(product, MEANING)
    assert "An area and its control are not alike" not in said(product, MEANING)


def test_it_says_what_it_does_not_prove_and_what_stands_against_it(tmp_path: Path) -> None:
    hub, action = make_evaluated(tmp_path, {**ORACLE, TREATED: (60, 40, 9), CONTROL: (20, 20, 20)})
    choose_control(hub, action.id, CHOICE, ANALYST, CHOSEN)
    meaning = said(ask(hub, action), MEANING)
    assert "It is no proof of cause." in meaning
    assert "(Poisson)" in meaning
    assert "Few events: fewer than 10 in one of the counts." in meaning
    assert "60 and 20 events before" in meaning
    assert "Whether it moved elsewhere was not looked at" in meaning
    assert "less than one time in twenty" in headline(ask(hub, action))


def test_it_asks_for_months_alone_and_the_audit_finds_nothing(made: tuple[Hub, Action]) -> None:
    hub, action = made
    choose_control(hub, action.id, WITH_NEARBY, ANALYST, CHOSEN)
    product = ask(hub, action)
    keys = [cell["k"] for one in product.publication["publications"] for cell in one["cells"]]
    assert {key["period"] for key in keys} == {BEFORE, MONTH, AFTER}
    audit = audit_releases(hub, ANALYST)
    assert audit.clean, audit.as_text()


# --- who may ask, and for what ---


def test_a_chair_has_it_for_the_closed_session_and_of_their_own_jag(made: tuple[Hub, Action]) -> None:
    hub, action = made
    choose_control(hub, action.id, CHOICE, ANALYST, CHOSEN)
    assert ask(hub, action, "closed", CHAIR).audience == "closed"
    for who, audience in (
        (CHAIR, "partner"),
        (Identity("carl", "chair", COUNCIL), "closed"),
        (Identity("lee", "liaison", COUNCIL), "partner"),
        (Identity("bea", "board", COUNCIL), "closed"),
        (ANALYST, "board"),
    ):
        before = len(refusals(hub))
        with pytest.raises(AccessRefused):
            ask(hub, action, audience, who)
        assert len(refusals(hub)) == before + 1, who


def refusals(hub: Hub) -> list[str]:
    with hub.register.reading() as connection:
        return [str(one["who"]) for one in read_entries(connection, 1_000) if one["action"] == "refused"]


def test_of_a_limited_account_neither_the_control_nor_its_figures(made: tuple[Hub, Action]) -> None:
    hub, _ = made
    local = Identity("local", "analyst", COUNCIL, (TREATED,))
    with pytest.raises(AccessRefused, match="not a JAG"):
        ask(hub, agree(hub), who=local)


def test_the_control_of_an_action_is_refused_to_whom_it_is_not_open(
    made: tuple[Hub, Action], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were the JAG theirs: the area of the control is not."""
    hub, action = made
    choose_control(hub, action.id, CHOICE, ANALYST, CHOSEN)
    monkeypatch.setattr("hub.release_asks.find_action", lambda *_: action)
    local = Identity("local", "analyst", COUNCIL, (TREATED,))
    with pytest.raises(AccessRefused, match="this area is not open to you"):
        ask(hub, action, who=local)


@pytest.mark.parametrize(
    ("more", "what"),
    [
        ({"period": MONTH}, "on record"),
        ({"area": CONTROL}, "on record"),
        ({"category": "robbery"}, "on record"),
    ],
)
def test_it_is_of_what_stands_on_record_and_of_nothing_else(
    made: tuple[Hub, Action], more: dict[str, str], what: str
) -> None:
    hub, action = made
    choose_control(hub, action.id, CHOICE, ANALYST, CHOSEN)
    with pytest.raises(ReleaseRefused, match=what):
        ask(hub, action, **more)
    assert ask(hub, action, area=TREATED, category="burglary", dataset="recorded-crime").action == action.id


def test_without_an_action_or_a_control_there_is_none(made: tuple[Hub, Action]) -> None:
    hub, action = made
    with pytest.raises(ReleaseRefused, match="there is nothing on record"):
        ask(hub, action)
    with pytest.raises(ReleaseRefused, match="an evaluation is of an action"):
        release(hub, "evaluation", period=Period.parse(AFTER), audience="partner", who=ANALYST)
    with pytest.raises(MeetingRefused, match="no such action"):
        ask(hub, "a-00000000")
    with pytest.raises(ReleaseRefused, match="this product is of no action"):
        release(hub, "area-profile", period=Period.parse(AFTER), audience="partner", who=ANALYST, action=action.id)


def test_nothing_is_told_of_a_part_of_the_months(made: tuple[Hub, Action]) -> None:
    hub, action = made
    choose_control(hub, action.id, replace(CHOICE, months=2), ANALYST, CHOSEN)
    assert find_standing(hub, action).words.startswith(
        "It can be told once recorded crime is supplied for October 2024"
    )
    with pytest.raises(ReleaseRefused, match="cannot be evaluated yet"):
        ask(hub, action, period="2025-02")


# --- the choice ---


def test_a_choice_stands_on_record_with_its_entry_and_without_its_words(made: tuple[Hub, Action]) -> None:
    hub, action = made
    plan = choose_control(hub, action.id, CHOICE, ANALYST, CHOSEN)
    assert (plan.choice, plan.day, plan.author, plan.seen_on) == (CHOICE, "2024-12-10", "ann", "")
    with hub.register.reading() as connection:
        entry = read_entries(connection, 1)[0]
    assert (entry["action"], entry["subject"]) == ("choose control", f"JAG {ALL}")
    told = json.loads(str(entry["detail"]))
    assert (told["control"], told["months"], told["held"], told["after_a_look"]) == (CONTROL, 1, 1, False)
    assert CHOICE.why not in str(entry)


def test_a_change_after_a_look_is_shown_and_the_first_choice_stays(made: tuple[Hub, Action]) -> None:
    hub, action = made
    choose_control(hub, action.id, CHOICE, ANALYST, CHOSEN)
    choose_control(hub, action.id, replace(CHOICE, control=NEARBY), ANALYST, CHOSEN)
    assert not list_plans(hub.register, action.id)[-1].seen_on
    since = datetime.now(UTC).date().isoformat()
    first = ask(hub, action)
    assert since <= list_plans(hub.register, action.id)[-1].seen_on <= datetime.now(UTC).date().isoformat()
    assert ask(hub, action).release_id == first.release_id, "a look changes nothing by itself"
    choose_control(hub, action.id, replace(CHOICE, control=BESIDE), ANALYST)
    product = ask(hub, action)
    rows = [[str(cell.words) for cell in row if isinstance(cell, Text)] for row in tables(product, RECORD)[0].rows]
    assert [row[2] for row in rows] == ["ward 02", "ward 03", "ward 04"]
    assert rows[0][5] == "nobody had looked; every month after was held"
    assert rows[1][5].startswith("chosen anew before anybody looked")
    assert "chosen anew on" in rows[2][5]
    assert "after a look on" in rows[2][5]
    assert product.release_id != first.release_id


@pytest.mark.parametrize(
    "wrong",
    [
        replace(CHOICE, control=TREATED),
        replace(CHOICE, control="E8100000016"),
        replace(CHOICE, control=ALL),
        replace(CHOICE, control=""),
        replace(CHOICE, months=0),
        replace(CHOICE, months=13),
        replace(CHOICE, counted_from="done"),
        replace(CHOICE, nearby=NEARBY),
        replace(CHOICE, nearby=CONTROL, nearby_control=BESIDE),
        replace(CHOICE, nearby=NEARBY, nearby_control=TREATED),
        replace(CHOICE, why="Ask Mr John Smith, 12 Grace Road"),
    ],
)
def test_what_cannot_be_compared_is_refused_and_leaves_nothing(made: tuple[Hub, Action], wrong: Choice) -> None:
    hub, action = made
    with pytest.raises(MeetingRefused):
        choose_control(hub, action.id, wrong, ANALYST, CHOSEN)
    assert list_plans(hub.register, action.id) == ()


@pytest.mark.parametrize("who", [CHAIR, Identity("lee", "liaison", COUNCIL), Identity("bea", "board", COUNCIL)])
def test_only_an_analyst_chooses(made: tuple[Hub, Action], who: Identity) -> None:
    hub, action = made
    with pytest.raises(AccessRefused):
        choose_control(hub, action.id, CHOICE, who, CHOSEN)
    assert refusals(hub)[0] == who.name


def test_an_action_of_everywhere_or_of_no_problem_cannot_be_evaluated(made: tuple[Hub, Action]) -> None:
    hub, action = made
    everywhere = agree(hub, ALL)
    with pytest.raises(MeetingRefused, match="cannot be evaluated"):
        choose_control(hub, everywhere.id, CHOICE, ANALYST, CHOSEN)
    found = read_outcomes(hub, ANALYST, LOOKED.date())
    assert list(found.actions) == [action.id]
    assert found.standing.words == NOTHING_CHOSEN


def test_the_page_offers_the_choice_to_the_analyst_and_shows_it_to_the_chair(made: tuple[Hub, Action]) -> None:
    hub, action = made
    mine = read_outcomes(hub, ANALYST, LOOKED.date(), action.id)
    assert list(mine.days) == ["agreed"]
    assert set(mine.places) == {CONTROL, NEARBY, BESIDE}
    choose_control(hub, action.id, CHOICE, ANALYST, CHOSEN)
    theirs = read_outcomes(hub, CHAIR, LOOKED.date())
    assert (theirs.standing.period, theirs.days, theirs.places) == (AFTER, {}, {})
    assert theirs.choices == [
        "12 December 2024, ann, Borough council: November 2024 against January 2025; control ward 02. "
        "It has the same kind of homes and no visits."
    ]
    assert read_outcomes(hub, ANALYST, AGREED.date(), "a-00000000").action is None
