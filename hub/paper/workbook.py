"""A product as a workbook: cover, notes, contents, and one sheet for each table, map and series.

After the Analysis Function's guidance for spreadsheets: one table to a sheet, title and explanations above it, marks
in square brackets explained on a sheet of notes. No hidden sheet, row, column, name, comment or formula (SDC-13).
"""

from datetime import datetime
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from hub.disclosure.marks import SafeCell
from hub.paper.circulation import find_circulation
from hub.paper.figures import Sheet, decimals, sheets
from hub.paper.harmless import harmless
from hub.products.product import Cell, Column, Product, Text

MARKS = (
    ("[c]", "suppressed: a figure that could lead to a person, alone or together with others"),
    ("[x]", "not supplied: the agency has not supplied information; it does not mean none"),
    ("[z]", "not applicable: the figure has no meaning here"),
    ("0", "a true zero: information was supplied, and there were none"),
)
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write_workbook(product: Product) -> bytes:
    """The workbook as XLSX bytes; the creation date is the release date, so equal products give equal bytes."""
    out = BytesIO()
    book = Workbook(out, _OPTIONS)
    book.set_properties({"title": product.title, "author": product.partnership, "subject": product.marking,
                         "created": datetime.fromisoformat(product.released_on)})  # fmt: skip
    writer = _Writer(book, product)
    tables = sheets(product)
    writer.write_pairs("Cover", product.title, _cover(product))
    writer.write_pairs("Notes", "Notes and marks", _notes(product))
    writer.write_pairs("Contents", "Contents", [(name, t.title) for name, t in _named(tables)])
    for name, table in _named(tables):
        writer.write_table(name, table)
    book.close()
    return out.getvalue()


def _named(tables: tuple[Sheet, ...]) -> list[tuple[str, Sheet]]:
    return [(f"Table {number}", table) for number, table in enumerate(tables, 1)]


def _cover(product: Product) -> list[tuple[str, str]]:
    circulation = find_circulation(product.audience)
    return [
        ("Marking", product.marking), ("Product", product.subtitle or product.title),
        ("Partnership", product.partnership), ("Area", product.area_name), ("Period", product.period),
        ("For", circulation.session), ("Purpose", product.purpose), ("Circulation", circulation.words),
        ("Made on", product.released_on), ("Release", product.release_id),
        ("Data version", product.data_version), *([("Release review", product.standing)] if product.standing else []),
    ]  # fmt: skip


def _notes(product: Product) -> list[tuple[str, str]]:
    sources = [("Source", source) for source in product.sources]
    return [*MARKS, ("Suppression", product.suppression_note), ("Rules", product.rules), *product.chosen, *sources]


class _Writer:
    """Writes sheets in one manner: marked head and foot, title in A1, readable widths."""

    def __init__(self, book: Workbook, product: Product) -> None:
        self._book, self._product = book, product
        self._title = book.add_format({"bold": True, "font_size": 14})
        self._head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self._wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self._mark = book.add_format({"italic": True, "align": "right", "font_color": "#595959"})
        self._numbers = {0: book.add_format({"num_format": "#,##0"}), 1: book.add_format({"num_format": "#,##0.0"})}

    def write_pairs(self, name: str, title: str, pairs: list[tuple[str, str]]) -> None:
        """A sheet of names and what they mean."""
        sheet = self._open(name, title)
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, 100)
        for place, (left, right) in enumerate((left, right) for left, right in pairs if right):
            sheet.write_string(place + 2, 0, harmless(left), self._wrap)
            sheet.write_string(place + 2, 1, harmless(right), self._wrap)

    def write_table(self, name: str, table: Sheet) -> None:
        """A sheet of one table: title, section, reasons, then the header row and the rows."""
        sheet = self._open(name, table.title)
        reason = self._product.suppression_note if table.suppressed else ""
        above = [words for words in (table.section, table.note, reason) if words]
        for place, words in enumerate(above):
            sheet.write_string(place + 1, 0, harmless(words))
        top = len(above) + 2
        for place, column in enumerate(table.columns):
            sheet.write_string(top, place, harmless(column.title), self._head)
            sheet.set_column(place, place, _width(table, place))
        for row, cells in enumerate(table.rows, top + 1):
            for place, cell in enumerate(cells):
                self._write_cell(sheet, row, place, table.columns[place], cell)
        sheet.freeze_panes(top + 1, 0)
        sheet.repeat_rows(top)

    def _open(self, name: str, title: str) -> Worksheet:
        """A sheet with its title in A1, made for A4 with the marking at head and foot."""
        sheet = self._book.add_worksheet(name)
        marking = self._product.marking.replace("&", "&&")[:100]
        sheet.set_header(f'&C&"Calibri,Bold"&12 {marking}')
        sheet.set_footer(f'&C&"Calibri,Bold"&12 {marking}&R&9Page &P of &N')
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.write_string(0, 0, harmless(title), self._title)
        return sheet

    def _write_cell(self, sheet: Worksheet, row: int, place: int, column: Column, cell: Cell) -> None:
        if isinstance(cell, Text):
            sheet.write_string(row, place, harmless(cell.words))
        elif not cell.shown:
            sheet.write_string(row, place, f"[{cell.mark.value}]", self._mark)
        elif isinstance(cell, SafeCell):
            digits = decimals(column.kind, cell)
            sheet.write_number(row, place, float(cell.symbol(digits)), self._numbers[digits])
        else:
            sheet.write_string(row, place, harmless(cell.text()))


def _width(table: Sheet, place: int) -> float:
    """A column width in characters that fits the title and the text cells, within reason."""
    texts: list[Any] = [row[place] for row in table.rows if isinstance(row[place], Text)]
    longest = max([len(table.columns[place].title), *(len(text.words) for text in texts)])
    return float(min(max(longest + 2, 12), 60))
