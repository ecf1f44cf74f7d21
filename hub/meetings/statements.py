"""The confidentiality statement (`004` section 10, Appendix 2): signed at the first attendance, current for 12 months.

It is signed on paper, by whoever holds the post, beside the attendance list. The hub keeps the day and the post, not
the name. A new holder signs anew, and the old signature is withdrawn.
"""

import secrets
from datetime import UTC, date, datetime

from sqlalchemy import Connection, insert, or_, select, update

from hub.access.identity import Identity
from hub.ledger import Entry, append
from hub.meetings.refusal import MeetingRefused
from hub.meetings.tables import STATEMENTS


def lapses_on(signed_on: date) -> date:
    """The first day on which a statement holds no more: that day a year later."""
    leap_day = (signed_on.month, signed_on.day) == (2, 29)
    return date(signed_on.year + 1, 3, 1) if leap_day else signed_on.replace(year=signed_on.year + 1)


def is_current(signed_on: date, today: date) -> bool:
    """Whether a statement that was signed on a day holds on another."""
    return signed_on <= today < lapses_on(signed_on)


def signed_when(connection: Connection, member: str) -> date | None:
    """The day on which a member signed last, unless that was withdrawn; None where there is no such day."""
    asked = select(STATEMENTS.c.signed_on).where(STATEMENTS.c.member == member, STATEMENTS.c.withdrawn_on.is_(None))
    found = connection.execute(asked.order_by(STATEMENTS.c.signed_on.desc()).limit(1)).scalar()
    return None if found is None else date.fromisoformat(found)


def signed_by(connection: Connection, member: str, day: date) -> date | None:
    """The same as it stood at the end of a day, also where the signature was withdrawn later."""
    withdrawn = or_(STATEMENTS.c.withdrawn_on.is_(None), STATEMENTS.c.withdrawn_on > day.isoformat())
    mine = (STATEMENTS.c.member == member, STATEMENTS.c.signed_on <= day.isoformat(), withdrawn)
    asked = select(STATEMENTS.c.signed_on).where(*mine).order_by(STATEMENTS.c.signed_on.desc()).limit(1)
    found = connection.execute(asked).scalar()
    return None if found is None else date.fromisoformat(found)


def is_signed(connection: Connection, member: str, today: date) -> bool:
    """Whether a member's statement is current."""
    signed = signed_when(connection, member)
    return signed is not None and is_current(signed, today)


def note_signature(connection: Connection, area: str, member: str, who: Identity, at: datetime) -> None:
    """Write that a member signed today, with its ledger entry, within the caller's transaction."""
    row = {"id": f"s-{secrets.token_hex(4)}", "member": member, "signed_on": at.astimezone(UTC).date().isoformat()}
    connection.execute(insert(STATEMENTS).values(**row))
    detail = {"member": member, "agency": who.organisation}
    append(connection, Entry(who.name, who.role, "statement signed", f"JAG {area}", detail, at))


def withdraw_signature(connection: Connection, area: str, member: str, who: Identity, at: datetime) -> None:
    """Write that a member's signature holds no more, with its ledger entry, within the caller's transaction.

    Raises:
        MeetingRefused: there is none to withdraw.
    """
    mine = (STATEMENTS.c.member == member, STATEMENTS.c.withdrawn_on.is_(None))
    if connection.execute(select(STATEMENTS.c.id).where(*mine)).first() is None:
        raise MeetingRefused("there is no signature to withdraw.", "a post that has signed none.", "choose another.")
    day = {"withdrawn_on": at.astimezone(UTC).date().isoformat()}
    connection.execute(update(STATEMENTS).where(*mine).values(**day))
    detail = {"member": member, "agency": who.organisation}
    append(connection, Entry(who.name, who.role, "statement withdrawn", f"JAG {area}", detail, at))
