"""Cutting planes: which further counts to hide, as a whole-number programme that learns what is not enough.

Fischetti and Salazar (Mathematical Programming 84, 1999): a master programme chooses the cheapest gaps; each push that
does not come far enough says, by the duals of its programme, which further gaps could have helped, and the master must
choose enough of them. On a two-way table, a network, what comes out in the end is the cheapest choice of all. Where
the cuts become many (trees on both sides), what was chosen so far is kept, and only what is missing is chosen.
"""

import highspy
import numpy as np

from hub.disclosure.puzzle import Bools, Floats, Puzzle
from hub.disclosure.solver import start_solver

NODES = 100
CUTS, PIVOTS = 400, 4_000
"""With more cuts than these, or after more simplex steps of the master programme, the choice is not made anew."""
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
        self._solver = start_solver(mip_max_nodes=NODES)

    @property
    def keeps(self) -> bool:
        """Whether what was chosen is kept from now on."""
        return bool(self._solver.getNumRow() > CUTS or self.pivots > PIVOTS)

    def add(self, weights: Floats, needed: float) -> bool:
        """Demand gaps: their weights, summed, must reach what is needed. False where no choice of gaps could."""
        left = needed - float(weights[self.puzzle.forced].sum())
        named = np.flatnonzero((weights > NEAR) & self.optional)
        if left <= NEAR or not len(named):
            return False
        for quantity in named[self._column[named] < 0].tolist():
            self._column[quantity] = len(self._named)
            self._named.append(quantity)
            self._solver.addCol(float(self.puzzle.prices[quantity]), 0.0, 1.0, 0, [], [])
            self._solver.changeColIntegrality(len(self._named) - 1, highspy.HighsVarType.kInteger)
        columns = self._column[named].astype(np.int32)
        self._solver.addRow(left, highspy.kHighsInf, len(columns), columns, np.minimum(weights[named], left))
        return True

    def choose(self) -> Bools | None:
        """The cheapest gaps that meet every demand so far, the forced ones among them. None where there are none."""
        if self.keeps:
            for column in self._chosen:
                self._solver.changeColBounds(column, 1.0, 1.0)
        self._solver.run()
        self.pivots += int(self._solver.getInfo().simplex_iteration_count)
        value = np.asarray(self._solver.getSolution().col_value)
        if self._solver.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return None
        hidden = self.puzzle.forced.copy()
        self._chosen = np.flatnonzero(value > 1 / 2).tolist()
        hidden[np.array(self._named, dtype=np.int64)[self._chosen]] = True
        return hidden
