"""Clock: aoristic weights sum to one for each event, and blocks stand out only where chance would not do."""

import numpy as np
import pytest

from geo.checks import PlaceRefused
from geo.clock import find_peaks, share_out

FRIDAY, SATURDAY, SUNDAY = 4, 5, 6


def test_from_ten_in_the_evening_to_two_at_night_is_four_quarters() -> None:
    week = share_out(["2019-01-04T22:00"], ["2019-01-05T02:00"]).weights
    expected = {(FRIDAY, 22): 0.25, (FRIDAY, 23): 0.25, (SATURDAY, 0): 0.25, (SATURDAY, 1): 0.25}
    assert {(int(day), int(hour)): week[day, hour] for day, hour in zip(*week.nonzero(), strict=True)} == expected


def test_part_of_an_hour_weighs_its_part() -> None:
    week = share_out(["2019-01-04T22:45"], ["2019-01-04T23:45"]).weights
    assert week[FRIDAY, 22] == pytest.approx(0.25)
    assert week[FRIDAY, 23] == pytest.approx(0.75)


def test_each_event_adds_one() -> None:
    rng = np.random.default_rng(1)
    start = np.datetime64("2019-01-01T00:00") + rng.integers(0, 525_600, 2_000)
    end = start + rng.integers(0, 23 * 60, 2_000)
    for first, last in zip(start[:200], end[:200], strict=True):
        assert share_out([first], [last]).weights.sum() == pytest.approx(1, abs=1e-12)
    assert share_out(start, end).weights.sum() == pytest.approx(2_000)


def test_a_start_without_an_end_is_the_time() -> None:
    week = share_out(["2019-01-04T22:10", "2019-01-04T22:10"], ["NaT", "2019-01-04T22:10"])
    assert week.weights[FRIDAY, 22] == 2
    assert share_out(["2019-01-04T22:10"]).weights[FRIDAY, 22] == 1


def test_one_row_may_stand_for_several_events() -> None:
    starts, ends = ["2019-01-04T22:10", "2019-01-04T20:00"], ["2019-01-05T23:10", "2019-01-04T22:00"]
    week = share_out(starts, ends, [2, 3])
    assert week.weights[FRIDAY, 20:22].tolist() == [1.5, 1.5]
    assert (week.known, week.too_long) == (3, 2)


def test_an_unknown_start_adds_nothing() -> None:
    week = share_out(["NaT", "2019-01-04T22:10"], ["2019-01-04T22:10", "NaT"])
    assert (week.weights.sum(), week.known, week.too_long) == (1, 1, 0)
    assert share_out(np.array([], dtype="datetime64[m]")).weights.sum() == 0


def test_more_than_a_day_between_is_told_and_adds_nothing() -> None:
    week = share_out(["2019-01-04T22:00", "2019-01-04T22:00"], ["2019-01-05T22:00", "2019-01-05T22:01"])
    assert (week.weights.sum(), week.known, week.too_long) == (pytest.approx(1), 1, 1)


def test_the_hour_left_out_in_spring_weighs_nothing() -> None:
    week = share_out(["2019-03-31T00:00"], ["2019-03-31T03:00"]).weights
    assert week[SUNDAY, :3].tolist() == [0.5, 0.0, 0.5]


def test_the_hour_that_comes_twice_in_autumn_weighs_twice() -> None:
    week = share_out(["2019-10-27T00:00"], ["2019-10-27T03:00"]).weights
    assert week[SUNDAY, :3].tolist() == [0.25, 0.5, 0.25]


def test_from_noon_to_noon_is_no_more_than_a_day_when_the_clocks_go_back() -> None:
    week = share_out(["2019-10-26T12:00"], ["2019-10-27T12:00"])
    assert (week.known, week.too_long) == (1, 0)
    assert week.weights[SUNDAY, 1] == pytest.approx(2 / 25)


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(PlaceRefused, match="an end before its start"):
        share_out(["2019-01-04T22:00"], ["2019-01-04T21:00"])
    with pytest.raises(PlaceRefused, match="give an end and a number for each start"):
        share_out(["2019-01-04T22:00"], ["2019-01-04T23:00", "2019-01-04T23:00"])


def test_blocks_are_four_hours() -> None:
    blocks = share_out(["2019-01-04T20:00", "2019-01-04T23:59", "2019-01-05T00:00"]).blocks()
    assert blocks.shape == (7, 6)
    assert (blocks[FRIDAY, 5], blocks[SATURDAY, 0]) == (2, 1)


EVEN = np.full((7, 6), 1 / 42)


def test_a_day_may_run_from_four_to_four() -> None:
    blocks = share_out(["2019-01-05T03:59", "2019-01-05T04:00", "2019-01-07T00:00"]).blocks(begins=4)
    assert {(int(day), int(block)) for day, block in zip(*blocks.nonzero(), strict=True)} == {
        (FRIDAY, 5),
        (SATURDAY, 0),
        (SUNDAY, 5),
    }


def test_a_peak_is_found_and_said_from_how_many_on() -> None:
    blocks = np.full((7, 6), 10)
    blocks[FRIDAY, 5] = blocks[SATURDAY, 5] = 40
    peaks, limits = find_peaks(blocks, EVEN, 5)
    assert np.argwhere(peaks).tolist() == [[FRIDAY, 5], [SATURDAY, 5]]
    assert 17 <= limits.min() == limits.max() <= 40


def test_a_limit_is_the_least_that_is_a_peak() -> None:
    share = np.array([5, 5, 5, 2, 2, 2]) / 21
    counts = np.array([50, 40, 90, 20, 10, 44])
    peaks, limits = find_peaks(counts, share)
    assert peaks.tolist() == [False, False, False, False, False, True]
    assert np.all((counts >= limits) == peaks)
    assert limits[0] > limits[3]


def test_a_peak_begins_at_one_and_a_half_times_its_share_and_not_one_event_later() -> None:
    """168 events in parts of 5 and 2 of 42: a limit of exactly 30 and 12, which floating point makes a little more."""
    share = np.repeat([5 / 42, 2 / 42], 6)
    counts = np.array([38, 0, 0, 25, 25, 0, 40, 0, 0, 0, 0, 40])
    assert counts.sum() == 168
    assert find_peaks(counts, share)[1].max() >= 30
    assert find_peaks(1_000 * counts, share)[1].tolist() == [30_000] * 6 + [12_000] * 6


def test_an_even_week_and_an_empty_one_have_no_peak() -> None:
    assert not find_peaks(np.full((7, 6), 100), EVEN)[0].any()
    assert not find_peaks(np.zeros((7, 6)), EVEN)[0].any()


def test_a_little_more_than_its_share_is_no_peak_however_sure() -> None:
    blocks = np.full((7, 6), 10_000)
    blocks[0, 0] = 14_000
    assert not find_peaks(blocks, EVEN)[0].any()


def test_few_events_make_no_peak() -> None:
    blocks = np.zeros((7, 6))
    blocks[0, 0] = 4
    assert find_peaks(blocks, EVEN)[0].any()
    assert not find_peaks(blocks, EVEN, 5)[0].any()


def test_shares_that_do_not_fit_are_refused() -> None:
    for share in (np.full((7, 6), 0.5), np.full(42, 1 / 42)):
        with pytest.raises(PlaceRefused, match="give each part its share"):
            find_peaks(np.ones((7, 6)), share)


@pytest.mark.parametrize("mean", [1, 3, 10])
def test_chance_alone_seldom_makes_a_peak(mean: int) -> None:
    rng = np.random.default_rng(mean)
    runs = [find_peaks(rng.poisson(mean, (7, 6)), EVEN)[0].any() for _ in range(400)]
    assert np.mean(runs) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 400)
