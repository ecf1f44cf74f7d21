"""Moves: one linear programme that pushes hidden counts to where a reader must not be able to rule them out.

Free moves change hidden quantities only. Paid moves may also change printed ones, at their structural price; whatever
they change has to be hidden. Solved by HiGHS on one thread with a fixed seed, started from the last basis, so equal
input gives equal output. Most families are networks (areas on one side, categories on the other), where vertices are
whole numbers; where one is not, the programme is solved again in whole numbers with a fixed limit of nodes.
"""

from typing import Any

import highspy
import numpy as np
from scipy.sparse import csr_array, eye_array, hstack, vstack

from hub.disclosure.puzzle import Bools, Floats, Ints, Puzzle

NODES = 200
NEAR = 1e-6


class Moves:
    """The programme of one puzzle. Columns: up and down of each group, up and down of each printed sum."""

    def __init__(self, puzzle: Puzzle) -> None:
        self.puzzle = puzzle
        self.barred = np.zeros(len(puzzle.counts), dtype=bool)  # printed quantities that may not even be paid for
        lengths = np.diff(puzzle.sums.indptr)
        self.groups = len(puzzle.stock)
        self.wide = np.flatnonzero(lengths != 1)
        self.narrow = np.flatnonzero(lengths == 1)
        self.narrow_group = puzzle.sums.indices[puzzle.sums.indptr[self.narrow]].astype(np.int64)
        self._columns = 2 * self.groups + 2 * len(self.wide)
        self.up, self.down = np.empty(len(lengths), dtype=np.int64), np.empty(len(lengths), dtype=np.int64)
        self.up[self.narrow], self.down[self.narrow] = self.narrow_group, self.groups + self.narrow_group
        self.up[self.wide] = 2 * self.groups + np.arange(len(self.wide))
        self.down[self.wide] = self.up[self.wide] + len(self.wide)
        self._all_columns = np.arange(self._columns, dtype=np.int32)
        self._rows = len(self.wide) + puzzle.links.shape[0]
        sums, links = csr_array(puzzle.sums[self.wide]), puzzle.links
        one, nothing = eye_array(len(self.wide), format="csr"), csr_array((links.shape[0], len(self.wide)))
        self._matrix = vstack(
            [hstack([sums, -sums, -one, one]), hstack([links, -links, nothing, nothing])], format="csc"
        )
        self._touch = csr_array(vstack([hstack([sums, one]), hstack([abs(links), nothing])], format="csr"))
        self.pivots = 0
        self._low: Floats = np.zeros(self._columns)
        self._high: Floats = np.zeros(self._columns)
        self._cost: Floats = np.zeros(self._columns)
        self._place = np.empty(len(lengths), dtype=np.int64)
        self._place[self.narrow], self._place[self.wide] = self.narrow_group, self.groups + np.arange(len(self.wide))
        self._solver = self._load()

    def push(self, hidden: Bools, floors: Ints, aims: Ints, chosen: Ints, pay: bool, reward: float) -> Ints | None:
        """A whole-number deviation by group that brings the chosen quantities towards their aims, none beyond.

        ``aims`` are deviations, by chosen quantity. None where no whole-number solution was found.
        """
        self._set_bounds(hidden, floors, aims, chosen, pay)
        self._set_costs(hidden, aims, chosen, reward)
        self._solver.run()
        self.pivots += int(self._solver.getInfo().simplex_iteration_count)
        found = self._read()
        return found if found is not None else self._solve_whole()

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

    def _set_bounds(self, hidden: Bools, floors: Ints, aims: Ints, chosen: Ints, pay: bool) -> None:
        puzzle, n = self.puzzle, self.groups
        movable = hidden | ~self.barred if pay else hidden
        up = np.where(movable, np.inf, 0.0)
        down = np.where(movable, np.maximum(puzzle.counts - floors, 0), 0).astype(np.float64)
        rise = aims > 0
        up[chosen[rise]] = aims[rise]
        down[chosen[~rise]] = np.minimum(down[chosen[~rise]], -aims[~rise])
        low, high = np.zeros(self._columns), np.zeros(self._columns)
        low[:n], high[:n] = -puzzle.stock, np.inf
        low[self.narrow_group] = 0.0
        high[self.up], high[self.down] = up, down
        changed = np.flatnonzero((low != self._low) | (high != self._high)).astype(np.int32)
        self._low, self._high = low, high
        self._solver.changeColsBounds(len(changed), changed, low[changed], high[changed])

    def _set_costs(self, hidden: Bools, aims: Ints, chosen: Ints, reward: float) -> None:
        price = np.where(hidden, 0.0, self.puzzle.prices)
        worth = np.zeros(len(price))
        worth[chosen] = reward * np.sign(aims)
        cost = np.zeros(self._columns)
        cost[self.up], cost[self.down] = price - worth, price + worth
        changed = np.flatnonzero(cost != self._cost).astype(np.int32)
        self._cost = cost
        self._solver.changeColsCost(len(changed), changed, cost[changed])

    def _read(self) -> Ints | None:
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        value = np.asarray(self._solver.getSolution().col_value)
        moved = value[: self.groups] - value[self.groups : 2 * self.groups]
        whole = np.rint(moved)
        return None if np.abs(moved - whole).max(initial=0.0) > NEAR else np.asarray(whole, dtype=np.int64)

    def _solve_whole(self) -> Ints | None:
        kinds = np.full(self._columns, highspy.HighsVarType.kInteger)
        self._solver.changeColsIntegrality(self._columns, self._all_columns, kinds)
        self._solver.run()
        value = np.asarray(self._solver.getSolution().col_value)
        feasible = self._solver.getInfo().primal_solution_status == 2
        kinds = np.full(self._columns, highspy.HighsVarType.kContinuous)
        self._solver.changeColsIntegrality(self._columns, self._all_columns, kinds)
        if not feasible or len(value) != self._columns:
            return None
        moved = value[: self.groups] - value[self.groups : 2 * self.groups]
        return np.asarray(np.rint(moved), dtype=np.int64)

    def _load(self) -> Any:
        matrix = self._matrix
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = self._columns, self._rows
        model.col_cost_ = np.zeros(self._columns)
        model.col_lower_, model.col_upper_ = np.zeros(self._columns), np.zeros(self._columns)
        model.row_lower_, model.row_upper_ = np.zeros(self._rows), np.zeros(self._rows)
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_, model.a_matrix_.index_ = matrix.indptr, matrix.indices
        model.a_matrix_.value_ = matrix.data.astype(np.float64)
        return _start(model)


def _start(model: highspy.HighsLp) -> Any:
    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    options: dict[str, Any] = {
        "output_flag": False,
        "threads": 1,
        "parallel": "off",
        "random_seed": 0,
        "solver": "simplex",
        "presolve": "off",
        "mip_max_nodes": NODES,
        "mip_rel_gap": 0.0,
    }
    for name, value in options.items():
        solver.setOptionValue(name, value)
    solver.passModel(model)
    return solver
