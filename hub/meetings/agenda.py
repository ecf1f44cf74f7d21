"""What the page of the meetings shows: the next one, what is wrong with the diary, members, rota, the running one."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from hub.access.identity import Identity
from hub.access.matrix import JAG_ACTS
from hub.access.opening import check_opening
from hub.access.organisations import list_organisations
from hub.hub import Hub
from hub.meetings.attendance import Attendee, list_attendees
from hub.meetings.diary import LONGEST_GAP, Gap, find_gaps
from hub.meetings.groups import Jag, Member, find_jag, list_members, name_areas
from hub.meetings.guards import list_missing
from hub.meetings.planning import Meeting, list_meetings
from hub.meetings.rights import chair_of, is_theirs
from hub.meetings.statements import is_current, lapses_on, signed_when
from hub.meetings.states import IN_SESSION, Check, Step, checks_before, steps_from
from hub.meetings.tables import JAG_REVIEWS, JAGS, TURNS
from hub.months import name_day
from ingest.periods import day_in_words

PAGE = "meetings"
NONE_PLANNED = "No meeting is planned. Plan the year's diary."


@dataclass(frozen=True)
class Sitting:
    """A member, the state of their confidentiality statement in words, and whether it is current."""

    member: Member
    statement: str
    signed: bool


@dataclass(frozen=True)
class Turn:
    """Who takes the chair from which day on; ``now``: it is their turn."""

    first_day: str
    title: str
    now: bool


@dataclass(frozen=True)
class Way:
    """A step that the meeting may take next, and what is missing for it."""

    step: Step
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Running:
    """The meeting that is going on, or whose day has come: who is there, what is to be attested, and the next steps."""

    meeting: Meeting
    day: str
    attendees: tuple[Attendee, ...]
    absent: tuple[Member, ...]
    checks: tuple[tuple[Check, bool], ...]
    ways: tuple[Way, ...]
    in_session: bool


@dataclass(frozen=True)
class Next:
    """The next meeting: its id, its day in words, and how far off it is."""

    id: str
    day: str
    away: str


@dataclass(frozen=True)
class Agenda:
    """One JAG as a reader of its page sees it. ``review``: where the yearly review stands; ``due``: it is due."""

    jag: Jag
    name: str
    next: Next | None
    alarms: tuple[str, ...]
    meetings: tuple[Meeting, ...]
    sittings: tuple[Sitting, ...]
    turns: tuple[Turn, ...]
    review: str
    due: bool
    running: Running | None


@dataclass(frozen=True)
class Meetings:
    """The page: the JAGs of this reader (area and name), what they may do, and one JAG in full. ``marking``: that of an
    open session, as nothing that a closed one agreed stands on the page."""

    jags: tuple[tuple[str, str], ...]
    acts: tuple[str, ...]
    free_areas: tuple[tuple[str, str], ...]
    organisations: tuple[str, ...]
    agenda: Agenda | None
    marking: str


def read_meetings(hub: Hub, who: Identity, today: date, area: str = "") -> Meetings:
    """The meetings of one JAG: of that area, or of the first that this person has.

    Raises:
        AccessRefused: a role without the page.
    """
    check_opening(hub.register, who, PAGE)
    names = name_areas(hub, who)
    with hub.register.reading() as connection:
        jags = list_own(connection, who, today, names)
        taken = set(connection.execute(select(JAGS.c.area)).scalars())
        chosen = area if area in dict(jags) else next((code for code, _ in jags), "")
        agenda = _agenda(connection, chosen, dict(jags)[chosen], today) if chosen else None
    return Meetings(
        jags=jags,
        acts=JAG_ACTS.get(who.role, ()),
        free_areas=tuple((code, names[code]) for code in names if code not in taken and _may_have(who, code)),
        organisations=tuple(one.name for one in list_organisations(hub.register) if one.is_in_force(today)),
        agenda=agenda,
        marking=hub.settings.markings.open,
    )


def read_jags(hub: Hub, who: Identity, today: date, page: str) -> tuple[tuple[str, str], ...]:
    """Area and name of each JAG that this person may choose on a page. Raises AccessRefused: a role without it."""
    check_opening(hub.register, who, page)
    names = name_areas(hub, who)
    with hub.register.reading() as connection:
        return list_own(connection, who, today, names)


def _may_have(who: Identity, area: str) -> bool:
    """Whether a person may set up the JAG of an area, as far as the areas of their account go."""
    return who.areas is None or area in who.areas


def list_own(connection: Connection, who: Identity, today: date, names: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """Area and name of each JAG that this person has rights for, in the order of the areas."""
    order = {area: at for at, area in enumerate(names)}
    found = [one for one in connection.execute(select(JAGS.c.area)).scalars() if is_theirs(connection, who, one, today)]
    found.sort(key=lambda one: order.get(one, len(order)))
    return tuple((one, names.get(one, one)) for one in found)


def next_of(meetings: Sequence[Meeting], today: date) -> Next | None:
    """The next meeting that is still ahead, today's included."""
    ahead = [one for one in meetings if one.state == "scheduled" and one.day >= today.isoformat()]
    if not ahead:
        return None
    day = date.fromisoformat(ahead[0].day)
    return Next(ahead[0].id, day_in_words(day), _away((day - today).days))


def list_alarms(meetings: Sequence[Meeting], today: date) -> tuple[str, ...]:
    """What is wrong with a diary, in sentences; nothing where it keeps to four weeks. A day that went by without its
    meeting is no meeting."""
    kept = [one.day for one in meetings if one.state != "scheduled" or one.day >= today.isoformat()]
    return tuple(_alarm(gap) for gap in find_gaps([date.fromisoformat(one) for one in kept], today))


def _agenda(connection: Connection, area: str, name: str, today: date) -> Agenda:
    jag, meetings = find_jag(connection, area), list_meetings(connection, area)
    review, due = _review(connection, jag, today)
    return Agenda(
        jag=jag,
        name=name,
        next=next_of(meetings, today),
        alarms=list_alarms(meetings, today),
        meetings=meetings,
        sittings=tuple(find_sitting(connection, one, today) for one in list_members(connection, area)),
        turns=_turns(connection, area, today),
        review=review,
        due=due,
        running=_running(connection, meetings, today),
    )


def _alarm(gap: Gap) -> str:
    if gap.before is None and gap.after is None:
        return f"{NONE_PLANNED} A JAG meets at least every four weeks."
    if gap.before is None and gap.after is not None:
        return f"{NONE_PLANNED} The last meeting was on {day_in_words(gap.after)}."
    if gap.after is None or gap.before is None:
        return ""
    return (
        f"{gap.days} days lie between the meetings of {day_in_words(gap.after)} and {day_in_words(gap.before)}: more "
        f"than {LONGEST_GAP}. Plan one in between, or move one of them."
    )


def _away(days: int) -> str:
    return "today" if days == 0 else "tomorrow" if days == 1 else f"in {days:,} days"


def find_sitting(connection: Connection, member: Member, today: date) -> Sitting:
    """A member and the state of their statement on a day."""
    signed = signed_when(connection, member.id)
    if signed is None:
        return Sitting(member, "○\u00a0not signed", False)
    ends = day_in_words(lapses_on(signed))
    if is_current(signed, today):
        return Sitting(member, f"●\u00a0signed, lapses on {ends}", True)
    return Sitting(member, f"○\u00a0LAPSED on {ends}", False)


def _turns(connection: Connection, area: str, today: date) -> tuple[Turn, ...]:
    """The turns in the chair from the present one on; all of them where none has begun."""
    members = {one.id: one.title for one in list_members(connection, area, former=True)}
    now = chair_of(connection, area, today)
    asked = select(TURNS.c.first_day, TURNS.c.member).where(TURNS.c.area == area).order_by(TURNS.c.first_day)
    return tuple(
        Turn(
            name_day(row.first_day),
            members[row.member],
            now is not None and row.first_day == now.first_day,
        )
        for row in connection.execute(asked)
        if now is None or row.first_day >= now.first_day
    )


def _review(connection: Connection, jag: Jag, today: date) -> tuple[str, bool]:
    """Where the review of chair, membership and frequency stands: due 12 months after the last, or the founding."""
    asked = select(JAG_REVIEWS.c.held_on, JAG_REVIEWS.c.decided).where(JAG_REVIEWS.c.area == jag.area)
    last = connection.execute(asked.order_by(JAG_REVIEWS.c.held_on.desc(), JAG_REVIEWS.c.id).limit(1)).first()
    since = date.fromisoformat(last.held_on if last else jag.founded_on)
    due = lapses_on(since)
    before = f"It was last held on {day_in_words(since)}: {last.decided}" if last else "None was held yet."
    when = f"has been due since {day_in_words(due)}" if due <= today else f"is next due by {day_in_words(due)}"
    return f"The review of chair, membership and frequency {when}. {before}", due <= today


def _running(connection: Connection, meetings: Sequence[Meeting], today: date) -> Running | None:
    """The meeting that a chair has to do with now: one in session, else today's or an earlier one not begun."""
    due = [one for one in meetings if one.state == "scheduled" and one.day <= today.isoformat()]
    session = [one for one in meetings if one.state in IN_SESSION]
    found = next(iter([*session, *due[-1:]]), None)
    return None if found is None else run_of(connection, found, today)


def run_of(connection: Connection, found: Meeting, today: date) -> Running:
    """A meeting with who is there, what is to be attested, and its next steps."""
    there = list_attendees(connection, found.area, found.id, today)
    here = {one.member.id for one in there if not one.left}
    attested, steps = json.loads(found.attested), steps_from(found.state)
    return Running(
        meeting=found,
        day=name_day(found.day),
        attendees=there,
        absent=tuple(one for one in list_members(connection, found.area) if one.id not in here),
        checks=tuple((one, one.code in attested) for step in steps for one in checks_before(step.end)),
        ways=tuple(Way(step, list_missing(connection, found, step, today)) for step in steps),
        in_session=found.state in IN_SESSION,
    )
