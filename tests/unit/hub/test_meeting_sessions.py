"""The states of a meeting: only in their order, with everything that a step needs, by the chair of the area alone."""

import json
from datetime import date, timedelta
from itertools import pairwise, product
from pathlib import Path

import pytest

from hub.access.organisations import suspend_organisation
from hub.access.refusal import AccessRefused
from hub.geography import ALL
from hub.hub import Hub
from hub.meetings import sessions
from hub.meetings.agenda import list_alarms, read_meetings
from hub.meetings.guards import GUARDS
from hub.meetings.minute_versions import begin_minutes
from hub.meetings.planning import list_meetings, move_meeting
from hub.meetings.refusal import MeetingRefused
from hub.meetings.sessions import (
    attest,
    note_arrivals,
    note_leaving,
    sign_statement,
    take_step,
    withdraw_statement,
)
from hub.meetings.statements import is_current, lapses_on
from hub.meetings.states import CHECKLIST, STATES, STEPS, checks_before
from tests.unit.hub.jag import (
    ANALYST,
    AT,
    BOARD,
    CHAIR,
    COUNCIL,
    DAY,
    OTHER_CHAIR,
    at,
    attest_all,
    begin,
    draft,
    entries,
    make_jag,
    meeting,
    member,
    paper_of,
    plan,
    read_all,
)
from tests.unit.hub.people import WHO

ALLOWED = {
    ("scheduled", "open session"),
    ("open session", "closed session"),
    ("open session", "ended"),
    ("closed session", "ended"),
    ("ended", "minutes drafted"),
    ("minutes drafted", "approved"),
    ("approved", "circulated"),
}
"""`safety.md` 9.4, and that a meeting may have no closed session."""


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    return make_jag(tmp_path / "hub")


def step(hub: Hub, identity: str, state: str, days: int = 0) -> None:
    take_step(hub.register, ALL, identity, state, CHAIR, at(days))


def missing(hub: Hub, identity: str, state: str, days: int = 0) -> str:
    with pytest.raises(MeetingRefused) as found:
        step(hub, identity, state, days)
    assert meeting(hub, identity).state != state
    return found.value.found


def test_the_table_holds_the_steps_of_the_source_and_each_need_has_a_guard() -> None:
    assert {(one.start, one.end) for one in STEPS} == ALLOWED
    assert {need for one in STEPS for need in one.needs} == set(GUARDS)
    assert {one.before for one in CHECKLIST} == {one.end for one in STEPS if "checklist" in one.needs}


def test_a_meeting_goes_from_the_diary_to_circulated_minutes_and_the_ledger_has_each_step(hub: Hub) -> None:
    (one,) = plan(hub, 0)
    begin(hub, one, "policing-commander", "housing")
    attest_all(hub, one)
    step(hub, one, "closed session")
    step(hub, one, "ended")
    draft(hub, one)
    read_all(hub, one)
    step(hub, one, "approved")
    attest_all(hub, one, "circulated")
    step(hub, one, "circulated")
    noted = [(row, json.loads(row["detail"])) for row in entries(hub) if row["action"] == "meeting step"]
    assert [(detail["from"], detail["to"]) for _, detail in noted] == list(pairwise(STATES))
    assert {(row["who"], row["role"], detail["agency"]) for row, detail in noted} == {
        (CHAIR.name, "chair", CHAIR.organisation)
    }
    assert all(row["at"].startswith("2025-03-04T10:00") for row, _ in noted)


def test_no_step_is_taken_out_of_its_order(hub: Hub) -> None:
    (one,) = plan(hub, 0)
    for start, end in product(STATES, (*STATES, "cancelled")):
        with hub.register.writing() as connection:
            connection.exec_driver_sql("UPDATE jag_meetings SET state = ?", (start,))
        if (start, end) not in ALLOWED:
            with pytest.raises(MeetingRefused, match="does not go from"):
                step(hub, one, end)
            assert meeting(hub, one).state == start


def test_a_meeting_without_a_closed_session_ends_after_the_open_one(hub: Hub) -> None:
    (one,) = plan(hub, 0)
    begin(hub, one, "policing-commander", "parish-council", sign=False)
    step(hub, one, "ended")
    assert meeting(hub, one).state == "ended"


def test_no_session_starts_before_its_day_or_while_another_goes_on(hub: Hub) -> None:
    first, second, third = plan(hub, 0, 1, 2)
    assert missing(hub, second, "open session") == "missing: its day has not come."
    begin(hub, first, "policing-commander")
    assert "2025-03-04 is still in session" in missing(hub, second, "open session", 1)
    step(hub, first, "ended")
    step(hub, second, "open session", 1)
    assert meeting(hub, third).state == "scheduled"


def test_a_refused_closed_session_says_everything_that_is_missing_at_once(hub: Hub) -> None:
    (one,) = plan(hub, 0)
    step(hub, one, "open session")
    assert missing(hub, one, "closed session") == (
        "missing: attendance was not taken; 4 points of the chair's checklist not attested."
    )
    here = [member(hub, post).id for post in ("policing-commander", "housing", "parish-council")]
    note_arrivals(hub.register, ALL, one, here, CHAIR, AT)
    sign_statement(hub.register, ALL, here[0], CHAIR, AT)
    said = missing(hub, one, "closed session")
    assert "Parish councillor, Parish council may attend the open session only" in said
    assert "Council housing, Borough council has no current confidentiality statement" in said
    assert "Local policing commander" not in said
    assert "4 points of the chair's checklist" in said


def test_whoever_may_not_attend_has_to_leave_before_the_closed_session(hub: Hub) -> None:
    (one,) = plan(hub, 0)
    begin(hub, one, "policing-commander", "parish-council")
    attest_all(hub, one)
    assert "open session only" in missing(hub, one, "closed session")
    note_leaving(hub.register, ALL, one, [member(hub, "parish-council").id], CHAIR, AT)
    step(hub, one, "closed session")


def test_a_statement_lapses_at_12_months() -> None:
    assert lapses_on(date(2025, 3, 4)) == date(2026, 3, 4)
    assert lapses_on(date(2024, 2, 29)) == date(2025, 3, 1)
    for day, holds in ((date(2025, 3, 3), False), (date(2025, 3, 4), True), (date(2026, 3, 3), True)):
        assert is_current(date(2025, 3, 4), day) is holds
    assert not is_current(date(2025, 3, 4), date(2026, 3, 4))


def test_a_closed_session_is_refused_on_the_day_on_which_a_statement_has_lapsed(hub: Hub) -> None:
    last, lapsed = plan(hub, 364, 365)
    with hub.register.writing() as connection:
        connection.exec_driver_sql("UPDATE organisations SET until = '2027-01-01'")
    sign_statement(hub.register, ALL, member(hub, "policing-commander").id, CHAIR, AT)
    for one, days in ((last, 364), (lapsed, 365)):
        begin(hub, one, "policing-commander", sign=False, on=at(days))
        attest_all(hub, one, on=at(days))
        if one == last:
            step(hub, one, "closed session", days)
            step(hub, one, "ended", days)
    assert "no current confidentiality statement" in missing(hub, lapsed, "closed session", 365)


def test_a_new_holder_of_a_post_signs_anew(hub: Hub) -> None:
    (one,) = plan(hub, 0)
    begin(hub, one, "policing-commander", "housing")
    attest_all(hub, one)
    withdraw_statement(hub.register, ALL, member(hub, "housing").id, CHAIR, AT)
    assert "Council housing" in missing(hub, one, "closed session")
    with pytest.raises(MeetingRefused, match="no signature"):
        withdraw_statement(hub.register, ALL, member(hub, "housing").id, CHAIR, AT)
    sign_statement(hub.register, ALL, member(hub, "housing").id, CHAIR, AT)
    step(hub, one, "closed session")


def test_an_organisation_whose_agreement_is_suspended_sends_nobody_to_the_closed_session(hub: Hub) -> None:
    (one,) = plan(hub, 0)
    begin(hub, one, "policing-commander", "housing")
    attest_all(hub, one)
    suspend_organisation(hub.register, COUNCIL, WHO, AT)
    assert "the agreement of that organisation is not in force (suspended)" in missing(hub, one, "closed session")


def test_whoever_comes_late_to_a_closed_session_is_checked_again(hub: Hub) -> None:
    (one,) = plan(hub, 0)
    begin(hub, one, "policing-commander")
    attest_all(hub, one)
    step(hub, one, "closed session")
    for post, why in (("parish-council", "open session only"), ("housing", "no current confidentiality statement")):
        with pytest.raises(MeetingRefused) as found:
            note_arrivals(hub.register, ALL, one, [member(hub, post).id], CHAIR, AT)
        assert why in found.value.found
    sign_statement(hub.register, ALL, member(hub, "housing").id, CHAIR, AT)
    note_arrivals(hub.register, ALL, one, [member(hub, "housing").id], CHAIR, AT)
    running = read_meetings(hub, CHAIR, DAY).agenda
    assert running
    assert running.running
    assert {each.member.post.code for each in running.running.attendees} == {"policing-commander", "housing"}
    step(hub, one, "ended")
    draft(hub, one)
    (points,) = [part for part in paper_of(hub, one, "closed").parts if part.heading == "The chair's checklist"]
    assert {state for _, state in points.rows} == {"attested"}, "what was attested before the session stays so"


def test_whoever_leaves_and_comes_back_was_not_there_throughout(hub: Hub) -> None:
    (one,) = plan(hub, 0)
    begin(hub, one, "policing-commander", "housing")
    housing = [member(hub, "housing").id]
    note_leaving(hub.register, ALL, one, housing, CHAIR, AT)
    note_arrivals(hub.register, ALL, one, housing, CHAIR, AT)
    step(hub, one, "ended")
    begin_minutes(hub.register, ALL, one, ANALYST, AT)
    there = {row[0]: row[3] for row in paper_of(hub, one).parts[0].rows}
    assert there == {"Council housing": "away for a time", "Local policing commander": "throughout"}


def test_a_meeting_begins_on_its_own_day_alone_and_can_be_moved_to_another(hub: Hub) -> None:
    (one,) = plan(hub, 0)
    late = "it was planned for 4 March 2025: its minutes would be of that day; move it to today first"
    with pytest.raises(MeetingRefused) as found:
        take_step(hub.register, ALL, one, "open session", CHAIR, at(1))
    assert late in found.value.found
    move_meeting(hub.register, ALL, one, DAY + timedelta(days=1), CHAIR, at(1))
    take_step(hub.register, ALL, one, "open session", CHAIR, at(1))


def test_a_day_that_went_by_without_its_meeting_is_no_meeting(hub: Hub) -> None:
    held, *_ = plan(hub, 0, 28, 56)
    begin(hub, held, "policing-commander")
    step(hub, held, "ended")
    with hub.register.reading() as connection:
        meetings = list_meetings(connection, ALL)
    assert list_alarms(meetings, DAY + timedelta(days=20)) == ()
    (alarm,) = list_alarms(meetings, DAY + timedelta(days=30))
    assert alarm.startswith("56 days lie between")


def test_what_was_attested_of_the_room_holds_until_somebody_else_comes_in(hub: Hub) -> None:
    (one,) = plan(hub, 0)
    begin(hub, one, "policing-commander")
    attest_all(hub, one)
    note_arrivals(hub.register, ALL, one, [member(hub, "housing").id], CHAIR, AT)
    sign_statement(hub.register, ALL, member(hub, "housing").id, CHAIR, AT)
    assert missing(hub, one, "closed session") == "missing: 3 points of the chair's checklist not attested."
    attest_all(hub, one)
    step(hub, one, "closed session")


def test_only_what_is_asked_for_now_is_attested(hub: Hub) -> None:
    (one,) = plan(hub, 0)
    for points in ([], ["clean"], ["confidence", "nothing"]):
        with pytest.raises(MeetingRefused, match="not to be attested now"):
            attest(hub.register, ALL, one, points, CHAIR, AT)
    begin(hub, one, "policing-commander")
    attest(hub.register, ALL, one, ["need"], CHAIR, AT)
    assert missing(hub, one, "closed session") == "missing: 3 points of the chair's checklist not attested."
    assert [check.code for check in checks_before("closed session")] == ["confidence", "need", "notes", "handling"]


def test_nobody_comes_or_leaves_outside_a_session_or_without_being_a_member(hub: Hub) -> None:
    (one,) = plan(hub, 0)
    police = member(hub, "policing-commander").id
    with pytest.raises(MeetingRefused, match="in session"):
        note_arrivals(hub.register, ALL, one, [police], CHAIR, AT)
    step(hub, one, "open session")
    with pytest.raises(MeetingRefused, match="no member"):
        note_arrivals(hub.register, ALL, one, [police, "p-nobody"], CHAIR, AT)
    with pytest.raises(MeetingRefused, match="not there"):
        note_leaving(hub.register, ALL, one, [police], CHAIR, AT)
    note_arrivals(hub.register, ALL, one, [police], CHAIR, AT)
    note_leaving(hub.register, ALL, one, [police], CHAIR, AT)
    assert "attendance was not taken" in missing(hub, one, "closed session")


@pytest.mark.parametrize("who", [ANALYST, OTHER_CHAIR, BOARD], ids=["analyst", "other chair", "board"])
def test_only_the_chair_of_the_area_runs_a_meeting_and_the_ledger_says_who_tried(hub: Hub, who: object) -> None:
    (one,) = plan(hub, 0)
    police = member(hub, "policing-commander").id
    tried = (
        lambda: take_step(hub.register, ALL, one, "open session", who, AT),
        lambda: note_arrivals(hub.register, ALL, one, [police], who, AT),
        lambda: note_leaving(hub.register, ALL, one, [police], who, AT),
        lambda: attest(hub.register, ALL, one, ["need"], who, AT),
        lambda: sign_statement(hub.register, ALL, police, who, AT),
        lambda: withdraw_statement(hub.register, ALL, police, who, AT),
    )
    for each in tried:
        with pytest.raises(AccessRefused):
            each()  # type: ignore[no-untyped-call]
    assert [row["action"] for row in entries(hub, len(tried))] == ["refused"] * len(tried)
    assert meeting(hub, one).state == "scheduled"


def test_a_step_whose_entry_fails_is_not_taken(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    (one,) = plan(hub, 0)

    def fail(*_: object) -> str:
        raise ZeroDivisionError

    monkeypatch.setattr(sessions, "append", fail)
    with pytest.raises(ZeroDivisionError):
        step(hub, one, "open session")
    assert meeting(hub, one).state == "scheduled"


def test_the_page_says_what_each_next_step_lacks(hub: Hub) -> None:
    (one,) = plan(hub, 0)
    begin(hub, one, "policing-commander", "parish-council", sign=False)
    agenda = read_meetings(hub, CHAIR, DAY).agenda
    assert agenda
    assert agenda.running
    lacking = {way.step.end: len(way.missing) for way in agenda.running.ways}
    assert lacking == {"closed session": 3, "ended": 0}
    assert [one.post.code for one in agenda.running.absent] == ["housing"]
