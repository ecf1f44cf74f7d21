"""Released lattices: each data set and month passes the gate once, is kept in the register, and is reused verbatim.

A lattice is released for a *basis*: the batches that supply the month, the geography and the rules. The same basis
always gives back the stored document, so that no two products, filters or audiences, and no two versions of the
program, ever show one cell under two suppression patterns. A month whose basis has changed (a corrected extract) is
released knowing what was printed of it before: a count that changed by little is suppressed (rule S7).
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, select

from hub.disclosure.control import Released, control, reopen
from hub.disclosure.rules import Rules
from hub.ledger import Entry, append
from hub.measures import ALL, AREA_TABLE, CATEGORY_TABLE, WORTH, Geography, count_lattices
from hub.records import Records
from hub.register import LATTICES, Register
from hub.settings import Settings
from hub.supply import Supply
from ingest.categories import categories
from ingest.contract import Dataset

FORMAT = 2
HELD_AT_ONCE = 256


class Lattices:
    """The released lattices of one hub, made when first asked for."""

    def __init__(self, register: Register, settings: Settings, secret: bytes) -> None:
        self._register = register
        self._settings = settings
        self._secret = secret
        self._held: dict[tuple[str, str, str], Released] = {}

    def get(
        self, records: Records, geography: Geography, dataset: Dataset, month: str, supply: Supply, who: Entry
    ) -> Released:
        """The released lattice of a supplied month. Raises ReleaseRefused where it cannot be proved safe."""
        threshold = self._settings.threshold_for(set(supply.providers))
        basis = _basis(supply, geography, threshold)
        key = (dataset.name, month, basis)
        found = self._held.get(key) or self._read_document(*key)
        if found is None:
            found = self._make(records, geography, dataset, month, threshold)
            self._keep(*key, found, who)
        while len(self._held) >= HELD_AT_ONCE:
            self._held.pop(next(iter(self._held)))
        self._held[key] = found
        return found

    def _make(self, records: Records, geography: Geography, dataset: Dataset, month: str, threshold: int) -> Released:
        """The finest lattice that answers what readers ask first; if none does, the one that answers most."""
        codes = tuple(categories(dataset.name))
        earlier = self._read_earlier(dataset.name, month)
        best: tuple[int, Released] | None = None
        for tables, classes in count_lattices(records, geography, dataset.name, month, codes, threshold):
            released = control(
                tables,
                classes,
                Rules(threshold=threshold, worth=WORTH),
                secret=self._secret,
                publication_id=f"{dataset.name}-{month}",
                where={"dataset": dataset.name, "period": month},
                earlier=earlier,
            )
            answers = _count_answers(released, codes, geography)
            if best is None or answers > best[0]:
                best = answers, released
            if 3 * answers >= 2 * (1 + len(codes)):
                break
        assert best, "there is always the full lattice"
        return best[1]

    def _read_document(self, dataset: str, month: str, basis: str) -> Released | None:
        question = select(LATTICES.c.document).where(
            LATTICES.c.dataset == dataset, LATTICES.c.month == month, LATTICES.c.basis == basis
        )
        with self._register.reading() as connection:
            document = connection.execute(question).scalar()
        return None if document is None else reopen(json.loads(document))

    def _read_earlier(self, dataset: str, month: str) -> list[dict[str, Any]]:
        """Every document that was ever released of a month, withdrawn ones too: their readers have them (SDC-19)."""
        question = select(LATTICES.c.document).where(LATTICES.c.dataset == dataset, LATTICES.c.month == month)
        with self._register.reading() as connection:
            return [json.loads(document) for document in connection.execute(question).scalars()]

    def _keep(self, dataset: str, month: str, basis: str, released: Released, who: Entry) -> None:
        document = json.dumps(released.publication, sort_keys=True, separators=(",", ":"))
        sha256 = hashlib.sha256(document.encode()).hexdigest()
        key = {"dataset": dataset, "month": month, "basis": basis}
        made = datetime.now(UTC)
        detail = {"month": month, "basis": basis, "sha256": sha256}
        with self._register.writing() as connection:
            held = select(LATTICES.c.basis).filter_by(**key)
            if connection.execute(held).first() is None:
                connection.execute(
                    insert(LATTICES).values(
                        **key, document=document, sha256=sha256, made_at=made.isoformat(timespec="seconds")
                    )
                )
                append(connection, Entry(who.who, who.role, "control", dataset, detail, made))


def _count_answers(released: Released, codes: tuple[str, ...], geography: Geography) -> int:
    """How many of the sums that readers ask first are shown, of everything and of each category.

    None count where the total is hidden, or where a map of the finest areas would show no event at all.
    """
    areas, by_category = released.tables[AREA_TABLE], released.tables[CATEGORY_TABLE]
    levels = (geography.base, geography.report or geography.base)
    fine = next(
        found
        for level in levels
        if (found := [one for one in geography.boundaries[level].codes if areas.publishes(one)])
    )
    if not areas.cell(ALL).shown or not any(areas.cell(one).value for one in fine):
        return 0
    return 1 + sum(cell.shown for key, cell in by_category.items() if key[-1] in codes and key[:-1] in ((), (ALL,)))


def _basis(supply: Supply, geography: Geography, threshold: int) -> str:
    content: Mapping[str, Any] = {
        "format": FORMAT,
        "fingerprints": supply.fingerprints,
        "geography": geography.fingerprint,
        "threshold": threshold,
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
