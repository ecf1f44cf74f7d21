"""How good a map was: whether its hotspots told where the events of the month after it would be, as sealed readings.

What is measured is a sum: the events of a month in the grid cells that were shown as hotspots of the month before.
Those cells are in print, and so is how many events the month has. So a reading tells between which limits that sum
lies, and nothing else: a hit rate is worked out of it by what is in print (`Step`). No limit lies among small counts: a
step is told only where it leaves open twice the threshold of numbers or more for the events in the hotspots, and as
many for those elsewhere. That is asked of the total and of the cells alone, so it tells nothing of where events are.

Areas may lie within the hotspots but for a small count. So a reading is told only where it holds in each witness of the
month's lattice too: the tables that show readers every small count could be another one, and agree with all in print.
What it holds against the best that as many cells could have held is told by the same rules.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.accuracy import Accuracy, judge_map
from hub.disclosure.readings import Reading, ReadingTable
from hub.geography import ALL
from hub.records import Records

FEWEST_EVENTS, TIMES_THRESHOLD = 100, 20
"""A tenth of the events, the least that is left outside the hotspots by any step, is then no small count."""
OPEN = 2
"""How many times the threshold of numbers each step leaves open."""
LIMITS = {1: "one", 2: "two", 3: "three", 5: "five", 10: "ten"}
"""Limits of the prediction accuracy index: the share of the events over the share of the cells."""
FEWER = "fewer than chance would put there"
BEST = (
    (0.75, "at least three quarters of what the best choice of as many cells would have held"),
    (0.5, "half to three quarters of what the best choice of as many cells would have held"),
    (0.0, "less than half of what the best choice of as many cells would have held"),
)
"""The words of the prediction efficiency index from its lower limit up; its narrowest step is a quarter."""
NARROWEST = 4
TOO_FEW = "too few events to tell"
Moves = Mapping[str, int]


@dataclass(frozen=True)
class Step:
    """Words of a prediction accuracy index of at least ``least`` and below ``below``; None: however much there is."""

    words: str
    least: int
    below: int | None

    def hit_rate(self, share: float) -> tuple[float, float]:
        """Between which shares of the events hotspots of this ``share`` of the cells held, each 0 to 1."""
        return self.least * share, 1.0 if self.below is None else self.below * share


def steps_of(hot: int, cells: int) -> tuple[Step, ...]:
    """The steps that can be told of so many hot cells among all, highest first: each leaves a tenth of events outside.

    None where not even chance would leave as many.
    """
    limits = [limit for limit in LIMITS if 10 * limit * hot <= 9 * cells]
    if not limits:
        return ()
    tops = [*limits[1:], None]
    told = [Step(_say(least, below), least, below) for least, below in zip(limits, tops, strict=True)]
    return (*reversed(told), Step(FEWER, 0, 1))


def _say(least: int, below: int | None) -> str:
    if below:
        return f"{LIMITS[least]} to {LIMITS[below]} times as many as chance would put there"
    return f"at least {LIMITS[least]} times as many as chance would put there".replace("one times ", "")


def read_map_accuracy(
    records: Records,
    dataset: str,
    month: str,
    drawn: Mapping[str, bool],
    threshold: int,
    witnesses: Sequence[Moves] | None,
) -> tuple[ReadingTable, ReadingTable]:
    """Prediction accuracy and prediction efficiency of the map of the month before for the events of a month.

    ``drawn``: whether each grid cell was shown as a hotspot; ``threshold``: counts below it are small; ``witnesses``:
    of each other table that agrees with all in print, the change of events by cell (None, or in other cells: not known,
    so nothing is told). Not applicable where nothing was hot, or nothing happened.
    """
    place = {code: position for position, code in enumerate(drawn)}
    hot = np.fromiter(drawn.values(), dtype=bool, count=len(drawn))
    counts = _count_cells(records, dataset, month, place)
    said = _read(hot, counts, threshold)
    known = witnesses is not None and all(code in place for one in witnesses for code in one)
    other = [_read(hot, _move(counts, one, place), threshold) for one in witnesses or ()] if known else []
    events = int(counts.sum())
    accuracy, efficiency = (
        Reading(
            ALL,
            words,
            0 if words == TOO_FEW else events,
            proved=known and all(one[position] == words for one in other),
        )
        for position, words in enumerate(said)
    )
    return ReadingTable("prediction accuracy", [accuracy]), ReadingTable("prediction efficiency", [efficiency])


def _count_cells(records: Records, dataset: str, month: str, place: Mapping[str, int]) -> NDArray[np.int64]:
    """Events of a month in each grid cell, shape (cells,)."""
    events = records.table("event_counts")
    chosen = events.filter((events.dataset == dataset) & (events.month == month))
    found = records.ask(chosen.group_by("cell").aggregate(events=chosen.events.sum()))
    return _move(np.zeros(len(place), dtype=np.int64), dict(zip(found["cell"], found["events"], strict=True)), place)


def _move(counts: NDArray[np.int64], moves: Moves, place: Mapping[str, int]) -> NDArray[np.int64]:
    """The counts with so many more events in some cells."""
    moved = counts.copy()
    for code, step in moves.items():
        moved[place[code]] += int(step)
    return moved


def _read(hot: NDArray[np.bool_], counts: NDArray[np.int64], threshold: int) -> tuple[str | None, str | None]:
    """The words of prediction accuracy and of prediction efficiency."""
    steps = steps_of(int(hot.sum()), len(hot))
    if not hot.any() or not counts.any() or not steps:
        return None, None
    found = judge_map(hot, counts)
    if found.events < max(FEWEST_EVENTS, TIMES_THRESHOLD * threshold):
        return TOO_FEW, TOO_FEW
    by_chance, fewest = found.events * int(hot.sum()), OPEN * threshold * len(hot)
    accuracy = next(_tell_accuracy(found, hot, steps)) if by_chance >= fewest else TOO_FEW
    efficiency = next(_tell_efficiency(found)) if by_chance >= NARROWEST * fewest else TOO_FEW
    return accuracy, efficiency


def _tell_accuracy(found: Accuracy, hot: NDArray[np.bool_], steps: Sequence[Step]) -> Iterator[str]:
    """Judged in whole numbers: at a limit it is reached."""
    by_chance = found.events * int(hot.sum())
    return (step.words for step in steps if found.hits * len(hot) >= step.least * by_chance)


def _tell_efficiency(found: Accuracy) -> Iterator[str]:
    return (words for least, words in BEST if found.hits >= least * found.most)
