"""What pages ask of the store, nothing kept between questions, beside the same questions asked of the single events.

A made-up extract of three years of recorded crime in 400 areas goes the whole way in. Then each month's lattice is
counted as the gate has it counted, in a seeded order, and each question that this asks of the release file is timed;
then the whole partnership over all years. The peer answers from the table of events instead of the sorted aggregate.

``python -m benchmarks.questions 10000000 100000000`` measures other sizes.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import ibis
import numpy as np
import pandas as pd

from benchmarks.ingest import levels, make_extract
from hub.access.identity import Identity
from hub.hub import Hub, open_hub
from hub.measures import count_lattices
from hub.records import Records
from hub.settings import write_settings
from ingest.categories import categories

ROWS, YEARS, SEED = 1_000_000, 3, 2019
AT_ONCE = 10_000_000
"""Rows of one extract; more come from several providers, all of the same years and areas."""
DATASET = "recorded-crime"
WHO = Identity("benchmark", "analyst", "command line")
Row = tuple[str, float, float, str]


class Timed:
    """Records that note how long each question took. ``events``: answer from single events, not from the aggregate."""

    def __init__(self, records: Records, events: bool) -> None:
        self._records, self._events = records, events
        self.seconds: list[float] = []

    def table(self, name: str) -> ibis.Table:
        """The aggregate of events by place, month and category; or the events, as if each were such a row."""
        if self._events and name == "event_counts":
            return self._records.table("events").mutate(events=ibis.literal(1))
        return self._records.table(name)

    def ask(self, question: ibis.Table) -> pd.DataFrame:
        """The answer, timed."""
        start = time.perf_counter()
        answer = self._records.ask(question)
        self.seconds.append(time.perf_counter() - start)
        return answer


def run() -> list[Row]:
    """(what, our median seconds, the peer's, note) for the questions of pages and for all years."""
    return measure(ROWS)


def measure(rows: int) -> list[Row]:
    """Ask everything of a hub with so many crimes."""
    with hub_of(rows) as hub:
        records, _ = hub.records()
        asked = {events: (Timed(records, events), Timed(records, events)) for events in (False, True)}
        for events, (by_month, in_all) in asked.items():
            _ask_pages(hub, by_month, few=events)
            _ask_all_years(in_all, few=events)
        return [
            _compare(f"page questions, {rows:,} crimes", asked[False][0].seconds, asked[True][0].seconds),
            _compare(f"all years, {rows:,} crimes", asked[False][1].seconds, asked[True][1].seconds),
        ]


@contextmanager
def hub_of(rows: int) -> Iterator[Hub]:
    """A hub that holds so many crimes, in a folder that goes with the block."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "recorded_crime.csv"
        write_settings(Path(folder) / "hub", "Benchmark")
        hub = open_hub(Path(folder) / "hub")
        for areas in levels().values():
            hub.add_areas(areas, WHO)
        for number in range(-(-rows // AT_ONCE)):
            make_extract(path, min(AT_ONCE, rows - number * AT_ONCE), days=365 * YEARS, seed=SEED + number)
            hub.receive(path, DATASET, WHO, None, None, f"Benchmark Police {number + 1}")
            path.unlink()
        yield hub


def _ask_pages(hub: Hub, records: Any, few: bool) -> None:
    """Everything that the lattice of a month asks, for each month in a seeded order; of the peer for six of them."""
    _, geography = hub.records()
    months = np.random.default_rng(SEED).permutation(hub.periods(DATASET)).tolist()
    for month in months[: 6 if few else None]:
        next(count_lattices(records, geography, DATASET, month, tuple(categories(DATASET)), 5))


def _ask_all_years(records: Any, few: bool) -> None:
    counts = records.table("event_counts")
    for _ in range(1 if few else 5):
        for key in (["month"], ["category"], ["ward"], ["month", "category"]):
            records.ask(counts.group_by(key).aggregate(events=counts.events.sum()))


def _compare(name: str, ours: list[float], theirs: list[float]) -> Row:
    note = f"{len(ours)} questions: {_tell(ours)}; of single events: {_tell(theirs)}"
    return name, float(np.median(ours)), float(np.median(theirs)), note


def _tell(seconds: list[float]) -> str:
    return f"median {1e3 * np.median(seconds):.1f} ms, 95th {1e3 * np.percentile(seconds, 95):.1f} ms"


if __name__ == "__main__":
    for size in [int(word) for word in sys.argv[1:]] or [ROWS]:
        for name, ours, theirs, note in measure(size):
            print(f"{name}: {note}; ratio {theirs / ours:.1f}", flush=True)
