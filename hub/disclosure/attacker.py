"""An attacker on released publications, written apart from the suppressor and in other terms.

It reads a publication document (`saferhub-publication/1`) and, where it is known, the truth. It thinks in *atoms*: the
common refinement of every code used anywhere in the document, in every dimension at once. A table that fits is one
whole number for each cell of the joint cube of atoms. For each gap it asks, by linear and then whole-number
programming, which values some fitting table has. It never asks how the gaps were chosen, and imports nothing of what
chose them.

Findings: EXACT one value fits a gap; PINNED one of the small values is left; NARROW an end of the small values is ruled
out; UNCOVERED a small value is ruled out; SMALL_SHOWN a small count in print; WRONG a printed value is not the truth;
CLASH no table fits. UNDECIDED is no finding but a failure of the attack, and never a sign of safety. Without the truth,
a gap counts as small where every value that fits it is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from hub.disclosure.reading import Place, Reading

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
SECONDS = 20.0


@dataclass(frozen=True)
class Finding:
    """What an attacker found, and of which cell: its full key."""

    kind: str
    key: tuple[tuple[str, str], ...]
    note: str = ""


@dataclass
class Gap:
    """A hidden cell: the columns of its atoms, the least it can be, and the values seen in tables that fit."""

    place: Place
    row: Ints
    least: int
    values: set[int] = field(default_factory=set)


def attack(
    document: Mapping[str, Any], truth: Mapping[Place, int] | None = None, every_value: bool = True
) -> list[Finding]:
    """Everything an attacker finds. ``truth`` holds the true count by full key. Small gaps are tried at each small
    value, or at both ends only; other gaps until a second value is found."""
    return Attack(document, every_value).run(truth)


class Attack(Reading):
    """One attack on one document; ``attack`` runs it."""

    def __init__(self, document: Mapping[str, Any], every_value: bool = True) -> None:
        super().__init__(document)
        self.every_value = every_value
        self.findings: list[Finding] = []
        self.gaps: list[Gap] = []
        self.tables: list[Floats] = []

    @property
    def smallest(self) -> int:
        """The smallest count that is small: 0 where zeros count as small."""
        return 0 if self.zeros_shown is False else 1

    def tell(self, leaves: Mapping[tuple[str, ...], int]) -> dict[Place, int]:
        """Tell the attack the true table, by leaf codes in the order of ``names``; gives the true count of every cell.

        A leaf code that no cell of the document holds is left out.
        """
        table = self.offer(leaves)
        return {place: int(table[self.row(place)].sum()) for place in (*self.shown, *self.hidden)}

    def offer(self, leaves: Mapping[tuple[str, ...], int]) -> Floats:
        """Offer a table that may fit: the attack believes it only if it does, and need not search for its values."""
        numbers = [self.atom_of[name] for name in self.names]
        table = np.zeros([len(self.atoms[name]) for name in self.names])
        for key, count in leaves.items():
            at = [number.get(code) for number, code in zip(numbers, key, strict=True)]
            if None not in at:
                table[tuple(at)] += count
        self.tables.append(table.ravel())
        return self.tables[-1]

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
        rows: list[list[tuple[Ints, int]]] = []  # columns, and how often each of them counts
        low: list[float] = []
        high: list[float] = []
        for place, value in sorted(self.shown.items(), key=lambda item: sorted(item[0])):
            if value:
                rows.append([(self._live(place), 1)])
                low.append(value - self.spread[place])
                high.append(value + self.spread[place])
        floors = self.floors()
        for place in sorted(self.hidden, key=sorted):
            columns = self._live(place)
            self.gaps.append(Gap(place, columns, floors[place]))
            rows.append([(columns, 1)])
            low.append(floors[place])
            high.append(np.inf)
        for terms, least, most in self.facts:
            rows.append([(self._live(place), weight) for place, weight in terms])
            low.append(least)
            high.append(most)
        if self.size == 0:
            return True
        self.matrix = _gather(rows, self.size)
        self.low, self.high = np.array(low, dtype=float), np.array(high, dtype=float)
        fitting = [table[~dead] for table in self.tables if self._fits(table)]
        for table in fitting:
            self._learn(table)
        return bool(fitting) or self._solve(np.zeros(self.size)) is not None

    def _fits(self, table: Floats) -> bool:
        live = table[self.number >= 0]
        sums = self.matrix @ live
        whole = table.sum() == live.sum()  # nothing lies where zeros are printed
        return bool(whole and np.all((sums >= self.low) & (sums <= self.high)))

    def _live(self, place: Place) -> Ints:
        columns: Ints = self.number[self.row(place)]
        return columns[columns >= 0]

    def _solve(self, cost: Floats, fixed: tuple[Ints, int] | None = None) -> Floats | None:
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
                table: Floats = np.rint(found.x)
                self._learn(table)
                return table
            if found.status != 0:
                raise TimeoutError
        return None

    def _learn(self, table: Floats) -> None:
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

    def run(self, truth: Mapping[Place, int] | None = None) -> list[Finding]:
        """All findings."""
        for place in self.contradicted:
            self._found("CLASH", place)
        for place, value in self.shown.items():
            if 1 <= value < self.threshold:
                self._found("SMALL_SHOWN", place)
            if truth is not None and abs(truth[place] - value) > self.spread[place]:
                self._found("WRONG", place)
        try:
            if not self._build():
                return [*self.findings, Finding("CLASH", ())]
            for gap in self.gaps:
                known = self._is_small(gap) if truth is None else self.smallest <= truth[gap.place] < self.threshold
                self._question(gap, known)
        except TimeoutError:
            self.findings.append(Finding("UNDECIDED", ()))
        return self.findings

    def _is_small(self, gap: Gap) -> bool:
        """Whether every table that fits has a small count in a gap, and nothing from the threshold up."""
        if not len(gap.row) or (self.smallest and self._allows(gap, 0)) or self._allows(gap, self.threshold):
            return False
        self._solve_bounded(gap, -1.0, self.threshold)
        return max(gap.values) < self.threshold

    def _question(self, gap: Gap, small: bool) -> None:
        if not small:
            if not self._second_value(gap):
                self._found("EXACT", gap.place)
            return
        asked = list(range(self.smallest, self.threshold))
        ends = {asked[0], asked[-1]}
        left = {value for value in (asked if self.every_value else sorted(ends)) if self._allows(gap, value)}
        left |= gap.values & set(asked)
        if len(left) == 1:
            self._found("PINNED" if self._second_value(gap) else "EXACT", gap.place)
        elif not ends <= left:
            self._found("NARROW", gap.place)
        elif self.every_value and len(left) < len(asked):
            self._found("UNCOVERED", gap.place)

    def _found(self, kind: str, place: Place) -> None:
        self.findings.append(Finding(kind, tuple(sorted(place))))


def _gather(rows: Sequence[Sequence[tuple[Ints, int]]], size: int) -> csr_array:
    """The matrix of these rows: a column that a row names twice counts twice."""
    parts = [(number, columns, weight) for number, row in enumerate(rows) for columns, weight in row]
    lengths = np.array([len(columns) for _, columns, _ in parts], dtype=np.int64)
    weights = np.repeat(np.array([weight for _, _, weight in parts], dtype=float), lengths)
    places = np.repeat(np.array([number for number, _, _ in parts], dtype=np.int64), lengths)
    columns = np.concatenate([np.empty(0, dtype=np.int64), *(columns for _, columns, _ in parts)])
    return csr_array((weights, (places, columns)), shape=(len(rows), size))
