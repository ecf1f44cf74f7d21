"""The store: immutable DuckDB release files, one writer at a time, and the only file that imports duckdb.

Each accepted load builds a *new* file (a copy of the current one plus the change); nothing is changed in place. The
row that names the current file and the ledger entry are committed in one register transaction: that commit is the
moment at which a load exists. Readers open the current file read-only and locked down, so they work while a writer
writes. Files that nobody names are swept by the next writer (`architecture.md`, decisions 1 and 2).
"""

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

import duckdb
import ibis
import pandas as pd
from filelock import FileLock
from sqlalchemy import Connection, insert, select, update

from geo.boundaries import Boundaries
from geo.checks import Refused
from hub.ledger import Entry, append
from hub.register import BATCHES, STORE_RELEASES, Register
from ingest.periods import Period
from ingest.receipt import Receipt
from ingest.receive import Batch

KEPT_FILES = 2
Nesting = Mapping[str, tuple[str, Mapping[str, str]]]
MEMORY_LIMIT = "1GB"

AREAS = "CREATE TABLE areas (level VARCHAR, position INTEGER, code VARCHAR, name VARCHAR, parent VARCHAR, wkb BLOB)"
RESIDENTS = "CREATE TABLE residents (level VARCHAR, code VARCHAR, residents INTEGER)"
ATOMS = "CREATE TABLE atoms (codes VARCHAR[])"
NESTING = "CREATE TABLE nesting (level VARCHAR, inner_level VARCHAR, inner_code VARCHAR, code VARCHAR)"
EVENTS = """CREATE TABLE events (batch VARCHAR, dataset VARCHAR, provider VARCHAR, month VARCHAR, date DATE,
    time VARCHAR, hour TINYINT, category VARCHAR, subcategory VARCHAR, easting DOUBLE, northing DOUBLE, scale VARCHAR,
    killed_adult SMALLINT, killed_child SMALLINT, serious_adult SMALLINT, serious_child SMALLINT,
    slight_adult SMALLINT, slight_child SMALLINT, cell VARCHAR)"""


class StoreRefused(Refused):
    """The store cannot take or give what was asked."""

    exit_code: ClassVar[int] = 15


@dataclass(frozen=True)
class Stored:
    """What became of a batch: its id, its receipt, and whether anything was written."""

    batch: str
    receipt: Receipt
    new: bool
    superseded: str | None


class Records:
    """One release file, open read-only and locked down: no external files, no configuration, bounded memory."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._backend = ibis.duckdb.connect(str(path), read_only=True)
        connection: duckdb.DuckDBPyConnection = self._backend.con
        for setting in (f"memory_limit = '{MEMORY_LIMIT}'", "enable_external_access = false"):
            connection.execute(f"SET {setting}")
        connection.execute("SET lock_configuration = true")
        self._connection = connection

    def table(self, name: str) -> ibis.Table:
        """A table of the release as an ibis expression."""
        return self._backend.table(name)

    def levels(self) -> tuple[str, ...]:
        """Levels that have outlines."""
        return tuple(row[0] for row in self._fetch("SELECT DISTINCT level FROM areas ORDER BY level"))

    def boundaries(self, level: str) -> Boundaries:
        """Outlines of one level, EPSG:27700."""
        rows = self._fetch("SELECT code, name, wkb, parent FROM areas WHERE level = ? ORDER BY position", [level])
        codes, names, wkb, parents = zip(*rows, strict=True)
        return Boundaries.from_wkb(level, codes, names, [bytes(one) for one in wkb], parents)

    def residents(self, level: str) -> dict[str, int]:
        """Residents by area code of one level; empty where no population was added."""
        rows = self._fetch("SELECT code, residents FROM residents WHERE level = ? ORDER BY code", [level])
        return {str(code): int(count) for code, count in rows}

    def atoms(self) -> list[tuple[str, ...]]:
        """Combinations of one code of each level and of the grid that can hold an event (see ``geo.grid.atoms``)."""
        return [tuple(codes) for (codes,) in self._fetch("SELECT codes FROM atoms ORDER BY codes")]

    def nesting(self) -> dict[str, tuple[str, dict[str, str]]]:
        """Levels that another level nests in: the inner level, and the outer code of each inner code."""
        found: dict[str, tuple[str, dict[str, str]]] = {}
        for level, inner, inner_code, code in self._fetch("SELECT * FROM nesting ORDER BY ALL"):
            found.setdefault(level, (inner, {}))[1][inner_code] = code
        return found

    def event_points(self, base: str) -> pd.DataFrame:
        """Row id, easting and northing (EPSG:27700) and base area of every event held."""
        found = self._connection.cursor().execute(f"SELECT rowid AS row, easting, northing, {base} AS base FROM events")  # noqa: S608
        return found.df()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _fetch(self, sql: str, values: list[Any] | None = None) -> list[tuple[Any, ...]]:
        return self._connection.cursor().execute(sql, values or []).fetchall()


class Store:
    """The records of one hub."""

    def __init__(self, directory: Path, register: Register) -> None:
        self.directory = directory
        self.register = register
        self._lock = FileLock(str(directory / "writer.lock"), timeout=600)

    def current(self) -> tuple[int, Path] | None:
        """Number and path of the current release file; None before the first."""
        with self.register.reading() as connection:
            row = _newest(connection)
        return (row.number, self.directory / row.file_name) if row else None

    def read(self) -> Records:
        """Open the current release. Raises StoreRefused where there is none or the file is not what was committed."""
        with self.register.reading() as connection:
            row = _newest(connection)
        if row is None:
            raise StoreRefused(
                "this hub holds no areas yet.", "an empty store.", "add outlines: saferhub areas add FILE --level lsoa"
            )
        path = self.directory / row.file_name
        if not path.is_file() or path.stat().st_size != row.size:
            raise StoreRefused(
                "the current release file is damaged.",
                "a missing file or a size other than the register's.",
                "restore the data folder from a backup.",
            )
        return Records(path)

    def add(self, batch: Batch, entry: Entry) -> Stored:
        """Take one guarded batch; the earlier one of the same provider, data set and period is superseded, whole.

        The same file again changes nothing. Raises StoreRefused where the period overlaps another batch in part.
        """
        with self._lock:
            held = self._held(batch)
            same = next((one for one in held if _same_file(one, batch)), None)
            if same is not None:
                return Stored(same["id"], replace(batch.receipt, batch=same["id"]), new=False, superseded=None)
            earlier = _earlier(held, batch)
            identity = f"{batch.dataset}-{batch.fingerprint[:8]}-{secrets.token_hex(3)}"
            receipt = replace(batch.receipt, batch=identity)

            def note(connection: Connection) -> None:
                if earlier:
                    connection.execute(update(BATCHES).where(BATCHES.c.id == earlier).values(superseded_by=identity))
                connection.execute(insert(BATCHES).values(**_batch_row(identity, batch, receipt, entry)))

            detail = {**entry.detail, "batch": identity, "supersedes": earlier, "fingerprint": batch.fingerprint}
            self._build(
                lambda connection: _write_events(connection, identity, batch, earlier),
                note,
                replace(entry, detail=detail),
            )
        return Stored(identity, receipt, new=True, superseded=earlier)

    def set_areas(
        self,
        boundaries: Boundaries,
        atoms: list[tuple[str, ...]],
        nesting: Nesting,
        placed: pd.DataFrame | None,
        entry: Entry,
    ) -> None:
        """Store one level's outlines (an earlier version is replaced), and how all levels and the grid meet.

        ``placed`` gives held events (column ``row``) their codes at every level; None where no event is held.
        """
        with self._lock:
            self._build(lambda connection: _write_areas(connection, boundaries, atoms, nesting, placed), None, entry)

    def set_residents(self, level: str, residents: Mapping[str, int], entry: Entry) -> None:
        """Store residents by area code of one level (an earlier version is replaced)."""
        with self._lock:
            self._build(lambda connection: _write_residents(connection, level, residents), None, entry)

    def _held(self, batch: Batch) -> list[dict[str, Any]]:
        question = select(BATCHES).where(
            BATCHES.c.dataset == batch.dataset,
            BATCHES.c.provider == batch.provider,
            BATCHES.c.superseded_by.is_(None),
            BATCHES.c.first_month <= batch.period.months[-1],
            BATCHES.c.last_month >= batch.period.months[0],
        )
        with self.register.reading() as connection:
            return [dict(row._mapping) for row in connection.execute(question)]

    def _build(
        self,
        change: Callable[[duckdb.DuckDBPyConnection], None],
        note: Callable[[Connection], None] | None,
        entry: Entry,
    ) -> None:
        self._sweep()
        current = self.current()
        number = (current[0] if current else 0) + 1
        building = self.directory / f"build-{secrets.token_hex(4)}.duckdb"
        try:
            if current:
                shutil.copyfile(current[1], building)
            _change_file(building, change, fresh=current is None)
            final = self.directory / f"release-{number:06d}-{secrets.token_hex(4)}.duckdb"
            building.rename(final)
            _flush_directory(self.directory)
        finally:
            building.unlink(missing_ok=True)
        with self.register.writing() as connection:
            if note:
                note(connection)
            connection.execute(
                insert(STORE_RELEASES).values(
                    number=number,
                    file_name=final.name,
                    size=final.stat().st_size,
                    sha256=_file_hash(final),
                    made_at=datetime.now(UTC).isoformat(timespec="seconds"),
                )
            )
            append(connection, entry)

    def _sweep(self) -> None:
        """Remove files that no register row among the newest names: left-overs of killed loads, and old releases."""
        with self.register.reading() as connection:
            newest = select(STORE_RELEASES.c.file_name).order_by(STORE_RELEASES.c.number.desc()).limit(KEPT_FILES)
            kept = {row.file_name for row in connection.execute(newest)}
        for path in self.directory.glob("*.duckdb*"):
            if path.name.startswith(("build-", "release-")) and path.name not in kept:
                path.unlink(missing_ok=True)


def _newest(connection: Connection) -> Any:
    return connection.execute(select(STORE_RELEASES).order_by(STORE_RELEASES.c.number.desc()).limit(1)).first()


def _same_file(held: dict[str, Any], batch: Batch) -> bool:
    return bool(held["fingerprint"] == batch.fingerprint and held["period"] == str(batch.period))


def _earlier(held: list[dict[str, Any]], batch: Batch) -> str | None:
    """Id of the batch that this one supersedes; refuses a partial overlap, which would count months twice."""
    for one in held:
        if one["period"] != str(batch.period):
            raise StoreRefused(
                f"this extract covers {batch.period}, part of which an earlier one holds already.",
                f"a batch of the same provider and data set for {one['period']}.",
                f"send a corrected extract for exactly {one['period']}, or receive the new months: --period P",
            )
    return str(held[0]["id"]) if held else None


def _batch_row(identity: str, batch: Batch, receipt: Receipt, entry: Entry) -> dict[str, Any]:
    return {
        "id": identity,
        "dataset": batch.dataset,
        "provider": batch.provider,
        "period": str(batch.period),
        "first_month": batch.period.months[0],
        "last_month": batch.period.months[-1],
        "fingerprint": batch.fingerprint,
        "events": len(batch.events),
        "receipt": json.dumps(receipt.as_dict(), sort_keys=True),
        "received_at": entry.at.isoformat(timespec="seconds"),
    }


def _change_file(path: Path, change: Callable[[duckdb.DuckDBPyConnection], None], fresh: bool) -> None:
    connection = duckdb.connect(str(path))
    try:
        connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")
        if fresh:
            for table in (AREAS, RESIDENTS, ATOMS, NESTING, EVENTS):
                connection.execute(table)
        connection.execute("BEGIN")
        change(connection)
        connection.execute("COMMIT")
        connection.execute("CHECKPOINT")
    finally:
        connection.close()
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _write_events(connection: duckdb.DuckDBPyConnection, identity: str, batch: Batch, earlier: str | None) -> None:
    if earlier:
        connection.execute("DELETE FROM events WHERE batch = ?", [earlier])
    incoming = batch.events.assign(batch=identity, dataset=batch.dataset, provider=batch.provider)
    connection.register("incoming", incoming)
    connection.execute("INSERT INTO events BY NAME SELECT * FROM incoming ORDER BY month, cell")
    connection.unregister("incoming")
    _write_cube(connection)


def _write_cube(connection: duckdb.DuckDBPyConnection) -> None:
    """The aggregate that pages ask: events by data set, month, category and every place code."""
    levels = [row[0] for row in connection.execute("SELECT DISTINCT level FROM areas ORDER BY level").fetchall()]
    columns = ", ".join(["dataset", "month", "category", *levels, "cell"])
    connection.execute(
        f"CREATE OR REPLACE TABLE event_counts AS SELECT {columns}, count(*)::INTEGER AS events "  # noqa: S608 - levels are checked names
        f"FROM events GROUP BY ALL ORDER BY {columns}"
    )


def _write_areas(
    connection: duckdb.DuckDBPyConnection,
    boundaries: Boundaries,
    atoms: list[tuple[str, ...]],
    nesting: Nesting,
    placed: pd.DataFrame | None,
) -> None:
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


def _write_meetings(connection: duckdb.DuckDBPyConnection, atoms: list[tuple[str, ...]], nesting: Nesting) -> None:
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


def _write_residents(connection: duckdb.DuckDBPyConnection, level: str, residents: Mapping[str, int]) -> None:
    connection.execute("DELETE FROM residents WHERE level = ?", [level])
    rows = pd.DataFrame({"level": level, "code": list(residents), "residents": list(residents.values())})
    connection.register("population", rows)
    connection.execute("INSERT INTO residents BY NAME SELECT * FROM population")
    connection.unregister("population")


def _file_hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _flush_directory(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
