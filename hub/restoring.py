"""Restoring a backup: unpacked and tried beside the place it is for, then put there by one rename, or not at all.

The restored hub is that of the day of its backup, with all that was destroyed, revoked or signed out of since; its
ledger says so, and nobody is signed in.
"""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import inspect
from sqlalchemy.exc import DBAPIError

from hub.access.identity import Identity
from hub.archive import read_archive
from hub.archive_manifest import DATA, BackupRefused, Contents, refusing_as
from hub.backup import REGISTER
from hub.backup_names import SUBJECT, is_name
from hub.generations import flush_directory
from hub.hub import entry_of, open_hub
from hub.ledger import Verdict, append, verify
from hub.register import Register
from hub.settings import FILE_NAME, read_settings

NOT_RESTORED = (
    "the backup was not restored; nothing was changed.",
    "correct that, then run the same command again.",
)
STAGING = ".restoring"
SESSIONS = "sessions"
KEPT_IN = re.compile(r"^(\s*data\s*=\s*).*$", re.M)


@dataclass(frozen=True)
class Restored:
    """A hub that was restored: where it is, of when it is, and what its ledger and records are."""

    directory: Path
    made_at: str
    release: int | None
    entries: int
    head: str


def restore_backup(archive: Path, directory: Path, who: Identity, head: str | None = None) -> Restored:
    """Put the hub of an archive into a folder that is empty or not there yet; ``head``: a head of its ledger as noted.

    Raises:
        BackupRefused: the folder holds something, the archive is damaged or no backup of a hub, its ledger is broken,
            is not the one that was copied or does not have the noted head, or the disk does not take it.
        RegisterRefused, SettingsRefused, StoreRefused: a newer version wrote it, or this one cannot open it.
    """
    directory = directory.resolve()
    _check_empty(directory)
    with refusing_as(*NOT_RESTORED), _staging(directory) as staging:
        with archive.open("rb") as file:
            contents = read_archive(file, staging)
        verdict = _check_ledger(staging, contents, head)
        _keep_inside(staging)
        _open(staging, contents, archive.name, who)
        flush_directory(staging)
        staging.rename(directory)
        flush_directory(directory.parent)
    return Restored(directory, contents.about.made_at, contents.about.release, verdict.entries, verdict.head)


def _check_empty(directory: Path) -> None:
    if directory.exists() and not (directory.is_dir() and not any(directory.iterdir())):
        raise BackupRefused(
            "a hub is restored into an empty folder only; nothing was changed.",
            "a folder that holds something." if directory.is_dir() else "a file of that name.",
            "name a folder that is not there yet, and put it in the place of the old one when you have looked at it.",
        )


@contextmanager
def _staging(directory: Path) -> Iterator[Path]:
    staging = directory.with_name(directory.name + STAGING)
    if staging.exists():
        raise BackupRefused(
            "another restore into that folder is running, or was killed.",
            f"a folder {staging.name} beside it.",
            f"wait for the other one; where there is none, delete {staging.name}.",
        )
    staging.mkdir(mode=0o700)
    try:
        yield staging
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _check_ledger(staging: Path, contents: Contents, head: str | None) -> Verdict:
    """The ledger as it was copied, before anything is done to the register."""
    try:
        with Register(staging / DATA / REGISTER).reading() as connection:
            verdict = verify(connection, head)
    except DBAPIError as fault:
        raise _other_ledger("a register that cannot be read") from fault
    if verdict.broken_at is not None:
        raise _other_ledger(f"entry {verdict.broken_at:,}: {verdict.reason}")
    noted = contents.about.ledger
    if (verdict.entries, verdict.head) != (noted.entries, noted.head):
        raise _other_ledger(f"{verdict.entries:,} entries, and not the {noted.entries:,} and the head of its manifest")
    return verdict


def _keep_inside(staging: Path) -> None:
    """Let the settings name the data folder that the archive has, wherever the old hub kept its data."""
    if read_settings(staging).storage.data == DATA:
        return
    path = staging / FILE_NAME
    path.write_text(KEPT_IN.sub(rf'\g<1>"{DATA}"', path.read_text(encoding="utf-8")), encoding="utf-8")
    if read_settings(staging).storage.data != DATA:
        raise BackupRefused(
            f"the settings of this backup keep the data elsewhere, and {FILE_NAME} could not be changed.",
            "no line `data = ...` of its own under [storage].",
            "restore it where the version runs that wrote it, write that line, and back it up again.",
        )


def _open(staging: Path, contents: Contents, name: str, who: Identity) -> None:
    """Open the hub as a command would, see that its records are those of the manifest, and note the act."""
    hub = open_hub(staging)
    current = hub.store.current()
    if (current.number if current else None) != contents.about.release:
        raise BackupRefused(
            "the records of this backup are not those that its manifest names.",
            f"release {current.number if current else 'none'}, not {contents.about.release}.",
            "restore another backup.",
        )
    made_at, ledger = contents.about.made_at, contents.about.ledger.model_dump()
    detail = {"file": name if is_name(name) else "renamed", "made_at": made_at, **ledger}
    with hub.register.writing() as connection:
        if inspect(connection).has_table(SESSIONS):
            connection.exec_driver_sql(f"DELETE FROM {SESSIONS}")  # noqa: S608 - a name of our own
        append(connection, entry_of(who, "restore", SUBJECT, detail))


def _other_ledger(found: str) -> BackupRefused:
    return BackupRefused("the ledger of this backup is not the one that was copied.", f"{found}.", "restore another.")
