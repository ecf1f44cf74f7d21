"""The tables of a release file and how they are written: SQL text, on a connection that `store.py` opens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pandas as pd

from geo.boundaries import Boundaries
from ingest.layers import LayerTable
from ingest.receive import Batch

Nesting = Mapping[str, tuple[str, Mapping[str, str]]]

AREAS = "CREATE TABLE areas (level VARCHAR, position INTEGER, code VARCHAR, name VARCHAR, parent VARCHAR, wkb BLOB)"
RESIDENTS = "CREATE TABLE residents (level VARCHAR, code VARCHAR, residents INTEGER)"
ATOMS = "CREATE TABLE atoms (codes VARCHAR[])"
NESTING = "CREATE TABLE nesting (level VARCHAR, inner_level VARCHAR, inner_code VARCHAR, code VARCHAR)"
LABELS = "CREATE TABLE labels (kind VARCHAR, id INTEGER, label VARCHAR)"
CODED_EVENTS = """CREATE TABLE coded_events (batch INTEGER, dataset INTEGER, provider INTEGER, month INTEGER, date DATE,
    time INTEGER, hour TINYINT, category INTEGER, subcategory INTEGER, easting DOUBLE, northing DOUBLE, scale INTEGER,
    killed_adult SMALLINT, killed_child SMALLINT, serious_adult SMALLINT, serious_child SMALLINT,
    slight_adult SMALLINT, slight_child SMALLINT, cell INTEGER, age INTEGER, gender INTEGER, school INTEGER,
    phase INTEGER, reason_2 INTEGER, reason_3 INTEGER)"""
"""Words are kept once, in ``labels``; an event has their numbers. The view ``events`` gives the words back. The columns
from age on are held of exclusions only, and empty for every other event."""
COUNTS = """CREATE TABLE counts (batch VARCHAR, dataset VARCHAR, provider VARCHAR, area VARCHAR,
    level VARCHAR, period VARCHAR, measure VARCHAR, age VARCHAR, gender VARCHAR, ethnicity VARCHAR, offence VARCHAR,
    number INTEGER, mark VARCHAR)"""
LAYERS = """CREATE TABLE layers (layer VARCHAR, title VARCHAR, form VARCHAR, licence VARCHAR,
    date VARCHAR, file_name VARCHAR, fingerprint VARCHAR)"""
LAYER_POINTS = "CREATE TABLE layer_points (layer VARCHAR, label VARCHAR, easting DOUBLE, northing DOUBLE)"
LAYER_VALUES = """CREATE TABLE layer_values (layer VARCHAR, area VARCHAR, level VARCHAR, period VARCHAR,
    value DOUBLE)"""
BY_QUARTER = "%-Q_"
"""How the month of an event is written when it is an information period: such an event is in no product by month."""

WHEN_WHAT = ("batch", "dataset", "provider", "month", "time", "category", "subcategory", "scale", "cell")
WORDED = (*WHEN_WHAT, "age", "gender", "school", "phase", "reason_2", "reason_3")


class Tables(Protocol):
    """What is needed of an open connection."""

    def execute(self, query: str, parameters: Any = None, /) -> Any:
        """Run SQL with bound values."""

    def register(self, view_name: str, python_object: Any, /) -> Any:
        """Make a frame readable as a view."""

    def unregister(self, view_name: str, /) -> Any:
        """Take the view away."""


def make_tables(connection: Tables) -> None:
    """Make the tables of a fresh release file."""
    for table in (AREAS, RESIDENTS, ATOMS, NESTING, LABELS, CODED_EVENTS, COUNTS, LAYERS, LAYER_POINTS, LAYER_VALUES):
        connection.execute(table)
    _write_view(connection)


@dataclass(frozen=True)
class BatchChange:
    """A batch to be written under an id, and the id of the one it supersedes."""

    identity: str
    batch: Batch
    earlier: str | None


def write_events(connection: Tables, changes: Sequence[BatchChange]) -> None:
    """Add the rows of batches, in order, taking out those of the batches they supersede; then count anew."""
    for change in changes:
        write = _write_counts if change.batch.shape == "counts" else _write_coded
        known = {"batch": change.identity, "dataset": change.batch.dataset, "provider": change.batch.provider}
        write(connection, change, known)
    _write_cube(connection)


def _write_counts(connection: Tables, change: BatchChange, known: Mapping[str, str]) -> None:
    if change.earlier:
        connection.execute("DELETE FROM counts WHERE batch = ?", [change.earlier])
    connection.register("incoming", change.batch.events.assign(**known))
    connection.execute("INSERT INTO counts BY NAME SELECT * FROM incoming ORDER BY ALL")
    connection.unregister("incoming")


def _write_coded(connection: Tables, change: BatchChange, known: Mapping[str, str]) -> None:
    if change.earlier:
        earlier = "SELECT id FROM labels WHERE kind = 'batch' AND label = ?"
        connection.execute(f"DELETE FROM coded_events WHERE batch IN ({earlier})", [change.earlier])  # noqa: S608
    connection.register("incoming", _code(connection, change.batch.events, known))
    connection.execute("INSERT INTO coded_events BY NAME SELECT * FROM incoming ORDER BY month, cell")
    connection.unregister("incoming")


def _code(connection: Tables, frame: pd.DataFrame, known: Mapping[str, str]) -> pd.DataFrame:
    """The frame with numbers for its categoricals, and with the ``known`` words in columns of their own."""
    coded: dict[str, Any] = {
        str(name): _numbers(connection, str(name), values) if values.dtype == "category" else values
        for name, values in frame.items()
    }
    for kind, word in known.items():
        coded[kind] = np.full(len(frame), _find_labels(connection, kind, [word])[0], dtype=np.int32)
    return pd.DataFrame(coded, copy=False)


def _numbers(connection: Tables, kind: str, values: pd.Series) -> Any:
    """The number of each word of a categorical; missing stays missing."""
    codes = values.cat.codes.to_numpy()
    used = np.unique(codes[codes >= 0])
    number = np.zeros(len(values.cat.categories) + 1, dtype=np.int32)
    number[used] = _find_labels(connection, kind, [str(values.cat.categories[code]) for code in used])
    return pd.arrays.IntegerArray(number[codes], codes < 0)


def _find_labels(connection: Tables, kind: str, words: Sequence[str]) -> list[int]:
    """The numbers of words of one kind; new words get the next numbers."""
    held = connection.execute("SELECT label, id FROM labels WHERE kind = ?", [kind]).fetchall()
    known = {str(word): int(number) for word, number in held}
    first = max(known.values(), default=0) + 1
    new = {word: first + place for place, word in enumerate(dict.fromkeys(word for word in words if word not in known))}
    if new:
        rows = pd.DataFrame({"kind": kind, "id": list(new.values()), "label": list(new)})
        connection.register("new_labels", rows)
        connection.execute("INSERT INTO labels BY NAME SELECT * FROM new_labels")
        connection.unregister("new_labels")
    return [known.get(word) or new[word] for word in words]


def _levels(connection: Tables) -> list[str]:
    return [row[0] for row in connection.execute("SELECT DISTINCT level FROM areas ORDER BY level").fetchall()]


def _decode(source: str, columns: Sequence[str], worded: Sequence[str]) -> str:
    """SQL that gives the ``columns`` of a coded table with words for those that are ``worded``."""
    chosen = ", ".join(f"{one}_label.label AS {one}" if one in worded else f"coded.{one}" for one in columns)
    joins = " ".join(
        f"LEFT JOIN labels AS {one}_label ON {one}_label.kind = '{one}' AND {one}_label.id = coded.{one}"
        for one in worded
    )
    return f"SELECT {chosen} FROM {source} AS coded {joins}"  # noqa: S608 - columns and levels are checked names


def _write_view(connection: Tables) -> None:
    """The events with their words, for readers."""
    columns = [row[0] for row in connection.execute("DESCRIBE coded_events").fetchall()]
    worded = [one for one in columns if one in (*WORDED, *_levels(connection))]
    connection.execute(f"CREATE OR REPLACE VIEW events AS {_decode('coded_events', columns, worded)}")


def _write_cube(connection: Tables) -> None:
    """The aggregate that pages ask: events by data set, month, category and every place code; never by quarter."""
    columns = ["dataset", "month", "category", *_levels(connection), "cell"]
    quarters = f"SELECT id FROM labels WHERE kind = 'month' AND label LIKE '{BY_QUARTER}'"  # noqa: S608
    monthly = f"SELECT * FROM coded_events WHERE month NOT IN ({quarters})"  # noqa: S608 - no word of a file
    counted = f"(SELECT {', '.join(columns)}, count(*)::INTEGER AS events FROM ({monthly}) GROUP BY ALL)"  # noqa: S608
    decoded = _decode(counted, [*columns, "events"], columns)
    connection.execute(f"CREATE OR REPLACE TABLE event_counts AS {decoded} ORDER BY {', '.join(columns)}")


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
    connection.execute(f"ALTER TABLE coded_events ADD COLUMN IF NOT EXISTS {level} INTEGER")
    if placed is not None:
        changes = ", ".join(f"{column} = placed.{column}" for column in placed.columns if column != "row")
        connection.register("placed", _code(connection, placed, {}))
        connection.execute(f"UPDATE coded_events SET {changes} FROM placed WHERE coded_events.rowid = placed.row")  # noqa: S608
        connection.unregister("placed")
    _write_view(connection)
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
