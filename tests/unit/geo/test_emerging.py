"""Emerging: five series made by hand, one for each class, and what a missing period does."""

import numpy as np
import pytest

from geo.checks import PlaceRefused
from geo.emerging import classify_series

SERIES = {
    "persistent": "1111011111",
    "emerging": "0000000001",
    "former": "0110000000",
    "intermittent": "0100100010",
    "none": "0000000000",
}


def read(marks: str) -> np.ndarray:
    return np.array([mark == "1" for mark in marks])


@pytest.mark.parametrize("name", SERIES)
def test_five_series_made_by_hand(name: str) -> None:
    assert classify_series(read(SERIES[name])) == name


def test_a_missing_period_is_left_out_and_is_no_period_without_a_hotspot() -> None:
    marks = "11-111-111"
    known = np.array([mark != "-" for mark in marks])
    assert classify_series(read(marks), known) == "persistent"
    assert classify_series(read(marks)) == "persistent"
    assert classify_series(read("1-1-1-1-10"), np.array([True, False] * 4 + [True, True])) == "persistent"
    assert classify_series(read("1010101010")) == "intermittent"
    assert classify_series(read("10"), np.array([False, False])) is None


def test_a_series_without_an_earlier_period_is_not_former() -> None:
    assert classify_series([False]) == "none"
    assert classify_series([True]) == "persistent"


def test_series_that_do_not_fit_are_refused() -> None:
    with pytest.raises(PlaceRefused):
        classify_series([True, False], [True])
