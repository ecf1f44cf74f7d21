"""A blank workbook for a provider, made from the contract: headings, drop-downs, checks as one types, and notes.

Three sheets at most, all of them visible: the extract itself, the long code lists, and notes in plain English. Nothing
is protected or hidden; the checks help while one types, and the hub judges what comes.
"""

import datetime as dt
from collections.abc import Mapping as ReadOnly
from io import BytesIO
from types import MappingProxyType
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ingest.contract import RANGES, Column, Dataset, Kind
from ingest.periods import FIRST_YEAR, LAST_YEAR
from ingest.template_notes import how_written, notes

EXTRACT, LISTS, NOTES = "Extract", "Lists", "Notes"
LAST_ROW = 1_048_575
FIELD_LIMIT = 200
INLINE_LIMIT = 255  # what a drop-down may hold in itself; a longer list lies on its own sheet
TITLE_LIMIT, MESSAGE_LIMIT = 32, 255
_MADE_ON = dt.datetime(
    2007, 7, 1
)  # no clock: one contract makes one workbook (the day the Regulations came into force)
_CELLS: ReadOnly[Kind, str] = MappingProxyType({"date": "dd/mm/yyyy", "time": "hh:mm"})
_LENGTHS: ReadOnly[Kind, tuple[int, int]] = MappingProxyType(
    {"key": (1, 40), "outcode": (2, 4), "area": (9, 9), "icd10": (3, 5), "month": (7, 7)}
)
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write_template(dataset: Dataset) -> bytes:
    """The workbook of the data set's own form as XLSX bytes; equal contracts give equal bytes."""
    out = BytesIO()
    book = Workbook(out, _OPTIONS)
    book.set_properties({"title": f"{dataset.title}: blank form", "subject": dataset.clause, "created": _MADE_ON})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#E6EEF4"})
    extract, said = book.add_worksheet(EXTRACT), book.add_worksheet(NOTES)
    long = [column for column in dataset.columns if column.kind == "code" and not _fits(column)]
    _write_notes(said, dataset, book.add_format({"text_wrap": True, "valign": "top"}), head)
    if long:
        _write_lists(book, book.add_worksheet(LISTS), long, head)
    _write_extract(book, extract, dataset, head)
    book.close()
    return out.getvalue()


def _write_extract(book: Workbook, sheet: Worksheet, dataset: Dataset, head: Format) -> None:
    """The sheet to fill: headings in row 1, frozen, and every column with its form, its check and its message."""
    for place, column in enumerate(dataset.columns):
        sheet.write_string(0, place, column.title, head)
        form = book.add_format({"num_format": _CELLS.get(column.kind, _number_form(column.kind))})
        sheet.set_column(place, place, _width(column), form)
        sheet.data_validation(1, place, LAST_ROW, place, _rule(column) | _messages(column))
    sheet.freeze_panes(1, 0)


def _number_form(kind: Kind) -> str:
    return "General" if kind in RANGES else "@"


def _width(column: Column) -> float:
    longest = max((len(code) for code in column.allowed), default=0)
    return float(min(max(len(column.title) + 2, longest + 2, 12), 45))


def _fits(column: Column) -> bool:
    """Whether the codes can lie in the drop-down itself, where a comma parts them."""
    return len(",".join(column.allowed)) <= INLINE_LIMIT and not any("," in code for code in column.allowed)


def _rule(column: Column) -> dict[str, Any]:
    """What the spreadsheet lets one type into a cell of this column."""
    if column.kind == "code":
        return {"validate": "list", "source": list(column.allowed) if _fits(column) else f"={_list_name(column)}"}
    if column.kind == "date":
        return _between("date", dt.date(FIRST_YEAR, 1, 1), dt.date(LAST_YEAR, 12, 31))
    if column.kind == "time":
        return _between("time", dt.time(0, 0), dt.time(23, 59, 59))
    if column.kind in RANGES:
        low, high = RANGES[column.kind]
        return _between("integer" if column.kind == "count" else "decimal", low, high)
    return _between("length", *_LENGTHS.get(column.kind, (1, FIELD_LIMIT)))


def _between(what: str, low: Any, high: Any) -> dict[str, Any]:
    return {"validate": what, "criteria": "between", "minimum": low, "maximum": high}


def _messages(column: Column) -> dict[str, Any]:
    """What is said when a cell is entered, and when something else is typed into it."""
    said = f"{column.description} {how_written(column)}"
    title = column.title[:TITLE_LIMIT]
    return {
        "ignore_blank": column.blank,
        "input_title": title,
        "input_message": said[:MESSAGE_LIMIT],
        "error_title": title,
        "error_message": f"This is not what the column may hold. {said}"[:MESSAGE_LIMIT],
    }


def _list_name(column: Column) -> str:
    return f"list_{column.name}"


def _write_lists(book: Workbook, sheet: Worksheet, columns: list[Column], head: Format) -> None:
    """The code lists too long for a drop-down, one below each heading, each under a name of its own."""
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column.title, head)
        sheet.write_column(1, place, column.allowed)
        sheet.set_column(place, place, _width(column))
        letter = chr(ord("A") + place)
        book.define_name(_list_name(column), f"={LISTS}!${letter}$2:${letter}${len(column.allowed) + 1}")
    sheet.freeze_panes(1, 0)


def _write_notes(sheet: Worksheet, dataset: Dataset, wrap: Format, head: Format) -> None:
    sheet.write_row(0, 0, ["About", dataset.title], head)
    for row, (about, words) in enumerate(notes(dataset), 1):
        sheet.write_string(row, 0, about, wrap)
        sheet.write_string(row, 1, words, wrap)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 100)
    sheet.freeze_panes(1, 0)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
