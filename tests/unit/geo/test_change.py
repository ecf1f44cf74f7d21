"""Change: the answers worked by hand in the domain notes, exact intervals, and chance."""

import numpy as np
import pytest
from scipy import stats

from geo.change import control_limits, ratio_interval, root_difference
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
