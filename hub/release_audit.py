"""The audit of all that was ever released: `saferhub audit` lets an attacker loose on it, audience by audience.

Every figure that left the hub stands in a lattice of the register. The audit (1) looks up each figure, rate and class
of each release there, and (2) attacks the lattices, all those of the same records together, for what they give away.
Where the records are still held on the outlines of the release, the attacker is told the truth, so that it can name
every small count that is less open than the rules promise; the stored witnesses are offered to it as tables, and it
believes those that fit. Elsewhere it knows what any reader knows.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, insert, select

from hub.access.identity import Identity
from hub.disclosure.attacker import Attack, Finding
from hub.disclosure.publication import join_publications
from hub.geography import ALL, Geography
from hub.hub import Hub, entry_of
from hub.ledger import append
from hub.measures import AREA_TABLE, CATEGORY_TABLE
from hub.packed import hash_of
from hub.records import Records
from hub.register import ATTACKS, Register
from hub.release_asks import AUDIENCES
from hub.release_lookup import Told, find_months, read_releases
from hub.stored_lattices import Stored, name_records, read_lattices, read_witnesses

Leaves = dict[tuple[str, ...], int]


@dataclass(frozen=True)
class Attacked:
    """The attack on the lattices of one month's records: how many they are, their gaps, and what was found."""

    dataset: str
    month: str
    lattices: int
    gaps: int
    findings: tuple[Finding, ...]
    with_truth: bool


@dataclass(frozen=True)
class Audit:
    """The whole audit: each attack, and each audience."""

    attacks: tuple[Attacked, ...]
    audiences: Mapping[str, Told]

    @property
    def clean(self) -> bool:
        """Whether nothing was found, and nothing left undecided."""
        return not any(one.findings for one in self.attacks) and not any(
            told.strangers for told in self.audiences.values()
        )

    def as_text(self) -> str:
        """The audit in words, one line for each audience, then one for each thing that was found."""
        truth = sum(one.with_truth for one in self.attacks)
        gaps = sum(one.gaps for one in self.attacks)
        lines = [
            f"Attacked {len(self.attacks):,} months of records ({truth:,} of them beside the records themselves): "
            f"{sum(one.lattices for one in self.attacks):,} lattices with {gaps:,} suppressed counts."
        ]
        for audience, told in self.audiences.items():
            known = f"{told.figures:,} figures, {len(told.strangers):,} of them in no lattice"
            unread = f"; {told.unread:,} releases of an older version were not kept" if told.unread else ""
            lines.append(f"{audience}: {told.releases:,} releases, {known}{unread}.")
        for one in self.attacks:
            lines += [f"FOUND {one.dataset}, {one.month}: {_name_finding(finding)}" for finding in one.findings]
        lines += [f"FOUND {words}, in no lattice" for told in self.audiences.values() for words in told.strangers]
        lines.append("Nothing was found." if self.clean else "Withdraw what is named, and tell the information owner.")
        return "\n".join(lines)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        attacks = [
            {**vars(one), "findings": [_name_finding(finding) for finding in one.findings]} for one in self.attacks
        ]
        audiences = {audience: vars(told) for audience, told in self.audiences.items()}
        return {"clean": self.clean, "attacks": attacks, "audiences": audiences}


def audit_releases(
    hub: Hub, who: Identity, step: Callable[[int, int], None] | None = None, only: str | None = None
) -> Audit:
    """Audit everything in the release register; the ledger notes that it was done and what came of it.

    ``step`` is told how many of how many attacks are done. ``only``: this one release, and what was ever released of
    the months that it shows; lattices that were attacked before, and in which nothing was found, are not attacked
    again, so that the hundredth review costs about what the tenth did. Without ``only`` everything is attacked anew.
    """
    lattices = read_lattices(hub.register)
    if only is not None:
        months = find_months(hub.register, only)
        lattices = [one for one in lattices if one[0] in months]
    groups = [
        (dataset, month, records, [one for _, one in found])
        for (dataset, month, records, _), found in groupby(sorted(lattices, key=_group), key=_group)
    ]
    known = {} if only is None else _read_attacks(hub.register)
    attacks: list[Attacked] = []
    fresh: dict[str, Attacked] = {}
    for number, (dataset, month, records_of, stored) in enumerate(groups):
        name = hash_of({"lattices": [one.document for one in stored], "records": records_of})
        if name not in known:
            fresh[name] = _attack(hub, dataset, month, records_of, stored)
        attacks.append(fresh[name] if name in fresh else replace(known[name], lattices=len(stored)))
        if step:
            step(number + 1, len(groups))
    audiences = AUDIENCES if only is None else ()
    done = Audit(tuple(attacks), read_releases(hub.register, lattices, audiences, only))
    found = Counter(finding.kind for one in attacks for finding in one.findings)
    detail = {
        "lattices": len(lattices),
        "found": dict(found),
        "strangers": sum(len(told.strangers) for told in done.audiences.values()),
    }
    with hub.register.writing() as connection:
        _keep_attacks(connection, fresh)
        append(connection, entry_of(who, "audit", only or "releases", detail))
    return done


def _read_attacks(register: Register) -> dict[str, Attacked]:
    """The attacks that found nothing, by the name of what was attacked."""
    with register.reading() as connection:
        rows = connection.execute(select(ATTACKS)).all()
    return {row.lattices: Attacked(row.dataset, row.month, 0, row.gaps, (), bool(row.with_truth)) for row in rows}


def _keep_attacks(connection: Connection, fresh: Mapping[str, Attacked]) -> None:
    held = set(connection.execute(select(ATTACKS.c.lattices)).scalars())
    at = datetime.now(UTC).isoformat(timespec="seconds")
    for name, one in fresh.items():
        if not one.findings and name not in held:
            told = {"dataset": one.dataset, "month": one.month, "gaps": one.gaps, "with_truth": int(one.with_truth)}
            connection.execute(insert(ATTACKS).values(lattices=name, at=at, **told))


def _group(pair: tuple[tuple[str, str], Stored]) -> tuple[str, str, str, str]:
    """Lattices of the same records belong together; one of which nobody noted the records stands alone."""
    (dataset, month), one = pair
    return dataset, month, one.records or "", "" if one.records else one.basis


def _attack(hub: Hub, dataset: str, month: str, records_of: str, stored: Sequence[Stored]) -> Attacked:
    attack = Attack(join_publications([one.document for one in reversed(stored)]), every_value=False)
    truth = None
    if records_of and records_of == name_records(hub.supplied(dataset).month(month).fingerprints):
        records, geography = hub.records()
        by_atom = _count_leaves(records, geography, dataset, month)
        names = _match_atoms(attack.leaves["area"][ALL], {atom for atom, _ in by_atom})
        if names:
            truth = attack.tell(_name_leaves(attack, dataset, month, by_atom, names))
            for witness in (
                read_witnesses(stored[-1].proof) if all(atom == name for atom, name in names.items()) else ()
            ):
                lifted = _lift(by_atom, witness, geography)
                attack.offer(_name_leaves(attack, dataset, month, lifted, {atom: atom for atom, _ in lifted}))
    found = tuple(attack.run(truth))
    return Attacked(dataset, month, len(stored), len(attack.gaps), found, truth is not None)


def _count_leaves(records: Records, geography: Geography, dataset: str, month: str) -> Leaves:
    """Events of a month by atom (the codes of every level and the grid cell) and category."""
    counts = records.table("event_counts")
    keys = [*geography.levels, "cell", "category"]
    chosen = counts.filter((counts.dataset == dataset) & (counts.month == month))
    found = records.ask(chosen.group_by(keys).aggregate(events=chosen.events.sum()))
    rows = found.itertuples(index=False, name=None)
    return {("|".join(str(part) for part in row[:-2]), str(row[-2])): int(row[-1]) for row in rows}


def _match_atoms(known: Iterable[str], atoms: Iterable[str]) -> dict[str, str]:
    """The atom of a document for each atom of today: the one whose codes are all among its own.

    A document keeps the names that atoms had when it was released; levels may have been added since. Empty where an
    atom has none: then the document is of outlines that are not held any more.
    """
    by_codes = {frozenset(atom.split("|")): atom for atom in known}
    codes = frozenset().union(*by_codes)
    found = {atom: by_codes.get(codes & frozenset(atom.split("|")), "") for atom in atoms}
    return found if all(found.values()) else {}


def _name_leaves(attack: Attack, dataset: str, month: str, by_atom: Leaves, names: Mapping[str, str]) -> Leaves:
    """The same leaves with a code for every dimension of the document, in its order."""
    fixed = {"dataset": dataset, "period": month}
    named: Leaves = {}
    for (atom, category), count in by_atom.items():
        at = {**fixed, "area": names[atom], "category": category}
        key = tuple(at[name] for name in attack.names)
        named[key] = named.get(key, 0) + count
    return named


def _lift(truth: Leaves, witness: Mapping[str, Leaves], geography: Geography) -> Leaves:
    """A witness as one table by atom and category: in every report area its margins are those of the two tables.

    The two tables meet in the report area (the whole partnership where there is none), so that any table with these
    margins is one that both allow; this one fills them from the north-west corner.
    """
    place = geography.levels.index(geography.report) if geography.report else None

    def home(atom: str) -> str:
        return ALL if place is None else atom.split("|")[place]

    rows, columns = Counter[str](), Counter[tuple[str, str]]()
    for (atom, category), count in truth.items():
        rows[atom] += count
        columns[home(atom), category] += count
    for (atom,), step in witness.get(AREA_TABLE, {}).items():
        rows[atom] += step
    for key, step in witness.get(CATEGORY_TABLE, {}).items():
        columns[ALL if place is None else key[0], key[-1]] += step
    return _fill_corners(rows, columns, home)


def _fill_corners(
    rows: Mapping[str, int], columns: Mapping[tuple[str, str], int], home: Callable[[str], str]
) -> Leaves:
    left: dict[str, list[tuple[str, int]]] = {}  # of each place, the first category last
    for (area, category), count in sorted(columns.items(), reverse=True):
        if count > 0:
            left.setdefault(area, []).append((category, count))
    table: Leaves = {}
    for atom, rest in sorted(rows.items()):
        here = left.get(home(atom), [])
        while rest > 0 and here:
            category, free = here.pop()
            taken = table[atom, category] = min(rest, free)
            rest -= taken
            if free > taken:
                here.append((category, free - taken))
    return table


def _name_finding(finding: Finding) -> str:
    """What was found and where, never a value."""
    at = dict(finding.key)
    return f"{finding.kind} {at['area']}, {at['category']}" if at else finding.kind
