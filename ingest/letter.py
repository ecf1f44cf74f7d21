"""A receipt or a refusal as a letter that a liaison officer can act on; paper and files are written from it.

It holds what the receipt holds and nothing more: counts, columns, rules and row numbers, never a value of the file.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from geo.checks import Refused
from ingest.problems import Problem

Pairs = tuple[tuple[str, str], ...]
NOTHING_STORED = (
    "The file was refused whole. Nothing of it was stored or held, and what the hub held before is unchanged."
)


@dataclass(frozen=True)
class Standing:
    """What became of a file: the ``heading`` of the letter, the ``verdict`` in a sentence or two, what to do next."""

    heading: str
    verdict: str
    next_steps: tuple[str, ...] = ()


@dataclass(frozen=True)
class Letter:
    """What the reader is told, in order. ``sums`` are rows of the file; ``quality`` is how they are located."""

    standing: Standing
    file_name: str
    facts: Pairs = ()
    sums: tuple[tuple[str, int], ...] = ()
    quality: Pairs = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """'Receipt: crime.csv'."""
        return f"{self.standing.heading}: {self.file_name}"


def refusal_letter(refusal: Refused, file_name: str, problems: Sequence[Problem]) -> Letter:
    """A refusal as a letter; ``problems`` are the faults row by row, where the file was read as far as its rows."""
    standing = Standing("Refused", NOTHING_STORED, (refusal.do,))
    reason = ("Reason", refusal.what.removeprefix(f"{file_name}: "))
    facts = [reason] if problems else [reason, ("Found", refusal.found)]
    return Letter(standing, file_name, facts=tuple(facts), problems=tuple(problems))


def as_text(letter: Letter, runs: int) -> str:
    """The letter in plain lines, with up to ``runs`` runs of row numbers of each fault."""
    return "\n".join(
        [
            f"{letter.standing.heading.upper()} {letter.file_name}",
            letter.standing.verdict,
            *(f"{name}: {words}" for name, words in letter.facts),
            *(f"{count:>12,}  {name}" for name, count in letter.sums),
            *(f"{words:>12}  {name}" for name, words in letter.quality),
            *(line for problem in letter.problems for line in _fault(problem, runs)),
            *letter.notes,
            *(f"Do: {step}" for step in letter.standing.next_steps),
        ]
    )


def _fault(problem: Problem, runs: int) -> list[str]:
    quoted = [f"    {habit.as_text()}" for habit in problem.habits]
    rows = f"    rows {problem.all_rows(runs)}" if problem.count > 1 else f"    row {problem.all_rows()}"
    return [f"  - {problem.column}: {problem.rule} ({problem.count:,})", *quoted, rows, f"    Do: {problem.do}"]
