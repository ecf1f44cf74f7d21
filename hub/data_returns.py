"""Data returns: what each provider owes, and where it stands, by state and day; for a liaison officer the receipts of
their own organisation's files. Nobody sees here how many records a file had.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from hub.access.identity import Identity
from hub.access.opening import check_opening
from hub.holdings import LOST, is_nil
from hub.hub import Hub
from hub.months import name_day
from hub.quarantine import HELD
from hub.supply_calendar import Calendar, Line
from ingest.periods import Period, day_in_words
from ingest.register import DATASETS

PAGE = "data-returns"
SHORT = 8
ASKERS = ("analyst", "liaison")
"""Roles that are told whom to ask for what is missing."""
OWNERS = ("liaison",)
"""Roles that see the receipts of their own organisation."""
BEFORE_THE_HUB = "It was due before this hub took its first file, so it does not count as late."
State = Literal["received", "late", "missing", "held", "awaited"]
_TITLES = {dataset.name: dataset.title for dataset in DATASETS}


@dataclass(frozen=True)
class Return:
    """What a provider owes of a data set for one period: its state and a sentence; ``due`` and ``came`` are days."""

    dataset: str
    provider: str
    period: str
    state: State
    due: str
    came: str
    sentence: str


@dataclass(frozen=True)
class Standing:
    """Where one provider's supply of one data set stands as a whole, in the state that is worst, and a sentence."""

    dataset: str
    provider: str
    state: State
    sentence: str
    contact: str


@dataclass(frozen=True)
class Filed:
    """One file, or nil return, of the reader's organisation: what became of it, when, and how its fingerprint begins.

    It has no number of records, no name of the file and none of its values.
    """

    at: str
    dataset: str
    period: str
    state: str
    sentence: str
    fingerprint: str


@dataclass(frozen=True)
class Returns:
    """Everything the page shows. ``filed``: None for a role that sees no receipts."""

    as_of: str
    standings: tuple[Standing, ...]
    returns: tuple[Return, ...]
    filed: tuple[Filed, ...] | None


def list_returns(hub: Hub, who: Identity, as_of: date) -> Returns:
    """The supply calendar for a reader, the newest period first. Raises AccessRefused for a role without the page."""
    check_opening(hub.register, who, PAGE)
    calendar, held = hub.calendar(as_of), hub.quarantine.batches()
    lines = calendar.lines()
    newest = sorted(lines, key=lambda line: line.period.last, reverse=True)
    return Returns(
        as_of=day_in_words(as_of),
        standings=tuple(_standings(calendar, [_return(line, held) for line in lines], who.role in ASKERS)),
        returns=tuple(_return(line, held) for line in newest),
        filed=_filed(hub, who.organisation) if who.role in OWNERS else None,
    )


def _return(line: Line, held: Sequence[dict[str, Any]]) -> Return:
    state: State = line.state
    since = _held_since(line, held) if line.missing else ""
    if since:
        state = "held"
    return Return(
        dataset=_TITLES[line.dataset],
        provider=line.provider,
        period=line.period.words(),
        state=state,
        due=day_in_words(line.due),
        came=day_in_words(line.received) if line.received else "",
        sentence=" ".join((_sentence(line, since), *_beside(line))),
    )


def _held_since(line: Line, held: Iterable[dict[str, Any]]) -> str:
    """The day from which a file for a month that is missing is held in quarantine; '' where none is."""
    days = [
        row["held_at"][:10]
        for row in held
        if (row["dataset"], row["provider"]) == (line.dataset, line.provider)
        and set(Period.parse(row["period"]).months) & set(line.missing)
    ]
    return name_day(min(days)) if days else ""


def _sentence(line: Line, held_since: str) -> str:
    due, late = day_in_words(line.due), _days(line.days_late)
    if held_since:
        return f"A file came and is held in quarantine since {held_since}: it is in no figure until that is decided."
    if line.state == "missing":
        return f"Due on {due} and not supplied: {late} late. No figure is made of it, and that is not a fall."
    if line.state == "awaited":
        return f"Due on {due}; it may still come in time."
    if line.state == "late":
        return f"It came {late} after it was due."
    return BEFORE_THE_HUB if line.received and line.received > line.due else "It came in time."


def _beside(line: Line) -> list[str]:
    """What else is to be known: months that alone are missing, and months of which a provider said there was none."""
    part = 0 < len(line.missing) < len(line.period.months)
    missing = [f"Missing: {_months(line.missing)}."] if part else []
    nil = [f"Nil return for {_months(line.nil)}: nothing happened, said the provider."] if line.nil else []
    return [*missing, *nil]


def _standings(calendar: Calendar, returns: Sequence[Return], told: bool) -> Iterable[Standing]:
    names = {title: name for name, title in _TITLES.items()}
    for dataset, provider in dict.fromkeys((one.dataset, one.provider) for one in returns):
        own = [one for one in returns if (one.dataset, one.provider) == (dataset, provider)]
        waits = any(one.state in ("missing", "held") for one in own)
        contact = calendar.contact(provider) if waits and told else ""
        yield Standing(dataset, provider, _worst(own), _as_a_whole(own), contact)
    listed = {(names[one.dataset], one.provider) for one in returns}
    for name, title in _TITLES.items():
        for owed in calendar.owed(name):
            if (name, owed.provider) not in listed:
                yield Standing(title, owed.provider, "awaited", "No period that is over is asked for.", "")


def _worst(own: Sequence[Return]) -> State:
    """Missing before held; else how the newest period stands that something came of."""
    states = {one.state for one in own}
    if "missing" in states:
        return "missing"
    if "held" in states:
        return "held"
    came = [one.state for one in own if one.came]
    return came[-1] if came else "awaited"


def _as_a_whole(own: Sequence[Return]) -> str:
    words = [
        *_listed([one.period for one in own if one.state == "missing"], "Not supplied"),
        *_listed([one.period for one in own if one.state == "held"], "Held in quarantine"),
    ]
    came = [one for one in own if one.came]
    if came:
        last = came[-1]
        words.append(f"The last that came whole is {last.period}, on {last.came}{_lateness(last)}.")
    else:
        words.append("Nothing came whole yet.")
    awaited = [one for one in own if one.state == "awaited"]
    if awaited:
        words.append(f"Next: {awaited[0].period}, due on {awaited[0].due}.")
    return " ".join(words)


def _listed(periods: Sequence[str], words: str) -> list[str]:
    """The periods of a state: each where they are three or fewer, else the first, the last and how many."""
    if not periods:
        return []
    some = ", ".join(periods) if len(periods) <= 3 else f"{len(periods)} periods, {periods[0]} to {periods[-1]}"
    return [f"{words}: {some}."]


def _lateness(one: Return) -> str:
    return ", late" if one.state == "late" else ""


def _filed(hub: Hub, organisation: str) -> tuple[Filed, ...]:
    stored = [_of_stored(row) for row in hub.store.batches() if row["provider"] == organisation]
    held = [_of_held(row) for row in hub.quarantine.batches(only_held=False) if row["provider"] == organisation]
    found = sorted((*stored, *held), key=lambda pair: pair[0], reverse=True)
    return tuple(filed for _, filed in found)


def _of_stored(row: dict[str, Any]) -> tuple[str, Filed]:
    if row["gone_at"]:
        lost = row["gone_why"] == LOST
        state = "lost" if lost else "destroyed"
        sentence = f"Its records were {state} on {name_day(row['gone_at'])}: {row['gone_why']}."
    elif row["superseded_by"]:
        state, sentence = "superseded", "A later file for the same period took its place, whole."
    elif is_nil(row):
        state, sentence = "nil return", "You said that nothing happened: it counts as a true zero."
    else:
        state, sentence = "loaded", "It is in the records that figures are made of."
    return row["received_at"], _file(row, row["received_at"], state, sentence)


def _of_held(row: dict[str, Any]) -> tuple[str, Filed]:
    decided = name_day(row["decided_at"]) if row["decided_at"] else ""
    sentences = {
        HELD: "Too many of its rows break the contract: it is in no figure until it is decided or you correct it.",
        "accepted": f"An officer accepted it on {decided}, without the rows that break the contract.",
        "discarded": f"An officer discarded it on {decided}; its rows were deleted.",
        "replaced": f"A later file replaced it on {decided}; its rows were deleted.",
        "destroyed": f"It was destroyed on {decided}.",
    }
    state = "held in quarantine" if row["state"] == HELD else f"{row['state']} from quarantine"
    return row["held_at"], _file(row, row["held_at"], state, sentences[row["state"]])


def _file(row: dict[str, Any], at: str, state: str, sentence: str) -> Filed:
    title, period = _TITLES.get(row["dataset"], row["dataset"]), Period.parse(row["period"]).words()
    return Filed(name_day(at), title, period, state, sentence, row["fingerprint"][:SHORT])


def _months(months: Iterable[str]) -> str:
    return ", ".join(Period(month, month).words() for month in months)


def _days(number: int) -> str:
    return f"{number:,} {'day' if number == 1 else 'days'}"
