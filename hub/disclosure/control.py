"""Control: the one door of release. Opens sealed tables, hides what must be hidden, proves it, and mints SafeTables.

All tables and classes of a family go through together. The order is: primary (S1, S2, S6), secondary with its
witnesses, the witnesses placed on leaves so that classes hold, and an independent audit. What is not proved is refused.
"""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from hub.disclosure.audit import Claim, Fact, check_release
from hub.disclosure.family import Family, Plan, Windows, build_family
from hub.disclosure.hierarchy import Hierarchy
from hub.disclosure.marks import Mark, SafeCell, SafeClass
from hub.disclosure.placing import open_places
from hub.disclosure.primary import find_hidden, find_telling
from hub.disclosure.publication import read_classes, read_tables, write_publication
from hub.disclosure.puzzle import Bools, Floats, Ints, Puzzle, pose_puzzle
from hub.disclosure.rules import ReleaseRefused, Rules
from hub.disclosure.secondary import find_secondary
from hub.disclosure.tables import (
    ClassRow,
    ClassTable,
    CountTable,
    OpenClasses,
    OpenCounts,
    SafeClasses,
    SafeTable,
    open_classes,
    open_counts,
)
from hub.disclosure.witnesses import Witness

JITTER = 0.25
Key = tuple[str, ...]


@dataclass(frozen=True)
class Released:
    """What left the gate: tables and classes by name, the publication document, and how much is hidden in all."""

    tables: Mapping[str, SafeTable]
    classes: Mapping[str, SafeClasses]
    publication: dict[str, Any]
    summary: Mapping[str, int]


@dataclass(frozen=True)
class Proof:
    """Hidden keys of the family, hidden classes, and each witness as the change of each leaf."""

    hidden: Bools
    gone: Bools
    witnesses: tuple[dict[int, int], ...]
    floors: Ints


def control(
    tables: Sequence[CountTable],
    classes: Sequence[ClassTable],
    rules: Rules,
    *,
    secret: bytes,
    publication_id: str,
    where: Mapping[str, str],
) -> Released:
    """Release a family of tables: all that are published together for one data set and month.

    ``secret`` is the installation's key for breaking ties; ``where`` the fixed codes of the publication (data set,
    period). Raises ReleaseRefused where the tables do not fit together or a small cell cannot be proved safe.
    """
    opened = [open_counts(table) for table in tables]
    labelled = [open_classes(table) for table in classes]
    _check_names([one.name for one in opened], [one.name for one in labelled])
    family = build_family(
        tuple(Plan(one.name, one.hierarchies, one.cells) for one in opened),
        tuple(Windows(one.hierarchy, tuple(row[4] for row in one.rows)) for one in labelled),
    )
    leaves = _count_leaves(family, opened)
    rows = [row for one in labelled for row in one.rows]
    proof = _prove(family, leaves, rows, rules, secret)
    _audit(family, opened, leaves, labelled, proof, rules)
    cells = [_mint_cells(plan.cells, family, position, leaves, proof) for position, plan in enumerate(family.plans)]
    return _release(family, cells, labelled, proof, rules, publication_id, where)


def not_supplied(name: str, hierarchies: Sequence[Hierarchy], cells: Sequence[Key]) -> SafeTable:
    """The table of a month for which no agency supplied anything: every cell is marked so."""
    missing = SafeCell(None, Mark.NOT_SUPPLIED)
    return SafeTable(name, tuple(one.name for one in hierarchies), {tuple(key): missing for key in cells})


def reopen(publication: Mapping[str, Any]) -> Released:
    """The released tables of a stored publication document. Raises ReleaseRefused where it breaks the rules."""
    found, classes = read_tables(publication), read_classes(publication)
    threshold = Rules(publication["threshold"]).threshold
    for _, cells in found.values():
        if any(cell.value is not None and 1 <= cell.value < threshold for cell in cells.values()):
            raise ReleaseRefused("a stored publication", "a small count in print", "release the tables anew")
    tables = {name: SafeTable(name, order, cells) for name, (order, cells) in found.items()}
    shown = {name: SafeClasses(name, one) for name, one in classes.items()}
    return Released(tables, shown, dict(publication), _summarise(tables, shown))


def _check_names(tables: list[str], classes: list[str]) -> None:
    if not tables or len(set(tables)) != len(tables) or len(set(classes)) != len(classes):
        raise ReleaseRefused(
            "the tables of one release", "none, or two of one name", "give every table of the family its own name"
        )


def _count_leaves(family: Family, opened: Sequence[OpenCounts]) -> Ints:
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


def _prove(family: Family, leaves: Ints, rows: Sequence[ClassRow], rules: Rules, secret: bytes) -> Proof:
    counts = family.sums @ leaves
    hidden = find_hidden(counts, family.above, rules)
    gone = find_telling(rows, rules)
    puzzle = pose_puzzle(family, leaves, hidden, _jitter(family, secret), rules)
    found = find_secondary(puzzle)
    if found is None:
        raise ReleaseRefused(
            "a release that could not be proved safe",
            "a small cell without a witness at both ends",
            "publish a coarser level or a longer period; nothing was released",
        )
    quantities, witnesses = found
    gone, placed = _place_witnesses(family, leaves, rows, gone, puzzle, witnesses)
    floors = np.append(puzzle.floors(quantities), 0)[puzzle.quantity]
    return Proof(puzzle.hidden_keys(quantities), gone, placed, floors)


def _place_witnesses(
    family: Family, leaves: Ints, rows: Sequence[ClassRow], gone: Bools, puzzle: Puzzle, witnesses: list[Witness]
) -> tuple[Bools, tuple[dict[int, int], ...]]:
    lowest = np.array([row[2] for row in rows], dtype=np.int64)
    highest = np.array([-1 if row[3] is None else row[3] for row in rows], dtype=np.int64)
    sums = family.windows @ leaves
    if np.any((sums < lowest) | ((highest >= 0) & (sums > highest))):
        raise ReleaseRefused("a class that is not true", "a window outside the interval", "correct the class table")
    places = open_places(leaves, puzzle.group, family.windows, lowest, highest, gone)
    placed = tuple(places.place(one.moved) for one in witnesses)
    return places.gone(), placed


def _jitter(family: Family, secret: bytes) -> Floats:
    """A keyed number in [0, JITTER) for each key: breaks ties in a way that a reader of the program cannot redo."""
    digests = (hmac.digest(secret, "\x1f".join(key).encode(), "sha256") for key in family.keys)
    return np.array([int.from_bytes(digest[:8], "big") / 2**64 * JITTER for digest in digests])


def _audit(
    family: Family,
    opened: Sequence[OpenCounts],
    leaves: Ints,
    labelled: Sequence[OpenClasses],
    proof: Proof,
    rules: Rules,
) -> None:
    counts, hidden, floors = (family.sums @ leaves).tolist(), proof.hidden.tolist(), proof.floors.tolist()
    claims = []
    for position, one in enumerate(opened):
        home = list(zip(one.cells, family.home[position], strict=True))
        printed = {key: counts[row] for key, row in home if not hidden[row]}
        gaps = {key: floors[row] for key, row in home if hidden[row]}
        claims.append(Claim(one.hierarchies, one.leaves, printed, gaps))
    merged = {one.hierarchy.name: one.hierarchy for one in family.dimensions}
    rows = [(one.hierarchy.name, row) for one in labelled for row in one.rows]
    facts = [
        Fact(family.centre, merged[name], row[4], row[2], row[3])
        for (name, row), gone in zip(rows, proof.gone.tolist(), strict=True)
        if not gone
    ]
    witnesses = [_name_changes(family, change) for change in proof.witnesses]
    check_release(claims, facts, witnesses, rules)


def _name_changes(family: Family, change: Mapping[int, int]) -> list[dict[Key, int]]:
    """A witness by table and leaf key instead of leaf number."""
    named: list[dict[Key, int]] = [{} for _ in family.plans]
    for leaf, step in change.items():
        table = max(position for position, start in enumerate(family.starts) if start <= leaf)
        place, codes = leaf - family.starts[table], []
        for hierarchy in reversed(family.plans[table].hierarchies):
            place, number = divmod(place, len(hierarchy.leaves))
            codes.append(hierarchy.leaves[number])
        named[table][tuple(reversed(codes))] = step
    return named


def _mint_cells(
    cells: Sequence[Key], family: Family, position: int, leaves: Ints, proof: Proof
) -> dict[Key, SafeCell]:
    counts, hidden = (family.sums @ leaves).tolist(), proof.hidden.tolist()
    gap = SafeCell(None, Mark.SUPPRESSED)
    return {
        key: gap if hidden[row] else SafeCell(counts[row])
        for key, row in zip(cells, family.home[position], strict=True)
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
    return Released(tables, classes, publication, _summarise(tables, classes))


def _summarise(tables: Mapping[str, SafeTable], classes: Mapping[str, SafeClasses]) -> dict[str, int]:
    cells = [cell for table in tables.values() for _, cell in table.items()]
    shown = [one.label(code) for one in classes.values() for code in one.codes()]
    return {
        "cells": len(cells),
        "cells_hidden": sum(not cell.shown for cell in cells),
        "classes": len(shown),
        "classes_hidden": sum(not one.shown for one in shown),
    }
