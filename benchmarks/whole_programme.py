"""The cheapest gaps of a small family of any kind by one integer programme: slow, but nothing in it is cut or guessed.

A whole number for each gap (hidden or not), and for each end that a small count must be able to take a whole table of
deviations, all at once. `Optimum` learns what it has to demand, which holds for two-way tables; this holds for cubes
and for linked tables too. A further gap that no table changes is given one of its own, and it is solved again.
"""

import math
from collections.abc import Sequence
from time import perf_counter

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array

from hub.disclosure.puzzle import Ints, Puzzle
from hub.disclosure.witnesses import find_needs, list_ends

FURTHEST = 50
"""Records by which a count may deviate; witnesses that need more are not looked for."""
OPTIMAL = 0
Terms = Sequence[tuple[int, float]]
"""Columns, and what each is multiplied with."""


class WholeProgramme:
    """The programme of one puzzle. First the columns of the gaps, then of one table of deviations after another."""

    def __init__(self, puzzle: Puzzle) -> None:
        self.puzzle = puzzle
        self.optional = ~puzzle.forced & ~puzzle.grand & ~puzzle.standing
        self.gap = np.where(self.optional, np.cumsum(self.optional) - 1, -1)
        self.least = puzzle.least.copy()
        self.rules: set[tuple[int, int, tuple[int, ...]]] = set()
        """Of a hidden quantity: it is at least so much, unless one of these is hidden too."""
        above = puzzle.above.tocsr()
        below = puzzle.above.T.tocsr()
        for key, quantity in enumerate(puzzle.quantity.tolist()):
            if quantity >= 0 and (puzzle.forced[quantity] or self.optional[quantity]):
                self._learn_below(quantity, below[[key]].indices)
                self._learn_above(key, quantity, puzzle.quantity[above[[key]].indices])
        count = int(self.optional.sum())
        self._lower, self._upper, self._size = [np.zeros(count)], [np.ones(count)], count
        self._rows: list[tuple[Terms, float, float]] = []
        self._tables: list[Sequence[Terms]] = []
        self._own: set[int] = set()
        """Further gaps that have a table of their own."""

    def _learn_below(self, quantity: int, keys: Ints) -> None:
        """Where a cell below it is printed, it cannot be a small total (rule S2)."""
        puzzle, threshold = self.puzzle, self.puzzle.rules.threshold
        for other in puzzle.quantity[keys[~puzzle.given_away[keys]]].tolist():
            if other < 0 or not (puzzle.forced[other] or self.optional[other]):
                self.least[quantity] = max(self.least[quantity], threshold)
            elif self.optional[other] and other != quantity:
                self.rules.add((quantity, threshold, (other,)))

    def _learn_above(self, key: int, quantity: int, totals: Ints) -> None:
        """Where no total above it is hidden, it is no zero."""
        puzzle, totals = self.puzzle, totals[totals >= 0]
        covered = puzzle.withheld[key] or puzzle.fallen[key] or puzzle.rules.zeros_small
        if not covered and not puzzle.forced[totals].any():
            self.rules.add((quantity, 1, tuple(sorted(set(totals[self.optional[totals]].tolist())))))

    def find(self, seconds: float) -> tuple[float, bool]:
        """What the cheapest gaps cost at least, and whether that was found out to the end."""
        puzzle, until = self.puzzle, perf_counter() + seconds
        for end, place, aims in list_ends(puzzle, find_needs(puzzle, puzzle.forced)):
            if len(aims) == 2:
                self._ask_other(self._add_table(), place)
            else:
                self._rows.append((self._add_table()[place], aims[0], math.inf if end == "other" else aims[0]))
        while True:
            value, price = self._solve(until - perf_counter())
            if value is None:
                return price, False
            unmoved = self._find_unmoved(value)
            if not unmoved:
                return price, True
            for place in unmoved:
                self._own.add(place)
                self._ask_other(self._add_table(), place)

    def _solve(self, seconds: float) -> tuple[NDArray[np.float64] | None, float]:
        """The columns of the optimum and its price; a lower bound alone where there was no time for it."""
        cost = np.zeros(self._size)
        cost[self.gap[self.optional]] = self.puzzle.prices[self.optional]
        matrix, low, high = self._gather()
        found = milp(
            cost,
            integrality=np.ones(self._size),
            bounds=Bounds(np.concatenate(self._lower), np.concatenate(self._upper)),
            constraints=LinearConstraint(matrix, low, high),
            options={"time_limit": max(1.0, seconds), "mip_rel_gap": 1e-4},
        )
        if found.status != OPTIMAL:
            return None, float(found.mip_dual_bound or 0.0)
        return np.rint(found.x), float(found.fun)

    def _find_unmoved(self, value: NDArray[np.float64]) -> list[int]:
        """Chosen gaps without a table of their own that every table leaves as they are."""
        chosen = np.flatnonzero(self.optional & (value[self.gap] > 0))
        steps = [
            {place: sum(value[column] * factor for column, factor in terms[place]) for place in chosen}
            for terms in self._tables
        ]
        return [int(place) for place in chosen if place not in self._own and not any(one[place] for one in steps)]

    def _ask_other(self, terms: Sequence[Terms], place: int) -> None:
        """A quantity is another one in this table, either way; a further gap only where it is chosen."""
        far, either = FURTHEST + 1.0, self._size - 1
        if self.puzzle.forced[place]:
            self._rows.append(([*terms[place], (either, far)], 1.0, far - 1.0))
        else:
            column = int(self.gap[place])
            self._rows.append(([*terms[place], (either, far), (column, -far)], 1.0 - far, math.inf))
            self._rows.append(([*terms[place], (either, far), (column, far)], -math.inf, 2 * far - 1.0))

    def _add_table(self) -> Sequence[Terms]:
        """A table of deviations that a reader cannot rule out: the terms of each quantity in it.

        The last column says which way something moves in it (`_ask_other`).
        """
        puzzle, first = self.puzzle, self._size
        self._lower += [-puzzle.stock.astype(float), np.zeros(1)]
        self._upper += [np.full(len(puzzle.stock), float(FURTHEST)), np.ones(1)]
        self._size += len(puzzle.stock) + 1
        for link in range(puzzle.links.shape[0]):
            self._rows.append((_read(puzzle.links, link, first), 0.0, 0.0))
        terms = [_read(puzzle.sums, quantity, first) for quantity in range(len(puzzle.counts))]
        for quantity, step in enumerate(terms):
            down = float(self.least[quantity] - puzzle.counts[quantity])
            if self.optional[quantity]:
                column = int(self.gap[quantity])
                self._rows.append(([*step, (column, -float(FURTHEST))], -math.inf, 0.0))
                self._rows.append(([*step, (column, -min(down, 0.0))], 0.0, math.inf))
            else:
                self._rows.append((step, down, math.inf) if puzzle.forced[quantity] else (step, 0.0, 0.0))
        for quantity, least, others in sorted(self.rules):
            helped = [(int(self.gap[other]), float(least)) for other in others]
            self._rows.append(([*terms[quantity], *helped], float(least - puzzle.counts[quantity]), math.inf))
        self._tables.append(terms)
        return terms

    def _gather(self) -> tuple[csr_array, list[float], list[float]]:
        places = [(row, column, value) for row, (terms, _, _) in enumerate(self._rows) for column, value in terms]
        rows, columns, values = zip(*places, strict=True)
        matrix = coo_array((values, (rows, columns)), shape=(len(self._rows), self._size))
        return csr_array(matrix), [low for _, low, _ in self._rows], [high for _, _, high in self._rows]


def _read(matrix: csr_array, row: int, first: int) -> list[tuple[int, float]]:
    """The terms of one row, in columns from ``first`` on."""
    part = slice(matrix.indptr[row], matrix.indptr[row + 1])
    pairs = zip(matrix.indices[part].tolist(), matrix.data[part].tolist(), strict=True)
    return [(first + column, float(value)) for column, value in pairs]
