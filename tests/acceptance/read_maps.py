"""A GeoPackage that left the hub, read back by a stranger: layers as tables, styles as legends, all else as words."""

import re
import sqlite3
from contextlib import closing
from xml.etree import ElementTree

from tests.acceptance.read_back import Picture, ReadBack, Table

MARKS = {"suppressed": "[c]", "not supplied": "[x]", "not applicable": "[z]"}
TABLES = {"gpkg_spatial_ref_sys", "gpkg_contents", "gpkg_geometry_columns", "gpkg_extensions", "gpkg_metadata",
          "gpkg_metadata_reference", "layer_styles", "sqlite_sequence"}  # fmt: skip


def read_gpkg(content: bytes) -> ReadBack:
    """Every layer with its code, name and value; every rule of its style; every word that describes it."""
    found = ReadBack()
    with closing(sqlite3.connect(":memory:")) as base:
        base.deserialize(content)
        styles = dict(base.execute("SELECT f_table_name, styleQML FROM layer_styles").fetchall())
        layers = base.execute(
            "SELECT table_name, identifier, description FROM gpkg_contents WHERE data_type = 'features'"
        ).fetchall()
        names = {name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        found.faults += [f"a table too many: {name}" for name in names - TABLES - {name for name, *_ in layers}]
        for number, (table, title, words) in enumerate(layers, 1):
            found.words.append(words)
            _read_style(styles[table], number, title, found)
            _read_layer(base, table, title, styles[table], found)
        for (metadata,) in base.execute("SELECT metadata FROM gpkg_metadata"):
            found.words += [one.text or "" for one in ElementTree.fromstring(metadata).iter("MDI")]
    return found


def _read_layer(base: sqlite3.Connection, table: str, title: str, style: str, found: ReadBack) -> None:
    columns = [row[1] for row in base.execute(f"PRAGMA table_info({table})")]
    found.faults += [f"columns: {columns}"] if columns != ["fid", "geom", "code", "name", "value", "mark"] else []
    rows = base.execute(f"SELECT code, name, value, mark FROM {table} ORDER BY fid").fetchall()
    found.faults += [f"a gap with a value: {mark}" for *_, value, mark in rows if (value is None) != (mark in MARKS)]
    cells = tuple((code, name, MARKS[mark] if value is None else str(value)) for code, name, value, mark in rows)
    found.tables.append(Table(title, ("area code", "Name", _alias(style)), cells))


def _read_style(style: str, number: int, title: str, found: ReadBack) -> None:
    """What the values are, the legend, and the numbers of the conditions behind it."""
    alias, rules = _alias(style), list(ElementTree.fromstring(style).iter("rule"))
    conditions = [value for rule in rules for value in re.findall(r'"value" [<>]?= ([^ ]+)', rule.attrib["filter"])]
    numbers = [value for value in conditions if re.fullmatch(r"[\d.]+", value)]
    found.pictures.append(
        Picture(f"Map {number} {title}", (alias, *(rule.attrib["label"] for rule in rules), *numbers))
    )


def _alias(style: str) -> str:
    """What the style calls the values."""
    return next(one.attrib["name"] for one in ElementTree.fromstring(style).iter("alias"))
