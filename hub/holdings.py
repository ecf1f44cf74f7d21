"""The batches of a hub as the register lists them: which are held, and what becomes of a new one among them."""

import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from sqlalchemy import Connection, insert, select, update

from hub.generations import StoreRefused
from hub.ledger import Entry
from hub.register import BATCHES, LATTICES, QUARANTINE, Register
from hub.store_tables import BatchChange
from ingest.receipt import Receipt
from ingest.receive import NIL, Batch

Row = dict[str, Any]
KEPT_LONG_ENOUGH, ON_REQUEST, LOST = "retention", "on request", "lost"
"""Why the records of a batch are gone."""
BLANK = "{}"
"""What the receipt of a destroyed batch becomes: nothing of its rows is kept."""


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


@dataclass(frozen=True)
class Taken:
    """A batch on its way into the store: its row, its change of the records (None: no row), and what it replaces."""

    stored: Stored
    row: Row
    change: BatchChange | None
    replaced: tuple[str, ...]
    entry: Entry


def read_batches(register: Register, held: frozenset[str] | None) -> list[Row]:
    """Every batch ever received, oldest month first; ``held`` of a row says whether its records are there.

    ``held``: ids in the release in use; None where only the register knows.
    """
    question = select(BATCHES).order_by(BATCHES.c.first_month, BATCHES.c.provider, BATCHES.c.received_at)
    with register.reading() as connection:
        rows: list[Row] = [dict(row._mapping) for row in connection.execute(question)]
    for row in rows:
        current = row["superseded_by"] is None and row["gone_at"] is None
        row["held"] = current if held is None else row["id"] in held
    return rows


def is_nil(row: Row) -> bool:
    """Whether a batch is a nil return: a provider's word that a month had no event."""
    return bool(row["events"] == 0 and json.loads(row["receipt"]).get("mapping") == NIL)


def take(held: list[Row], batch: Batch, entry: Entry) -> Taken:
    """What becomes of a batch among those held; ``held`` is brought up to date for the next one.

    Raises StoreRefused for a period that another batch covers in part, and for a nil return of a month with rows.
    """
    others = [one for one in held if one["superseded_by"] is None and _overlaps(one, batch)]
    same = _find_same(others, batch)
    if same is not None:
        receipt = replace(batch.receipt, batch=same["id"])
        stored = Stored(same["id"], receipt, new=False, superseded=None, state="same")
        return Taken(stored, same, None, (), entry)
    earlier, replaced = _replaced(others, batch)
    identity = f"{batch.dataset}-{batch.fingerprint[:8]}-{secrets.token_hex(3)}"
    receipt = replace(batch.receipt, batch=identity)
    for one in held:
        if one["id"] in replaced:
            one["superseded_by"] = identity
    row = _row(identity, batch, receipt, entry)
    held.append(row)
    detail = {**entry.detail, "batch": identity, "supersedes": earlier, "fingerprint": batch.fingerprint}
    stored = Stored(identity, receipt, new=True, superseded=earlier)
    change = None if batch.mapping == NIL else BatchChange(identity, batch, earlier)
    return Taken(stored, row, change, replaced, replace(entry, detail=detail))


def find_same(held: list[Row], batch: Batch) -> str | None:
    """Id of the held batch that is this very file; None where there is none. Raises StoreRefused as ``take`` would."""
    others = [one for one in held if one["superseded_by"] is None and _overlaps(one, batch)]
    same = _find_same(others, batch)
    if same is None:
        _replaced(others, batch)
    return str(same["id"]) if same else None


def _find_same(others: list[Row], batch: Batch) -> Row | None:
    return next((one for one in others if one["fingerprint"] == batch.fingerprint and _same_period(one, batch)), None)


def note_taken(connection: Connection, taken: Sequence[Taken]) -> None:
    """Write new batches to the register, and which ones they supersede."""
    for one in taken:
        asked = BATCHES.c.id.in_(one.replaced)
        connection.execute(update(BATCHES).where(asked).values(superseded_by=one.stored.batch))
        connection.execute(insert(BATCHES).values(**{**one.row, "superseded_by": None}))


def note_gone(connection: Connection, gone: Mapping[str, str], at: str) -> None:
    """Note that records are gone for good, and why, by batch; what receipts said of single rows goes with them, and
    the proofs of what was released of their months, which tell small counts."""
    for identity, why in gone.items():
        values = {"gone_at": at, "gone_why": why, "receipt": BLANK}
        connection.execute(update(BATCHES).where(BATCHES.c.id == identity).values(**values))
        made_of = select(BATCHES.c.dataset, BATCHES.c.months).where(BATCHES.c.id == identity)
        for row in connection.execute(made_of):
            told = (LATTICES.c.dataset == row.dataset) & LATTICES.c.month.in_(row.months.split())
            connection.execute(update(LATTICES).where(told).values(proof=None))
    blank_held(connection, gone)


def blank_held(connection: Connection, batches: Iterable[str]) -> None:
    """Blank the receipts of batches that were held in quarantine: destroyed there, or loaded from it and destroyed."""
    ids = list(batches)
    gone = QUARANTINE.c.id.in_(ids) | QUARANTINE.c.batch.in_(ids)
    connection.execute(update(QUARANTINE).where(gone).values(receipt=BLANK))


def note_back(connection: Connection, batches: Iterable[str]) -> None:
    """Note that batches which had been superseded are the current ones again."""
    connection.execute(update(BATCHES).where(BATCHES.c.id.in_(list(batches))).values(superseded_by=None))


def _replaced(others: list[Row], batch: Batch) -> tuple[str | None, tuple[str, ...]]:
    """The batch that this one supersedes whole, and every id it replaces: that one and nil returns it contradicts."""
    nils, files = [one for one in others if is_nil(one)], [one for one in others if not is_nil(one)]
    supplied = set(batch.receipt.supplied)
    if batch.mapping == NIL:
        if any(supplied & set(one["months"].split()) for one in files):
            raise StoreRefused(
                f"a nil return for {batch.period} contradicts what is held.",
                "an extract of the same provider and data set with rows in that month.",
                "ask the provider; a corrected extract supersedes the one that is held.",
            )
        return None, ()
    earlier = _earlier(files, batch)
    withdrawn = [one["id"] for one in nils if supplied & set(one["months"].split())]
    return earlier, (*([earlier] if earlier else []), *withdrawn)


def _earlier(held: list[Row], batch: Batch) -> str | None:
    """Id of the batch that this one supersedes; refuses a partial overlap, which would count months twice."""
    for one in held:
        if not _same_period(one, batch):
            raise StoreRefused(
                f"this extract covers {batch.period}, part of which an earlier one holds already.",
                f"a batch of the same provider and data set for {one['period']}.",
                f"send a corrected extract for exactly {one['period']}, or receive the new months: --period P",
            )
    return str(held[0]["id"]) if held else None


def _overlaps(held: Row, batch: Batch) -> bool:
    return bool(
        held["dataset"] == batch.dataset
        and held["provider"] == batch.provider
        and held["first_month"] <= batch.period.months[-1]
        and held["last_month"] >= batch.period.months[0]
    )


def _same_period(held: Row, batch: Batch) -> bool:
    return bool(held["period"] == str(batch.period))


def _row(identity: str, batch: Batch, receipt: Receipt, entry: Entry) -> Row:
    return {
        "id": identity,
        "dataset": batch.dataset,
        "provider": batch.provider,
        "period": str(batch.period),
        "first_month": batch.period.months[0],
        "last_month": batch.period.months[-1],
        "fingerprint": batch.fingerprint,
        "events": len(batch.events),
        "months": " ".join(receipt.supplied),
        "receipt": json.dumps(receipt.as_dict(), sort_keys=True),
        "received_at": entry.at.isoformat(timespec="seconds"),
        "superseded_by": None,
        "gone_at": None,
        "gone_why": None,
    }
