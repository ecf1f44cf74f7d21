"""Counts of positions, and rates."""

import numpy as np
import pytest
import shapely

from geo import counts, grid
from geo.counts import count_by, count_in_grid
from geo.grid import cells_over, place_in_grid
from geo.rates import location_quotient, rate_per_1000


def test_positions_are_counted_and_those_in_none_are_not():
    assert count_by(np.array([2, 0, 2, -1]), 4).tolist() == [1, 0, 2, 0]
    assert count_by([], 2).tolist() == [0, 0]


@pytest.mark.parametrize("chunk", [1, 7, 1 << 14])
def test_points_are_counted_where_they_are_placed_whatever_the_chunk(monkeypatch, chunk):
    monkeypatch.setattr(counts, "_CHUNK", chunk)
    monkeypatch.setattr(grid, "_CHUNK", max(1, chunk // 3))
    cells = cells_over(shapely.Point(485_500, 238_500).buffer(260), 100)
    random = np.random.default_rng(6)
    x, y = random.uniform(485_180, 485_820, 2_000), random.uniform(238_180, 238_820, 2_000)
    # Corners, edges, just less, within and beyond a metre outside, far off, and nowhere.
    corner = np.repeat(cells.easting, 5), np.repeat(cells.northing, 5)
    step = np.tile([0.0, np.nextafter(0.0, -1) - 1e-9, -0.5, -1.5, 100.9], len(cells))
    odd = [np.nan, np.inf, -np.inf, 0.0, 1e300, -1e300, 5e-324]
    x = np.concatenate([x, corner[0] + step, odd, [485_500.0] * 7])
    y = np.concatenate([y, corner[1] + step, [238_500.0] * 7, odd])
    found = place_in_grid(cells, x, y)
    assert found.tolist() == [place_by_hand(cells, *point) for point in zip(x, y, strict=True)]
    assert count_in_grid(cells, x, y).tolist() == np.bincount(found[found >= 0], minlength=len(cells)).tolist()
    assert count_in_grid(cells, [], []).tolist() == [0] * len(cells)


def place_by_hand(cells: grid.Grid, x: float, y: float) -> int:
    """The cell that holds the point, else the first of the nearest within a metre, else -1."""
    west, south = cells.easting, cells.northing
    inside = np.flatnonzero((west <= x) & (x < west + cells.size) & (south <= y) & (y < south + cells.size))
    if len(inside) or not np.isfinite([x, y]).all():
        return int(inside[0]) if len(inside) else -1
    away = np.hypot(
        np.maximum(np.maximum(west - x, x - west - cells.size), 0),
        np.maximum(np.maximum(south - y, y - south - cells.size), 0),
    )
    return int(away.argmin()) if away.min() <= 1 else -1


def test_a_rate_needs_residents():
    assert rate_per_1000(5, 2000) == 2.5
    assert rate_per_1000(5, 0) is None
    assert rate_per_1000(5, None) is None


@pytest.mark.parametrize(
    ("events", "all_events", "everywhere", "all_everywhere", "quotient"),
    [(20, 100, 100, 1_000, 2.0), (5, 100, 100, 1_000, 0.5), (0, 100, 100, 1_000, 0.0), (10, 100, 100, 1_000, 1.0)],
)
def test_a_location_quotient_is_a_share_of_shares(events, all_events, everywhere, all_everywhere, quotient):
    assert location_quotient(events, all_events, everywhere, all_everywhere) == pytest.approx(quotient)


def test_a_location_quotient_of_nothing_has_no_meaning():
    assert location_quotient(0, 0, 10, 100) is None
    assert location_quotient(0, 10, 0, 100) is None
