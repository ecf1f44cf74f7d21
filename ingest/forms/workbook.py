"""XLSX: one sheet with the headings in row 1 and nothing beside the table; which sheet, when there are several.

The archive is looked into first (``archive.py``); python-calamine then reads the values. What it passes over in silence
is refused here by row: merged cells, error values, formulas whose value was never saved, titles above the headings.
"""

import hashlib
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, BinaryIO

import pyarrow as pa
import python_calamine

from ingest.forms.archive import FILE_LIMIT, pack, parse_part, part_beside, unpack_workbook
from ingest.forms.cells import Cells
from ingest.forms.columns import COLUMN_LIMIT, Columns, encoded
from ingest.forms.fault import AGAIN, NO_ROWS, FileFaultError, RowFaults
from ingest.forms.moments import Moment, settle

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_RELATION = re.compile(r"\{.*relationships\}id")
_CELL = re.compile(rb"<(?:\w+:)?c[\s>]")
_FAR = re.compile(rb"""\br\s*=\s*["'][A-Z]{3}""")
_ERROR = re.compile(rb"""<(?:\w+:)?c\s(?:[^>]*\s)?t\s*=\s*["']e["']""")
_UNSAVED = re.compile(rb"<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*(?:<(?:\w+:)?v\s*/>\s*|<(?:\w+:)?v>\s*</(?:\w+:)?v>\s*)?</(?:\w+:)?c>")
_ROW = re.compile(rb"""\br\s*=\s*["'][A-Z]*(\d{1,7})["']""")
_HIDDEN = re.compile(rb"""<(?:\w+:)?(?:row|col)\s[^>]*hidden\s*=\s*["'](?:1|true)["']""")
_ALIKE = 0.5
"""A sheet is taken for one of the layouts when at least half of all headings of the two are common to both."""
_BATCH = 1 << 14


@dataclass(frozen=True)
class Sheet:
    """One sheet that holds cells: its name, whether a reader of the workbook sees it, and the part it lies in."""

    name: str
    is_hidden: bool
    part: str


@dataclass(frozen=True)
class Reading:
    """What reading gave: the table, which columns hold dates or times, notes for the receipt, and the sha256."""

    table: pa.Table
    moments: dict[str, Moment]
    notes: tuple[str, ...]
    fingerprint: str


def read_workbook(file: BinaryIO, size: int, sheet: str, layouts: Sequence[Sequence[str]]) -> Reading:
    """Read the sheet named, or the only one, or the only one with the headings of a layout. FileFaultError if none."""
    held = file.read(FILE_LIMIT + 1)
    members = unpack_workbook(io.BytesIO(held), size)
    sheets = list(_sheets_with_cells(members))
    chosen = _choose(members, sheets, sheet, layouts)
    content = members[chosen.part]
    _check_sheet(content)
    table, moments = _read_sheet(_opened(members, [chosen]), chosen)
    return Reading(table, moments, tuple(_notes(sheets, chosen, content)), hashlib.sha256(held).hexdigest())


def _sheets_with_cells(members: dict[str, bytes]) -> Iterator[Sheet]:
    relations = {
        relation.get("Id"): part_beside("xl", relation.get("Target", ""))
        for relation in parse_part(members, "xl/_rels/workbook.xml.rels")
    }
    book = parse_part(members, "xl/workbook.xml")
    for one in [*book.iter(f"{_MAIN}sheet"), *book.iter(f"{_STRICT}sheet")]:
        key = next((value for name, value in one.items() if _RELATION.fullmatch(name)), "")
        part = relations.get(key, "")
        if _CELL.search(members.get(part, b"")):
            yield Sheet(one.get("name", ""), one.get("state", "visible") != "visible", part)


def _choose(
    members: dict[str, bytes], sheets: list[Sheet], named: str, layouts: Sequence[Sequence[str]]
) -> Sheet:
    seen = [one for one in sheets if (one.name == named if named else not one.is_hidden)]
    if len(seen) > 1:
        book = _opened(members, seen)
        alike = [_likeness(_first_row(book, one), layouts) for one in seen]
        best = max(alike)
        seen = [one for one, likeness in zip(seen, alike, strict=True) if likeness == best >= _ALIKE]
    if len(seen) == 1:
        return seen[0]
    if not sheets:
        raise FileFaultError("a workbook without any cell.", "ask the agency to send the file again.")
    raise FileFaultError(
        f"{len(sheets)} sheets with cells, none of which is the one named or the only one with the headings expected.",
        "name the sheet to read: --sheet NAME; or save that sheet alone.",
    )


def _likeness(headings: list[str], layouts: Sequence[Sequence[str]]) -> float:
    """The largest share of headings common to the sheet and one of the layouts."""
    held = set(headings) - {""}
    return max((len(held & set(layout)) / len(held | set(layout)) for layout in layouts if held), default=0.0)


def _opened(members: dict[str, bytes], sheets: list[Sheet]) -> python_calamine.CalamineWorkbook:
    for one in sheets:
        _check_extent(members[one.part])
    wanted = {one.part for one in sheets}
    kept = {name: content for name, content in members.items() if name in wanted or "/worksheets/" not in name}
    try:
        return python_calamine.load_workbook(pack(kept))
    except python_calamine.CalamineError:
        raise FileFaultError("a damaged workbook.", AGAIN) from None


def _rows(book: python_calamine.CalamineWorkbook, sheet: Sheet) -> tuple[Iterator[list[Any]], int]:
    """The rows of a sheet from row 1 and its first used column, and how many columns there are."""
    try:
        found = book.get_sheet_by_name(sheet.name)
    except python_calamine.CalamineError:
        raise FileFaultError("a damaged sheet.", AGAIN) from None
    return found.iter_rows(), found.width


def _first_row(book: python_calamine.CalamineWorkbook, sheet: Sheet) -> list[str]:
    return [str(cell).strip() for cell in next(_rows(book, sheet)[0], [])]


def _check_extent(content: bytes) -> None:
    """FileFaultError when a cell lies so far to the right that the sheet is no table (and would not fit in memory)."""
    if _FAR.search(content):
        raise FileFaultError("a cell to the right of column ZZ.", "send the table alone, from cell A1.")


def _check_sheet(content: bytes) -> None:
    """FileFaultError with the rows of cells that hold no value of their own."""
    faults = RowFaults()
    if b"mergeCell " in content:
        merged = [int(row) for row in re.findall(rb"""mergeCell\s+ref\s*=\s*["'][A-Z]+(\d{1,7})""", content)]
        faults.add("merged cells", merged or [1], "undo the merging and fill every cell.")
    errors = [_row_of(content, found.end()) for found in _ERROR.finditer(content)] if b"e" in content else []
    faults.add("an error value (such as #N/A or #REF!)", errors, "correct the formula, or clear the cell.")
    unsaved = [_row_of(content, found.start()) for found in _UNSAVED.finditer(content)]
    faults.add("a formula whose value was not saved", unsaved, "open the workbook, save it, and send it again.")
    faults.check()


def _row_of(content: bytes, at: int) -> int:
    """The row of the cell whose tag or formula lies at ``at``."""
    start = max(content.rfind(b"<c ", 0, at), content.rfind(b":c ", 0, at))
    found = _ROW.search(content, max(start, 0))
    return int(found[1]) if found else 1


def _read_sheet(book: python_calamine.CalamineWorkbook, sheet: Sheet) -> tuple[pa.Table, dict[str, Moment]]:
    rows, width = _rows(book, sheet)
    first = next(rows, [])
    used = _used_width(first, width)
    columns, cells = Columns(_headings(first[:used], rows, used)), [Cells() for _ in range(used)]
    faults, row, blank = RowFaults(), 2, []
    while batch := list(islice(rows, _BATCH)):
        texts = [encoded(pa.chunked_array([cell.texts(list(column), row)])) for cell, column in zip(cells, zip(*batch))]
        ...
    return settle(columns.table(), {})
