"""The diary of a JAG as it is written: meetings put in, moved and taken out while nothing of them has begun."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Connection, delete, insert, select, update

from hub.access.identity import Identity
from hub.ledger import Entry, append
from hub.meetings.groups import find_jag
from hub.meetings.refusal import MeetingRefused
from hub.meetings.rights import check_right
from hub.meetings.tables import MEETINGS
from hub.register import Register

MOST = 60
"""Meetings that are put in at once: one a week for a year, and a few more."""


@dataclass(frozen=True)
class Meeting:
    """One meeting: of the JAG of which area, on which day (2026-12-31), in which state.

    ``attested`` (points) and ``times`` (the moment of the last step to each state) are JSON.
    """

    id: str
    area: str
    day: str
    state: str
    attested: str
    times: str = "{}"


def plan_meetings(
    register: Register, area: str, days: Sequence[date], who: Identity, now: datetime | None = None
) -> tuple[Meeting, ...]:
    """Put meetings into the diary, each on a day from today on that has none yet.

    Raises:
        AccessRefused: neither the chair of the area nor an analyst.
        MeetingRefused: no such JAG, no day or too many, one that is past, or that has a meeting.
    """
    at = now or datetime.now(UTC)
    check_right(register, who, "plan", area, at.date())
    made = tuple(Meeting(f"m-{secrets.token_hex(4)}", area, day.isoformat(), "scheduled", "[]") for day in days)
    with register.writing() as connection:
        find_jag(connection, area)
        if not 1 <= len(days) <= MOST:
            raise MeetingRefused("nothing can be planned of that.", f"{len(days)} days.", f"name 1 to {MOST} days.")
        for one in made:
            _check_day(connection, area, one.day, at)
            connection.execute(insert(MEETINGS).values(**vars(one)))
        detail = {"meetings": {one.id: one.day for one in made}, "agency": who.organisation}
        append(connection, Entry(who.name, who.role, "meetings planned", f"JAG {area}", detail, at))
    return made


def move_meeting(
    register: Register, area: str, meeting: str, day: date, who: Identity, now: datetime | None = None
) -> None:
    """Move a meeting to another day. Raises as ``plan_meetings``, and where it has begun."""
    at = now or datetime.now(UTC)
    check_right(register, who, "plan", area, at.date())
    with register.writing() as connection:
        found = _find_scheduled(connection, area, meeting)
        _check_day(connection, area, day.isoformat(), at)
        connection.execute(update(MEETINGS).where(MEETINGS.c.id == meeting).values(day=day.isoformat()))
        detail = {"meeting": meeting, "from": found.day, "to": day.isoformat(), "agency": who.organisation}
        append(connection, Entry(who.name, who.role, "meeting moved", f"JAG {area}", detail, at))


def cancel_meeting(register: Register, area: str, meeting: str, who: Identity, now: datetime | None = None) -> None:
    """Take a meeting out of the diary. Raises as ``move_meeting``."""
    at = now or datetime.now(UTC)
    check_right(register, who, "plan", area, at.date())
    with register.writing() as connection:
        found = _find_scheduled(connection, area, meeting)
        connection.execute(delete(MEETINGS).where(MEETINGS.c.id == meeting))
        detail = {"meeting": meeting, "day": found.day, "agency": who.organisation}
        append(connection, Entry(who.name, who.role, "meeting cancelled", f"JAG {area}", detail, at))


def list_meetings(connection: Connection, area: str) -> tuple[Meeting, ...]:
    """Every meeting of a JAG, the earliest first."""
    rows = connection.execute(select(MEETINGS).where(MEETINGS.c.area == area).order_by(MEETINGS.c.day))
    return tuple(Meeting(**row._mapping) for row in rows)


def find_meeting(connection: Connection, area: str, meeting: str) -> Meeting:
    """The meeting of that id. Raises MeetingRefused where the JAG has none."""
    for one in list_meetings(connection, area):
        if one.id == meeting:
            return one
    raise MeetingRefused("there is no such meeting.", "an id that no meeting has.", "choose one of the diary.")


def _find_scheduled(connection: Connection, area: str, meeting: str) -> Meeting:
    found = find_meeting(connection, area, meeting)
    if found.state != "scheduled":
        raise MeetingRefused("this meeting has begun.", f"it is at: {found.state}.", "choose one that is still ahead.")
    return found


def _check_day(connection: Connection, area: str, day: str, at: datetime) -> None:
    if day < at.date().isoformat():
        raise MeetingRefused("no meeting is planned for a day that is past.", f"{day}.", "choose today or a later day.")
    taken = select(MEETINGS.c.id).where(MEETINGS.c.area == area, MEETINGS.c.day == day)
    if connection.execute(taken).first():
        raise MeetingRefused("there is a meeting on that day already.", f"{day}.", "choose another day.")
