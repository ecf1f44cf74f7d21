"""Witnesses and what they prove: which hidden counts still need a table at their ends.

Every small quantity needs a witness at 1 (at 0 where zeros count as small) and one at threshold - 1; every other hidden
one needs a second value.
"""

from dataclasses import dataclass

import numpy as np

from hub.disclosure.puzzle import Bools, Ints, Puzzle


@dataclass(frozen=True)
class Witness:
    """A deviation by group (``moved``) and the same by quantity (``change``)."""

    moved: Ints
    change: Ints

    def holds(self, puzzle: Puzzle, hidden: Bools, floors: Ints) -> bool:
        """Whether a reader of a release with these gaps could not rule it out."""
        return bool(
            not np.any(self.change[~hidden])
            and np.all(puzzle.counts + self.change >= np.where(hidden, floors, 0))
            and np.all(puzzle.stock + self.moved >= 0)
            and not np.any(puzzle.links @ self.moved)
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

    def without(self, puzzle: Puzzle, witness: Witness) -> "Needs":
        """What is missing once this witness is known."""
        low, high, other = meets(puzzle, witness)
        return Needs(self.low & ~low, self.high & ~high, self.other & ~other)


def meets(puzzle: Puzzle, witness: Witness) -> tuple[Bools, Bools, Bools]:
    """Where a witness stands at the lower end, at the upper end, and away from the truth."""
    value = puzzle.counts + witness.change
    return value == puzzle.rules.smallest, value == puzzle.rules.largest_small, witness.change != 0


def find_needs(puzzle: Puzzle, hidden: Bools) -> Needs:
    """Everything these gaps need. The truth itself stands at the end of a count of 1 or of threshold - 1."""
    small = (puzzle.counts >= puzzle.rules.smallest) & (puzzle.counts < puzzle.rules.threshold)
    return Needs(
        low=small & (puzzle.counts != puzzle.rules.smallest),
        high=small & (puzzle.counts != puzzle.rules.largest_small),
        other=hidden & ~small,
    )


def choose_few(puzzle: Puzzle, needs: Needs, pool: list[Witness]) -> list[Witness]:
    """Few witnesses that meet all needs, and that move few quantities not hidden already (greedy set cover)."""
    if not pool:
        return []
    left = np.concatenate([needs.low, needs.high, needs.other & puzzle.forced])
    wanted, secondary = np.flatnonzero(left), np.flatnonzero(~puzzle.forced)
    meeting = np.array([np.concatenate(meets(puzzle, one))[wanted] for one in pool])
    moving = np.array([one.change[secondary] != 0 for one in pool])
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
