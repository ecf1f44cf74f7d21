"""Rules SDC-10 to SDC-15, SDC-27 and SDC-28: what reaches a screen, a page or a file holds no suppressed figure.

The canaries are counts of some thousand that are suppressed to protect small ones, and stand nowhere in print.
"""

import base64
import csv
import io
import json
import re
import sqlite3
import zipfile
from contextlib import closing
from dataclasses import replace
from typing import Any

import numpy as np
import pypdf
import pytest
from openpyxl import load_workbook

from dashboards.show_map import draw_map
from dashboards.show_series import draw_series
from hub.briefing import write_pdf
from hub.disclosure.marks import SafeCell
from hub.export import (
    FILES,
    file_name,
    has_slides,
    list_pictures,
    write_csv,
    write_gpkg,
    write_json,
    write_pptx,
    write_svg,
    write_xlsx,
)
from hub.paper.figures import decimals, sheets
from hub.paper.palette import legend_entries
from hub.products.draft import class_breaks
from hub.products.product import MapBlock, Product, SeriesBlock, TableBlock, Text, Words
from tests.spec.disclosure.conftest import Shown


def blocks(product: Product, kind: type) -> list[Any]:
    return [one for section in product.sections for one in section.blocks if isinstance(one, kind)]


def find_canaries(text: str, canaries: set[int]) -> set[int]:
    """Which canaries stand in a text, with or without a comma for thousands."""
    numbers = {found.replace(",", "") for found in re.findall(r"(?<![\d.,])\d[\d,]*\d(?![\d.]*\d)", text)}
    return {canary for canary in canaries if str(canary) in numbers}


def csv_text(written: bytes) -> str:
    """The cells of a CSV file apart, so that a comma between two figures is none for thousands."""
    return "\n".join(cell for line in csv.reader(io.StringIO(written.decode())) for cell in line)


def decode(figure: Any) -> str:
    """A chart as the browser gets it, with its packed arrays of numbers written out."""

    def unpack(value: Any) -> Any:
        if isinstance(value, dict):
            if "bdata" in value:
                return np.frombuffer(base64.b64decode(value["bdata"]), dtype=value["dtype"]).tolist()
            return {key: unpack(one) for key, one in value.items()}
        return [unpack(one) for one in value] if isinstance(value, list) else value

    return json.dumps(unpack(json.loads(figure.to_json())))


@pytest.fixture
def canaries(shown: Shown) -> set[int]:
    found = shown.canaries()
    assert len(found) >= 5
    return found


def test_the_search_finds_a_canary_where_there_is_one(shown: Shown, canaries: set[int]) -> None:
    product, canary = shown.ask("hotspot-explorer", "partner"), min(canaries)
    table = next(one for one in blocks(product, TableBlock) if {column.kind for column in one.columns[1:]} == {"count"})
    leaked = replace(table, rows=((Text("Leak"), *(SafeCell(canary) for _ in table.columns[1:])), *table.rows))
    area_map = next(one for one in blocks(product, MapBlock) if one.kind == "count")
    cells = {**area_map.cells, next(iter(area_map.cells)): SafeCell(canary)}
    section = replace(product.sections[0], blocks=(leaked,))
    changed = replace(product, sections=(section,))
    assert find_canaries(csv_text(write_csv(changed)), canaries) == {canary}
    assert find_canaries(xlsx_text(write_xlsx(changed)), canaries) == {canary}
    assert find_canaries(pdf_text(write_pdf(changed)), canaries) == {canary}
    leaked_map = replace(area_map, cells=cells)
    assert find_canaries(decode(draw_map(leaked_map, 500, 800, dict)), canaries) == {canary}
    drawn = replace(product, sections=(replace(section, blocks=(leaked_map,)),))
    assert find_canaries(gpkg_text(write_gpkg(drawn)), canaries) == {canary}


def test_sdc_10_colours_sizes_and_axes_come_from_printed_figures_alone(shown: Shown) -> None:
    for product in shown.every():
        for one in (block for block in blocks(product, MapBlock) if block.kind != "class"):
            printed = [cell for cell in one.cells.values() if cell.shown]
            assert one.breaks == class_breaks(printed)
            hidden = {code for code, cell in one.cells.items() if not cell.shown}
            apart = [entry for entry in legend_entries(one) if set(entry.codes) & hidden]
            assert all(set(entry.codes) <= hidden for entry in apart)
            assert not hidden or apart
        for one in blocks(product, SeriesBlock):
            top = max((cell.value or 0 for cells in one.series.values() for cell in cells), default=0)
            for axis in ("yaxis", "yaxis2"):
                limits = draw_series(one, 300).layout[axis].range
                assert limits is None or tuple(limits) == (0, 1) or limits[1] <= 1.2 * float(top)


def test_sdc_11_tooltips_say_suppressed_and_hold_no_suppressed_figure(shown: Shown, canaries: set[int]) -> None:
    for product in shown.every():
        for one in blocks(product, MapBlock):
            figure = draw_map(one, 500, 800, dict)
            assert not find_canaries(decode(figure), canaries)
            hover = dict(zip(*_tooltips(figure), strict=True))
            for code, cell in one.cells.items():
                words = cell.text(decimals(one.kind, cell)) if isinstance(cell, SafeCell) else cell.text()
                assert hover[code] == words


def _tooltips(figure: Any) -> tuple[list[str], list[str]]:
    traces = list(figure.data)
    said = [[one.text] * len(one.locations) if isinstance(one.text, str) else one.text for one in traces]
    return [code for one in traces for code in one.locations], [words for some in said for words in some]


def test_sdc_12_no_chart_holds_more_than_the_released_cells(shown: Shown, canaries: set[int]) -> None:
    for product in shown.every():
        for one in blocks(product, SeriesBlock):
            assert not find_canaries(decode(draw_series(one, 300)), canaries)
        for trace in (trace for one in blocks(product, MapBlock) for trace in draw_map(one, 500, 800, dict).data):
            assert trace.customdata is None
            assert set(trace.z) == {0}


def test_sdc_13_a_workbook_has_no_hidden_part_and_says_what_the_screen_says(shown: Shown, canaries: set[int]) -> None:
    for product in shown.every():
        content = write_xlsx(product)
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            names = parts.namelist()
            assert not [
                name for name in names if re.search("comment|pivot|external|connection|vba|drawing|embed", name)
            ]
            book = parts.read("xl/workbook.xml").decode()
        assert "hidden" not in book.lower()
        assert not find_canaries(xlsx_text(content), canaries)
        assert not find_canaries(csv_text(write_csv(product)), canaries)
        if has_slides(product):
            assert not find_canaries(pptx_text(write_pptx(product)), canaries)
        for title in list_pictures(product):
            assert not find_canaries(svg_text(write_svg(product, title)), canaries)
        if list(blocks(product, MapBlock)):
            assert not find_canaries(gpkg_text(write_gpkg(product)), canaries)
        opened = load_workbook(io.BytesIO(content))
        for sheet in opened.worksheets:
            assert sheet.sheet_state == "visible"
            assert not any(one.hidden for one in (*sheet.column_dimensions.values(), *sheet.row_dimensions.values()))
        assert len(sheets(product)) <= len(opened.worksheets)


def svg_text(content: bytes) -> str:
    """The words of a picture; its coordinates say where things are."""
    return "\n".join(re.findall(r">([^<>]+)<", content.decode()))


def gpkg_text(content: bytes) -> str:
    """Every cell of every table of a GeoPackage but its shapes, the style of its layers among them."""
    with closing(sqlite3.connect(":memory:")) as base:
        base.deserialize(content)
        names = [name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = [row for name in names for row in base.execute(f'SELECT * FROM "{name}"')]
    return "\n".join(str(cell) for row in rows for cell in row if not isinstance(cell, bytes))


def xlsx_text(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return "\n".join(re.sub(r"<[^>]+>", " ", parts.read(name).decode()) for name in parts.namelist())


def pptx_text(content: bytes) -> str:
    """The words of every part of a deck and the names and alternative texts of its shapes; not where they lie."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        xml = [parts.read(name).decode() for name in parts.namelist() if not name.endswith(".png")]
    told = [words for one in xml for words in re.findall(r' (?:descr|title|name)="([^"]*)"', one)]
    return "\n".join((*told, *(re.sub(r"<[^>]+>", " ", one) for one in xml)))


def test_sdc_14_a_pdf_has_nothing_under_its_masks_and_a_fixed_date(shown: Shown, canaries: set[int]) -> None:
    for product in list(shown.every())[::2]:
        content = write_pdf(product)
        assert not find_canaries(pdf_text(content), canaries)
        read = pypdf.PdfReader(io.BytesIO(content))
        assert not list(read.attachments)
        assert read.metadata is not None
        assert read.metadata.creation_date.date().isoformat() == product.released_on  # type: ignore[union-attr]
        assert write_pdf(product) == content


def pdf_text(content: bytes) -> str:
    """Text of every page, metadata, bookmarks and alternative texts of a PDF."""
    read = pypdf.PdfReader(io.BytesIO(content))
    pages = [page.extract_text() for page in read.pages]
    marks = [str(one.get("/Title", "")) for one in _flat(read.outline)]
    objects = [str(read.get_object(number).get("/Alt", "")) for number in _dictionaries(read)]
    return "\n".join([*pages, str(read.metadata), *marks, *objects])


def _flat(outline: Any) -> list[Any]:
    return [two for one in outline for two in (_flat(one) if isinstance(one, list) else [one])]


def _dictionaries(read: pypdf.PdfReader) -> list[int]:
    found = []
    for number in range(1, len(read.xref_objStm) + len(read.xref.get(0, {})) + 1):
        try:
            if isinstance(read.get_object(number), dict):
                found.append(number)
        except (pypdf.errors.PdfReadError, KeyError, TypeError):
            continue
    return found


def test_sdc_15_names_of_files_and_releases_carry_no_figure(shown: Shown, canaries: set[int]) -> None:
    for product in shown.every():
        pictures = [file_name(product, "png", title) for title in list_pictures(product)]
        for name in (*(file_name(product, kind) for kind in ("pdf", *FILES)), *pictures):
            assert not find_canaries(name, canaries)
            assert set(re.findall(r"\d+", name)) <= {"2025"}
        assert not find_canaries(json.dumps(json.loads(write_json(product))["publications"]), canaries)


def test_sdc_27_one_sentence_explains_all_gaps_alike(shown: Shown) -> None:
    notes = {product.suppression_note for product in shown.every()}
    assert len(notes) == 1
    note = notes.pop()
    assert note.count("Suppressed") == 1
    assert "It does not mean zero" in note
    for product in shown.every():
        texts = {
            cell.text() for one in blocks(product, TableBlock) for row in one.rows for cell in row if _is_gap(cell)
        }
        assert texts <= {"suppressed", "not supplied", "not applicable"}


def _is_gap(cell: Any) -> bool:
    return not isinstance(cell, Text) and not cell.shown


def test_sdc_28_sentences_and_alternative_texts_are_written_from_released_figures(
    shown: Shown, canaries: set[int]
) -> None:
    for product in shown.every():
        said = [line for one in blocks(product, Words) for line in one.paragraphs]
        said += [one.alt + one.note + one.title for one in (*blocks(product, MapBlock), *blocks(product, SeriesBlock))]
        said += [one.note + one.title for one in blocks(product, TableBlock)]
        assert not find_canaries("\n".join(said), canaries)
