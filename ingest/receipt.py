"""What an agency is told about its file: every row accounted for, every fault by column, rule and row number.

A receipt holds no value of the file. It always closes: rows = accepted + outside_area + no_location + refused +
not_prescribed.
"""

from dataclasses import dataclass
from typing import Any

from geo.checks import Refused
from ingest.periods import Period

ROWS_NAMED = 20


@dataclass(frozen=True)
class Problem:
    """One fault. ``rows`` are the first 20 row numbers as a spreadsheet counts them (the headings are row 1)."""

    column: str
    rule: str
    rows: tuple[int, ...]
    count: int
    do: str

    def as_text(self) -> str:
        """One clause: column, rule, how many rows and which."""
        return f"{self.column}: {self.rule} ({rows_in_words(self.rows, self.count)})"


@dataclass(frozen=True)
class Receipt:
    """The account of one file. Counts are rows of the file; ``events`` is how many events the accepted rows make.

    ``not_prescribed``: honest rows of a real layout that the Regulations do not ask for; not loaded, and no fault.
    ``batch`` stays empty until the batch is stored. A receipt that does not close cannot be made.
    """

    dataset: str
    provider: str
    period: Period
    file_name: str
    mapping: str
    fingerprint: str
    rows: int
    accepted: int
    outside_area: int
    no_location: int
    refused: int
    events: int
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    batch: str = ""
    not_prescribed: int = 0

    def __post_init__(self) -> None:
        counted = self.accepted + self.outside_area + self.no_location + self.refused + self.not_prescribed
        if counted != self.rows:
            raise Refused(
                f"{self.file_name}: the receipt does not close.",
                f"{self.rows} rows in the file, {counted} accounted for.",
                "report this as a fault of the hub; nothing was stored.",
            )

    def as_dict(self) -> dict[str, Any]:
        """The receipt as plain values for JSON; the period as its text."""
        fields = {name: getattr(self, name) for name in self.__dataclass_fields__}
        problems = [{**vars(problem), "rows": list(problem.rows)} for problem in self.problems]
        return {**fields, "period": str(self.period), "problems": problems, "notes": list(self.notes)}

    def as_text(self) -> str:
        """The receipt in lines for a reader."""
        return "\n".join([*self._heading(), *self._counts(), *self._faults(), *self.notes])

    def _heading(self) -> list[str]:
        read_by = f"{self.dataset} from {self.provider}, {self.period.words()}, read by the mapping {self.mapping}"
        return [f"RECEIPT {self.file_name}", read_by, *([f"Batch {self.batch}"] if self.batch else [])]

    def _counts(self) -> list[str]:
        lines = {
            "rows in the file": self.rows,
            "accepted": self.accepted,
            "outside the area": self.outside_area,
            "no location": self.no_location,
            "refused": self.refused,
            "not prescribed, so not loaded": self.not_prescribed,
            "events accepted": self.events,
        }
        return [f"{count:>12,}  {name}" for name, count in lines.items()]

    def _faults(self) -> list[str]:
        return [line for problem in self.problems for line in (f"  - {problem.as_text()}", f"    Do: {problem.do}")]


def rows_in_words(rows: tuple[int, ...], count: int) -> str:
    """'row 7', 'rows 2, 9' or 'rows 2, 3, 4 and others, 120 in all'."""
    if count == 1 and rows:
        return f"row {rows[0]}"
    named = ", ".join(str(row) for row in rows[:5])
    return f"rows {named}" if count <= 5 else f"rows {named} and others, {count:,} in all"
