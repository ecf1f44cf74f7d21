"""The minutes of a meeting: what they say as of the day, and who writes and reads what."""

from collections.abc import Callable
from pathlib import Path

import pytest

from hub.access.identity import ROLES, Identity
from hub.access.refusal import AccessRefused
from hub.geography import ALL
from hub.hub import Hub
from hub.meetings.actions import escalate, finish, note_progress
from hub.meetings.minute_book import read_book
from hub.meetings.minute_items import note_apologies, strike_item, write_item
from hub.meetings.minute_versions import begin_minutes, correct_minutes, look_at
from hub.meetings.minutes import list_documents
from hub.meetings.planning import find_meeting
from hub.meetings.refusal import MeetingRefused
from hub.meetings.sessions import (
    take_step,
    withdraw_statement,
)
from tests.unit.hub.held_meeting import (
    SECRET,
    act,
    decision,
    disclosure,
    hold,
    item_numbers,
    missing,
    rows,
    step,
)
from tests.unit.hub.jag import (
    ANALYST,
    AT,
    BOARD,
    CHAIR,
    COUNCIL,
    DAY,
    OTHER_CHAIR,
    PARISH,
    POLICE,
    at,
    begin,
    draft,
    entries,
    make_jag,
    member,
    paper_of,
    plan,
)


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    return make_jag(tmp_path / "hub")


# --- what they say ---


def test_attendance_says_who_came_late_who_left_and_where_the_statement_stands(hub: Hub) -> None:
    one = hold(hub)
    begin_minutes(hub.register, ALL, one, ANALYST, AT)
    assert rows(paper_of(hub, one), "Attendance") == (
        ("Council housing", COUNCIL, "signed on 4 March 2025, at this meeting", "came at 10:25"),
        ("Local policing commander", POLICE, "signed on 4 March 2025, at this meeting", "throughout"),
        ("Parish councillor", PARISH, "none signed", "left at 10:40"),
    )
    assert [row[0] for row in rows(paper_of(hub, one, "closed"), "Attendance of the closed session")] == [
        "Council housing",
        "Local policing commander",
    ]


def test_a_statement_stands_as_it_stood_on_the_day(hub: Hub) -> None:
    first, second = plan(hub, 0, 366)
    begin(hub, first, "policing-commander")
    step(hub, first, "ended")
    begin(hub, second, "policing-commander", sign=False, on=at(366))
    take_step(hub.register, ALL, second, "ended", CHAIR, at(366))
    withdraw_statement(hub.register, ALL, member(hub, "policing-commander").id, CHAIR, at(367))
    for one, said in ((first, "signed on 4 March 2025, at this meeting"), (second, "lapsed; signed on 4 March 2025")):
        begin_minutes(hub.register, ALL, one, ANALYST, at(400))
        assert rows(paper_of(hub, one), "Attendance")[0][2] == said


def test_absent_posts_stand_with_those_that_sent_apologies(hub: Hub) -> None:
    (one,) = plan(hub, 0)
    begin(hub, one, "policing-commander")
    step(hub, one, "ended")
    begin_minutes(hub.register, ALL, one, ANALYST, AT)
    note_apologies(hub.register, ALL, one, (member(hub, "housing").id,), ANALYST, AT)
    assert rows(paper_of(hub, one), "Apologies and absent posts") == (
        ("Council housing", COUNCIL, "sent apologies"),
        ("Parish councillor", PARISH, "absent"),
    )
    with pytest.raises(MeetingRefused, match="no member"):
        note_apologies(hub.register, ALL, one, ("p-nobody",), ANALYST, AT)


def test_actions_of_earlier_meetings_stand_with_what_happened_since_and_as_of_the_day(hub: Hub) -> None:
    before, one, after = plan(hub, 0, 28, 56)
    begin(hub, before, "policing-commander")
    done, late, other = act(hub, "Light the car park"), act(hub, "Offer locks", due=10), act(hub, "Check the shops")
    note_progress(hub.register, ALL, done, "On the day itself.", CHAIR, AT)
    step(hub, before, "ended")
    finish(hub.register, ALL, done, "Lit since this week.", CHAIR, at(20))
    escalate(hub.register, ALL, other, "To the board.", CHAIR, at(21))
    begin(hub, one, "policing-commander", sign=False, on=at(28))
    act(hub, "A new one of that day", due=60, days=28)
    take_step(hub.register, ALL, one, "ended", CHAIR, at(28))
    begin_minutes(hub.register, ALL, one, ANALYST, at(28))
    finish(hub.register, ALL, late, "Done after the meeting.", CHAIR, at(29))
    paper = paper_of(hub, one)
    assert [(row[0], row[3], row[4]) for row in rows(paper, "Actions of earlier meetings")] == [
        ("Offer locks", "open, OVERDUE", "Nothing was noted."),
        ("Check the shops", "escalated", "25 March 2025: Escalated: To the board."),
        ("Light the car park", "done", "24 March 2025: Outcome: Lit since this week."),
    ]
    assert ("1 of 3 actions is done.",) in [part.paragraphs for part in paper.parts]
    assert rows(paper, "New actions") == (
        (
            "A new one of that day",
            f"Council housing, {COUNCIL}",
            "3 May 2025",
            "Response",
            ALL,
            "Recorded crime, Burglary",
        ),
    )
    assert ("The next meeting is on 29 April 2025.",) in [part.paragraphs for part in paper.parts]
    begin(hub, after, "policing-commander", sign=False, on=at(56))
    take_step(hub.register, ALL, after, "ended", CHAIR, at(56))
    begin_minutes(hub.register, ALL, after, ANALYST, at(56))
    assert [(row[0], row[3]) for row in rows(paper_of(hub, after), "Actions of earlier meetings")] == [
        ("Offer locks", "done, late"),
        ("Check the shops", "escalated, OVERDUE"),
        ("A new one of that day", "open"),
    ]


def test_the_annex_has_each_disclosure_with_its_reason_its_origin_and_who_needs_to_know(hub: Hub) -> None:
    one = hold(hub)
    act(hub, f"{SECRET} bring the dates", session="closed")
    begin_minutes(hub.register, ALL, one, ANALYST, AT)
    write_item(hub.register, ALL, one, disclosure(hub), CHAIR, AT)
    write_item(hub.register, ALL, one, decision("closed", f"The {SECRET} visits go on."), CHAIR, AT)
    annex = paper_of(hub, one, "closed")
    assert rows(annex, "Disclosures") == (
        ("1", f"{SECRET} what the records of the homes hold", "To stop further damage to the homes", COUNCIL,
         f"Council housing, {COUNCIL}"),
    )  # fmt: skip
    assert rows(annex, "Decisions") == (("1", "Hot spots", f"The {SECRET} visits go on."),)
    assert [row[0] for row in rows(annex, "New actions")] == [f"{SECRET} bring the dates"]
    assert [row[1] for row in rows(annex, "The chair's checklist")] == ["attested"] * 4 + ["NOT ATTESTED"]
    said = annex.as_json()
    assert "names nobody" in said and f"Attested by the chair: Local policing commander, {POLICE}." in said
    assert SECRET not in paper_of(hub, one).as_json()


def test_a_meeting_without_a_closed_session_has_no_annex(hub: Hub) -> None:
    one = hold(hub, closed=False)
    begin_minutes(hub.register, ALL, one, ANALYST, AT)
    with hub.register.reading() as connection:
        assert list_documents(connection, find_meeting(connection, ALL, one)) == ("open",)
    with pytest.raises(MeetingRefused, match="no such minutes"):
        write_item(hub.register, ALL, one, disclosure(hub), CHAIR, AT)


# --- who may what ---


def test_minutes_are_written_only_after_the_meeting_has_ended(hub: Hub) -> None:
    (one,) = plan(hub, 0)
    for state in ("scheduled", "open session"):
        with pytest.raises(MeetingRefused, match="between the end of a meeting and their approval"):
            begin_minutes(hub.register, ALL, one, ANALYST, AT)
        if state == "scheduled":
            begin(hub, one, "policing-commander")
    step(hub, one, "ended")
    assert "the minutes were not begun" in missing(hub, one, "minutes drafted")
    begin_minutes(hub.register, ALL, one, ANALYST, AT)
    begin_minutes(hub.register, ALL, one, ANALYST, AT)
    assert [row["action"] for row in entries(hub) if row["action"] == "minutes begun"] == ["minutes begun"]


def test_the_analyst_writes_the_main_minutes_and_the_chair_alone_the_annex(hub: Hub) -> None:
    one = hold(hub)
    begin_minutes(hub.register, ALL, one, ANALYST, AT)
    write_item(hub.register, ALL, one, decision(), ANALYST, AT)
    write_item(hub.register, ALL, one, decision(), CHAIR, AT)
    write_item(hub.register, ALL, one, disclosure(hub), CHAIR, AT)
    number = item_numbers(hub, one, "closed")[0]
    for asked in (disclosure(hub), decision("closed")):
        with pytest.raises(AccessRefused):
            write_item(hub.register, ALL, one, asked, ANALYST, AT)
    with pytest.raises(AccessRefused):
        strike_item(hub.register, ALL, one, number, ANALYST, AT)
    assert [row["action"] for row in entries(hub, 3)] == ["refused"] * 3
    strike_item(hub.register, ALL, one, number, CHAIR, AT)
    assert item_numbers(hub, one, "closed") == []


@pytest.mark.parametrize("who", [OTHER_CHAIR, BOARD, *(Identity("x", role, COUNCIL) for role in ("liaison",))])
def test_nobody_else_writes_reads_or_changes_anything_of_them(hub: Hub, who: Identity) -> None:
    one = hold(hub)
    draft(hub, one)
    digest, before = paper_of(hub, one).digest, len(entries(hub))
    tried: tuple[Callable[[], object], ...] = (
        lambda: begin_minutes(hub.register, ALL, one, who, AT),
        lambda: write_item(hub.register, ALL, one, decision(), who, AT),
        lambda: strike_item(hub.register, ALL, one, item_numbers(hub, one)[0], who, AT),
        lambda: note_apologies(hub.register, ALL, one, (), who, AT),
        lambda: look_at(hub.register, ALL, one, "open", digest, who, AT),
        lambda: correct_minutes(hub.register, ALL, one, "open", "It was wrong.", who, AT),
    )
    for each in tried:
        with pytest.raises(AccessRefused):
            each()
    assert [row["action"] for row in entries(hub)[before:]] == ["refused"] * len(tried)
    assert paper_of(hub, one).digest == digest


def test_the_annex_is_the_chairs_while_the_statement_of_the_chairs_post_is_current(hub: Hub) -> None:
    one = hold(hub)
    begin_minutes(hub.register, ALL, one, ANALYST, AT)
    write_item(hub.register, ALL, one, disclosure(hub), CHAIR, AT)
    for who, documents in ((CHAIR, ("open", "closed")), (ANALYST, ("open",))):
        book = read_book(hub, who, DAY, ALL, one, "closed")
        assert book
        assert book.documents == documents
        assert book.sheet.document == documents[-1]
        assert (SECRET in str(book)) is (who == CHAIR)
    withdraw_statement(hub.register, ALL, member(hub, "policing-commander").id, CHAIR, AT)
    book = read_book(hub, CHAIR, DAY, ALL, one, "closed")
    assert book and book.documents == ("open",) and SECRET not in str(book) and "confidentiality statement" in book.why
    with pytest.raises(AccessRefused, match="no confidentiality statement"):
        write_item(hub.register, ALL, one, disclosure(hub), CHAIR, AT)
    assert read_book(hub, OTHER_CHAIR, DAY, ALL, one) is None


@pytest.mark.parametrize("role", ROLES)
def test_who_has_no_page_of_meetings_has_none_of_minutes(hub: Hub, role: str) -> None:
    hold(hub)
    who = Identity("x", role, POLICE)  # type: ignore[arg-type]
    if role in ("analyst", "chair"):
        assert read_book(hub, who, DAY, ALL)
    else:
        with pytest.raises(AccessRefused):
            read_book(hub, who, DAY, ALL)
