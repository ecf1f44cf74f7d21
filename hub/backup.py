"""A backup: everything a hub needs in one archive, taken while the hub is in use.

The ledger entry is committed first, so that the copy has it too. Then nobody commits to the register for as long as it
takes to copy it and to open the files that the copy names. Open files stay readable when a writer goes on and removes
them, so the archive is of that one moment.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatch
from pathlib import Path
from typing import BinaryIO

from filelock import FileLock, Timeout
from sqlalchemy import select

from hub.access.identity import Identity
from hub.archive import write_archive
from hub.archive_manifest import DATA, About, BackupRefused, Chain, refusing_as
from hub.backup_names import ACTION, SUBJECT, check_name
from hub.generations import Current, Generations, flush_directory
from hub.hub import Hub, entry_of
from hub.ledger import append, verify
from hub.quarantine import HELD
from hub.register import QUARANTINE, Register
from hub.settings import FILE_NAME

NOT_MADE = (
    "the backup was not made; the hub is as it was.",
    "make room or give the right to write, then run the same command again.",
)
REGISTER = "register.sqlite"
OWN_WAY = (f"{REGISTER}*", "*.duckdb*", "quarantine")
LEFT_OUT = (*OWN_WAY, "uploads", "*.lock", "build-*", "*.part", "*.new", "control.key.*")
"""In the data folder: what is copied in a way of its own, and what is there only while somebody works."""
PART, BUILDING, LOCK = ".part", "archive", "lock"
WORKING = {BUILDING, LOCK, REGISTER, f"{REGISTER}-wal", f"{REGISTER}-shm", f"{REGISTER}-journal"}
"""What a backup has in its folder beside the archive while it runs."""
Part = tuple[str, BinaryIO]


@dataclass(frozen=True)
class Taken:
    """A backup that was made."""

    path: Path
    size: int
    files: int
    entries: int
    head: str


def take_backup(hub: Hub, path: Path, who: Identity) -> Taken:
    """Write a hub into one archive, which has its name only when it is whole.

    Raises:
        BackupRefused: the file exists, has no name for a backup, or cannot be written; or the hub is not whole.
    """
    _check(hub, path)
    with refusing_as(*NOT_MADE), _working_folder(path) as folder, ExitStack() as open_files:
        with hub.register.writing() as connection:
            append(connection, entry_of(who, ACTION, SUBJECT, {"file": path.name}))
        parts, about = _freeze(hub, folder, open_files)
        building = folder / BUILDING
        with os.fdopen(os.open(building, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            contents = write_archive(out, about, parts)
            out.flush()
            os.fsync(out.fileno())
        building.rename(path)
        flush_directory(path.parent)
    return Taken(path, path.stat().st_size, len(contents.files), about.ledger.entries, about.ledger.head)


def _check(hub: Hub, path: Path) -> None:
    check_name(path.name)
    _check_whole(hub.store.current())
    data = hub.settings.data_directory.resolve()
    if path.exists():
        raise BackupRefused("no backup is written over another file.", f"a file {path.name}.", "choose another name.")
    if not path.parent.is_dir() or path.parent.resolve().is_relative_to(data):
        raise BackupRefused(
            "a backup cannot lie there.",
            "the data folder of the hub itself." if path.parent.is_dir() else "a folder that does not exist.",
            "name a file in a folder of another, encrypted volume.",
        )


def _check_whole(current: Current | None) -> None:
    if current and current.damaged:
        raise BackupRefused(
            "a damaged hub is not backed up: keep the last backup that is whole.",
            f"release {current.damaged[0]} of the records, which is not what was committed.",
            "restore the last backup, or go on from the older release first: saferhub recover",
        )


def _freeze(hub: Hub, folder: Path, open_files: ExitStack) -> tuple[list[Part], About]:
    """Copy the register and open every other file as they are at one moment."""
    data, copy = hub.settings.data_directory, Register(folder / REGISTER)
    made_at = datetime.now(UTC).isoformat(timespec="seconds")
    with hub.register.writing():
        hub.register.copy_to(copy.path)
        current = Generations(hub.store.directory, copy).current()
        _check_whole(current)
        files = [*([current.path] if current else []), *_held(hub, copy), *_others(data)]
        names = {f"{DATA}/{path.relative_to(data).as_posix()}": path for path in files}
        names[FILE_NAME] = hub.settings.directory / FILE_NAME
        parts: list[Part] = [(name, open_files.enter_context(path.open("rb"))) for name, path in names.items()]
    with copy.reading() as connection:
        verdict = verify(connection)
    if verdict.broken_at is not None:
        raise BackupRefused(
            "a hub whose ledger is broken is not backed up: keep the last backup that is whole.",
            f"entry {verdict.broken_at:,}: {verdict.reason}.",
            "find out who changed the register; then restore the last backup.",
        )
    parts.insert(0, (f"{DATA}/{REGISTER}", open_files.enter_context(copy.path.open("rb"))))
    chain = Chain(entries=verdict.entries, head=verdict.head)
    return parts, About(made_at=made_at, release=current.number if current else None, ledger=chain)


def _held(hub: Hub, copy: Register) -> list[Path]:
    with copy.reading() as connection:
        question = select(QUARANTINE.c.id).where(QUARANTINE.c.state == HELD).order_by(QUARANTINE.c.id)
        return [hub.quarantine.files.path(row.id) for row in connection.execute(question)]


def _others(data: Path) -> list[Path]:
    """Every other file of the data folder: the installation secret, saved mappings, and what is added to it one day."""
    found = []
    for path in sorted(data.rglob("*")):
        if any(fnmatch(part, pattern) for part in path.relative_to(data).parts for pattern in LEFT_OUT):
            continue
        if path.is_symlink():
            raise BackupRefused("a link is not backed up.", f"a link {path.name}.", "put the file itself there.")
        if path.is_file():
            found.append(path)
    return found


@contextmanager
def _working_folder(path: Path) -> Iterator[Path]:
    """A folder beside the archive, for its owner only; those that killed backups left there are removed."""
    for left in path.parent.glob(f"*.tar{PART}"):
        if left.is_dir() and {one.name for one in left.iterdir()} <= WORKING:
            with suppress(Timeout, OSError), FileLock(left / LOCK, timeout=0):
                shutil.rmtree(left)
    folder = path.with_name(f"{path.name}{PART}")
    folder.mkdir(mode=0o700)
    with FileLock(folder / LOCK):
        try:
            yield folder
        finally:
            shutil.rmtree(folder)
