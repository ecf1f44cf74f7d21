"""Quarantine: the good rows of a partly bad file, held apart until an officer accepts them or a better file comes.

A held batch is a file under ``data/quarantine`` and a row of the register, which is committed with its ledger entry;
the release file is not touched, so held rows are in no product, no count and no map. The states: held, then accepted,
discarded, replaced or destroyed. The file is written and flushed before the row is committed and removed only after the
batch is decided, so a crash between the two leaves a file that nobody names (swept) and never a row without its file.
"""

import hashlib
import json
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from filelock import FileLock
from sqlalchemy import Connection, insert, select, update

from hub.access.identity import Identity
from hub.disk import refusing_disk_faults
from hub.generations import BUSY
from hub.held_files import HeldFiles
from hub.holdings import blank_held
from hub.ledger import Entry, append
from hub.reason import check_reason
from hub.register import QUARANTINE, Register
from hub.store import Store, Stored, StoreRefused
from ingest.held import HeldRefused, pack
from ingest.placing import Places
from ingest.receive import Batch, reopen

HELD: Literal["held"] = "held"
Decision = Literal["accepted", "discarded", "replaced", "destroyed"]


@dataclass(frozen=True)
class _Held:
    """What becomes of one batch that is held back; ``row`` is the register's new row, None where it is held already."""

    stored: Stored
    row: dict[str, Any] | None


class Quarantine:
    """The quarantine of one hub. Batches with up to the share ``tolerable`` of refused rows pass it by."""

    def __init__(self, data: Path, register: Register, store: Store, tolerable: float) -> None:
        self.register = register
        self.store = store
        self.tolerable = tolerable
        self.files = HeldFiles(data / "quarantine")
        self._lock = FileLock(str(data / "quarantine.lock"), timeout=600)

    def take(self, batches: Sequence[tuple[Batch, Entry]], places: Places) -> list[Stored]:
        """Load each guarded batch or hold it, all in one register transaction: every one is taken, or none.

        A batch replaces those that are held for the same provider, data set and period. The same file again changes
        nothing. Raises StoreRefused where a period overlaps a loaded batch in part.
        """
        with self._writing():
            held = {at: self._hold(*pair, places) for at, pair in enumerate(batches) if self._is_held_back(pair[0])}
            loads = [pair for at, pair in enumerate(batches) if at not in held]
            outcome: list[Stored] = []

            def note(connection: Connection, loaded: Sequence[Stored]) -> None:
                left = iter(loaded)
                for at, (_, entry) in enumerate(batches):
                    outcome.append(_note(connection, held[at] if at in held else _Held(next(left), None), entry))

            loaded = self.store.add(loads, note)
            if not outcome:
                new = any(one.stored.new for one in held.values())
                with self.register.writing() if new else self.register.reading() as connection:
                    note(connection, loaded)
        return outcome

    def foresee(self, batch: Batch, entry: Entry) -> Stored:
        """What ``take`` would make of one batch as things stand; nothing is written, and a new batch has no id yet.

        Raises StoreRefused where a period overlaps a loaded batch in part.
        """
        if self._is_held_back(batch):
            row = self._find_held(batch)
            stored = _stored(row["id"] if row else "", batch, new=row is None)
        else:
            stored = self.store.foresee(batch, entry)
        if not stored.new:
            return stored
        with self.register.reading() as connection:
            replaced = _find_replaced(connection, stored)
        return replace(stored, batch="", receipt=batch.receipt, replaced=replaced)

    def take_as_foreseen(self, batch: Batch, entry: Entry, places: Places, foreseen: Stored) -> Stored:
        """Load or hold one batch, if that becomes of it which ``foresee`` said; StoreRefused where it does not."""
        with self._writing(), self.store.writing():
            if self.foresee(batch, entry) != foreseen:
                raise StoreRefused(
                    "accepting this file would do something else now than it was said to.",
                    "records that have changed since the file was checked.",
                    "check the file again, and read anew what accepting would do.",
                )
            return self.take([(batch, entry)], places)[0]

    def accept(self, identity: str, reason: str, places: Places, who: Identity, at: datetime) -> Stored:
        """Load the good rows of a held batch, for a reason that the ledger keeps.

        Raises:
            HeldRefused: no such batch is held, its file is damaged, or the base areas have changed since.
            StoreRefused: its period overlaps a loaded batch in part.
        """
        with self._writing():
            row = self._held(identity)
            batch = reopen(self.files.read(identity), row["sha256"], places)
            entry = _entry_of(who, "accept", row, reason, at)

            def note(connection: Connection, stored: Sequence[Stored]) -> None:
                _decide(connection, [identity], "accepted", entry, stored[0].batch)

            (stored,) = self.store.add([(batch, entry)], note)
        return stored

    def discard(self, identity: str, reason: str, who: Identity, at: datetime) -> None:
        """Delete a held batch for good, for a reason that the ledger keeps. Raises HeldRefused where it is not held."""
        with self._writing():
            row = self._held(identity)
            entry = _entry_of(who, "discard", row, reason, at)
            with self.register.writing() as connection:
                _decide(connection, [identity], "discarded", entry, None)
                append(connection, entry)

    def destroy(self, certificates: Sequence[Entry]) -> tuple[str, ...]:
        """Delete held batches for good, all in one transaction; each entry's detail is the certificate of a ``batch``.

        What their receipts said of single rows goes with them; gives what is to be told where the register is in use
        elsewhere and older pages of it stay for now. Raises HeldRefused where one is not held.
        """
        with self._writing():
            for entry in certificates:
                self._held(entry.detail["batch"])
            with self.register.writing() as connection:
                for entry in certificates:
                    _decide(connection, [entry.detail["batch"]], "destroyed", entry, None)
                    append(connection, entry)
                blank_held(connection, [entry.detail["batch"] for entry in certificates])
        return () if self.register.scrub() else (BUSY,)

    def batches(self, only_held: bool = True) -> list[dict[str, Any]]:
        """The register's rows, oldest first."""
        question = select(QUARANTINE).order_by(QUARANTINE.c.held_at, QUARANTINE.c.id)
        with self.register.reading() as connection:
            rows = [dict(row._mapping) for row in connection.execute(question)]
        return [row for row in rows if row["state"] == HELD or not only_held]

    def find(self, identity: str) -> dict[str, Any]:
        """The register's row of a batch. Raises HeldRefused, with the nearest id, where there is none."""
        rows = {row["id"]: row for row in self.batches(only_held=False)}
        if identity in rows:
            return rows[identity]
        near = get_close_matches(identity, rows, n=1)
        raise HeldRefused(
            "no batch of that id was ever held in quarantine.",
            f"{len(rows):,} others" + (f", the nearest {near[0]}." if near else "."),
            "see the ids: saferhub quarantine list",
        )

    def _held(self, identity: str) -> dict[str, Any]:
        row = self.find(identity)
        if row["state"] != HELD:
            raise HeldRefused(
                "this batch is not held any more.",
                f"{identity} was {row['state']} on {row['decided_at'][:10]} by {row['decided_by']}.",
                f"see what became of it: saferhub quarantine show {identity}",
            )
        return row

    def _is_held_back(self, batch: Batch) -> bool:
        return batch.receipt.refused_share > self.tolerable and self.store.find_same(batch) is None

    def _hold(self, batch: Batch, entry: Entry, places: Places) -> _Held:
        """Write the file of a batch, unless that very file is held already."""
        row = self._find_held(batch)
        if row is not None:
            return _Held(_stored(row["id"], batch, new=False), None)
        identity = f"held-{batch.fingerprint[:8]}-{secrets.token_hex(3)}"
        content = pack(batch.events, batch.receipt, places)
        self.files.write(identity, content)
        stored = _stored(identity, batch, new=True)
        return _Held(stored, _row(stored, batch, hashlib.sha256(content).hexdigest(), entry))

    def _find_held(self, batch: Batch) -> dict[str, Any] | None:
        """The row of the very file of a batch, where it is held already."""
        names = ("dataset", "provider", "period", "fingerprint")
        key = [str(getattr(batch, name)) for name in names]
        return next((row for row in self.batches() if [row[name] for name in names] == key), None)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One writer at a time; files that no held batch owns are swept before and after, whatever happens between."""
        with refusing_disk_faults(), self._lock:
            self._sweep()
            try:
                yield
            finally:
                self._sweep()

    def _sweep(self) -> None:
        self.files.sweep(row["id"] for row in self.batches())


def _stored(identity: str, batch: Batch, new: bool) -> Stored:
    receipt = replace(batch.receipt, batch=identity)
    return Stored(identity, receipt, new=new, superseded=None, state="quarantined")


def _row(stored: Stored, batch: Batch, sha256: str, entry: Entry) -> dict[str, Any]:
    return {
        "id": stored.batch,
        "dataset": batch.dataset,
        "provider": batch.provider,
        "period": str(batch.period),
        "fingerprint": batch.fingerprint,
        "events": len(batch.events),
        "receipt": json.dumps(stored.receipt.as_dict(), sort_keys=True),
        "sha256": sha256,
        "state": HELD,
        "held_at": entry.at.isoformat(timespec="seconds"),
        "held_by": entry.who,
    }


def _note(connection: Connection, held: _Held, entry: Entry) -> Stored:
    """Write what becomes of one batch: its row where it is held, and the end of those that it replaces."""
    stored = held.stored
    if not stored.new:
        return stored
    replaced = _find_replaced(connection, stored)
    if held.row:
        connection.execute(insert(QUARANTINE).values(**held.row))
        detail = {**entry.detail, "batch": stored.batch, "sha256": held.row["sha256"]}
        append(connection, replace(entry, action="hold", detail=detail))
    if replaced:
        _decide(connection, replaced, "replaced", entry, stored.batch)
        detail = {"held": list(replaced), "by": stored.batch}
        append(connection, replace(entry, action="replace", detail=detail))
    return replace(stored, replaced=replaced)


def _find_replaced(connection: Connection, stored: Stored) -> tuple[str, ...]:
    """Ids of the held batches that a new one of the same provider, data set and period replaces."""
    same = [QUARANTINE.c[name] == str(getattr(stored.receipt, name)) for name in ("dataset", "provider", "period")]
    question = select(QUARANTINE.c.id).where(QUARANTINE.c.state == HELD, *same).order_by(QUARANTINE.c.id)
    return tuple(row.id for row in connection.execute(question))


def _decide(connection: Connection, ids: Sequence[str], state: Decision, entry: Entry, batch: str | None) -> None:
    decided = {
        "state": state,
        "decided_at": entry.at.isoformat(timespec="seconds"),
        "decided_by": entry.who,
        "reason": entry.detail.get("reason"),
        "batch": batch,
    }
    connection.execute(update(QUARANTINE).where(QUARANTINE.c.id.in_(ids)).values(**decided))


def _entry_of(who: Identity, action: str, row: dict[str, Any], reason: str, at: datetime) -> Entry:
    """The ledger entry of a decision. Raises ReasonRefused where the reason is none, or may name a person."""
    detail = {"held": row["id"], "period": row["period"], "provider": row["provider"], "reason": check_reason(reason)}
    return Entry(who.name, who.role, action, row["dataset"], detail, at)
