"""The store: immutable DuckDB release files, one writer at a time, and the only file that imports duckdb.

Each accepted load builds a *new* file (a copy of the current one plus the change); nothing is changed in place. The
row that names the current file and the ledger entry are committed in one register transaction: that commit is the
moment at which a load exists. Readers open the current file read-only and locked down, so they work while a writer
writes. Which file is in use, and what is swept, is decided in `generations.py`; what becomes of a batch among those
held in `holdings.py` (`architecture.md`, decisions 1 and 2).
"""

import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd
from filelock import FileLock, Timeout
from sqlalchemy import Connection

from geo.boundaries import Boundaries
from hub.disk import refusing_disk_faults
from hub.generations import BUSY, LOG, Current, Generations, Made, StoreRefused
from hub.holdings import LOST, Row, Stored, Taken, find_same, note_back, note_gone, note_taken, read_batches, take
from hub.ledger import Entry, append
from hub.manifest import Manifest, describe_tables
from hub.records import MEMORY_LIMIT, Records, open_records
from hub.register import Register
from hub.store_tables import Nesting, copy_without, make_tables, write_areas, write_events, write_layer, write_residents
from ingest.layers import LayerTable
from ingest.receive import Batch

__all__ = ["Current", "Made", "Store", "StoreRefused", "Stored"]

State = tuple[int, ...]
Note = Callable[[Connection, Made], Sequence[Entry]]
Also = Callable[[Connection, Sequence[Stored]], None]


@dataclass(frozen=True)
class _Change:
    """One change of the records: how the file is written, what the register notes, and which batches are held after.

    ``anew``: the file does not begin as a copy of the current one.
    """

    write: Callable[[duckdb.DuckDBPyConnection], None]
    note: Note
    held: frozenset[str]
    places: bool = False
    anew: bool = False


class Store:
    """The records of one hub."""

    def __init__(self, directory: Path, register: Register) -> None:
        self.directory = directory
        self.register = register
        self.files = Generations(directory, register)
        self._lock = FileLock(str(directory / "writer.lock"), timeout=600)
        self._listed: tuple[State, list[Row]] = ((), [])

    def current(self) -> Current | None:
        """The release file in use, which is whole; None before the first. Raises StoreRefused where none is whole."""
        return self.files.current()

    def holding_still(self) -> AbstractContextManager[None]:
        """In this thread, read one release until the end, whatever others load meanwhile."""
        return self.files.holding_still()

    def read(self) -> Records:
        """Open the release in use. Raises StoreRefused where there is none or the files are not what was committed."""
        current = self.current()
        if current is None:
            raise StoreRefused(
                "this hub holds no areas yet.", "an empty store.", "add outlines: saferhub areas add FILE --level lsoa"
            )
        return open_records(current.path)

    def state(self) -> State:
        """What changes with every load: the number of the release in use, and of the damaged ones; empty before any."""
        current = self.current()
        return (current.number, *current.damaged) if current else ()

    def batches(self) -> list[Row]:
        """Every batch ever received; ``held`` says whether the release in use has its records.

        Read again only after a new release: whoever writes a batch commits one with it.
        """
        current, state = self.current(), self.state()
        known, rows = self._listed
        if not state or known != state:
            rows = read_batches(self.register, current.batches if current else None)
            self._listed = state, rows
        return [dict(row) for row in rows]

    def sweep(self) -> None:
        """Remove what a killed or failed writer left, and say so; does nothing while somebody writes."""
        try:
            with self._lock.acquire(timeout=0):
                self._sweep()
        except (Timeout, OSError):
            return

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the only writer; what the disk answers is told in plain words. May be entered again inside itself."""
        with refusing_disk_faults(duckdb.Error), self._lock, self.files.holding_still(False):
            yield

    def find_same(self, batch: Batch) -> str | None:
        """Id of the held batch that is this very file; None where there is none.

        Raises StoreRefused where the period overlaps another batch in part, as ``add`` would.
        """
        return find_same([row for row in self.batches() if row["held"]], batch)

    def foresee(self, batch: Batch, entry: Entry) -> Stored:
        """What ``add`` would make of one batch as things stand; nothing is written. Raises StoreRefused as it would."""
        return take([row for row in self.batches() if row["held"]], batch, entry).stored

    def add(self, batches: Sequence[tuple[Batch, Entry]], also: Also | None = None) -> list[Stored]:
        """Take guarded batches, each with its ledger entry, in one release: all of them or none.

        The earlier batch of the same provider, data set and period is superseded, whole. The same file again changes
        nothing. What ``also`` writes in the register is committed with the load, where anything is new. Raises
        StoreRefused where a period overlaps another batch in part, DiskRefused where the disk is full.
        """
        with self.writing():
            held = [row for row in self.batches() if row["held"]]
            taken = [take(held, batch, entry) for batch, entry in batches]
            new = [one for one in taken if one.stored.new]
            changes = [one.change for one in new if one.change]
            if new:
                ids = frozenset(row["id"] for row in held if row["superseded_by"] is None)
                self._build(
                    _Change(
                        lambda connection: write_events(connection, changes),
                        _noting(new, also, [one.stored for one in taken]),
                        ids,
                    )
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
        self._set_places(lambda connection: write_areas(connection, boundaries, atoms, nesting, placed), entry)

    def set_residents(self, level: str, residents: Mapping[str, int], entry: Entry) -> None:
        """Store residents by area code of one level (an earlier version is replaced)."""
        self._set_places(lambda connection: write_residents(connection, level, residents), entry)

    def set_layer(self, layer: LayerTable, entry: Entry) -> None:
        """Store a reference layer (an earlier version is replaced)."""
        with self.writing():
            held = frozenset(row["id"] for row in self.batches() if row["held"])
            self._build(_Change(lambda connection: write_layer(connection, layer), lambda *_: [entry], held))

    def purge(self, why: Mapping[str, str], at: str, certify: Callable[[Made], Sequence[Entry]]) -> tuple[str, ...]:
        """Destroy the records of batches (id -> why): a file built without them, every older release file removed.

        The new file is never a copy of one that held them, as freed pages keep their bytes. ``certify`` writes the
        ledger entries, in the transaction that names the new file. What earlier versions of any batch held goes too.
        Gives what is to be told of the removal of the older files.
        """
        with self.writing():
            current = self._whole()
            held = frozenset(row["id"] for row in self.batches() if row["held"]) - set(why)

            def note(connection: Connection, made: Made) -> Sequence[Entry]:
                note_gone(connection, why, at)
                self.files.note_erased(connection, 0, made.number - 1, at)
                return certify(made)

            write = lambda connection: copy_without(connection, str(current.path), why)  # noqa: E731
            self._build(_Change(write, note, held, anew=True))
            return tuple(words for words in self.files.sweep() if words == BUSY)

    def recover(self, at: str, report: Callable[[Sequence[str]], Entry]) -> tuple[str, ...]:
        """Go on from the last whole release where newer ones are damaged; gives the ids of the batches that are lost.

        Raises StoreRefused where the newest release is whole.
        """
        with self.writing():
            current = self.current()
            if current is None or not current.damaged:
                raise StoreRefused("there is nothing to recover.", "a newest release that is whole.", "go on as usual.")
            held = current.batches or frozenset()
            listed = read_batches(self.register, None)
            lost = tuple(row["id"] for row in listed if row["held"] and row["id"] not in held)

            def note(connection: Connection, made: Made) -> Sequence[Entry]:
                note_gone(connection, dict.fromkeys(lost, LOST), at)
                note_back(connection, held)
                self.files.note_erased(connection, current.number + 1, made.number - 1, at)
                return [report(lost)]

            self._write(_Change(lambda _: None, note, held, places=True), current, max(current.damaged) + 1)
            self.files.sweep()
        return lost

    def _set_places(self, write: Callable[[duckdb.DuckDBPyConnection], None], entry: Entry) -> None:
        with self.writing():
            held = frozenset(row["id"] for row in self.batches() if row["held"])
            self._build(_Change(write, lambda *_: [entry], held, places=True))

    def _whole(self) -> Current:
        """The release in use, which must be the newest: nothing is built upon one that lacks what was received."""
        current = self.current()
        if current is None:
            raise StoreRefused("this hub holds no records yet.", "an empty store.", "receive an extract first.")
        if current.damaged:
            raise StoreRefused(
                "nothing can be written upon a damaged release.",
                f"release {current.damaged[0]}, which is not what was committed.",
                "put the file back from a backup, or go on from the older release: saferhub recover",
            )
        return current

    def _sweep(self) -> None:
        for words in self.files.sweep():
            LOG.warning(words)

    def _build(self, change: _Change) -> None:
        self._sweep()
        current = self._whole() if self.current() else None
        self._write(change, current, current.number + 1 if current else 1)

    def _write(self, change: _Change, current: Current | None, number: int) -> None:
        building = self.directory / f"build-{secrets.token_hex(4)}.duckdb"
        try:
            if current and not change.anew:
                shutil.copyfile(current.path, building)
            tables = _change_file(building, change.write, fresh=current is None)
            made = self.files.settle(building, number, tables)
        finally:
            for left in self.directory.glob(f"{building.name}*"):
                left.unlink(missing_ok=True)
        places_from = number if change.places or current is None else current.places_from
        with self.register.writing() as connection:
            entries = change.note(connection, made)
            self.files.note(connection, made, places_from, change.held)
            for entry in entries:
                append(connection, entry)


def _noting(taken: Sequence[Taken], also: Also | None, stored: Sequence[Stored]) -> Note:
    def note(connection: Connection, _: Made) -> Sequence[Entry]:
        note_taken(connection, taken)
        if also:
            also(connection, stored)
        return [one.entry for one in taken]

    return note


def _change_file(path: Path, change: Callable[[duckdb.DuckDBPyConnection], None], fresh: bool) -> Manifest:
    """Write a release file, for good on disk; gives what it holds, as read back from there."""
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")
        connection.execute("SET enable_progress_bar = false")
        if fresh:
            make_tables(connection)
        connection.execute("BEGIN")
        change(connection)
        connection.execute("COMMIT")
        connection.execute("CHECKPOINT")
    with path.open("rb+") as file:
        os.fsync(file.fileno())
    with duckdb.connect(str(path), read_only=True) as connection:
        connection.execute("SET enable_progress_bar = false")
        return describe_tables(connection)
