"""Why a file is no table: what was found, in which rows, what to do. Never a value of the file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

ROWS_NAMED = 20
AS_CSV = "export the data as CSV (comma, UTF-8); a new name does not make a CSV."
AGAIN = "fetch or export the file again."
NO_ROWS = ("headings and no rows.", "ask the agency for the rows; for a period without events send a nil return.")


@dataclass(frozen=True)
class RowFault:
    """One rule that rows break: the first 20 row numbers (the headings are row 1), and how many there are in all."""

    rule: str
    do: str
    rows: tuple[int, ...]
    count: int


class FileFaultError(Exception):
    """A file that cannot be read: what was ``found``, what to ``do``, and the rows that break a rule, if rows do."""

    def __init__(self, found: str = "", do: str = "", rows: Iterable[RowFault] = ()) -> None:
        super().__init__(found)
        self.found = found
        self.do = do
        self.rows = tuple(rows)


class RowFaults:
    """Collects rows that break rules while a file streams by; keeps 20 row numbers and a count for each rule."""

    def __init__(self) -> None:
        self._faults: dict[str, RowFault] = {}

    def __bool__(self) -> bool:
        return bool(self._faults)

    def add(self, rule: str, rows: Sequence[int] | NDArray[np.int64], do: str) -> None:
        """Note rows (in order) that break ``rule``; nothing when there are none."""
        if len(rows):
            self._join(RowFault(rule, do, tuple(int(row) for row in rows[:ROWS_NAMED]), len(rows)))

    def take(self, others: "RowFaults", first_row: int) -> None:
        """Add the faults of one block of the file, whose row numbers count from 0, at ``first_row``."""
        for fault in others._faults.values():
            self._join(replace(fault, rows=tuple(row + first_row for row in fault.rows)))

    def _join(self, fault: RowFault) -> None:
        known = self._faults.get(fault.rule)
        if known:
            rows = (*known.rows, *fault.rows)[:ROWS_NAMED]
            fault = replace(fault, rows=rows, count=known.count + fault.count)
        self._faults[fault.rule] = fault

    def check(self) -> None:
        """FileFaultError, with every fault, when there is one."""
        if self._faults:
            raise FileFaultError(rows=self._faults.values())
