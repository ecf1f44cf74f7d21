"""Files: all formats say the same, cell by cell; nothing runs, nothing hides, equal products give equal bytes."""

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import pytest
from pypdf import PdfReader

from hub.briefing import write_pdf
from hub.disclosure.marks import SafeCell
from hub.export import CSV_COLUMNS, FILES, PICTURES, file_name, write_csv, write_json, write_xlsx
from hub.packed import pack
from hub.products.product import Column, Product, Section, TableBlock, Text
from tests.unit.hub.sample_products import MARKING, sample_product

HOSTILE = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\x00=1", " =1", '=HYPERLINK("http://a")', "＝1")


def _csv_rows(product: Product) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(write_csv(product).decode(), newline="")))


def _workbook(product: Product) -> Any:
    return openpyxl.load_workbook(BytesIO(write_xlsx(product)))


def _sheet_figures(product: Product) -> Iterator[tuple[str, str, Any]]:
    """Title, row name and value of every figure of the workbook's tables."""
    for sheet in _workbook(product).worksheets[3:]:
        (table,) = sheet.tables.values()
        header, *rows = [[cell.value for cell in row] for row in sheet[table.ref]]
        labels = 2 if header[1] == "Name" else 1
        for row in rows:
            for value in row[labels:]:
                yield sheet["A1"].value, " | ".join(row[:labels]), value


def _with(*cells: Any) -> Product:
    columns = (Column("Area", "text"), *(Column(f"c{place}", "count") for place in range(1, len(cells))))
    return replace(sample_product(), sections=(Section("One", (TableBlock("T", columns, (cells,)),)),))


def test_the_json_is_the_publication_with_its_marking_and_nothing_else() -> None:
    product = sample_product()
    assert json.loads(write_json(product)) == {**product.publication, "marking": MARKING}
    assert write_json(product).endswith(b"}\n")


def test_the_json_keeps_letters_and_refuses_what_is_no_number() -> None:
    assert (
        write_json(replace(sample_product(), packed=pack({"b": [1, 2], "a": "é"})))
        == ('{"a": "é", "b": [1, 2], "marking": "' + MARKING + '"}\n').encode()
    )
    with pytest.raises(ValueError, match="JSON"):
        write_json(replace(sample_product(), packed=pack({"a": float("nan")})))
    with pytest.raises(TypeError, match="JSON"):
        pack({"a": object()})


def test_the_csv_has_one_line_for_each_figure_of_every_table_map_and_series() -> None:
    rows = _csv_rows(sample_product())
    assert tuple(rows[0]) == CSV_COLUMNS
    assert len(rows) == 61 * 3 + 49 + 49 + 14 * 2 + 14
    assert {row["marking"] for row in rows} == {MARKING}


def test_the_csv_marks_missing_figures_and_leaves_their_value_empty() -> None:
    rows = {(row["row"], row["column"]): row for row in _csv_rows(sample_product()) if row["block"] == "Events by area"}
    for name, value, mark in (("000", "", "[c]"), ("001", "", "[x]"), ("002", "", "[z]"), ("003", "0", "")):
        assert (rows[f"Area {name}", "Events"]["value"], rows[f"Area {name}", "Events"]["mark"]) == (value, mark)
    assert rows["Total", "Change %"]["value"] == "-12.5"


def test_blocks_with_equal_titles_are_told_apart() -> None:
    blocks = {row["block"] for row in _csv_rows(sample_product())}
    assert {"Events by month", "Events by month (no. 2)"} <= blocks


def test_workbook_and_csv_agree_cell_by_cell() -> None:
    product = sample_product()
    rows = [(row["block"], row["row"], row["value"] or row["mark"]) for row in _csv_rows(product)]
    sheets = [(title, name, _as_text(value)) for title, name, value in _sheet_figures(product)]
    assert [(t, n, _as_text(v)) for t, n, v in rows] == sheets


def test_paper_and_csv_agree_cell_by_cell() -> None:
    product = sample_product()
    pages = PdfReader(BytesIO(write_pdf(product))).pages
    paper = " ".join(" ".join(page.extract_text().split()) for page in pages)
    words = {"[c]": "suppressed", "[x]": "not supplied", "[z]": "not applicable"}
    lines: dict[str, list[str]] = {}
    for row in _csv_rows(product):
        if row["block"] == "Events by area":
            shown = f"{float(row['value']):,.{1 if '.' in row['value'] else 0}f}" if row["value"] else ""
            lines.setdefault(row["row"], []).append(shown or words[row["mark"]])
    assert len(lines) == 61
    assert all(f"{name} {' '.join(cells)}" in paper for name, cells in lines.items())


@pytest.mark.parametrize("words", HOSTILE)
def test_text_that_looks_like_a_formula_is_made_harmless(words: str) -> None:
    product = replace(_with(Text(words), Text(words), SafeCell(-5)), period=words, area_name=words)
    for row in csv.reader(StringIO(write_csv(product).decode(), newline="")):
        assert not any(re.match(r"\s*[=+@\t\r\n\x00＝]|\s*-(?!5$)", field) for field in row)
    cells = [cell for sheet in _workbook(product) for row in sheet.iter_rows() for cell in row]
    assert not any(cell.data_type == "f" for cell in cells)
    assert not any(cell.hyperlink for cell in cells if cell.parent.title != "Contents")
    assert -5 in [cell.value for cell in cells]


@pytest.mark.parametrize("separator", [";", "\t", "; ", "\n"])
def test_no_formula_begins_where_another_separator_would_part_a_csv(separator: str) -> None:
    text = write_csv(_with(Text(f"Ward{separator}=1+1"), SafeCell(7))).decode()
    assert not re.search(r"[;\t\r\n]\s*[=+@]", text)
    assert f"Ward{separator}'=1+1" in text


def test_every_line_of_a_csv_says_of_which_area_and_release_it_is() -> None:
    assert {(row["area"], row["release"]) for row in _csv_rows(sample_product())} == {("Sampleton", "rel-0042")}


def test_equal_products_give_equal_bytes_in_every_format() -> None:
    for write in (one for kind, one in FILES.items() if kind != "pptx"):
        assert write(sample_product()) == write(sample_product())
    for draw in PICTURES.values():
        assert draw(sample_product(), "Events by square") == draw(sample_product(), "Events by square")


def test_a_number_is_written_no_finer_than_it_is_printed() -> None:
    product = _with(Text("A"), SafeCell(3.14159), SafeCell(12.0))
    assert [row["value"] for row in _csv_rows(product)] == ["3.1", "12"]
    assert [value for _, _, value in _sheet_figures(product)] == [3.1, 12]


def test_file_names_carry_marking_and_period_and_nothing_a_file_system_minds() -> None:
    assert file_name(sample_product(), "pdf") == (
        "RESTRICTED-OFFICIAL-SENSITIVE_tactical-assessment_sampleton_january-2019_open.pdf"
    )
    assert file_name(sample_product(), "png", "Events by square").endswith("_open_events-by-square.png")
    odd = replace(sample_product(), area_name="../St. Ives & Cœur\r\n", period="January 2019 / June 2024")
    assert re.fullmatch(r"[A-Za-z0-9_-]+\.csv", file_name(odd, "csv"))


def _as_text(value: Any) -> str:
    return f"{float(value):g}" if re.fullmatch(r"-?\d+(\.\d+)?", str(value)) else str(value)
