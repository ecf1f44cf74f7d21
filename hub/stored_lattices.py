"""Released lattices as the register keeps them, each with the name of its records and its proof."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, literal_column, select

from hub.disclosure.control import Released
from hub.disclosure.earlier import Earlier
from hub.disclosure.publication import read_rules
from hub.disclosure.rules import Rules
from hub.packed import hash_of, pack, unpack
from hub.register import LATTICES, Register


@dataclass(frozen=True)
class Stored:
    """A lattice that was released: its document, the records it was made of (None: not noted then), and its proof."""

    basis: str
    document: dict[str, Any]
    records: str | None
    proof: bytes | None

    @property
    def rules(self) -> Rules:
        """The rules that it was released with."""
        return read_rules(self.document)

    def as_earlier(self, records: str) -> Earlier:
        """What the gate needs to know of it when a month of these records is released."""
        same = None if self.records is None else self.records == records
        return Earlier(self.document, same, read_floors(self.proof) if same and self.proof else {})


def read_lattices(register: Register, which: ColumnElement[bool] | None = None) -> list[tuple[tuple[str, str], Stored]]:
    """Every lattice in the register (``which``: a condition on its table) with its data set and month, oldest first."""
    question = select(LATTICES) if which is None else select(LATTICES).where(which)
    with register.reading() as connection:
        rows = connection.execute(question.order_by(LATTICES.c.made_at, literal_column("rowid"))).all()
    return [
        ((row.dataset, row.month), Stored(row.basis, json.loads(row.document), row.records, row.proof)) for row in rows
    ]


def read_proof(register: Register, dataset: str, month: str, basis: str) -> bytes | None:
    """The proof of one lattice, None where it is not kept."""
    which = {"dataset": dataset, "month": month, "basis": basis}
    with register.reading() as connection:
        return connection.execute(select(LATTICES.c.proof).filter_by(**which)).scalar()


def name_records(fingerprints: Sequence[str]) -> str:
    """The name of the records of a month: SHA-256 over the fingerprints of the batches that supply it."""
    return hash_of({"fingerprints": fingerprints})


def write_proof(released: Released) -> bytes:
    """Floors and witnesses of a release as they are kept: packed JSON. They tell small counts, and are never shown."""
    floors = {table: [[*key, floor] for key, floor in found.items()] for table, found in released.floors.items()}
    moved = [[[[*key, step] for key, step in table.items()] for table in witness] for witness in released.witnesses]
    return pack({"tables": list(released.tables), "floors": floors, "witnesses": moved})


def read_floors(proof: bytes) -> dict[str, dict[tuple[str, ...], int]]:
    """The floors of hidden counts, by table and key."""
    found = unpack(proof)["floors"]
    return {table: {tuple(key): int(floor) for *key, floor in listed} for table, listed in found.items()}


def read_witnesses(proof: bytes | None) -> list[dict[str, dict[tuple[str, ...], int]]]:
    """The witnesses of a proof, each by table and leaf; none without a proof."""
    found = unpack(proof) if proof else {"floors": {}, "witnesses": []}
    return [
        {
            table: {tuple(key): int(step) for *key, step in moved}
            for table, moved in zip(found["tables"], witness, strict=True)
        }
        for witness in found["witnesses"]
    ]
