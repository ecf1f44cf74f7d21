"""A product as a file: publication, figures, workbook, maps for a GIS, single pictures; and what to call it.

All of them read the same released cells as screen and paper. No comments, no hidden parts; equal products give equal
bytes. Text that a spreadsheet would take for a formula is made harmless with a leading apostrophe (ASVS 1.2.10).
`FILES` and `PICTURES` name every kind there is; paper is `hub/briefing.py`.
"""

import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping
from io import StringIO
from typing import Any

from hub.disclosure.marks import SafeCell
from hub.disclosure.rules import ReleaseRefused
from hub.paper.deck import write_slides
from hub.paper.figures import Sheet, decimals, pictures, sheets
from hub.paper.geopackage import write_geopackage
from hub.paper.harmless import harmless
from hub.paper.plate import draw_plate
from hub.paper.typesetting import set_picture
from hub.paper.workbook import write_workbook
from hub.products import strategic_summary
from hub.products.product import Column, Product, Text

_BESIDE = {"product": "name", "area": "area_name", "period": "period", "audience": "audience", "marking": "marking",
           "release": "release_id"}  # fmt: skip
"""What every line of a CSV says beside its figure, and the field of the product that it is."""
CSV_COLUMNS = (*_BESIDE, "block", "row", "column", "value", "mark")
PIXELS_AN_INCH = 300.0
_NEXT_CELL = re.compile(r"([;\t\r\n]\s*)(?=[=+\-@＝＋－＠])")
"""Where a program that parts cells by semicolon or tab would see one that begins like a formula."""


def write_json(product: Product) -> bytes:
    """The publication document (`saferhub-publication/1`) with its marking: UTF-8, keys in order, one final newline."""
    check_may_leave(product)
    document = {**product.publication, "marking": product.marking}
    words = json.dumps(document, ensure_ascii=False, sort_keys=True, allow_nan=False)
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
    head = tuple(_field(str(getattr(product, name))) for name in _BESIDE.values())
    writer.writerows((*head, *line) for sheet in sheets(product) for line in _lines(sheet))
    return out.getvalue().encode()


def write_xlsx(product: Product) -> bytes:
    """A workbook: cover, contents, notes, then one sheet for each table, map and series."""
    check_may_leave(product)
    return write_workbook(product)


def write_gpkg(product: Product) -> bytes:
    """A GeoPackage: one layer for each map (EPSG:27700) with code, name, value and mark, and its style for QGIS.

    Raises ReleaseRefused where the product has no map.
    """
    check_may_leave(product)
    return write_geopackage(product)


def has_slides(product: Product) -> bool:
    """Whether a product is presented: the strategic summary is."""
    return product.name == strategic_summary.NAME


def write_pptx(product: Product) -> bytes:
    """A deck of slides of the strategic summary. Raises ReleaseRefused for any other product."""
    check_may_leave(product)
    if not has_slides(product):
        raise ReleaseRefused(
            f"{product.title} has no slides.",
            f"{product.name}, which is read on screen or paper.",
            f"take {strategic_summary.NAME} as slides, or this one as PDF.",
        )
    return write_slides(product)


def write_svg(product: Product, title: str = "") -> bytes:
    """The map or chart of this title as SVG (UTF-8), with marking, title and release in the picture.

    The title may be left out where there is one only. Raises ReleaseRefused where there is none of that title.
    """
    check_may_leave(product)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{draw_plate(product, title).text()}\n'.encode()


def write_png(product: Product, title: str = "") -> bytes:
    """The same picture as PNG, of 300 pixels an inch (about 2,160 wide), on white."""
    check_may_leave(product)
    plate = draw_plate(product, title)
    return set_picture(plate.text(), plate.width, plate.height, PIXELS_AN_INCH)


def list_pictures(product: Product) -> tuple[str, ...]:
    """The titles of the maps and charts of a product, in reading order."""
    return tuple(pictures(product))


FILES: Mapping[str, Callable[[Product], bytes]] = {
    "json": write_json,
    "csv": write_csv,
    "xlsx": write_xlsx,
    "gpkg": write_gpkg,
    "pptx": write_pptx,
}
PICTURES: Mapping[str, Callable[[Product, str], bytes]] = {"svg": write_svg, "png": write_png}
"""Kinds of file of one map or chart, by its title."""


def check_may_leave(product: Product) -> None:
    """Raise ReleaseRefused for a product with figures that are shown under a grant: nothing of it leaves as a file."""
    if product.shared:
        raise ReleaseRefused(
            "figures that are shared under a grant do not leave as a file.",
            f"the audience {product.audience}, with counts that are not for publication.",
            "release it to a published audience, open or board: there they are suppressed.",
        )


def file_name(product: Product, format: str, title: str = "") -> str:
    """A name that carries marking, product, category, area, period and audience, but no figure (SDC-15).

    Only letters, digits, hyphens and underscores: ``OFFICIAL_tactical-assessment_milton-keynes_january-2019_open.pdf``.
    That of a picture ends with its ``title``.
    """
    words = (product.name, product.asked[-1] or "", product.area_name, product.period, product.audience, title)
    parts = [kebab(product.marking).upper(), *(kebab(part).lower() for part in words)]
    return "_".join(part for part in parts if part) + f".{kebab(format).lower()}"


def _lines(sheet: Sheet) -> Iterator[tuple[str, ...]]:
    """Block, row, column, value and mark of each figure of a table."""
    for row in sheet.rows:
        name = " | ".join(_words(cell) for cell in row[: sheet.labels])
        for column, cell in list(zip(sheet.columns, row, strict=True))[sheet.labels :]:
            yield _field(sheet.title), _field(name), _field(column.title), *_value(column, cell)


def _value(column: Column, cell: Any) -> tuple[str, str]:
    """The value and the mark of a cell; numbers stay numbers, below zero too."""
    if isinstance(cell, Text):
        return _field(cell.words), ""
    if not cell.shown:
        return "", f"[{cell.mark.value}]"
    return (cell.symbol(decimals(column.kind, cell)), "") if isinstance(cell, SafeCell) else (_field(cell.text()), "")


def _field(words: str) -> str:
    """Words of a CSV: no formula at their beginning, nor where another separator would make a cell begin."""
    return _NEXT_CELL.sub(r"\1'", harmless(words))


def _words(cell: Any) -> str:
    return cell.words if isinstance(cell, Text) else str(cell.text())


def kebab(words: str) -> str:
    """Words for the name of a file: letters, digits and hyphens only."""
    return re.sub(r"[^A-Za-z0-9]+", "-", words).strip("-")
