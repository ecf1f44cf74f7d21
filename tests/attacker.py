"""An attacker on released publications, written apart from the suppressor and in other terms.

It reads a publication document (`saferhub-publication/1`) and, to name what it finds, the truth. It thinks in *atoms*:
the common refinement of every code used anywhere in the document, in every dimension at once. A table that fits is one
whole number for each cell of the joint cube of atoms. For each gap it asks, by linear and then whole-number
programming, which values some fitting table has. It never asks how the gaps were chosen.

Findings: EXACT one value fits a gap; PINNED one of the small values is left; NARROW an end of the small values is ruled
out; UNCOVERED a small value is ruled out; SMALL_SHOWN a small count in print; WRONG a printed value is not the truth;
CLASH no table fits. UNDECIDED is not a finding but a failure of the attack, and counts as one in tests.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from tests.reading import Place, Reading

SECONDS = 20.0


@dataclass(frozen=True)
class Finding:
    kind: str
    key: tuple[tuple[str, str], ...]
    note: str = ""


@dataclass
class Gap:
    place: Place
    row: np.ndarray
    least: int
    values: set[int] = field(default_factory=set)


def attack(document: Mapping[str, Any], truth: Mapping[Place, int], every_value: bool = True) -> list[Finding]:
    """Everything an attacker finds. ``truth`` holds the true count by full key. Small gaps are tried at each small
    value, or at both ends only; other gaps until a second value is found."""
    return Attack(document, every_value).run(truth)


class Attack(Reading):
    def __init__(self, document: Mapping[str, Any], every_value: bool = True) -> None:
        super().__init__(document)
        self.every_value = every_value
        self.findings: list[Finding] = []
        self.gaps: list[Gap] = []

    def _build(self) -> bool:
        """Drop what printed zeros make zero, set up equations and gaps; whether any table fits."""
        size = int(np.prod([len(self.atoms[name]) for name in self.names]))
        dead = np.zeros(size, dtype=bool)
        for place, value in self.shown.items():
            if value == 0:
                dead[self.row(place)] = True
        self.number = np.full(size, -1)
        self.number[~dead] = np.arange(int((~dead).sum()))
        self.size = int((~dead).sum())
        rows, low, high = [], [], []
        for place, value in sorted(self.shown.items(), key=lambda item: sorted(item[0])):
            if value:
                rows.append([(column, 1) for column in self._live(place)])
                low.append(value)
                high.append(value)
        floors = self.floors()
        for place in sorted(self.hidden, key=sorted):
            columns = self._live(place)
            self.gaps.append(Gap(place, columns, floors[place]))
            rows.append([(column, 1) for column in columns])
            low.append(floors[place])
            high.append(np.inf)
        for terms, least, most in self.facts:
            weights: dict[int, int] = {}
            for place, weight in terms:
                for column in self._live(place):
                    weights[int(column)] = weights.get(int(column), 0) + weight
            rows.append(list(weights.items()))
            low.append(least)
            high.append(most)
        if self.size == 0:
            return True
        flat = [(row, column, weight) for row, entries in enumerate(rows) for column, weight in entries]
        data = np.array(flat, dtype=float).reshape(-1, 3)
        self.matrix = csr_array(
            (data[:, 2], (data[:, 0].astype(int), data[:, 1].astype(int))), shape=(len(rows), self.size)
        )
        self.low, self.high = np.array(low, dtype=float), np.array(high, dtype=float)
        return self._solve(np.zeros(self.size)) is not None

    def _live(self, place: Place) -> np.ndarray:
        columns = self.number[self.row(place)]
        return columns[columns >= 0]

    def _solve(self, cost: np.ndarray, fixed: tuple[np.ndarray, int] | None = None) -> np.ndarray | None:
        """A whole-number table of least cost, or None if there is none. Tries the linear programme first."""
        limits = [LinearConstraint(self.matrix, self.low, self.high)] if self.matrix.shape[0] else []
        if fixed is not None:
            columns, value = fixed
            row = csr_array((np.ones(len(columns)), (np.zeros(len(columns), int), columns)), shape=(1, self.size))
            limits.append(LinearConstraint(row, value, value))
        for whole in (0, 1):
            found = milp(
                cost,
                integrality=np.full(self.size, whole),
                bounds=Bounds(0, np.inf),
                constraints=limits,
                options={"time_limit": SECONDS},
            )
            if found.status == 2:
                return None
            if found.x is not None and np.abs(found.x - np.rint(found.x)).max() < 1e-6:
                table = np.rint(found.x)
                self._learn(table)
                return table
            if found.status != 0:
                raise TimeoutError
        return None

    def _learn(self, table: np.ndarray) -> None:
        for gap in self.gaps:
            gap.values.add(int(table[gap.row].sum()))

    # --- questions ---

    def _allows(self, gap: Gap, value: int) -> bool:
        if value in gap.values:
            return True
        if value < gap.least or len(gap.row) == 0:
            return False
        return self._solve(np.zeros(self.size), (gap.row, value)) is not None

    def possible(self, place: Place, values: Iterable[int]) -> set[int]:
        """Which of these values a gap may have. For tests of the attacker itself."""
        gap = next(gap for gap in self.gaps if gap.place == place)
        return {value for value in values if self._allows(gap, value)}

    def _second_value(self, gap: Gap) -> bool:
        """Whether a gap may have two values."""
        for sign in (1.0, -1.0):
            if len(gap.values) > 1:
                return True
            if len(gap.row) == 0:
                return False
            cost = np.zeros(self.size)
            cost[gap.row] = sign
            here = next(iter(gap.values))
            beyond = here - 1 if sign > 0 else here + 1
            if self._allows(gap, beyond):
                return True
            self._solve_bounded(gap, sign, here)
        return len(gap.values) > 1

    def _solve_bounded(self, gap: Gap, sign: float, here: int) -> None:
        cost = np.zeros(self.size)
        cost[gap.row] = sign
        keep = self.high.copy()
        self.high[np.isinf(keep)] = here + 1000
        self._solve(cost)
        self.high = keep

    def run(self, truth: Mapping[Place, int]) -> list[Finding]:
        """All findings."""
        for place, value in self.shown.items():
            if 1 <= value < self.threshold:
                self._found("SMALL_SHOWN", place)
            if truth[place] != value:
                self._found("WRONG", place)
        try:
            if not self._build():
                return [*self.findings, Finding("CLASH", ())]
            for gap in self.gaps:
                self._question(gap, truth[gap.place])
        except TimeoutError:
            self.findings.append(Finding("UNDECIDED", ()))
        return self.findings

    def _question(self, gap: Gap, true: int) -> None:
        if not 1 <= true < self.threshold:
            if not self._second_value(gap):
                self._found("EXACT", gap.place)
            return
        ends = {1, self.threshold - 1}
        asked = range(1, self.threshold) if self.every_value else sorted({*ends, true})
        left = {value for value in asked if self._allows(gap, value)}
        if len(left) == 1:
            self._found("PINNED" if self._second_value(gap) else "EXACT", gap.place)
        elif not ends <= left:
            self._found("NARROW", gap.place)
        elif len(left) < len(asked):
            self._found("UNCOVERED", gap.place)

    def _found(self, kind: str, place: Place) -> None:
        self.findings.append(Finding(kind, tuple(sorted(place))))


def brute_force(document: Mapping[str, Any], total: int) -> dict[Place, set[int]]:
    """Values of each gap over every table with this total: for tiny documents, to test the attacker."""
    mind = Attack(document)
    size = int(np.prod([len(mind.atoms[name]) for name in mind.names]))
    floors = mind.floors()
    found: dict[Place, set[int]] = {place: set() for place in mind.hidden}
    rows = {place: mind.row(place) for place in (*mind.shown, *mind.hidden)}
    facts = [([(mind.row(p), w) for p, w in terms], low, high) for terms, low, high in mind.facts]
    for bars in combinations(range(total + size - 1), size - 1):
        cells = np.diff([-1, *bars, total + size - 1]) - 1
        if any(cells[rows[place]].sum() != value for place, value in mind.shown.items()):
            continue
        if any(cells[rows[place]].sum() < least for place, least in floors.items()):
            continue
        if any(not low <= sum(w * cells[r].sum() for r, w in terms) <= high for terms, low, high in facts):
            continue
        for place in mind.hidden:
            found[place].add(int(cells[rows[place]].sum()))
    return found
