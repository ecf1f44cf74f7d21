"""From a point to the area that holds it, exactly, many at once.

All in British National Grid metres (EPSG:27700). Points repeat a lot (police.uk snaps them), so each distinct point is
placed once.
"""

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from geo.boundaries import Boundaries
from geo.checks import GAP
from geo.projection import Metres, project_points

__all__ = ["Positions", "place", "place_nearest", "project_points"]

Positions = NDArray[np.int64]


def place(boundaries: Boundaries, easting: ArrayLike, northing: ArrayLike) -> Positions:
    """Find the area that holds each point: positions into ``boundaries.codes``, -1 in none (and for NaN).

    ``easting`` and ``northing`` are 1-D, EPSG:27700 metres. The edge belongs to the area; on a shared edge the
    lowest code wins.
    """
    points, back = _distinct(easting, northing)
    return np.append(_place_distinct(boundaries, points), -1)[back]


def place_nearest(boundaries: Boundaries, easting: ArrayLike, northing: ArrayLike, within: float = GAP) -> Positions:
    """Find the area that holds each point, or else the nearest one within ``within`` metres; -1 where there is none.

    For points in a sliver between generalised outlines. Of areas equally near, the lowest code wins.
    """
    points, back = _distinct(easting, northing)
    placed = _place_distinct(boundaries, points)
    lost = np.flatnonzero(placed < 0)
    found, area = boundaries.tree.query_nearest(shapely.points(points[lost]), max_distance=within, all_matches=True)
    placed[lost] = _lowest(boundaries, found, area, len(lost))
    return np.append(placed, -1)[back]


def _place_distinct(boundaries: Boundaries, points: Metres) -> Positions:
    """Place points of shape (k, 2): candidates by their bounds, then an exact test against each."""
    found, area = boundaries.tree.query(shapely.points(points))
    held = shapely.intersects_xy(boundaries.outlines[area], points[found, 0], points[found, 1])
    return _lowest(boundaries, found[held], area[held], len(points))


def _distinct(easting: ArrayLike, northing: ArrayLike) -> tuple[Metres, Positions]:
    """Give each distinct finite point once (k, 2), and for every point its row there; row k stands for "no point"."""
    both = np.asarray(easting, dtype=np.float64) + 1j * np.asarray(northing, dtype=np.float64)
    known = np.isfinite(both)
    once, row = np.unique(both[known], return_inverse=True)
    back = np.full(both.shape, len(once), dtype=np.int64)
    back[known] = row
    return np.column_stack([once.real, once.imag]), back


def _lowest(boundaries: Boundaries, found: Positions, area: Positions, n: int) -> Positions:
    """Of the areas found for each of ``n`` points keep the lowest code; -1 where none was found."""
    best = np.full(n, len(boundaries), dtype=np.int64)
    np.minimum.at(best, found, boundaries.ranks[area])
    in_order = np.append(np.argsort(boundaries.ranks), -1)
    return in_order[best]
