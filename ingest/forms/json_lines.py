"""JSON lines: one flat object a line, all with the same keys; strings, numbers as written, and null for blank."""

import json
from collections.abc import Iterator
from typing import Any, NoReturn

import pyarrow as pa

from ingest.forms.columns import Columns, encoded
from ingest.forms.fault import NO_ROWS, FileFaultError, RowFaults
from ingest.forms.quotes import note_blank_lines

_DO = "write one flat object a line, all with the same keys, holding only strings, numbers and null."
_KEYS = "other keys than the first record has, or one of them twice"
_FLAT = "not one flat JSON object"

Pairs = list[tuple[str, Any]]


def read_json_lines(blocks: Iterator[bytes]) -> pa.Table:
    """The table of JSON lines (blocks of whole lines in UTF-8). FileFaultError with every row that is at fault."""
    columns: Columns | None = None
    keys: tuple[str, ...] = ()
    faults, row = RowFaults(), 2
    for block in blocks:
        found = RowFaults()
        records = _records(block, found)
        if columns is None and not found:
            keys = tuple(key for key, _ in records[0])
            columns = Columns(keys)
        faults.take(found, row)
        texts = _texts(records, keys, faults, row) if not found else []
        if columns is not None and not faults:
            columns.add(texts)
        row += len(records)
    faults.check()
    if columns is None:
        raise FileFaultError(*NO_ROWS)
    return columns.table()


def _records(block: bytes, faults: RowFaults) -> list[Pairs]:
    """The objects of a block as lists of pairs, one for each line; lines at fault (counted from 0) are noted."""
    note_blank_lines(block, faults)
    lines = block.removesuffix(b"\n").split(b"\n")
    if faults:
        return [[]] * len(lines)
    try:
        if all(line.startswith(b"{") and line.rstrip().endswith(b"}") for line in lines):
            records = _load(b"[" + b",\n".join(lines) + b"]")
            if len(records) == len(lines):
                return records
    except (ValueError, RecursionError):
        pass  # some line is at fault: they are looked at one by one
    faults.add(_FLAT, [row for row, line in enumerate(lines) if not _is_object(line)], _DO)
    return [[]] * len(lines)


def _load(text: bytes) -> list[Pairs]:
    """JSON with numbers as they are written. ValueError for what is no JSON, NaN and Infinity among it."""
    return json.loads(  # type: ignore[no-any-return]
        text, object_pairs_hook=list, parse_int=str, parse_float=str, parse_constant=_no_number
    )


def _no_number(_: str) -> NoReturn:
    raise ValueError("not a number")


def _is_object(line: bytes) -> bool:
    try:
        return line.startswith(b"{") and bool(_load(line))
    except (ValueError, RecursionError):
        return False


def _texts(records: list[Pairs], keys: tuple[str, ...], faults: RowFaults, first_row: int) -> list[pa.DictionaryArray]:
    """The columns of records that all have ``keys``, in any order; rows that differ, or nest, are noted instead."""
    faults.add(_KEYS, [row for row, record in enumerate(records, first_row) if not _has(record, keys)], _DO)
    if faults:
        return []
    columns: list[list[Any]] = [
        list(column) for column in zip(*(_ordered(record, keys) for record in records), strict=True)
    ]
    nested = {row for column in columns if not set(map(type, column)) <= {str, type(None)} for row in _odd(column)}
    faults.add("a value that is no string, number or null", sorted(row + first_row for row in nested), _DO)
    if faults:
        return []
    return [encoded(_as_text(column, faults, first_row)) for column in columns]


def _has(record: Pairs, keys: tuple[str, ...]) -> bool:
    return len(record) == len(keys) and {key for key, _ in record} == set(keys)


def _ordered(record: Pairs, keys: tuple[str, ...]) -> list[Any]:
    held = dict(record)
    return [held[key] for key in keys]


def _odd(column: list[Any]) -> list[int]:
    return [row for row, value in enumerate(column) if value is not None and not isinstance(value, str)]


def _as_text(column: list[str | None], faults: RowFaults, first_row: int) -> pa.ChunkedArray:
    texts = [value or "" for value in column]
    try:
        return pa.chunked_array([pa.array(texts, pa.string())])
    except UnicodeEncodeError:
        rows = [row for row, text in enumerate(texts, first_row) if not text.isprintable()]
        faults.add("half a character (a lone surrogate)", rows, "export the data again as plain text.")
        return pa.chunked_array([pa.array([""] * len(texts), pa.string())])
