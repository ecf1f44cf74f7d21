"""One fault of a file, in words: column, rule, row numbers and what to do; never a value, but for a habit.

A *habit* is an unknown code that a system writes again and again: it says something about the system, not about a
person, so it may be quoted with the nearest code that is allowed (house rule 9).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

ROWS_NAMED = 20
"""Row numbers that a refusal looks at before it says "and others"."""
ROWS_LISTED = 1_000
"""Row numbers that a receipt keeps of one fault."""


@dataclass(frozen=True)
class Habit:
    """An unknown code, how many refused rows hold it, and the nearest allowed code ('' where none is near)."""

    code: str
    times: int
    nearest: str

    def as_text(self) -> str:
        """'"Burglery" 12 times, perhaps "Burglary"'."""
        return f'"{self.code}" {self.times:,} times' + (f', perhaps "{self.nearest}"' if self.nearest else "")


@dataclass(frozen=True)
class Problem:
    """One fault. ``rows`` are its first 1,000 row numbers as a spreadsheet counts them (the headings are row 1)."""

    column: str
    rule: str
    rows: tuple[int, ...]
    count: int
    do: str
    habits: tuple[Habit, ...] = ()

    def as_text(self) -> str:
        """One clause: column, rule, how many rows and which of the first."""
        quoted = f": {', '.join(habit.as_text() for habit in self.habits)}" if self.habits else ""
        return f"{self.column}: {self.rule}{quoted} ({rows_in_words(self.rows, self.count)})"

    def all_rows(self, most: int = ROWS_LISTED) -> str:
        """Every row number, runs as '2-40', up to ``most`` runs: '2-40, 45 and 3 more rows'."""
        found = runs(self.rows)
        shown, rest = found[:most], self.count - sum(last - first + 1 for first, last in found[:most])
        words = ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in shown)
        return words + (f" and {rest:,} more {'row' if rest == 1 else 'rows'}" if rest else "")

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {**vars(self), "rows": list(self.rows), "habits": [vars(habit) for habit in self.habits]}


def read_problem(values: dict[str, Any]) -> Problem:
    """A problem back from its plain values; those kept before habits were told apart have none."""
    habits = tuple(Habit(**habit) for habit in values.get("habits", ()))
    return Problem(**{**values, "rows": tuple(values["rows"]), "habits": habits})


def rows_in_words(rows: tuple[int, ...], count: int) -> str:
    """'row 7', 'rows 2, 9' or 'rows 2, 3, 4 and others, 120 in all'."""
    if count == 1 and rows:
        return f"row {rows[0]}"
    named = ", ".join(str(row) for row in rows[:5])
    return f"rows {named}" if count <= 5 else f"rows {named} and others, {count:,} in all"


def runs(rows: Iterable[int]) -> list[tuple[int, int]]:
    """First and last of each run of consecutive numbers; ``rows`` ascend."""
    found: list[tuple[int, int]] = []
    for row in rows:
        if found and row == found[-1][1] + 1:
            found[-1] = (found[-1][0], row)
        else:
            found.append((row, row))
    return found
