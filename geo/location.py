"""From a point to the area that holds it, exactly, many at once.

All in British National Grid metres (EPSG:27700). Points repeat a lot (police.uk snaps them), so each distinct point is
tested once; of many points only those near an edge are tested at all (``geo/lookup.py``).
"""

from threading import Lock
from weakref import WeakKeyDictionary

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from geo.boundaries import Boundaries
from geo.checks import GAP
from geo.lookup import NEAR_EDGE, Lookup, lay_lookup
from geo.projection import Metres, project_points

__all__ = ["Positions", "place", "place_nearest", "project_points"]

Positions = NDArray[np.int64]

MANY = 50_000
"""From so many points on, laying a look-up table pays."""
_LOOKUPS: WeakKeyDictionary[Boundaries, Lookup] = WeakKeyDictionary()
_ALONE = Lock()
"""GEOS builds the inside of a prepared outline when it is first asked, unguarded: only one thread at a time may ask."""


def place(boundaries: Boundaries, easting: ArrayLike, northing: ArrayLike) -> Positions:
    """Find the area that holds each point: positions into ``boundaries.codes``, -1 in none (and for NaN).

    ``easting`` and ``northing`` are 1-D, EPSG:27700 metres. The edge belongs to the area; on a shared edge the
    lowest code wins.
    """
    points, known = _known(easting, northing)
    placed, _ = _place_known(boundaries, points)
    return _spread(placed, known)


def place_nearest(boundaries: Boundaries, easting: ArrayLike, northing: ArrayLike, within: float = GAP) -> Positions:
    """Find the area that holds each point, or else the nearest one within ``within`` metres; -1 where there is none.

    For points in a sliver between generalised outlines. Of areas equally near, the lowest code wins.
    """
    points, known = _known(easting, northing)
    placed, tested = _place_known(boundaries, points)
    far = within > GAP
    lost = np.flatnonzero(placed < 0 if far else tested & (placed < 0))
    once, back = np.unique(points[lost], axis=0, return_inverse=True)
    with _ALONE:
        found, area = boundaries.tree.query_nearest(shapely.points(once), max_distance=within, all_matches=True)
    placed[lost] = _lowest(boundaries, found, area, len(once))[back.ravel()]
    return _spread(placed, known)


def _known(easting: ArrayLike, northing: ArrayLike) -> tuple[Metres, NDArray[np.bool_]]:
    """The finite points (k, 2), and which of all points they are."""
    x, y = np.asarray(easting, dtype=np.float64), np.asarray(northing, dtype=np.float64)
    known = np.isfinite(x) & np.isfinite(y)
    return np.column_stack([x[known], y[known]]), known


def _spread(placed: Positions, known: NDArray[np.bool_]) -> Positions:
    """Give the answers of the known points back to all points; -1 for the others."""
    if known.all():
        return placed
    spread = np.full(known.shape, -1, dtype=np.int64)
    spread[known] = placed
    return spread


def _place_known(boundaries: Boundaries, points: Metres) -> tuple[Positions, NDArray[np.bool_]]:
    """Place finite points (k, 2), and say which of them were tested exactly; the others lie far from every edge."""
    if len(points) < MANY:
        return _place_distinct(boundaries, points), np.ones(len(points), dtype=bool)
    placed = _find_lookup(boundaries).find(points)
    tested = placed == NEAR_EDGE
    placed[tested] = _place_distinct(boundaries, points[tested])
    return placed, tested


def _find_lookup(boundaries: Boundaries) -> Lookup:
    """The look-up table of these outlines, laid once."""
    with _ALONE:
        if boundaries not in _LOOKUPS:
            _LOOKUPS[boundaries] = lay_lookup(boundaries.outlines, lambda points: _test_each(boundaries, points))
        return _LOOKUPS[boundaries]


def _place_distinct(boundaries: Boundaries, points: Metres) -> Positions:
    """Place points of shape (k, 2), each distinct one once."""
    once, back = np.unique(points[:, 0] + 1j * points[:, 1], return_inverse=True)
    return _place_exactly(boundaries, np.column_stack([once.real, once.imag]))[back]


def _place_exactly(boundaries: Boundaries, points: Metres) -> Positions:
    """Place points of shape (k, 2), while no other thread does."""
    with _ALONE:
        return _test_each(boundaries, points)


def _test_each(boundaries: Boundaries, points: Metres) -> Positions:
    """Place points of shape (k, 2): candidates by their bounds, then an exact test against each."""
    found, area = boundaries.tree.query(shapely.points(points))
    held = shapely.intersects_xy(boundaries.outlines[area], points[found, 0], points[found, 1])
    return _lowest(boundaries, found[held], area[held], len(points))


def _lowest(boundaries: Boundaries, found: Positions, area: Positions, n: int) -> Positions:
    """Of the areas found for each of ``n`` points keep the lowest code; -1 where none was found."""
    best = np.full(n, len(boundaries), dtype=np.int64)
    np.minimum.at(best, found, boundaries.ranks[area])
    in_order = np.append(np.argsort(boundaries.ranks), -1)
    return in_order[best]
