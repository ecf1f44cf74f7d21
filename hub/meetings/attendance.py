"""Who is in the room, by post: read by the guards of the sessions, written by `hub/meetings/sessions.py`."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from hub.access.organisations import find_fault
from hub.meetings.groups import Member, list_members
from hub.meetings.statements import is_signed
from hub.meetings.tables import ATTENDANCE


@dataclass(frozen=True)
class Attendee:
    """A member who came. ``left``: no longer in the room; ``signed``: their statement is current."""

    member: Member
    left: bool
    signed: bool


def list_attendees(connection: Connection, area: str, meeting: str, today: date) -> tuple[Attendee, ...]:
    """Everybody who came to a meeting, in the order of the members."""
    asked = select(ATTENDANCE.c.member, ATTENDANCE.c.left_at).where(ATTENDANCE.c.meeting == meeting)
    came = {row.member: row.left_at for row in connection.execute(asked)}
    return tuple(
        Attendee(one, came[one.id] is not None, is_signed(connection, one.id, today))
        for one in list_members(connection, area, former=True)
        if one.id in came
    )


def not_on_the_list(connection: Connection, member: Member, today: date) -> str:
    """Why a post is not on the list of the closed session, in words; empty where it is."""
    if not member.post.closed:
        return f"{member.title} may attend the open session only"
    fault = find_fault(connection, member.organisation, today)
    return f"{member.title}: the agreement of that organisation is not in force ({fault.rstrip('.')})" if fault else ""


def not_signed(connection: Connection, member: Member, today: date) -> str:
    """That a post's statement is not current, in words; empty where it is."""
    signed = is_signed(connection, member.id, today)
    return "" if signed else f"{member.title} has no current confidentiality statement"
