"""The release files on disk: which one is in use, whether it is whole, and what a killed writer left behind.

A file is in use when its size, SHA-256 and manifest are those of the register. Where the newest is damaged the last
whole one is used instead, with the batches that it held, and everybody is told. A file is judged once for each process.
"""

import hashlib
import json
import logging
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from threading import Lock, local
from typing import Any, ClassVar

from sqlalchemy import Connection, insert, select, update

from geo.checks import Refused
from hub.manifest import Manifest
from hub.records import open_records
from hub.register import STORE_RELEASES, Register

KEPT_FILES = 2
OURS = ("build-", "release-")
LEFT_BEHIND = (
    "A load that did not finish left files behind. They were removed; nothing of it was kept: receive it again."
)
GIVEN_UP = "Release files that were given up were still on disk; they were removed."
BUSY = "Destroyed records are still on disk, as the register is in use elsewhere; the next start removes them."
LOG = logging.getLogger("saferhub")
_JUDGED: dict[tuple[Path, tuple[int, ...], str], bool] = {}
_JUDGING = Lock()  # many readers at once wait for one that looks
"""File, its state on disk and the hash it should have -> whether it is whole; for this process."""


class StoreRefused(Refused):
    """The store cannot take or give what was asked."""

    exit_code: ClassVar[int] = 15


@dataclass(frozen=True)
class Current:
    """The release file in use: its number, where it lies, and the number of the release that last changed places.

    ``batches`` are the ids of those it holds (None: made before manifests, so what the register says); ``damaged`` the
    numbers of newer releases that cannot be used.
    """

    number: int
    path: Path
    places_from: int
    made_at: str
    batches: frozenset[str] | None
    damaged: tuple[int, ...] = ()

    @property
    def warning(self) -> str:
        """What a reader must be told; empty where all is well."""
        if not self.damaged:
            return ""
        newer = ", ".join(str(number) for number in self.damaged)
        return (
            f"Release {newer} of the records is damaged and is not used. All figures come from release {self.number} "
            f"of {self.made_at[:10]}: what was received since is missing from them. Put the file back from a backup, "
            "or go on from the older release: saferhub recover"
        )


@dataclass(frozen=True)
class Made:
    """A release file that is on disk and not yet named by the register."""

    number: int
    path: Path
    sha256: str
    tables: Manifest


class _Still(local):
    """What this thread found to be in use, and whether it keeps to it."""

    holding = False
    found: tuple[Current | None] | None = None


class Generations:
    """The release files of one hub."""

    def __init__(self, directory: Path, register: Register) -> None:
        self.directory = directory
        self.register = register
        self._still = _Still()

    @contextmanager
    def holding_still(self, still: bool = True) -> Iterator[None]:
        """In this thread, go on with one release until the end, whatever others load meanwhile; not ``still``: look
        each time, as a writer must."""
        before = self._still.holding
        self._still.holding, self._still.found = still, None
        try:
            yield
        finally:
            self._still.holding, self._still.found = before, None

    def current(self) -> Current | None:
        """The release in use; None before the first. Raises StoreRefused where none of those kept is whole."""
        if not self._still.holding:
            return self._find_current()
        if self._still.found is None:
            self._still.found = (self._find_current(),)
        return self._still.found[0]

    def _find_current(self) -> Current | None:
        rows = self._named()
        while True:
            found = next((place for place, row in enumerate(rows) if self._is_whole(row, fallback=place > 0)), None)
            if found == 0:
                return self._as_current(rows, 0)
            again = self._named()  # a writer may have gone on, and swept the file, in between
            if [row.number for row in again] == [row.number for row in rows]:
                break
            rows = again
        if found is None and rows:
            raise StoreRefused(
                "the records are damaged.",
                "no release file that is what the register says.",
                "restore the data folder from a backup; nothing was changed.",
            )
        return None if found is None else self._as_current(rows, found)

    def settle(self, building: Path, number: int, tables: Manifest) -> Made:
        """Give a finished file its name, for good on disk."""
        final = self.directory / building.name.replace("build-", f"release-{number:06d}-")
        made = Made(number, final, _file_hash(building), tables)
        building.rename(final)
        flush_directory(self.directory)
        return made

    def note(self, connection: Connection, made: Made, places_from: int, held: Iterable[str]) -> None:
        """Name a new file in the register: with this commit it is the newest. It was read back, so it is whole."""
        _JUDGED[made.path, _stamp(made.path), made.sha256] = True
        manifest = {"batches": sorted(held), "tables": made.tables}
        connection.execute(
            insert(STORE_RELEASES).values(
                number=made.number,
                file_name=made.path.name,
                size=made.path.stat().st_size,
                sha256=made.sha256,
                places_from=places_from,
                made_at=datetime.now(UTC).isoformat(timespec="seconds"),
                manifest=json.dumps(manifest, sort_keys=True),
            )
        )

    def note_erased(self, connection: Connection, first: int, last: int, at: str) -> None:
        """Give up the files of releases ``first`` to ``last``: they are never used again, and are swept."""
        asked = STORE_RELEASES.c.number.between(first, last) & STORE_RELEASES.c.erased_at.is_(None)
        connection.execute(update(STORE_RELEASES).where(asked).values(erased_at=at))

    def sweep(self) -> tuple[str, ...]:
        """Remove files that are not kept; gives what is to be told of it. The caller holds the writer's lock."""
        with self.register.reading() as connection:
            rows = connection.execute(select(STORE_RELEASES.c.file_name, STORE_RELEASES.c.erased_at)).all()
        kept, erased = {row.file_name for row in self._named()}, {row.file_name for row in rows if row.erased_at}
        known = {row.file_name for row in rows}
        paths = [path for path in self.directory.glob("*.duckdb*") if path.name.startswith(OURS)]
        gone = [path for path in paths if path.name not in kept]
        given_up = [path for path in gone if path.name in erased]
        if given_up and not self.register.scrub():
            return (BUSY,)
        for path in gone:
            _remove(path)
        left = LEFT_BEHIND if any(path.name not in known for path in gone) else ""
        return tuple(words for words in (left, GIVEN_UP if given_up else "") if words)

    def _named(self) -> list[Any]:
        question = select(STORE_RELEASES).where(STORE_RELEASES.c.erased_at.is_(None))
        with self.register.reading() as connection:
            return list(connection.execute(question.order_by(STORE_RELEASES.c.number.desc()).limit(KEPT_FILES)))

    def _is_whole(self, row: Any, fallback: bool) -> bool:
        path = self.directory / row.file_name
        if fallback and row.manifest is None:
            return False
        try:
            return path.stat().st_size == row.size and _is_as_made(path, row.sha256, row.manifest)
        except OSError:
            return False

    def _as_current(self, rows: list[Any], place: int) -> Current:
        row = rows[place]
        batches = frozenset(json.loads(row.manifest)["batches"]) if row.manifest else None
        damaged = tuple(one.number for one in rows[:place])
        path = self.directory / row.file_name
        found = Current(row.number, path, row.places_from, row.made_at, batches, damaged)
        if damaged:
            _tell_once(found.warning)
        return found


def _is_as_made(path: Path, sha256: str, manifest: str | None) -> bool:
    """Whether a file is, byte for byte and table for table, what was committed; asked once of each state of a file."""
    key = (path, _stamp(path), sha256)
    with _JUDGING:
        if key not in _JUDGED:
            _JUDGED[key] = _file_hash(path) == sha256 and (
                manifest is None or open_records(path).manifest() == json.loads(manifest)["tables"]
            )
        return _JUDGED[key]


def _stamp(path: Path) -> tuple[int, ...]:
    state = path.stat()
    return state.st_size, state.st_mtime_ns, state.st_ino


@lru_cache(maxsize=64)
def _tell_once(words: str) -> None:
    LOG.warning(words)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


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
