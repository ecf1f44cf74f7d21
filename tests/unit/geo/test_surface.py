"""Kernel density: against the exact sum, the peer, the mass of a kernel in a rectangle, and what must not change it."""

import numpy as np
import pytest
from scipy import special
from sklearn.neighbors import KernelDensity

from geo.checks import PlaceRefused
from geo.grid import Grid
from geo.surface import Kernel, choose_bandwidth, estimate_surface

WEST, SOUTH, CELL, SIDE = 400_000, 300_000, 100, 40
KERNELS: list[Kernel] = ["quartic", "gaussian"]


def lay(wide: int = SIDE, high: int = SIDE, without: tuple[int, int] = (0, 0)) -> Grid:
    """Cells in shuffled order; the last columns and rows of ``without`` both are no cells."""
    column, row = (axis.ravel() for axis in np.mgrid[:wide, :high])
    kept = (column < wide - without[0]) | (row < high - without[1])
    order = np.random.default_rng(5).permutation(np.flatnonzero(kept))
    return Grid(CELL, tuple(map(str, order)), WEST + CELL * column[order], SOUTH + CELL * row[order])


def draw_inside(n: int, seed: int = 1, margin: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    draw, side = np.random.default_rng(seed), CELL * SIDE
    return WEST + draw.uniform(margin, side - margin, n), SOUTH + draw.uniform(margin, side - margin, n)


def exact(kernel: Kernel, square: np.ndarray, h: float) -> np.ndarray:
    """Per square kilometre, of the square of the distance."""
    if kernel == "quartic":
        return np.asarray(3e6 / (np.pi * h**2) * np.maximum(1 - square / h**2, 0) ** 2)
    return np.asarray(1e6 / (2 * np.pi * h**2) * np.exp(-square / (2 * h**2)))


def distances(grid: Grid, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    half = CELL / 2
    return np.subtract.outer(grid.easting + half, x) ** 2 + np.subtract.outer(grid.northing + half, y) ** 2


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("bandwidth", [90, 333, 5_000])
def test_the_surface_integrates_to_the_number_of_events_those_at_the_edge_too(kernel: Kernel, bandwidth: float) -> None:
    x, y = draw_inside(500)
    x[:50], y[50:100] = WEST, SOUTH + CELL * SIDE - 1e-6
    found = estimate_surface(x, y, lay(), bandwidth, kernel)
    assert found.expected.sum() == pytest.approx(500, abs=1e-9)
    assert found.lost > 0.01
    assert found.density.min() >= 0


@pytest.mark.parametrize(
    ("kernel", "bandwidth", "nodes"),
    [("quartic", 700, 3), ("gaussian", 1_000 / 3, 3), ("quartic", 1_050, 2), ("gaussian", 500, 2)],
)
@pytest.mark.parametrize("along", [0, 0.2, 0.5, 0.7])
@pytest.mark.parametrize("up", [0, 0.5])
def test_one_point_gives_the_kernel(kernel: Kernel, bandwidth: float, nodes: int, along: float, up: float) -> None:
    # The coarsest lattice for the bandwidth, of odd and of even nodes; the point lies anywhere between the nodes.
    grid, step = lay(110, 110), CELL / nodes
    place = np.array([WEST + 5_450 + along * step]), np.array([SOUTH + 5_550 + up * step])
    found = estimate_surface(*place, grid, bandwidth, kernel)
    by_hand = exact(kernel, distances(grid, *place)[:, 0], bandwidth)
    assert found.density == pytest.approx(by_hand, abs=0.002 * float(exact(kernel, np.zeros(1), bandwidth)[0]))
    assert found.lost < 1e-5


def test_the_quartic_worked_by_hand() -> None:
    # h = 1,000 m: 3/π events per km² at the event, 9/16 of it at half the bandwidth, nothing from the bandwidth on.
    grid = lay()
    found = estimate_surface([WEST + 2_050], [SOUTH + 2_050], grid, 1_000)
    corners = zip(grid.easting - WEST, grid.northing - SOUTH, strict=True)
    at = {corner: n for n, corner in enumerate(corners)}
    heights = found.density[[at[2_000, 2_000], at[2_500, 2_000], at[2_000, 3_000], at[2_000, 500]]]
    assert heights == pytest.approx([0.9549, 0.5371, 0, 0], abs=0.0019)


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("bandwidth", [120, 260])
def test_it_is_the_exact_sum_within_a_500th_of_the_peak(kernel: Kernel, bandwidth: float) -> None:
    grid, (x, y) = lay(), draw_inside(3_000, margin=1_300)
    found = estimate_surface(x, y, grid, bandwidth, kernel)
    by_hand = exact(kernel, distances(grid, x, y), bandwidth).sum(axis=1)
    assert np.abs(found.density - by_hand).max() < 0.002 * by_hand.max()


def test_snapped_events_are_no_further_from_the_exact_sum() -> None:
    grid, (x, y) = lay(), draw_inside(3_000, margin=600)
    x, y = x // 100 * 100 + 50, y // 100 * 100 + 50
    found = estimate_surface(x, y, grid, 500)
    by_hand = exact("quartic", distances(grid, x, y), 500).sum(axis=1)
    assert np.abs(found.density - by_hand).max() < 0.002 * by_hand.max()


def test_it_equals_scikit_learn_within_a_500th_of_the_peak() -> None:
    grid, (x, y) = lay(), draw_inside(2_000, margin=1_300)
    peer = KernelDensity(bandwidth=250, kernel="gaussian", rtol=1e-4).fit(np.column_stack([x, y]))
    centres = np.column_stack([grid.easting, grid.northing]) + CELL / 2
    theirs = np.exp(peer.score_samples(centres)) * len(x) * 1e6
    found = estimate_surface(x, y, grid, 250, "gaussian")
    assert np.abs(found.density - theirs).max() < 0.002 * theirs.max()


def test_each_kernel_is_divided_by_its_mass_inside() -> None:
    grid, (x, y), h = lay(), draw_inside(400), 400.0
    x[:100] = WEST + 30
    along = [
        special.ndtr((corner + CELL * SIDE - place) / h) - special.ndtr((corner - place) / h)
        for corner, place in ((WEST, x), (SOUTH, y))
    ]
    mass = along[0] * along[1]
    by_hand = (exact("gaussian", distances(grid, x, y), h) / mass).sum(axis=1)
    found = estimate_surface(x, y, grid, h, "gaussian")
    assert np.abs(found.density - by_hand).max() < 0.002 * by_hand.max()
    assert found.lost == pytest.approx(1 - mass.mean(), abs=1e-4)


@pytest.mark.parametrize("kernel", KERNELS)
def test_swapping_or_turning_the_axes_turns_the_surface(kernel: Kernel) -> None:
    x, y = draw_inside(300)
    x = WEST + (x - WEST) * 0.5
    grid = lay()
    swapped = Grid(CELL, grid.codes, grid.northing - SOUTH + WEST, grid.easting - WEST + SOUTH)
    turned = Grid(CELL, grid.codes, 2 * WEST + CELL * (SIDE - 1) - grid.easting, grid.northing)
    one = estimate_surface(x, y, grid, 300, kernel)
    two = estimate_surface(y - SOUTH + WEST, x - WEST + SOUTH, swapped, 300, kernel)
    three = estimate_surface(2 * WEST + CELL * SIDE - x, y, turned, 300, kernel)
    assert two.density == pytest.approx(one.density, abs=1e-9)
    assert three.density == pytest.approx(one.density, abs=1e-9)


def test_an_l_keeps_its_events_and_none_of_those_in_its_corner() -> None:
    x, y = draw_inside(2_000)
    found = estimate_surface(x, y, grid := lay(without=(20, 20)), 350)
    outside = (x >= WEST + 2_000) & (y >= SOUTH + 2_000)
    assert 400 < outside.sum() < 600
    assert len(found.expected) == len(grid) == 1_200
    assert found.expected.sum() == pytest.approx((~outside).sum(), abs=1e-9)
    # Even events stay even up to the edge: 125 on each km².
    assert found.density.mean() == pytest.approx(125, rel=0.02)
    assert estimate_surface(x[outside], y[outside], grid, 350).density.max() == 0


def test_cells_apart_share_an_event_between_them() -> None:
    # Two cells 100 m apart, the event in the middle of one: the gap between them gets nothing.
    pair = Grid(CELL, ("west", "east"), np.array([WEST, WEST + 200]), np.array([SOUTH, SOUTH]))
    found = estimate_surface([WEST + 50], [SOUTH + 50], pair, 300)
    assert found.expected.sum() == pytest.approx(1, abs=1e-9)
    assert found.density[1] / found.density[0] == pytest.approx((1 - 4 / 9) ** 2, abs=0.01)


def test_events_outside_and_nan_are_left_out_and_one_a_metre_off_is_in() -> None:
    x = [WEST + 50, WEST - 0.5, WEST - 50, np.nan, WEST + 50]
    y = [SOUTH + 50, SOUTH + 50, SOUTH, SOUTH, np.inf]
    assert estimate_surface(x, y, lay(), 200).expected.sum() == pytest.approx(2, abs=1e-9)


def test_no_events_make_a_flat_surface() -> None:
    found = estimate_surface([], [], lay(), 200)
    assert (found.density.max(), found.expected.sum(), found.lost) == (0, 0, 0)


def test_the_bandwidth_worked_by_hand() -> None:
    # Variances 100/3 and 4/3: their mean is 52/3, its root 4.163332; 4^(-1/6) = 0.793701. 2.78 times both is 9.18634.
    assert choose_bandwidth([0, 10, 0, 10], [0, 0, 2, 2]) == pytest.approx(9.18634, abs=1e-5)


def test_the_bandwidth_uses_both_axes() -> None:
    x, y = draw_inside(500)
    x = WEST + (x - WEST) * 0.2
    assert choose_bandwidth(x, y) == pytest.approx(choose_bandwidth(y, x), rel=1e-12)
    assert choose_bandwidth(-x, y) == pytest.approx(choose_bandwidth(x, y), rel=1e-12)
    assert choose_bandwidth(np.append(x, np.nan), np.append(y, 0)) == choose_bandwidth(x, y)


@pytest.mark.parametrize(
    ("x", "y"), [([], []), ([1], [1]), ([1, np.nan], [1, 1]), ([0.1] * 3, [0.7] * 3), ([1, 2], [1])]
)
def test_events_that_suggest_no_bandwidth_are_refused(x: list[float], y: list[float]) -> None:
    with pytest.raises(PlaceRefused):
        choose_bandwidth(x, y)


@pytest.mark.parametrize("bandwidth", [0, -5, np.nan, np.inf, 0.5])
def test_a_bandwidth_that_cannot_be_is_refused(bandwidth: float) -> None:
    with pytest.raises(PlaceRefused):
        estimate_surface([WEST], [SOUTH], lay(), bandwidth)


def test_the_least_bandwidth_that_a_refusal_names_is_taken() -> None:
    with pytest.raises(PlaceRefused) as refused:
        estimate_surface([WEST], [SOUTH], lay(), 5)
    assert "at least 21 m" in refused.value.do
    assert estimate_surface([WEST], [SOUTH], lay(), 21).expected.sum() == pytest.approx(1)


def test_series_of_other_lengths_are_refused() -> None:
    with pytest.raises(PlaceRefused):
        estimate_surface([WEST, WEST], [SOUTH], lay(), 200)
