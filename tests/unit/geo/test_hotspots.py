"""Gi*: against published answers, the peer, a case worked by hand, and chance."""

import warnings

import esda
import libpysal
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse, stats

from geo.boundaries import read_boundaries
from geo.checks import PlaceRefused
from geo.contiguity import queen_neighbours
from geo.grid import Grid
from geo.hotspots import NEVER, find_hotspots, window_thresholds
from geo.windows import grid_windows, windows_of
from tests.unit.geo.squares import make_lattice


def test_three_by_three_worked_by_hand():
    # Counts 0 but for 9 in the centre. n = 9, mean = 1, mean of squares = 9, population variance = 8.
    # Corner: w = 4, window sum = 9: (9 - 4) / (sqrt 8 * sqrt((9*4 - 16) / 8)) = 5 / sqrt 20.
    # Edge:   w = 6, window sum = 9: (9 - 6) / (sqrt 8 * sqrt((9*6 - 36) / 8)) = 3 / sqrt 18.
    # Centre: w = 9 = n: the window is everything, nothing to compare: 0.
    found = find_hotspots([0, 0, 0, 0, 9, 0, 0, 0, 0], make_lattice(3, 3))
    corner, edge = 5 / 20**0.5, 3 / 18**0.5
    assert found.z == pytest.approx([corner, edge, corner, edge, 0, edge, corner, edge, corner], abs=1e-12)
    assert found.neighbours.tolist() == [4, 6, 4, 6, 9, 6, 4, 6, 4]
    assert (found.mean, found.deviation) == pytest.approx((1.0, 8**0.5))
    assert found.p[0] == pytest.approx(0.2635524772829, abs=1e-9)  # two-sided normal tail of 1.118033989


def test_the_six_points_of_getis_and_ord(realdata):
    points = pd.read_csv(realdata / "reference" / "getis_ord_6_points.csv")
    x, y = points["x"].to_numpy(), points["y"].to_numpy()
    near = (np.hypot(x[:, None] - x, y[:, None] - y) <= 15).astype(int)
    assert find_hotspots(points["value"], near).z == pytest.approx(points["gistar_z_binary_15"].to_numpy(), abs=6e-9)


def test_milton_keynes_january_2019_by_lsoa(realdata):
    reference = pd.read_csv(realdata / "reference" / "milton_keynes_2019-01_lsoa_gistar.csv").set_index("lsoa11cd")
    file = realdata / "boundaries" / "milton_keynes_lsoa_2011.geojson"
    lsoas = read_boundaries(file, "lsoa", "LSOA11CD", "LSOA11NM")
    crimes = pd.read_csv(realdata / "police" / "2019-01-thames-valley-street.csv.gz")["LSOA code"].value_counts()
    counts = crimes.reindex(list(lsoas.codes), fill_value=0).to_numpy()
    neighbours = queen_neighbours(lsoas)
    found = find_hotspots(counts, neighbours + sparse.eye_array(len(lsoas), dtype=np.int8))
    reference = reference.loc[list(lsoas.codes)]
    assert counts.sum() == 1899
    assert counts.tolist() == reference["crimes"].tolist()
    assert neighbours.sum(axis=1).tolist() == reference["queen_neighbours"].tolist()
    # The reference is written to six decimals: it is our figure rounded; nine decimals follow from esda, below.
    assert found.z.round(6) == pytest.approx(reference["gistar_z"].to_numpy(), abs=1e-9)
    assert found.z == pytest.approx(peer_z(counts, neighbours.toarray()), abs=1e-9)
    assert ((found.z > 1.96).sum(), (found.z > 2.5758).sum(), (found.z < -1.96).sum()) == (10, 8, 0)


def peer_z(counts: np.ndarray, neighbours: np.ndarray) -> np.ndarray:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        weights = libpysal.weights.WSP(sparse.csr_matrix(neighbours)).to_W(silence_warnings=True)
        return np.asarray(esda.G_Local(counts, weights, transform="B", star=True, permutations=0).Zs)


def test_z_and_p_equal_those_of_esda_on_a_lattice():
    counts = np.random.default_rng(7).poisson(3, 20 * 15)
    window = make_lattice(20, 15)
    found = find_hotspots(counts, window)
    assert found.z == pytest.approx(peer_z(counts, window - np.eye(300, dtype=int)), abs=1e-9)


def test_all_equal_counts_have_no_hotspot():
    found = find_hotspots([0.1] * 9, make_lattice(3, 3))
    assert found.z.tolist() == [0.0] * 9
    assert found.p.tolist() == [1.0] * 9
    assert found.critical_p(0.1) is None
    assert window_thresholds(found, 0.1).tolist() == [NEVER] * 9


@pytest.mark.parametrize(
    ("counts", "window"),
    [
        ([1, 2], np.ones((2, 2))),
        ([1, 2, 3], np.ones((2, 2))),
        ([1, 2, 3], np.ones((3, 3)) - np.eye(3)),
        ([1, 2, 3], np.eye(3) * 2),
        ([1, 2, np.nan], np.eye(3)),
    ],
)
def test_what_gi_star_cannot_measure_is_refused(counts, window):
    with pytest.raises(PlaceRefused):
        find_hotspots(counts, window)


@pytest.mark.parametrize("mean", [0.02, 0.1, 0.5, 3.0, 20.0])
def test_on_random_counts_anything_is_called_in_no_more_runs_than_nominal(mean):
    window, runs = windows_of(make_lattice(20, 20)), 200
    found = [find_hotspots(np.random.default_rng(seed).poisson(mean, 400), window) for seed in range(runs)]
    for alpha in (0.10, 0.05, 0.01):
        called = [(one.sums >= window_thresholds(one, alpha)).any() for one in found]
        assert np.mean(called) <= alpha


def test_the_normal_tail_alone_would_call_hotspots_in_a_third_of_runs_of_few_events():
    window = windows_of(make_lattice(20, 20))
    found = [find_hotspots(np.random.default_rng(seed).poisson(0.1, 400), window) for seed in range(50)]
    assert np.mean([(np.sort(one.p) <= 0.05 * np.arange(1, 401) / 400).any() for one in found]) > 0.33


def test_chance_is_the_binomial_tail_where_that_is_the_greater():
    # Twenty places in a row, 2 events in the second: its window is 3/20 of the places: twice (3/20)², 2 x 0.0225.
    window = (abs(np.arange(20)[:, None] - np.arange(20)) <= 1).astype(int)
    found = find_hotspots([0, 2, *[0] * 18], window)
    assert found.p[1] < 0.02
    assert found.chance_p[1] == pytest.approx(0.045)
    # A window without any: twice (17/20)² is more than 1; the normal tail is less.
    assert found.chance_p[9] == 1.0
    assert found.total == 2


def test_what_is_no_number_of_events_is_judged_by_the_normal_tail_alone():
    for counts in (np.random.default_rng(2).normal(5, 1, 25), np.arange(25) - 12):
        found = find_hotspots(counts, make_lattice(5, 5))
        assert found.total is None
        assert found.chance_p.tolist() == found.p.tolist()


def test_critical_p_follows_benjamini_and_hochberg_worked_step_by_step():
    counts = np.zeros(400)
    counts[[0, 1, 20, 21]] = 30
    found = find_hotspots(counts + np.random.default_rng(3).poisson(1, 400), make_lattice(20, 20))
    order = np.sort(found.chance_p)
    passing = [k for k, p in enumerate(order, start=1) if p <= 0.05 * k / 400]
    critical = found.critical_p(0.05)
    assert critical == pytest.approx(0.05 * max(passing) / 400)
    assert (found.chance_p <= critical).sum() == max(passing) > 0


@settings(max_examples=50, deadline=None)
@given(cells=st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)), min_size=3), seed=st.integers(0, 99))
def test_the_windows_of_a_grid_are_those_of_its_neighbours(cells, seed):
    east, north = np.array(sorted(cells)).T * 500 + 400_000
    grid = Grid(500, tuple(map(str, range(len(east)))), east, north)
    counts = np.random.default_rng(seed).poisson(3, len(grid))
    by_grid, by_matrix = (find_hotspots(counts, one) for one in (grid_windows(grid), grid.neighbours()))
    assert by_grid.neighbours.tolist() == by_matrix.neighbours.tolist()
    assert by_grid.sums.tolist() == by_matrix.sums.tolist()
    assert (by_grid.z.tolist(), by_grid.p.tolist()) == (by_matrix.z.tolist(), by_matrix.p.tolist())


@pytest.mark.parametrize("scale", [1.0, 0.37, 1e6])
def test_one_answer_for_each_pair_of_sum_and_size_is_the_answer_for_each_place(scale):
    counts = np.random.default_rng(11).poisson(2, 2_500) * scale
    found = find_hotspots(counts, make_lattice(50, 50))
    sums, sizes = make_lattice(50, 50) @ counts, found.neighbours
    spread = counts.std() * np.sqrt((2_500 * sizes - sizes**2) / 2_499)
    assert found.z == pytest.approx((sums - sizes * counts.mean()) / spread, abs=1e-9)
    assert found.p == pytest.approx(2 * stats.norm.sf(abs(found.z)), rel=1e-9)


@settings(max_examples=200, deadline=None)
@given(
    shape=st.tuples(st.integers(3, 9), st.integers(3, 9)),
    seed=st.integers(0, 10_000),
    mean=st.floats(0.05, 40),
    spike=st.integers(0, 500),
    alpha=st.sampled_from([0.01, 0.05, 0.1, 0.3]),
)
def test_a_window_sum_reaches_its_threshold_exactly_when_its_z_is_significant(shape, seed, mean, spike, alpha):
    window = make_lattice(*shape)
    counts = np.random.default_rng(seed).poisson(mean, len(window))
    counts[seed % len(window)] += spike
    found = find_hotspots(counts, window)
    critical, thresholds = found.critical_p(alpha), window_thresholds(found, alpha)
    high = np.zeros(len(window), bool) if critical is None else (found.z > 0) & (found.chance_p <= critical)
    assert (window @ counts >= thresholds).tolist() == high.tolist()
    assert (window_thresholds(found, alpha / 2) >= thresholds).all()


def test_a_place_that_has_every_place_as_neighbour_is_never_a_hotspot():
    window = np.eye(30, dtype=int)
    window[0] = 1
    found = find_hotspots([0, 40, *[0, 1] * 14], window)
    thresholds = window_thresholds(found, 0.05)
    assert thresholds[0] == NEVER
    assert 1 < thresholds[1] <= 40
