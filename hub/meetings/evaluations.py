"""How an action is to be evaluated: the control area and the months, chosen on the record before anybody looks.

A later choice is a new row; the earlier ones stay, and so does whether the results had been looked at by then. Actions
of a closed session are not evaluated: the analyst, who chooses the control, sees none of them.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal, get_args

from sqlalchemy import Connection, insert, select, update

from hub.access.identity import Identity
from hub.geography import ALL
from hub.hub import Hub
from hub.ledger import Entry, append
from hub.meetings.actions import Action
from hub.meetings.groups import name_areas
from hub.meetings.refusal import MeetingRefused
from hub.meetings.rights import check_right
from hub.meetings.tables import ACTIONS, EVALUATIONS
from hub.packed import hash_of
from hub.problems import NO_PROBLEM
from hub.register import Register
from hub.sentence import check_sentence
from ingest.periods import Period

From = Literal["agreed", "done"]
FROM: tuple[From, ...] = get_args(From)
"""The day that lies between before and after: that on which the action was agreed, or that on which it was done."""
LONGEST, USUAL = 12, 3
"""Months before and after: at most, and to begin with."""
NONE = ""


@dataclass(frozen=True)
class Choice:
    """What is chosen: so many whole months before and after the month of a day, the control area, and why these.

    ``nearby``: where it may have moved to, with a control of its own; both or neither.
    """

    counted_from: From
    months: int
    control: str
    why: str
    nearby: str = NONE
    nearby_control: str = NONE


@dataclass(frozen=True)
class Plan:
    """A choice as it stands on record, days as 2026-12-31. ``held``: how many of the months after were in the hub then;
    ``seen_on``: when the results by it were looked at first, '' for never."""

    choice: Choice
    day: str
    held: int
    author: str
    organisation: str
    chosen_on: str
    seen_on: str

    @property
    def month(self) -> Period:
        """The month of the action, which is left out."""
        return Period.parse(self.day[:7])

    @property
    def before(self) -> Period:
        """The whole months before it."""
        return Period(self.month.shifted(-self.choice.months).first, self.month.previous().last)

    @property
    def after(self) -> Period:
        """As many whole months after it."""
        return Period(self.month.shifted(1).first, self.month.shifted(self.choice.months).last)

    @property
    def span(self) -> Period:
        """From the first month before to the last month after."""
        return Period(self.before.first, self.after.last)

    @property
    def last(self) -> Period:
        """The last month after: the period that the evaluation is asked for by."""
        return Period.parse(self.after.last)

    def missing(self, supplied: Collection[str]) -> tuple[str, ...]:
        """The months before and after that are not among those supplied."""
        return tuple(month for month in (*self.before.months, *self.after.months) if month not in supplied)


@dataclass(frozen=True)
class Evaluated:
    """An action with every choice that was made of how to evaluate it, the one in force last."""

    action: Action
    plans: tuple[Plan, ...]

    @property
    def plan(self) -> Plan:
        """The choice that is in force."""
        return self.plans[-1]

    @property
    def places(self) -> dict[str, str]:
        """What each area that is counted stands for, by its code, in the order of the test."""
        chosen = self.plan.choice
        asked = {self.action.place: "Treated", chosen.control: "Control"}
        nearby = {chosen.nearby: "Displacement", chosen.nearby_control: "Control of displacement"}
        return {**asked, **(nearby if chosen.nearby else {})}


def name_choices(evaluated: Evaluated) -> str:
    """Fingerprint of what stands beside the figures: the action's words, and every choice with what was known then."""
    chosen = [*evaluated.plans[:-1], replace(evaluated.plan, seen_on="")]
    said = {"action": evaluated.action.id, "what": evaluated.action.what, "chosen": [str(one) for one in chosen]}
    return hash_of(said)[:16]


def can_evaluate(action: Action) -> bool:
    """Whether an action has an area of its own and a problem that is counted, and was agreed in the open session."""
    return action.place != ALL and action.dataset != NO_PROBLEM and action.session == "open"


def choose_control(hub: Hub, action: str, choice: Choice, who: Identity, now: datetime | None = None) -> Plan:
    """Put on record how an action is to be evaluated; a later choice than the first stands beside it.

    Raises:
        AccessRefused: anybody but an analyst of that JAG.
        MeetingRefused: no such action, one without an area and a problem, an area that cannot be its control, more
            months than are compared, or words that may point at a person.
    """
    at, register = now or datetime.now(UTC), hub.register
    found = find_action(register, action, who, at, "evaluate")
    day = _day(found, choice.counted_from)
    _check(found, choice, set(name_areas(hub, who)) - {ALL})
    why = check_sentence("Why this control", choice.why, MeetingRefused)
    drawn = Plan(choice, day, 0, "", "", "", "")
    held = len(set(drawn.after.months) & set(hub.periods(found.dataset)))
    made = vars(choice) | {"action": action, "day": day, "held": held, "why": why}
    written = {**made, "author": who.name, "organisation": who.organisation}
    with register.writing() as connection:
        earlier = _list(connection, action)
        connection.execute(insert(EVALUATIONS).values(**written, chosen_at=at.isoformat(timespec="seconds")))
        detail = {name: words for name, words in made.items() if name != "why"}
        detail |= {"agency": who.organisation, "after_a_look": any(one.seen_on for one in earlier)}
        append(connection, Entry(who.name, who.role, "choose control", f"JAG {found.area}", detail, at))
        return _list(connection, action)[-1]


def find_action(register: Register, action: str, who: Identity, at: datetime, act: str = "open") -> Action:
    """An action that can be evaluated, for somebody who may do that for its JAG.

    Raises AccessRefused, and MeetingRefused where there is none: also where it is of a closed session.
    """
    found = read_action(register, action)
    check_right(register, who, act, found.area, at.date())
    if not can_evaluate(found):
        raise MeetingRefused(
            "this action cannot be evaluated.",
            "no area of its own, or no data set of the problem.",
            "evaluate one that has both; the whole partnership has no control.",
        )
    return found


def read_action(register: Register, action: str) -> Action:
    """An action that was agreed in open session, as it is kept, once the right to it was checked. Raises MeetingRefused
    where there is none."""
    with register.reading() as connection:
        row = connection.execute(select(ACTIONS).where(ACTIONS.c.id == action, ACTIONS.c.session == "open")).first()
    if row is None:
        raise MeetingRefused("there is no such action.", "an id that no action has.", "choose one of the list.")
    return Action(**row._mapping)


def list_plans(register: Register, action: str) -> tuple[Plan, ...]:
    """Every choice for an action, the first first; for whoever was let see the action."""
    with register.reading() as connection:
        return _list(connection, action)


def mark_seen(connection: Connection, action: str, at: datetime) -> None:
    """Note that the results by the choice in force are looked at, where nobody has before."""
    newest = select(EVALUATIONS.c.number).where(EVALUATIONS.c.action == action)
    last = newest.order_by(EVALUATIONS.c.number.desc()).limit(1).scalar_subquery()
    unseen = (EVALUATIONS.c.number == last) & EVALUATIONS.c.seen_at.is_(None)
    connection.execute(update(EVALUATIONS).where(unseen).values(seen_at=at.isoformat(timespec="seconds")))


def last_choice(register: Register) -> str:
    """A word that changes with every choice that is put on record."""
    with register.reading() as connection:
        asked = select(EVALUATIONS.c.number).order_by(EVALUATIONS.c.number.desc()).limit(1)
        return str(connection.execute(asked).scalar() or 0)


def _list(connection: Connection, action: str) -> tuple[Plan, ...]:
    rows = connection.execute(select(EVALUATIONS).where(EVALUATIONS.c.action == action).order_by(EVALUATIONS.c.number))
    return tuple(_read(row._mapping) for row in rows)


def _read(row: object) -> Plan:
    told = dict(row)  # type: ignore[call-overload]
    return Plan(
        choice=Choice(**{name: told[name] for name in Choice.__dataclass_fields__}),
        **{name: told[name] for name in ("day", "held", "author", "organisation")},
        chosen_on=told["chosen_at"][:10],
        seen_on=(told["seen_at"] or "")[:10],
    )


def _day(action: Action, counted_from: str) -> str:
    """The day on which an action was agreed or done."""
    day = {"agreed": action.raised_on, "done": action.ended_on}.get(counted_from)
    if day is None:
        raise MeetingRefused(
            "that day is not known of this action.",
            "an action that is not done, or a word of no list.",
            "count from the day on which it was agreed, or wait until it is done.",
        )
    return day


def _check(action: Action, choice: Choice, known: Collection[str]) -> None:
    """Refuse what cannot be compared: areas of one level share no event, so none of the others overlaps a place."""
    if not 1 <= choice.months <= LONGEST:
        raise MeetingRefused(
            "before and after are whole months.", f"{choice.months}.", f"choose 1 to {LONGEST} of each."
        )
    if bool(choice.nearby) != bool(choice.nearby_control):
        raise MeetingRefused(
            "a displacement area needs a control of its own.", "one of the two.", "choose both, or neither."
        )
    areas: Sequence[str] = [one for one in (choice.control, choice.nearby, choice.nearby_control) if one]
    alike = len({action.place, *areas}) <= len(areas)
    if alike or not choice.control or not {action.place, *areas} <= set(known):
        raise MeetingRefused(
            "that area cannot stand beside the one of the action.",
            "the area itself, one twice, or one of another level.",
            "choose different areas of the level that the hub reports by.",
        )
