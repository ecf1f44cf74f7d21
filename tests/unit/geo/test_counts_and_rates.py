"""Counts of positions, and rates."""

import numpy as np

from geo.counts import count_by
from geo.rates import rate_per_1000


def test_positions_are_counted_and_those_in_none_are_not():
    assert count_by(np.array([2, 0, 2, -1]), 4).tolist() == [1, 0, 2, 0]
    assert count_by([], 2).tolist() == [0, 0]


def test_a_rate_needs_residents():
    assert rate_per_1000(5, 2000) == 2.5
    assert rate_per_1000(5, 0) is None
    assert rate_per_1000(5, None) is None
