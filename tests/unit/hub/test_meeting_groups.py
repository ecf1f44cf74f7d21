"""JAGs, their members, the rota and the yearly review: who may change what, and that the ledger has it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from hub.access.identity import ROLES, Identity
from hub.access.refusal import AccessRefused
from hub.geography import ALL
from hub.hub import Hub
from hub.meetings import groups, planning, sessions
from hub.meetings.agenda import read_jags, read_meetings
from hub.meetings.groups import add_member, add_turn, found_jag, list_members, note_review, remove_member
from hub.meetings.planning import cancel_meeting, list_meetings, move_meeting, plan_meetings
from hub.meetings.posts import every_post
from hub.meetings.refusal import MeetingRefused
from hub.meetings.rights import chair_of
from hub.meetings.tables import JAG_REVIEWS, JAGS, MEETINGS, MEMBERS, TURNS
from hub.meetings.tasks import list_waiting, read_tasks
from tests.unit.hub.jag import (
    ANALYST,
    AT,
    CHAIR,
    COUNCIL,
    DAY,
    OTHER_CHAIR,
    PARISH,
    POLICE,
    at,
    begin,
    entries,
    make_jag,
    meeting,
    member,
    plan,
)
from tests.unit.hub.small_hub import make_hub


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    return make_jag(tmp_path / "hub")


def chair_on(hub: Hub, days: int) -> str:
    with hub.register.reading() as connection:
        found = chair_of(connection, ALL, DAY + timedelta(days=days))
    return found.organisation if found else ""


def test_there_are_23_posts_of_which_7_attend_the_open_session_only() -> None:
    posts = every_post().values()
    assert len(posts) == 23
    assert sum(not one.closed for one in posts) == 7
    assert all(one.closed and one.basis for one in posts if one.may_chair)
    assert {one.code for one in posts if "37(2)" in one.basis} == {"youth-offending"}


def test_a_jag_is_set_up_by_an_analyst_with_its_first_chair_and_the_ledger_has_each_part(hub: Hub) -> None:
    assert [one["action"] for one in entries(hub, 5)] == [
        "JAG set up", "member added", "chair's turn", "member added", "member added",
    ]  # fmt: skip
    assert chair_on(hub, 0) == POLICE
    assert chair_on(hub, -1) == ""
    assert {one["subject"] for one in entries(hub, 5)} == {f"JAG {ALL}"}


@pytest.mark.parametrize("role", [role for role in ROLES if role != "analyst"])
def test_nobody_else_sets_one_up_and_the_ledger_says_who_tried(hub: Hub, role: str) -> None:
    with pytest.raises(AccessRefused):
        found_jag(hub, ALL, ("housing", COUNCIL), Identity("x", role, COUNCIL))  # type: ignore[arg-type]
    assert (entries(hub, 1)[0]["who"], entries(hub, 1)[0]["action"]) == ("x", "refused")


def test_an_area_has_one_jag_and_has_to_be_one_of_the_hub(hub: Hub, tmp_path: Path) -> None:
    with pytest.raises(MeetingRefused, match="already"):
        found_jag(hub, ALL, ("housing", COUNCIL), ANALYST, now=AT)
    with pytest.raises(MeetingRefused, match="no such area"):
        found_jag(hub, "E8500000001", ("housing", COUNCIL), ANALYST, now=AT)
    with pytest.raises(MeetingRefused, match="four weeks"):
        found_jag(hub, ALL, ("housing", COUNCIL), ANALYST, every=35, now=AT)
    wide = make_hub(tmp_path / "wide")
    with pytest.raises(MeetingRefused, match="signed the agreement"):
        found_jag(wide, "E8500000001", ("housing", COUNCIL), ANALYST, now=AT)
    with wide.register.reading() as connection:
        assert connection.execute(select(JAGS)).first() is None, "all of it or nothing"


def test_which_sessions_a_post_attends_belongs_to_the_post(hub: Hub) -> None:
    assert member(hub, "housing").post.sessions == "open and closed"
    assert member(hub, "parish-council").post.sessions == "open only"
    with pytest.raises(MeetingRefused, match="no such post"):
        add_member(hub.register, ALL, "mayor", COUNCIL, ANALYST, AT)


def test_only_a_signatory_sends_somebody_to_the_closed_session_and_no_name_of_a_person_is_an_organisation(
    hub: Hub,
) -> None:
    with pytest.raises(MeetingRefused, match="signed the agreement"):
        add_member(hub.register, ALL, "fire", "Fire and rescue", ANALYST, AT)
    with pytest.raises(MeetingRefused, match="may point at a person") as found:
        add_member(hub.register, ALL, "invited", "Mrs Jane Doe", ANALYST, AT)
    assert "Doe" not in str(found.value)
    with pytest.raises(MeetingRefused, match="member already"):
        add_member(hub.register, ALL, "parish-council", PARISH, ANALYST, AT)


def test_the_chair_goes_to_whoever_is_in_turn_and_the_rights_with_it(hub: Hub) -> None:
    register = hub.register
    with pytest.raises(AccessRefused, match="your organisation chairs"):
        plan_meetings(register, ALL, [DAY], OTHER_CHAIR, AT)
    add_turn(register, ALL, member(hub, "housing").id, DAY + timedelta(days=10), CHAIR, AT)
    assert (chair_on(hub, 9), chair_on(hub, 10)) == (POLICE, COUNCIL)
    plan_meetings(register, ALL, [DAY + timedelta(days=10)], OTHER_CHAIR, at(10))
    with pytest.raises(AccessRefused, match="your organisation chairs"):
        plan_meetings(register, ALL, [DAY + timedelta(days=11)], CHAIR, at(10))


def test_posts_of_the_open_session_take_no_chair_and_no_turn_begins_twice_or_in_the_past(hub: Hub) -> None:
    for post, day in (("parish-council", 5), ("housing", 0), ("housing", -1)):
        with pytest.raises(MeetingRefused):
            add_turn(hub.register, ALL, member(hub, post).id, DAY + timedelta(days=day), ANALYST, AT)


def test_a_member_is_taken_off_but_not_while_it_holds_the_chair_or_will(hub: Hub) -> None:
    with pytest.raises(MeetingRefused, match="holds the chair"):
        remove_member(hub.register, ALL, member(hub, "policing-commander").id, ANALYST, AT)
    add_turn(hub.register, ALL, member(hub, "housing").id, DAY + timedelta(days=10), ANALYST, AT)
    with pytest.raises(MeetingRefused, match="or will"):
        remove_member(hub.register, ALL, member(hub, "housing").id, ANALYST, AT)
    remove_member(hub.register, ALL, member(hub, "parish-council").id, ANALYST, AT)
    with hub.register.reading() as connection:
        assert {one.post.code for one in list_members(connection, ALL)} == {"policing-commander", "housing"}
    assert entries(hub, 1)[0]["action"] == "member removed"


def test_the_yearly_review_is_due_after_12_months_and_then_12_months_after_the_last(hub: Hub) -> None:
    def review(day: date) -> tuple[str, bool]:
        found = read_meetings(hub, ANALYST, day).agenda
        assert found
        return found.review, found.due

    about = "The review of chair, membership and frequency"
    assert review(date(2026, 3, 3)) == (f"{about} is next due by 4 March 2026. None was held yet.", False)
    assert review(date(2026, 3, 4)) == (f"{about} has been due since 4 March 2026. None was held yet.", True)
    note_review(hub.register, ALL, "Fortnightly from May; health is to join.", CHAIR, at(370))
    said, due = review(date(2026, 3, 20))
    assert not due
    assert "due by 9 March 2027" in said
    assert "Fortnightly from May" in said
    assert "Fortnightly" not in entries(hub, 1)[0]["detail"], "the ledger has no word of it"


def test_meetings_are_planned_moved_and_taken_out_while_they_are_ahead(hub: Hub) -> None:
    first, second = plan(hub, 7, 35)
    assert [one["action"] for one in entries(hub, 1)] == ["meetings planned"]
    move_meeting(hub.register, ALL, second, DAY + timedelta(days=30), CHAIR, AT)
    assert meeting(hub, second).day == "2025-04-03"
    cancel_meeting(hub.register, ALL, first, CHAIR, AT)
    with hub.register.reading() as connection:
        assert [one.id for one in list_meetings(connection, ALL)] == [second]
    assert [one["action"] for one in entries(hub, 2)] == ["meeting moved", "meeting cancelled"]


@pytest.mark.parametrize("days", [[-1], [7, 7], [], list(range(61))])
def test_no_meeting_is_planned_for_the_past_or_twice_on_a_day(hub: Hub, days: list[int]) -> None:
    with pytest.raises(MeetingRefused):
        plan_meetings(hub.register, ALL, [DAY + timedelta(days=one) for one in days], ANALYST, AT)
    with hub.register.reading() as connection:
        assert list_meetings(connection, ALL) == (), "not one of them"


def test_a_meeting_that_has_begun_is_neither_moved_nor_taken_out(hub: Hub) -> None:
    (first,) = plan(hub, 0)
    begin(hub, first, "policing-commander")
    with pytest.raises(MeetingRefused, match="has begun"):
        move_meeting(hub.register, ALL, first, DAY + timedelta(days=3), CHAIR, AT)
    with pytest.raises(MeetingRefused, match="has begun"):
        cancel_meeting(hub.register, ALL, first, CHAIR, AT)


def test_what_the_page_says_of_the_next_meeting_and_the_gaps(hub: Hub) -> None:
    before = read_meetings(hub, CHAIR, DAY).agenda
    assert before
    assert before.next is None
    assert before.alarms == ("No meeting is planned. Plan the year's diary. A JAG meets at least every four weeks.",)
    plan(hub, 1, 30)
    after = read_meetings(hub, CHAIR, DAY).agenda
    assert after
    assert after.next
    assert (after.next.day, after.next.away) == ("5 March 2025", "tomorrow")
    assert after.alarms == (
        "29 days lie between the meetings of 5 March 2025 and 3 April 2025: more than 28. Plan one in between, or move "
        "one of them.",
    )


def test_a_chair_sees_their_own_jag_alone_and_an_analyst_every_one(hub: Hub) -> None:
    assert read_meetings(hub, OTHER_CHAIR, DAY).jags == ()
    assert read_meetings(hub, OTHER_CHAIR, DAY, ALL).agenda is None
    assert read_meetings(hub, CHAIR, DAY).jags == read_meetings(hub, ANALYST, DAY).jags == ((ALL, "Whole partnership"),)


@pytest.mark.parametrize("role", ["board", "liaison", "administrator"])
def test_other_roles_have_no_part_of_it(hub: Hub, role: str) -> None:
    who = Identity("x", role, POLICE)  # type: ignore[arg-type]
    with pytest.raises(AccessRefused):
        read_meetings(hub, who, DAY)
    with pytest.raises(AccessRefused):
        plan_meetings(hub.register, ALL, [DAY], who, AT)


WRITES: dict[str, Callable[[Hub], object]] = {
    "found": lambda hub: found_jag(hub, "E1", ("housing", COUNCIL), ANALYST, now=AT),
    "member": lambda hub: add_member(hub.register, ALL, "licensing", COUNCIL, ANALYST, AT),
    "remove": lambda hub: remove_member(hub.register, ALL, member(hub, "parish-council").id, ANALYST, AT),
    "turn": lambda hub: add_turn(hub.register, ALL, member(hub, "housing").id, date(2025, 9, 1), ANALYST, AT),
    "review": lambda hub: note_review(hub.register, ALL, "All stays as it is.", ANALYST, AT),
    "plan": lambda hub: plan_meetings(hub.register, ALL, [date(2025, 9, 1)], ANALYST, AT),
}


@pytest.mark.parametrize("write", WRITES)
def test_a_write_whose_entry_fails_leaves_nothing_behind(hub: Hub, monkeypatch: pytest.MonkeyPatch, write: str) -> None:
    def rows() -> list[object]:
        with hub.register.reading() as connection:
            tables = (JAGS, MEMBERS, TURNS, JAG_REVIEWS, MEETINGS)
            return [tuple(row) for table in tables for row in connection.execute(select(table))]

    def fail(*_: object) -> str:
        raise ZeroDivisionError

    before = rows()
    monkeypatch.setattr(groups, "name_areas", lambda *_: {ALL: "Whole", "E1": "One"})
    for module in (groups, planning, sessions):
        monkeypatch.setattr(module, "append", fail)
    with pytest.raises(ZeroDivisionError):
        WRITES[write](hub)
    assert rows() == before


def test_an_account_of_some_areas_has_the_jags_of_those_alone_and_is_offered_no_other_name(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The JAG of the whole partnership names every place of it, so it is none of theirs either."""
    known = {ALL: "Whole", "E1": "One", "E2": "Two"}

    def offered(_: Hub, who: Identity) -> dict[str, str]:
        return {code: name for code, name in known.items() if who.areas is None or code in (ALL, *who.areas)}

    for module in ("groups", "agenda", "tasks", "actions"):
        monkeypatch.setattr(f"hub.meetings.{module}.name_areas", offered)
    for area in ("E1", "E2"):
        found_jag(hub, area, ("housing", COUNCIL), ANALYST, now=AT)
    limited = replace(ANALYST, areas=("E1",))
    chair = Identity("carl", "chair", COUNCIL, ("E1",))
    for who in (limited, chair):
        assert [area for area, _ in read_meetings(hub, who, DAY).jags] == ["E1"]
        assert read_tasks(hub, who, DAY, "E2").area == "E1"
        assert [area for area, _ in read_jags(hub, who, DAY, "actions")] == ["E1"]
        assert "Two" not in str((read_meetings(hub, who, DAY, "E2"), read_tasks(hub, who, DAY, "E2")))
        with pytest.raises(AccessRefused, match="not a JAG"):
            plan_meetings(hub.register, "E2", [DAY + timedelta(days=7)], who, AT)
    assert [one.name for one in list_waiting(hub, chair, DAY)] == ["One"]
    with pytest.raises(AccessRefused, match="not a JAG"):
        plan_meetings(hub.register, ALL, [DAY + timedelta(days=7)], limited, AT)
    assert entries(hub, 1)[0]["action"] == "refused"
