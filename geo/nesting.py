"""Nesting: which areas of one level lie whole in one area of another, as LSOAs lie in MSOAs.

Published outlines of nested levels differ by slivers. Where nearly the whole of every inner area lies in one outer
area, the outer area of an event is taken from its inner one, so that an outer count is exactly the sum of its parts.
"""

from collections.abc import Mapping

import numpy as np
import shapely

from geo.boundaries import Boundaries

SHARE = 0.98


def find_parents(inner: Boundaries, outer: Boundaries, share: float = SHARE) -> dict[str, str] | None:
    """Outer code of each inner code, or None where an inner area has less than ``share`` of its ground in any one."""
    tree = shapely.STRtree(outer.outlines)
    mine, theirs = tree.query(inner.outlines, predicate="intersects")
    ground = shapely.area(shapely.intersection(inner.outlines[mine], outer.outlines[theirs]))
    best = np.zeros(len(inner.codes))
    parent = np.full(len(inner.codes), -1)
    for position in np.argsort(ground, kind="stable"):
        best[mine[position]], parent[mine[position]] = ground[position], theirs[position]
    if np.any(parent < 0) or np.any(best < share * shapely.area(inner.outlines)):
        return None
    return {code: outer.codes[position] for code, position in zip(inner.codes, parent, strict=True)}


def find_nesting(layers: Mapping[str, Boundaries], base: str) -> dict[str, tuple[str, dict[str, str]]]:
    """For each level that others nest in: the inner level (the base where it can be, else the finest) and the codes.

    Parents that the base's own look-up names are taken as they are (a best fit), whatever the outlines say.
    """
    order = sorted(layers, key=lambda level: (level != base, -len(layers[level].codes)))
    found: dict[str, tuple[str, dict[str, str]]] = {}
    for place, outer in enumerate(order):
        for inner in order[:place]:
            parents = _named_parents(layers[inner], layers[outer]) or find_parents(layers[inner], layers[outer])
            if parents:
                found[outer] = (inner, parents)
                break
    return found


def _named_parents(inner: Boundaries, outer: Boundaries) -> dict[str, str] | None:
    named = {code: parent for code, parent in zip(inner.codes, inner.parents, strict=True) if parent is not None}
    return named if len(named) == len(inner.codes) and set(named.values()) <= set(outer.codes) else None


def keep_nested(
    atoms: list[tuple[str, ...]], levels: list[str], nesting: Mapping[str, tuple[str, Mapping[str, str]]]
) -> list[tuple[str, ...]]:
    """Combinations of codes (one of each of ``levels``, in order, then others) that agree with the nesting."""
    rules = [(levels.index(inner), levels.index(outer), parents) for outer, (inner, parents) in nesting.items()]
    return [atom for atom in atoms if all(parents[atom[inner]] == atom[outer] for inner, outer, parents in rules)]
