"""Nesting: which areas of one level lie whole in one area of another, as LSOAs lie in MSOAs and most of them in a ward.

Published outlines of different levels differ by slivers. Where nearly the whole of an inner area lies in one outer
area, the outer area of an event is taken from its inner one: an outer count is then the sum of whole parts, and no
proof of disclosure control rests on ground that a reader of the map would not believe in.
"""

from collections.abc import Mapping

import shapely

from geo.boundaries import Boundaries

SHARE = 0.98


def find_parents(inner: Boundaries, outer: Boundaries, share: float = SHARE) -> dict[str, str]:
    """Outer code of each inner code that has ``share`` of its ground, or more, in one outer area; no others."""
    tree = shapely.STRtree(outer.outlines)
    mine, theirs = tree.query(inner.outlines, predicate="intersects")
    ground = shapely.area(shapely.intersection(inner.outlines[mine], outer.outlines[theirs]))
    nearly = ground >= share * shapely.area(inner.outlines)[mine]
    return {inner.codes[i]: outer.codes[o] for i, o in zip(mine[nearly], theirs[nearly], strict=True)}


def find_torn(inner: Boundaries, outer: Boundaries, parents: Mapping[str, str], share: float = SHARE) -> frozenset[str]:
    """Codes of outer areas that hold a part of an inner area without a parent: more than ``1 - share`` of its ground.

    What is known of inner areas only, such as their residents, cannot be added up to such an outer area.
    """
    loose = [at for at, code in enumerate(inner.codes) if code not in parents]
    tree = shapely.STRtree(outer.outlines)
    mine, theirs = tree.query(inner.outlines[loose], predicate="intersects")
    ground = shapely.area(shapely.intersection(inner.outlines[loose][mine], outer.outlines[theirs]))
    torn = ground > (1 - share) * shapely.area(inner.outlines[loose])[mine]
    return frozenset(outer.codes[at] for at in theirs[torn])


def find_nesting(layers: Mapping[str, Boundaries], base: str) -> dict[str, tuple[str, dict[str, str]]]:
    """For each level but the base: an inner level, and the outer code of each inner area that lies whole in one.

    The inner level is the finest (the base first) that nests whole; where none does, the base with the areas that do.
    Parents that a level's own look-up names are taken as they are (a best fit), whatever the outlines say.
    """
    order = sorted(layers, key=lambda level: (level != base, -len(layers[level].codes)))
    found: dict[str, tuple[str, dict[str, str]]] = {}
    for place, outer in enumerate(order[1:], start=1):
        choices = {inner: _parents(layers[inner], layers[outer]) for inner in order[:place]}
        whole = (inner for inner, parents in choices.items() if len(parents) == len(layers[inner].codes))
        inner = next(whole, base)
        found[outer] = (inner, choices[inner])
    return found


def _parents(inner: Boundaries, outer: Boundaries) -> dict[str, str]:
    return _named_parents(inner, outer) or find_parents(inner, outer)


def _named_parents(inner: Boundaries, outer: Boundaries) -> dict[str, str] | None:
    named = {code: parent for code, parent in zip(inner.codes, inner.parents, strict=True) if parent is not None}
    return named if len(named) == len(inner.codes) and set(named.values()) <= set(outer.codes) else None


def keep_nested(
    atoms: list[tuple[str, ...]], levels: list[str], nesting: Mapping[str, tuple[str, Mapping[str, str]]]
) -> list[tuple[str, ...]]:
    """Combinations of codes (one of each of ``levels``, in order, then others) that agree with the nesting."""
    rules = [(levels.index(inner), levels.index(outer), parents) for outer, (inner, parents) in nesting.items()]
    return [
        atom
        for atom in atoms
        if all(parents.get(atom[inner], atom[outer]) == atom[outer] for inner, outer, parents in rules)
    ]
