"""The cheapest set of gaps that protects a family, by cutting planes: what ours is measured by, where it can be found.

Fischetti and Salazar's way (Mathematical Programming 84, 1999): a master programme chooses gaps; for each small count
and direction a linear programme asks how far the gaps let it move; where that is not far enough, its dual says which
further gaps could help, and the master must choose enough of them. No total is hidden that need not be: what is found
is the optimum where it costs less than the cheapest total. Moves need not be whole, so elsewhere than on two-way
tables it is a lower bound.
"""

import math
from time import perf_counter

import highspy
import numpy as np

from benchmarks.families import Family
from hub.disclosure.control import count_leaves
from hub.disclosure.dimensions import Plan
from hub.disclosure.earlier import read_earlier
from hub.disclosure.family import build_family
from hub.disclosure.moves import Moves
from hub.disclosure.proving import pose
from hub.disclosure.puzzle import Bools, Floats, Puzzle
from hub.disclosure.rules import Rules
from hub.disclosure.secondary import Search
from hub.disclosure.tables import open_counts
from hub.disclosure.witnesses import find_needs

NEAR = 1e-6


def pose_family(family: Family) -> Puzzle:
    """The puzzle of a made-up family without classes."""
    opened = [open_counts(table) for table in family.tables]
    plans = tuple(Plan(one.name, one.hierarchies, one.cells) for one in opened)
    built = build_family(plans, ())
    leaves = count_leaves(built, opened)
    _, nothing = read_earlier(built, leaves, (), ())
    return pose(built, leaves, Rules(), b"benchmark", (), nothing, np.zeros(len(built.keys), dtype=bool))


def price_of(puzzle: Puzzle, hidden: Bools) -> float:
    """What the gaps cost beyond those that the rules force."""
    return float(puzzle.prices[hidden & ~puzzle.forced].sum())


class Optimum:
    """One search for the cheapest gaps of a puzzle, within so many seconds."""

    def __init__(self, puzzle: Puzzle, seconds: float) -> None:
        self.puzzle = puzzle
        self.until = perf_counter() + seconds
        self.moves = Moves(puzzle)
        self.programme = self.moves.find_whole()
        totals = np.diff(puzzle.sums.indptr) > 1
        self.optional = np.flatnonzero(~puzzle.forced & ~totals)
        self.floors = puzzle.floors(puzzle.forced | ~totals)
        self.total = float(puzzle.prices[totals & ~puzzle.forced].min(initial=np.inf))
        self.rows: list[tuple[Floats, float]] = []
        self.solver = highspy.Highs()  # type: ignore[no-untyped-call]
        self.solver.setOptionValue("output_flag", False)
        self.solver.setOptionValue("threads", 1)
        for price in puzzle.prices[self.optional]:
            self.solver.addCol(price, 0.0, 1.0, 0, [], [])
        every = np.arange(len(self.optional), dtype=np.int32)
        self.solver.changeColsIntegrality(len(every), every, np.full(len(every), highspy.HighsVarType.kInteger))

    def find(self) -> tuple[Bools, float, bool]:
        """The gaps, their price (infinite where a total has to go), and whether they are proved to be the cheapest."""
        if not len(self.optional):
            return self.puzzle.forced, math.inf, False
        hidden = self.puzzle.forced.copy()
        while perf_counter() < self.until:
            self.met: set[tuple[int, int]] = set()
            left = self._find_needs(hidden)
            added = sum(self._cut(hidden, quantity, step) for quantity, step in left)
            if not added:
                price = price_of(self.puzzle, hidden) if self.met >= set(left) else math.inf
                return hidden, price, price <= self.total
            self.solver.run()
            hidden = self.puzzle.forced.copy()
            hidden[self.optional] = np.asarray(self.solver.getSolution().col_value) > 0.5
        return hidden, math.inf, False

    def _find_needs(self, hidden: Bools) -> list[tuple[int, int]]:
        """Small counts and steps that pushing many together leaves without a witness."""
        search = Search(self.puzzle, self.moves, hidden.copy(), self.floors, [])
        left = search.prove_together(find_needs(self.puzzle, self.puzzle.forced))
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
        reached = -self.programme.worth
        if reached > need - NEAR:
            self.met.add((quantity, step))
            return False
        ups, downs = self.programme.gains
        weight = np.maximum(ups, 0) * need + np.maximum(downs, 0) * most_down
        weight[quantity] = 0.0
        weight = np.minimum(weight, need)
        free = need - float(weight[self.puzzle.forced].sum())
        columns = np.flatnonzero(weight[self.optional] > NEAR).astype(np.int32)
        if free <= NEAR or not len(columns):
            return False
        values = np.minimum(weight[self.optional][columns], free)
        self.solver.addRow(free, highspy.kHighsInf, len(columns), columns, values)
        return True
