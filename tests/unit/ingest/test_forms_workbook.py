"""A workbook gives the text its CSV would hold; what is no table, or would not fit in memory, is refused."""

import datetime as dt
import hashlib
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from ingest.forms.workbook import HIDDEN, OTHERS
from ingest.receive import receive
from ingest.register import DATASETS, find_dataset
from ingest.template import write_template
from tests.unit.ingest.forms_samples import TABLE, as_workbook, read, refused, rows_of, with_parts, zipped
from tests.unit.ingest.samples import CRIME, CRIME_ROW, places

SHEET = b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
END = b"</sheetData></worksheet>"


def made(fill: Callable[[Workbook, Worksheet], object], name: str = "Sheet1") -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        fill(book, book.add_worksheet(name))
    return content.getvalue()


def with_xml(cells: bytes) -> bytes:
    return with_parts(as_workbook([["a"], ["1"]]), sheet1=SHEET + cells + END)


def test_a_workbook_gives_the_table(tmp_path: Path) -> None:
    content = as_workbook(TABLE)
    extract = read(tmp_path, content, "extract.csv")
    assert (rows_of(extract), extract.notes) == (TABLE, ())
    assert extract.fingerprint == hashlib.sha256(content).hexdigest()


def test_numbers_dates_and_formulas_become_the_text_a_csv_would_hold(tmp_path: Path) -> None:
    def fill(book: Workbook, sheet: Worksheet) -> None:
        sheet.write_row(0, 0, ["day", "moment", "clock", "whole", "part", "truth", "sum", "code"])
        sheet.write_datetime(1, 0, dt.date(2026, 1, 31), book.add_format({"num_format": "dd/mm/yyyy"}))
        sheet.write_datetime(1, 1, dt.datetime(2026, 1, 31, 22, 30), book.add_format({"num_format": "dd/mm/yy hh:mm"}))
        sheet.write_datetime(1, 2, dt.time(22, 30), book.add_format({"num_format": "hh:mm"}))
        sheet.write_row(1, 3, [485_500, 0.1, True])
        sheet.write_formula(1, 6, "=1+1", None, 2)
        sheet.write_string(1, 7, "007")
        sheet.write_row(2, 3, [-2.5, 1e20])

    extract = read(tmp_path, made(fill))
    first = ["2026-01-31", "2026-01-31 22:30:00", "22:30:00", "485500", "0.1", "true", "2", "007"]
    assert rows_of(extract)[1:] == [first, ["", "", "", "-2.5", "1e+20", "", "", ""]]
    assert extract.moments == {"day": "date", "moment": "datetime", "clock": "time"}


def test_dates_of_a_workbook_are_received_whatever_form_is_declared_for_text(tmp_path: Path) -> None:
    def fill(book: Workbook, sheet: Worksheet) -> None:
        sheet.write_row(0, 0, CRIME.split(","))
        sheet.write_row(1, 0, CRIME_ROW.split(","))
        sheet.write_datetime(1, 0, dt.date(2019, 1, 15), book.add_format({"num_format": "dd/mm/yyyy"}))
        sheet.write_datetime(1, 1, dt.time(22, 30), book.add_format({"num_format": "hh:mm"}))

    (tmp_path / "crimes.xlsx").write_bytes(made(fill))
    batch = receive(tmp_path / "crimes.xlsx", find_dataset("recorded-crime"), places())
    assert (batch.receipt.accepted, batch.receipt.refused, str(batch.period)) == (1, 0, "2019-01")
    assert batch.events["hour"].astype(int).tolist() == [22]


@pytest.mark.parametrize("dataset", DATASETS, ids=lambda dataset: dataset.name)
def test_our_own_blank_form_is_read_from_its_sheet_and_has_no_rows(tmp_path: Path, dataset: object) -> None:
    assert "headings and no rows" in refused(tmp_path, write_template(dataset))  # type: ignore[arg-type]


def test_of_several_sheets_the_one_named_extract_is_read(tmp_path: Path) -> None:
    def fill(book: Workbook, sheet: Worksheet) -> None:
        sheet.write_row(0, 0, ["about", "this"])
        other = book.add_worksheet("Extract")
        other.write_column(0, 0, ["a", "1"])

    extract = read(tmp_path, made(fill, "Notes"))
    assert (rows_of(extract), extract.notes) == ([["a"], ["1"]], (OTHERS,))


def test_an_empty_or_hidden_sheet_beside_the_table_does_not_matter(tmp_path: Path) -> None:
    def fill(book: Workbook, sheet: Worksheet) -> None:
        sheet.write_column(0, 0, ["a", "1"])
        book.add_worksheet("empty")
        hidden = book.add_worksheet("hidden")
        hidden.write(0, 0, "ZQ")
        hidden.hide()

    assert rows_of(read(tmp_path, made(fill))) == [["a"], ["1"]]


def test_hidden_rows_are_read_and_the_receipt_says_so(tmp_path: Path) -> None:
    def fill(_: Workbook, sheet: Worksheet) -> None:
        sheet.write_column(0, 0, ["a", "1", "2"])
        sheet.set_row(1, None, None, {"hidden": True})

    extract = read(tmp_path, made(fill))
    assert (rows_of(extract), extract.notes) == ([["a"], ["1"], ["2"]], (HIDDEN,))


FAULTY: dict[str, tuple[Callable[[Workbook, Worksheet], object], str]] = {
    "a title above": (lambda _, sheet: sheet.write_column(1, 0, ["a", "1"]), "do not begin in cell A1"),
    "a margin": (lambda _, sheet: sheet.write_column(0, 1, ["a", "1"]), "do not begin in cell A1"),
    "a blank row": (lambda _, sheet: (sheet.write_column(0, 0, ["a", "1"]), sheet.write(4, 0, "2")), "(rows 3, 4)"),
    "a second table": (
        lambda _, sheet: (sheet.write_column(0, 0, ["a", "1"]), sheet.write(2, 2, "ZQ")),
        "two columns with the same heading, or without any",
    ),
    "merged cells": (
        lambda _, sheet: (sheet.write_row(0, 0, ["a", "b"]), sheet.merge_range(2, 0, 2, 1, "ZQ")),
        "merged cells (row 3)",
    ),
    "an error": (
        lambda _, sheet: (sheet.write(0, 0, "a"), sheet.write_formula(1, 0, "=1/0", None, "#DIV/0!")),
        "an error value (such as #N/A or #REF!) (row 2)",
    ),
    "a formula never calculated": (
        lambda _, sheet: (sheet.write(0, 0, "a"), sheet.write_formula(1, 0, "=1+1", None, "")),
        "a formula whose value was not saved (row 2)",
    ),
    "dates beside text": (
        lambda book, sheet: (
            sheet.write_column(0, 0, ["a", "31/01/2026"]),
            sheet.write_datetime(2, 0, dt.date(2026, 1, 31), book.add_format({"num_format": "dd/mm/yyyy"})),
        ),
        "dates or times beside other values in one column (row 3)",
    ),
    "a line break": (lambda _, sheet: sheet.write_column(0, 0, ["a", "Z\nQ"]), "a line break inside a cell (row 2)"),
    "a long cell": (lambda _, sheet: sheet.write_column(0, 0, ["a", "x" * 10_001]), "a cell longer than 10,000"),
    "no cell": (lambda _, sheet: None, "a workbook without any cell"),
    "headings alone": (lambda _, sheet: sheet.write(0, 0, "a"), "headings and no rows"),
    "two sheets": (
        lambda book, sheet: (sheet.write(0, 0, "a"), book.add_worksheet().write(0, 0, "a")),
        "2 sheets with cells",
    ),
}


@pytest.mark.parametrize("kind", FAULTY)
def test_a_sheet_that_is_no_table_is_refused(tmp_path: Path, kind: str) -> None:
    fill, found = FAULTY[kind]
    assert found in refused(tmp_path, made(fill))


def far(*cells: str) -> bytes:
    rows = "".join(f'<row><c r="{cell}"><v>1</v></c></row>' for cell in cells)
    return with_xml(rows.encode())


def copies_of_a_long_text() -> bytes:
    """300,000 cells that all point at one text of 9,999 characters: 3 GB when each is written out."""
    return made(lambda _, sheet: sheet.write_column(0, 0, ["x" * 9_999] * 300_000))


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "cells A1 and XFD1048576": (lambda: far("A1", "XFD1048576"), "a cell to the right of column ZZ"),
    "cells A1 and ZZ1048576": (lambda: far("A1", "ZZ1048576"), "reaches past column Z and past row 99,999"),
    "cells A1 and ZZ99999": (lambda: far("A1", "ZZ99999"), ""),
    "cells A1 and Z1048576": (lambda: far("A1", "Z1048576"), ""),
    "a far cell in disguise": (lambda: far("A1", "&#88;FD1048576"), ""),
    "a cell past the last row": (lambda: far("A1", "B99999999999"), ""),
    "a cell of 120 MB": (
        lambda: with_xml(b'<row><c r="A1" t="inlineStr"><is><t>' + b"x" * (120 << 20) + b"</t></is></c></row>"),
        "unpacks to more than a hundred times its size",
    ),
    "a zip bomb of 250 MB": (lambda: with_xml(b" " * (250 << 20)), "unpacks to more than 200 MB"),
    "300,000 copies of a long text": (copies_of_a_long_text, "the reader broke off"),
    "an entity": (
        lambda: with_parts(as_workbook(TABLE), sheet1=b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY y "ZQ">]>' + SHEET),
        "declares a document type",
    ),
    "UTF-16 within": (lambda: with_parts(as_workbook(TABLE), sheet1=(SHEET + END).decode().encode("utf-16")), "XML"),
    "no workbook part": (lambda: with_parts(as_workbook(TABLE), workbook=b"<a/>"), "a workbook without any cell"),
    "broken XML": (lambda: with_parts(as_workbook(TABLE), workbook=b"<a>"), "a damaged workbook"),
    "macros": (lambda: zipped(("xl/workbook.xml", b"<a/>"), ("xl/vbaProject.bin", b"")), "a workbook with macros"),
    "a way out": (lambda: zipped(("xl/workbook.xml", b"<a/>"), ("../../x.xml", b"")), "members lead out of it"),
    "an archive within": (lambda: zipped(("xl/workbook.xml", b"<a/>"), ("xl/a.zip", b"")), "an archive within"),
    "OpenDocument": (lambda: zipped(("content.xml", b"<a/>"), ("mimetype", b"")), "an OpenDocument file"),
    "a Word document": (lambda: zipped(("word/document.xml", b"<a/>"), ("b", b"")), "a Word or PowerPoint document"),
    "many parts": (lambda: zipped(("xl/workbook.xml", b""), *((f"xl/{n}.xml", b"") for n in range(300))), "200 parts"),
    "a password": (
        lambda: b"\xd0\xcf\x11\xe0" + bytes(5000) + "EncryptedPackage".encode("utf-16-le"),
        "a workbook protected by a password",
    ),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_workbook_is_refused_and_the_next_file_is_read(tmp_path: Path, kind: str) -> None:
    make, found = HOSTILE[kind]
    assert found in refused(tmp_path, make())
    assert rows_of(read(tmp_path, as_workbook(TABLE))) == TABLE


def test_a_workbook_of_two_kilobytes_with_a_cell_at_the_far_end_is_that_small(tmp_path: Path) -> None:
    """The file that ends python-calamine when it is given to it as it is."""
    assert len(far("A1", "XFD1048576")) < 8_000


@pytest.mark.parametrize("cut", [1, 22, 300, 3000])
def test_a_cut_workbook_is_refused(tmp_path: Path, cut: int) -> None:
    assert "damaged" in refused(tmp_path, as_workbook(TABLE)[:-cut])


def test_a_header_that_lies_about_a_size_is_not_believed(tmp_path: Path) -> None:
    content = bytearray(with_xml(b'<row><c r="A1"><v>1</v></c></row>' + b" " * 100_000))
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        size = packed.getinfo("xl/worksheets/sheet1.xml").file_size
    assert "damaged" in refused(tmp_path, bytes(content).replace(size.to_bytes(4, "little"), b"\x10\0\0\0"))


def test_a_sheet_of_a_million_rows_is_read(tmp_path: Path) -> None:
    rows = b"".join(b"<row><c><v>%d</v></c></row>" % (number % 997) for number in range(1_000_000))
    extract = read(tmp_path, with_xml(b'<row><c t="inlineStr"><is><t>a</t></is></c></row>' + rows))
    assert extract.rows == 1_000_000
    assert len(extract.texts("a").dictionary) == 997
