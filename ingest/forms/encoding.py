"""Which letters the bytes of a text without a mark are: UTF-8, or else Windows-1252 where nothing speaks against it.

Windows-1252 gives nearly every byte a letter, so text in yet another encoding would be read without an error and
wrongly. Signs of that (a low quotation mark for the e-acute of DOS, a capital within a word) refuse the file.
"""

import re
from collections.abc import Iterator

import numpy as np

from ingest.forms.fault import RowFaults
from ingest.forms.quotes import count_lines

AS_UTF8 = "save the file as CSV UTF-8."
READ_AS_WINDOWS = "The text is not UTF-8; it was read as Windows-1252."
_ODD = re.compile(
    "[\ufffd\u201a\u0192\u201e\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d\u02dc\u0161\u203a\u0153\u017e\u0178]"
    "|[\u00c2\u00c3][\u0080-\u00bf]|\u00e2[\u20ac\u201a\u201e]|[\u00d0\u00d5\u00d7\u00f7]"
    "|[a-z][\u00c0-\u00de]|[A-Za-z][\u2026\u2022\u201c\u201d][a-z]"
)
"""No sign in Windows-1252; UTF-8 read as Windows-1252; an old encoding of DOS or the Mac read as Windows-1252."""


class InUtf8:
    """Blocks of whole lines, turned into UTF-8 on the way; ``notes`` says afterwards what was chosen."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self._seen_utf8 = self._is_windows = False

    @property
    def notes(self) -> tuple[str, ...]:
        """What the sender should know of the encoding that was read."""
        return (READ_AS_WINDOWS,) if self._is_windows else ()

    def __iter__(self) -> Iterator[bytes]:
        """The blocks in UTF-8. FileFaultError, with the rows, where the text is in no encoding that is read."""
        row = 1
        for block in self._blocks:
            yield block if block.isascii() else self._decoded(block, row)
            row += count_lines(block)

    def _decoded(self, block: bytes, row: int) -> bytes:
        if not self._is_windows and _is_utf8(block):
            self._seen_utf8 = True
            return block
        self._is_windows = True
        text = block.decode("cp1252", errors="replace")
        if self._seen_utf8 or _ODD.search(text):
            _odd_rows(block, row).check()
        return text.encode()


def _odd_rows(block: bytes, first_row: int) -> RowFaults:
    """The rows of a block that are neither UTF-8 nor likely Windows-1252; else those that are not UTF-8."""
    lines = list(enumerate(block.split(b"\n")))
    odd = [row for row, line in lines if _ODD.search(line.decode("cp1252", errors="replace"))]
    foreign = [row for row, line in lines if not _is_utf8(line)]
    rows = sorted({*odd} & {*foreign}) or foreign or odd
    faults = RowFaults()
    rule = "text that is not UTF-8 throughout, and no clear Windows-1252 either"
    faults.add(rule, np.asarray(rows, np.int64) + first_row, AS_UTF8)
    return faults


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True
