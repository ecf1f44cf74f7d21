"""Lines of a CSV that a lenient reader would let pass: misplaced quotation marks, stray line ends, blank lines."""

import re
from functools import cache

import numpy as np

from ingest.forms.fault import RowFaults

_QUOTE, _LF, _CR = 34, 10, 13
_SLICE = 1 << 20
_AGAIN = "export the file again as CSV."


def note_bad_lines(block: bytes, separator: str, faults: RowFaults) -> None:
    """Note the lines of a block (counted from 0; the last may lack its end) whose ends or marks are out of place."""
    if b"\r" in block and block.count(b"\r") != block.count(b"\r\n"):
        torn = [row for row, line in enumerate(block.split(b"\n")) if b"\r" in line[:-1]]
        faults.add("a line end (CR) within a line", torn, "use LF or CRLF as line end.")
    if b'"' in block and not _are_quotes_in_place(block, separator):
        note_bad_quotes(block, separator, faults)


def note_blank_lines(block: bytes, faults: RowFaults) -> None:
    """Note the lines with nothing in them; a parser would see a row of blank cells."""
    if not _may_have_blank(block):
        return
    blank = [row for row, line in enumerate(block.removesuffix(b"\n").split(b"\n")) if line in (b"", b"\r")]
    faults.add("blank lines", blank, "delete the blank lines.")


def note_bad_quotes(block: bytes, separator: str, faults: RowFaults) -> None:
    """Note the lines that have a quoted cell which does not open and close within the line, beside separators."""
    good = _good_line(separator)
    stray = [row for row, line in enumerate(block.split(b"\n")) if not good.fullmatch(line)]
    faults.add("a quotation mark out of place, or a line break inside a cell", stray, _AGAIN)


def count_lines(block: bytes) -> int:
    """Lines of a block; the last one may lack its line end."""
    text = np.frombuffer(block, np.uint8)
    ends = sum(int(np.count_nonzero(text[at : at + _SLICE] == _LF)) for at in range(0, text.size, _SLICE))
    return ends + (not block.endswith(b"\n"))


def _may_have_blank(block: bytes) -> bool:
    """Whether a line end follows another, or is the first thing; looked for in slices, which the cache holds."""
    text = np.frombuffer(block, np.uint8)
    parts = (text[at : at + _SLICE + 1] == _LF for at in range(0, text.size, _SLICE))
    doubled = (bool(np.any(part[1:] & part[:-1])) for part in parts)
    return block.startswith((b"\n", b"\r\n")) or any(doubled) or (b"\r" in block and b"\n\r\n" in block)


def _are_quotes_in_place(block: bytes, separator: str) -> bool:
    """Whether every quoted cell opens after a separator and closes before one.

    Counted through the block, odd marks open and even marks close; a doubled mark within a cell closes and opens
    again. A line break inside a cell is not seen here: it makes fewer rows than lines.
    """
    text = np.frombuffer(block, np.uint8)
    marks = np.flatnonzero(text == _QUOTE)
    if marks.size % 2:
        return False
    opening, closing = marks[0::2], marks[1::2]
    before = np.where(opening > 0, text[opening - 1], _LF)
    after = np.where(closing + 1 < text.size, text[np.minimum(closing + 1, text.size - 1)], _LF)
    cut = ord(separator)
    opens = (before == cut) | (before == _LF) | (before == _QUOTE)
    closes = (after == cut) | (after == _LF) | (after == _CR) | (after == _QUOTE)
    return bool(opens.all() and closes.all())


@cache
def _good_line(separator: str) -> re.Pattern[bytes]:
    cut = re.escape(separator).encode()
    cell = rb'(?:"(?:[^"]|"")*+"|[^"' + cut + rb"]*+)"
    return re.compile(cell + b"(?:" + cut + cell + rb")*+\r?")
