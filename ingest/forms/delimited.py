"""CSV and its kin: the separator decided by the heading row, every line held to it, blocks parsed side by side."""

import csv
import io
import os
import re
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import pyarrow as pa
import pyarrow.csv as pacsv

from ingest.forms.columns import Columns, encoded
from ingest.forms.fault import AGAIN, FileFaultError, RowFaults
from ingest.forms.quotes import count_lines, note_bad_lines, note_bad_quotes, note_blank_lines

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_SAMPLE = 100
_SIDE_BY_SIDE = min(os.cpu_count() or 1, 4)


def read_delimited(blocks: Iterator[bytes]) -> pa.Table:
    """The table of a delimited text (blocks of whole lines in UTF-8, headings first). FileFaultError with every row
    that is not a row of it: blank, torn, badly quoted, or with more or fewer cells than headings.
    """
    first, _, rest = next(blocks, b"").partition(b"\n")
    rest = rest or next(blocks, b"")
    headings, separator = read_headings(first, [line for line in rest.split(b"\n", _SAMPLE)[:_SAMPLE] if line])
    columns, faults, row = Columns(headings), RowFaults(), 2
    for piece in _parsed(_with(rest, blocks), partial(_parse, headings=columns.headings, separator=separator)):
        faults.take(piece.faults, row)
        row += piece.rows
        if not faults:
            columns.add(piece.columns)
    faults.check()
    return columns.table()


def read_headings(line: bytes, sample: list[bytes]) -> tuple[list[str], str]:
    """The headings in the first line, and the separator between them. FileFaultError when more than one could be it.

    A heading may hold another separator without quotation marks; then that one counts by which every row of the sample
    (the lines below) has as many cells as there are headings.
    """
    text = line.decode().removesuffix("\r")
    outside = _QUOTED.sub("", text)
    found = [mark for mark in SEPARATORS if mark in outside]
    if len(found) > 1:
        found = [mark for mark in found if _fits(text, sample, mark)] or found
    if len(found) > 1:
        marks = " and ".join(SEPARATORS[mark] for mark in found)
        raise FileFaultError(
            f"headings in which {marks} could each be the separator (row 1).",
            "put quotation marks around the headings that hold one, or export the file again as CSV.",
        )
    separator, faults = found[0] if found else ",", RowFaults()
    note_bad_lines(line, separator, faults)
    faults.check()
    return _cells(text, separator), separator


def _fits(headings: str, sample: list[bytes], separator: str) -> bool:
    wanted = len(_cells(headings, separator))
    return all(len(_cells(line.decode(), separator)) == wanted for line in sample)


def _cells(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(line), delimiter=separator), [])
    except csv.Error:
        raise FileFaultError("headings that cannot be read.", "export the file again as CSV.") from None


@dataclass(frozen=True)
class _Piece:
    rows: int
    columns: list[pa.DictionaryArray]
    faults: RowFaults


def _with(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    if first:
        yield first
    yield from rest


def _parsed(blocks: Iterable[bytes], parse: partial[_Piece]) -> Iterator[_Piece]:
    """Each block parsed, in order, a few at a time side by side while the next ones are read."""
    with ThreadPoolExecutor(_SIDE_BY_SIDE) as readers:
        waiting: deque[Future[_Piece]] = deque()
        for block in blocks:
            waiting.append(readers.submit(parse, block))
            if len(waiting) > _SIDE_BY_SIDE:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _parse(block: bytes, headings: tuple[str, ...], separator: str) -> _Piece:
    """One block as columns, or the lines of it (counted from 0) that are at fault."""
    faults, lines = RowFaults(), count_lines(block)
    note_bad_lines(block, separator, faults)
    note_blank_lines(block, faults)
    if faults:
        return _Piece(lines, [], faults)
    try:
        table = _read(block, headings, separator)
    except pa.ArrowInvalid:
        table = None
    if table is None or table.num_rows != lines:
        _note_why(block, headings, separator, faults)
        return _Piece(lines, [], faults)
    return _Piece(lines, [encoded(column) for column in table.columns], faults)


def _read(block: bytes, headings: tuple[str, ...], separator: str, **options: object) -> pa.Table:
    types = dict.fromkeys(headings, pa.string())
    return pacsv.read_csv(
        pa.BufferReader(block),
        read_options=pacsv.ReadOptions(use_threads=False, column_names=headings, block_size=len(block) + 1),
        parse_options=pacsv.ParseOptions(delimiter=separator, ignore_empty_lines=False, **options),
        convert_options=pacsv.ConvertOptions(column_types=types, strings_can_be_null=False, null_values=[]),
    )


def _note_why(block: bytes, headings: tuple[str, ...], separator: str, faults: RowFaults) -> None:
    """Note the lines that keep a block from being read, by the first rule that finds any."""
    note_bad_quotes(block, separator, faults)
    if not faults:
        ragged = _Ragged()
        _read(block, headings, separator, invalid_row_handler=ragged)
        faults.add(f"not {len(headings)} cells, as there are headings", ragged.rows, "export the file again as CSV.")
    if not faults:
        raise FileFaultError("lines that no CSV reader takes.", AGAIN)


class _Ragged:
    """Notes the number of each row with too many or too few cells, never its text."""

    def __init__(self) -> None:
        self.rows: list[int] = []

    def __call__(self, row: pacsv.InvalidRow) -> str:
        self.rows.append(row.number - 1)
        return "skip"
