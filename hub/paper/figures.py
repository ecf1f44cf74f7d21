"""Every block of a product as one plain table, so that paper, workbook and CSV print the same figures.

A map becomes a table of its areas (by code: no order that could hint at a hidden figure), a series a table of its
months. Tables stay as the product made them; nothing here sorts a table again (SDC-9).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from hub.disclosure.marks import Mark, SafeCell, SafeClass
from hub.paper.characters import printable
from hub.products.product import Block, Cell, Column, Kind, MapBlock, Product, SeriesBlock, TableBlock, Text, Words

Figure = SafeCell | SafeClass
Drawn = MapBlock | SeriesBlock
_PER = ("per ", "Per ")


@dataclass(frozen=True)
class Sheet:
    """One block as a table: ``labels`` leading columns name the row, the others hold its figures.

    ``units`` has the unit of each column's figures in words, empty where its title says it or it holds words.
    """

    section: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str
    labels: int
    units: tuple[str, ...]

    @property
    def suppressed(self) -> bool:
        """Whether any figure of the table is suppressed."""
        return holds(Mark.SUPPRESSED, (cell for row in self.rows for cell in row))


def sheets(product: Product) -> tuple[Sheet, ...]:
    """All tables, maps and series of a product in reading order, by their titles (`titled_blocks`)."""
    return tuple(_sheet(section, title, block) for section, title, block in titled_blocks(product))


def pictures(product: Product) -> dict[str, Drawn]:
    """The maps and charts of a product in reading order, by their titles (`titled_blocks`)."""
    blocks = ((title, block) for _, title, block in titled_blocks(product))
    return {title: block for title, block in blocks if isinstance(block, Drawn)}


def titled_blocks(product: Product) -> Iterator[tuple[str, str, TableBlock | Drawn]]:
    """Section, title and block of all tables, maps and series; equal titles are told apart by a number."""
    found: list[str] = []
    for section in product.sections:
        for block in section.blocks:
            if not isinstance(block, Words):
                found.append(block.title)
                taken = found.count(block.title)
                yield section.heading, block.title + (f" (no. {taken})" if taken > 1 else ""), block


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


def alt_text(block: Drawn) -> str:
    """What a picture shows, in the words of the product, or in these where it gave none."""
    if block.alt:
        return printable(block.alt)
    if isinstance(block, MapBlock):
        return printable(f"Map: {block.title}. {block.measure} by {block.layer}; see the tables for figures.")
    return printable(f"Chart: {block.title}. {', '.join(block.series)}, {block.x[0]} to {block.x[-1]}, {block.unit}.")


def _sheet(section: str, title: str, block: TableBlock | Drawn) -> Sheet:
    if isinstance(block, TableBlock):
        columns, rows = block.columns, block.rows
    elif isinstance(block, MapBlock):
        columns, rows = _map_columns(block), _map_rows(block)
    else:
        columns, rows = _series_columns(block), _series_rows(block)
    said = block.unit if isinstance(block, SeriesBlock) else ""
    units = tuple(_unit(column, said) for column in columns)
    return Sheet(section, title, columns, rows, block.note, _count_labels(columns), units)


def _unit(column: Column, said: str) -> str:
    """The unit of a column, where its title does not say it."""
    if column.holds_words:
        return ""
    if column.kind == "count":
        return said or "number"
    if column.kind == "percent":
        return "" if "%" in column.title else "%"
    return "" if any(word in column.title for word in _PER) else "ratio"


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
