"""Gi* on a grid beside esda, in the same run: the same counts and neighbours, both ready before the clock starts.

Settings: queen neighbours with self, binary weights. esda: ``G_Local(star=True, transform="B", permutations=0)``, once
with a ``Graph`` and once with the older ``W``, the diagonal filled and the weights already binary, so that none are
built while the clock runs. Both sides give z and p for every cell; best of 25 runs each, taken in turn. The answers are
compared before any time is reported.

Ours takes the grid's ``Windows``, ready before the clock starts like the peer's weights.

Permutations: esda draws 999 for each cell (its default number; ``numba`` is not installed), ours weighs all of them
(``geo/permutations.py``). Compared by the peer's directed p: the furthest apart, which is the error of its draws.

From events: points are counted into cells of 250 m and Gi* follows. The peer joins them to a fishnet with geopandas,
counts, builds queen weights and asks esda; both start from coordinates and outlines.
``python -m benchmarks.hotspots 10000000`` takes so many events.
"""

import sys
import time
import warnings
from collections.abc import Callable

import esda
import geopandas
import libpysal
import numpy as np
from scipy import sparse

from geo.counts import count_in_grid
from geo.grid import Grid
from geo.hotspots import find_hotspots
from geo.permutations import permutation_p
from geo.windows import Windows, grid_windows

RUNS, EVENTS, ACROSS, CELL, PERMUTATIONS = 25, 500_000, 80, 250, 999
SIDES = (36, 72, 200)
"""Cells a side: about Milton Keynes and Greater Manchester at 500 m, and 40,000 cells."""
SHORTEST = 0.02

Row = tuple[str, float, float, str]


def run() -> list[tuple[str, float, float, str]]:
    """Measure Gi* at each size against both kinds of weights of the peer: name, our seconds, peer's seconds, note."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        alone = [row for side in SIDES for row in _compare(side)]
        return [*alone, *(_permute(side) for side in SIDES[:2]), count_and_find(EVENTS)]


def count_and_find(events: int) -> Row:
    """Gi* on a 250 m grid from the points of so many events, counting included; one run of each."""
    grid, rng = square(ACROSS, CELL), np.random.default_rng(2019)
    x = rng.uniform(400_000, 400_000 + ACROSS * CELL, events)
    y = rng.uniform(400_000, 400_000 + ACROSS * CELL, events)
    start = time.perf_counter()
    mine = find_hotspots(count_in_grid(grid, x, y), grid_windows(grid)).z
    ours = time.perf_counter() - start
    start = time.perf_counter()
    theirs = _join_fishnet(grid, x, y)
    peer = time.perf_counter() - start
    furthest = np.abs(mine - theirs).max()
    note = f"geopandas {geopandas.__version__} fishnet join and esda; z apart by at most {furthest:.0e}"
    return f"Gi* from {events:,} events", ours, peer, note


def _join_fishnet(grid: Grid, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    cells = geopandas.GeoDataFrame(geometry=list(grid.polygons()), crs=27700)
    points = geopandas.GeoDataFrame(geometry=geopandas.points_from_xy(x, y, crs=27700))
    joined = geopandas.sjoin(points, cells, predicate="intersects")
    joined = joined[~joined.index.duplicated()]
    counts = joined.groupby("index_right").size().reindex(cells.index, fill_value=0).to_numpy(dtype=np.float64)
    queen = libpysal.graph.Graph.build_contiguity(cells, rook=False).assign_self_weight()
    return np.asarray(esda.G_Local(counts, queen, transform="B", star=True, permutations=0).Zs)


def _compare(side: int) -> list[Row]:
    grid = square(side)
    windows, counts = grid_windows(grid), np.random.default_rng(2019).poisson(3, side * side).astype(np.float64)
    pairs = grid.neighbours().astype(np.float64)
    peers = {
        "Graph": libpysal.graph.Graph.from_sparse(pairs).transform("B"),
        "W": libpysal.weights.WSP(sparse.csr_matrix(pairs)).to_W(silence_warnings=True),
    }
    peers["W"].transform = "B"
    return [_time_beside(kind, weights, counts, windows) for kind, weights in peers.items()]


def _time_beside(kind: str, weights: object, counts: np.ndarray, windows: Windows) -> Row:
    def ask_peer() -> np.ndarray:
        return np.asarray(esda.G_Local(counts, weights, transform="B", star=True, permutations=0).Zs)

    def ask_us() -> np.ndarray:
        return find_hotspots(counts, windows).z

    furthest = float(np.abs(ask_us() - ask_peer()).max())
    ours, peer = _best_in_turn(ask_us, ask_peer)
    note = f"esda {esda.__version__} with a {kind}, binary, star, no permutations; z apart by at most {furthest:.0e}"
    return f"Gi* on {len(counts):,} cells", ours, peer, note


def _permute(side: int) -> Row:
    grid = square(side)
    windows, counts = grid_windows(grid), np.random.default_rng(2019).poisson(3, side * side).astype(np.float64)
    graph = libpysal.graph.Graph.from_sparse(grid.neighbours().astype(np.float64)).transform("B")
    ours = min(_time(lambda: permutation_p(counts, windows)) for _ in range(RUNS))
    start = time.perf_counter()
    peer = esda.G_Local(counts, graph, transform="B", star=True, permutations=PERMUTATIONS, seed=2019)
    seconds = time.perf_counter() - start
    high = permutation_p(counts, windows).high
    furthest = np.abs(np.asarray(peer.p_sim) - np.minimum(high, 1 - high)).max()
    note = f"esda {esda.__version__} draws {PERMUTATIONS}, one run; ours weighs all; p apart by at most {furthest:.2f}"
    return f"Permutation p on {len(counts):,} cells", ours, seconds, note


def _best_in_turn(*calls: Callable[[], object]) -> list[float]:
    seconds = [[_time(call) for call in calls] for _ in range(RUNS)]
    return [min(column) for column in zip(*seconds, strict=True)]


def _time(call: Callable[[], object]) -> float:
    """Seconds of one call: the mean of as many as fill a fiftieth of a second."""
    start, calls = time.perf_counter(), 0
    while (spent := time.perf_counter() - start) < SHORTEST:
        call()
        calls += 1
    return spent / calls


def square(side: int, size: int = 500) -> Grid:
    """So many cells a side, as one square."""
    east, north = (axis.ravel() * size + 400_000 for axis in np.mgrid[:side, :side])
    return Grid(size, tuple(map(str, range(len(east)))), east, north)


if __name__ == "__main__":
    for name, ours, peer, note in [count_and_find(int(sys.argv[1]))] if sys.argv[1:] else run():
        print(f"{name}: ours {ours * 1000:.2f} ms, peer {peer * 1000:.2f} ms, ratio {peer / ours:.0f} ({note})")
