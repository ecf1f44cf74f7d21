"""Who may do what for which JAG: the role by the access matrix, the area by whose turn in the chair it is.

An analyst keeps the secretariat of every JAG. A chair has rights for the JAG alone whose chair their organisation holds
on that day, by the rota. What was agreed in a closed session is shown while the confidentiality statement of the
chair's own post is current, and not otherwise, whatever the role (`safety.md` 9.5).
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from hub.access.identity import Identity
from hub.access.matrix import OWN_JAG_ONLY, check_user_can_meet, user_can_meet
from hub.access.opening import check_noted
from hub.access.refusal import AccessRefused
from hub.meetings.statements import is_signed
from hub.meetings.tables import JAGS, MEMBERS, TURNS
from hub.register import Register

SUBJECT = "meetings"
"""What somebody was refused who may not do something for a JAG."""


@dataclass(frozen=True)
class Chair:
    """Who holds the chair from a day on: a member, by its post and organisation."""

    member: str
    post: str
    organisation: str
    first_day: str


def chair_of(connection: Connection, area: str, today: date) -> Chair | None:
    """Whose turn in the chair it is: the latest that has begun, until the next begins; None before the first."""
    asked = (
        select(TURNS.c.member, MEMBERS.c.post, MEMBERS.c.organisation, TURNS.c.first_day)
        .join(MEMBERS, MEMBERS.c.id == TURNS.c.member)
        .where(TURNS.c.area == area, TURNS.c.first_day <= today.isoformat())
        .order_by(TURNS.c.first_day.desc())
        .limit(1)
    )
    row = connection.execute(asked).first()
    return Chair(**row._mapping) if row else None


def is_theirs(connection: Connection, who: Identity, area: str, today: date) -> bool:
    """Whether a JAG is one of those that this person has rights for, as far as their role has any."""
    if who.areas is not None and area not in who.areas:
        return False
    if who.role not in OWN_JAG_ONLY:
        return True
    chair = chair_of(connection, area, today)
    return chair is not None and chair.organisation == who.organisation


def sees_closed(connection: Connection, who: Identity, area: str, today: date) -> bool:
    """Whether what a closed session agreed may be shown to this person on this day."""
    chair = chair_of(connection, area, today)
    return (
        user_can_meet(who, "closed")
        and is_theirs(connection, who, area, today)
        and chair is not None
        and is_signed(connection, chair.member, today)
    )


def name_jag(register: Register, area: str) -> dict[str, str]:
    """The area of what was refused, as the ledger is told it: only where it has a JAG. Other words are not kept."""
    with register.reading() as connection:
        known = connection.execute(select(JAGS.c.area).where(JAGS.c.area == area)).scalar()
    return {"area": known} if known else {}


def check_right(register: Register, who: Identity, act: str, area: str, today: date) -> None:
    """Raise AccessRefused, and write to the ledger that it was, unless this person may do that for this JAG."""

    def check() -> None:
        check_user_can_meet(who, act)
        with register.reading() as connection:
            theirs = is_theirs(connection, who, area, today)
            closed = act != "closed" or not theirs or sees_closed(connection, who, area, today)
        if not theirs:
            raise AccessRefused(
                "this is not a JAG that your organisation chairs.",
                f"you are signed in for {who.organisation}.",
                "ask who holds the chair by the rota, or an analyst, who keeps the secretariat.",
            )
        if not closed:
            raise AccessRefused(
                "no confidentiality statement of the chair's post is current.",
                "none, or one that was signed a year ago or longer.",
                "sign it at the meeting, and note it on Meetings.",
            )

    check_noted(register, who, SUBJECT, check, lambda: name_jag(register, area))
