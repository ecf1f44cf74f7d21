"""Moves: a linear programme pushes hidden counts to where a reader must not be able to rule them out.

Free moves change hidden quantities only, and their programme holds only those. Paid moves may also change printed
ones, at their structural price; whatever they change has to be hidden. Each is started where the last ended (of a
single quantity: at no move at all), so equal input gives equal output.

A table of three dimensions is no network, and its vertices are often not whole. Each slice of it is one (next to one,
with trees on both sides): where the vertex is not whole, or the table is large, quantities are pushed slice by slice,
each from where the slices before it left off. What moves in one slice only can move no linked table.
"""

import numpy as np
from scipy.sparse import csr_array, eye_array, hstack, vstack

from hub.disclosure.programme import NEAR, Programme
from hub.disclosure.puzzle import Bools, Floats, Ints, Puzzle

SPARE = 2
"""A programme of up to so many times what is hidden now is used again."""
SLICED = 2_000
"""A table of three dimensions with more groups than these is pushed slice by slice from the start."""


class Moves:
    """The programmes of one puzzle: one of everything, for paid moves and traces, and one of what is hidden now."""

    def __init__(self, puzzle: Puzzle) -> None:
        self.puzzle = puzzle
        self.barred = np.zeros(len(puzzle.counts), dtype=bool)  # printed quantities that may not even be paid for
        self.pivots = 0
        self.groups = len(puzzle.stock)
        lengths = np.diff(puzzle.sums.indptr)
        self.wide, narrow = np.flatnonzero(lengths != 1), np.flatnonzero(lengths == 1)
        self._group_of = np.full(len(lengths), -1, dtype=np.int64)  # of a quantity of one group
        self._group_of[narrow] = puzzle.sums.indices[puzzle.sums.indptr[narrow]]
        sums, links = csr_array(puzzle.sums[self.wide]), puzzle.links
        self._rows = csr_array(vstack([sums, links], format="csr"))
        one, nothing = eye_array(len(self.wide), format="csr"), csr_array((links.shape[0], len(self.wide)))
        self._touch = csr_array(vstack([hstack([sums, one]), hstack([abs(links), nothing])], format="csr"))
        self._place = self._group_of.copy()
        self._place[self.wide] = self.groups + np.arange(len(self.wide))
        self._whole: Programme | None = None
        self._part: Programme | None = None
        self._last: Programme | None = None
        self.slices = puzzle.slices if self.groups > SLICED else ()
        self._sliced: dict[tuple[int, bool], Programme] = {}
        self._turn = 0
        self._bare = np.setdiff1d(np.arange(self.groups), self._group_of[narrow])  # groups that are no quantity
        self._above = puzzle.above_quantities()
        self._least = puzzle.floors(np.ones_like(self.barred))

    def push(self, hidden: Bools, floors: Ints, aims: Ints, chosen: Ints, pay: bool, reward: float) -> Ints | None:
        """A whole-number deviation by group that brings the chosen quantities towards their aims, none beyond.

        ``aims`` are deviations, by chosen quantity. None where no whole-number solution was found.
        """
        movable = hidden | ~self.barred if pay else hidden
        if self.slices:
            moved = self._push_by_slices(hidden, movable, floors, aims, chosen, pay, reward)
            if moved.any() or len(chosen) > 1:
                return moved
        limits = self._limit(movable, floors, aims, chosen, np.zeros_like(self.puzzle.counts))
        programme = self._last = self.find_whole() if pay else self._find_part(hidden)
        if len(chosen) == 1:
            programme.start_anew()
        price, worth = np.where(hidden, 0.0, self.puzzle.prices), self._reward(aims, chosen, reward)
        whole = not self.puzzle.slices and (len(chosen) == 1 or not pay)
        found = programme.solve(*limits, price - worth, price + worth, self.puzzle.stock, whole)
        self.pivots += programme.pivots
        if found is None and self.puzzle.slices and not self.slices:
            return self._push_by_slices(hidden, movable, floors, aims, chosen, pay, reward)
        return found

    def reach(self, shares: Floats, floors: Ints, quantity: int, step: int, trace: float = 0.0) -> float:
        """How far one quantity comes towards ``step``, in parts of records, where others move by a share of as much.

        A ``trace`` is the least share of all that is not barred: of limits that hold it back nearly alike, the duals
        then name the one with the fewest quantities.
        """
        chosen, aims = np.array([quantity]), np.array([step])
        if trace:
            shares = np.where(self.barred, shares, np.maximum(shares, trace))
        up, down = self._limit(shares > NEAR, floors, aims, chosen, np.zeros_like(self.puzzle.counts))
        part = np.flatnonzero(shares < 1 - NEAR)
        up[part], down[part] = shares[part] * abs(step), shares[part] * np.minimum(down[part], abs(step))
        programme = self.find_whole() if trace else self._find_part(shares > NEAR)
        self._last = programme
        programme.start_anew()
        worth = self._reward(aims, chosen, 1.0)
        programme.solve(up, down, -worth, worth, self.puzzle.stock, False)
        self.pivots += programme.pivots
        return -programme.worth

    def _limit(self, movable: Bools, floors: Ints, aims: Ints, chosen: Ints, changed: Ints) -> tuple[Floats, Floats]:
        """How far each quantity may rise and fall from where it is now; what has an aim never beyond it."""
        up = np.where(movable, np.inf, 0.0)
        down = np.where(movable, np.maximum(self.puzzle.counts + changed - floors, 0), 0).astype(np.float64)
        up[chosen[aims >= 0]] = aims[aims >= 0]
        down[chosen[aims <= 0]] = np.minimum(down[chosen[aims <= 0]], -aims[aims <= 0])
        return up, down

    def _reward(self, aims: Ints, chosen: Ints, reward: float) -> Floats:
        worth = np.zeros(len(self.puzzle.counts))
        worth[chosen] = reward * np.sign(aims)
        return worth

    def _push_by_slices(
        self, hidden: Bools, movable: Bools, floors: Ints, aims: Ints, chosen: Ints, pay: bool, reward: float
    ) -> Ints:
        """A push in one slice after the other, each time in another order."""
        self._turn += 1
        moved, changed = np.zeros(self.groups, dtype=np.int64), np.zeros_like(self.puzzle.counts)
        number = len(self.puzzle.slices)
        for place in np.roll(np.arange(number), -self._turn * number // 7).tolist():
            left = aims - changed[chosen]
            if not left.any():
                break
            programme = self._find_slice(place, movable, pay)
            worth = self._reward(left, chosen, reward)
            if not programme.reaches(worth):
                continue
            limits = self._limit(movable, floors, left, chosen, changed)
            price = np.where(hidden | (changed != 0), 0.0, self.puzzle.prices)
            step = programme.solve(*limits, price - worth, price + worth, self.puzzle.stock + moved, True)
            self.pivots += programme.pivots
            if step is not None:
                moved, changed = moved + step, changed + self.puzzle.sums @ step
        return moved

    def _find_slice(self, place: int, movable: Bools, pay: bool) -> Programme:
        """The programme of one slice; for paid moves that of everything in it."""
        known = self._sliced.get((place, pay))
        if known is None or np.any(movable & ~known.movable):
            within = np.zeros(self.groups, dtype=bool)
            within[self.puzzle.slices[place]] = True
            wanted = np.ones_like(movable) if pay else movable if known is None else movable | known.movable
            known = self._sliced[place, pay] = Programme(self.puzzle, self._group_of, wanted.copy(), within)
        return known

    def find_helpers(self, hidden: Bools, floors: Ints, quantity: int, step: int) -> tuple[Floats, float]:
        """After a free push of one quantity alone by ``step``, or its `reach`: how far hiding each could help it.

        ``hidden`` is what is wholly hidden. By the duals of that push: whatever is hidden, it comes no further than the
        sum over what is hidden, and than the second answer more: what groups that are no count of their own give it.
        That holds for networks; elsewhere hiding may now and then help by more, as a count may have to move by more
        than the one that is pushed. For a printed sum the dual of its own row is the gain of a step; for a count of one
        group, the duals of its rows.
        A count that could fall further if the rules told less of it is helped by what hides that from them.
        """
        assert self._last, "a push went before"
        most, gain = abs(step), np.zeros(len(self._group_of))
        duals = self._last.duals
        if self._group_of[quantity] < 0 and self._last.lacks(row := int(np.searchsorted(self.wide, quantity))):
            duals = duals.copy()
            duals[row] = np.sign(step)  # all of it is printed one by one: only what prints less of that helps
        gain[self.wide] = -duals[: len(self.wide)]
        by_group, narrow = self._rows.T @ duals, self._group_of >= 0
        gain[narrow] = by_group[self._group_of[narrow]]
        anyway = float(np.maximum(-by_group[self._bare], 0.0) @ self.puzzle.stock[self._bare])
        gain[quantity] += np.sign(step)
        down, further = (np.clip(self.puzzle.counts - one, 0, most) for one in (floors, self._least))
        helps = np.where(gain > NEAR, gain * most, -gain * down)
        unlocked = np.where(gain < -NEAR, -gain * (further - down), 0.0)
        low = floors < self.puzzle.rules.threshold
        helps += self._above.T @ np.where(low, unlocked, 0.0)
        left = max(0.0, most - anyway - float(np.minimum(helps, most)[self.puzzle.forced].sum()))
        for place in np.flatnonzero(~low & (unlocked > NEAR)).tolist():
            below = self._above[:, [place]].nonzero()[0]
            below = below[~hidden[below]]  # all of these would have to be hidden
            helps[below] += min(unlocked[place], left) / max(1, len(below))
        return np.minimum(helps, most), anyway

    def find_open(self, hidden: Bools) -> Bools:
        """Which quantities are not plainly fixed: subtracting until no equation has a single unknown left."""
        loose = np.ones(self.groups + len(self.wide), dtype=np.int64)
        loose[self._place[~hidden]] = 0
        while True:
            single = self._touch @ loose == 1
            fixed = (self._touch.T @ single.astype(np.int64) > 0) & (loose > 0)
            if not fixed.any():
                return np.asarray(loose[self._place] > 0)
            loose[fixed] = 0

    def find_near(self, quantity: int) -> Ints:
        """How many equations each quantity shares with this one."""
        mine = np.zeros(self.groups + len(self.wide), dtype=np.int64)
        mine[self._place[quantity]] = 1
        return np.asarray((self._touch.T @ (self._touch @ mine))[self._place], dtype=np.int64)

    def find_whole(self) -> Programme:
        """The programme in which everything may move."""
        if self._whole is None:
            every = np.ones(len(self._group_of), dtype=bool)
            self._whole = Programme(self.puzzle, self._group_of, every, np.ones(self.groups, dtype=bool))
        return self._whole

    def _find_part(self, hidden: Bools) -> Programme:
        """The programme of what is hidden; that of somewhat more serves as well, and keeps its last basis."""
        part = self._part
        if part is None or np.any(hidden & ~part.movable) or SPARE * hidden.sum() < part.movable.sum():
            every = np.ones(self.groups, dtype=bool)
            part = self._part = Programme(self.puzzle, self._group_of, hidden.copy(), every)
        return part
