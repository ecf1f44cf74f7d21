"""The workbook: to the Analysis Function's standard, with numbers as numbers, nothing hidden and nothing that runs."""

import re
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest

from hub.disclosure.marks import SafeCell, SafeClass
from hub.export import write_xlsx
from hub.paper.figures import sheets
from hub.paper.workbook_tables import BROADEST, NARROW, column_widths
from hub.products.product import Cell, Column, MapBlock, Product, Section, TableBlock, Text
from tests.acceptance.read_back import read_xlsx
from tests.unit.hub.sample_products import (
    MARKING,
    NOT_SUPPLIED,
    REASON,
    SUPPRESSED,
    sample_class_map,
    sample_product,
)


def _book(product: Product) -> Any:
    return openpyxl.load_workbook(BytesIO(write_xlsx(product)))


def _tables(product: Product) -> list[Any]:
    return _book(product).worksheets[3:]


def _cells(sheet: Any) -> list[tuple[Any, ...]]:
    (table,) = sheet.tables.values()
    return list(sheet[table.ref])


def _with(columns: Sequence[Column], *rows: tuple[Cell, ...]) -> Product:
    return replace(sample_product(), sections=(Section("One", (TableBlock("T", tuple(columns), rows),)),))


def test_the_workbook_has_cover_contents_notes_and_one_sheet_for_each_block() -> None:
    book = _book(sample_product())
    assert book.sheetnames == ["Cover", "Contents", "Notes", *(f"Table {number}" for number in range(1, 6))]
    cover = [row[0].value for row in book["Cover"].iter_rows()]
    assert cover[0] == "Tactical assessment"
    assert cover[2] == MARKING
    assert "Release rel-0042, made on 2026-10-29, data version v7" in cover
    notes = {row[0].value: row[1].value for row in book["Notes"].iter_rows()}
    assert {"[c]", "[x]", "[z]", "0"} <= set(notes)
    assert notes["Suppression"] == REASON
    assert notes["Cell size"] == "500 m"
    assert book["Table 1"]["A1"].value == "Events by area"


def test_the_contents_lead_to_every_other_sheet_and_nowhere_else() -> None:
    book = _book(sample_product())
    found = {cell.value: cell.hyperlink for row in book["Contents"].iter_rows() for cell in row if cell.hyperlink}
    assert list(found) == ["Notes", *(f"Table {number}" for number in range(1, 6))]
    assert all(link.location == f"'{name}'!A1" and not link.target for name, link in found.items())
    assert not [cell for sheet in book if sheet.title != "Contents" for row in sheet.iter_rows() for cell in row
                if cell.hyperlink]  # fmt: skip


def test_every_sheet_carries_the_marking_in_its_cells_and_at_head_and_foot_of_its_pages() -> None:
    for sheet in _book(sample_product()):
        assert MARKING in [sheet.cell(row, 1).value for row in (2, 3)]
        assert MARKING in str(sheet.oddHeader.center.text)
        assert MARKING in str(sheet.oddFooter.center.text)


def test_every_table_says_its_source_its_release_and_the_marks_that_occur() -> None:
    for sheet in _tables(sample_product()):
        cells = _cells(sheet)
        above = [sheet.cell(row, 1).value for row in range(1, cells[0][0].row)]
        assert "Source: Sampleton Police, recorded crime" in above
        assert "Release rel-0042, made on 2026-10-29, data version v7" in above
        occurring = {str(cell.value) for row in cells[1:] for cell in row if str(cell.value).startswith("[")}
        assert {line[:3] for line in above if line.startswith("[")} == occurring
        assert above.count(REASON) == ("[c]" in occurring)


def test_a_table_refers_to_its_note_by_the_number_it_has_on_the_sheet_of_notes() -> None:
    book = _book(sample_product())
    notes = {row[0].value: row[1].value for row in book["Notes"].iter_rows()}
    assert [notes[f"note {number}"] for number in (1, 2)] == ["Made-up figures.", "Squares of 500 m."]
    assert "note 3" not in notes
    for number, table in enumerate(sheets(sample_product()), 1):
        (found,) = re.findall(r" \[(note \d+)\]$", book[f"Table {number}"]["A3"].value)
        assert notes[found] == table.note


def test_long_lists_of_sources_stand_on_the_cover_where_they_wrap() -> None:
    sources = tuple(f"Agency {number} of the partnership, all of its records." for number in range(9))
    book = _book(replace(sample_product(), sources=sources))
    assert {f"Source: {source}" for source in sources} <= {row[0].value for row in book["Cover"].iter_rows()}
    assert "Source: as listed on the cover." in [row[0].value for row in book["Table 1"].iter_rows()]
    assert "Source" not in {row[0].value for row in _book(replace(sample_product(), sources=()))["Notes"].iter_rows()}


def test_each_sheet_holds_one_table_marked_up_with_the_headings_that_are_printed() -> None:
    for sheet in _book(sample_product()).worksheets[1:]:
        (table,) = sheet.tables.values()
        assert [column.name for column in table.tableColumns] == [cell.value for cell in sheet[table.ref][0]]
        assert not table.autoFilter
        assert all(cell.value is not None for row in sheet[table.ref] for cell in row)


def test_units_stand_in_the_headings() -> None:
    area, square, hotspots, months, _ = _tables(sample_product())
    assert [cell.value for cell in _cells(area)[0]] == ["Area", "Events\n(number)", "Rate\n(ratio)", "Change %"]
    assert _cells(square)[0][2].value == "Events\n(number)"
    assert _cells(hotspots)[0][2].value == "Hotspot class"
    assert _cells(months)[0][1].value == "Burglary\n(Events a month)"


def test_numbers_are_the_released_ones_as_numbers_and_gaps_are_marks() -> None:
    product = sample_product()
    for sheet, table in zip(_tables(product), sheets(product), strict=True):
        for row, cells in zip(_cells(sheet)[1:], table.rows, strict=True):
            for written, cell in zip(row, cells, strict=True):
                if isinstance(cell, Text):
                    assert written.value == cell.words
                elif not cell.shown:
                    assert written.value == f"[{cell.mark.value}]"
                elif isinstance(cell, SafeClass):
                    assert written.value == cell.label
                else:
                    assert isinstance(written.value, int | float)
                    assert written.value == cell.value


def test_figures_and_their_marks_stand_at_the_right_words_at_the_left() -> None:
    columns = (Column("Area", "text"), Column("All gaps", "count"), Column("Class", "class"), Column("Rate", "rate"))
    rows = ((Text("A"), SUPPRESSED, SafeClass("hot"), SafeCell(1.5)), (Text("B"), NOT_SUPPLIED, SUPPRESSED, SUPPRESSED))
    (sheet,) = _tables(_with(columns, *rows))
    for row in _cells(sheet):
        assert [cell.alignment.horizontal for cell in row] == ["left", "right", "left", "right"]
    assert [cell.number_format for cell in _cells(sheet)[1]] == ["General", "#,##0", "General", "#,##0.0"]


def test_the_workbook_hides_nothing() -> None:
    data = write_xlsx(sample_product())
    for sheet in openpyxl.load_workbook(BytesIO(data)):
        assert sheet.sheet_state == "visible"
        assert not any(part.hidden for part in [*sheet.column_dimensions.values(), *sheet.row_dimensions.values()])
    with ZipFile(BytesIO(data)) as parts:
        names = parts.namelist()
        assert not [name for name in names if re.search("comment|vml|pivot|external|vba|drawing|media|custom", name)]
        assert not re.search(r'hidden="1"|<f>', "".join(parts.read(name).decode() for name in names))
    assert read_xlsx(data).faults == []


def test_no_machine_and_no_person_is_in_its_properties() -> None:
    about = _book(sample_product()).properties
    assert (about.creator, about.lastModifiedBy) == ("Safer Sampleton Partnership", "Safer Sampleton Partnership")
    assert str(about.created) == str(about.modified) == "2026-10-29 00:00:00"


NAMES = (
    "[click](http://a.example)", "http://a.example", "mailto:a@a.example", "internal:'Cover'!A1", "$$note$$", "$$$",
    "{=1+1}", "=1+1", "-", "", "  ", "…", "Ελλάδα", "[c]", "A" * 300, "12",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_never_a_link_a_note_a_formula_or_a_reason_to_stop(name: str) -> None:
    """In a row, a heading, a title and the words about a product; all that is put in is still to be read."""
    columns = (Column(name, "text"), Column(f"{name} ", "count"))
    block = TableBlock(name or "T", columns, ((Text(name), SafeCell(5)),), name)
    product = replace(
        sample_product(), sections=(Section(name, (block,)),), area_name=name, sources=(name,), chosen=((name, name),)
    )
    book = _book(product)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert not [cell for cell in cells if cell.hyperlink and cell.parent.title != "Contents"]
    head, row = _cells(book["Table 1"])
    assert (row[1].value, row[1].data_type) == (5, "n")
    assert len({cell.value.casefold() for cell in head}) == 2
    assert row[0].data_type == "s"
    written = row[0].value.replace(" ", "")
    assert name.replace(" ", "") in written if name.strip() else written == "tobefilledin"


def test_headings_that_are_equal_are_told_apart() -> None:
    columns = [Column(title, "count") for title in ("Area", "AREA", "area", "Area (2)")]
    (sheet,) = _tables(_with(columns, tuple(SafeCell(number) for number in (5, 6, 7, 8))))
    titles = [cell.value.split("\n")[0] for cell in _cells(sheet)[0]]
    assert titles == ["Area", "AREA (2)", "area (3)", "Area (2) (2)"]


def test_an_empty_table_says_so_and_rows_for_the_pen_say_what_they_are_for() -> None:
    columns = (Column("Action", "text"), Column("Events", "count"))
    (empty,) = _tables(_with(columns))
    assert [[cell.value for cell in row] for row in _cells(empty)] == [
        ["Result"],
        ["none: this table has no rows"],
    ]
    (blank,) = _tables(_with((Column("Action", "text"), Column("Owner", "text")), (Text(""), Text(""))))
    assert [cell.value for cell in _cells(blank)[1]] == ["to be filled in", "to be filled in"]


def test_a_map_of_nothing_but_gaps_has_its_marks() -> None:
    block = sample_class_map(2)
    cells = dict.fromkeys(block.shapes, SafeClass(None, SUPPRESSED.mark))
    gaps: MapBlock = replace(block, cells=cells)
    (sheet,) = _tables(replace(sample_product(), sections=(Section("One", (gaps,)),)))
    assert {row[2].value for row in _cells(sheet)[1:]} == {"[c]"}


def test_a_row_whose_words_wrap_is_as_high_as_they_are_in_every_program() -> None:
    """Some programs give a row without a height of its own one line, and print the rest of its words over the next."""
    said = "It was said at some length, and said again" + ", and once more" * 40
    product = replace(_with([Column("Area", "text"), Column("What", "text")], (Text("Here"), Text(said))), rules=said)
    book = _book(product)
    rows = [row for sheet in book.worksheets for row in sheet.iter_rows() if said in {one.value for one in row}]
    assert [row[0].parent.title for row in rows] == ["Cover", "Notes", "Table 1"]
    for row in rows:
        widths = {one.column: row[0].parent.column_dimensions[one.column_letter].width for one in row}
        lines = max(len(one.value or "") / widths[one.column] for one in row)
        assert row[0].parent.row_dimensions[row[0].row].height >= 15 * lines


def test_columns_of_long_words_share_what_a_page_has_room_for() -> None:
    columns = [Column(f"Column {at}", "text") for at in range(4)]
    (table,) = sheets(_with(columns, tuple(Text("word " * 30) for _ in columns)))
    widths = column_widths(table)
    assert sum(widths) == pytest.approx(BROADEST)
    assert min(widths) >= NARROW
