"""The tables of a release file and how they are written: SQL text, on a connection that `store.py` opens."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

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
LAYER_WEIGHTS = "CREATE TABLE IF NOT EXISTS layer_weights (layer VARCHAR, category VARCHAR, value DOUBLE)"
ROW_GROUP = 122_880
"""Rows that DuckDB packs together; given so many at once, it packs several groups side by side."""
BY_QUARTER = "%-Q_"
"""How the month of an event is written when it is an information period: such an event is in no product by month."""

MADE_ANEW = ("event_counts", "labels")
BY_BATCH = {
    "coded_events": """WHERE batch NOT IN (SELECT id FROM earlier.labels
        WHERE kind = 'batch' AND list_contains($1::VARCHAR[], label))""",
    "counts": "WHERE NOT list_contains($1::VARCHAR[], batch)",
}
"""How the rows of batches are left out of the tables whose rows belong to one."""
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


class _Labels:
    """The words of a release file and their numbers, by kind; new words get the next numbers, written at the end."""

    def __init__(self, connection: Tables) -> None:
        self._connection = connection
        self._known: dict[str, dict[str, int]] = {}
        self._last: dict[str, int] = {}
        self._new: list[tuple[str, int, str]] = []
        for kind, number, word in connection.execute("SELECT kind, id, label FROM labels").fetchall():
            self._known.setdefault(kind, {})[word] = number
            self._last[kind] = max(number, self._last.get(kind, 0))

    def find(self, kind: str, words: Sequence[str]) -> list[int]:
        """The numbers of words of one kind."""
        known = self._known.setdefault(kind, {})
        for word in words:
            if word not in known:
                self._last[kind] = known[word] = self._last.get(kind, 0) + 1
                self._new.append((kind, known[word], word))
        return [known[word] for word in words]

    def write(self) -> None:
        """Write the new words."""
        if self._new:
            self._connection.register("new_labels", pd.DataFrame(self._new, columns=["kind", "id", "label"]))
            self._connection.execute("INSERT INTO labels BY NAME SELECT * FROM new_labels")
            self._connection.unregister("new_labels")


def write_events(connection: Tables, changes: Sequence[BatchChange]) -> None:
    """Add the rows of batches, in order, taking out those of the batches they supersede; then count anew."""
    labels = _Labels(connection)
    for change in changes:
        known = {"batch": change.identity, "dataset": change.batch.dataset, "provider": change.batch.provider}
        if change.batch.shape == "counts":
            _write_counts(connection, change, known)
        else:
            _write_coded(connection, change, known, labels)
    labels.write()
    _write_cube(connection)


def copy_without(connection: Tables, source: str, batches: Collection[str]) -> None:
    """Copy every table of the release file ``source`` but the rows of these batches; what is counted is counted anew.

    Words that no row has any more are not copied either: nothing is deleted in the new file, as freed pages keep bytes.
    ``source`` stays attached until the connection is closed.
    """
    quoted = source.replace("'", "''")
    connection.execute(f"ATTACH '{quoted}' AS earlier (READ_ONLY)")
    tables = "SELECT table_name FROM duckdb_tables() WHERE database_name = 'earlier' ORDER BY table_name"
    for (name,) in connection.execute(tables).fetchall():
        if name not in MADE_ANEW:
            condition = BY_BATCH.get(name, "")
            copied = f'CREATE TABLE "{name}" AS SELECT * FROM earlier."{name}" {condition}'  # noqa: S608 - our names
            connection.execute(copied, [list(batches)] if condition else None)
    used = " UNION ".join(f"SELECT '{one}', {one} FROM coded_events" for one in _worded(connection))  # noqa: S608
    kept = f"SELECT * FROM earlier.labels WHERE (kind, id) IN ({used})"  # noqa: S608 - our own names
    connection.execute(f"CREATE TABLE labels AS {kept}")
    _write_view(connection)
    _write_cube(connection)


def _write_counts(connection: Tables, change: BatchChange, known: Mapping[str, str]) -> None:
    if change.earlier:
        connection.execute("DELETE FROM counts WHERE batch = ?", [change.earlier])
    connection.register("incoming", change.batch.events.assign(**known))
    connection.execute("INSERT INTO counts BY NAME SELECT * FROM incoming ORDER BY ALL")
    connection.unregister("incoming")


def _write_coded(connection: Tables, change: BatchChange, known: Mapping[str, str], labels: _Labels) -> None:
    if change.earlier:
        earlier = labels.find("batch", [change.earlier])
        connection.execute("DELETE FROM coded_events WHERE batch = ?", earlier)
    same = ", ".join(f"{labels.find(kind, [word])[0]} AS {kind}" for kind, word in known.items())
    connection.register("incoming", _code(change.batch.events, labels))
    connection.execute(f"INSERT INTO coded_events BY NAME SELECT *, {same} FROM incoming")  # noqa: S608 - our numbers
    connection.unregister("incoming")


def _code(frame: pd.DataFrame, labels: _Labels) -> pa.RecordBatchReader:
    """The frame with numbers for its categoricals, made slice by slice while it is read; to be read once."""
    numbers = {str(name): _numbers(labels, str(name), frame[name]) for name in frame.select_dtypes("category")}
    slices = (_code_slice(frame[at : at + ROW_GROUP], numbers) for at in range(0, len(frame), ROW_GROUP))
    return pa.RecordBatchReader.from_batches(_code_slice(frame[:0], numbers).schema, slices)


def _code_slice(frame: pd.DataFrame, numbers: Mapping[str, NDArray[np.int32]]) -> pa.RecordBatch:
    """Each column as Arrow, a categorical as its ``numbers``; missing stays missing."""
    columns: dict[str, pa.Array] = {}
    for name, values in frame.items():
        if values.dtype == "category":
            codes = values.cat.codes.to_numpy()
            missing = codes < 0
            given = numbers[str(name)].take(codes, mode="wrap")
            columns[str(name)] = pa.array(given, mask=missing if missing.any() else None)
        else:
            columns[str(name)] = pa.array(values.array, from_pandas=True)
    return pa.RecordBatch.from_pydict(columns)


def _numbers(labels: _Labels, kind: str, values: pd.Series) -> NDArray[np.int32]:
    """The number of each category that is used; one more place at the end for missing values."""
    codes = values.cat.codes.to_numpy()
    used = np.flatnonzero(np.bincount(codes[codes >= 0], minlength=len(values.cat.categories)))
    number = np.zeros(len(values.cat.categories) + 1, dtype=np.int32)
    number[used] = labels.find(kind, [str(word) for word in values.cat.categories[used]])
    return number


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


def _worded(connection: Tables) -> list[str]:
    """The columns of events that hold numbers for words."""
    columns = [row[0] for row in connection.execute("DESCRIBE coded_events").fetchall()]
    return [one for one in columns if one in (*WORDED, *_levels(connection))]


def _write_view(connection: Tables) -> None:
    """The events with their words, for readers."""
    columns = [row[0] for row in connection.execute("DESCRIBE coded_events").fetchall()]
    view = _decode("coded_events", columns, _worded(connection))
    connection.execute(f"CREATE OR REPLACE VIEW events AS {view}")


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
        labels = _Labels(connection)
        connection.register("placed", _code(placed, labels))
        labels.write()
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
    """Replace one reference layer: what it is, under which licence and of which date, and its content."""
    connection.execute(LAYER_WEIGHTS)  # a release file that was made before there were any has no such table
    name, content = taken.layer.name, f"layer_{taken.layer.form}"
    for table in ("layers", content):
        connection.execute(f"DELETE FROM {table} WHERE layer = ?", [name])  # noqa: S608 - names of ours
    about = [name, taken.layer.title, taken.layer.form, taken.licence, taken.date, taken.file_name, taken.fingerprint]
    connection.execute("INSERT INTO layers VALUES (?, ?, ?, ?, ?, ?, ?)", about)
    connection.register("content", taken.table.assign(layer=name))
    connection.execute(f"INSERT INTO {content} BY NAME SELECT * FROM content ORDER BY ALL")  # noqa: S608
    connection.unregister("content")
