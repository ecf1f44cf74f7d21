"""Events for each area or cell."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.grid import Grid, place_in_grid

_CHUNK = 1 << 16
"""Points counted at a time: what they need on the way stays in the processor's cache."""


def count_by(positions: ArrayLike, n: int) -> NDArray[np.int64]:
    """Count how often each of the positions 0..n-1 occurs; -1 (in none) is not counted. Shape (n,)."""
    where = np.asarray(positions, dtype=np.int64)
    return np.bincount(where + 1, minlength=n + 1)[1:].astype(np.int64, copy=False)


def count_in_grid(grid: Grid, easting: ArrayLike, northing: ArrayLike) -> NDArray[np.int64]:
    """Count the points (EPSG:27700) of each cell, as ``place_in_grid`` places them, without a list of places: shape of
    ``grid.codes``."""
    east, north = np.asarray(easting, dtype=np.float64), np.asarray(northing, dtype=np.float64)
    counts, step = np.zeros(len(grid), dtype=np.int64), max(_CHUNK, len(grid))
    for start in range(0, len(east), step):
        part = slice(start, start + step)
        counts += count_by(place_in_grid(grid, east[part], north[part]), len(grid))
    return counts
