"""Released lattices: each data set and month passes the gate once, is kept in the register, and is reused verbatim.

A lattice is released for a *basis*: the batches that supply the month, and the geography. The same basis always gives
back the stored document, so that no two products, filters or audiences, and no two versions of the program, ever show
one cell under two suppression patterns. The same records under another geography (a level was added) are proved
together with what was released of them; where that cannot be, the stored document stands as it is. Other records (a
corrected extract) are released knowing what was printed before: a count that changed by little is suppressed (rule S7).
"""

import hashlib
import json
import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, select

from hub.disclosure.control import Released, control, reopen
from hub.disclosure.marks import SafeCell
from hub.disclosure.rules import ReleaseRefused, Rules
from hub.disclosure.sharing import explain, share
from hub.geography import ALL, Geography
from hub.ledger import Entry, append
from hub.measures import AREA_TABLE, CATEGORY_TABLE, WORTH, count_lattices
from hub.packed import hash_of
from hub.records import Records
from hub.register import LATTICES, Register
from hub.settings import Settings
from hub.stored_lattices import Stored, name_records, read_lattices, read_proof, read_witnesses, write_proof
from hub.supply import Supply
from ingest.categories import categories
from ingest.contract import Dataset

FORMAT = 3
HELD_AT_ONCE = 256
KEPT_AS_IT_WAS = (
    "{dataset}, {month}: what was released of these records stands as it is. Areas that were added or changed since "
    "are not shown for this month, as the two together could not be proved safe."
)
LOG = logging.getLogger("saferhub")


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
        made_of, basis = name_records(supply.fingerprints), _name_basis(geography, supply)
        key = (dataset.name, month, basis)
        found = self._held.get(key)
        if found is None:
            made = self._read_stored(dataset.name, month, basis)
            found = reopen(made[basis].document) if made else None
        if found is None:
            stored = self._read_stored(dataset.name, month)
            found, proof = self._release(records, geography, dataset, month, supply, list(stored.values()), made_of)
            self._keep(key, made_of, found, proof, who)
        found = found.as_read()
        while len(self._held) >= HELD_AT_ONCE:
            self._held.pop(next(iter(self._held)))
        self._held[key] = found
        return found

    def move_cells(self, geography: Geography, dataset: str, month: str, supply: Supply) -> list[Counter[str]] | None:
        """Of each witness of a month's released lattice the change of events by grid cell; None without its proof.

        They tell small counts: what a reading says has to hold in each of them, and no reader ever sees one.
        """
        proof = read_proof(self._register, dataset, month, _name_basis(geography, supply))
        if proof is None:
            return None
        moved = []
        for witness in read_witnesses(proof):
            moved.append(Counter[str]())
            for (atom,), step in witness[AREA_TABLE].items():
                moved[-1][atom.rpartition("|")[2]] += step
        return moved

    def share(
        self,
        records: Records,
        geography: Geography,
        dataset: Dataset,
        month: str,
        found: Released,
        grants: Sequence[str],
    ) -> dict[str, dict[tuple[str, ...], SafeCell]]:
        """What ``found`` hides of a month, and what it has no level for, by the owners' grants. Stored nowhere."""
        codes = tuple(categories(dataset.name))
        tables, _ = next(count_lattices(records, geography, dataset.name, month, codes, found.rules.threshold))
        return share(tables, found, grants)

    def explain(
        self,
        records: Records,
        geography: Geography,
        dataset: Dataset,
        month: str,
        found: Released,
        supply: Supply,
    ) -> dict[str, dict[tuple[str, ...], str]]:
        """Why each hidden count of a released month is hidden."""
        made_of = name_records(supply.fingerprints)
        codes = tuple(categories(dataset.name))
        tables, _ = next(count_lattices(records, geography, dataset.name, month, codes, found.rules.threshold))
        stored = self._read_stored(dataset.name, month)
        own = stored[_name_basis(geography, supply)].document
        return explain(tables, found, [one.as_earlier(made_of) for one in stored.values() if one.document != own])

    def _release(
        self,
        records: Records,
        geography: Geography,
        dataset: Dataset,
        month: str,
        supply: Supply,
        stored: list[Stored],
        made_of: str,
    ) -> tuple[Released, bytes | None]:
        """A new lattice beside the ``stored`` ones, with its proof; the newest of the same records where there is none.

        Records that were released under laxer rules, on other ground, or whose proof is gone are not released anew:
        readers have those figures.
        """
        rules = self._settings.rules_for(dataset.name, set(supply.providers))
        standing = [one for one in stored if one.records == made_of]
        newest = standing[-1] if standing else None
        if newest and (
            rules.is_stricter_than(newest.rules)
            or any(one.proof is None or not _is_same_ground(one.document, geography) for one in standing)
        ):
            LOG.warning(KEPT_AS_IT_WAS.format(dataset=dataset.name, month=month))
            return reopen(newest.document), newest.proof
        try:
            at = newest.rules if newest else rules
            made = self._make(records, geography, dataset, month, replace(at, worth=WORTH), stored, made_of)
        except ReleaseRefused as refusal:
            kept = newest.document if newest else getattr(refusal, "publication", None)
            if kept is None:
                raise
            LOG.warning(KEPT_AS_IT_WAS.format(dataset=dataset.name, month=month))
            return reopen(kept), newest.proof if newest else None
        return made, write_proof(made)

    def _make(
        self,
        records: Records,
        geography: Geography,
        dataset: Dataset,
        month: str,
        rules: Rules,
        stored: list[Stored],
        made_of: str,
    ) -> Released:
        """The finest lattice that answers what readers ask first; if none does, the one that answers most."""
        codes = tuple(categories(dataset.name))
        best: tuple[int, Released] | None = None
        for tables, classes in count_lattices(records, geography, dataset.name, month, codes, rules.threshold):
            released = control(
                tables,
                classes,
                rules,
                secret=self._secret,
                publication_id=f"{dataset.name}-{month}",
                where={"dataset": dataset.name, "period": month},
                earlier=[one.as_earlier(made_of) for one in stored],
            )
            if any(one.records == made_of for one in stored):
                return released
            answers = _count_answers(released, codes, geography)
            if best is None or answers > best[0]:
                best = answers, released
            if 3 * answers >= 2 * (1 + len(codes)):
                break
        assert best, "there is always the full lattice"
        return best[1]

    def _read_stored(self, dataset: str, month: str, basis: str | None = None) -> dict[str, Stored]:
        """Every lattice that was ever released of a month, by basis, oldest first; withdrawn ones too (SDC-19).

        ``basis``: that one only.
        """
        this = (LATTICES.c.dataset == dataset) & (LATTICES.c.month == month)
        if basis is not None:
            this &= LATTICES.c.basis == basis
        return {one.basis: one for _, one in read_lattices(self._register, this)}

    def _keep(
        self, key: tuple[str, str, str], made_of: str, released: Released, proof: bytes | None, who: Entry
    ) -> None:
        document = json.dumps(released.publication, sort_keys=True, separators=(",", ":"))
        sha256 = hashlib.sha256(document.encode()).hexdigest()
        dataset, month, basis = key
        place = {"dataset": dataset, "month": month, "basis": basis}
        made = datetime.now(UTC)
        detail = {"month": month, "basis": basis, "sha256": sha256}
        with self._register.writing() as connection:
            held = select(LATTICES.c.basis).filter_by(**place)
            if connection.execute(held).first() is None:
                written = {"document": document, "sha256": sha256, "made_at": made.isoformat(timespec="microseconds")}
                connection.execute(insert(LATTICES).values(**place, **written, records=made_of, proof=proof))
                append(connection, Entry(who.who, who.role, "control", dataset, detail, made))


def _name_basis(geography: Geography, supply: Supply) -> str:
    """What a lattice is released for: the records of a month, on these outlines."""
    made_of = name_records(supply.fingerprints)
    return hash_of({"format": FORMAT, "records": made_of, "geography": geography.fingerprint})


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


def _is_same_ground(document: Mapping[str, Any], geography: Geography) -> bool:
    """Whether every published code and window of a document lies on the same base areas and grid cells as now."""
    known = {*geography.boundaries[geography.base].codes, *geography.grid.codes}
    before, now = document["dimensions"]["area"], geography.area_hierarchy.children
    cells = {cell["k"].get("area", ALL) for one in document["publications"] for cell in one["cells"]}
    windows = {term["k"]["area"] for fact in document["facts"] for term in fact["terms"]}
    return all(_ground(before, code, known) == _ground(now, code, known) for code in cells | windows)


def _ground(tree: Mapping[str, Sequence[str]], code: str, known: set[str]) -> set[tuple[str, ...]]:
    """The pairs of base area and grid cell under a code, whatever other levels the names of its atoms tell."""
    if code not in tree:
        return {tuple(part for part in code.split("|") if part in known)}
    return set().union(*(_ground(tree, part, known) for part in tree[code]))
