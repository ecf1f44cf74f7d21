"""Running a meeting: who came and left, who signed the statement, the chair's checklist, and each step of its states.

All of it is the act of the chair of the area. A step that lacks something is refused, and the refusal says everything
that is missing. The ledger has of each step who took it, in which role, for which agency, when, from where to where.
"""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, insert, update

from hub.access.identity import Identity
from hub.ledger import Entry, append
from hub.meetings.attendance import list_attendees, not_on_the_list, not_signed
from hub.meetings.groups import find_member
from hub.meetings.guards import list_missing
from hub.meetings.minute_versions import approve
from hub.meetings.planning import Meeting, find_meeting
from hub.meetings.refusal import MeetingRefused
from hub.meetings.rights import check_right
from hub.meetings.statements import note_signature, withdraw_signature
from hub.meetings.states import CHECKLIST, IN_SESSION, STEPS, checks_before, steps_from
from hub.meetings.tables import ATTENDANCE, MEETINGS
from hub.register import Register

DO = "see to it, note it on Meetings, and try again."


def take_step(
    register: Register, area: str, meeting: str, state: str, who: Identity, now: datetime | None = None
) -> Meeting:
    """Take a meeting to another state.

    Raises:
        AccessRefused: not the chair of the area.
        MeetingRefused: no such step from where the meeting is, or something is missing for it.
    """

    def take(connection: Connection, found: Meeting, at: datetime) -> None:
        step = next((one for one in STEPS if (one.start, one.end) == (found.state, state)), None)
        if step is None:
            ways: list[str] = [one.end for one in steps_from(found.state)] or ["nothing more"]
            raise MeetingRefused(
                f'a meeting does not go from "{found.state}" to "{state[:20]}".',
                f"it is at: {found.state}.",
                f"what may follow: {', '.join(ways)}.",
            )
        missing = list_missing(connection, found, step, at.date())
        if missing:
            raise MeetingRefused(f'the meeting cannot go to "{state}" yet.', f"missing: {'; '.join(missing)}.", DO)
        times = {**json.loads(found.times), state: at.isoformat(timespec="milliseconds")}
        changed = {"state": state, "times": json.dumps(times)}
        connection.execute(update(MEETINGS).where(MEETINGS.c.id == meeting).values(**changed))
        locked = {"minutes": approve(connection, found, at)} if state == "approved" else {}
        _note(connection, found, "meeting step", who, at, {"from": found.state, "to": state, **locked})

    return _run(register, area, meeting, who, now, take)


def note_arrivals(
    register: Register, area: str, meeting: str, members: Sequence[str], who: Identity, now: datetime | None = None
) -> Meeting:
    """Note that members came. Before the closed session, what the chair attested of who is in the room has to be
    attested anew; in it, whoever comes is let in by the list and the statement.

    Raises as ``take_step``; also outside a session, and in the closed one for whoever may not attend it.
    """

    def arrive(connection: Connection, found: Meeting, at: datetime) -> None:
        _check_in_session(found)
        there = {one.member.id: one for one in list_attendees(connection, area, meeting, at.date())}
        for member in members:
            one = find_member(connection, area, member)
            why = not_on_the_list(connection, one, at.date()) or not_signed(connection, one, at.date())
            if found.state == "closed session" and why:
                raise MeetingRefused("somebody may not be in this closed session.", f"{why}.", DO)
            mine = (ATTENDANCE.c.meeting == meeting, ATTENDANCE.c.member == member)
            if member in there:
                connection.execute(update(ATTENDANCE).where(*mine).values(left_at=None, came_back=1))
            else:
                row = {"meeting": meeting, "member": member, "came_at": at.isoformat(timespec="seconds")}
                connection.execute(insert(ATTENDANCE).values(**row))
        if found.state == "open session":
            kept = [one for one in json.loads(found.attested) if one not in _of_the_room()]
            connection.execute(update(MEETINGS).where(MEETINGS.c.id == meeting).values(attested=json.dumps(kept)))
        _note(connection, found, "attendance", who, at, {"came": list(members)})

    return _run(register, area, meeting, who, now, arrive)


def note_leaving(
    register: Register, area: str, meeting: str, members: Sequence[str], who: Identity, now: datetime | None = None
) -> Meeting:
    """Note that members left the room. Raises as ``take_step``; also outside a session, or for whoever is not there."""

    def leave(connection: Connection, found: Meeting, at: datetime) -> None:
        _check_in_session(found)
        there = {one.member.id for one in list_attendees(connection, area, meeting, at.date()) if not one.left}
        if not members or set(members) - there:
            raise MeetingRefused(
                "nobody can leave who is not there.", "a member who is not there.", "choose one who is."
            )
        for member in members:
            mine = (ATTENDANCE.c.meeting == meeting, ATTENDANCE.c.member == member)
            connection.execute(update(ATTENDANCE).where(*mine).values(left_at=at.isoformat(timespec="seconds")))
        _note(connection, found, "attendance", who, at, {"left": list(members)})

    return _run(register, area, meeting, who, now, leave)


def attest(
    register: Register, area: str, meeting: str, points: Sequence[str], who: Identity, now: datetime | None = None
) -> Meeting:
    """Attest points of the checklist that stand before the next steps of a meeting.

    Raises as ``take_step``; also for a point that is not asked for now.
    """

    def write(connection: Connection, found: Meeting, at: datetime) -> None:
        asked = {check.code for step in steps_from(found.state) for check in checks_before(step.end)}
        if not points or set(points) - asked:
            raise MeetingRefused(
                "this is not to be attested now.", f"the meeting is at: {found.state}.", "attest what is asked for."
            )
        known = {*json.loads(found.attested), *points}
        kept = [one.code for one in CHECKLIST if one.code in known]
        connection.execute(update(MEETINGS).where(MEETINGS.c.id == meeting).values(attested=json.dumps(kept)))
        _note(connection, found, "checklist", who, at, {"attested": list(points)})

    return _run(register, area, meeting, who, now, write)


def sign_statement(register: Register, area: str, member: str, who: Identity, now: datetime | None = None) -> None:
    """Note that whoever holds a post signed the confidentiality statement today. Raises as ``take_step``."""
    _of_member(register, area, member, who, now, note_signature)


def withdraw_statement(register: Register, area: str, member: str, who: Identity, now: datetime | None = None) -> None:
    """Note that a statement holds no more, as somebody else has the post now. Raises as ``take_step``."""
    _of_member(register, area, member, who, now, withdraw_signature)


def _of_member(
    register: Register,
    area: str,
    member: str,
    who: Identity,
    now: datetime | None,
    write: Callable[[Connection, str, str, Identity, datetime], None],
) -> None:
    at = now or datetime.now(UTC)
    check_right(register, who, "run", area, at.date())
    with register.writing() as connection:
        find_member(connection, area, member)
        write(connection, area, member, who, at)


def _run(
    register: Register,
    area: str,
    meeting: str,
    who: Identity,
    now: datetime | None,
    write: Callable[[Connection, Meeting, datetime], None],
) -> Meeting:
    """An act of the chair on a meeting, in one transaction; the meeting as it is then."""
    at = now or datetime.now(UTC)
    check_right(register, who, "run", area, at.date())
    with register.writing() as connection:
        write(connection, find_meeting(connection, area, meeting), at)
        return find_meeting(connection, area, meeting)


def _check_in_session(found: Meeting) -> None:
    if found.state not in IN_SESSION:
        raise MeetingRefused(
            "attendance is taken while a meeting is in session.", f"it is at: {found.state}.", "start the open session."
        )


def _of_the_room() -> set[str]:
    return {one.code for one in CHECKLIST if one.room}


def _note(
    connection: Connection, found: Meeting, action: str, who: Identity, at: datetime, more: dict[str, object]
) -> None:
    detail = {"meeting": found.id, "state": found.state, "agency": who.organisation, **more}
    append(connection, Entry(who.name, who.role, action, f"JAG {found.area}", detail, at))
