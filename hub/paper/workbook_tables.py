"""One table of a workbook as gptables takes it: all that stands above it, its cells, their form and their widths."""

from collections.abc import Iterator
from typing import Any

import pandas as pd
from gptables import GPTable  # type: ignore[import-untyped]

from hub.disclosure.marks import SafeCell
from hub.paper.figures import Sheet, decimals
from hub.paper.plain_cells import distinct_headings, plain, plain_cell, plain_lines
from hub.products.product import Cell, Column, Product, Text

MARKS = (
    ("[c]", "suppressed: a figure that could lead to a person, alone or together with others"),
    ("[x]", "not supplied: the agency has not supplied information; it does not mean none"),
    ("[z]", "not applicable: the figure has no meaning here"),
    ("0", "a true zero: information was supplied, and there were none"),
)
ONE_TABLE = "This sheet holds one table."
WIDEST, NARROW, BROADEST = 60.0, 24.0, 140.0
"""Characters of a column at most, of one that is never made narrower, and of all columns of a sheet."""
LONGEST_LINE = 120
"""Letters of a line above a table: what is longer stands on the sheet of notes or on the cover, where it wraps."""
_NOTES = "What was chosen, the rules and what the marks stand for are on the sheet Notes."
_NO_ROWS = "none: this table has no rows"


def make_table(product: Product, name: str, table: Sheet, note: int | None) -> Any:
    """A table with all that stands above it: marking, section, number of its note, marks that occur, source, release.

    ``name`` is that of its sheet, such as "Table 1"; ``note`` the number of its note on the sheet of notes.
    """
    where = f"{product.area_name}, {product.period}: {table.section}"
    above = (product.marking, f"{where} [note {note}]" if note else where)
    cells = [cell for row in table.rows for cell in row if not isinstance(cell, Text)]
    signs = {f"[{cell.mark.value}]" for cell in cells}
    legend = [f"{sign} {words}" for sign, words in MARKS if sign in signs]
    return GPTable(
        _frame(table),
        name.lower().replace(" ", "_"),
        plain_cell(table.title),
        subtitles=plain_lines(above),
        instructions=f"{ONE_TABLE} {_NOTES}",
        legend=plain_lines([*legend, product.suppression_note if table.suppressed else ""]),
        source=_source(product),
        scope=plain(release_line(product)),
        units={place: unit for place, unit in enumerate(table.units) if unit and table.rows} or None,
        index_columns={2: 0},
        additional_formatting=[_form(table, place) for place in range(len(table.columns)) if table.rows],
    )


def release_line(product: Product) -> str:
    """Which release it is, of when and from what."""
    return f"Release {product.release_id}, made on {product.released_on}, data version {product.data_version}"


def _source(product: Product) -> str | None:
    """The sources on one line, or where they are listed."""
    line = f"Source: {' '.join(product.sources)}"
    return plain(line if len(line) <= LONGEST_LINE else "Source: as listed on the cover.") if product.sources else None


def _frame(table: Sheet) -> pd.DataFrame:
    """The cells as they are written: numbers as numbers, no finer than printed; marks and words as text."""
    if not table.rows:
        return pd.DataFrame([_NO_ROWS], columns=["Result"], dtype=object)
    rows = [[_value(column, cell) for column, cell in zip(table.columns, row, strict=True)] for row in table.rows]
    return pd.DataFrame(rows, columns=distinct_headings([column.title for column in table.columns]), dtype=object)


def _value(column: Column, cell: Cell) -> float | str:
    if isinstance(cell, Text):
        return plain_cell(cell.words)
    if not cell.shown:
        return f"[{cell.mark.value}]"
    return float(cell.symbol(decimals(column.kind, cell))) if isinstance(cell, SafeCell) else plain_cell(cell.text())


def _form(table: Sheet, place: int) -> dict[str, Any]:
    """Words at the left; figures and their marks at the right, with as many decimals as the finest of the column."""
    column = table.columns[place]
    if column.holds_words:
        form = {"align": "left", "valign": "top"}
    else:
        cells = (row[place] for row in table.rows)
        finest = max((decimals(column.kind, cell) for cell in cells if isinstance(cell, SafeCell)), default=0)
        form = {"align": "right", "valign": "top", "num_format": "#,##0.0" if finest else "#,##0"}
    return {"column": {"columns": [place], "format": form, "include_names": True}}


def column_widths(table: Sheet) -> list[float]:
    """Column widths in characters that fit titles, marks and words, within reason; the rest wraps.

    Where all together are broader than a printed page, those of long words share what the others leave.
    """
    widths = [float(min(max(map(len, words)) + 4, WIDEST)) for words in _column_words(table)]
    narrow = sum(width for width in widths if width <= NARROW)
    room, wanted = BROADEST - narrow, sum(widths) - narrow
    if sum(widths) <= BROADEST or room <= 0:
        return widths
    return [width if width <= NARROW else max(NARROW, width * room / wanted) for width in widths]


def _column_words(table: Sheet) -> Iterator[list[str]]:
    for place, column in enumerate(table.columns):
        cells = (row[place] for row in table.rows if not isinstance(row[place], SafeCell))
        yield [column.title, "suppressed", *(cell.words if isinstance(cell, Text) else cell.text() for cell in cells)]
