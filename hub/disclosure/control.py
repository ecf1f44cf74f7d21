"""Control: the one door of release. Opens sealed tables, hides what must be hidden, proves it, and mints SafeTables.

All tables and classes of a family go through together. The order is: primary (S1, S2, S6), secondary with its
witnesses, the witnesses placed on leaves so that classes hold, and an independent audit. What is not proved is refused.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hub.disclosure.dimensions import Plan, Windows
from hub.disclosure.earlier import Earlier, read_earlier
from hub.disclosure.family import Family, build_family
from hub.disclosure.hierarchy import Hierarchy
from hub.disclosure.marks import Mark, SafeCell, SafeClass
from hub.disclosure.proving import Proof, audit, name_changes, prove
from hub.disclosure.publication import Limits, read_classes, read_limits, read_rules, read_tables, write_publication
from hub.disclosure.readings import ReadingTable, open_readings
from hub.disclosure.rules import ReleaseRefused, Rules
from hub.disclosure.tables import (
    ClassTable,
    CountTable,
    OpenClasses,
    OpenCounts,
    SafeClasses,
    SafeTable,
    open_classes,
    open_counts,
)

Key = tuple[str, ...]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Released:
    """What left the gate: tables and classes by name, the publication document, and how much is hidden in all.

    ``limits``: what each shown class states, by the id of its fact. ``witnesses``: for each, the change of every leaf
    by table; ``floors``: by table, the least that the rules tell of each hidden count. They prove the release, and are
    never published.
    """

    tables: Mapping[str, SafeTable]
    classes: Mapping[str, SafeClasses]
    rules: Rules
    limits: Mapping[str, Limits]
    publication: dict[str, Any]
    summary: Mapping[str, int]
    witnesses: Sequence[Sequence[Mapping[Key, int]]] = field(default=(), repr=False)
    floors: Mapping[str, Mapping[Key, int]] = field(default_factory=dict, repr=False)

    def as_read(self) -> "Released":
        """Itself as products read it, without its document and its proof, which are large: the register keeps those."""
        return replace(self, publication={}, witnesses=(), floors={})


def control(
    tables: Sequence[CountTable],
    classes: Sequence[ClassTable],
    rules: Rules,
    *,
    secret: bytes,
    publication_id: str,
    where: Mapping[str, str],
    earlier: Sequence[Earlier] = (),
) -> Released:
    """Release a family of tables: all that are published together for one data set and month.

    ``secret`` is the installation's key for breaking ties; ``where`` the fixed codes of the publication (data set,
    period); ``earlier`` what was released of the same before, whose readers then have both. Raises ReleaseRefused where
    the tables do not fit together, a small cell cannot be proved safe, or an earlier release of the same records says
    what this family cannot.
    """
    opened = [open_counts(table) for table in tables]
    labelled = [open_classes(table) for table in classes]
    _check_names([one.name for one in opened], [one.name for one in labelled])
    family = build_family(
        tuple(Plan(one.name, one.hierarchies, one.cells + one.withheld) for one in opened),
        tuple(Windows(one.hierarchy, tuple(row[4] for row in one.rows)) for one in labelled),
    )
    leaves = count_leaves(family, opened)
    rows = [row for one in labelled for row in one.rows]
    revised, standing = read_earlier(family, leaves, labelled, earlier)
    proof = prove(family, leaves, rows, rules, secret, revised, standing, _find_withheld(family, opened))
    audit(family, opened, leaves, labelled, proof, rules, earlier)
    cells = [_mint_cells(one, family, position, leaves, proof, rules) for position, one in enumerate(opened)]
    return _release(family, cells, labelled, proof, rules, publication_id, where)


def control_readings(table: ReadingTable, parents: Mapping[str, SafeCell], rules: Sequence[Rules]) -> SafeClasses:
    """Release readings: each hides with the count that it rests on, where fewer records say so than a small count, and
    where a witness says otherwise.

    ``parents``: by code, the released count of the records that were read; ``rules``: all that released it.
    """
    name, readings = open_readings(table)
    found: dict[str, SafeClass] = {}
    for one in readings:
        parent = parents[one.code]
        if not parent.shown or parent.shared:
            found[one.code] = SafeClass(None, parent.mark if not parent.shown else Mark.SUPPRESSED)
        elif not one.proved or any(each.is_small(one.evidence) for each in rules):
            found[one.code] = SafeClass(None, Mark.SUPPRESSED)
        else:
            found[one.code] = SafeClass(one.label) if one.label else SafeClass(None, Mark.NOT_APPLICABLE)
    return SafeClasses(name, found)


def not_supplied(name: str, hierarchies: Sequence[Hierarchy], cells: Sequence[Key]) -> SafeTable:
    """The table of a month for which no agency supplied anything: every cell is marked so."""
    missing = SafeCell(None, Mark.NOT_SUPPLIED)
    return SafeTable(name, tuple(one.name for one in hierarchies), {tuple(key): missing for key in cells})


def reopen(publication: Mapping[str, Any]) -> Released:
    """The released tables of a stored publication document. Raises ReleaseRefused where it breaks the rules."""
    found, classes = read_tables(publication), read_classes(publication)
    rules = read_rules(publication)
    for _, cells in found.values():
        if any(cell.value is not None and rules.is_small(int(cell.value)) for cell in cells.values()):
            raise ReleaseRefused("a stored publication", "a small count in print", "release the tables anew")
    tables = {name: SafeTable(name, order, cells) for name, (order, cells) in found.items()}
    shown = {name: SafeClasses(name, one) for name, one in classes.items()}
    limits = read_limits(publication)
    return Released(tables, shown, rules, limits, dict(publication), _summarise(tables, shown))


def _check_names(tables: list[str], classes: list[str]) -> None:
    if not tables or len(set(tables)) != len(tables) or len(set(classes)) != len(classes):
        raise ReleaseRefused(
            "the tables of one release", "none, or two of one name", "give every table of the family its own name"
        )


def count_leaves(family: Family, opened: Sequence[OpenCounts]) -> Ints:
    """True count of every leaf of every table. Raises ReleaseRefused where two tables count differently."""
    counts = np.zeros(family.sums.shape[1], dtype=np.int64)
    for start, one in zip(family.starts, opened, strict=True):
        numbers = [{code: position for position, code in enumerate(h.leaves)} for h in one.hierarchies]
        for key, count in one.leaves.items():
            place = 0
            for code, number in zip(key, numbers, strict=True):
                place = place * len(number) + number[code]
            counts[start + place] = count
    if np.any(family.links @ counts):
        raise ReleaseRefused(
            "the tables of one release do not fit together",
            "two tables that count the same events differently",
            "make every table of the family from the same records",
        )
    return counts


def _find_withheld(family: Family, opened: Sequence[OpenCounts]) -> NDArray[np.bool_]:
    """The keys that no table may publish (S8). Raises ReleaseRefused where one of them is to be published as well."""
    published, withheld = np.zeros(len(family.keys), dtype=bool), np.zeros(len(family.keys), dtype=bool)
    for one, home in zip(opened, family.home, strict=True):
        rows = np.asarray(home, dtype=np.int64)
        published[rows[: len(one.cells)]] = True
        withheld[rows[len(one.cells) :]] = True
    if np.any(published & withheld):
        raise ReleaseRefused(
            "the tables of one release", "an area that one table publishes and another withholds", "withhold it in both"
        )
    return withheld


def _mint_cells(
    one: OpenCounts, family: Family, position: int, leaves: Ints, proof: Proof, rules: Rules
) -> dict[Key, SafeCell]:
    """Every cell to be published; a true zero is never rounded."""
    counts, hidden = np.asarray(family.sums @ leaves).tolist(), proof.hidden.tolist()
    gap, spread = SafeCell(None, Mark.SUPPRESSED), rules.rounding // 2
    return {
        key: gap if hidden[row] else SafeCell(rules.round(counts[row]), spread=spread if counts[row] else 0)
        for key, row in zip(one.cells, family.home[position], strict=False)
    }


def _release(
    family: Family,
    cells: Sequence[dict[Key, SafeCell]],
    labelled: Sequence[OpenClasses],
    proof: Proof,
    rules: Rules,
    publication_id: str,
    where: Mapping[str, str],
) -> Released:
    tables = {plan.name: SafeTable(plan.name, plan.names, one) for plan, one in zip(family.plans, cells, strict=True)}
    classes, start = {}, 0
    for one in labelled:
        gone = proof.gone[start : start + len(one.rows)].tolist()
        start += len(one.rows)
        shown = {
            row[0]: SafeClass(None, Mark.SUPPRESSED) if hide else SafeClass(row[1])
            for row, hide in zip(one.rows, gone, strict=True)
        }
        classes[one.name] = SafeClasses(one.name, shown)
    publication = write_publication(
        rules,
        [one.hierarchy for one in family.dimensions],
        where,
        [(f"{publication_id}:{name}", name, one.dimensions, one.cells) for name, one in tables.items()],
        [(one.name, one.hierarchy.name, one.rows, classes[one.name].classes) for one in labelled],
    )
    witnesses = tuple(tuple(name_changes(family, change)) for change in proof.witnesses)
    floors = {
        plan.name: {key: int(proof.floors[row]) for key, row in zip(plan.cells, home, strict=True) if proof.hidden[row]}
        for plan, home in zip(family.plans, family.home, strict=True)
    }
    summary = _summarise(tables, classes)
    return Released(
        tables, classes, read_rules(publication), read_limits(publication), publication, summary, witnesses, floors
    )


def _summarise(tables: Mapping[str, SafeTable], classes: Mapping[str, SafeClasses]) -> dict[str, int]:
    cells = [cell for table in tables.values() for _, cell in table.items()]
    shown = [one.label(code) for one in classes.values() for code in one.codes()]
    return {
        "cells": len(cells),
        "cells_hidden": sum(not cell.shown for cell in cells),
        "classes": len(shown),
        "classes_hidden": sum(not one.shown for one in shown),
    }
