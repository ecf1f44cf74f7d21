"""The diary of a JAG: a gap of 29 days is flagged, a year is proposed without one, bank holidays are kept free."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from hub.meetings.diary import FREQUENCIES, Gap, find_gaps, propose_days
from hub.meetings.holidays import bank_holidays, find_easter, is_working_day
from hub.meetings.refusal import MeetingRefused

TODAY = date(2025, 3, 4)


def days(*after: int) -> list[date]:
    return [TODAY + timedelta(days=one) for one in after]


def test_a_gap_of_29_days_is_flagged_and_one_of_28_is_not() -> None:
    assert find_gaps(days(-20, 8), TODAY) == ()
    (gap,) = find_gaps(days(-20, 9), TODAY)
    assert (gap, gap.days) == (Gap(*days(-20, 9)), 29)
    assert find_gaps(days(1, 29), TODAY) == ()
    assert [one.days for one in find_gaps(days(1, 30, 59), TODAY)] == [29, 29]


def test_nothing_planned_is_flagged_however_short_ago_the_last_meeting_was() -> None:
    assert find_gaps(days(-1), TODAY) == (Gap(days(-1)[0], None),)
    assert find_gaps((), TODAY) == (Gap(None, None),)


def test_a_meeting_of_today_is_ahead_and_what_is_past_is_not_flagged() -> None:
    assert find_gaps(days(0), TODAY) == ()
    assert find_gaps(days(-100, -50, -10, 5), TODAY) == ()


def test_the_order_of_the_days_does_not_matter() -> None:
    assert find_gaps(days(30, 1), TODAY) == find_gaps(days(1, 30), TODAY) != ()


@pytest.mark.parametrize("every", FREQUENCIES)
@pytest.mark.parametrize("first", [date(2025, 1, 6), date(2025, 12, 18), date(2026, 4, 10), date(2027, 11, 29)])
def test_a_proposed_year_has_no_gap_over_four_weeks_and_no_day_on_which_nobody_works(first: date, every: int) -> None:
    found = propose_days(first, every) if is_working_day(first) else propose_days(first - timedelta(days=3), every)
    assert (found[-1] - found[0]).days > 365 - 2 * 28
    assert {one.weekday() for one in found} == {found[0].weekday()}, "one day of the week"
    assert all(is_working_day(one) for one in found)
    assert all(0 < (b - a).days <= 28 for a, b in pairwise(found))


def test_a_bank_holiday_puts_a_meeting_a_week_earlier() -> None:
    """28 days after Monday 28 April 2025 is the spring bank holiday, 26 May."""
    assert propose_days(date(2025, 4, 28), 28)[:3] == (date(2025, 4, 28), date(2025, 5, 19), date(2025, 6, 16))


def test_a_day_that_has_a_meeting_already_is_left_out() -> None:
    every = propose_days(date(2025, 3, 5), 28)
    assert propose_days(date(2025, 3, 5), 28, every[1:3]) == (every[0], *every[3:])


@pytest.mark.parametrize(
    ("first", "every"), [(TODAY, 29), (TODAY, 0), (date(2025, 3, 8), 28), (date(2025, 12, 25), 28)]
)
def test_another_frequency_or_a_first_day_without_work_is_refused(first: date, every: int) -> None:
    with pytest.raises(MeetingRefused):
        propose_days(first, every)


@pytest.mark.parametrize(
    ("year", "day"),
    [
        (2000, (4, 23)),
        (2008, (3, 23)),
        (2011, (4, 24)),
        (2024, (3, 31)),
        (2025, (4, 20)),
        (2026, (4, 5)),
        (2038, (4, 25)),
    ],
)
def test_easter_is_on_the_day_of_the_almanac(year: int, day: tuple[int, int]) -> None:
    assert find_easter(year) == date(year, *day)


def test_bank_holidays_are_those_that_the_government_lists() -> None:
    """gov.uk/bank-holidays, England and Wales."""
    assert bank_holidays(2026) == {
        date(2026, 1, 1), date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 4), date(2026, 5, 25), date(2026, 8, 31),
        date(2026, 12, 25), date(2026, 12, 28),
    }  # fmt: skip
    assert {one for one in bank_holidays(2027) if one.month == 12} == {date(2027, 12, 27), date(2027, 12, 28)}
    assert date(2028, 1, 3) in bank_holidays(2028)
