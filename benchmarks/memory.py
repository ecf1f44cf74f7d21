"""The most memory that each hotspot method takes: a fresh process for each, its events and its libraries counted in.

Gi* from 10 million events on a grid of 250 m, counting included; its permutations; kernel density of 10 million events;
Knox with 999 permutations of 20,000 events. The settings are those of the benchmark of each method.

``python -m benchmarks.memory`` prints the table. Linux only: the kernel says what a process held at most.
"""

import multiprocessing
import re
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks import hotspots, repeats, surface
from geo.counts import count_in_grid
from geo.hotspots import find_hotspots
from geo.permutations import permutation_p
from geo.repeats import find_repeats
from geo.surface import estimate_surface
from geo.windows import grid_windows

EVENTS = 10_000_000
LIMIT = 1000
"""Megabytes that none of them may take."""

Row = tuple[str, float, float, str]


def run() -> list[Row]:
    """Rows of (method, our seconds, nan, megabytes at most); ValueError if a method takes more than the limit."""
    return [_ask_apart(name) for name in METHODS]


def find_cells() -> None:
    """Gi* and its permutations, from coordinates."""
    grid, rng = hotspots.square(hotspots.ACROSS, hotspots.CELL), np.random.default_rng(2019)
    x, y = (rng.uniform(400_000, 400_000 + hotspots.ACROSS * hotspots.CELL, EVENTS) for _ in range(2))
    counts, windows = count_in_grid(grid, x, y), grid_windows(grid)
    find_hotspots(counts, windows)
    permutation_p(counts, windows)


def estimate() -> None:
    """A density surface, from coordinates."""
    x, y = surface.draw_events(EVENTS)
    estimate_surface(x, y, surface.square(), surface.BANDWIDTH)


def find_series() -> None:
    """Near repeats, every permutation run."""
    find_repeats(*repeats.draw_events(), [0, repeats.NEAR], [0, repeats.SOON], "euclidean", repeats.PERMUTATIONS)


METHODS: dict[str, Callable[[], None]] = {
    f"Gi* and permutation p, {EVENTS:,} events": find_cells,
    f"kernel density, {EVENTS:,} events": estimate,
    f"Knox, {repeats.EVENTS:,} events, {repeats.PERMUTATIONS} permutations": find_series,
}


def _ask_apart(name: str) -> Row:
    with multiprocessing.get_context("spawn").Pool(1) as apart:
        seconds, megabytes = apart.apply(_measure, (name,))
    if megabytes > LIMIT:
        raise ValueError(f"{name} took {megabytes:.0f} MB, more than {LIMIT:,}")
    return f"memory: {name}", seconds, float("nan"), f"{megabytes:.0f} MB at most, libraries and events counted in"


def _measure(name: str) -> tuple[float, float]:
    start = time.perf_counter()
    METHODS[name]()
    spent = time.perf_counter() - start
    held = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    if held is None:
        raise ValueError("the kernel does not say what a process held at most")
    return spent, int(held[1]) / 1024


if __name__ == "__main__":
    for row, seconds, _, note in run():
        print(f"{row}: {seconds:.2f} s, {note}")
