"""What the page of the actions shows, and what a chair's home says of meetings and actions."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from hub.access.identity import Identity
from hub.access.matrix import user_can_meet
from hub.access.opening import check_opening
from hub.hub import Hub
from hub.meetings.actions import Action, Happened, Session, carried_to, list_actions, list_happened
from hub.meetings.agenda import Next, list_alarms, list_own, next_of
from hub.meetings.evaluations import can_evaluate
from hub.meetings.groups import Member, list_members, name_areas
from hub.meetings.outcomes import Standing, find_standing
from hub.meetings.planning import Meeting, list_meetings
from hub.meetings.posts import find_post
from hub.meetings.rights import sees_closed
from hub.months import name_day
from hub.problems import list_problems

PAGE = "actions"
LOCKED = (
    "What the closed session agreed is shown while the confidentiality statement of the chair's own post is current. "
    "It is not: sign it at the meeting, and note it on Meetings."
)
NOT_YOURS = "What the closed session agreed is for the chair of the JAG alone."


@dataclass(frozen=True)
class Task:
    """One action in words. ``state``: open, overdue, escalated or done, with its sign; ``carried``: to which
    meetings."""

    id: str
    what: str
    owner: str
    due: str
    state: str
    overdue: bool
    about: str
    carried: str
    happened: tuple[Happened, ...]
    restricted: bool
    done: bool


@dataclass(frozen=True)
class Tasks:
    """The page: of one JAG of this reader ('' where there is none) the actions that are open and that are done.

    ``closed``: this reader sees restricted ones, and ``marking`` is theirs; where not, ``why`` says why.
    ``evaluations``: how that of each action stands which has an area and a problem, by the action's id.
    """

    area: str
    open: tuple[Task, ...]
    done: tuple[Task, ...]
    closed: bool
    why: str
    marking: str
    members: tuple[Member, ...]
    places: tuple[tuple[str, str], ...]
    problems: dict[str, tuple[str, dict[str, str]]]
    next_day: str
    evaluations: dict[str, Standing]


@dataclass(frozen=True)
class Waiting:
    """One JAG at its chair's home: the next meeting, what is wrong with the diary, the open actions that the open
    session agreed, the overdue ones first, and how many restricted ones there are besides (0 where this reader may not
    see them)."""

    name: str
    next: Next | None
    alarms: tuple[str, ...]
    open: tuple[Task, ...]
    restricted: int


def read_tasks(hub: Hub, who: Identity, today: date, area: str = "") -> Tasks:
    """The actions of one JAG: of that area, or of the first that this person has.

    Raises:
        AccessRefused: a role without the page.
    """
    check_opening(hub.register, who, PAGE)
    names = name_areas(hub, who)
    with hub.register.reading() as connection:
        jags = list_own(connection, who, today, names)
        chosen = area if area in dict(jags) else next((code for code, _ in jags), "")
        tasks = _tasks(connection, who, chosen, today, names)
        meetings = list_meetings(connection, chosen)
        closed = sees_closed(connection, who, chosen, today)
        members = list_members(connection, chosen)
        told = [one for one in list_actions(connection, chosen, ("open",)) if can_evaluate(one) and one.place in names]
    ahead = [one.day for one in meetings if one.state == "scheduled" and one.day > today.isoformat()]
    return Tasks(
        area=chosen,
        open=tuple(one for one in tasks if not one.done),
        done=tuple(reversed([one for one in tasks if one.done])),
        closed=closed,
        marking=hub.settings.markings.closed if closed else hub.settings.markings.open,
        why="" if closed else LOCKED if user_can_meet(who, "closed") else NOT_YOURS,
        members=members,
        places=tuple(names.items()),
        problems=list_problems(),
        next_day=ahead[0] if ahead else "",
        evaluations={one.id: find_standing(hub, one) for one in told},
    )


def list_waiting(hub: Hub, who: Identity, today: date) -> tuple[Waiting, ...]:
    """Each JAG that this person's organisation chairs, as their home tells of it; overdue actions first."""
    names = name_areas(hub, who)
    with hub.register.reading() as connection:
        return tuple(
            _waiting(connection, who, area, name, today, names)
            for area, name in list_own(connection, who, today, names)
        )


def _waiting(
    connection: Connection, who: Identity, area: str, name: str, today: date, names: dict[str, str]
) -> Waiting:
    meetings = list_meetings(connection, area)
    tasks = [one for one in _tasks(connection, who, area, today, names) if not one.done]
    return Waiting(
        name=name,
        next=next_of(meetings, today),
        alarms=list_alarms(meetings, today),
        open=tuple(sorted((one for one in tasks if not one.restricted), key=lambda one: not one.overdue)),
        restricted=sum(one.restricted for one in tasks),
    )


def _tasks(connection: Connection, who: Identity, area: str, today: date, names: dict[str, str]) -> tuple[Task, ...]:
    """The actions that this reader may see."""
    sessions: tuple[Session, ...] = ("open",) if user_can_meet(who, "open") else ()
    if sees_closed(connection, who, area, today):
        sessions = (*sessions, "closed")
    meetings = list_meetings(connection, area)
    return tuple(_task(connection, one, meetings, today, names) for one in list_actions(connection, area, sessions))


def _task(
    connection: Connection, one: Action, meetings: tuple[Meeting, ...], today: date, names: dict[str, str]
) -> Task:
    title, codes = list_problems().get(one.dataset, ("", {}))
    problem = ", ".join(filter(None, (title, codes.get(one.category, ""))))
    about = [one.stage.capitalize(), names.get(one.place, one.place), *([problem] if problem else [])]
    raised = f"agreed on {name_day(one.raised_on)}"
    return Task(
        id=one.id,
        what=one.what,
        owner=f"{find_post(one.post).title}, {one.organisation}",
        due=name_day(one.due),
        state=_state(one, today),
        overdue=one.is_overdue(today),
        about=f"{'; '.join(about)}; {raised}.",
        carried=_carried(one, meetings),
        happened=tuple(
            Happened(name_day(each.on_day), each.kind, each.words) for each in list_happened(connection, one.id)
        ),
        restricted=one.session == "closed",
        done=one.status == "done",
    )


def _state(one: Action, today: date) -> str:
    if one.status == "done":
        late = ", late" if (one.ended_on or "") > one.due else ""
        return f"●\u00a0done on {name_day(one.ended_on or one.due)}{late}"
    late = ", OVERDUE" if one.is_overdue(today) else ""
    if one.status == "escalated":
        return f"▲\u00a0escalated{late}"
    return "○\u00a0OVERDUE" if late else "…\u00a0open"


def _carried(one: Action, meetings: tuple[Meeting, ...]) -> str:
    found = carried_to(one, meetings)
    if not found:
        return "" if one.status == "done" else "No later meeting is planned that it could go on to."
    days = [name_day(each.day) for each in found]
    listed = days[0] if len(days) == 1 else f"{', '.join(days[:-1])} and {days[-1]}"
    return f"Carried forward to {listed}."
