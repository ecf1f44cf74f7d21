"""The rows of a file that are refused, and why: by column, rule and row number, never by value."""

import numpy as np
from numpy.typing import NDArray

from ingest.contract import Dataset, ExtractRefused
from ingest.extract import FIRST_ROW
from ingest.problems import ROWS_LISTED, Habit, Problem

SHARE_REFUSED = 0.5
"""More than this share of refused rows refuses the whole file: it is then a wrong layout, not a few bad cells.

Below it the good rows make a batch; whether that is loaded or held in quarantine is for the hub's settings to say.
"""

Mask = NDArray[np.bool_]


class Faults:
    """Collects the refused rows of one file of ``rows`` rows; ``refused`` marks them by position (0 is row 2).

    ``not_prescribed`` counts rows that are no fault: the layout carries them, the Regulations do not ask for them.
    """

    def __init__(self, rows: int) -> None:
        self.refused: Mask = np.zeros(rows, dtype=bool)
        self.problems: list[Problem] = []
        self.not_prescribed = 0

    def add(self, column: str, rule: str, bad: Mask, do: str, habits: tuple[Habit, ...] = ()) -> None:
        """Refuse the rows marked in ``bad`` (one for each row of the file) under one rule; nothing when none is."""
        where = np.flatnonzero(bad)
        if where.size:
            rows = tuple(int(row) + FIRST_ROW for row in where[:ROWS_LISTED])
            self.problems.append(Problem(column, rule, rows, int(where.size), do, habits))
            self.refused |= bad

    def mark(self, positions: NDArray[np.int64]) -> Mask:
        """A mask over the rows of the file from positions."""
        bad = np.zeros(self.refused.size, dtype=bool)
        bad[positions] = True
        return bad

    def check_share(self, file_name: str, dataset: Dataset, limit: float = SHARE_REFUSED) -> None:
        """ExtractRefused, with every fault found, when more than the share ``limit`` of the rows is refused."""
        bad, rows = int(self.refused.sum()), self.refused.size
        if bad <= limit * rows:
            return
        most = f"more than {100 * limit:g} % refuses the file."
        share = f"{bad:,} of {rows:,} rows do not keep the contract of {dataset.words}; {most}"
        raise ExtractRefused(
            f"{file_name}: {share}",
            "; ".join(problem.as_text() for problem in self.problems) + ".",
            " ".join(dict.fromkeys(f"{problem.column}: {problem.do}" for problem in self.problems)),
            tuple(self.problems),
        )
