"""Square areas and lattices for the tests of the geo floor."""

import numpy as np
import shapely

from geo.boundaries import Boundaries


def make_squares(*corners: tuple[float, float], codes: tuple[str, ...], side: float = 100.0) -> Boundaries:
    """Areas that are squares of ``side`` metres with these south-west corners."""
    shapes = np.array([shapely.box(x, y, x + side, y + side) for x, y in corners], dtype=object)
    return Boundaries("square", codes, codes, shapes, (None,) * len(codes))


def make_lattice(rows: int, columns: int) -> np.ndarray:
    """Queen neighbours of a lattice, each cell with itself, by distance."""
    x, y = (axis.ravel() for axis in np.mgrid[:rows, :columns])
    near = np.maximum(abs(x[:, None] - x), abs(y[:, None] - y)) <= 1
    return near.astype(int)
