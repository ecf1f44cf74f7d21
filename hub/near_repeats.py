"""Near repeats in the records: whether one crime of a category is followed by others close by, as sealed readings."""

from collections.abc import Iterator, Sequence

import pandas as pd

from geo.repeats import find_repeats
from hub.disclosure.readings import Reading, ReadingTable
from hub.records import Records

METRES, DAYS = 200.0, 7
FEWEST_EVENTS = 50
SIGNIFICANT = 0.05
NO_MORE, TOO_FEW = "no more than chance could give", "too few events to tell"
MOST_EVENTS, TOO_MANY = 20_000, "too many events to test"
STEPS = (
    (5.0, "more than five times as likely as chance"),
    (3.0, "three to five times as likely as chance"),
    (2.0, "two to three times as likely as chance"),
    (1.5, "one and a half to two times as likely as chance"),
    (1.0, "up to one and a half times as likely as chance"),
)
"""The words of a ratio from its lower limit up: a reading is a class, never a figure."""


def read_near_repeats(
    records: Records, dataset: str, months: tuple[str, ...], categories: tuple[str, ...]
) -> ReadingTable:
    """Knox's test (E. Knox 1964; 999 permutations, Manhattan distance) of each category over these months.

    The reading is of pairs less than 200 m and at most 7 days apart. Not applicable where extracts give no dates.
    """
    asked = "near repeats", dataset, months, categories
    if asked not in records.kept:
        records.kept[asked] = _ask(records, dataset, months, categories)
    table: ReadingTable = records.kept[asked]
    return table


def _ask(records: Records, dataset: str, months: tuple[str, ...], categories: tuple[str, ...]) -> ReadingTable:
    events = records.table("events")
    chosen = events.filter(
        (events.dataset == dataset) & events.month.isin(months) & events.category.isin(categories)
    ).select("category", "date", "easting", "northing")
    found = records.ask(chosen).dropna(subset=["easting"])
    return ReadingTable("near repeats", list(_read(found, categories)))


def _read(events: pd.DataFrame, categories: Sequence[str]) -> Iterator[Reading]:
    for category in categories:
        some = events[events["category"] == category]
        dated = some[some["date"].notna()]
        if len(some) >= FEWEST_EVENTS and 2 * len(dated) < len(some):
            yield Reading(category, None, len(some))
        elif len(dated) < FEWEST_EVENTS:
            yield Reading(category, TOO_FEW, 0)
        elif len(dated) > MOST_EVENTS:
            yield Reading(category, TOO_MANY, len(dated))
        else:
            yield _judge(category, dated)


def _judge(category: str, events: pd.DataFrame) -> Reading:
    """The order of rows must not matter: the permutations are dealt over the events in an order of their own."""
    ordered = events.sort_values(["date", "easting", "northing"])
    day = pd.to_datetime(ordered["date"]).to_numpy().astype("datetime64[D]").astype(int)
    knox = find_repeats(ordered["easting"], ordered["northing"], day, [0, METRES], [0, DAYS + 1])
    pairs, ratio, p = int(knox.observed[0, 0]), float(knox.ratio[0, 0]), float(knox.p[0, 0])
    label = next((words for least, words in STEPS if ratio >= least), NO_MORE) if p <= SIGNIFICANT else NO_MORE
    return Reading(category, label, pairs)
