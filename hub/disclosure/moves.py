"""Moves: one linear programme that pushes hidden counts to where a reader must not be able to rule them out.

Free moves change hidden quantities only, and their programme holds only those. Paid moves may also change printed
ones, at their structural price; whatever they change has to be hidden. Solved by HiGHS on one thread with a fixed seed,
each started where the last ended (of a single quantity: at no move at all), so equal input gives equal output. Most
families are networks (areas on one side, categories on the other), where vertices are whole numbers; where one is not,
the programme is solved again in whole numbers with a fixed limit of nodes.

A table of three dimensions is no network, and its vertices are often not whole. Each slice of it is one (next to one,
with trees on both sides): where the vertex is not whole, or the table is large, quantities are pushed slice by slice,
each from where the slices before it left off. What moves in one slice only can move no linked table.
"""

from typing import Any

import highspy
import numpy as np
from scipy.sparse import csc_array, csr_array, eye_array, hstack, vstack

from hub.disclosure.puzzle import Bools, Floats, Ints, Puzzle
from hub.disclosure.solver import start_solver

NEAR = 1e-6
SPARE = 2
"""A programme of up to so many times what is hidden now is used again."""
SLICED = 2_000
"""A table of three dimensions with more groups than these is pushed slice by slice from the start."""
FEASIBLE = 2
"""HiGHS's word for a solution that keeps every bound."""


class Moves:
    """The programmes of one puzzle: one for paid moves of everything, one for free moves of what is hidden now."""

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
        self._whole: _Programme | None = None
        self._part: _Programme | None = None
        self.slices = puzzle.slices if self.groups > SLICED else ()
        self._sliced: dict[tuple[int, bool], _Programme] = {}
        self._turn = 0
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
        programme = self.find_whole() if pay else self._find_part(hidden)
        if len(chosen) == 1:
            programme.start_anew()
        price, worth = np.where(hidden, 0.0, self.puzzle.prices), self._reward(aims, chosen, reward)
        found = programme.solve(*limits, price - worth, price + worth, self.puzzle.stock, not self.puzzle.slices)
        self.pivots += programme.pivots
        if found is None and self.puzzle.slices and not self.slices:
            return self._push_by_slices(hidden, movable, floors, aims, chosen, pay, reward)
        return found

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

    def _find_slice(self, place: int, movable: Bools, pay: bool) -> "_Programme":
        """The programme of one slice; for paid moves that of everything in it."""
        known = self._sliced.get((place, pay))
        if known is None or np.any(movable & ~known.movable):
            within = np.zeros(self.groups, dtype=bool)
            within[self.puzzle.slices[place]] = True
            wanted = np.ones_like(movable) if pay else movable.copy()
            known = self._sliced[place, pay] = _Programme(self.puzzle, self._group_of, wanted, within)
        return known

    def find_helpers(self, hidden: Bools, floors: Ints, quantity: int, step: int) -> Floats:
        """After a free push of one quantity alone by ``step``: how far hiding each quantity could help it.

        By the duals of that push: whatever is hidden, it comes no further than the sum over what is hidden. For a
        printed sum the dual of its own row is the gain of a step; for a count of one group, the duals of its rows.
        A count that could fall further if the rules told less of it is helped by what hides that from them.
        """
        assert self._part, "a push went before"
        most, gain = abs(step), np.zeros(len(self._group_of))
        duals = self._part.duals
        gain[self.wide] = -duals[: len(self.wide)]
        narrow = self._group_of >= 0
        gain[narrow] = (self._rows.T @ duals)[self._group_of[narrow]]
        gain[quantity] += np.sign(step)
        down, further = (np.clip(self.puzzle.counts - one, 0, most) for one in (floors, self._least))
        helps = np.where(gain > 0, gain * most, -gain * down)
        unlocked = np.where(gain < 0, -gain * (further - down), 0.0)
        low = floors < self.puzzle.rules.threshold
        helps += self._above.T @ np.where(low, unlocked, 0.0)
        for place in np.flatnonzero(~low & (unlocked > NEAR)).tolist():
            below = self._above[:, [place]].nonzero()[0]
            helps[below[~hidden[below]][:1]] += unlocked[place]
        return np.asarray(np.minimum(helps, most))

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

    def find_whole(self) -> "_Programme":
        """The programme in which everything may move."""
        if self._whole is None:
            every = np.ones(len(self._group_of), dtype=bool)
            self._whole = _Programme(self.puzzle, self._group_of, every, np.ones(self.groups, dtype=bool))
        return self._whole

    def _find_part(self, hidden: Bools) -> "_Programme":
        """The programme of what is hidden; that of somewhat more serves as well, and keeps its last basis."""
        part = self._part
        if part is None or np.any(hidden & ~part.movable) or SPARE * hidden.sum() < part.movable.sum():
            every = np.ones(self.groups, dtype=bool)
            part = self._part = _Programme(self.puzzle, self._group_of, hidden.copy(), every)
        return part


class _Programme:
    """The programme in which some quantities may move, by the groups within some part of the table, and nothing else.

    Columns: up and down of each group that is not held by a printed count of its own, up and down of each sum that may
    move. Rows: every sum of such groups, and the agreement of the tables.
    """

    def __init__(self, puzzle: Puzzle, group_of: Ints, movable: Bools, within: Bools) -> None:
        self.movable = movable
        self.pivots = 0
        self._all_groups = len(puzzle.stock)
        narrow = group_of >= 0
        free = within.copy()
        free[group_of[narrow & ~movable]] = False
        self._groups = np.flatnonzero(free)
        place = np.cumsum(free) - 1
        sums = csr_array(puzzle.sums[~narrow][:, self._groups])
        rows = np.diff(sums.indptr) > 0
        wide = np.flatnonzero(~narrow)[rows]
        moving = movable[wide]
        links = csr_array(puzzle.links[:, self._groups])
        linked = np.diff(links.indptr) > 0
        links = csr_array(links[linked])
        self._held = np.flatnonzero(np.concatenate([rows, linked]))
        self.duals = np.zeros(len(rows) + len(linked))  # by row of all sums, then by link: of the last programme
        sums, one = csr_array(sums[rows]), csr_array(eye_array(len(wide), format="csr")[:, np.flatnonzero(moving)])
        nothing = csr_array((links.shape[0], one.shape[1]))
        matrix = vstack([hstack([sums, -sums, -one, one]), hstack([links, -links, nothing, nothing])], format="csc")
        n, self._size = len(self._groups), matrix.shape[1]
        own = np.flatnonzero(narrow & movable & free[group_of])
        self._quantities = np.concatenate([own, wide[moving]])
        ups = np.concatenate([place[group_of[own]], 2 * n + np.arange(one.shape[1])])
        self._columns = np.concatenate([ups, np.concatenate([ups[: len(own)] + n, ups[len(own) :] + one.shape[1]])])
        self._low, self._high, self._cost = (np.zeros(self._size) for _ in range(3))
        self._bare = np.setdiff1d(np.arange(n), ups[: len(own)])  # groups that are no quantity of their own
        self._low[self._bare], self._high[:n] = -puzzle.stock[self._groups[self._bare]], np.inf
        self._solver = _load(matrix, self._low, self._high)

    def start_anew(self) -> None:
        """Begin the next search at the move of nothing: from there a push of one quantity is a few steps."""
        self._solver.setBasis()

    def reaches(self, worth: Floats) -> bool:
        """Whether any quantity that is worth moving may move here."""
        return bool(np.any(worth[self._quantities]))

    def solve(
        self, up: Floats, down: Floats, cost_up: Floats, cost_down: Floats, stock: Ints, whole: bool
    ) -> Ints | None:
        """The deviation by group of least cost within the most that each quantity may rise and fall.

        Where that is no whole number, the best whole-number one is looked for (``whole``), or there is none.
        """
        low, high, cost = self._low.copy(), self._high.copy(), self._cost.copy()
        low[self._bare] = -stock[self._groups[self._bare]]
        high[self._columns] = np.concatenate([up[self._quantities], down[self._quantities]])
        cost[self._columns] = np.concatenate([cost_up[self._quantities], cost_down[self._quantities]])
        changed = np.flatnonzero((low != self._low) | (high != self._high)).astype(np.int32)
        self._solver.changeColsBounds(len(changed), changed, low[changed], high[changed])
        changed = np.flatnonzero(cost != self._cost).astype(np.int32)
        self._solver.changeColsCost(len(changed), changed, cost[changed])
        self._low, self._high, self._cost = low, high, cost
        self._solver.run()
        self.pivots = int(self._solver.getInfo().simplex_iteration_count)
        solution = self._solver.getSolution()
        self.duals[self._held], self._reduced = np.asarray(solution.row_dual), np.asarray(solution.col_dual)
        self._objective = float(self._solver.getInfo().objective_function_value)
        found = self._read()
        return self._solve_whole() if found is None and whole else found

    @property
    def worth(self) -> float:
        """What the last programme cost, before any search for whole numbers."""
        return self._objective

    @property
    def gains(self) -> tuple[Floats, Floats]:
        """By quantity: what one more step up, and down, would have saved in the last programme."""
        half, found = len(self._quantities), (np.zeros(len(self.movable)), np.zeros(len(self.movable)))
        for gain, columns in zip(found, (self._columns[:half], self._columns[half:]), strict=True):
            gain[self._quantities] = -self._reduced[columns]
        return found

    def _read(self) -> Ints | None:
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        moved = self._move(np.asarray(self._solver.getSolution().col_value))
        whole = np.rint(moved)
        return None if np.abs(moved - whole).max(initial=0.0) > NEAR else np.asarray(whole, dtype=np.int64)

    def _move(self, value: Floats) -> Floats:
        n = len(self._groups)
        moved = np.zeros(self._all_groups)
        moved[self._groups] = value[:n] - value[n : 2 * n]
        return moved

    def _solve_whole(self) -> Ints | None:
        every = np.arange(self._size, dtype=np.int32)
        self._solver.changeColsIntegrality(self._size, every, np.full(self._size, highspy.HighsVarType.kInteger))
        self._solver.run()
        value = np.asarray(self._solver.getSolution().col_value)
        feasible = self._solver.getInfo().primal_solution_status == FEASIBLE
        self._solver.changeColsIntegrality(self._size, every, np.full(self._size, highspy.HighsVarType.kContinuous))
        if not feasible or len(value) != self._size:
            return None
        return np.asarray(np.rint(self._move(value)), dtype=np.int64)


def _load(matrix: csc_array, low: Floats, high: Floats) -> Any:
    model = highspy.HighsLp()
    model.num_row_, model.num_col_ = matrix.shape
    model.col_cost_, model.col_lower_, model.col_upper_ = np.zeros(len(low)), low, high
    model.row_lower_, model.row_upper_ = np.zeros(matrix.shape[0]), np.zeros(matrix.shape[0])
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_, model.a_matrix_.index_ = matrix.indptr, matrix.indices
    model.a_matrix_.value_ = matrix.data.astype(np.float64)
    solver = start_solver(solver="simplex", presolve="off")
    solver.passModel(model)
    return solver
