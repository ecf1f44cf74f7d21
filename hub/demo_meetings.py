"""The demo's JAG: a diary round today, meetings that were held, and actions of which some are overdue.

Its members, meetings and actions are made up. Everything is written by the functions that a real JAG uses, as of the
days on which it would have happened.
"""

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select

from hub.access.identity import Identity
from hub.access.organisations import sign_agreement
from hub.geography import ALL
from hub.hub import Hub
from hub.meetings.actions import Asked, Session, Stage, add_action, escalate, finish, list_actions, note_progress
from hub.meetings.diary import propose_days
from hub.meetings.evaluations import USUAL, Choice, choose_control
from hub.meetings.groups import Member, add_member, add_turn, found_jag, list_members
from hub.meetings.holidays import is_working_day
from hub.meetings.minute_items import Wording, write_item
from hub.meetings.minute_text import compose
from hub.meetings.minute_versions import begin_minutes, look_at
from hub.meetings.minutes import DOCUMENTS, find_version
from hub.meetings.planning import Meeting, find_meeting, plan_meetings
from hub.meetings.sessions import attest, note_arrivals, note_leaving, sign_statement, take_step
from hub.meetings.states import checks_before
from hub.meetings.tables import JAGS
from ingest.periods import Period

MAKER = Identity("demo", "analyst", "command line")
FIRE, YOUTH = "Fire and rescue service", "Youth offending service"
SEATS = (
    ("clerk", ""), ("housing", ""), ("licensing", ""), ("street-scene", ""), ("fire", FIRE),
    ("youth-offending", YOUTH), ("social-landlord", "Homes of Somewhere"),
    ("neighbourhood-watch", "Neighbourhood watch"), ("parish-council", "Parish council"),
)  # fmt: skip
"""Posts beside the two that take the chair; '' stands for the partnership."""
LIGHT = "Light the car park at the station until one in the morning"
LOCKS = "Offer window locks in the two wards with repeat burglaries"
SHOPS = "Check the licences of the late shops round the market"
STEWARDS = "Two stewards round the bus station on Friday and Saturday nights for four weeks"
STEWARDED = "They were there on each of these nights."
BESIDE = ("Harrowmere Southgate", "Harrowmere Westfield")
"""The ward where the stewards were, and the one that it is held against."""
WHY_CONTROL = "Made up: a ward of the same town with as many homes and late shops, where nothing was done"
AGO, AN_HOUR = timedelta(weeks=10), timedelta(hours=1)
DECIDED = ("Hot spots", "The hot spots of the tactical assessment are looked at again in four weeks.")
TOLD = (
    "Which homes of the two wards stand empty",
    "To look after them before something happens there; the owner of the records agreed.",
)


def make_meetings(hub: Hub, police: str, partnership: str, today: date, month: Period | None = None) -> None:
    """Make the JAG of the whole partnership, unless there is one. It signs for its organisations as of that time; who
    signs anew afterwards has the later signature.

    Args:
        hub: The demo's hub.
        police: The force, which held the chair first.
        partnership: The organisation of the demo's chair.
        today: The day round which the diary lies.
        month: Of an action that was evaluated, where there is to be one; the JAG is set up before it.
    """
    with hub.register.reading() as connection:
        if connection.execute(select(JAGS.c.area)).first():
            return
    first = _working_day(today - AGO)
    before = _at(first - timedelta(days=2))
    since = min(before, _at(_first_day(month) - timedelta(days=15))) if month else before
    for organisation in dict.fromkeys((police, partnership, FIRE, YOUTH)):
        for moment in dict.fromkeys((since, before)):
            sign_agreement(hub.register, organisation, MAKER, now=moment)
    found_jag(hub, ALL, ("policing-commander", police), MAKER, now=since)
    second = add_member(hub.register, ALL, "community-safety", partnership, MAKER, since)
    add_turn(hub.register, ALL, second.id, since.date() + timedelta(days=1), MAKER, since)
    for post, organisation in SEATS:
        add_member(hub.register, ALL, post, organisation or partnership, MAKER, before)
    if month:
        _evaluate(hub, partnership, month)
    meetings = plan_meetings(hub.register, ALL, propose_days(first, 28), MAKER, before)
    with hub.register.reading() as connection:
        members = {one.post.code: one for one in list_members(connection, ALL)}
    chair = Identity("demo chair", "chair", partnership)
    held = [one for one in meetings if one.day < today.isoformat()]
    for number, meeting in enumerate(held):
        _hold(hub, meeting, tuple(members.values()), chair, number == 0)
        _agree(hub, members, chair, _at(date.fromisoformat(meeting.day)) + AN_HOUR, number)
        _write(hub, meeting, members, chair, meeting is not held[-1])


def _evaluate(hub: Hub, partnership: str, month: Period) -> None:
    """An action in a ward, agreed in a month and done at its end, and on record what it is held against."""
    chair, begun = Identity("demo chair", "chair", partnership), _first_day(month)
    wards = {name: code for code, name in hub.areas("ward")}
    with hub.register.reading() as connection:
        owner = next(one for one in list_members(connection, ALL) if one.post.code == "community-safety")
    treated, control = BESIDE
    asked = Asked(STEWARDS, owner.id, begun + timedelta(days=35), "assessment", wards[treated], "recorded-crime")
    made = add_action(hub, ALL, asked, chair, _at(begun + timedelta(days=4)))
    finish(hub.register, ALL, made.id, STEWARDED, chair, _at(begun + timedelta(days=31)))
    choose_control(hub, made.id, Choice("agreed", USUAL, wards[control], WHY_CONTROL), MAKER)


def _first_day(month: Period) -> date:
    return date.fromisoformat(f"{month.first}-01")


def _hold(hub: Hub, meeting: Meeting, members: tuple[Member, ...], chair: Identity, signs: bool) -> None:
    """A meeting with both sessions; ``signs``: it is the first of its members."""
    at, register = _at(date.fromisoformat(meeting.day)), hub.register
    closed = [one.id for one in members if one.post.closed]
    others = [one.id for one in members if not one.post.closed]
    take_step(register, ALL, meeting.id, "open session", chair, at)
    note_arrivals(register, ALL, meeting.id, [*closed, *others], chair, at)
    for member in closed if signs else ():
        sign_statement(register, ALL, member, chair, at)
    then = at + timedelta(minutes=50)
    note_leaving(register, ALL, meeting.id, others, chair, then)
    attest(register, ALL, meeting.id, [one.code for one in checks_before("closed session")], chair, then)
    take_step(register, ALL, meeting.id, "closed session", chair, then)
    take_step(register, ALL, meeting.id, "ended", chair, at + AN_HOUR)


def _write(hub: Hub, meeting: Meeting, members: dict[str, Member], chair: Identity, out: bool) -> None:
    """The minutes: begun by the secretariat; ``out``: with their annex, read by the chair, approved and circulated."""
    at, register = _at(date.fromisoformat(meeting.day)) + AN_HOUR, hub.register
    begin_minutes(register, ALL, meeting.id, MAKER, at)
    heading, words = DECIDED
    write_item(register, ALL, meeting.id, Wording("open", "decision", words, heading), MAKER, at)
    if not out:
        return
    need = (members["housing"].id, members["policing-commander"].id)
    told = Wording("closed", "disclosure", TOLD[0], "", TOLD[1], members["housing"].organisation, need)
    write_item(register, ALL, meeting.id, told, chair, at)
    attest(register, ALL, meeting.id, ["cleared"], chair, at)
    take_step(register, ALL, meeting.id, "minutes drafted", chair, at)
    for document in DOCUMENTS:
        with register.reading() as connection:
            found = find_meeting(connection, ALL, meeting.id)
            digest = compose(connection, found, find_version(connection, meeting.id, document)).digest
        look_at(register, ALL, meeting.id, document, digest, chair, at)
    take_step(register, ALL, meeting.id, "approved", chair, at)
    attest(register, ALL, meeting.id, ["clean"], chair, at)
    take_step(register, ALL, meeting.id, "circulated", chair, at)


def _agree(hub: Hub, members: dict[str, Member], chair: Identity, at: datetime, number: int) -> None:
    """What the first meeting agreed; what the second heard of it; what the last agreed, one of it in closed session."""
    register = hub.register

    def add(what: str, post: str, weeks: int, stage: Stage, category: str, session: Session = "open") -> str:
        due = at.date() + timedelta(weeks=weeks)
        asked = Asked(what, members[post].id, due, stage, ALL, "recorded-crime", category, session)
        return add_action(hub, ALL, asked, chair, at).id

    if number == 0:
        add(LIGHT, "street-scene", 6, "response", "vehicle-crime")
        add(LOCKS, "housing", 4, "response", "burglary")
        add(SHOPS, "licensing", 4, "analysis", "violence-sexual-offences")
    elif number == 1:
        with register.reading() as connection:
            known = {one.what: one.id for one in list_actions(connection, ALL, ("open",))}
        note_progress(register, ALL, known[LOCKS], "Half of the homes were visited; the locks have run out.", chair, at)
        escalate(register, ALL, known[SHOPS], "No officer is free at night: to the board for a decision.", chair, at)
        finish(register, ALL, known[LIGHT], "Lit since this week; the next assessment will look at it.", chair, at)
    else:
        add("Ask the landlords which back gates stand open", "social-landlord", 6, "scanning", "burglary")
        add("Bring the dates of the next planned visits", "youth-offending", 6, "assessment", "robbery", "closed")


def _working_day(day: date) -> date:
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day


def _at(day: date) -> datetime:
    return datetime.combine(day, time(10), UTC)
