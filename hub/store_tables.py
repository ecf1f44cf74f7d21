"""The tables of a release file and how they are written: SQL text, on a connection that `store.py` opens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import pandas as pd

from geo.boundaries import Boundaries
from ingest.layers import LayerTable
from ingest.receive import Batch

Nesting = Mapping[str, tuple[str, Mapping[str, str]]]

AREAS = """CREATE TABLE IF NOT EXISTS areas (level VARCHAR, position INTEGER, code VARCHAR, name VARCHAR,
    parent VARCHAR, wkb BLOB)"""
RESIDENTS = "CREATE TABLE IF NOT EXISTS residents (level VARCHAR, code VARCHAR, residents INTEGER)"
ATOMS = "CREATE TABLE IF NOT EXISTS atoms (codes VARCHAR[])"
NESTING = "CREATE TABLE IF NOT EXISTS nesting (level VARCHAR, inner_level VARCHAR, inner_code VARCHAR, code VARCHAR)"
EVENTS = """CREATE TABLE IF NOT EXISTS events (batch VARCHAR, dataset VARCHAR, provider VARCHAR, month VARCHAR,
    date DATE, time VARCHAR, hour TINYINT, category VARCHAR, subcategory VARCHAR, easting DOUBLE, northing DOUBLE,
    scale VARCHAR, killed_adult SMALLINT, killed_child SMALLINT, serious_adult SMALLINT, serious_child SMALLINT,
    slight_adult SMALLINT, slight_child SMALLINT, cell VARCHAR)"""
KEPT = ("age", "gender", "school", "phase", "reason_2", "reason_3")
"""What is held of an exclusion beyond when, what and where; empty for every other event."""
COUNTS = """CREATE TABLE IF NOT EXISTS counts (batch VARCHAR, dataset VARCHAR, provider VARCHAR, area VARCHAR,
    level VARCHAR, period VARCHAR, measure VARCHAR, age VARCHAR, gender VARCHAR, ethnicity VARCHAR, offence VARCHAR,
    number INTEGER, mark VARCHAR)"""
LAYERS = """CREATE TABLE IF NOT EXISTS layers (layer VARCHAR, title VARCHAR, form VARCHAR, licence VARCHAR,
    date VARCHAR, file_name VARCHAR, fingerprint VARCHAR)"""
LAYER_POINTS = """CREATE TABLE IF NOT EXISTS layer_points (layer VARCHAR, label VARCHAR, easting DOUBLE,
    northing DOUBLE)"""
LAYER_VALUES = """CREATE TABLE IF NOT EXISTS layer_values (layer VARCHAR, area VARCHAR, level VARCHAR, period VARCHAR,
    value DOUBLE)"""
BY_QUARTER = "%-Q_"
"""How the month of an event is written when it is an information period: such an event is in no product by month."""


class Tables(Protocol):
    """What is needed of an open connection."""

    def execute(self, query: str, parameters: Any = None, /) -> Any:
        """Run SQL with bound values."""

    def register(self, view_name: str, python_object: Any, /) -> Any:
        """Make a frame readable as a view."""

    def unregister(self, view_name: str, /) -> Any:
        """Take the view away."""


def make_tables(connection: Tables) -> None:
    """Make the tables of a release file that are not there yet, and the columns an older file lacks."""
    for table in (AREAS, RESIDENTS, ATOMS, NESTING, EVENTS, COUNTS, LAYERS, LAYER_POINTS, LAYER_VALUES):
        connection.execute(table)
    for column in KEPT:
        connection.execute(f"ALTER TABLE events ADD COLUMN IF NOT EXISTS {column} VARCHAR")


@dataclass(frozen=True)
class BatchChange:
    """A batch to be written under an id, and the id of the one it supersedes."""

    identity: str
    batch: Batch
    earlier: str | None


def write_events(connection: Tables, changes: Sequence[BatchChange]) -> None:
    """Add the rows of batches, in order, taking out those of the batches they supersede; then count anew."""
    for change in changes:
        table, order = ("counts", "ALL") if change.batch.shape == "counts" else ("events", "month, cell")
        if change.earlier:
            connection.execute(f"DELETE FROM {table} WHERE batch = ?", [change.earlier])  # noqa: S608
        known = {"batch": change.identity, "dataset": change.batch.dataset, "provider": change.batch.provider}
        connection.register("incoming", change.batch.events.assign(**known))
        connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM incoming ORDER BY {order}")  # noqa: S608
        connection.unregister("incoming")
    _write_cube(connection)


def _write_cube(connection: Tables) -> None:
    """The aggregate that pages ask: events by data set, month, category and every place code; never by quarter."""
    levels = [row[0] for row in connection.execute("SELECT DISTINCT level FROM areas ORDER BY level").fetchall()]
    columns = ", ".join(["dataset", "month", "category", *levels, "cell"])
    connection.execute(
        f"CREATE OR REPLACE TABLE event_counts AS SELECT {columns}, count(*)::INTEGER AS events "  # noqa: S608 - levels are checked names
        f"FROM events WHERE month NOT LIKE '{BY_QUARTER}' GROUP BY ALL ORDER BY {columns}"
    )


def write_areas(
    connection: Tables,
    boundaries: Boundaries,
    atoms: list[tuple[str, ...]],
    nesting: Nesting,
    placed: pd.DataFrame | None,
) -> None:
    """Replace one level's outlines, how all levels and the grid meet, and where held events lie."""
    level = boundaries.level
    connection.execute("DELETE FROM areas WHERE level = ?", [level])
    rows = pd.DataFrame(
        {
            "level": level,
            "position": range(len(boundaries.codes)),
            "code": boundaries.codes,
            "name": boundaries.names,
            "parent": boundaries.parents,
            "wkb": boundaries.to_wkb(),
        }
    )
    connection.register("outlines", rows)
    connection.execute("INSERT INTO areas BY NAME SELECT * FROM outlines")
    connection.unregister("outlines")
    connection.execute(f"ALTER TABLE events ADD COLUMN IF NOT EXISTS {level} VARCHAR")
    if placed is not None:
        changes = ", ".join(f"{column} = placed.{column}" for column in placed.columns if column != "row")
        connection.register("placed", placed)
        connection.execute(f"UPDATE events SET {changes} FROM placed WHERE events.rowid = placed.row")  # noqa: S608
        connection.unregister("placed")
    _write_meetings(connection, atoms, nesting)
    _write_cube(connection)


def _write_meetings(connection: Tables, atoms: list[tuple[str, ...]], nesting: Nesting) -> None:
    """How the levels and the grid meet: the atoms, and which level nests in which."""
    rows = [(level, inner, code, parents[code]) for level, (inner, parents) in nesting.items() for code in parents]
    tables = {
        "atoms": pd.DataFrame({"codes": [list(codes) for codes in atoms]}),
        "nesting": pd.DataFrame(rows, columns=["level", "inner_level", "inner_code", "code"], dtype="str"),
    }
    for name, content in tables.items():
        connection.execute(f"DELETE FROM {name}")  # noqa: S608
        if len(content):
            connection.register("content", content)
            connection.execute(f"INSERT INTO {name} BY NAME SELECT * FROM content")  # noqa: S608
            connection.unregister("content")


def write_residents(connection: Tables, level: str, residents: Mapping[str, int]) -> None:
    """Replace the residents of one level."""
    connection.execute("DELETE FROM residents WHERE level = ?", [level])
    rows = pd.DataFrame({"level": level, "code": list(residents), "residents": list(residents.values())})
    connection.register("population", rows)
    connection.execute("INSERT INTO residents BY NAME SELECT * FROM population")
    connection.unregister("population")


def write_layer(connection: Tables, taken: LayerTable) -> None:
    """Replace one reference layer: what it is, under which licence and of which date, and its points or values."""
    name, content = taken.layer.name, f"layer_{taken.layer.form}"
    for table in ("layers", content):
        connection.execute(f"DELETE FROM {table} WHERE layer = ?", [name])  # noqa: S608 - names of ours
    about = [name, taken.layer.title, taken.layer.form, taken.licence, taken.date, taken.file_name, taken.fingerprint]
    connection.execute("INSERT INTO layers VALUES (?, ?, ?, ?, ?, ?, ?)", about)
    connection.register("content", taken.table.assign(layer=name))
    connection.execute(f"INSERT INTO {content} BY NAME SELECT * FROM content ORDER BY ALL")  # noqa: S608
    connection.unregister("content")
