"""A look-up table of squares over outlines: a point far from every edge is placed by the square it lies in.

Squares that no edge comes near lie whole inside one area or outside all, so one point of a patch of such squares
speaks for all of them. Only points in the other squares need the exact test. The answers are those of the exact test.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import ndimage

from geo.checks import Shapes
from geo.projection import Metres

NEAR_EDGE = -2
"""What the table says of a square that an edge comes near: test its points exactly."""
_SIDE, _MOST_SQUARES, _MARGIN = 10.0, 4_000_000, 2.0

Positions = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Lookup:
    """Squares of ``side`` metres from the corner (``west``, ``south``), EPSG:27700; ``held`` (rows run north) gives the
    position of the area that holds the whole square, -1 where none does, ``NEAR_EDGE`` where a point must be tested."""

    west: float
    south: float
    side: float
    held: NDArray[np.int32]

    def find(self, points: Metres) -> Positions:
        """What the table says of each of the finite points (k, 2); no area lies outside the table."""
        column = ((points[:, 0] - self.west) // self.side).astype(np.int64)
        row = ((points[:, 1] - self.south) // self.side).astype(np.int64)
        high, wide = self.held.shape
        beyond = (column < 0) | (row < 0) | (column >= wide) | (row >= high)
        column[beyond], row[beyond] = 0, 0
        found: Positions = self.held.ravel()[row * wide + column].astype(np.int64)
        found[beyond] = -1
        return found


def lay_lookup(outlines: Shapes, place: Callable[[Metres], Positions]) -> Lookup:
    """Lay the table over outlines (EPSG:27700). ``place`` gives the area of points by the exact test, -1 for none."""
    west, south, east, north = shapely.total_bounds(outlines)
    side = max(_SIDE, float(np.sqrt((east - west) * (north - south) / _MOST_SQUARES)))
    west, south = west - 2 * side, south - 2 * side
    shape = int((north - south) // side) + 3, int((east - west) // side) + 3
    near = _mark_edges(outlines, west, south, side, shape)
    patch, patches = ndimage.label(~near)
    first = np.unique(patch, return_index=True)[1][-patches:] if patches else np.zeros(0, dtype=np.int64)
    row, column = np.divmod(first, shape[1])
    middle = np.column_stack([west + (column + 0.5) * side, south + (row + 0.5) * side])
    held = np.concatenate([[NEAR_EDGE], place(middle)]).astype(np.int32)
    return Lookup(float(west), float(south), side, held[patch])


def _mark_edges(outlines: Shapes, west: float, south: float, side: float, shape: tuple[int, int]) -> NDArray[np.bool_]:
    """True for every square that an edge comes within the margin of (and for some near ones)."""
    corners = (_pieces(outlines, side) - (west, south, west, south)) / side
    margin = _MARGIN / side
    low = np.floor(np.minimum(corners[:, :2], corners[:, 2:]) - margin).astype(np.int64)
    high = np.floor(np.maximum(corners[:, :2], corners[:, 2:]) + margin).astype(np.int64)
    near = np.zeros(shape, dtype=bool)
    for right in range(3):  # a piece is at most one side long, so with its margin it meets at most three squares a way
        column = np.minimum(low[:, 0] + right, high[:, 0])
        for up in range(3):
            near[np.minimum(low[:, 1] + up, high[:, 1]), column] = True
    return near


def _pieces(outlines: Shapes, side: float) -> NDArray[np.float64]:
    """All edges of the outlines cut into pieces no longer than ``side``: (n, 4) of x, y, x, y."""
    points, ring = shapely.get_coordinates(shapely.get_rings(shapely.get_parts(outlines)), return_index=True)
    joined = ring[1:] == ring[:-1]
    start, end = points[:-1][joined], points[1:][joined]
    cuts = np.maximum(1, np.ceil(np.hypot(*(end - start).T) / side)).astype(np.int64)
    edge = np.repeat(np.arange(len(cuts)), cuts)
    step = np.arange(len(edge)) - np.repeat(np.cumsum(cuts) - cuts, cuts)
    from_share, to_share = step / cuts[edge], (step + 1) / cuts[edge]
    along = (end - start)[edge]
    return np.hstack([start[edge] + along * from_share[:, None], start[edge] + along * to_share[:, None]])
