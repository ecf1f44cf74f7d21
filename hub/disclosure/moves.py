"""Moves: one linear programme that pushes hidden counts to where a reader must not be able to rule them out.

Free moves change hidden quantities only, and their programme holds only those. Paid moves may also change printed
ones, at their structural price; whatever they change has to be hidden. Solved by HiGHS on one thread with a fixed seed,
started from the last basis, so equal input gives equal output. Most families are networks (areas on one side,
categories on the other), where vertices are whole numbers; where one is not, the programme is solved again in whole
numbers with a fixed limit of nodes.
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

    def push(self, hidden: Bools, floors: Ints, aims: Ints, chosen: Ints, pay: bool, reward: float) -> Ints | None:
        """A whole-number deviation by group that brings the chosen quantities towards their aims, none beyond.

        ``aims`` are deviations, by chosen quantity. None where no whole-number solution was found.
        """
        movable = hidden | ~self.barred if pay else hidden
        up = np.where(movable, np.inf, 0.0)
        down = np.where(movable, np.maximum(self.puzzle.counts - floors, 0), 0).astype(np.float64)
        rise = aims > 0
        up[chosen[rise]] = aims[rise]
        down[chosen[~rise]] = np.minimum(down[chosen[~rise]], -aims[~rise])
        worth = np.zeros(len(up))
        worth[chosen] = reward * np.sign(aims)
        price = np.where(hidden, 0.0, self.puzzle.prices)
        programme = self.find_whole() if pay else self._find_part(hidden)
        moved = programme.solve(up, down, price - worth, price + worth)
        self.pivots += programme.pivots
        return moved

    def find_helpers(self, floors: Ints, quantity: int, step: int) -> Floats:
        """After a free push of one quantity alone by ``step``: how far hiding each quantity could help it.

        By the duals of that push: whatever is hidden, it comes no further than the sum over what is hidden. For a
        printed sum the dual of its own row is the gain of a step; for a count of one group, the duals of its rows.
        """
        assert self._part, "a push went before"
        gain = np.zeros(len(self._group_of))
        duals = self._part.duals
        gain[self.wide] = -duals[: len(self.wide)]
        narrow = self._group_of >= 0
        gain[narrow] = (self._rows.T @ duals)[self._group_of[narrow]]
        gain[quantity] += np.sign(step)
        down = np.minimum(np.maximum(self.puzzle.counts - floors, 0), abs(step))
        return np.asarray(np.minimum(np.where(gain > 0, gain * abs(step), -gain * down), abs(step)))

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
            self._whole = _Programme(self.puzzle, self._group_of, np.ones(len(self._group_of), dtype=bool))
        return self._whole

    def _find_part(self, hidden: Bools) -> "_Programme":
        """The programme of what is hidden; that of somewhat more serves as well, and keeps its last basis."""
        part = self._part
        if part is None or np.any(hidden & ~part.movable) or SPARE * hidden.sum() < part.movable.sum():
            part = self._part = _Programme(self.puzzle, self._group_of, hidden.copy())
        return part


class _Programme:
    """The programme in which some quantities may move, and nothing else.

    Columns: up and down of each group that is not held by a printed count of its own, up and down of each sum that may
    move. Rows: every sum of such groups, and the agreement of the tables.
    """

    def __init__(self, puzzle: Puzzle, group_of: Ints, movable: Bools) -> None:
        self.movable = movable
        self.pivots = 0
        self._all_groups = len(puzzle.stock)
        narrow = group_of >= 0
        free = np.ones(self._all_groups, dtype=bool)
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
        own = np.flatnonzero(narrow & movable)
        self._quantities = np.concatenate([own, wide[moving]])
        ups = np.concatenate([place[group_of[own]], 2 * n + np.arange(one.shape[1])])
        self._columns = np.concatenate([ups, np.concatenate([ups[: len(own)] + n, ups[len(own) :] + one.shape[1]])])
        self._low, self._high, self._cost = (np.zeros(self._size) for _ in range(3))
        self._low[:n], self._high[:n] = -puzzle.stock[self._groups], np.inf
        self._low[ups[: len(own)]] = 0.0
        self._solver = _load(matrix, self._low, self._high)

    def solve(self, up: Floats, down: Floats, cost_up: Floats, cost_down: Floats) -> Ints | None:
        """The deviation by group of least cost within the most that each quantity may rise and fall."""
        high, cost = self._high.copy(), self._cost.copy()
        high[self._columns] = np.concatenate([up[self._quantities], down[self._quantities]])
        cost[self._columns] = np.concatenate([cost_up[self._quantities], cost_down[self._quantities]])
        changed = np.flatnonzero(high != self._high).astype(np.int32)
        self._solver.changeColsBounds(len(changed), changed, self._low[changed], high[changed])
        changed = np.flatnonzero(cost != self._cost).astype(np.int32)
        self._solver.changeColsCost(len(changed), changed, cost[changed])
        self._high, self._cost = high, cost
        self._solver.run()
        self.pivots = int(self._solver.getInfo().simplex_iteration_count)
        solution = self._solver.getSolution()
        self.duals[self._held], self._reduced = np.asarray(solution.row_dual), np.asarray(solution.col_dual)
        self._objective = float(self._solver.getInfo().objective_function_value)
        found = self._read()
        return found if found is not None else self._solve_whole()

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
