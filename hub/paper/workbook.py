"""A product as a workbook to the Analysis Function's standard, written with its own library, gptables.

"Releasing statistics in spreadsheets" (Government Analysis Function): cover, contents, notes, then one table to a
sheet, marked up as a table, with title, explanations, marks in square brackets and sources above it and units in its
headings. No hidden sheet, row, column or name, no comment, no formula and no link out of the workbook (SDC-13). What
gptables does not do is done on its sheets: marking at head and foot of each printed page, widths, and figures at the
right in every column.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from io import BytesIO
from typing import Any

import pandas as pd
from gptables import Cover, GPTable, GPWorkbook  # type: ignore[import-untyped]

from hub.paper.circulation import find_circulation
from hub.paper.figures import Sheet, sheets
from hub.paper.plain_cells import plain, plain_cell, plain_lines
from hub.paper.row_heights import give_room
from hub.paper.workbook_tables import MARKS, ONE_TABLE, column_widths, make_table, release_line
from hub.products.product import Product

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write_workbook(product: Product) -> bytes:
    """The workbook as XLSX bytes; the creation date is the release date, so equal products give equal bytes."""
    out = BytesIO()
    book = GPWorkbook(out, _OPTIONS)
    book.set_properties({"title": product.title, "author": product.partnership, "subject": product.marking,
                         "created": datetime.fromisoformat(product.released_on)})  # fmt: skip
    tables = {f"Table {number}": table for number, table in enumerate(sheets(product), 1)}
    numbers = _number_notes(tables.values())
    parts = {"Notes": _notes(product, numbers)}
    parts |= {name: make_table(product, name, table, numbers.get(table.note)) for name, table in tables.items()}
    contents = book.make_table_of_contents(
        parts, title="Contents", subtitles=[plain(product.marking)], instructions=f"{ONE_TABLE} Each name is a link."
    )
    _write_cover(_open(book, product, "Cover"), _cover(product))
    for name, part in {"Contents": contents, **parts}.items():
        sheet = _open(book, product, name)
        sheet.write_gptable(part, auto_width=False)
        head, widths = part.data_range[0], column_widths(tables[name]) if name in tables else [28.0, 100.0]
        if name in tables:
            sheet.repeat_rows(head)
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        if name in parts:
            written = (part.table.columns, *part.table.itertuples(index=False))
            give_room(sheet, head, ([str(cell) for cell in row] for row in written), widths)
    book.close()
    return out.getvalue()


def _write_cover(sheet: Any, cover: Any) -> None:
    """The cover, line below line as gptables writes it, with the headings that it adds."""
    sheet.write_cover(cover)
    lines = [cover.title, "", *cover.intro, "", *cover.about, "", *cover.contact]
    give_room(sheet, 0, ([str(line)] for line in lines), [float(cover.width)])


def _open(book: Any, product: Product, name: str) -> Any:
    """A sheet for A4 on its side, with the marking at head and foot of each page."""
    sheet = book.add_worksheet(name)
    marking = product.marking.replace("&", "&&")[:100]
    sheet.set_header(f'&C&"Arial,Bold"&12 {marking}')
    sheet.set_footer(f'&C&"Arial,Bold"&12 {marking}&R&9Page &P of &N')
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    return sheet


def _cover(product: Product) -> Any:
    circulation = find_circulation(product.audience)
    subtitle = "" if product.subtitle == circulation.session else product.subtitle
    intro = [product.marking, subtitle, f"Partnership: {product.partnership}", f"Area: {product.area_name}",
             f"Period: {product.period}", f"For: {circulation.session}", f"Purpose: {product.purpose}",
             f"Circulation: {circulation.words}", release_line(product)]  # fmt: skip
    about = [product.standing and f"Release review: {product.standing}", product.rules, product.suppression_note,
             *(f"Source: {source}" for source in product.sources)]  # fmt: skip
    contact = f"{product.partnership}. Quote release {product.release_id}."
    return Cover(plain(product.title), plain_lines(intro), plain_lines(about), plain_lines([contact]), width=110)


def _number_notes(tables: Iterable[Sheet]) -> dict[str, int]:
    """The notes of the tables, numbered as they come; a table refers to its own as ``[note 1]``."""
    return {note: number for number, note in enumerate(dict.fromkeys(one.note for one in tables if one.note), 1)}


def _notes(product: Product, numbers: Mapping[str, int]) -> Any:
    """The marks, the rules, what was chosen and the notes of the tables, as a table of names and words."""
    sources = [("Source", source) for source in product.sources]
    notes = [(f"note {number}", note) for note, number in numbers.items()]
    method = [("Suppression", product.suppression_note), ("Rules", product.rules), *product.chosen, *sources]
    pairs = [*MARKS, *notes, *method]
    rows = [(plain_cell(name), plain_cell(words)) for name, words in pairs if words]
    table = pd.DataFrame(rows, columns=["Note", "What it says"], dtype=object)
    marking = [plain(product.marking)]
    top = [{"column": {"columns": [0, 1], "format": {"valign": "top"}}}]
    return GPTable(
        table, "notes", "Notes and marks", subtitles=marking, instructions=ONE_TABLE, index_columns={2: 0},
        additional_formatting=top,
    )  # fmt: skip
