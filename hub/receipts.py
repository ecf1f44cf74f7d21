"""Receipts of what the hub has stored or held, as letters: what became of the file, in words, and what to do next."""

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sqlalchemy import select

from geo.checks import Refused
from hub.holdings import BLANK, LOST
from hub.paper.receipt_page import write_page
from hub.paper.receipt_workbook import write_workbook
from hub.register import BATCHES, QUARANTINE, Register
from hub.store import Stored
from ingest.contract import ExtractRefused
from ingest.extract import safe_name
from ingest.held import HeldRefused
from ingest.letter import Letter, Standing, as_text, refusal_letter
from ingest.problems import ROWS_LISTED
from ingest.receipt import Receipt, read_receipt

SUFFIXES = (".html", ".xlsx", ".txt")
_AGAIN = "Correct the rows named here at the source and send the whole file again: "

WHOLE = Standing("Receipt", "Loaded. Every row keeps the contract.")
IN_PART = Standing(
    "Receipt",
    "Loaded, without the {refused:,} of {rows:,} rows ({share:.1f} %) that break the contract; they are in no figure.",
    (_AGAIN + "it supersedes this batch.",),
)
HELD = Standing(
    "Held in quarantine",
    "{refused:,} of {rows:,} rows ({share:.1f} %) break the contract. The others are kept apart: they are in no "
    "product, no count and no map until an officer accepts them.",
    (
        _AGAIN + "it replaces the held one.",
        "Or load it without those rows: saferhub quarantine accept {batch} --reason TEXT",
        "Or delete it: saferhub quarantine discard {batch} --reason TEXT",
    ),
)
SAME = Standing("Receipt", "This file was received before; nothing was changed.")
SUPERSEDED = Standing("Receipt", "Loaded, and superseded since by batch {superseded_by}.")
DECIDED: Mapping[str, Standing] = MappingProxyType(
    {
        "accepted": Standing(
            "Accepted from quarantine",
            "Accepted by {decided_by} on {day} and loaded as batch {into}, without its {refused:,} refused rows. "
            "Reason: {reason}",
        ),
        "discarded": Standing(
            "Discarded", "Discarded by {decided_by} on {day}; its rows were deleted. Reason: {reason}"
        ),
        "replaced": Standing("Replaced", "Replaced on {day} by {into}; its rows were deleted."),
    }
)


def letter_of_outcome(stored: Stored) -> Letter:
    """The receipt of a file that was just received."""
    states = {"loaded": IN_PART if stored.receipt.refused else WHOLE, "quarantined": HELD, "same": SAME}
    return _letter(stored.receipt, states[stored.state], {})


def letter_of_refusal(refusal: Refused, file: Path) -> Letter:
    """The receipt of a file that is being refused: its faults row by row where it was read as far as its rows."""
    problems = refusal.problems if isinstance(refusal, ExtractRefused) else ()
    return refusal_letter(refusal, safe_name(file), problems)


def find_letter(register: Register, identity: str) -> Letter:
    """The receipt of a stored or held batch. Raises HeldRefused where no such batch was ever taken."""
    with register.reading() as connection:
        stored = connection.execute(select(BATCHES).where(BATCHES.c.id == identity)).first()
        held = connection.execute(select(QUARANTINE).where(QUARANTINE.c.id == identity)).first()
        into = held.batch if held is not None else None
        loaded = connection.execute(select(BATCHES).where(BATCHES.c.id == into)).first()
    if stored is not None:
        return _letter_of_stored(dict(stored._mapping))
    if held is not None:
        if held.receipt == BLANK and loaded is not None:
            raise _destroyed(loaded.gone_at[:10], loaded.gone_why)
        return _letter_of_held(dict(held._mapping))
    raise HeldRefused(
        "no batch of that id is known here.",
        "neither a stored nor a held batch.",
        "take the id from the receipt that `saferhub receive` printed, or from: saferhub quarantine list --all",
    )


def write_letter(letter: Letter, path: Path, marking: str) -> None:
    """Write a letter as HTML, XLSX or text, by the suffix of the path (one of SUFFIXES)."""
    path.write_bytes(set_letter(letter, path.suffix.lower(), marking))


def set_letter(letter: Letter, suffix: str, marking: str) -> bytes:
    """The bytes of a letter as a file of a suffix, one of SUFFIXES."""
    if suffix == ".xlsx":
        return write_workbook(letter, marking)
    if suffix == ".html":
        return write_page(letter, marking).encode()
    return f"{marking}\n\n{as_text(letter, ROWS_LISTED)}\n\n{marking}\n".encode()


def provider_of(register: Register, identity: str) -> str | None:
    """Who sent a stored or held batch; None where no such batch was ever taken."""
    with register.reading() as connection:
        asked = (select(table.c.provider).where(table.c.id == identity) for table in (BATCHES, QUARANTINE))
        return next((found for one in asked if (found := connection.execute(one).scalar())), None)


def _destroyed(day: str, why: str) -> HeldRefused:
    return HeldRefused(
        "the records of this batch were destroyed, and what its receipt said of single rows with them.",
        f"{'lost' if why == LOST else 'destroyed'} on {day}: {why}.",
        "see the ledger; ask the agency for the file again where the records are still needed.",
    )


def _letter_of_stored(row: dict[str, Any]) -> Letter:
    if row["receipt"] == BLANK:
        raise _destroyed(row["gone_at"][:10], row["gone_why"])
    receipt = read_receipt(json.loads(row["receipt"]))
    standing = SUPERSEDED if row["superseded_by"] else IN_PART if receipt.refused else WHOLE
    return _letter(receipt, standing, row)


def _letter_of_held(row: dict[str, Any]) -> Letter:
    if row["receipt"] == BLANK:
        raise _destroyed(row["decided_at"][:10], row["reason"] or "the batch that replaced it was destroyed")
    receipt = read_receipt(json.loads(row["receipt"]))
    known = {**row, "into": row["batch"], "day": (row["decided_at"] or "")[:10]}
    return _letter(receipt, DECIDED.get(row["state"], HELD), known)


def _letter(receipt: Receipt, standing: Standing, row: Mapping[str, Any]) -> Letter:
    """The letter with the blanks of its standing filled in."""
    known = {**row, "rows": receipt.rows, "refused": receipt.refused, "share": 100 * receipt.refused_share}
    known["batch"] = receipt.batch
    steps = tuple(step.format_map(known) for step in standing.next_steps)
    return receipt.letter(Standing(standing.heading, standing.verdict.format_map(known), steps))
