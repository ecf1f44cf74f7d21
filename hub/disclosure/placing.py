"""Placing: brings a witness down from groups to single leaves, keeping as many printed classes true as it can.

A class is a fact that a reader knows: the count of a window lies between two limits. Within a group (say the part of
an LSOA that lies in one ward) it does not matter for the tables which leaf gains or loses a record, so records go where
windows have room. A class that no placing keeps true is hidden: classes are cheaper than counts.
"""

from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csr_array

from hub.disclosure.puzzle import Bools, Ints

PASSES = 3
PLENTY = 1 << 40


@dataclass
class Layout:
    """Change of each leaf for one witness, and by how much each window has shifted."""

    change: dict[int, int] = field(default_factory=dict)
    shift: dict[int, int] = field(default_factory=dict)


@dataclass
class Places:
    """Leaves of the family, what they hold, and the room of each window below and above its present count.

    A window whose class is hidden has PLENTY of room both ways.
    """

    stock: list[int]  # true count of each leaf
    members: list[list[int]]  # leaves of each group
    windows_of: list[list[int]]  # windows of each leaf
    room: dict[int, list[int]]  # by direction (-1, 1): room of each window
    order: dict[tuple[int, int], list[int]] = field(default_factory=dict)

    def place(self, moved: Ints) -> dict[int, int]:
        """Change of each leaf for a deviation by group. Windows without room in the end lose their class."""
        layout = Layout()
        for group in (*np.flatnonzero(moved < 0).tolist(), *np.flatnonzero(moved > 0).tolist()):
            amount = int(moved[group])
            self._spread(group, abs(amount), 1 if amount > 0 else -1, layout)
        for _ in range(PASSES):
            if not self._mend(moved, layout):
                break
        for window in self._broken(layout):
            self.room[-1][window] = self.room[1][window] = PLENTY
        return {leaf: step for leaf, step in sorted(layout.change.items()) if step}

    def gone(self) -> Bools:
        """Windows whose class is hidden."""
        return np.array([room == PLENTY for room in self.room[-1]], dtype=bool)

    def _spread(self, group: int, amount: int, step: int, layout: Layout) -> None:
        """Give or take records of a group where windows have room; where none has, where it breaks the fewest."""
        for leaf in self._ordered(group, step):
            fits = min(amount, self._room(leaf, step, layout))
            if fits > 0:
                self._move(leaf, fits * step, layout)
                amount -= fits
            if not amount:
                return
        for _ in range(amount):
            free = [leaf for leaf in self.members[group] if self._left(leaf, step, layout) > 0]
            self._move(min(free, key=lambda leaf: self._cost(leaf, step, layout)), step, layout)

    def _ordered(self, group: int, step: int) -> list[int]:
        """Leaves of a group, those whose windows have most room in this direction first."""
        if (group, step) not in self.order:
            room = {leaf: self._room(leaf, step, Layout()) for leaf in self.members[group]}
            self.order[group, step] = sorted(room, key=lambda leaf: -room[leaf])
        return self.order[group, step]

    def _left(self, leaf: int, step: int, layout: Layout) -> int:
        """How many records a leaf can still give or take, windows apart."""
        return PLENTY if step > 0 else self.stock[leaf] + layout.change.get(leaf, 0)

    def _room(self, leaf: int, step: int, layout: Layout) -> int:
        room, shift, least = self.room[step], layout.shift, self._left(leaf, step, layout)
        for window in self.windows_of[leaf]:
            left = room[window] - step * shift[window] if window in shift else room[window]
            if left < least:
                least = left
        return least

    def _move(self, leaf: int, steps: int, layout: Layout) -> None:
        layout.change[leaf] = layout.change.get(leaf, 0) + steps
        for window in self.windows_of[leaf]:
            layout.shift[window] = layout.shift.get(window, 0) + steps

    def _cost(self, leaf: int, step: int, layout: Layout) -> int:
        """How much further a step takes windows out of their intervals (or back in: negative)."""
        return sum(
            self._over(window, layout.shift.get(window, 0) + step) - self._over(window, layout.shift.get(window, 0))
            for window in self.windows_of[leaf]
        )

    def _over(self, window: int, shift: int) -> int:
        """By how much a shift leaves the interval of a window."""
        return max(0, shift - self.room[1][window], -shift - self.room[-1][window])

    def _broken(self, layout: Layout) -> list[int]:
        below, above = self.room[-1], self.room[1]
        return sorted(w for w, shift in layout.shift.items() if shift > above[w] or -shift > below[w])

    def _mend(self, moved: Ints, layout: Layout) -> bool:
        """Take records back from leaves of broken windows and place them better. Whether anything got better."""
        broken = set(self._broken(layout))
        better = False
        for group in np.flatnonzero(moved).tolist() if broken else ():
            step = 1 if moved[group] > 0 else -1
            for leaf in self.members[group] if len(self.members[group]) > 1 else ():
                while layout.change.get(leaf, 0) * step > 0 and not broken.isdisjoint(self.windows_of[leaf]):
                    if not self._shift_one(group, leaf, step, layout):
                        break
                    better = True
        return better

    def _shift_one(self, group: int, leaf: int, step: int, layout: Layout) -> bool:
        """Move one record of a leaf's change to the leaf of its group where it breaks least, if that is better."""
        self._move(leaf, -step, layout)
        here = self._cost(leaf, step, layout)
        free = [one for one in self.members[group] if self._left(one, step, layout) > 0]
        best = min(free, key=lambda one: self._cost(one, step, layout))
        improved = self._cost(best, step, layout) < here
        self._move(best if improved else leaf, step, layout)
        return improved


def open_places(leaves: Ints, group: Ints, windows: csr_array, lowest: Ints, highest: Ints, gone: Bools) -> Places:
    """The places of a family. ``highest`` is -1 where a class has no upper limit; ``gone`` are hidden classes."""
    counts = windows @ leaves
    members: list[list[int]] = [[] for _ in range(int(group.max(initial=-1)) + 1)]
    for leaf, number in enumerate(group.tolist()):
        if number >= 0:
            members[number].append(leaf)
    by_leaf = windows.tocsc()
    starts, rows = by_leaf.indptr.tolist(), by_leaf.indices.tolist()
    below = np.where(gone, PLENTY, counts - lowest)
    above = np.where(gone | (highest < 0), PLENTY, highest - counts)
    return Places(
        stock=leaves.tolist(),
        members=members,
        windows_of=[rows[starts[leaf] : starts[leaf + 1]] for leaf in range(len(leaves))],
        room={-1: below.tolist(), 1: above.tolist()},
    )
