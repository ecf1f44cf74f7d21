"""Which rows of a table of supply are of something that is late or missing."""

from hub.products.product import Cell, TableBlock, Text

STATE = "Supply"


def late_rows(block: TableBlock) -> tuple[tuple[Cell, ...], ...]:
    """The rows whose supply is not complete, in their order."""
    place = next(at for at, column in enumerate(block.columns) if column.title == STATE)
    return tuple(row for row in block.rows if not _says(row[place], "complete"))


def _says(cell: Cell, words: str) -> bool:
    return isinstance(cell, Text) and cell.words.startswith(words)
