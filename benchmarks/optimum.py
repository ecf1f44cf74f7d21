"""The cheapest set of gaps that protects a family, by cutting planes: what ours is measured by, where it can be found.

Fischetti and Salazar's way (Mathematical Programming 84, 1999): a master programme chooses gaps; for each small count
and direction a linear programme asks how far the gaps let it move; where that is not far enough, its dual says which
further gaps could help, and the master must choose enough of them. No total is hidden that need not be: what is found
is the optimum where it costs less than the cheapest total. Moves need not be whole, so elsewhere than on two-way
tables it is a lower bound.
"""

from time import perf_counter

import highspy
import numpy as np

from hub.disclosure.moves import Moves
from hub.disclosure.puzzle import Bools, Floats, Puzzle
from hub.disclosure.secondary import Search
from hub.disclosure.witnesses import find_needs

NEAR = 1e-6


class Optimum:
    """One search for the cheapest gaps of a puzzle, within so many seconds."""

    def __init__(self, puzzle: Puzzle, seconds: float) -> None:
        self.puzzle = puzzle
        self.until = perf_counter() + seconds
        self.moves = Moves(puzzle)
        self.programme = self.moves._find_whole()
        totals = np.diff(puzzle.sums.indptr) > 1
        self.optional = np.flatnonzero(~puzzle.forced & ~totals)
        self.floors = puzzle.floors(puzzle.forced | ~totals)
        self.total = float(puzzle.prices[totals & ~puzzle.forced].min(initial=np.inf))
        self.rows: list[tuple[Floats, float]] = []
        self.solver = highspy.Highs()
        self.solver.setOptionValue("output_flag", False)
        self.solver.setOptionValue("threads", 1)
        for price in puzzle.prices[self.optional]:
            self.solver.addCol(price, 0.0, 1.0, 0, [], [])
        every = np.arange(len(self.optional), dtype=np.int32)
        self.solver.changeColsIntegrality(len(every), every, np.full(len(every), highspy.HighsVarType.kInteger))

    def find(self) -> tuple[Bools, float, bool]:
        """The gaps, their price, and whether they are proved to be the cheapest in the time given."""
        if not len(self.optional):
            return self.puzzle.forced, 0.0, False
        hidden = self.puzzle.forced.copy()
        while perf_counter() < self.until:
            self.met: set[tuple[int, int]] = set()
            left = self._find_needs(hidden)
            added = sum(self._cut(hidden, quantity, step) for quantity, step in left)
            if not added:
                return hidden, self._price(hidden), self.met >= set(left) and self._price(hidden) <= self.total
            self.solver.run()
            hidden = self.puzzle.forced.copy()
            hidden[self.optional] = np.asarray(self.solver.getSolution().col_value) > 0.5
        return hidden, self._price(hidden), False

    def _price(self, hidden: Bools) -> float:
        return float(self.puzzle.prices[hidden & ~self.puzzle.forced].sum())

    def _find_needs(self, hidden: Bools) -> list[tuple[int, int]]:
        """Small counts and steps that pushing many together leaves without a witness."""
        search = Search(self.puzzle, self.moves, hidden.copy(), self.floors, [])
        left = search._prove_together(find_needs(self.puzzle, self.puzzle.forced))
        counts, top = self.puzzle.counts, self.puzzle.rules.largest_small
        return [(int(q), int(top - counts[q])) for q in np.flatnonzero(left.high)] + [
            (int(q), int(1 - counts[q])) for q in np.flatnonzero(left.low)
        ]

    def _cut(self, hidden: Bools, quantity: int, step: int) -> bool:
        """Ask how far a count can move by itself; add a row to the master where that is not far enough."""
        need, chosen = abs(step), hidden.astype(np.float64)
        most_down = np.clip(self.puzzle.counts - self.floors, 0, need).astype(np.float64)
        up, down = need * chosen, most_down * chosen
        cost_up, cost_down = np.zeros(len(up)), np.zeros(len(up))
        (cost_up if step > 0 else cost_down)[quantity] = -1.0
        (down if step > 0 else up)[quantity] = 0.0
        self.programme.solve(up, down, cost_up, cost_down)
        solution = self.programme._solver.getSolution()
        reached = -float(np.dot(self.programme._cost, np.asarray(solution.col_value)))
        if reached > need - NEAR:
            self.met.add((quantity, step))
            return False
        dual = -np.asarray(solution.col_dual)[self.programme._columns]
        half = len(dual) // 2
        weight = np.zeros(len(up))
        ups, downs = np.maximum(dual[:half], 0), np.maximum(dual[half:], 0)
        weight[self.programme._quantities] = ups * need + downs * most_down[self.programme._quantities]
        weight[quantity] = 0.0
        weight = np.minimum(weight, need)
        free = need - float(weight[self.puzzle.forced].sum())
        columns = np.flatnonzero(weight[self.optional] > NEAR).astype(np.int32)
        if free <= NEAR or not len(columns):
            return False
        values = np.minimum(weight[self.optional][columns], free)
        self.solver.addRow(free, highspy.kHighsInf, len(columns), columns, values)
        return True
