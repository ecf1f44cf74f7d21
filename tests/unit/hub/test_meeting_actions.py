"""Actions: who sees and writes which, that nothing in them names a person, and that they go on until they are done."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from hub.access.identity import ROLES, Identity
from hub.access.refusal import AccessRefused
from hub.geography import ALL
from hub.home import read_home
from hub.hub import Hub
from hub.meetings import actions
from hub.meetings.actions import (
    STAGES,
    Action,
    Asked,
    add_action,
    escalate,
    finish,
    list_actions,
    note_progress,
)
from hub.meetings.completion import count_completion, read_completion
from hub.meetings.refusal import MeetingRefused
from hub.meetings.sessions import sign_statement, take_step, withdraw_statement
from hub.meetings.tables import ACTIONS, STEPS
from hub.meetings.tasks import list_waiting, read_tasks
from hub.problems import list_problems
from ingest.detectors import find_in_sentence
from tests.unit.hub.jag import (
    ANALYST,
    AT,
    BOARD,
    CHAIR,
    DAY,
    OTHER_CHAIR,
    POLICE,
    at,
    attest_all,
    begin,
    entries,
    make_jag,
    member,
    plan,
)

WHAT = "Offer window locks in the two wards with repeat burglaries"
PERSONS = (
    "Visit Mr Smith about the noise", "Ask Jane Doe for her bins", "suspect: Doe", "Ring 01632 960123 at night",
    "Write to someone@example.org", "Look at MK9 3ES again", "Speak to the tenant at 12 Acacia Avenue",
    "The youth born 04/05/2009 is known", "Ref 43210987654 with John Smith", "NHS number 943 476 5919",
)  # fmt: skip
SECRETS = ("Smith", "Doe", "960123", "example.org", "3ES", "Acacia", "2009", "43210987654", "943")
HARMLESS = (
    WHAT, "Grace Road to be lit until one in the morning", "Three patrols a week round the market in May 2025",
    "The council's housing team and the fire service visit the block together", "Agreed in 2025; cost 4,000 pounds",
)  # fmt: skip


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    return make_jag(tmp_path / "hub")


def ask(hub: Hub, session: str = "open", due: int = 14, **more: str) -> Asked:
    asked = Asked(WHAT, member(hub, "housing").id, DAY + timedelta(days=due), "response", ALL, session=session)  # type: ignore[arg-type]
    return replace(asked, **more)  # type: ignore[arg-type]


def add(hub: Hub, session: str = "open", due: int = 14, days: int = 0, who: Identity = CHAIR, **more: str) -> Action:
    return add_action(hub, ALL, ask(hub, session, due, **more), who, at(days))


def sign_chair(hub: Hub) -> None:
    sign_statement(hub.register, ALL, member(hub, "policing-commander").id, CHAIR, AT)


def kept(hub: Hub) -> str:
    with hub.register.reading() as connection:
        rows = [tuple(row) for table in (ACTIONS, STEPS) for row in connection.execute(select(table))]
    return repr(rows)


def hold(hub: Hub, identity: str, days: int) -> None:
    begin(hub, identity, "policing-commander", sign=False, on=at(days))
    take_step(hub.register, ALL, identity, "ended", CHAIR, at(days))


# --- what is written ---


def test_an_action_has_an_owner_a_day_a_stage_a_place_and_a_problem_of_the_code_lists(hub: Hub) -> None:
    made = add(hub, dataset="recorded-crime", category="burglary")
    assert (made.post, made.organisation, made.due) == ("housing", "Borough council", "2025-03-18")
    (task,) = read_tasks(hub, CHAIR, DAY).open
    assert task.owner == "Council housing, Borough council"
    assert task.about == "Response; Whole partnership; Recorded crime, Burglary; agreed on 4 March 2025."
    assert STAGES == ("scanning", "analysis", "response", "assessment")
    assert set(list_problems()) > {"recorded-crime", "fires", "council-asb"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"dataset": "horoscopes"}, {"dataset": "fires", "category": "burglary"}, {"category": "burglary"},
        {"stage": "thinking"}, {"place": "E0"}, {"member": "p-0"}, {"due": DAY - timedelta(days=1)},
    ],
)  # fmt: skip
def test_what_is_in_no_list_or_due_in_the_past_is_refused(hub: Hub, wrong: dict[str, object]) -> None:
    with pytest.raises(MeetingRefused):
        add_action(hub, ALL, replace(ask(hub), **wrong), CHAIR, AT)  # type: ignore[arg-type]
    assert kept(hub) == "[]"


@pytest.mark.parametrize("words", PERSONS)
def test_words_that_point_at_a_person_are_refused_by_field_and_rule_and_never_repeated(hub: Hub, words: str) -> None:
    made = add(hub)
    before, acts = kept(hub), len(entries(hub))
    tried = {
        "What is to be done": lambda: add(hub, what=words),
        "What happened since": lambda: note_progress(hub.register, ALL, made.id, words, CHAIR, AT),
        "Why, and to whom": lambda: escalate(hub.register, ALL, made.id, words, CHAIR, AT),
        "Outcome": lambda: finish(hub.register, ALL, made.id, words, CHAIR, AT),
    }
    for field, each in tried.items():
        with pytest.raises(MeetingRefused) as found:
            each()
        assert f'"{field}" may point at a person' in found.value.what
        assert find_in_sentence(words)[0] in found.value.found
        said = str(found.value)
        assert words not in said
        assert not [secret for secret in SECRETS if secret in said]
    assert (kept(hub), len(entries(hub))) == (before, acts)


@pytest.mark.parametrize("words", HARMLESS)
def test_words_about_places_and_posts_are_taken(hub: Hub, words: str) -> None:
    assert add(hub, what=f"  {words}\n ").what == words


@pytest.mark.parametrize("words", ["", "  \n", "ab", "x" * 501, "a\u202eb c d"])
def test_words_that_are_none_are_refused(hub: Hub, words: str) -> None:
    with pytest.raises(MeetingRefused, match="sentence"):
        add(hub, what=words)


def test_the_ledger_has_every_act_and_none_of_the_words(hub: Hub) -> None:
    made = add(hub)
    note_progress(hub.register, ALL, made.id, "Half of the homes were visited.", CHAIR, at(1))
    escalate(hub.register, ALL, made.id, "No locks are left: to the board.", CHAIR, at(2))
    finish(hub.register, ALL, made.id, "Every home has been visited.", ANALYST, at(3))
    written = entries(hub, 4)
    assert [one["action"] for one in written] == ["action raised", "action note", "action escalated", "action done"]
    assert [one["who"] for one in written] == [CHAIR.name] * 3 + [ANALYST.name]
    assert {json.loads(one["detail"])["action"] for one in written} == {made.id}
    assert not [
        word for word in ("locks", "homes", "home", "board") if word in repr([one["detail"] for one in written])
    ]


@pytest.mark.parametrize("kind", ["add", "note", "escalate", "done"])
def test_an_action_whose_entry_fails_is_not_written(hub: Hub, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    made = add(hub)
    before = kept(hub)

    def fail(*_: object) -> str:
        raise ZeroDivisionError

    monkeypatch.setattr(actions, "append", fail)
    do = {"note": note_progress, "escalate": escalate, "done": finish}
    with pytest.raises(ZeroDivisionError):
        if kind == "add":
            add(hub)
        else:
            do[kind](hub.register, ALL, made.id, "Something happened.", CHAIR, AT)
    assert kept(hub) == before


# --- what becomes of it ---


def test_an_action_is_open_overdue_escalated_and_done(hub: Hub) -> None:
    made = add(hub, due=14)

    def state(days: int) -> str:
        found = read_tasks(hub, CHAIR, DAY + timedelta(days=days))
        (one,) = (*found.open, *found.done)
        return one.state

    assert (state(14), state(15)) == ("…\u00a0open", "○\u00a0OVERDUE")
    escalate(hub.register, ALL, made.id, "Nobody is free: to the board.", CHAIR, at(15))
    assert (state(14), state(15)) == ("▲\u00a0escalated", "▲\u00a0escalated, OVERDUE")
    finish(hub.register, ALL, made.id, "Done by the council.", CHAIR, at(16))
    assert state(99) == "●\u00a0done on 20 March 2025, late"
    for again in (note_progress, escalate, finish):
        with pytest.raises(MeetingRefused, match="done already"):
            again(hub.register, ALL, made.id, "Once more.", CHAIR, at(17))


def test_open_actions_go_on_to_the_next_meeting_by_themselves_and_those_done_do_not(hub: Hub) -> None:
    first, second, third = plan(hub, 0, 28, 56)
    hold(hub, first, 0)
    stays, ends = add(hub), add(hub)
    finish(hub.register, ALL, ends.id, "Done at once.", CHAIR, at(3))

    def carried(days: int) -> dict[str, str]:
        found = read_tasks(hub, CHAIR, DAY + timedelta(days=days))
        return {one.id: one.carried for one in (*found.open, *found.done)}

    assert carried(5) == {stays.id: "Carried forward to 1 April 2025.", ends.id: ""}
    hold(hub, second, 28)
    assert carried(29)[stays.id] == "Carried forward to 1 April 2025 and 29 April 2025."
    finish(hub.register, ALL, stays.id, "Done in between.", CHAIR, at(30))
    hold(hub, third, 56)
    assert carried(60) == {stays.id: "Carried forward to 1 April 2025.", ends.id: ""}


def test_open_actions_stand_by_the_day_on_which_they_are_due_with_what_happened_since(hub: Hub) -> None:
    late, soon = add(hub, due=20), add(hub, due=3)
    note_progress(hub.register, ALL, soon.id, "The locks are ordered.", CHAIR, at(1))
    found = read_tasks(hub, CHAIR, DAY).open
    assert [one.id for one in found] == [soon.id, late.id]
    assert [(one.on_day, one.words) for one in found[0].happened] == [("5 March 2025", "The locks are ordered.")]


# --- who sees and writes what ---


def test_what_the_closed_session_agreed_is_for_the_chair_of_the_area_alone(hub: Hub) -> None:
    sign_chair(hub)
    add(hub, what="An open one for all")
    secret = add(hub, "closed", what="A restricted one for few")
    found = read_tasks(hub, CHAIR, DAY)
    assert sorted(one.restricted for one in found.open) == [False, True]
    assert (found.closed, found.marking) == (True, "OFFICIAL-SENSITIVE")
    for who in (ANALYST, OTHER_CHAIR):
        seen = read_tasks(hub, who, DAY)
        assert "restricted one" not in repr(seen)
        assert not seen.closed
    assert [one.what for one in read_tasks(hub, ANALYST, DAY).open] == ["An open one for all"]
    with hub.register.reading() as connection:
        assert len(list_actions(connection, ALL, ("open",))) == 1
    for act in (note_progress, escalate, finish):
        with pytest.raises(AccessRefused):
            act(hub.register, ALL, secret.id, "Something.", ANALYST, AT)
    with pytest.raises(AccessRefused):
        add(hub, "closed", who=ANALYST)
    assert {one["action"] for one in entries(hub, 4)} == {"refused"}


def test_no_current_statement_no_restricted_action_also_for_the_chair(hub: Hub) -> None:
    with pytest.raises(AccessRefused, match="confidentiality"):
        add(hub, "closed")
    sign_chair(hub)
    made = add(hub, "closed")
    assert len(read_tasks(hub, CHAIR, DAY + timedelta(days=364)).open) == 1
    lapsed = read_tasks(hub, CHAIR, DAY + timedelta(days=365))
    assert (lapsed.open, lapsed.closed) == ((), False)
    assert "is not: sign it" in lapsed.why.replace("It is", "is")
    assert list_waiting(hub, CHAIR, DAY + timedelta(days=365))[0].restricted == 0
    with pytest.raises(AccessRefused):
        finish(hub.register, ALL, made.id, "Done.", CHAIR, at(365))
    withdraw_statement(hub.register, ALL, member(hub, "policing-commander").id, CHAIR, at(1))
    assert read_tasks(hub, CHAIR, DAY + timedelta(days=1)).open == ()


@pytest.mark.parametrize("role", [role for role in ROLES if role not in ("analyst", "chair")])
def test_other_roles_neither_see_nor_write_actions(hub: Hub, role: str) -> None:
    made, who = add(hub), Identity("x", role, POLICE)  # type: ignore[arg-type]
    tried = (
        lambda: read_tasks(hub, who, DAY),
        lambda: add(hub, who=who),
        lambda: finish(hub.register, ALL, made.id, "Done.", who, AT),
    )
    for each in tried:
        with pytest.raises(AccessRefused):
            each()
    assert [one["action"] for one in entries(hub, len(tried))] == ["refused"] * len(tried)


# --- at home ---


def test_the_chairs_home_has_the_next_meeting_and_open_actions_with_the_overdue_ones_first(hub: Hub) -> None:
    sign_chair(hub)
    plan(hub, 12, 45)
    add(hub, due=30)
    late = add(hub, due=5)
    add(hub, "closed")
    (one,) = read_home(hub, CHAIR, DAY + timedelta(days=6)).waiting or ()
    assert one.next
    assert (one.next.day, one.next.away) == ("16 March 2025", "in 6 days")
    assert len(one.alarms) == 1
    assert one.alarms[0].startswith("33 days lie between")
    assert [(each.overdue, each.id == late.id) for each in one.open] == [(True, True), (False, False)]
    assert one.restricted == 1
    assert read_home(hub, OTHER_CHAIR, DAY).waiting == ()
    assert read_home(hub, ANALYST, DAY).waiting is None


def test_the_board_is_told_how_many_due_actions_are_done_and_no_more(hub: Hub) -> None:
    sign_chair(hub)
    empty = read_completion(hub.register, BOARD, DAY)
    assert empty
    assert empty.as_sentence() == "No action of a JAG has fallen due in the last twelve months."
    first, second, _, _ = add(hub, due=2), add(hub, due=3), add(hub, due=4), add(hub, due=40)
    add(hub, "closed", due=2)
    finish(hub.register, ALL, first.id, "In time.", CHAIR, at(2))
    finish(hub.register, ALL, second.id, "A day late.", CHAIR, at(4))
    found = read_home(hub, BOARD, DAY + timedelta(days=10)).completion
    assert found
    assert (found.due, found.done, found.in_time) == (3, 2, 1)
    assert found.as_sentence() == (
        "2 of 3 actions that the JAGs' open sessions agreed and that fell due in the last twelve months are done, 1 of "
        "them after the day."
    )
    for who in (CHAIR, ANALYST):
        assert read_completion(hub.register, who, DAY) is None
    limited = read_completion(hub.register, replace(BOARD, areas=("E8500000001",)), DAY + timedelta(days=10))
    assert limited and "of your areas" in limited.as_sentence(), "the JAG of the whole is not one of theirs"
    ward = count_completion(hub.register, DAY + timedelta(days=10), "E8500000001", None)
    assert "this area's own JAG" in ward.as_sentence()
    assert count_completion(hub.register, DAY + timedelta(days=2), ALL, None).due == 0, "due today is not overdue"
    assert read_completion(hub.register, BOARD, date(2026, 5, 20)).due == 0  # type: ignore[union-attr]


def test_sentences_about_persons_are_told_from_others_by_kind() -> None:
    assert find_in_sentence("Ask Jane Doe for her bins") == ("a forename and a surname",)
    assert find_in_sentence("Look at 12 Acacia Avenue") == ("a house number and street",)
    assert all(find_in_sentence(words) for words in PERSONS)
    assert not [words for words in HARMLESS if find_in_sentence(words)]


def test_attestation_is_part_of_the_same_meeting(hub: Hub) -> None:
    (one,) = plan(hub, 0)
    begin(hub, one, "policing-commander")
    attest_all(hub, one)
    take_step(hub.register, ALL, one, "closed session", CHAIR, AT)
    assert add(hub, "closed").meeting == one
