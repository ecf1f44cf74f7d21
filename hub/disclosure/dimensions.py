"""Dimensions of a family: what each table publishes, and all hierarchies of one name brought together."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from hub.disclosure.hierarchy import Hierarchy
from hub.disclosure.rules import ReleaseRefused

Key = tuple[str, ...]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Plan:
    """Shape of one table: its dimensions and the keys it publishes."""

    name: str
    hierarchies: tuple[Hierarchy, ...]
    cells: tuple[Key, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the dimensions."""
        return tuple(one.name for one in self.hierarchies)


@dataclass(frozen=True)
class Windows:
    """Codes of one dimension whose sums a class table speaks of."""

    hierarchy: Hierarchy
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Dimension:
    """One dimension of the family: all hierarchies of that name in one, down to common leaves ("atoms")."""

    hierarchy: Hierarchy
    published: tuple[str, ...]
    holds: csr_array  # published codes x atoms

    @property
    def contained(self) -> csr_array:
        """Published codes x published codes: 1 where the row's atoms all lie in the column's (each in itself)."""
        shared = (self.holds @ self.holds.T).tocoo()
        sizes = self.holds.sum(axis=1)
        inside = shared.data == sizes[shared.row]
        return ones(shared.row[inside], shared.col[inside], shared.shape)


def merge_dimensions(plans: tuple[Plan, ...], windows: tuple[Windows, ...]) -> tuple[Dimension, ...]:
    """The dimensions of a family by name, each with every code of every table and window."""
    found: dict[str, list[Hierarchy]] = {}
    published: dict[str, dict[str, None]] = {}
    for plan in plans:
        for place, hierarchy in enumerate(plan.hierarchies):
            found.setdefault(hierarchy.name, []).append(hierarchy)
            codes = published.setdefault(hierarchy.name, {hierarchy.root: None})
            codes.update(dict.fromkeys(key[place] for key in plan.cells))
    for one in windows:
        if one.hierarchy.name not in found:
            raise refuse_family(f"classes over {one.hierarchy.name}, which no table has")
        found[one.hierarchy.name].append(one.hierarchy)
    return tuple(_merge_dimension(found[name], tuple(sorted(published[name]))) for name in sorted(found))


def _merge_dimension(hierarchies: list[Hierarchy], published: tuple[str, ...]) -> Dimension:
    first = max(hierarchies, key=lambda one: len(one.children))
    merged = first
    if any(one != first for one in hierarchies):
        children: dict[str, tuple[str, ...]] = {}
        for one in sorted(hierarchies, key=lambda one: len(one.children)):
            children.update(one.children)
        merged = Hierarchy(first.name, first.root, children)
    for one in hierarchies:
        _check_agreement(one, merged)
    place = {atom: position for position, atom in enumerate(merged.leaves)}
    rows = [[place[atom] for atom in merged.under(code)] for code in published]
    return Dimension(merged, published, rows_of_ones(rows, len(place)))


def _check_agreement(one: Hierarchy, merged: Hierarchy) -> None:
    if one is merged or one == merged:
        return
    atoms = {leaf: merged.under(leaf) for leaf in one.leaves}
    for code, leaves in one.expanded.items():
        mine = [atom for leaf in leaves for atom in atoms[leaf]]
        if one.root != merged.root or len(mine) != len(set(mine)) or set(mine) != set(merged.under(code)):
            raise refuse_family(f"two hierarchies of {one.name} that differ at {code}")


def rows_of_ones(rows: Sequence[Sequence[int]], width: int) -> csr_array:
    """A matrix of 0 and 1 from the columns of the ones in each row."""
    lengths = [len(row) for row in rows]
    columns = np.fromiter((column for row in rows for column in row), dtype=np.int64, count=sum(lengths))
    numbers = np.repeat(np.arange(len(rows)), lengths)
    return ones(numbers, columns, (len(rows), width))


def ones(rows: Ints, columns: Ints, shape: tuple[int, int]) -> csr_array:
    """A matrix of 0 and 1 from the places of its ones."""
    return csr_array((np.ones(len(rows), dtype=np.int64), (rows, columns)), shape=shape)


def refuse_family(found: str) -> ReleaseRefused:
    """The refusal of tables that do not fit together."""
    return ReleaseRefused(
        "the tables of one release do not fit together",
        found,
        "give all tables of a family the same hierarchies, with one table that holds each shared dimension finest",
    )
