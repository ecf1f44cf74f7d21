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
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar, Literal

import duckdb
import pandas as pd
from filelock import FileLock
from sqlalchemy import Connection, insert, select, update

from geo.boundaries import Boundaries
from geo.checks import Refused
from hub.ledger import Entry, append
from hub.records import MEMORY_LIMIT, Records, open_records
from hub.register import BATCHES, STORE_RELEASES, Register
from hub.store_tables import BatchChange, Nesting, make_tables, write_areas, write_events, write_layer, write_residents
from ingest.layers import LayerTable
from ingest.receipt import Receipt
from ingest.receive import Batch

KEPT_FILES = 2


class StoreRefused(Refused):
    """The store cannot take or give what was asked."""

    exit_code: ClassVar[int] = 15


@dataclass(frozen=True)
class Stored:
    """What became of a batch: its id, its receipt, and whether anything was written.

    ``state``: in the records (loaded), held apart from them (quarantined), or held already (same). ``replaced``: ids of
    the batches in quarantine that it replaces.
    """

    batch: str
    receipt: Receipt
    new: bool
    superseded: str | None
    state: Literal["loaded", "quarantined", "same"] = "loaded"
    replaced: tuple[str, ...] = ()


Also = Callable[[Connection, Sequence[Stored]], None]


@dataclass(frozen=True)
class Current:
    """The current release file: its number, where it lies, and the number of the release that last changed places."""

    number: int
    path: Path
    places_from: int


class Store:
    """The records of one hub."""

    def __init__(self, directory: Path, register: Register) -> None:
        self.directory = directory
        self.register = register
        self._lock = FileLock(str(directory / "writer.lock"), timeout=600)

    def current(self) -> Current | None:
        """The current release file; None before the first."""
        with self.register.reading() as connection:
            row = _newest(connection)
        return Current(row.number, self.directory / row.file_name, row.places_from) if row else None

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
        return open_records(path)

    def find_same(self, batch: Batch) -> str | None:
        """Id of the current batch that is this very file; None where there is none.

        Raises StoreRefused where the period overlaps another batch in part, as ``add`` would.
        """
        others = [one for one in self._held() if one["superseded_by"] is None and _overlaps(one, batch)]
        same = _find_same(others, batch)
        if same is None:
            _earlier(others, batch)
        return str(same["id"]) if same else None

    def add(self, batches: Sequence[tuple[Batch, Entry]], also: Also | None = None) -> list[Stored]:
        """Take guarded batches, each with its ledger entry, in one release: all of them or none.

        The earlier batch of the same provider, data set and period is superseded, whole. The same file again changes
        nothing. Raises StoreRefused where a period overlaps another batch in part. What ``also`` writes in the register
        is committed with the load, where anything is new.
        """
        with self._lock:
            held = self._held()
            taken = [_take(held, batch, entry) for batch, entry in batches]
            new = [one for one in taken if one.stored.new]
            if new:
                self._build(
                    lambda connection: write_events(connection, [one.change for one in new]),
                    lambda connection: _note_batches(connection, new, also, [one.stored for one in taken]),
                    [one.entry for one in new],
                )
        return [one.stored for one in taken]

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
            self._build(
                lambda connection: write_areas(connection, boundaries, atoms, nesting, placed),
                None,
                [entry],
                places=True,
            )

    def set_residents(self, level: str, residents: Mapping[str, int], entry: Entry) -> None:
        """Store residents by area code of one level (an earlier version is replaced)."""
        with self._lock:
            self._build(lambda connection: write_residents(connection, level, residents), None, [entry], places=True)

    def set_layer(self, layer: LayerTable, entry: Entry) -> None:
        """Store a reference layer (an earlier version is replaced)."""
        with self._lock:
            self._build(lambda connection: write_layer(connection, layer), None, [entry])

    def _held(self) -> list[dict[str, Any]]:
        with self.register.reading() as connection:
            return [dict(row._mapping) for row in connection.execute(select(BATCHES))]

    def _build(
        self,
        change: Callable[[duckdb.DuckDBPyConnection], None],
        note: Callable[[Connection], None] | None,
        entries: Sequence[Entry],
        places: bool = False,
    ) -> None:
        self._sweep()
        current = self.current()
        number = (current.number if current else 0) + 1
        building = self.directory / f"build-{secrets.token_hex(4)}.duckdb"
        try:
            if current:
                shutil.copyfile(current.path, building)
            _change_file(building, change, fresh=current is None)
            final = self.directory / f"release-{number:06d}-{secrets.token_hex(4)}.duckdb"
            building.rename(final)
            flush_directory(self.directory)
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
                    places_from=number if places or current is None else current.places_from,
                    made_at=datetime.now(UTC).isoformat(timespec="seconds"),
                )
            )
            for entry in entries:
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


@dataclass(frozen=True)
class _Taken:
    stored: Stored
    row: dict[str, Any]
    change: BatchChange
    entry: Entry


def _take(held: list[dict[str, Any]], batch: Batch, entry: Entry) -> _Taken:
    """What becomes of a batch among those held; ``held`` is brought up to date for the next one."""
    others = [one for one in held if one["superseded_by"] is None and _overlaps(one, batch)]
    same = _find_same(others, batch)
    if same is not None:
        receipt = replace(batch.receipt, batch=same["id"])
        stored = Stored(same["id"], receipt, new=False, superseded=None, state="same")
        return _Taken(stored, same, BatchChange(same["id"], batch, None), entry)
    earlier = _earlier(others, batch)
    identity = f"{batch.dataset}-{batch.fingerprint[:8]}-{secrets.token_hex(3)}"
    receipt = replace(batch.receipt, batch=identity)
    for one in others:
        one["superseded_by"] = identity
    row = _batch_row(identity, batch, receipt, entry)
    held.append(row)
    detail = {**entry.detail, "batch": identity, "supersedes": earlier, "fingerprint": batch.fingerprint}
    stored = Stored(identity, receipt, new=True, superseded=earlier)
    return _Taken(stored, row, BatchChange(identity, batch, earlier), replace(entry, detail=detail))


def _find_same(others: list[dict[str, Any]], batch: Batch) -> dict[str, Any] | None:
    return next((one for one in others if one["fingerprint"] == batch.fingerprint and _same_period(one, batch)), None)


def _note_batches(connection: Connection, taken: Sequence[_Taken], also: Also | None, stored: list[Stored]) -> None:
    for one in taken:
        if one.stored.superseded:
            earlier = BATCHES.c.id == one.stored.superseded
            connection.execute(update(BATCHES).where(earlier).values(superseded_by=one.stored.batch))
        connection.execute(insert(BATCHES).values(**{**one.row, "superseded_by": None}))
    if also:
        also(connection, stored)


def _overlaps(held: dict[str, Any], batch: Batch) -> bool:
    return bool(
        held["dataset"] == batch.dataset
        and held["provider"] == batch.provider
        and held["first_month"] <= batch.period.months[-1]
        and held["last_month"] >= batch.period.months[0]
    )


def _same_period(held: dict[str, Any], batch: Batch) -> bool:
    return bool(held["period"] == str(batch.period))


def _earlier(held: list[dict[str, Any]], batch: Batch) -> str | None:
    """Id of the batch that this one supersedes; refuses a partial overlap, which would count months twice."""
    for one in held:
        if not _same_period(one, batch):
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
        "superseded_by": None,
    }


def _change_file(path: Path, change: Callable[[duckdb.DuckDBPyConnection], None], fresh: bool) -> None:
    connection = duckdb.connect(str(path))
    try:
        connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")
        if fresh:
            make_tables(connection)
        connection.execute("BEGIN")
        change(connection)
        connection.execute("COMMIT")
        connection.execute("CHECKPOINT")
    finally:
        connection.close()
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _file_hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def flush_directory(directory: Path) -> None:
    """Make sure that the names in a folder are on disk."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
