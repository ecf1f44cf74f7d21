"""Witnesses and what they prove: which hidden counts still need a table at their ends.

Every small quantity needs a witness at 1 (at 0 where zeros count as small) and one at threshold - 1; every other hidden
one needs a second value.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from hub.disclosure.puzzle import Bools, Ints, Puzzle

End = Literal["high", "low", "other"]


@dataclass(frozen=True)
class Witness:
    """A deviation by group (``moved``) that leaves the tables whole, and the quantities that it changes (``places``),
    each by how much (``steps``)."""

    moved: Ints
    places: Ints
    steps: Ints

    def holds(self, puzzle: Puzzle, hidden: Bools, floors: Ints) -> bool:
        """Whether a reader of a release with these gaps could not rule it out."""
        return bool(
            np.all(hidden[self.places]) and np.all(puzzle.counts[self.places] + self.steps >= floors[self.places])
        )


@dataclass(frozen=True)
class Needs:
    """What has no witness yet, by quantity: the lower end, the upper end, any second value."""

    low: Bools
    high: Bools
    other: Bools

    def __bool__(self) -> bool:
        return bool(self.low.any() or self.high.any() or self.other.any())

    @property
    def size(self) -> int:
        """How many witnesses are missing."""
        return int(self.low.sum() + self.high.sum() + self.other.sum())

    def misses(self, end: End, quantity: int) -> bool:
        """Whether a witness at this end of a quantity is missing."""
        return bool(getattr(self, end)[quantity])

    def without(self, puzzle: Puzzle, witness: Witness) -> "Needs":
        """What is missing once this witness is known."""
        low, high, other = self.low.copy(), self.high.copy(), self.other.copy()
        lowest, highest = find_ends(puzzle, witness)
        low[lowest], high[highest], other[witness.places] = False, False, False
        return Needs(low, high, other)


def find_ends(puzzle: Puzzle, witness: Witness) -> tuple[Ints, Ints]:
    """The quantities that a witness moves to the lower end, and those that it moves to the upper end."""
    value = puzzle.counts[witness.places] + witness.steps
    return witness.places[value == puzzle.rules.smallest], witness.places[value == puzzle.rules.largest_small]


def make_witness(puzzle: Puzzle, moved: Ints) -> Witness | None:
    """The witness of a deviation by group. None where it changes nothing, or leaves no whole tables of records."""
    if not moved.any() or np.any(puzzle.stock + moved < 0) or np.any(puzzle.links @ moved):
        return None
    change = puzzle.sums @ moved
    places = np.flatnonzero(change)
    return Witness(moved, places, change[places])


def find_needs(puzzle: Puzzle, hidden: Bools) -> Needs:
    """Everything these gaps need. The truth itself stands at the end of a count of 1 or of threshold - 1."""
    small = (puzzle.counts >= puzzle.rules.smallest) & (puzzle.counts < puzzle.rules.threshold)
    return Needs(
        low=small & (puzzle.counts != puzzle.rules.smallest),
        high=small & (puzzle.counts != puzzle.rules.largest_small),
        other=hidden & ~small,
    )


def list_ends(puzzle: Puzzle, needs: Needs) -> list[tuple[End, int, tuple[int, ...]]]:
    """Each end that is missing of each quantity, and by how much it has to move: one of these will do."""
    counts, rules = puzzle.counts, puzzle.rules
    return [
        *(("high", int(q), (int(rules.largest_small - counts[q]),)) for q in np.flatnonzero(needs.high)),
        *(("low", int(q), (int(rules.smallest - counts[q]),)) for q in np.flatnonzero(needs.low)),
        *(("other", int(q), (1, -1) if counts[q] else (1,)) for q in np.flatnonzero(needs.other)),
    ]


def choose_few(puzzle: Puzzle, needs: Needs, pool: list[Witness]) -> list[Witness]:
    """Few witnesses that meet all needs, and that move few quantities not hidden already (greedy set cover)."""
    if not pool:
        return []
    left = np.array([needs.low, needs.high, needs.other & puzzle.forced])
    secondary = np.flatnonzero(~puzzle.forced)
    meeting = np.zeros((len(pool), int(left.sum())), dtype=bool)
    moving = np.zeros((len(pool), len(secondary)), dtype=bool)
    for row, one in enumerate(pool):
        met, moved = np.zeros_like(left), np.zeros(len(puzzle.counts), dtype=bool)
        met[0, (ends := find_ends(puzzle, one))[0]], met[1, ends[1]] = True, True
        met[2, one.places], moved[one.places] = True, True
        meeting[row], moving[row] = met[left], moved[secondary]
    gain, price = meeting.sum(axis=1), moving @ puzzle.prices[secondary]
    chosen: list[Witness] = []
    while gain.any():
        best = int(np.argmax(gain / (1.0 + np.maximum(price, 0.0))))
        if gain[best] == 0:
            break
        chosen.append(pool[best])
        met, moved = np.flatnonzero(meeting[best]), np.flatnonzero(moving[best])
        gain = gain - meeting[:, met].sum(axis=1)
        price = price - moving[:, moved] @ puzzle.prices[secondary[moved]]
        meeting[:, met], moving[:, moved] = False, False
    return chosen
