"""Actions of a JAG: what is to be done, by which post of which organisation, by when, and what came of it.

An action that is open goes on to the next meeting by itself, until it is done. Those that a closed session agreed are
restricted: they are written, changed and shown only for somebody with the right to the closed session. Nothing that is
typed may point at a person (`hub/sentence.py`), and the ledger holds none of it.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal, get_args

from sqlalchemy import Connection, insert, select, update

from hub.access.identity import Identity
from hub.hub import Hub
from hub.ledger import Entry, append
from hub.meetings.groups import find_jag, find_member, name_areas
from hub.meetings.planning import Meeting, list_meetings
from hub.meetings.refusal import MeetingRefused
from hub.meetings.rights import check_right
from hub.meetings.tables import ACTIONS, STEPS
from hub.problems import NO_PROBLEM, is_problem
from hub.register import Register
from hub.sentence import check_sentence

Session = Literal["open", "closed"]
Stage = Literal["scanning", "analysis", "response", "assessment"]
Status = Literal["open", "escalated", "done"]
Kind = Literal["raised", "note", "escalated", "done"]
SESSIONS: tuple[Session, ...] = get_args(Session)
STAGES: tuple[Stage, ...] = get_args(Stage)
"""SARA: scanning, analysis, response, assessment."""
FIELDS = {"note": "What happened since", "escalated": "Why, and to whom", "done": "Outcome"}
"""What is typed when something becomes of an action, as the page calls it."""


@dataclass(frozen=True)
class Asked:
    """What is asked for: by whom (a member), by when, at which stage, in which place, on which problem of the code
    lists (data set and category, each may be '')."""

    what: str
    member: str
    due: date
    stage: Stage
    place: str
    dataset: str = NO_PROBLEM
    category: str = NO_PROBLEM
    session: Session = "open"


@dataclass(frozen=True)
class Action:
    """One action as it is kept; days as 2026-12-31."""

    id: str
    area: str
    meeting: str | None
    session: Session
    what: str
    post: str
    organisation: str
    due: str
    stage: Stage
    place: str
    dataset: str
    category: str
    status: Status
    raised_on: str
    ended_on: str | None = None

    def is_overdue(self, today: date) -> bool:
        """Whether it is not done, and its day is past."""
        return self.status != "done" and self.due < today.isoformat()


@dataclass(frozen=True)
class Happened:
    """What became of an action on a day: a note, an escalation, or its outcome."""

    on_day: str
    kind: Kind
    words: str


def add_action(hub: Hub, area: str, asked: Asked, who: Identity, now: datetime | None = None) -> Action:
    """Write down an action, of the meeting that is going on or was the last.

    Raises:
        AccessRefused: neither the chair of the area nor an analyst; a restricted action by anybody without the right to
            the closed session.
        MeetingRefused: no such JAG, member, place or problem, a day that is past, or words that may point at a person.
    """
    at, register = now or datetime.now(UTC), hub.register
    _check_rights(register, who, area, asked.session, at)
    words = _check(hub, asked, who, at)
    with register.writing() as connection:
        find_jag(connection, area)
        owner, held = find_member(connection, area, asked.member), _last_begun(connection, area)
        made = Action(
            id=f"a-{secrets.token_hex(4)}",
            area=area,
            meeting=held.id if held else None,
            session=asked.session,
            what=words,
            post=owner.post.code,
            organisation=owner.organisation,
            due=asked.due.isoformat(),
            stage=asked.stage,
            place=asked.place,
            dataset=asked.dataset,
            category=asked.category,
            status="open",
            raised_on=at.date().isoformat(),
        )
        connection.execute(insert(ACTIONS).values(**vars(made)))
        detail = {"organisation": made.organisation, "post": made.post, "due": made.due, "stage": made.stage}
        _note(connection, made, "raised", who, at, detail)
    return made


def note_progress(
    register: Register, area: str, action: str, words: str, who: Identity, now: datetime | None = None
) -> Action:
    """Write what happened since. Raises as ``add_action``, and where there is no such action or it is done."""
    return _follow(register, area, action, "note", words, who, now)


def escalate(
    register: Register, area: str, action: str, words: str, who: Identity, now: datetime | None = None
) -> Action:
    """Write that an action was taken higher, why and to whom. Raises as ``note_progress``."""
    return _follow(register, area, action, "escalated", words, who, now)


def finish(
    register: Register, area: str, action: str, words: str, who: Identity, now: datetime | None = None
) -> Action:
    """Write that an action is done, and its outcome. Raises as ``note_progress``."""
    return _follow(register, area, action, "done", words, who, now)


def list_actions(connection: Connection, area: str, sessions: tuple[Session, ...]) -> tuple[Action, ...]:
    """The actions of a JAG that were agreed in some sessions, by the day on which they are due."""
    asked = select(ACTIONS).where(ACTIONS.c.area == area, ACTIONS.c.session.in_(sessions))
    rows = connection.execute(asked.order_by(ACTIONS.c.due, ACTIONS.c.raised_on, ACTIONS.c.id))
    return tuple(Action(**row._mapping) for row in rows)


def list_happened(connection: Connection, action: str) -> tuple[Happened, ...]:
    """What became of an action, the first first."""
    asked = select(STEPS.c.on_day, STEPS.c.kind, STEPS.c.words).where(STEPS.c.action == action)
    return tuple(Happened(**row._mapping) for row in connection.execute(asked.order_by(STEPS.c.number)))


def carried_to(action: Action, meetings: tuple[Meeting, ...]) -> tuple[Meeting, ...]:
    """The later meetings that an action was or is carried forward to: those begun before it was done, and the next."""
    came = next((one.day for one in meetings if one.id == action.meeting), action.raised_on)
    later = [one for one in meetings if one.day > came or (action.meeting is None and one.day == came)]
    begun = [one for one in later if one.state != "scheduled" and one.day <= (action.ended_on or one.day)]
    ahead = [one for one in later if one.state == "scheduled"] if action.status != "done" else []
    return (*begun, *ahead[:1])


def _check(hub: Hub, asked: Asked, who: Identity, at: datetime) -> str:
    """Check what is chosen, then what is typed; the words as they are kept."""
    if not is_problem(asked.dataset, asked.category):
        raise MeetingRefused("there is no such problem.", "a word of no code list.", "choose one of the lists.")
    if asked.stage not in STAGES or asked.session not in SESSIONS or asked.place not in name_areas(hub, who):
        raise MeetingRefused(
            "there is no such stage, session or place.", "a word of no list.", "choose from the lists."
        )
    if asked.due < at.date():
        raise MeetingRefused("an action cannot be due on a day that is past.", f"{asked.due}.", "choose a later day.")
    return check_sentence("What is to be done", asked.what, MeetingRefused)


def _follow(
    register: Register, area: str, action: str, kind: Kind, words: str, who: Identity, now: datetime | None
) -> Action:
    """Write what became of an action, with its entry of the ledger."""
    at = now or datetime.now(UTC)
    check_right(register, who, "record", area, at.date())
    with register.reading() as connection:
        session = connection.execute(
            select(ACTIONS.c.session).where(ACTIONS.c.id == action, ACTIONS.c.area == area)
        ).scalar()
    if session is None:
        raise MeetingRefused("there is no such action.", "an id that no action has.", "choose one of the list.")
    _check_rights(register, who, area, session, at)
    kept = check_sentence(FIELDS[kind], words, MeetingRefused)
    with register.writing() as connection:
        row = connection.execute(select(ACTIONS).where(ACTIONS.c.id == action)).one()
        found = Action(**row._mapping)
        if found.status == "done":
            raise MeetingRefused("this action is done already.", f"since {found.ended_on}.", "add a new one.")
        day = at.date().isoformat()
        changed = {"escalated": {"status": "escalated"}, "done": {"status": "done", "ended_on": day}}.get(kind)
        if changed:
            connection.execute(update(ACTIONS).where(ACTIONS.c.id == action).values(**changed))
        connection.execute(insert(STEPS).values(action=action, on_day=day, kind=kind, words=kept))
        _note(connection, found, kind, who, at, {"from": found.status})
    return Action(**{**vars(found), **(changed or {})})


def _check_rights(register: Register, who: Identity, area: str, session: str, at: datetime) -> None:
    for act in ("record", session):
        check_right(register, who, act, area, at.date())


def _last_begun(connection: Connection, area: str) -> Meeting | None:
    begun = [one for one in list_meetings(connection, area) if one.state != "scheduled"]
    return begun[-1] if begun else None


def _note(
    connection: Connection, action: Action, kind: Kind, who: Identity, at: datetime, more: dict[str, str]
) -> None:
    detail = {"action": action.id, "session": action.session, "agency": who.organisation, **more}
    append(connection, Entry(who.name, who.role, f"action {kind}", f"JAG {action.area}", detail, at))
