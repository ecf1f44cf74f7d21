"""Near repeats beside pointpats, in the same run: Knox with 999 permutations of 20,000 events.

Settings: half of the events in 200 clusters and half anywhere in 20 x 20 km, over three years; within 200 m (Euclidean)
and 14 days, limits included, which is how the peer counts. ``pointpats.Knox`` takes minutes, so it is asked without
permutations and with 99: each costs it the same, and the rest are reckoned from those. The counts of pairs near in
place, soon after and not, are compared before any time is reported. Our permutations are all run.

Without the peer a row says so: pip install -e '.[peers]'
"""

import math
import time
from collections.abc import Callable
from importlib import metadata
from typing import Any

import numpy as np

from benchmarks.peers import find_peer
from geo.repeats import Knox, find_repeats

EVENTS, SIDE, CLUSTERS, SPREAD, DAYS = 20_000, 20_000, 200, 400, 1_096
NEAR, SOON, PERMUTATIONS, ASKED, RUNS = 200, 14, 999, 99, 5

Row = tuple[str, float, float, str]
Events = tuple[np.ndarray, np.ndarray, np.ndarray]


def run() -> list[Row]:
    """One row of (measurement, our seconds, peer's seconds, note); nan where the peer is missing."""
    name = f"Knox, {EVENTS:,} events, {PERMUTATIONS} permutations"
    events = draw_events()
    ours = min(_time(lambda: _ask_us(events, [0, SOON + 1], PERMUTATIONS))[1] for _ in range(RUNS))
    module = find_peer("pointpats")
    if module is None:
        return [(name, ours, math.nan, "pointpats is not installed: benchmarks/repeats.py says how")]
    alone, before = _time(lambda: _ask_peer(module, events, 0))
    _, after = _time(lambda: _ask_peer(module, events, ASKED))
    mine, theirs = _ask_us(events, [0, SOON + 1, DAYS], 0).observed[0].tolist(), alone.observed[0].tolist()
    if mine != theirs:
        raise ValueError(f"other counts: ours {mine}, theirs {theirs}")
    peer = before + (after - before) / ASKED * PERMUTATIONS
    note = f"pointpats {metadata.version('pointpats')}; counts equal: {mine[0]:,} pairs near and soon, {mine[1]:,} near"
    note += f"; reckoned from {ASKED} permutations in {after:.1f} s, {before:.1f} s of it for none"
    return [(name, ours, peer, note)]


def _ask_us(events: Events, days: list[int], permutations: int) -> Knox:
    """Our upper limits are not included: just above the peer's."""
    return find_repeats(*events, [0, np.nextafter(NEAR, math.inf)], days, "euclidean", permutations)


def _ask_peer(module: Any, events: Events, permutations: int) -> Any:
    x, y, day = events
    return module.Knox(np.column_stack([x, y]), day[:, np.newaxis], NEAR, SOON, permutations)


def _time(call: Callable[[], Any]) -> tuple[Any, float]:
    start = time.perf_counter()
    given = call()
    return given, time.perf_counter() - start


def draw_events() -> Events:
    """East and north in metres, and days: half of them in clusters, half anywhere."""
    draw = np.random.default_rng(2019)
    centres = draw.uniform(0, SIDE, (2, CLUSTERS))
    gathered = centres[:, draw.integers(0, CLUSTERS, EVENTS // 2)] + draw.normal(0, SPREAD, (2, EVENTS // 2))
    x, y = np.column_stack([gathered, draw.uniform(0, SIDE, (2, EVENTS - EVENTS // 2))]).round()
    return x, y, draw.integers(0, DAYS, EVENTS)


if __name__ == "__main__":
    for name, ours, peer, note in run():
        beside = "" if math.isnan(peer) else f", peer {peer:.1f} s, ratio {peer / ours:.0f}"
        print(f"{name}: ours {ours:.3f} s{beside} ({note})")
