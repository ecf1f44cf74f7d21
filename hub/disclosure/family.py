"""Family: the tables released together, as sums over one set of variables.

Variables are the leaves of every table. Tables that share a dimension tell of the same events, so their totals over
the shared leaves are linked by equations. That is exact, not an approximation: one table (the centre) holds every
shared dimension at its finest, and each other table shares with the rest of the family only what it shares with the
centre. Given a centre leaf count and each other table's totals, a whole-number joint cube always exists (a
transportation problem per shared leaf), so a reader of the joint cube knows nothing that these equations do not say.
Tables that are not linked in this way are refused.

A family depends on codes alone, never on counts, and is kept for the next month.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from math import prod

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack, kron, vstack

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
        return _ones(shared.row[inside], shared.col[inside], shared.shape)


@dataclass(frozen=True)
class Family:
    """``sums`` (keys x variables) gives every published count, ``links`` x = 0 the agreement of the tables.

    ``above`` (keys x keys) has 1 where the column is a total that holds the row and more; ``windows`` (windows x
    variables) gives the counts that classes speak of. ``starts`` is the first variable of each table.
    """

    dimensions: tuple[Dimension, ...]
    plans: tuple[Plan, ...]
    keys: tuple[Key, ...]
    home: tuple[tuple[int, ...], ...]
    sums: csr_array
    links: csr_array
    above: csr_array
    windows: csr_array
    starts: tuple[int, ...]
    centre: int

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the dimensions, in the order of the full keys."""
        return tuple(one.hierarchy.name for one in self.dimensions)


@lru_cache(maxsize=8)
def build_family(plans: tuple[Plan, ...], windows: tuple[Windows, ...]) -> Family:
    """The family of these tables and windows. Raises ReleaseRefused where the tables do not fit together."""
    dimensions = _merge(plans, windows)
    centre = _find_centre(plans, dimensions)
    sizes = [prod(len(one.leaves) for one in plan.hierarchies) for plan in plans]
    starts = tuple(int(start) for start in np.cumsum([0, *sizes[:-1]]))
    keys, home, sums = _sum_keys(plans, dimensions, centre, sizes)
    return Family(
        dimensions=dimensions,
        plans=plans,
        keys=keys,
        home=home,
        sums=sums,
        links=_link(plans, dimensions, centre, starts, sum(sizes)),
        above=_find_totals(dimensions, keys),
        windows=_sum_windows(plans, dimensions, centre, starts, sum(sizes), windows),
        starts=starts,
        centre=centre,
    )


def _merge(plans: tuple[Plan, ...], windows: tuple[Windows, ...]) -> tuple[Dimension, ...]:
    found: dict[str, list[Hierarchy]] = {}
    published: dict[str, dict[str, None]] = {}
    for plan in plans:
        for place, hierarchy in enumerate(plan.hierarchies):
            found.setdefault(hierarchy.name, []).append(hierarchy)
            codes = published.setdefault(hierarchy.name, {hierarchy.root: None})
            codes.update(dict.fromkeys(key[place] for key in plan.cells))
    for one in windows:
        if one.hierarchy.name not in found:
            raise _refuse(f"classes over {one.hierarchy.name}, which no table has")
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
    return Dimension(merged, published, _rows(rows, len(place)))


def _check_agreement(one: Hierarchy, merged: Hierarchy) -> None:
    if one is merged or one == merged:
        return
    atoms = {leaf: merged.under(leaf) for leaf in one.leaves}
    for code, leaves in one.expanded.items():
        mine = [atom for leaf in leaves for atom in atoms[leaf]]
        if one.root != merged.root or len(mine) != len(set(mine)) or set(mine) != set(merged.under(code)):
            raise _refuse(f"two hierarchies of {one.name} that differ at {code}")


def _find_centre(plans: tuple[Plan, ...], dimensions: tuple[Dimension, ...]) -> int:
    by_name = {one.hierarchy.name: one for one in dimensions}
    for centre, plan in enumerate(plans):
        others = [one for position, one in enumerate(plans) if position != centre]
        shared = [set(one.names) & set(plan.names) for one in others]
        apart = all(
            (set(one.names) & set(two.names)) <= set(plan.names)
            for one, two in product(others, others)
            if one is not two
        )
        refined = all(
            _refines(plan, other, name, by_name[name])
            for other, names in zip(others, shared, strict=True)
            for name in names
        )
        if apart and refined:
            return centre
    raise _refuse("tables that share a dimension without one table that holds it finest for all of them")


def _refines(fine: Plan, coarse: Plan, name: str, dimension: Dimension) -> bool:
    mine = fine.hierarchies[fine.names.index(name)]
    other = coarse.hierarchies[coarse.names.index(name)]
    if mine.leaves == other.leaves:
        return True
    place = {atom: leaf for leaf in other.leaves for atom in dimension.hierarchy.under(leaf)}
    return all(len({place[atom] for atom in dimension.hierarchy.under(leaf)}) == 1 for leaf in mine.leaves)


def _sum_keys(
    plans: tuple[Plan, ...], dimensions: tuple[Dimension, ...], centre: int, sizes: list[int]
) -> tuple[tuple[Key, ...], tuple[tuple[int, ...], ...], csr_array]:
    names, roots = [one.hierarchy.name for one in dimensions], [one.hierarchy.root for one in dimensions]
    place: dict[Key, tuple[int, int]] = {}
    full: list[list[Key]] = [[] for _ in plans]
    for position in sorted(range(len(plans)), key=lambda position: position != centre):
        plan = plans[position]
        where = [plan.names.index(name) if name in plan.names else None for name in names]
        for row, key in enumerate(plan.cells):
            whole = tuple(root if at is None else key[at] for at, root in zip(where, roots, strict=True))
            full[position].append(whole)
            place.setdefault(whole, (position, row))
    keys = tuple(sorted(place))
    number = {key: index for index, key in enumerate(keys)}
    offsets = np.cumsum([0, *(len(plan.cells) for plan in plans)])
    blocks = []
    for position, plan in enumerate(plans):
        own = _table_sums(plan)
        left, right = sum(sizes[:position]), sum(sizes[position + 1 :])
        blocks.append(hstack([csr_array((own.shape[0], left)), own, csr_array((own.shape[0], right))], format="csr"))
    order = [int(offsets[place[key][0]]) + place[key][1] for key in keys]
    stacked = csr_array(vstack(blocks, format="csr"))[order]
    return keys, tuple(tuple(number[key] for key in one) for one in full), csr_array(stacked, dtype=np.int64)


def _table_sums(plan: Plan) -> csr_array:
    """Published cells of one table x its leaves."""
    result, index = csr_array(np.ones((1, 1), dtype=np.int64)), np.zeros(len(plan.cells), dtype=np.int64)
    for place, hierarchy in enumerate(plan.hierarchies):
        codes = tuple(sorted({key[place] for key in plan.cells}))
        number = {code: position for position, code in enumerate(codes)}
        leaf = {code: position for position, code in enumerate(hierarchy.leaves)}
        holds = _rows([[leaf[one] for one in hierarchy.under(code)] for code in codes], len(leaf))
        result = csr_array(kron(result, holds, format="csr"))
        index = index * len(codes) + np.array([number[key[place]] for key in plan.cells])
    return csr_array(result[index])


def _leaf_map(plan: Plan, name: str, dimension: Dimension) -> csr_array:
    """Atoms of a dimension x leaves of one table in it."""
    hierarchy = plan.hierarchies[plan.names.index(name)]
    place = {atom: position for position, atom in enumerate(dimension.hierarchy.leaves)}
    rows = [[place[atom] for atom in dimension.hierarchy.under(leaf)] for leaf in hierarchy.leaves]
    return csr_array(_rows(rows, len(place)).T)


def _link(
    plans: tuple[Plan, ...], dimensions: tuple[Dimension, ...], centre: int, starts: tuple[int, ...], size: int
) -> csr_array:
    """One equation for each leaf that a table shares with the centre: both must count the same events in it."""
    blocks = [csr_array((0, size), dtype=np.int64)]
    for position, plan in enumerate(plans):
        if position == centre:
            continue
        mine = _share(plan, plan, plans[centre], dimensions)
        theirs = _share(plans[centre], plan, plans[centre], dimensions)
        blocks.append(_place(mine, starts[position], size) - _place(theirs, starts[centre], size))
    return csr_array(vstack(blocks, format="csr"), dtype=np.int64)


def _share(counted: Plan, coarse: Plan, centre: Plan, dimensions: tuple[Dimension, ...]) -> csr_array:
    """Shared leaves (of the coarser table) x leaves of the counted table."""
    by_name = {one.hierarchy.name: one for one in dimensions}
    result = csr_array(np.ones((1, 1), dtype=np.int64))
    for hierarchy in counted.hierarchies:
        name = hierarchy.name
        if name in coarse.names and name in centre.names:
            overlap = _leaf_map(coarse, name, by_name[name]).T @ _leaf_map(counted, name, by_name[name])
            part = csr_array((overlap > 0).astype(np.int64))
        else:
            part = csr_array(np.ones((1, len(hierarchy.leaves)), dtype=np.int64))
        result = csr_array(kron(result, part, format="csr"))
    return result


def _place(block: csr_array, start: int, size: int) -> csr_array:
    coo = block.tocoo()
    return csr_array((coo.data, (coo.row, coo.col + start)), shape=(block.shape[0], size))


def _find_totals(dimensions: tuple[Dimension, ...], keys: tuple[Key, ...]) -> csr_array:
    inside, index = csr_array(np.ones((1, 1), dtype=np.int64)), np.zeros(len(keys), dtype=np.int64)
    for place, dimension in enumerate(dimensions):
        number = {code: position for position, code in enumerate(dimension.published)}
        inside = csr_array(kron(inside, dimension.contained, format="csr"))
        index = index * len(number) + np.array([number[key[place]] for key in keys])
    among = csr_array(csr_array(inside[index])[:, index])
    among.setdiag(0)
    among.eliminate_zeros()
    # Two codes with the same atoms are one quantity: neither is a total of the other.
    return csr_array(among - among.multiply(among.T))


def _sum_windows(
    plans: tuple[Plan, ...],
    dimensions: tuple[Dimension, ...],
    centre: int,
    starts: tuple[int, ...],
    size: int,
    windows: tuple[Windows, ...],
) -> csr_array:
    plan, blocks = plans[centre], [csr_array((0, size), dtype=np.int64)]
    for one in windows:
        name = one.hierarchy.name
        if name not in plan.names:
            raise _refuse(f"classes over {name}, which the finest table does not have")
        dimension = next(found for found in dimensions if found.hierarchy.name == name)
        atom = {code: position for position, code in enumerate(dimension.hierarchy.leaves)}
        rows = _rows([[atom[a] for a in dimension.hierarchy.under(code)] for code in one.codes], len(atom))
        leaves = _leaf_map(plan, name, dimension)
        held, whole = rows @ leaves, leaves.sum(axis=0)
        coo = held.tocoo()
        if np.any(coo.data != whole[coo.col]):
            raise _refuse(f"a window that cuts through a leaf of {name}")
        result = csr_array(np.ones((1, 1), dtype=np.int64))
        for hierarchy in plan.hierarchies:
            every = csr_array(np.ones((1, len(hierarchy.leaves)), dtype=np.int64))
            part = csr_array((held > 0).astype(np.int64)) if hierarchy.name == name else every
            if hierarchy.name == name:
                result = csr_array(kron(result, part, format="csr"))
            else:
                result = csr_array(kron(result, every, format="csr"))
        blocks.append(_place(result, starts[centre], size))
    return csr_array(vstack(blocks, format="csr"), dtype=np.int64)


def _rows(rows: Sequence[Sequence[int]], width: int) -> csr_array:
    lengths = [len(row) for row in rows]
    columns = np.fromiter((column for row in rows for column in row), dtype=np.int64, count=sum(lengths))
    numbers = np.repeat(np.arange(len(rows)), lengths)
    return _ones(numbers, columns, (len(rows), width))


def _ones(rows: Ints, columns: Ints, shape: tuple[int, int]) -> csr_array:
    return csr_array((np.ones(len(rows), dtype=np.int64), (rows, columns)), shape=shape)


def _refuse(found: str) -> ReleaseRefused:
    return ReleaseRefused(
        "the tables of one release do not fit together",
        found,
        "give all tables of a family the same hierarchies, with one table that holds each shared dimension finest",
    )
