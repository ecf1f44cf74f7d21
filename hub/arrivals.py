"""What arrived lately: files by day, data set and provider, and what became of them. It holds no number of records."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from hub.holdings import Row, is_nil
from hub.months import name_day
from ingest.periods import Period
from ingest.register import find_dataset

LATELY = timedelta(days=31)
NAMED = 3
Became = Literal["received", "corrected", "nil return", "held"]


@dataclass(frozen=True)
class Arrival:
    """What one provider sent of one data set on a day; ``became`` is the same for all of it."""

    day: str
    dataset: str
    provider: str
    periods: str
    became: Became


def list_arrivals(stored: Sequence[Row], held: Iterable[Row], as_of: date) -> tuple[Arrival, ...]:
    """What arrived in the 31 days to ``as_of`` and counts, or is held in quarantine; the newest first.

    Args:
        stored: Every batch ever received (``Store.batches``).
        held: What is held in quarantine (``Quarantine.batches``).
        as_of: The day.
    """
    replacing = {row["superseded_by"] for row in stored if row["superseded_by"]}
    found = [(row["received_at"], row, _became(row, replacing)) for row in stored if row["held"]]
    found += [(row["held_at"], row, "held") for row in held]
    earliest, periods = (as_of - LATELY).isoformat(), dict[tuple[str, str, str, Became], list[Period]]()
    for at, row, became in found:
        if earliest <= at[:10] <= as_of.isoformat():
            key = at[:10], row["dataset"], row["provider"], became
            periods.setdefault(key, []).append(Period.parse(row["period"]))
    return tuple(
        Arrival(name_day(key[0]), find_dataset(key[1]).title, key[2], _name(periods[key]), key[3])
        for key in sorted(periods, key=lambda one: one[0], reverse=True)
    )


def find_last_arrival(stored: Sequence[Row]) -> str:
    """The day on which the last file came that was not held; '' where none ever came."""
    return name_day(max(row["received_at"] for row in stored)) if stored else ""


def _became(row: Row, replacing: set[str]) -> Became:
    if is_nil(row):
        return "nil return"
    return "corrected" if row["id"] in replacing else "received"


def _name(periods: Sequence[Period]) -> str:
    """Each where they are three or fewer, else how many, from when to when."""
    if len(periods) <= NAMED:
        return ", ".join(one.words() for one in sorted(periods, key=lambda one: one.first))
    months = [month for one in periods for month in one.months]
    return f"{len(periods)} periods, {Period.covering(months).words()}"
