"""Which areas lie whole in others, and which outer areas hold a part of one that does not."""

import numpy as np
import shapely

from geo.boundaries import Boundaries
from geo.nesting import find_nesting, find_parents, find_torn


def boxes(level: str, *corners: tuple[float, float, float, float]) -> Boundaries:
    codes = [f"{level}{place}" for place in range(len(corners))]
    outlines = np.array([shapely.box(*(450_000 + metres for metres in one)) for one in corners], dtype=object)
    return Boundaries.from_wkb(level, codes, codes, [shapely.to_wkb(one) for one in outlines])


INNER = boxes("a", (0, 0, 100, 100), (100, 0, 200, 100), (200, 0, 300, 100), (0, 100, 300, 200))


def test_an_area_in_two_outer_ones_has_no_parent_and_tears_both() -> None:
    outer = boxes("b", (0, 0, 150, 100), (150, 0, 300, 100), (0, 100, 300, 200))
    parents = find_parents(INNER, outer)
    assert parents == {"a0": "b0", "a2": "b1", "a3": "b2"}
    assert find_torn(INNER, outer, parents) == {"b0", "b1"}
    assert find_nesting({"a": INNER, "b": outer}, "a") == {"b": ("a", parents)}


def test_a_sliver_tears_nothing() -> None:
    outer = boxes("b", (0, 0, 101, 100), (101, 0, 300, 100), (0, 100, 300, 200))
    parents = find_parents(INNER, outer)
    assert set(parents) == {"a0", "a1", "a2", "a3"}
    assert find_torn(INNER, outer, parents) == frozenset()
