"""The backups that the ledger knows of, by their file names: which of them may hold what was destroyed since."""

import json
import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from hub.archive_manifest import BackupRefused
from hub.register import LEDGER, Register

ACTION, SUBJECT = "backup", "hub"
_BEGUN = (
    select(LEDGER.c.at, LEDGER.c.detail)
    .where(LEDGER.c.action == ACTION, LEDGER.c.subject == SUBJECT)
    .order_by(LEDGER.c.position.desc())
)
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}\.tar")


@dataclass(frozen=True)
class Named:
    """A backup that was begun: the name of its file, and when (UTC)."""

    file: str
    at: str


def is_name(name: str) -> bool:
    """Whether a file may be called so: nothing that a shell reads otherwise, and hardly a sentence."""
    return NAME.fullmatch(name) is not None


def check_name(name: str) -> None:
    """Refuse a name that may not stand in the ledger for good."""
    if not is_name(name):
        raise BackupRefused(
            "this is no name for a backup.",
            "another ending than .tar, a sign that is no letter, digit, dot, hyphen or underscore, or too many.",
            "name it by its day, such as saferhub-2026-11-22.tar",
        )


def find_backups(register: Register, since: datetime) -> tuple[Named, ...]:
    """Backups that were begun at or after a moment, the newest first. Whether their files still exist is not known."""
    with register.reading() as connection:
        rows = connection.execute(_BEGUN).all()
    return tuple(_read(row.at, row.detail) for row in rows if datetime.fromisoformat(row.at) >= since)


def find_last_backup(register: Register) -> Named | None:
    """The backup that was begun last; None where none ever was."""
    with register.reading() as connection:
        row = connection.execute(_BEGUN.limit(1)).first()
    return _read(row.at, row.detail) if row else None


def _read(at: str, detail: str) -> Named:
    return Named(json.loads(detail)["file"], at)
