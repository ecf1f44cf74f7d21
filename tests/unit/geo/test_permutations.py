"""Counts dealt anew: against every permutation of a small case, the peer's draws, and chance."""

import warnings
from itertools import permutations

import esda
import libpysal
import numpy as np
import pytest
from scipy import sparse, stats

from geo import permutations as dealing
from geo.checks import PlaceRefused
from geo.permutations import permutation_p
from tests.unit.geo.squares import make_lattice


def by_every_permutation(counts: list[int], window: np.ndarray) -> tuple[list[float], list[float]]:
    high, low = [], []
    for place, row in enumerate(window):
        others = [count for at, count in enumerate(counts) if at != place]
        beside = int(row.sum()) - 1
        sums = np.array([sum(order[:beside]) for order in permutations(others)]) + counts[place]
        observed = row @ np.array(counts)
        high.append(float((sums >= observed).mean()))
        low.append(float((sums <= observed).mean()))
    return high, low


def test_one_spike_worked_by_hand():
    # Nine places in a row, 5 in the first. The second holds 0 and has two neighbours of the eight others: 2/8.
    window = (abs(np.arange(9)[:, None] - np.arange(9)) <= 1).astype(int)
    found = permutation_p([5, 0, 0, 0, 0, 0, 0, 0, 0], window)
    assert found.high == pytest.approx([1, 2 / 8, *[1] * 7])
    assert found.low == pytest.approx([1, 1, *[6 / 8] * 6, 7 / 8])
    assert found.p == pytest.approx([1, 2 / 8, *[6 / 8] * 6, 7 / 8])


@pytest.mark.parametrize(
    ("counts", "shape"),
    [
        ([0, 2, 1, 0, 7, 1], (1, 6)),
        ([3, 3, 3, 4, 0, 1, 9, 0], (2, 4)),
        ([2, 5, 2, 2, 8, 2, 3, 3], (1, 8)),
        ([0, 1, 4, 0, 0, 2], (2, 3)),
        ([1, 1, 1, 1], (2, 2)),
    ],
)
def test_it_is_the_share_of_all_permutations(counts, shape):
    window = make_lattice(*shape)
    high, low = by_every_permutation(counts, window)
    found = permutation_p(counts, window)
    assert found.high == pytest.approx(high, abs=1e-12)
    assert found.low == pytest.approx(low, abs=1e-12)


def test_the_draws_of_esda_scatter_about_it():
    counts, window = np.random.default_rng(4).poisson(2, 144), make_lattice(12, 12)
    found, draws = permutation_p(counts, window), 4_999
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pairs = sparse.csr_matrix(window - np.eye(144, dtype=int))
        weights = libpysal.weights.WSP(pairs).to_W(silence_warnings=True)
        peer = esda.G_Local(counts, weights, transform="B", star=True, permutations=draws, seed=3, n_jobs=1)
    # In sums: the draws hold shares of the total. All places see the same draws, so the bounds are wide: 5 sigma.
    drawn, observed = np.rint(peer.rGs * counts.sum()), (window @ counts)[:, np.newaxis]
    for exact, share in ((found.high, drawn >= observed), (found.low, drawn <= observed)):
        assert (abs(share.mean(axis=1) - exact) <= 5 * np.sqrt(exact * (1 - exact) / draws) + 1e-9).all()
    larger = 1 - found.high < found.high
    theirs = np.where(larger, 1 - found.high, found.high)
    assert np.asarray(peer.p_sim) == pytest.approx((1 + draws * theirs) / (1 + draws), abs=0.04)


def test_taking_one_count_out_equals_dealing_the_others(monkeypatch):
    counts = np.random.default_rng(8).negative_binomial(1, 0.1, 100)
    window, far = make_lattice(10, 10), permutation_p(np.append(counts, 0), np.eye(101, dtype=int))
    assert far.p.tolist() == [1.0] * 101
    found = permutation_p(counts, window)
    step, times = np.unique(counts, return_counts=True)
    beside = window @ counts - counts
    for place in (0, 5, 44, int(counts.argmax())):
        others = times - (step == counts[place])
        sums = dealing._deal(step[others > 0], others[others > 0], 8, 3_000)[window[place].sum() - 1]
        assert found.high[place] == pytest.approx(sums[beside[place] :].sum(), abs=1e-12)
    monkeypatch.setattr(dealing, "_AT_ONCE", 1)
    in_turn = permutation_p(counts, window)
    assert in_turn.high.tolist() == found.high.tolist()
    assert in_turn.low.tolist() == found.low.tolist()


def test_of_windows_that_leave_out_one_place_it_is_what_that_one_holds():
    # As much in the window means as little in the place left out: any of the 79 others.
    counts = np.random.default_rng(9).poisson(4, 80)
    window = np.ones((80, 80), dtype=int)
    left_out = np.roll(np.arange(80), 1)
    window[np.arange(80), left_out] = 0
    others = [np.delete(counts, place) for place in range(80)]
    expected = [(rest <= counts[left_out[place]]).mean() for place, rest in enumerate(others)]
    assert permutation_p(counts, window).high == pytest.approx(expected, abs=1e-9)


def test_of_two_counts_it_is_the_hypergeometric_tail():
    counts = np.zeros(400, dtype=int)
    counts[:30] = 1
    window = make_lattice(20, 20)
    beside = window @ counts - counts
    expected = stats.hypergeom.sf(beside - 1, 399, 30 - counts, window.sum(axis=1) - 1)
    assert permutation_p(counts, window).high == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("mean", [0.1, 3.0])
def test_on_random_counts_one_place_in_twenty_is_beyond_one_in_twenty(mean):
    window = sparse.csr_array(make_lattice(20, 20))
    found = [permutation_p(np.random.default_rng(seed).poisson(mean, 400), window).high for seed in range(100)]
    assert 0.005 <= np.mean(np.array(found) <= 0.05) <= 0.052


@pytest.mark.parametrize("counts", [[1, 2], [1, 2.5, 3], [1, np.nan, 3], [1, np.inf, 3]])
def test_counts_that_cannot_be_dealt_are_refused(counts):
    with pytest.raises(PlaceRefused):
        permutation_p(counts, np.eye(3))
