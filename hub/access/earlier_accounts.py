"""Accounts of a hub made by an earlier version, which kept them in a file beside the register: taken over once."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import insert, select

from hub.access.identity import read_role
from hub.access.refusal import AccessRefused
from hub.access.tables import ACCOUNTS
from hub.ledger import Entry, append
from hub.register import LEDGER, Register

FILE_NAME = "accounts.json"


def take_over_accounts(directory: Path, register: Register) -> int:
    """Move the accounts of the file into the register, passwords and all, then remove the file; how many came.

    It happens once in the life of a hub: a file that is found again brings nobody back, and of two processes that start
    together one takes them over. An account that the register has already stays as it is there.

    Raises:
        AccessRefused: the file cannot be read; nothing is changed.
    """
    path = directory / FILE_NAME
    try:
        written = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return 0
    try:
        kept = [
            (each["name"], read_role(each["role"]), each["organisation"], each["password_hash"])
            for each in json.loads(written)
        ]
    except (ValueError, KeyError, TypeError) as fault:
        raise AccessRefused(
            f"{FILE_NAME}, the accounts of an earlier version, cannot be read.",
            "it does not hold a list of accounts.",
            "restore it from a backup, or move it away and add the accounts again: saferhub users add NAME",
        ) from fault
    taken = _take(register, kept)
    path.unlink(missing_ok=True)
    (directory / f"{FILE_NAME}.lock").unlink(missing_ok=True)
    return taken


def _take(register: Register, kept: Sequence[tuple[str, str, str, str]]) -> int:
    with register.writing() as connection:
        if connection.execute(select(LEDGER.c.position).where(LEDGER.c.subject == FILE_NAME)).first():
            return 0
        known = set(connection.execute(select(ACCOUNTS.c.name)).scalars())
        new = [
            {"name": name, "role": role, "organisation": place, "password_hash": hashed, "last_step": 0}
            for name, role, place, hashed in kept
            if name not in known
        ]
        if new:
            connection.execute(insert(ACCOUNTS), new)
        append(connection, Entry("upgrade", "hub", "account", FILE_NAME, {"taken_over": len(new)}, datetime.now(UTC)))
        return len(new)
