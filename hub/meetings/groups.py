"""JAGs themselves: one for an area, the posts that belong to it, who takes the chair in turn, and the yearly review.

Every change checks the right and carries its ledger entry in the same transaction.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Connection, insert, select, update

from hub.access.identity import Identity
from hub.access.organisations import check_organisation_name
from hub.access.tables import ORGANISATIONS
from hub.geography import ALL
from hub.hub import Hub
from hub.ledger import Entry, append
from hub.meetings.diary import FREQUENCIES
from hub.meetings.posts import Post, find_post
from hub.meetings.refusal import MeetingRefused
from hub.meetings.rights import check_right
from hub.meetings.tables import JAG_REVIEWS, JAGS, MEMBERS, TURNS
from hub.register import Register
from hub.sentence import check_sentence
from hub.store import StoreRefused

WHOLE = "Whole partnership"


@dataclass(frozen=True)
class Member:
    """A post of an organisation that belongs to a JAG."""

    id: str
    area: str
    post: Post
    organisation: str
    since: str

    @property
    def title(self) -> str:
        """Post and organisation in words."""
        return f"{self.post.title}, {self.organisation}"


@dataclass(frozen=True)
class Jag:
    """One JAG: of which area, how often it meets at least (days), and since when it is kept here."""

    area: str
    every: int
    founded_on: str


def name_areas(hub: Hub, who: Identity) -> dict[str, str]:
    """Areas that a JAG may have, or a problem lie in, by code: the whole partnership first, then the report level; of
    that those alone that the reader may be told of."""
    try:
        levels = hub.levels()
    except StoreRefused:  # no outlines are held yet
        levels = ()
    known = hub.areas(levels[1] if len(levels) > 1 else levels[0]) if levels else ()
    return {ALL: WHOLE, **{code: name for code, name in known if who.areas is None or code in who.areas}}


def found_jag(
    hub: Hub, area: str, chair: tuple[str, str], who: Identity, *, every: int = 28, now: datetime | None = None
) -> Jag:
    """Set up the JAG of an area.

    Args:
        hub: The hub.
        area: Code of an area, or ``ALL``.
        chair: Post and organisation that take the chair first, from today.
        who: An analyst: nobody gives the chair to themselves.
        every: Days from one meeting to the next, at most 28.
        now: The moment; now when left out.

    Raises:
        AccessRefused: a role that sets up no JAG.
        MeetingRefused: an unknown area, one that has a JAG, a frequency that is none, or a post that takes no chair.
    """
    at = now or datetime.now(UTC)
    check_right(hub.register, who, "found", area, at.date())
    if area not in name_areas(hub, who):
        raise MeetingRefused("there is no such area here.", "a code that no area has.", "choose one of the list.")
    if every not in FREQUENCIES:
        raise MeetingRefused(
            "a JAG meets at least every four weeks.", f"every {every} days.", "choose 7, 14, 21 or 28 days."
        )
    made = Jag(area, every, at.date().isoformat())
    with hub.register.writing() as connection:
        if connection.execute(select(JAGS.c.area).where(JAGS.c.area == area)).first():
            raise MeetingRefused("this area has a JAG already.", "one JAG for an area.", "open it on Meetings.")
        connection.execute(insert(JAGS).values(**vars(made)))
        append(connection, Entry(who.name, who.role, "JAG set up", f"JAG {area}", {"every": every}, at))
        first = _add_member(connection, area, chair, who, at)
        _add_turn(connection, first, at.date(), who, at)
    return made


def add_member(
    register: Register, area: str, post: str, organisation: str, who: Identity, now: datetime | None = None
) -> Member:
    """Add a post of an organisation to a JAG; which sessions it may attend belongs to the post.

    Raises:
        AccessRefused: neither the chair of the area nor an analyst.
        MeetingRefused: no such JAG or post, or it is a member already.
    """
    at = now or datetime.now(UTC)
    check_right(register, who, "plan", area, at.date())
    with register.writing() as connection:
        find_jag(connection, area)
        return _add_member(connection, area, (post, organisation), who, at)


def remove_member(register: Register, area: str, member: str, who: Identity, now: datetime | None = None) -> None:
    """Take a post off a JAG. What it attended stays. Raises as ``add_member``; also while it holds the chair."""
    at = now or datetime.now(UTC)
    check_right(register, who, "plan", area, at.date())
    with register.writing() as connection:
        found = find_member(connection, area, member)
        turns = _turns(connection, area)
        past = [one for one in turns if one[0] <= at.date().isoformat()]
        if any(one[1] == member for one in [*past[-1:], *turns[len(past) :]]):
            raise MeetingRefused(
                "this post holds the chair, or will.", found.title + ".", "give the chair to another post first."
            )
        connection.execute(update(MEMBERS).where(MEMBERS.c.id == member).values(until=at.date().isoformat()))
        append(connection, Entry(who.name, who.role, "member removed", f"JAG {area}", {"member": member}, at))


def add_turn(
    register: Register, area: str, member: str, first_day: date, who: Identity, now: datetime | None = None
) -> None:
    """Write into the rota who takes the chair from a day on. Raises as ``add_member``; also for a post that takes no
    chair, and for a day that is past or has a turn already."""
    at = now or datetime.now(UTC)
    check_right(register, who, "plan", area, at.date())
    with register.writing() as connection:
        _add_turn(connection, find_member(connection, area, member), first_day, who, at)


def note_review(register: Register, area: str, decided: str, who: Identity, now: datetime | None = None) -> None:
    """Write that chair, membership and frequency were reviewed today, and what was decided.

    Raises as ``add_member``, and where the words may point at a person.
    """
    at = now or datetime.now(UTC)
    check_right(register, who, "plan", area, at.date())
    row = {"id": f"v-{secrets.token_hex(4)}", "area": area, "held_on": at.date().isoformat()}
    words = check_sentence("What was decided", decided, MeetingRefused)
    with register.writing() as connection:
        find_jag(connection, area)
        connection.execute(insert(JAG_REVIEWS).values(**row, decided=words))
        append(connection, Entry(who.name, who.role, "JAG reviewed", f"JAG {area}", {"review": row["id"]}, at))


def find_jag(connection: Connection, area: str) -> Jag:
    """The JAG of an area. Raises MeetingRefused where there is none."""
    row = connection.execute(select(JAGS).where(JAGS.c.area == area)).first()
    if row is None:
        raise MeetingRefused("this area has no JAG.", "an area without one.", "set one up on Meetings.")
    return Jag(**row._mapping)


def list_members(connection: Connection, area: str, former: bool = False) -> tuple[Member, ...]:
    """The members of a JAG today, those of both sessions first; ``former``: also those who were taken off."""
    asked = select(MEMBERS).where(MEMBERS.c.area == area)
    if not former:
        asked = asked.where(MEMBERS.c.until.is_(None))
    found = [_member(row) for row in connection.execute(asked)]
    return tuple(sorted(found, key=lambda one: (not one.post.closed, one.post.title, one.organisation)))


def find_member(connection: Connection, area: str, member: str) -> Member:
    """The member of that id. Raises MeetingRefused where the JAG has none."""
    for one in list_members(connection, area):
        if one.id == member:
            return one
    raise MeetingRefused("this is no member of the JAG.", "an id that no member has.", "choose one of the list.")


def _member(row: object) -> Member:
    one = row._mapping  # type: ignore[attr-defined]
    return Member(one["id"], one["area"], find_post(one["post"]), one["organisation"], one["since"])


def _add_member(connection: Connection, area: str, seat: tuple[str, str], who: Identity, at: datetime) -> Member:
    post = find_post(seat[0])
    organisation = _name_organisation(connection, post, seat[1])
    if any((one.post, one.organisation) == (post, organisation) for one in list_members(connection, area)):
        raise MeetingRefused("this post is a member already.", f"{post.title}, {organisation}.", "see the members.")
    made = Member(f"p-{secrets.token_hex(4)}", area, post, organisation, at.date().isoformat())
    row = {"id": made.id, "area": area, "post": post.code, "organisation": organisation, "since": made.since}
    connection.execute(insert(MEMBERS).values(**row))
    detail = {"member": made.id, "post": post.code, "organisation": organisation, "sessions": post.sessions}
    append(connection, Entry(who.name, who.role, "member added", f"JAG {area}", detail, at))
    return made


def _name_organisation(connection: Connection, post: Post, name: str) -> str:
    """A signatory's name as it signed; that of another body (a parish council, say) where it points at no person."""
    words = check_organisation_name(name)
    if connection.execute(select(ORGANISATIONS.c.name).where(ORGANISATIONS.c.name == words)).first():
        return words
    if post.closed:
        raise MeetingRefused(
            "only an organisation that signed the agreement sends somebody to the closed session.",
            "a name that nobody signed with.",
            "choose a post of the open session, or have the organisation sign first.",
        )
    return check_sentence("Organisation", words, MeetingRefused, 100)


def _add_turn(connection: Connection, member: Member, first_day: date, who: Identity, at: datetime) -> None:
    if not member.post.may_chair:
        raise MeetingRefused(
            "this post does not take the chair.",
            f"{member.title}.",
            "choose a post of the police or of a statutory agency.",
        )
    if first_day < at.date() or any(day == first_day.isoformat() for day, _ in _turns(connection, member.area)):
        raise MeetingRefused(
            "a turn in the chair cannot begin on that day.", "a day that is past, or has one.", "choose a later day."
        )
    row = {"area": member.area, "first_day": first_day.isoformat(), "member": member.id}
    connection.execute(insert(TURNS).values(**row))
    detail = {"member": member.id, "from": row["first_day"], "organisation": member.organisation}
    append(connection, Entry(who.name, who.role, "chair's turn", f"JAG {member.area}", detail, at))


def _turns(connection: Connection, area: str) -> list[tuple[str, str]]:
    """First day and member of every turn, the first first."""
    asked = select(TURNS.c.first_day, TURNS.c.member).where(TURNS.c.area == area).order_by(TURNS.c.first_day)
    return [(row.first_day, row.member) for row in connection.execute(asked)]
