"""A product as a file: the publication as JSON, every figure as CSV, the tables as a workbook, and what to call it.

All three read the same released cells as screen and paper. No comments, no hidden parts; equal products give equal
bytes. Text that a spreadsheet would take for a formula is made harmless with a leading apostrophe (ASVS 1.2.10).
"""

import csv
import json
import re
from collections.abc import Iterator, Mapping
from io import StringIO
from typing import Any

from hub.disclosure.marks import SafeCell
from hub.disclosure.rules import ReleaseRefused
from hub.paper.figures import Sheet, decimals, sheets
from hub.paper.harmless import harmless
from hub.paper.workbook import write_workbook
from hub.products.product import Column, Product, Text

CSV_COLUMNS = ("product", "period", "audience", "marking", "block", "row", "column", "value", "mark")


def write_json(product: Product) -> bytes:
    """The publication document (`saferhub-publication/1`) with its marking: UTF-8, keys in order, one final newline."""
    check_may_leave(product)
    document = {**product.publication, "marking": product.marking}
    words = json.dumps(document, ensure_ascii=False, sort_keys=True, allow_nan=False, default=_plain)
    return (words + "\n").encode()


def write_csv(product: Product) -> bytes:
    """Every figure of every table, map and series, one a line (UTF-8 without byte order mark, lines end in CR LF).

    Columns as CSV_COLUMNS: ``row`` names the row (its leading text columns, joined by " | "), ``value`` holds a
    number, a class or words, and is empty where ``mark`` is [c] suppressed, [x] not supplied or [z] not applicable.
    """
    check_may_leave(product)
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(CSV_COLUMNS)
    head = tuple(harmless(words) for words in (product.name, product.period, product.audience, product.marking))
    writer.writerows((*head, *line) for sheet in sheets(product) for line in _lines(sheet))
    return out.getvalue().encode()


def write_xlsx(product: Product) -> bytes:
    """A workbook: cover, notes, contents, then one sheet for each table, map and series."""
    check_may_leave(product)
    return write_workbook(product)


def check_may_leave(product: Product) -> None:
    """Raise ReleaseRefused for a product with figures that are shown under a grant: nothing of it leaves as a file."""
    if product.shared:
        raise ReleaseRefused(
            "figures that are shared under a grant do not leave as a file.",
            f"the audience {product.audience}, with counts that are not for publication.",
            "release it to a published audience, open or board: there they are suppressed.",
        )


def file_name(product: Product, format: str) -> str:
    """A name that carries marking, product, area, period and audience, but no figure (SDC-15).

    Only letters, digits, hyphens and underscores: ``OFFICIAL_tactical-assessment_milton-keynes_january-2019_open.pdf``.
    """
    words = (product.name, product.area_name, product.period, product.audience)
    parts = [_kebab(product.marking).upper(), *(_kebab(part).lower() for part in words)]
    return "_".join(part for part in parts if part) + f".{_kebab(format).lower()}"


def _lines(sheet: Sheet) -> Iterator[tuple[str, ...]]:
    """Block, row, column, value and mark of each figure of a table."""
    for row in sheet.rows:
        name = " | ".join(_words(cell) for cell in row[: sheet.labels])
        for column, cell in list(zip(sheet.columns, row, strict=True))[sheet.labels :]:
            yield harmless(sheet.title), harmless(name), harmless(column.title), *_value(column, cell)


def _value(column: Column, cell: Any) -> tuple[str, str]:
    """The value and the mark of a cell; numbers stay numbers, below zero too."""
    if isinstance(cell, Text):
        return harmless(cell.words), ""
    if not cell.shown:
        return "", f"[{cell.mark.value}]"
    return (cell.symbol(decimals(column.kind, cell)), "") if isinstance(cell, SafeCell) else (harmless(cell.text()), "")


def _words(cell: Any) -> str:
    return cell.words if isinstance(cell, Text) else str(cell.text())


def _plain(value: Any) -> Any:
    """A read-only mapping or a tuple of them as JSON takes it; anything else is a fault of the caller."""
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"a publication holds plain values only, not {type(value).__name__}")


def _kebab(words: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", words).strip("-")
