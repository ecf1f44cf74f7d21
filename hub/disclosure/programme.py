"""One linear programme of a puzzle: which deviation by group costs least within what each quantity may rise and fall.

Solved by HiGHS on one thread with a fixed seed. Most families are networks (areas on one side, categories on the
other), where vertices are whole numbers; where one is not, the programme is solved again in whole numbers with a fixed
limit of nodes.
"""

from typing import Any

import highspy
import numpy as np
from scipy.sparse import csc_array, csr_array, eye_array, hstack, vstack

from hub.disclosure.puzzle import Bools, Floats, Ints, Puzzle
from hub.disclosure.solver import start_solver

NEAR = 1e-6
FEASIBLE = 2
"""HiGHS's word for a solution that keeps every bound."""


class Programme:
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
        self._rows = frozenset(self._held.tolist())
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

    def lacks(self, row: int) -> bool:
        """Whether a row of `duals` is not in it, as no group of it is: its dual may be any."""
        return row not in self._rows

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
