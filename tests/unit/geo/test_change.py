"""Change: the answers worked by hand in the domain notes, exact intervals, and chance."""

import numpy as np
import pytest
from scipy import stats

from geo.change import control_limits, displaced, ratio_interval, root_difference
from geo.checks import PlaceRefused


def test_thirty_six_against_twenty_five_is_two() -> None:
    assert root_difference(36, 25) == pytest.approx(2.0)
    assert root_difference([25, 0], [36, 0]).tolist() == pytest.approx([-2.0, 0.0])


def test_the_limits_of_a_mean_of_sixteen() -> None:
    assert control_limits([16] * 8) == pytest.approx((6.25, 30.25))
    assert control_limits([10, 22]) == pytest.approx((6.25, 30.25))
    assert control_limits([0, 1])[0] == 0.0


def test_the_interval_of_a_ratio_is_the_exact_one_of_a_share() -> None:
    low, high = ratio_interval(36, 25)
    share = stats.binomtest(36, 61).proportion_ci(0.95, method="exact")
    assert (low, high) == pytest.approx((share.low / (1 - share.low), share.high / (1 - share.high)))
    assert ratio_interval(0, 7)[0] == 0.0
    assert ratio_interval(7, 0)[1] == np.inf
    assert ratio_interval(0, 0) == (0.0, np.inf)


def test_chance_alone_is_beyond_two_about_one_time_in_twenty() -> None:
    draw = np.random.default_rng(1)
    z = root_difference(draw.poisson(30, 20_000), draw.poisson(30, 20_000)) / np.sqrt(2)
    assert 0.035 <= np.mean(np.abs(z) > 2) <= 0.055


@pytest.mark.parametrize("bad", [-1, np.nan])
def test_counts_that_cannot_be_are_refused(bad: float) -> None:
    with pytest.raises(PlaceRefused):
        root_difference(bad, 3)
    with pytest.raises(PlaceRefused):
        control_limits([])


def test_ten_fewer_than_the_control_would_have_it() -> None:
    found = displaced(treated=(20, 10), control=(20, 20))
    assert (found.local, found.displaced, found.total) == (-10, 0, -10)
    assert found.error == pytest.approx(70**0.5)
    assert found.z == pytest.approx(-10 / 70**0.5)
    assert found.interval() == pytest.approx((-10 - 1.959964 * 70**0.5, -10 + 1.959964 * 70**0.5), abs=1e-5)


def test_what_moved_next_door_is_counted_against_the_effect() -> None:
    found = displaced(treated=(20, 10), control=(20, 20), nearby=(12, 18), nearby_control=(10, 8))
    # Nearby rose by 6 where its control fell by 2: 8 moved there, 2 fewer remain; 118 events in all.
    assert (found.local, found.displaced, found.total) == (-10, 8, -2)
    assert found.error == pytest.approx(118**0.5)


def test_without_any_event_nothing_changed() -> None:
    found = displaced((0, 0), (0, 0))
    assert (found.z, found.interval()) == (0.0, (0.0, 0.0))


def test_chance_is_beyond_the_interval_about_one_time_in_twenty() -> None:
    draw = np.random.default_rng(5).poisson([30, 30, 40, 40, 20, 20, 25, 25], (2_000, 8)).reshape(2_000, 4, 2).tolist()
    low, high = zip(*(displaced(*four).interval() for four in draw), strict=True)
    assert 0.035 <= np.mean((np.array(low) > 0) | (np.array(high) < 0)) <= 0.065


@pytest.mark.parametrize("bad", [(1, 2, 3), (1, -2), (1, np.nan), (1, np.inf)])
def test_a_change_that_is_not_one_of_two_counts_is_refused(bad) -> None:
    with pytest.raises(PlaceRefused):
        displaced(bad, (1, 2))
    with pytest.raises(PlaceRefused):
        displaced((1, 2), (3, 4), nearby=(5, 6))
