"""Accounts of a hub made by an earlier version, which kept them in a file beside the register: taken over once."""

import json
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import insert, select

from hub.access.identity import read_role
from hub.access.refusal import AccessRefused
from hub.access.tables import ACCOUNTS
from hub.ledger import Entry, append
from hub.register import Register

FILE_NAME = "accounts.json"


def take_over_accounts(directory: Path, register: Register) -> int:
    """Move the accounts of the file into the register, passwords and all, then remove the file; how many came.

    An account that the register has already stays as it is there.

    Raises:
        AccessRefused: the file cannot be read; nothing is changed.
    """
    path = directory / FILE_NAME
    if not path.exists():
        return 0
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        kept = [(r["name"], read_role(r["role"]), r["organisation"], r["password_hash"]) for r in rows]
    except (ValueError, KeyError, TypeError) as fault:
        raise AccessRefused(
            f"{FILE_NAME}, the accounts of an earlier version, cannot be read.",
            "it does not hold a list of accounts.",
            "restore it from a backup, or move it away and add the accounts again: saferhub users add NAME",
        ) from fault
    with register.writing() as connection:
        known = set(connection.execute(select(ACCOUNTS.c.name)).scalars())
        new = [
            {"name": name, "role": role, "organisation": place, "password_hash": hashed, "last_step": 0}
            for name, role, place, hashed in kept
            if name not in known
        ]
        if new:
            connection.execute(insert(ACCOUNTS), new)
        append(connection, Entry("upgrade", "hub", "account", FILE_NAME, {"taken_over": len(new)}, datetime.now(UTC)))
    path.unlink()
    (directory / f"{FILE_NAME}.lock").unlink(missing_ok=True)
    return len(new)
