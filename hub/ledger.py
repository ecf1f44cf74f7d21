"""The ledger: who received, released, added or deleted what, when. Append-only and hash-chained.

Each entry's hash is SHA-256 over the previous hash and the entry's canonical JSON (`safety.md` 7.5), so an edit, a
deletion or a reordering breaks the chain at a place that can be named. An entry holds no value from an extract.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from hub.register import LEDGER

GENESIS = "0" * 64


@dataclass(frozen=True)
class Entry:
    """One act: ``action`` (receive, release, areas, account), the ``subject`` acted on, and plain ``detail``."""

    who: str
    role: str
    action: str
    subject: str
    detail: Mapping[str, Any]
    at: datetime


@dataclass(frozen=True)
class Verdict:
    """Result of a verification: how many entries, and the first broken one with the reason (None: whole)."""

    entries: int
    broken_at: int | None
    reason: str
    head: str


def append(connection: Connection, entry: Entry) -> str:
    """Append an entry inside the caller's transaction, which commits both or neither; returns the entry's hash."""
    last = connection.execute(
        select(LEDGER.c.position, LEDGER.c.hash).order_by(LEDGER.c.position.desc()).limit(1)
    ).first()
    position, previous = (last.position + 1, last.hash) if last else (1, GENESIS)
    row = {
        "position": position,
        "at": entry.at.isoformat(timespec="milliseconds"),
        "who": entry.who,
        "role": entry.role,
        "action": entry.action,
        "subject": entry.subject,
        "detail": _canonical(entry.detail),
    }
    row |= {"previous": previous, "hash": _hash(previous, row)}
    connection.execute(insert(LEDGER).values(**row))
    return str(row["hash"])


def verify(connection: Connection, expected_head: str | None = None) -> Verdict:
    """Walk the whole chain. ``expected_head``, where given, is a head hash noted elsewhere: it finds a cut tail."""
    previous, count = GENESIS, 0
    heads = {GENESIS}
    for found in connection.execute(select(LEDGER).order_by(LEDGER.c.position)):
        row = dict(found._mapping)
        stored, chained = row.pop("hash"), row.pop("previous")
        count += 1
        if row["position"] != count:
            return Verdict(count, count, "an entry is missing here", previous)
        if chained != previous or stored != _hash(previous, row):
            return Verdict(count, count, "the entry does not match its hash", previous)
        previous = stored
        heads.add(stored)
    if expected_head is not None and expected_head not in heads:
        return Verdict(count, count + 1, "the noted head is not in the chain: entries were cut off", previous)
    return Verdict(count, None, "", previous)


def read_entries(connection: Connection, limit: int = 100) -> list[dict[str, Any]]:
    """The newest entries, newest first."""
    rows = connection.execute(select(LEDGER).order_by(LEDGER.c.position.desc()).limit(limit))
    return [dict(row._mapping) for row in rows]


def _canonical(value: Mapping[str, Any]) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _hash(previous: str, row: Mapping[str, Any]) -> str:
    return hashlib.sha256(f"{previous}\n{_canonical(row)}".encode()).hexdigest()
