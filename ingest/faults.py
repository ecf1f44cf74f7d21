"""The rows of a file that are refused, and why: by column, rule and row number, never by value."""

import numpy as np
from numpy.typing import NDArray

from ingest.contract import Dataset, ExtractRefused
from ingest.extract import FIRST_ROW
from ingest.receipt import ROWS_NAMED, Problem

SHARE_REFUSED = 0.05
"""More than this share of refused rows refuses the whole file: it is then a wrong layout, not a few bad cells."""

Mask = NDArray[np.bool_]


class Faults:
    """Collects the refused rows of one file of ``rows`` rows; ``refused`` marks them by position (0 is row 2).

    ``not_prescribed`` counts rows that are no fault: the layout carries them, the Regulations do not ask for them.
    """

    def __init__(self, rows: int) -> None:
        self.refused: Mask = np.zeros(rows, dtype=bool)
        self.problems: list[Problem] = []
        self.not_prescribed = 0

    def add(self, column: str, rule: str, bad: Mask, do: str) -> None:
        """Refuse the rows marked in ``bad`` (one for each row of the file) under one rule; nothing when none is."""
        where = np.flatnonzero(bad)
        if where.size:
            rows = tuple(int(row) + FIRST_ROW for row in where[:ROWS_NAMED])
            self.problems.append(Problem(column, rule, rows, int(where.size), do))
            self.refused |= bad

    def mark(self, positions: NDArray[np.int64]) -> Mask:
        """A mask over the rows of the file from positions."""
        bad = np.zeros(self.refused.size, dtype=bool)
        bad[positions] = True
        return bad

    def check_share(self, file_name: str, dataset: Dataset) -> None:
        """ExtractRefused, with every fault found, when more than 5 % of the rows are refused."""
        bad, rows = int(self.refused.sum()), self.refused.size
        if bad <= SHARE_REFUSED * rows:
            return
        share = f"{bad:,} of {rows:,} rows do not keep the contract of {dataset.words}; more than 5 % refuses the file."
        raise ExtractRefused(
            f"{file_name}: {share}",
            "; ".join(problem.as_text() for problem in self.problems) + ".",
            " ".join(dict.fromkeys(f"{problem.column}: {problem.do}" for problem in self.problems)),
        )
