"""Cutting planes: which further counts to hide, as a whole-number programme that learns what is not enough.

Fischetti and Salazar (Mathematical Programming 84, 1999): a master programme chooses the cheapest gaps; each push that
does not come far enough says, by the duals of its programme, which further gaps could have helped, and the master must
choose enough of them. On a two-way table, a network, what comes out in the end is the cheapest choice of all. With
many cuts (trees on both sides) the choice is no longer made in whole numbers, and after many steps what was chosen is
kept, and only what is missing is chosen.
"""

import highspy
import numpy as np

from hub.disclosure.puzzle import Bools, Floats, Puzzle
from hub.disclosure.solver import start_solver

NODES = 100
CUTS = 400
"""With more cuts than these no choice is made in whole numbers."""
PIVOTS = 3_000
"""After more simplex steps of the master programme the choice is not made anew, only added to."""
LOOKING = 1_000
"""In the last stage it is made anew for so many simplex steps only."""
PART = 0.3
"""Where the choice is not made in whole numbers: the least share that counts as chosen."""
LAST = 2
"""The number of the last stage."""
CLOSE = 0.02
"""By what share a choice of the stage before may cost more than the cheapest."""
NEAR = 1e-6


class Planes:
    """The master programme of one puzzle: a column for each count that a cut names, a row for each cut."""

    def __init__(self, puzzle: Puzzle, barred: Bools) -> None:
        self.puzzle = puzzle
        self.optional = ~puzzle.forced & ~barred
        self._column = np.full(len(barred), -1, dtype=np.int64)
        self._named: list[int] = []
        self._chosen: list[int] = []
        self.pivots = 0
        self.stage = 0
        """How the choice is made: not yet in whole numbers, in whole numbers nearly at best, at best."""
        self._last = 0  # simplex steps of the last stage
        self._solver = start_solver(mip_max_nodes=NODES)

    @property
    def demands(self) -> int:
        """How many demands there are."""
        return int(self._solver.getNumRow())

    @property
    def keeps(self) -> bool:
        """Whether what was chosen is kept from now on."""
        return self.pivots > PIVOTS

    @property
    def worn(self) -> bool:
        """Whether what was proved is not made cheaper any more."""
        return self.keeps or self.demands > CUTS or self._last > LOOKING

    @property
    def _relaxed(self) -> bool:
        return self.stage == 0 or self.demands > CUTS

    def _keep(self) -> None:
        for column in self._chosen:
            self._solver.changeColBounds(column, 1.0, 1.0)

    def _solve(self) -> bool:
        relaxed = self._relaxed
        self._solver.setOptionValue("solve_relaxation", relaxed)
        self._solver.setOptionValue("mip_rel_gap", 0.0 if self.stage == LAST else CLOSE)
        self._solver.run()
        pivots = int(self._solver.getInfo().simplex_iteration_count)
        self.pivots, self._last = self.pivots + pivots, self._last + (pivots if self.stage == LAST else 0)
        value = np.asarray(self._solver.getSolution().col_value)
        self._chosen = np.flatnonzero(value > (PART if relaxed else 1 / 2)).tolist()
        return bool(self._solver.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible)

    def add(self, weights: Floats, needed: float, hidden: Bools, doubted: int | None = None) -> bool:
        """Demand gaps: their weights, summed, must reach what is needed; of a ``doubted`` gap, where it is chosen.

        False where no choice of gaps could, or those of now (``hidden``) do already.
        """
        if float(weights[hidden].sum()) >= needed - NEAR:
            return False
        left = needed - float(weights[self.puzzle.forced].sum())
        weights = np.minimum(weights, left)
        if doubted is not None:
            weights[doubted] = -left
        named = np.flatnonzero((np.abs(weights) > NEAR) & self.optional)
        if left <= NEAR or not len(named):
            return False
        for quantity in named[self._column[named] < 0].tolist():
            self._column[quantity] = len(self._named)
            self._named.append(quantity)
            self._solver.addCol(float(self.puzzle.prices[quantity]), 0.0, 1.0, 0, [], [])
            self._solver.changeColIntegrality(len(self._named) - 1, highspy.HighsVarType.kInteger)
        columns = self._column[named].astype(np.int32)
        least = left if doubted is None else 0.0
        self._solver.addRow(least, highspy.kHighsInf, len(columns), columns, weights[named])
        return True

    def choose(self, further: bool) -> Bools | None:
        """The cheapest gaps that meet every demand so far, the forced ones among them. None where there are none.

        In the first stage every gap that the programme without whole numbers chooses at least in part. ``further``: go
        on to the next stage.
        """
        self.stage = min(self.stage + further, LAST)
        before = self._chosen
        if self.keeps:
            self._keep()
        if not self._solve():
            return None
        if self._relaxed and self._chosen == before:
            if self.stage == 0:
                return self.choose(further=True)
            self._keep()
            if not self._solve() or self._chosen == before:
                return None
        hidden = self.puzzle.forced.copy()
        hidden[np.array(self._named, dtype=np.int64)[self._chosen]] = True
        return hidden
