"""Heights of the rows of a workbook whose words wrap: not every program finds them by itself when it opens a file."""

from collections.abc import Iterable, Sequence
from typing import Any

from hub.paper.characters import wrap

SIZE, LINE, UNIT = 10.5, 15.75, 5.25
"""Points of a letter, of a line of them, and of one character in the width of a column. The letters are of 12 points,
but of a face that is so much narrower than the one whose widths are known here."""
HIGHEST = 409.0
"""Points; a row of a spreadsheet is no higher."""


def give_room(sheet: Any, first: int, rows: Iterable[Sequence[str]], widths: Sequence[float]) -> None:
    """Make each row of a sheet as high as its words ask for.

    Args:
        sheet: A worksheet of XlsxWriter.
        first: Number of the first row, from 0.
        rows: The words of each row, cell by cell; a row may end before the last column.
        widths: Of the columns, in characters.
    """
    for at, row in enumerate(rows, first):
        lines = max((_count_lines(words, width) for words, width in zip(row, widths, strict=False)), default=1)
        if lines > 1:
            sheet.set_row(at, min(lines * LINE, HIGHEST))


def _count_lines(words: str, width: float) -> int:
    return sum(len(wrap(line, SIZE, width * UNIT)) for line in words.split("\n"))
