"""The cheapest set of gaps that protects a family, by cutting planes: what ours is measured by, where it can be found.

Fischetti and Salazar's way (Mathematical Programming 84, 1999): a master programme chooses gaps; for each small count
and direction a linear programme asks how far the gaps let it move; where that is not far enough, its dual says which
further gaps could help, and the master must choose enough of them. A further gap that has no second value must not be
one, or needs such help itself. Moves need not be whole, so elsewhere than on two-way tables what comes out may cost
less than any gaps that protect.
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
from hub.disclosure.puzzle import Bools, Floats, Ints, Puzzle
from hub.disclosure.rules import Rules
from hub.disclosure.search import Search
from hub.disclosure.tables import open_counts
from hub.disclosure.witnesses import Needs, find_needs

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
        self.optional = np.flatnonzero(~puzzle.forced & ~puzzle.grand)
        self.least = puzzle.floors(~puzzle.grand | puzzle.forced)
        self.above = puzzle.above_quantities()
        self.solver = highspy.Highs()  # type: ignore[no-untyped-call]
        self.solver.setOptionValue("output_flag", False)
        self.solver.setOptionValue("threads", 1)
        for price in puzzle.prices[self.optional]:
            self.solver.addCol(price, 0.0, 1.0, 0, [], [])
        every = np.arange(len(self.optional), dtype=np.int32)
        self.solver.changeColsIntegrality(len(every), every, np.full(len(every), highspy.HighsVarType.kInteger))

    def find(self) -> tuple[Bools, float, bool]:
        """The gaps, their price (infinite where time ran out), and whether they protect everything.

        Where they do not, by whole moves, their price is still what any protection costs at least.
        """
        hidden = self.puzzle.forced.copy()
        while perf_counter() < self.until:
            self.met: set[tuple[int, int]] = set()
            floors = self.puzzle.floors(hidden)
            left = self._find_needs(hidden, floors)
            added = sum(self._cut(hidden, floors, quantity, step) for quantity, step in left)
            if not added:
                doubted = self._find_unmoved(hidden, floors)
                added = sum(self._doubt(hidden, floors, quantity) for quantity in doubted)
            if not added:
                return hidden, price_of(self.puzzle, hidden), self.met >= set(left)
            self.solver.setOptionValue("time_limit", max(1.0, self.until - perf_counter()))
            self.solver.run()
            if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                break
            hidden = self.puzzle.forced.copy()
            hidden[self.optional] = np.asarray(self.solver.getSolution().col_value) > 0.5
        return hidden, math.inf, False

    def _find_needs(self, hidden: Bools, floors: Ints) -> list[tuple[int, int]]:
        """Small and empty gaps of the rules, and steps, that pushing many together leaves without a witness."""
        search = Search(self.puzzle, self.moves, hidden.copy(), floors, [])
        needs = find_needs(self.puzzle, self.puzzle.forced)
        left = search.prove_together(Needs(needs.low, needs.high, needs.other & (self.puzzle.counts == 0)))
        counts, rules = self.puzzle.counts, self.puzzle.rules
        return [
            *((int(q), int(rules.largest_small - counts[q])) for q in np.flatnonzero(left.high)),
            *((int(q), int(rules.smallest - counts[q])) for q in np.flatnonzero(left.low)),
            *((int(q), 1) for q in np.flatnonzero(left.other)),
        ]

    def _find_unmoved(self, hidden: Bools, floors: Ints) -> list[int]:
        """Further gaps that pushing all of them together leaves at their true value."""
        search = Search(self.puzzle, self.moves, hidden.copy(), floors, [])
        nothing = np.zeros_like(hidden)
        left = search.prove_together(Needs(nothing, nothing, hidden & ~self.puzzle.forced))
        return [int(quantity) for quantity in np.flatnonzero(left.other)]

    def _cut(self, hidden: Bools, floors: Ints, quantity: int, step: int) -> bool:
        """Ask how far a count can move by itself; add a row to the master where that is not far enough."""
        need = abs(step)
        weight = self._weigh(hidden, floors, quantity, step)
        if weight is None:
            self.met.add((quantity, step))
            return False
        free = need - float(weight[self.puzzle.forced].sum())
        columns = np.flatnonzero(weight[self.optional] > NEAR).astype(np.int32)
        if free <= NEAR or not len(columns):
            return False
        values = np.minimum(weight[self.optional][columns], free)
        self.solver.addRow(free, highspy.kHighsInf, len(columns), columns, values)
        return True

    def _doubt(self, hidden: Bools, floors: Ints, quantity: int) -> bool:
        """Ask for a second value of a further gap, up or down; where it has none, demand one if it is a gap again."""
        up, down = (self._weigh(hidden, floors, quantity, step) for step in (1, -1))
        if up is None or down is None:
            return False
        weight = up + down
        free = 1.0 - float(weight[self.puzzle.forced].sum())
        if free <= NEAR:
            return False
        weight = np.minimum(weight, free)
        weight[quantity] = -free
        columns = np.flatnonzero(np.abs(weight[self.optional]) > NEAR).astype(np.int32)
        self.solver.addRow(0.0, highspy.kHighsInf, len(columns), columns, weight[self.optional][columns])
        return True

    def _weigh(self, hidden: Bools, floors: Ints, quantity: int, step: int) -> Floats | None:
        """What hiding each count could help one to come so far; None where it comes that far as it is.

        What hiding other counts takes away from what the rules tell of a falling one is added to those others.
        """
        need, chosen = abs(step), hidden.astype(np.float64)
        most_down = np.clip(self.puzzle.counts - floors, 0, need).astype(np.float64)
        up, down = need * chosen, most_down * chosen
        cost_up, cost_down = np.zeros(len(up)), np.zeros(len(up))
        (cost_up if step > 0 else cost_down)[quantity] = -1.0
        (down if step > 0 else up)[quantity] = 0.0
        self.programme.solve(up, down, cost_up, cost_down, self.puzzle.stock, False)
        if -self.programme.worth > need - NEAR:
            return None
        ups, downs = self.programme.gains
        weight = np.maximum(ups, 0) * need + np.maximum(downs, 0) * most_down
        further = np.clip(self.puzzle.counts - self.least, 0, need) - most_down
        for place in np.flatnonzero((downs > NEAR) & (further > 0)).tolist():
            if floors[place] < self.puzzle.rules.threshold:
                weight[self.above[[place]].nonzero()[1]] += downs[place] * further[place]
            else:
                below = self.above[:, [place]].nonzero()[0]
                weight[below[~hidden[below]][-1:]] += downs[place] * further[place]
        weight[quantity] = 0.0
        return np.asarray(np.minimum(weight, need))
