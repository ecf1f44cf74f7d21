"""Kernel density: events spread into a smooth surface, clipped to the area and corrected at its edge.

Each event's kernel is divided by its mass inside the area, so that the surface integrates to the number of events: P.
Diggle (1985), A kernel method for smoothing point process data, Applied Statistics 34(2); M. C. Jones (1993), Simple
boundary correction for kernel density estimation, Statistics and Computing 3(3). Events are binned linearly to a fine
lattice and spread by Fourier transform: M. P. Wand (1994), Fast computation of multivariate kernel estimators, Journal
of Computational and Graphical Statistics 3(4). Bandwidth: B. W. Silverman (1986), Density Estimation for Statistics and
Data Analysis, section 4.3.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, pi
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import fft

from geo.checks import PlaceRefused
from geo.grid import Grid, place_in_grid

Numbers = NDArray[np.float64]
Kernel = Literal["quartic", "gaussian"]

_MOST_NODES = 1 << 24
_CHUNK = 1 << 18
_KM2 = 1e6


class _Shape(NamedTuple):
    """A kernel of bandwidth 1, of the square of the distance: its ``reach``, how ``fine`` a lattice it asks for (nodes
    to a bandwidth), and by how much of a step, squared, its bandwidth is narrowed for what binning widens.

    A step s widens by s²/6 along each axis on the average: that is taken from a Gaussian's variance. Taking it from the
    quartic's (h²/8) overdoes it at the peak, and half of that errs least. Then no event is further than 0.2 % of the
    peak from its kernel, wherever it lies between the nodes.
    """

    reach: float
    fine: int
    narrowed: float
    value: Callable[[Numbers], Numbers]


_SHAPES = {
    "quartic": _Shape(1.0, 21, 2 / 3, lambda square: 3 / pi * np.maximum(1 - square, 0) ** 2),
    "gaussian": _Shape(5.0, 10, 1 / 6, lambda square: np.exp(-square / 2) / (2 * pi)),
}


@dataclass(frozen=True, eq=False)
class Surface:
    """Density of events over n cells, in the order of the grid's codes, each array of shape (n,).

    ``density``: events per square kilometre at the cell's centre. ``expected``: events in the cell; they sum to the
    number of events inside the area. ``lost``: the share of the kernels' mass that lay outside before the correction.
    """

    density: Numbers
    expected: Numbers
    bandwidth: float
    kernel: Kernel
    lost: float


def estimate_surface(
    easting: ArrayLike, northing: ArrayLike, grid: Grid, bandwidth: float, kernel: Kernel = "quartic"
) -> Surface:
    """Estimate the density of events (metres, EPSG:27700, shape (n,)) over the cells of a grid, which are the area.

    ``bandwidth`` in metres: the radius of the quartic kernel, 3/(πh²) (1 - d²/h²)², or the standard deviation of the
    Gaussian. Events in no cell, and NaN, are left out. Raises PlaceRefused on series of other lengths, and on a
    bandwidth that is not above 0 or asks for too fine a lattice.
    """
    x, y = _check_events(easting, northing)
    shape = _SHAPES[kernel]
    lattice = _lay_lattice(grid, bandwidth, shape.fine)
    events = _bin_events(x, y, grid, lattice)
    narrow = np.sqrt(bandwidth**2 - shape.narrowed * lattice.step**2)
    total = float(events.sum())
    inside, density = _spread(events, lattice, shape, narrow)
    lost = 1 - inside / total if total else 0.0
    expected, at_centre = lattice.add_up(density) * lattice.step**2, lattice.at_centres(density) * _KM2
    return Surface(at_centre, expected, bandwidth, kernel, max(lost, 0.0))


def choose_bandwidth(easting: ArrayLike, northing: ArrayLike) -> float:
    """Choose a bandwidth of the quartic kernel (metres) that suits events scattered about one centre.

    The normal-reference rule in two dimensions, h = 2.78 σ n^(-1/6), where σ² is the mean of the variances along both
    axes (Silverman 1986, table 4.1). It oversmooths events that gather in several places. NaN is left out. Raises
    PlaceRefused on fewer than two events, or events all at one place.
    """
    x, y = _check_events(easting, northing)
    here = np.isfinite(x) & np.isfinite(y)
    x, y, n = x[here], y[here], int(here.sum())
    if n < 2 or not (np.ptp(x) or np.ptp(y)):
        raise PlaceRefused(
            "events that suggest no bandwidth.", f"{n:,} events at one place", "take more events, or name a bandwidth."
        )
    variance = (x.var(ddof=1) + y.var(ddof=1)) / 2
    return float(2.78 * np.sqrt(variance) * n ** (-1 / 6))


class _Lattice(NamedTuple):
    """Nodes over the bounding box of the cells, ``nodes`` to the side of each; one lies at each centre.

    So an odd number lies within the cells, with one more all round, and an even number on their edges as well. The
    square of one step about a node or, where they are even, between four of them is a cell's or none's. ``held``: which
    squares of the box are cells, rows running north; ``row`` and ``column`` of each cell in it.
    """

    west: int
    south: int
    step: float
    nodes: int
    held: NDArray[np.bool_]
    row: NDArray[np.int64]
    column: NDArray[np.int64]

    @property
    def odd(self) -> int:
        """1 or 0."""
        return self.nodes % 2

    def inside(self) -> NDArray[Any]:
        """The share of each node's surroundings that lies in a cell."""
        squares = np.pad(self.held.repeat(self.nodes, axis=0).repeat(self.nodes, axis=1), 1)
        return squares if self.odd else _average_four(squares)

    def add_up(self, heights: Numbers) -> Numbers:
        """The sum over the squares of each cell."""
        squares = heights[1:-1, 1:-1] if self.odd else _average_four(heights)
        high, wide = (np.arange(side) * self.nodes for side in self.held.shape)
        rows = np.add.reduceat(squares, high, axis=0)
        return np.asarray(np.add.reduceat(rows, wide, axis=1)[self.row, self.column])

    def at_centres(self, heights: Numbers) -> Numbers:
        """The height at the middle node of each cell."""
        middle = self.nodes // 2 + self.odd
        return np.asarray(heights[middle + self.row * self.nodes, middle + self.column * self.nodes])


def _average_four(values: NDArray[Any]) -> Numbers:
    """The mean of each four neighbours, one row and one column fewer."""
    tall = np.add(values[:-1], values[1:], dtype=np.float64)
    wide = tall[:, :-1] + tall[:, 1:]
    wide /= 4
    return np.asarray(wide)


def _lay_lattice(grid: Grid, bandwidth: float, fine: int) -> _Lattice:
    if not (np.isfinite(bandwidth) and bandwidth > 0):
        raise PlaceRefused("a bandwidth that cannot be.", f"{bandwidth} m", "give a finite bandwidth above 0.")
    west, south = int(grid.easting.min()), int(grid.northing.min())
    row, column = (grid.northing - south) // grid.size, (grid.easting - west) // grid.size
    high, wide = int(row.max()) + 1, int(column.max()) + 1
    most = (_MOST_NODES / (high * wide)) ** 0.5
    nodes = fine * grid.size / bandwidth
    if nodes > most:
        raise PlaceRefused(
            "a bandwidth too small for its grid.",
            f"{bandwidth:g} m on {high:,} x {wide:,} cells of {grid.size:,} m",
            f"take at least {ceil(fine * grid.size / most):,} m, or a smaller area.",
        )
    across = ceil(nodes)
    held = np.zeros((high, wide), dtype=bool)
    held[row, column] = True
    return _Lattice(west, south, grid.size / across, across, held, row, column)


def _bin_events(x: Numbers, y: Numbers, grid: Grid, lattice: _Lattice) -> Numbers:
    """Share each event inside among the four nodes around it, by how near it is to them along each axis."""
    high, wide = (side * lattice.nodes + 1 + lattice.odd for side in lattice.held.shape)
    half = lattice.odd * lattice.step / 2
    west, south = lattice.west - half, lattice.south - half
    binned = np.zeros(high * wide)
    for start in range(0, len(x), _CHUNK):
        east, north = x[start : start + _CHUNK], y[start : start + _CHUNK]
        here = place_in_grid(grid, east, north) >= 0
        column, right = _find_node(east[here], west, lattice.step, wide)
        row, up = _find_node(north[here], south, lattice.step, high)
        node, both = row * wide + column, right * up
        np.add.at(binned, node, 1 - right - up + both)
        np.add.at(binned, node + 1, right - both)
        np.add.at(binned, node + wide, up - both)
        np.add.at(binned, node + wide + 1, both)
    return binned.reshape(high, wide)


def _find_node(metres: Numbers, corner: float, step: float, nodes: int) -> tuple[NDArray[np.int64], Numbers]:
    """The node west or south of each coordinate, and how far beyond it, in steps."""
    place = np.clip((metres - corner) / step, 0, nodes - 1.001)
    node = place.astype(np.int64)
    return node, place - node


def _spread(events: Numbers, lattice: _Lattice, shape: _Shape, bandwidth: float) -> tuple[float, Numbers]:
    """The mass of the events' kernels inside the area, and the density (per square metre) that they make at each node.

    Takes ``events`` for its own use. The rows are transformed first, and only those that hold nodes; all transforms
    share two arrays, as fresh memory costs more here than arithmetic.
    """
    high, wide = events.shape
    reach = ceil(shape.reach * bandwidth / lattice.step)
    up, along = (2 * fft.next_fast_len((side + min(reach, side) + 1) // 2, real=True) for side in events.shape)
    kernel = _transform_kernel(up, along, lattice.step, shape, bandwidth)
    changed, back = np.empty((up, along // 2 + 1), dtype=np.complex128), np.empty((high, along))

    def blur(heights: NDArray[Any]) -> Numbers:
        np.fft.rfft(heights, along, out=changed[:high])
        changed[high:] = 0
        spread = fft.fft(changed, axis=0, overwrite_x=True)
        spread[: len(kernel)] *= kernel
        spread[len(kernel) :] *= kernel[-2:0:-1]
        spread = fft.ifft(spread, axis=0, overwrite_x=True)
        return np.fft.irfft(spread[:high], along, out=back)[:, :wide]

    mass = blur(lattice.inside())
    mass *= lattice.step**2
    inside = float(np.einsum("ij,ij", events, mass))
    np.divide(events, mass, out=events, where=events > 0)
    density = blur(events)
    return inside, np.maximum(density, 0.0, out=density)


def _transform_kernel(up: int, along: int, step: float, shape: _Shape, bandwidth: float) -> Numbers:
    """A quarter of the Fourier transform of a kernel at the first node: it is real, and even along both axes."""
    north, east = (np.arange(side // 2 + 1) * step / bandwidth for side in (up, along))
    return np.asarray(fft.dctn(shape.value(np.add.outer(north**2, east**2)) / bandwidth**2, type=1, overwrite_x=True))


def _check_events(easting: ArrayLike, northing: ArrayLike) -> tuple[Numbers, Numbers]:
    x, y = np.asarray(easting, dtype=np.float64), np.asarray(northing, dtype=np.float64)
    if x.ndim != 1 or x.shape != y.shape:
        raise PlaceRefused(
            "events without a place.",
            f"eastings of shape {x.shape}, northings of shape {y.shape}",
            "give one easting and one northing for each event.",
        )
    return x, y
