"""From a file to rows of text and a fingerprint; everything that is not such a table is refused here.

A CSV is read strictly: comma, UTF-8 (a byte order mark is allowed), one line a row, as many cells as headings. Nothing
is guessed: no types, no missing-value words, no separator. gzip is unpacked on the way. The file is watched while it
streams, so a hostile one (a 2 GB line, a bomb) costs no more than its first megabytes.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from geo.checks import Refused
from ingest.problems import ROWS_NAMED, rows_in_words
from ingest.stream import LINE_LIMIT, FileFaultError, read_watched

FIELD_LIMIT = 10_000
FIRST_ROW = 2  # the headings are row 1, as in a spreadsheet
_CELL = rb'(?:"(?:[^"]|"")*+"|[^",]*+)'
_GOOD_LINE = re.compile(_CELL + rb"(?:," + _CELL + rb")*+\r?")


class FileUnreadable(Refused):
    """What was sent is not a table of text: an image, an empty file, a huge line, ragged rows, another encoding."""

    exit_code: ClassVar[int] = 11


@dataclass(frozen=True)
class Extract:
    """One file as text. ``table`` has one text column for each heading, blanks as ''; row i of it is row i + 2."""

    file_name: str
    fingerprint: str
    table: pa.Table = field(repr=False)
    _encoded: dict[str, pa.DictionaryArray] = field(default_factory=dict, repr=False, compare=False)

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings, as written (outer blanks removed)."""
        return tuple(self.table.column_names)

    @property
    def rows(self) -> int:
        """Rows under the headings."""
        return int(self.table.num_rows)

    def texts(self, heading: str) -> pa.DictionaryArray:
        """One column with outer blanks removed, each distinct text held once."""
        if heading not in self._encoded:
            texts = pc.utf8_trim_whitespace(self.table.column(heading)).combine_chunks()
            self._encoded[heading] = texts.dictionary_encode()
        return self._encoded[heading]


def safe_name(path: Path) -> str:
    """The file's own name for messages: no folder, nothing that could break a line, at most 80 characters."""
    return re.sub(r"[^\w .()+-]", "_", path.name)[:80] or "file"


def read_extract(path: Path) -> Extract:
    """Read a CSV or a gzip of one. FileUnreadable when it is not a strict table (see the head of this file)."""
    name = safe_name(path)
    try:
        data, fingerprint = read_watched(path)
        headings = _read_headings(data)
        _check_lines(data)
        table = _read_table(data, headings)
        _check_cells(table)
    except FileFaultError as fault:
        found, do = fault.found, fault.do
    else:
        return Extract(name, fingerprint, table)
    raise FileUnreadable(f"{name}: the file cannot be read as a table.", found, do)


def _read_headings(data: bytearray) -> list[str]:
    end = data.find(b"\n")
    first = bytes(data if end < 0 else data[:end]).decode("utf-8")
    try:
        headings = [heading.strip() for heading in next(csv.reader(io.StringIO(first)), [])]
    except csv.Error:
        raise FileFaultError("headings that cannot be read.", "export the file again as CSV.") from None
    others = [name for mark, name in ((";", "semicolon"), ("\t", "tab"), ("|", "bar")) if mark in first]
    if len(headings) == 1 and others:
        raise FileFaultError(
            f"one column; the separator seems to be a {others[0]}.", "save it again with commas between the columns."
        )
    if len(set(headings)) != len(headings):
        raise FileFaultError(
            "two columns with the same heading, or without any.", "give every column a heading of its own."
        )
    if end < 0:
        raise FileFaultError(
            "headings and no rows.", "ask the agency for the rows; for a period without events send a nil return."
        )
    return headings


def _check_lines(data: bytearray) -> None:
    """Refuse blank lines, stray line ends and misplaced quotation marks by row number; the reader lets them pass."""
    if data.startswith((b"\n", b"\r\n")) or b"\n\n" in data or b"\n\r\n" in data:
        blank = [row for row, line in enumerate(data.split(b"\n"), 1) if bytes(line) in (b"", b"\r")]
        raise _faulty_rows("blank lines", blank, "delete the blank lines.")
    if data.count(b"\r") != data.count(b"\r\n"):
        torn = [row for row, line in enumerate(data.split(b"\n"), 1) if b"\r" in line[:-1]]
        raise _faulty_rows("a line end (CR) within a line", torn, "use LF or CRLF as line end.")
    if stray := [row for row, line in _quoted_lines(data) if not _GOOD_LINE.fullmatch(line)]:
        rule = "a quotation mark out of place, or a line break inside a cell"
        raise _faulty_rows(rule, stray, "export the file again as CSV.")


def _quoted_lines(data: bytearray) -> Iterator[tuple[int, bytearray]]:
    """Row number and bytes of each line that has a quotation mark, without looking at the others."""
    row, seen = 1, 0
    while (mark := data.find(b'"', seen)) >= 0:
        row += data.count(b"\n", seen, mark)
        start, end = data.rfind(b"\n", 0, mark) + 1, data.find(b"\n", mark)
        seen = len(data) if end < 0 else end
        yield row, data[start:seen]


def _read_table(data: bytearray, headings: list[str]) -> pa.Table:
    """Parse the rows as text: fast first; when that fails, once more in one thread, which numbers the ragged rows."""
    try:
        return _parse(data, headings, pacsv.ParseOptions(ignore_empty_lines=False), True)
    except pa.ArrowInvalid:
        ragged: list[int] = []
    _parse(data, headings, pacsv.ParseOptions(ignore_empty_lines=False, invalid_row_handler=_Noting(ragged)), False)
    raise _faulty_rows(f"not {len(headings)} cells, as there are headings", ragged, "export the file again as CSV.")


def _parse(data: bytearray, headings: list[str], parse: pacsv.ParseOptions, use_threads: bool) -> pa.Table:
    read = pacsv.ReadOptions(use_threads=use_threads, column_names=headings, skip_rows=1, block_size=4 * LINE_LIMIT)
    types = dict.fromkeys(headings, pa.string())
    convert = pacsv.ConvertOptions(column_types=types, strings_can_be_null=False, null_values=[])
    return pacsv.read_csv(
        pa.BufferReader(pa.py_buffer(data)), read_options=read, parse_options=parse, convert_options=convert
    )


class _Noting:
    """Notes the number of each ragged row, never its text."""

    def __init__(self, rows: list[int]) -> None:
        self.rows = rows

    def __call__(self, row: pacsv.InvalidRow) -> str:
        self.rows.append(row.number)
        return "skip"


def _check_cells(table: pa.Table) -> None:
    if table.num_rows == 0:
        raise FileFaultError(
            "headings and no rows.", "ask the agency for the rows; for a period without events send a nil return."
        )
    for column in table.columns:
        long = pc.indices_nonzero(pc.greater(pc.binary_length(column), FIELD_LIMIT)).to_pylist()
        if long:
            rows = [row + FIRST_ROW for row in long]
            raise _faulty_rows(
                f"a cell longer than {FIELD_LIMIT:,} characters", rows, "take free text out of the extract."
            )


def _faulty_rows(rule: str, rows: list[int], do: str) -> FileFaultError:
    return FileFaultError(f"{rule} ({rows_in_words(tuple(rows[:ROWS_NAMED]), len(rows))}).", do)
