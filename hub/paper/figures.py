"""Every block of a product as one plain table, so that paper, workbook and CSV print the same figures.

A map becomes a table of its areas (by code: no order that could hint at a hidden figure), a series a table of its
months. Tables stay as the product made them; nothing here sorts a table again (SDC-9).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from hub.disclosure.marks import Mark, SafeCell, SafeClass
from hub.products.product import Block, Cell, Column, Kind, MapBlock, Product, SeriesBlock, TableBlock, Text, Words

Figure = SafeCell | SafeClass


@dataclass(frozen=True)
class Sheet:
    """One block as a table: ``labels`` leading columns name the row, the others hold its figures."""

    section: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str
    labels: int

    @property
    def suppressed(self) -> bool:
        """Whether any figure of the table is suppressed."""
        return holds(Mark.SUPPRESSED, (cell for row in self.rows for cell in row))


def sheets(product: Product) -> tuple[Sheet, ...]:
    """All tables, maps and series of a product in reading order; equal titles are told apart by a number."""
    found: list[Sheet] = []
    for section in product.sections:
        for block in section.blocks:
            if not isinstance(block, Words):
                taken = sum(block.title == sheet.title.split(" (no. ")[0] for sheet in found)
                found.append(_sheet(section.heading, block, f" (no. {taken + 1})" if taken else ""))
    return tuple(found)


def decimals(kind: Kind, cell: SafeCell) -> int:
    """How many decimals a figure is printed with: one for rates, percentages and means, none for counts."""
    whole = cell.value is None or float(cell.value).is_integer()
    return 1 if kind in ("rate", "percent") or not whole else 0


def holds(mark: Mark, cells: Iterator[Cell]) -> bool:
    """Whether any of the cells carries the mark."""
    return any(not isinstance(cell, Text) and cell.mark is mark for cell in cells)


def block_cells(block: Block) -> Iterator[Cell]:
    """Every cell of a block, in no order that matters."""
    if isinstance(block, TableBlock):
        yield from (cell for row in block.rows for cell in row)
    elif isinstance(block, MapBlock):
        yield from block.cells.values()
    elif isinstance(block, SeriesBlock):
        yield from (cell for cells in block.series.values() for cell in cells)


def _sheet(section: str, block: TableBlock | MapBlock | SeriesBlock, suffix: str) -> Sheet:
    if isinstance(block, TableBlock):
        columns, rows = block.columns, block.rows
    elif isinstance(block, MapBlock):
        columns, rows = _map_columns(block), _map_rows(block)
    else:
        columns, rows = _series_columns(block), _series_rows(block)
    return Sheet(section, block.title + suffix, columns, rows, block.note, _count_labels(columns))


def _map_columns(block: MapBlock) -> tuple[Column, ...]:
    return Column(f"{block.layer} code", "text"), Column("Name", "text"), Column(block.measure, block.kind)


def _map_rows(block: MapBlock) -> tuple[tuple[Cell, ...], ...]:
    return tuple((Text(code), Text(block.names.get(code, code)), block.cells[code]) for code in sorted(block.cells))


def _series_columns(block: SeriesBlock) -> tuple[Column, ...]:
    return Column("Period", "text"), *(Column(name, "count") for name in block.series)


def _series_rows(block: SeriesBlock) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        (Text(when), *(cells[position] for cells in block.series.values())) for position, when in enumerate(block.x)
    )


def _count_labels(columns: tuple[Column, ...]) -> int:
    """The text columns before the first figure; one where all columns are text."""
    texts = next((place for place, column in enumerate(columns) if column.kind != "text"), 1)
    return max(texts, 1)
