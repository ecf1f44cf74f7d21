"""Kernel density beside scikit-learn, in the same run: the same events, cell centres and Gaussian kernel.

Settings: 20,000 and 100,000 events, half of them in 40 clusters and half anywhere; 150 x 150 cells of 100 m; bandwidth
500 m. scikit-learn: ``KernelDensity(kernel="gaussian", rtol=1e-4)`` fitted and asked for each centre. It corrects no
edge, so the events keep away from it, beyond the reach of the kernel; ours corrects it all the same. The surfaces are
compared before any time is reported.

From many events: 10 million, ours alone, with the most memory it took beyond the events themselves.
"""

import math
import time
import tracemalloc

import numpy as np
import sklearn
from sklearn.neighbors import KernelDensity

from geo.grid import Grid
from geo.surface import Kernel, estimate_surface

EVENTS, MANY, ACROSS, CELL, BANDWIDTH = (20_000, 100_000), 10_000_000, 150, 100, 500
WEST, SIDE, REACH = 400_000, ACROSS * CELL, 5 * BANDWIDTH
CLUSTERS, SPREAD, RUNS = 40, 300, 5
FURTHEST = 0.002
"""How far the two surfaces may lie apart, as a share of the peak."""

Row = tuple[str, float, float, str]


def run() -> list[Row]:
    """Rows of (measurement, our seconds, peer's seconds, note); nan where no peer is asked."""
    grid = square()
    return [*(_compare(grid, events) for events in EVENTS), _take_many(grid)]


def _compare(grid: Grid, events: int) -> Row:
    x, y = draw_events(events)
    centres = np.column_stack([grid.easting, grid.northing]) + CELL / 2
    seconds, mine = min((_time(x, y, grid, "gaussian") for _ in range(RUNS)), key=lambda timed: timed[0])
    start = time.perf_counter()
    peer = KernelDensity(bandwidth=BANDWIDTH, kernel="gaussian", rtol=1e-4).fit(np.column_stack([x, y]))
    theirs = np.exp(peer.score_samples(centres)) * events * 1e6
    taken = time.perf_counter() - start
    apart = float(np.abs(mine - theirs).max() / theirs.max())
    if apart > FURTHEST:
        raise ValueError(f"the surfaces lie {apart:.2%} of the peak apart")
    note = f"scikit-learn {sklearn.__version__}, Gaussian, rtol 1e-4; apart by at most {apart:.4%} of the peak"
    return f"kernel density, {events:,} events, {len(grid):,} cells", seconds, taken, note


def _take_many(grid: Grid) -> Row:
    x, y = draw_events(MANY)
    seconds, _ = _time(x, y, grid, "quartic")
    tracemalloc.start()
    estimate_surface(x, y, grid, BANDWIDTH)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    note = f"quartic, {BANDWIDTH} m; at most {most / 1e6:.0f} MB beyond the events"
    return f"kernel density, {MANY:,} events", seconds, math.nan, note


def _time(x: np.ndarray, y: np.ndarray, grid: Grid, kernel: Kernel) -> tuple[float, np.ndarray]:
    start = time.perf_counter()
    density = estimate_surface(x, y, grid, BANDWIDTH, kernel).density
    return time.perf_counter() - start, density


def draw_events(events: int) -> tuple[np.ndarray, np.ndarray]:
    """Half of them around centres, half anywhere, all of them inside the middle."""
    draw = np.random.default_rng(2019)
    least, most = WEST + REACH, WEST + SIDE - REACH
    centres = draw.uniform(least, most, (2, CLUSTERS))
    gathered = centres[:, draw.integers(0, CLUSTERS, events // 2)] + draw.normal(0, SPREAD, (2, events // 2))
    x, y = np.column_stack([np.clip(gathered, least, most), draw.uniform(least, most, (2, events - events // 2))])
    return x, y


def square() -> Grid:
    """The grid of the settings."""
    east, north = (axis.ravel() * CELL + WEST for axis in np.mgrid[:ACROSS, :ACROSS])
    return Grid(CELL, tuple(map(str, range(len(east)))), east, north)


if __name__ == "__main__":
    for name, ours, peer, note in run():
        beside = "" if math.isnan(peer) else f", peer {peer:.2f} s, ratio {peer / ours:.0f}"
        print(f"{name}: ours {ours:.3f} s{beside} ({note})")
