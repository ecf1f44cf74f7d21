"""The maps of a product as a GeoPackage: one layer for each, with the released cells, their marks and a style.

Written by SQLite in memory, after the OGC standard (12-128r18): GDAL writes several layers only through a file, and
with the hour of the day in it. Geometry is as the product holds it, in British National Grid (EPSG:27700, metres). A
layer has the cells of its map and nothing else: no figure of a gap, no layer of points, no outline.
"""

import re
import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing
from xml.etree import ElementTree

import pyproj
import shapely

from hub.disclosure.marks import WORDS, Mark, SafeCell, SafeClass
from hub.disclosure.rules import ReleaseRefused
from hub.paper.figures import decimals, pictures
from hub.paper.geopackage_tables import APPLICATION, METADATA_EXTENSION, SCHEMA, UNDEFINED, VERSION
from hub.paper.qgis_style import SHOWN, write_style
from hub.products.product import MapBlock, Product

GRID, WGS84 = 27700, 4326
COLUMNS = ("code", "name", "value", "mark")
"""Of each layer: ``value`` is null where ``mark`` is not "shown"."""
_LONGEST_NAME = 60
_HEADER = struct.Struct("<2sBBi4d")
_LITTLE_ENDIAN_WITH_BOUNDS = 0b00000011


def write_geopackage(product: Product) -> bytes:
    """The GeoPackage as bytes; equal products give equal bytes with one version of SQLite, which writes its number in.

    Raises:
        ReleaseRefused: the product has no map.
        ValueError: a map with a shape that has no cell.
    """
    maps = {title: block for title, block in pictures(product).items() if isinstance(block, MapBlock)}
    if not maps:
        raise ReleaseRefused(f"{product.title} has no map.", "tables and charts only", "take the workbook or CSV.")
    with closing(sqlite3.connect(":memory:")) as base:
        base.executescript(f"PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {VERSION}; {SCHEMA}")
        base.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", [*UNDEFINED, *_systems()])
        _add_metadata(base, product)
        for number, (title, block) in enumerate(maps.items(), 1):
            _add_layer(base, product, layer_name(number, title), title, block)
        styles = ("layer_styles", "attributes", "layer_styles", "Styles of the layers for QGIS.", _moment(product))
        base.execute("INSERT INTO gpkg_contents VALUES (?, ?, ?, ?, ?, NULL, NULL, NULL, NULL, 0)", styles)
        base.commit()
        return base.serialize()


def layer_name(number: int, title: str) -> str:
    """The name of the table of a map: small letters, digits and underscores, as in ``map_1_events_by_square``."""
    return f"map_{number}_{re.sub('[^a-z0-9]+', '_', title.lower()).strip('_')}"[:_LONGEST_NAME]


def _systems() -> Iterator[tuple[str, int, str, int, str, str]]:
    for code in (WGS84, GRID):
        system = pyproj.CRS.from_epsg(code)
        yield system.name, code, "EPSG", code, system.to_wkt("WKT1_GDAL"), ""


def _moment(product: Product) -> str:
    return f"{product.released_on}T00:00:00.000Z"


def _about(product: Product) -> dict[str, str]:
    sources = {f"SOURCE_{number}": source for number, source in enumerate(product.sources, 1)}
    about = {
        "MARKING": product.marking, "PRODUCT": product.title, "PARTNERSHIP": product.partnership,
        "AREA": product.area_name, "PERIOD": product.period, "AUDIENCE": product.audience, "PURPOSE": product.purpose,
        "RELEASE": product.release_id, "MADE_ON": product.released_on, "DATA_VERSION": product.data_version,
        "RELEASE_REVIEW": product.standing, "RULES": product.rules, "SUPPRESSION": product.suppression_note, **sources,
    }  # fmt: skip
    return {name: words for name, words in about.items() if words}


def _add_metadata(base: sqlite3.Connection, product: Product) -> None:
    """What the file is and how it may travel, where GDAL and QGIS show it (extension "metadata" of the standard)."""
    root = ElementTree.Element("GDALMultiDomainMetadata")
    part = ElementTree.SubElement(root, "Metadata")
    for name, words in _about(product).items():
        ElementTree.SubElement(part, "MDI", {"key": name}).text = words
    written = ElementTree.tostring(root, encoding="unicode")
    base.execute("INSERT INTO gpkg_metadata VALUES (1, 'dataset', 'http://gdal.org', 'text/xml', ?)", (written,))
    base.execute(
        "INSERT INTO gpkg_metadata_reference VALUES ('geopackage', NULL, NULL, NULL, ?, 1, NULL)", (_moment(product),)
    )
    for table in ("gpkg_metadata", "gpkg_metadata_reference"):
        row = (table, None, "gpkg_metadata", METADATA_EXTENSION, "read-write")
        base.execute("INSERT INTO gpkg_extensions VALUES (?, ?, ?, ?, ?)", row)


def _add_layer(base: sqlite3.Connection, product: Product, table: str, title: str, block: MapBlock) -> None:
    """A layer with its style; the description carries marking, release and what a gap means."""
    if not block.cells.keys() >= block.shapes.keys():
        raise ValueError("a map needs a cell for each shape it draws")
    words = (f"{product.marking}. {block.measure}: {title}, {product.area_name}, {product.period}.", block.note,
             product.suppression_note, f"Release {product.release_id}, made on {product.released_on}.")  # fmt: skip
    west, south, east, north = shapely.total_bounds(shapely.from_wkb(list(block.shapes.values()))).tolist()
    about = (table, "features", title, " ".join(filter(None, words)), _moment(product), west, south, east, north, GRID)
    base.execute("INSERT INTO gpkg_contents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", about)
    base.execute("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 'MULTIPOLYGON', ?, 0, 0)", (table, GRID))
    # The name is made of small letters, digits and underscores alone (layer_name).
    base.execute(
        f'CREATE TABLE "{table}" (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom MULTIPOLYGON, '
        f"code TEXT NOT NULL, name TEXT NOT NULL, value {_value_type(block)}, mark TEXT NOT NULL)"
    )
    base.executemany(
        f'INSERT INTO "{table}" (geom, code, name, value, mark) VALUES (?, ?, ?, ?, ?)',  # noqa: S608 - our own name
        _rows(block),
    )
    style = ("", "", table, "geom", title[:30], write_style(block), "", 1, "As printed", "", None, _moment(product))
    base.execute("INSERT INTO layer_styles VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", style)


def _value_type(block: MapBlock) -> str:
    if block.kind == "class":
        return "TEXT"
    cells = (cell for cell in block.cells.values() if isinstance(cell, SafeCell) and cell.shown)
    return "DOUBLE" if any(decimals(block.kind, cell) for cell in cells) else "INTEGER"


def _rows(block: MapBlock) -> Iterator[tuple[bytes, str, str, float | str | None, str]]:
    for code in sorted(block.shapes):
        cell = block.cells[code]
        mark = SHOWN if cell.mark is Mark.SHOWN else WORDS[cell.mark]
        yield _blob(block.shapes[code]), code, block.names.get(code, code), _value(block, cell), mark


def _value(block: MapBlock, cell: SafeCell | SafeClass) -> float | str | None:
    """The figure no finer than it is printed, or the class; null in a gap."""
    if isinstance(cell, SafeClass):
        return cell.label
    return float(cell.symbol(decimals(block.kind, cell))) if cell.shown else None


def _blob(wkb: bytes) -> bytes:
    """A shape as the standard stores it (2.1.3): header with bounds (west, east, south, north), then WKB."""
    many = shapely.MultiPolygon(list(shapely.get_parts(shapely.from_wkb(wkb))))
    west, south, east, north = many.bounds
    header = _HEADER.pack(b"GP", 0, _LITTLE_ENDIAN_WITH_BOUNDS, GRID, west, east, south, north)
    return header + shapely.to_wkb(many, byte_order=1)
