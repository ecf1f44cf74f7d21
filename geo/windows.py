"""Windows: each place with its neighbours, checked once and ready to have counts summed over them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from geo.checks import PlaceRefused
from geo.grid import Grid

Numbers = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Windows:
    """The windows of n places: ``sizes`` (places in each, itself included) and ``add`` (counts to window sums), each of
    shape (n,)."""

    sizes: Integers
    add: Callable[[Numbers], Numbers]

    def __len__(self) -> int:
        return len(self.sizes)

    @cached_property
    def distinct_sizes(self) -> Integers:
        """Each size once, rising."""
        return np.unique(self.sizes)

    @cached_property
    def scale(self) -> Numbers:
        """``scale_of`` each window, shape (n,)."""
        return scale_of(self.sizes, len(self))

    @cached_property
    def distinct_scale(self) -> Numbers:
        """``scale_of`` each distinct size."""
        return scale_of(self.distinct_sizes, len(self))

    @cached_property
    def kind(self) -> Integers:
        """For each place the position of its size among the distinct ones, shape (n,)."""
        return np.searchsorted(self.distinct_sizes, self.sizes).astype(np.int64)


def scale_of(sizes: Integers, n: int) -> Numbers:
    """How widely sums over so many of n places scatter, in standard deviations of the counts, each arrangement of them
    over the places alike; infinite for all n, whose sum is always the same."""
    scale = np.sqrt(sizes * (n - sizes) / (n - 1))
    scale[sizes == n] = np.inf
    return np.asarray(scale)


def windows_of(neighbours_with_self: Any) -> Windows:
    """Check a square matrix of 0 and 1 with a full diagonal (dense or scipy sparse).

    Raises ``PlaceRefused`` where it is another.
    """
    matrix = sparse.csr_array(neighbours_with_self, dtype=np.float64)
    rows, columns = matrix.shape
    if rows != columns or (matrix.data != 1).any() or (matrix.diagonal() != 1).any():
        found = f"a matrix of shape {matrix.shape}"
        raise PlaceRefused(
            "neighbours that Gi* cannot use.", found, "give a square matrix of 0 and 1 whose diagonal is all 1."
        )
    return Windows(np.asarray(matrix.sum(axis=1)).astype(np.int64), lambda counts: matrix @ counts)


def grid_windows(grid: Grid) -> Windows:
    """The 3 x 3 windows of a grid's cells, as far as there are cells: what ``Grid.neighbours`` says, summed faster.

    Counts are laid out as the cells lie, with nothing where there is none, and added along rows and then columns.
    """
    row, column = grid.northing // grid.size, grid.easting // grid.size
    row, column = row - row.min(), column - column.min()
    across, high = int(column.max()) + 3, int(row.max()) + 3
    # One empty square round all cells, all squares in one row: west and east neighbours are the next, north and south
    # ``across`` away. Sums stand where the south-west corner of the window is.
    corner = row * across + column
    at = corner + across + 1

    def add(counts: Numbers) -> Numbers:
        laid = np.zeros(across * high)
        laid[at] = counts
        tall = laid[: -2 * across] + laid[across:-across]
        tall += laid[2 * across :]
        wide = tall[:-2] + tall[1:-1]
        wide += tall[2:]
        return np.asarray(wide.take(corner))

    return Windows(add(np.ones(len(grid))).astype(np.int64), add)
