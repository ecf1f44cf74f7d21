"""The outside door: a full table family in the publication format, protected by the same gate as the hub's own.

Whatever publications a file holds (one to four dimensions, overlapping geographies, the months of a year) become
one table for each widest set of dimensions, over *atoms*: leaves that no published code tells apart count as one. Two
cells of the same full key are one quantity. Where the file does not publish every atom, whole counts that add up to all
that it does publish are found first; a reader knows no more than that either.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, vstack

from hub.disclosure.control import Released, control
from hub.disclosure.dimensions import Plan
from hub.disclosure.family import Family, build_family
from hub.disclosure.hierarchy import Hierarchy
from hub.disclosure.publication import FORMAT
from hub.disclosure.rules import ReleaseRefused, Rules
from hub.disclosure.tables import CountTable

WITNESSES_FORMAT = "saferhub-witnesses/1"
SECONDS = 60.0
"""How long whole counts are looked for where not every atom is published."""
OUT_OF_TIME = 1
"""What scipy's `milp` calls the end of its time."""
LARGEST = 100_000
"""Leaves of the largest table that is made of several."""
NOT_FIGURES = ("x", "z")
DOCUMENT = ("format", "threshold", "dimensions", "roots", "released_together")
PUBLICATION = ("id", "table", "order", "where")
FACT = ("id", "lo", "hi")
TERM, RATE = ("k", "c"), ("k", "value", "dp", "per", "pop")
"""What the format has a name for, and is written as it was read."""
Code = tuple[tuple[str, str], ...]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Protected:
    """The file with every gap left empty, and the witnesses that prove each gap open (never to be published)."""

    document: dict[str, Any]
    witnesses: dict[str, Any]


def protect(document: Mapping[str, Any]) -> Protected:
    """Protect a full document: every value present. The threshold is that of the file, never under 5.

    Where the file says that zeros are not shown (``false``), they count as small; else they are printed except under
    suppressed totals, and the result says so. A fact is kept where every count that it speaks of is printed. Raises
    ReleaseRefused for a file that does not follow the format, values that are missing or do not add up, and a small
    cell that cannot be proved safe.
    """
    full = _read(document)
    figures = full.figures
    if not figures:
        raise _refuse("no figure at all", "give publications with cells")
    plans, family = _fit(full, figures)
    leaves = _count_leaves(family, full)
    tables = [CountTable(plan.name, plan.hierarchies, one, plan.cells) for plan, one in zip(plans, leaves, strict=True)]
    secret = hashlib.sha256(repr(sorted(figures)).encode()).digest()  # never of the values: who tries some would know
    rules = Rules(full.threshold, zeros_small=document.get("zeros_shown") is False)
    released = control(tables, [], rules, secret=secret, publication_id="outside", where={})
    shown: dict[Code, int | float | None] = {}
    for plan in plans:
        for key, cell in released.tables[plan.name].items():
            shown[full.key(plan.names, key)] = cell.value
    return Protected(_write(document, full, shown, rules), _write_witnesses(plans, leaves, released))


@dataclass(frozen=True)
class _Full:
    """A file as read: hierarchies and roots by dimension, the value of every full key, the dimensions of every cell."""

    threshold: int
    roots: Mapping[str, str]
    hierarchies: Mapping[str, Hierarchy]
    figures: Mapping[Code, int]
    spanned: frozenset[frozenset[str]]

    def key(self, names: Sequence[str], codes: Sequence[str]) -> Code:
        """The full key of a cell that names some dimensions only."""
        return tuple(sorted({**self.roots, **dict(zip(names, codes, strict=True))}.items()))


def _read(document: Mapping[str, Any]) -> _Full:
    if document.get("format") != FORMAT:
        raise _refuse("another format", f"give a document of format {FORMAT}")
    try:
        roots = {str(name): str(code) for name, code in document["roots"].items()}
        hierarchies = {
            name: Hierarchy(name, root, {code: tuple(parts) for code, parts in document["dimensions"][name].items()})
            for name, root in roots.items()
        }
        cells = [(one, cell) for one in document["publications"] for cell in one["cells"]]
        figures, spanned = _read_cells(cells, hierarchies)
        for fact in document.get("facts", []):
            _spoken_of(fact, hierarchies)
        return _Full(document["threshold"], roots, hierarchies, figures, spanned)
    except (KeyError, TypeError, AttributeError, ValueError) as fault:
        raise _refuse("a document that does not follow the format", "see the description of the format") from fault


def _read_cells(
    cells: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]], hierarchies: Mapping[str, Hierarchy]
) -> tuple[dict[Code, int], frozenset[frozenset[str]]]:
    figures: dict[Code, int] = {}
    spanned = set()
    for publication, cell in cells:
        if cell.get("m") in NOT_FIGURES:
            if cell.get("v") is not None:
                raise _refuse("a cell that is marked as no figure and holds one", "leave the value of x and z null")
            continue
        value, key = cell["v"], _key_of(publication, cell["k"], hierarchies)
        if value is None or isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise _refuse("a cell without a whole number of at least 0", "give the full values; mark only x and z")
        if figures.setdefault(key, value) != value:
            raise _refuse("two values for one quantity", "make every publication from the same records")
        spanned.add(frozenset(name for name, code in key if code != hierarchies[name].root))
    return figures, frozenset(spanned)


def _key_of(publication: Mapping[str, Any], key: Mapping[str, str], hierarchies: Mapping[str, Hierarchy]) -> Code:
    """The full key of a cell: its codes, those of its publication, and the roots of all other dimensions."""
    codes = {**{name: one.root for name, one in hierarchies.items()}, **publication.get("where", {}), **key}
    for name, code in codes.items():
        hierarchies[name].under(code)
    return tuple(sorted(codes.items()))


def _fit(full: _Full, figures: Mapping[Code, int]) -> tuple[tuple[Plan, ...], Family]:
    """The tables of a file and their family. Tables of which none holds what all others share (the faces of a cube) are
    one table, of which only these totals are published."""
    widest = sorted(
        (sorted(one) for one in full.spanned if not any(one < other for other in full.spanned)),
        key=lambda names: (-len(names), names),
    )
    widest = widest if widest != [[]] else [sorted(full.roots)[:1]]
    plans = _plan(full, figures, widest)
    try:
        return plans, build_family(plans, ())
    except ReleaseRefused:
        whole = _plan(full, figures, [sorted(frozenset().union(*full.spanned))])
        if prod(len(one.leaves) for one in whole[0].hierarchies) > LARGEST:
            raise
        return whole, build_family(whole, ())


def _plan(full: _Full, figures: Mapping[Code, int], widest: Sequence[Sequence[str]]) -> tuple[Plan, ...]:
    """One table for each set of dimensions; each holds the cells of its subsets too."""
    coarse = {name: _coarsen(one, {dict(key)[name] for key in figures}) for name, one in full.hierarchies.items()}
    plans = []
    for position, names in enumerate(widest):
        cells = [
            tuple(code for name, code in key if name in names)
            for key in sorted(figures)
            if all(name in names or code == full.roots[name] for name, code in key)
        ]
        plans.append(Plan(f"table-{position + 1}", tuple(coarse[name] for name in names), tuple(cells)))
    return tuple(plans)


def _coarsen(hierarchy: Hierarchy, published: set[str]) -> Hierarchy:
    """The hierarchy of the published codes alone, down to atoms: leaves that none of them tells apart."""
    codes = sorted(published | {hierarchy.root}, key=lambda code: (code != hierarchy.root, code))
    within: dict[str, list[int]] = {leaf: [] for leaf in hierarchy.leaves}
    for position, code in enumerate(codes):
        for leaf in hierarchy.under(code):
            within[leaf].append(position)
    atoms: dict[tuple[int, ...], list[str]] = {}
    for leaf, held in within.items():
        atoms.setdefault(tuple(held), []).append(leaf)
    sets = {frozenset(hierarchy.under(code)): code for code in reversed(codes)}
    names = {held: sets.get(frozenset(leaves), f"~{leaves[0]}") for held, leaves in atoms.items()}
    children = {code: tuple(names[held] for held in atoms if position in held) for position, code in enumerate(codes)}
    split = {code: parts for code, parts in children.items() if parts != (code,)}
    return Hierarchy(hierarchy.name, hierarchy.root, split)


def _count_leaves(family: Family, full: _Full) -> list[dict[tuple[str, ...], int]]:
    """Whole counts of the leaves of each table that add up to every figure. Raises ReleaseRefused where none do."""
    wanted = np.array([full.figures[full.key(family.names, key)] for key in family.keys], dtype=np.int64)
    counts = _solve(csr_array(vstack([family.sums, family.links], format="csr")), wanted)
    found = []
    for plan, start in zip(family.plans, family.starts, strict=True):
        keys = product(*(one.leaves for one in plan.hierarchies))
        found.append({key: int(counts[start + at]) for at, key in enumerate(keys) if counts[start + at]})
    return found


def _solve(sums: csr_array, wanted: Ints) -> Ints:
    """Whole numbers of at least 0 whose sums are the wanted ones, followed by zeros for the links of the tables."""
    target = np.concatenate([wanted, np.zeros(sums.shape[0] - len(wanted), dtype=np.int64)])
    single = np.flatnonzero((np.diff(sums.indptr) == 1)[: len(wanted)])
    counts = np.full(sums.shape[1], -1, dtype=np.int64)
    counts[sums.indices[sums.indptr[single]]] = target[single]
    if (counts < 0).any():
        low, high = np.maximum(counts, 0), np.where(counts >= 0, counts, int(wanted.max()))
        found = milp(
            np.zeros(len(counts)),
            integrality=np.ones(len(counts), dtype=np.int64),
            bounds=Bounds(low, high),
            constraints=LinearConstraint(sums, target, target),
            options={"time_limit": SECONDS},
        )
        if found.x is None and found.status == OUT_OF_TIME:
            raise _refuse(
                "figures whose whole counts were not found in time", "publish every leaf, or fewer dimensions"
            )
        counts = np.full(len(counts), -1) if found.x is None else np.rint(found.x).astype(np.int64)
    if (counts < 0).any() or np.any(sums @ counts != target):
        raise _refuse("figures that no whole counts add up to", "make every publication from the same records")
    return counts


def _write(
    document: Mapping[str, Any], full: _Full, shown: Mapping[Code, int | float | None], rules: Rules
) -> dict[str, Any]:
    """The document with its gaps empty, and the facts that speak of printed counts only.

    Nothing else of the file is written: whatever the format has no name for might be a count.
    """
    publications = []
    for one in document["publications"]:
        cells = []
        for cell in one["cells"]:
            if (mark := cell.get("m")) in NOT_FIGURES:
                cells.append({"k": cell["k"], "v": None, "m": mark})
            else:
                cells.append({"k": cell["k"], "v": shown[_key_of(one, cell["k"], full.hierarchies)]})
        publications.append({**_keep(one, PUBLICATION), "cells": cells})
    facts = [_write_fact(one) for one in document.get("facts", []) if _is_printed(one, full, shown)]
    return {
        **_keep(document, DOCUMENT),
        "zeros_shown": rules.zeros_shown,
        "publications": publications,
        "facts": facts,
    }


def _write_fact(fact: Mapping[str, Any]) -> dict[str, Any]:
    if fact.get("terms"):
        return {**_keep(fact, FACT), "terms": [_keep(term, TERM) for term in fact["terms"]]}
    return {**_keep(fact, FACT), "rate": _keep(fact["rate"], RATE)}


def _keep(part: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """What the format has a name for."""
    return {name: value for name, value in part.items() if name in names}


def _is_printed(fact: Mapping[str, Any], full: _Full, shown: Mapping[Code, int | float | None]) -> bool:
    """Whether every count that a fact speaks of is printed; then it tells nothing that the counts do not."""
    return all(shown.get(key) is not None for key in _spoken_of(fact, full.hierarchies))


def _spoken_of(fact: Mapping[str, Any], hierarchies: Mapping[str, Hierarchy]) -> list[Code]:
    """The full keys of the counts that a fact speaks of."""
    spoken = [term["k"] for term in fact.get("terms", [])] or [fact["rate"]["k"]]
    return [_key_of({}, key, hierarchies) for key in spoken]


def _write_witnesses(
    plans: Sequence[Plan], leaves: Sequence[Mapping[tuple[str, ...], int]], released: Released
) -> dict[str, Any]:
    """One table of leaf counts for each set of dimensions, and how the leaves of each witness differ from it."""
    base = [
        {"dimensions": plan.names, "leaves": [{"k": list(key), "v": count} for key, count in one.items()]}
        for plan, one in zip(plans, leaves, strict=True)
    ]
    changes = [
        [
            {"table": position, "k": list(key), "by": step}
            for position, changed in enumerate(witness)
            for key, step in changed.items()
            if step
        ]
        for witness in released.witnesses
    ]
    used = {one.name: one for plan in plans for one in plan.hierarchies}
    atoms = {name: {code: list(parts) for code, parts in one.children.items()} for name, one in used.items()}
    return {"format": WITNESSES_FORMAT, "atoms": atoms, "tables": base, "witnesses": changes}


def _refuse(found: str, do: str) -> ReleaseRefused:
    return ReleaseRefused("a file to be protected", found, do)
