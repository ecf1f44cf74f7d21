"""Family: the tables released together, as sums over one set of variables, the leaves of every table.

A family depends on codes alone, never on counts, and is kept for the next month.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import prod

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack, kron, vstack

from hub.disclosure.dimensions import Dimension, Key, Plan, Windows, merge_dimensions, rows_of_ones
from hub.disclosure.links import find_centre, link_tables, sum_windows


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
    def sizes(self) -> NDArray[np.int64]:
        """How much each key sums up: the number of joint leaves (atoms times categories) that lie in it."""
        held = [dict(zip(one.published, one.holds.sum(axis=1).tolist(), strict=True)) for one in self.dimensions]
        return np.array([prod(size[code] for size, code in zip(held, key, strict=True)) for key in self.keys])

    @property
    def slices(self) -> tuple[NDArray[np.int64], ...]:
        """The variables of each slice of a finest table of three dimensions or more: those under one leaf of one."""
        plan, start = self.plans[self.centre], self.starts[self.centre]
        shape = [len(one.leaves) for one in plan.hierarchies]
        if len(shape) < 3:
            return ()
        leaves = start + np.arange(prod(shape), dtype=np.int64).reshape(shape)
        return tuple(
            np.moveaxis(leaves, axis, 0)[place].ravel() for axis, length in enumerate(shape) for place in range(length)
        )

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the dimensions, in the order of the full keys."""
        return tuple(one.hierarchy.name for one in self.dimensions)


@lru_cache(maxsize=8)
def build_family(plans: tuple[Plan, ...], windows: tuple[Windows, ...]) -> Family:
    """The family of these tables and windows. Raises ReleaseRefused where the tables do not fit together."""
    dimensions = merge_dimensions(plans, windows)
    centre = find_centre(plans, dimensions)
    sizes = [prod(len(one.leaves) for one in plan.hierarchies) for plan in plans]
    starts = tuple(int(start) for start in np.cumsum([0, *sizes[:-1]]))
    keys, home, sums = _sum_keys(plans, dimensions, centre, sizes)
    return Family(
        dimensions=dimensions,
        plans=plans,
        keys=keys,
        home=home,
        sums=sums,
        links=link_tables(plans, dimensions, centre, starts, sum(sizes)),
        above=_find_totals(dimensions, keys),
        windows=sum_windows(plans, dimensions, centre, starts, sum(sizes), windows),
        starts=starts,
        centre=centre,
    )


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
        own = sum_table(plan)
        left, right = sum(sizes[:position]), sum(sizes[position + 1 :])
        blocks.append(hstack([csr_array((own.shape[0], left)), own, csr_array((own.shape[0], right))], format="csr"))
    order = [int(offsets[place[key][0]]) + place[key][1] for key in keys]
    stacked = csr_array(vstack(blocks, format="csr"))[order]
    return keys, tuple(tuple(number[key] for key in one) for one in full), csr_array(stacked.astype(np.int64))


def sum_table(plan: Plan) -> csr_array:
    """Published cells of one table x its leaves."""
    result, index = csr_array(np.ones((1, 1), dtype=np.int64)), np.zeros(len(plan.cells), dtype=np.int64)
    for place, hierarchy in enumerate(plan.hierarchies):
        codes = tuple(sorted({key[place] for key in plan.cells}))
        number = {code: position for position, code in enumerate(codes)}
        leaf = {code: position for position, code in enumerate(hierarchy.leaves)}
        holds = rows_of_ones([[leaf[one] for one in hierarchy.under(code)] for code in codes], len(leaf))
        result = csr_array(kron(result, holds, format="csr"))
        index = index * len(codes) + np.array([number[key[place]] for key in plan.cells])
    return csr_array(result[index])


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
