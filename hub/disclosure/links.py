"""Links: which table of a family is the centre, the equations that tie the others to it, and the windows over it.

Tables that share a dimension tell of the same events, so their totals over the shared leaves are linked by equations.
That is exact, not an approximation: one table (the centre) holds every shared dimension at its finest, and each other
table shares with the rest of the family only what it shares with the centre. Given whole counts of the centre's leaves
and another table's totals, a whole-number joint cube always exists (a transportation problem in each shared leaf), so
a reader of the joint cube knows nothing that these equations do not say. Tables not linked in this way are refused.
"""

from itertools import product

import numpy as np
from scipy.sparse import csr_array, kron, vstack

from hub.disclosure.dimensions import Dimension, Plan, Windows, refuse_family, rows_of_ones


def find_centre(plans: tuple[Plan, ...], dimensions: tuple[Dimension, ...]) -> int:
    """Position of the table that holds every shared dimension finest. Raises ReleaseRefused where there is none."""
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
    raise refuse_family("tables that share a dimension without one table that holds it finest for all of them")


def _refines(fine: Plan, coarse: Plan, name: str, dimension: Dimension) -> bool:
    mine = fine.hierarchies[fine.names.index(name)]
    other = coarse.hierarchies[coarse.names.index(name)]
    if mine.leaves == other.leaves:
        return True
    place = {atom: leaf for leaf in other.leaves for atom in dimension.hierarchy.under(leaf)}
    return all(len({place[atom] for atom in dimension.hierarchy.under(leaf)}) == 1 for leaf in mine.leaves)


def map_leaves(plan: Plan, name: str, dimension: Dimension) -> csr_array:
    """Atoms of a dimension x leaves of one table in it."""
    hierarchy = plan.hierarchies[plan.names.index(name)]
    place = {atom: position for position, atom in enumerate(dimension.hierarchy.leaves)}
    rows = [[place[atom] for atom in dimension.hierarchy.under(leaf)] for leaf in hierarchy.leaves]
    return csr_array(rows_of_ones(rows, len(place)).T)


def link_tables(
    plans: tuple[Plan, ...], dimensions: tuple[Dimension, ...], centre: int, starts: tuple[int, ...], size: int
) -> csr_array:
    """One equation for each leaf that a table shares with the centre: both must count the same events in it."""
    blocks = [csr_array((0, size), dtype=np.int64)]
    for position, plan in enumerate(plans):
        if position == centre:
            continue
        mine = _share(plan, plan, plans[centre], dimensions)
        theirs = _share(plans[centre], plan, plans[centre], dimensions)
        blocks.append(_shift(mine, starts[position], size) - _shift(theirs, starts[centre], size))
    return csr_array(vstack(blocks, format="csr").astype(np.int64))


def _share(counted: Plan, coarse: Plan, centre: Plan, dimensions: tuple[Dimension, ...]) -> csr_array:
    """Shared leaves (of the coarser table) x leaves of the counted table."""
    by_name = {one.hierarchy.name: one for one in dimensions}
    result = csr_array(np.ones((1, 1), dtype=np.int64))
    for hierarchy in counted.hierarchies:
        name = hierarchy.name
        if name in coarse.names and name in centre.names:
            overlap = map_leaves(coarse, name, by_name[name]).T @ map_leaves(counted, name, by_name[name])
            part = csr_array((overlap > 0).astype(np.int64))
        else:
            part = csr_array(np.ones((1, len(hierarchy.leaves)), dtype=np.int64))
        result = csr_array(kron(result, part, format="csr"))
    return result


def _shift(block: csr_array, start: int, size: int) -> csr_array:
    coo = block.tocoo()
    return csr_array((coo.data, (coo.row, coo.col + start)), shape=(block.shape[0], size))


def sum_windows(
    plans: tuple[Plan, ...],
    dimensions: tuple[Dimension, ...],
    centre: int,
    starts: tuple[int, ...],
    size: int,
    windows: tuple[Windows, ...],
) -> csr_array:
    """Windows x variables: the counts that classes speak of, as sums of the centre's leaves."""
    plan, blocks = plans[centre], [csr_array((0, size), dtype=np.int64)]
    for one in windows:
        name = one.hierarchy.name
        if name not in plan.names:
            raise refuse_family(f"classes over {name}, which the finest table does not have")
        dimension = next(found for found in dimensions if found.hierarchy.name == name)
        atom = {code: position for position, code in enumerate(dimension.hierarchy.leaves)}
        held = rows_of_ones([[atom[a] for a in dimension.hierarchy.under(code)] for code in one.codes], len(atom))
        if plan.hierarchies[plan.names.index(name)].leaves != dimension.hierarchy.leaves:
            raise refuse_family(f"classes over parts of {name} that no table counts")
        result = csr_array(np.ones((1, 1), dtype=np.int64))
        for hierarchy in plan.hierarchies:
            every = csr_array(np.ones((1, len(hierarchy.leaves)), dtype=np.int64))
            result = csr_array(kron(result, held if hierarchy.name == name else every, format="csr"))
        blocks.append(_shift(result, starts[centre], size))
    return csr_array(vstack(blocks, format="csr").astype(np.int64))
