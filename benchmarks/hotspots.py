"""Gi* on a grid beside esda, in the same run: the same counts and neighbours, both ready before the clock starts.

Settings: queen neighbours with self, binary weights. esda: ``G_Local(star=True, transform="B", permutations=0)``, once
with a ``Graph`` and once with the older ``W``, the diagonal filled and the weights already binary, so that none are
built while the clock runs. Both sides give z and p for every cell; best of five runs each, taken in turn. The answers
are compared before any time is reported.
"""

import time
import warnings
from collections.abc import Callable

import esda
import libpysal
import numpy as np
from scipy import sparse

from geo.grid import Grid, cell_references
from geo.hotspots import find_hotspots

RUNS = 5
SIDES = (36, 72, 200)
"""Cells a side: about Milton Keynes and Greater Manchester at 500 m, and 40,000 cells."""

Row = tuple[str, float, float, str]


def run() -> list[tuple[str, float, float, str]]:
    """Measure Gi* at each size against both kinds of weights of the peer: name, our seconds, peer's seconds, note."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return [row for side in SIDES for row in _compare(side)]


def _compare(side: int) -> list[Row]:
    window = _square(side).neighbours()
    counts = np.random.default_rng(2019).poisson(3, side * side).astype(np.float64)
    pairs = window.astype(np.float64)
    peers = {
        "Graph": libpysal.graph.Graph.from_sparse(pairs).transform("B"),
        "W": libpysal.weights.WSP(sparse.csr_matrix(pairs)).to_W(silence_warnings=True),
    }
    peers["W"].transform = "B"
    return [_time_beside(kind, weights, counts, window) for kind, weights in peers.items()]


def _time_beside(kind: str, weights: object, counts: np.ndarray, window: sparse.csr_array) -> Row:
    def ask_peer() -> np.ndarray:
        return np.asarray(esda.G_Local(counts, weights, transform="B", star=True, permutations=0).Zs)

    def ask_us() -> np.ndarray:
        return find_hotspots(counts, window).z

    furthest = float(np.abs(ask_us() - ask_peer()).max())
    ours, peer = _best_in_turn(ask_us, ask_peer)
    note = f"esda {esda.__version__} with a {kind}, binary, star, no permutations; z apart by at most {furthest:.0e}"
    return f"Gi* on {len(counts):,} cells", ours, peer, note


def _best_in_turn(*calls: Callable[[], object]) -> list[float]:
    seconds = [[_time(call) for call in calls] for _ in range(RUNS)]
    return [min(column) for column in zip(*seconds, strict=True)]


def _time(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def _square(side: int) -> Grid:
    east, north = (axis.ravel() * 500 + 400_000 for axis in np.mgrid[:side, :side])
    return Grid(500, tuple(cell_references(east, north, 500).tolist()), east, north)


if __name__ == "__main__":
    for name, ours, peer, note in run():
        print(f"{name}: ours {ours * 1000:.2f} ms, peer {peer * 1000:.2f} ms, ratio {peer / ours:.0f} ({note})")
