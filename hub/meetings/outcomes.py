"""What came of actions, as pages tell it: which can be evaluated, how each stands, and what may be chosen for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hub.access.identity import Identity
from hub.access.matrix import user_can_meet
from hub.access.opening import check_opening
from hub.geography import ALL
from hub.hub import Hub
from hub.meetings.actions import Action, list_actions
from hub.meetings.agenda import list_own
from hub.meetings.evaluations import FROM, From, Plan, can_evaluate, list_plans
from hub.meetings.groups import name_areas
from hub.months import name_day
from hub.problems import list_problems
from ingest.periods import Period

PAGE = "evaluation"
NOTHING_CHOSEN = "No control area is on record. Choose it before anybody looks at what came of the action."
NOT_YET = "It can be told once {dataset} is supplied for {months}; nothing is told of a part of the months."
ELSEWHERE = "an area that is not open to you"


@dataclass(frozen=True)
class Standing:
    """How the evaluation of an action stands: the period that it is asked for by, or in words why there is none yet."""

    period: str
    words: str


@dataclass(frozen=True)
class Outcomes:
    """The page: the actions that can be evaluated, by id; of one of them how it stands, every choice that was made in
    words, and what may be chosen: areas by code, and days; nothing for whoever chooses none."""

    actions: Mapping[str, str]
    action: Action | None
    about: str
    standing: Standing
    choices: Sequence[str]
    places: Mapping[str, str]
    days: Mapping[From, str]
    seen_on: str
    marking: str


def find_standing(hub: Hub, action: Action) -> Standing:
    """How the evaluation of an action stands, which its reader was let see."""
    plans = list_plans(hub.register, action.id)
    if not plans:
        return Standing("", NOTHING_CHOSEN)
    missing = plans[-1].missing(hub.periods(action.dataset))
    if not missing:
        return Standing(str(plans[-1].last), "")
    title = list_problems()[action.dataset][0].lower()
    return Standing("", NOT_YET.format(dataset=title, months=Period.covering(missing).words()))


def read_outcomes(hub: Hub, who: Identity, today: date, wanted: str = "") -> Outcomes:
    """The page, of the action ``wanted``; of the first where none is named.

    Those that can be told come first, then those on record, the newest first. Raises AccessRefused without the page.
    """
    check_opening(hub.register, who, PAGE)
    names = name_areas(hub, who)
    with hub.register.reading() as connection:
        jags = list_own(connection, who, today, names)
        listed = [one for area, _ in jags for one in list_actions(connection, area, ("open",))]
    known = {one.id: one for one in listed if can_evaluate(one) and one.place in names}
    stands = {identity: find_standing(hub, one) for identity, one in known.items()}
    newest = sorted(known, key=lambda one: known[one].raised_on, reverse=True)
    order = sorted(newest, key=lambda one: (not stands[one].period, stands[one].words == NOTHING_CHOSEN))
    action = known.get(wanted or next(iter(order), ""))
    plans = list_plans(hub.register, action.id) if action else ()
    chooses = action is not None and user_can_meet(who, "evaluate")
    return Outcomes(
        actions={one: f"{known[one].what} ({names[known[one].place]})" for one in order},
        action=action,
        about=_about(action, names) if action else "",
        standing=stands[action.id] if action else Standing("", ""),
        choices=[describe_plan(one, names) for one in plans],
        places={code: name for code, name in names.items() if code not in (ALL, action.place)}
        if action and chooses
        else {},
        days=_days(action) if action and chooses else {},
        seen_on=next((name_day(one.seen_on) for one in plans if one.seen_on), ""),
        marking=hub.settings.markings.open,
    )


def describe_plan(plan: Plan, names: Mapping[str, str]) -> str:
    """A choice in a sentence or two."""
    chosen = plan.choice
    control, nearby, beside = (
        names.get(one, ELSEWHERE) for one in (chosen.control, chosen.nearby, chosen.nearby_control)
    )
    moved = f" Displacement: {nearby}, its control {beside}." if chosen.nearby else ""
    return (
        f"{name_day(plan.chosen_on)}, {plan.author}, {plan.organisation}: {plan.before.words()} against "
        f"{plan.after.words()}; control {control}.{moved} {chosen.why}"
    )


def _about(action: Action, names: Mapping[str, str]) -> str:
    title, codes = list_problems()[action.dataset]
    problem = ", ".join(filter(None, (title, codes.get(action.category, ""))))
    done = f"; done on {name_day(action.ended_on)}" if action.ended_on else "; not done"
    return f"{problem}, {names[action.place]}; agreed on {name_day(action.raised_on)}{done}."


def _days(action: Action) -> dict[From, str]:
    known: dict[From, str | None] = dict(zip(FROM, (action.raised_on, action.ended_on), strict=True))
    return {one: f"{one} {name_day(day)}" for one, day in known.items() if day}
