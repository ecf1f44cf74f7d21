"""XLSX: one sheet with the headings in row 1 and nothing beside the table; which sheet, when there are several.

The archive is looked into first (``archive.py``); python-calamine then reads the values. What it passes over in silence
is refused by row (``sheet_marks.py``): merged cells, error values, formulas whose value was never saved.
"""

import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, BinaryIO

import pyarrow as pa
import python_calamine

from ingest.forms.archive import FILE_LIMIT, pack, parse_part, part_beside, unpack_workbook
from ingest.forms.cells import Cells
from ingest.forms.columns import COLUMN_LIMIT, FIRST_ROW, Columns, encoded
from ingest.forms.fault import AGAIN, FileFaultError, RowFaults
from ingest.forms.moments import Moment, settle
from ingest.forms.sheet_marks import check_extent, check_values, has_hidden

EXTRACT = "Extract"
"""The sheet that is read where a workbook has several: so our blank forms name it."""
HIDDEN = "Hidden rows or columns of the workbook were read as well."
OTHERS = f'Only the sheet "{EXTRACT}" of the workbook was read.'
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_RELATION = re.compile(r"\{.*relationships\}id")
_CELL = re.compile(rb"<(?:\w+:)?c[\s>]")
_BATCH = 1 << 14


@dataclass(frozen=True)
class Sheet:
    """One sheet that holds cells: its name, whether a reader of the workbook sees it, and the part it lies in."""

    name: str
    is_hidden: bool
    part: str


def read_workbook(file: BinaryIO, size: int) -> tuple[pa.Table, dict[str, Moment], str, tuple[str, ...]]:
    """(table, the columns that hold dates or times, sha256, notes). FileFaultError when no sheet is a table."""
    held = file.read(FILE_LIMIT + 1)
    members = unpack_workbook(io.BytesIO(held), size)
    seen = [sheet for sheet in _sheets_with_cells(members) if not sheet.is_hidden]
    chosen = _choose(seen)
    content = members[chosen.part]
    check_extent(content)
    check_values(content)
    notes = (*((OTHERS,) if len(seen) > 1 else ()), *((HIDDEN,) if has_hidden(content) else ()))
    table, moments = _read_sheet(_open_sheet(members, chosen))
    return table, moments, hashlib.sha256(held).hexdigest(), notes


def _choose(seen: list[Sheet]) -> Sheet:
    """The only sheet that is seen and holds cells, or the one named as in our blank forms."""
    named = seen if len(seen) == 1 else [sheet for sheet in seen if sheet.name == EXTRACT]
    if named:
        return named[0]
    if seen:
        do = f'save the sheet with the table alone, or name it "{EXTRACT}".'
        raise FileFaultError(f'{len(seen)} sheets with cells, and none of them is named "{EXTRACT}".', do)
    raise FileFaultError("a workbook without any cell.", "ask the agency to send the file again.")


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


def _open_sheet(members: dict[str, bytes], sheet: Sheet) -> python_calamine.CalamineSheet:
    """The sheet as python-calamine reads it, from an archive that holds no other sheet."""
    kept = {name: text for name, text in members.items() if name == sheet.part or "/worksheets/" not in name}
    try:
        return python_calamine.load_workbook(pack(kept)).get_sheet_by_name(sheet.name)
    except (python_calamine.CalamineError, python_calamine.WorksheetNotFound):
        raise FileFaultError("a damaged workbook.", AGAIN) from None


def _read_sheet(sheet: python_calamine.CalamineSheet) -> tuple[pa.Table, dict[str, Moment]]:
    if sheet.start != (0, 0):
        raise FileFaultError("headings that do not begin in cell A1.", "send the table alone, from cell A1.")
    if sheet.width > COLUMN_LIMIT:
        raise FileFaultError(f"more than {COLUMN_LIMIT:,} columns.", "send the prescribed columns only.")
    rows = sheet.iter_rows()
    columns = Columns(_headings(next(rows)))
    cells, faults, row = [Cells() for _ in columns.headings], RowFaults(), FIRST_ROW
    while batch := list(islice(rows, _BATCH)):
        _note_blank_rows(batch, row, faults)
        values = [list(column) for column in zip(*batch, strict=True)]
        texts = [cell.texts(column, row, faults) for cell, column in zip(cells, values, strict=True)]
        if not faults:
            columns.add([encoded(pa.chunked_array([pa.array(column, pa.string())])) for column in texts])
        row += len(batch)
    faults.check()
    moments = {name: cell.moment for name, cell in zip(columns.headings, cells, strict=True) if cell.moment}
    return settle(columns.table(), moments)


def _headings(first: list[Any]) -> list[str]:
    faults = RowFaults()
    texts = [text for cell in first for text in Cells().texts([cell], 1, faults)]
    faults.check()
    return texts


def _note_blank_rows(batch: list[list[Any]], first_row: int, faults: RowFaults) -> None:
    blank = [row for row, cells in enumerate(batch, first_row) if not any(cells) and set(cells) == {""}]
    faults.add("blank lines", blank, "delete the blank lines.")
