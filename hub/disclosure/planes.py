"""Cutting planes: which further counts to hide, as a programme that learns what is not enough.

Fischetti and Salazar (Mathematical Programming 84, 1999): a master programme chooses the cheapest gaps; each push that
does not come far enough says, by the duals of its programme, which further gaps could have helped, and the master must
choose enough of them. The choice is of shares of gaps, or of whole ones.
"""

import highspy
import numpy as np

from hub.disclosure.puzzle import Bools, Floats, Ints, Puzzle
from hub.disclosure.solver import start_solver

NODES = 100
NEAR = 1e-6
PLAIN = {
    "mip_allow_restart": False,
    "mip_heuristic_run_feasibility_jump": False,
    "mip_heuristic_run_rens": False,
    "mip_heuristic_run_rins": False,
    "mip_heuristic_run_root_reduced_cost": False,
    "mip_pool_soft_limit": 100,
}
"""What HiGHS does for hard programmes takes most of the time of these, which are small and asked again and again."""


class Planes:
    """The master programme of one puzzle: a column for each count that a demand names, a row for each demand."""

    def __init__(self, puzzle: Puzzle, barred: Bools) -> None:
        self.puzzle = puzzle
        self.optional = ~puzzle.forced & ~barred
        self.shares = puzzle.forced.astype(np.float64)
        """By quantity: how much of it is chosen."""
        self.work = 0
        """Simplex steps of the choices of whole gaps, each times the size of the programme."""
        self.cheapest = True
        """Whether no gaps that meet the demands are cheaper than those chosen last."""
        self.settled = False
        """Whether some of it is decided, by `settle` or `keep`."""
        self._column = np.full(len(barred), -1, dtype=np.int64)
        self._named: list[int] = []
        self._solver = start_solver(mip_max_nodes=NODES, **PLAIN)

    @property
    def demands(self) -> int:
        """How many demands there are."""
        return int(self._solver.getNumRow())

    @property
    def price(self) -> float:
        """What the shares cost."""
        return float(self.puzzle.prices[self._named] @ self.shares[self._named])

    @property
    def whole(self) -> Bools:
        """By quantity: whether all of it is chosen."""
        return np.asarray(self.shares > 1 - NEAR)

    @property
    def decided(self) -> bool:
        """Whether everything is chosen as a whole, or not at all."""
        return bool(np.all(self.whole | (self.shares < NEAR)))

    def share_out(self) -> bool:
        """Choose the cheapest shares that meet every demand so far. False where there are none."""
        self._solve(relaxed=True, gap=0.0)
        best = self._solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        self.cheapest = best and self.decided
        return bool(best)

    def choose(self, gap: float, known: Bools | None = None) -> bool:
        """Choose whole gaps that meet every demand so far and cost at most ``gap`` more than the cheapest.

        ``known`` gaps that meet them shorten the work. False where none were found.
        """
        if known is not None:
            start = highspy.HighsSolution()
            start.col_value = known[self._named].astype(np.float64).tolist()
            self._solver.setSolution(start)
        self._solve(relaxed=False, gap=gap)
        info = self._solver.getInfo()
        self.work += (self.demands + len(self._named)) * max(0, int(info.simplex_iteration_count))
        self.shares = np.rint(self.shares)
        best = self._solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        self.cheapest = best and gap == 0.0 and not self.settled
        return bool(info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible)

    def _solve(self, relaxed: bool, gap: float) -> None:
        self._solver.setOptionValue("solve_relaxation", relaxed)
        self._solver.setOptionValue("mip_rel_gap", gap)
        self._solver.run()
        value = np.asarray(self._solver.getSolution().col_value)
        self.shares = self.puzzle.forced.astype(np.float64)
        if len(value) == len(self._named):
            self.shares[self._named] = value

    def settle(self, hidden: Bools, shares: Floats, doubt: float) -> None:
        """Decide what these gaps and these shares agree on: less than ``doubt`` of it, or all but less, is shared out.

        Without any doubt allowed for, nothing is decided.
        """
        low, high = np.zeros_like(hidden), np.ones_like(hidden)
        if doubt:
            low, high = hidden & (shares > 1 - doubt), hidden | (shares > doubt)
        every = np.arange(len(self._named), dtype=np.int32)
        bounds = (one[self._named].astype(np.float64) for one in (low, high))
        self._solver.changeColsBounds(len(every), every, *bounds)
        self.settled, self.cheapest = doubt > 0, False

    def keep(self) -> None:
        """What is chosen stays chosen, until `settle` decides otherwise."""
        columns = np.flatnonzero(self.whole[self._named]).astype(np.int32)
        ones = np.ones(len(columns))
        self._solver.changeColsBounds(len(columns), columns, ones, ones)
        self.settled, self.cheapest = True, False

    def forget(self) -> None:
        """Drop the demands that the shares meet with something to spare."""
        spare = np.asarray(self._solver.getSolution().row_value) - np.asarray(self._solver.getLp().row_lower_)
        rows = np.flatnonzero(spare > NEAR).astype(np.int32)
        self._solver.deleteRows(len(rows), rows)

    def add(self, weights: Floats, needed: float, doubted: int | None = None) -> bool:
        """Demand gaps: their weights, summed, must reach what is needed; of a ``doubted`` gap, where it is chosen.

        False where none that may be chosen helps, or the choice of now is enough already.
        """
        left = needed - float(weights[self.puzzle.forced].sum())
        if doubted is not None:
            left -= float(weights[doubted])
        weights, least = np.minimum(weights, left), left
        if doubted is not None:
            weights[doubted], least = -left, 0.0
        named = np.flatnonzero((np.abs(weights) > NEAR) & self.optional)
        if left <= NEAR or not len(named) or float(weights[named] @ self.shares[named]) >= least - NEAR:
            return False
        self._name(named[self._column[named] < 0])
        self._solver.addRow(least, highspy.kHighsInf, len(named), self._column[named].astype(np.int32), weights[named])
        return True

    def names_more(self, weights: Floats) -> bool:
        """Whether a demand of these weights would name quantities that none has named yet."""
        return bool(np.any((weights > NEAR) & self.optional & (self._column < 0)))

    def _name(self, quantities: Ints) -> None:
        """Give quantities that no demand has named yet a column."""
        size, nothing = len(quantities), np.zeros(len(quantities))
        if not size:
            return
        columns = np.arange(len(self._named), len(self._named) + size, dtype=np.int32)
        none = np.array([], dtype=np.int32)
        self._solver.addCols(size, self.puzzle.prices[quantities], nothing, nothing + 1, 0, none, none, nothing[:0])
        self._solver.changeColsIntegrality(size, columns, np.full(size, highspy.HighsVarType.kInteger))
        self._column[quantities] = columns
        self._named += quantities.tolist()
