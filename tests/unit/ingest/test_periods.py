"""Periods: how they are written, how they move, when their data are due."""

import datetime as dt

import pytest

from ingest.periods import Period, PeriodRefused


@pytest.mark.parametrize(
    ("written", "months", "again", "words"),
    [
        ("2019-01", ("2019-01",), "2019-01", "January 2019"),
        ("2019-Q1", ("2019-01", "2019-02", "2019-03"), "2019-Q1", "January to March 2019"),
        ("2019-04/2019-06", ("2019-04", "2019-05", "2019-06"), "2019-Q2", "April to June 2019"),
        ("2018-12/2019-01", ("2018-12", "2019-01"), "2018-12/2019-01", "December 2018 to January 2019"),
        (
            "2018-Q4/2019",
            tuple(f"2018-{m}" for m in (10, 11, 12)) + tuple(f"2019-{m:02d}" for m in range(1, 13)),
            "2018-10/2019-12",
            "October 2018 to December 2019",
        ),
    ],
)
def test_a_period_is_read_and_written_back(written: str, months: tuple[str, ...], again: str, words: str) -> None:
    period = Period.parse(written)
    assert (period.months, str(period), period.words()) == (months, again, words)
    assert Period.parse(str(period)) == period


@pytest.mark.parametrize(
    "written", ["", "2019-13", "2019-1", "2019-Q5", "19-01", "2019-05/2019-01", "2019/2020/2021", "２０１９", "1066"]
)
def test_anything_else_is_refused_in_three_lines(written: str) -> None:
    with pytest.raises(PeriodRefused) as refusal:
        Period.parse(written)
    assert len(str(refusal.value).splitlines()) == 3


def test_the_previous_period_has_the_same_length() -> None:
    assert str(Period.parse("2019-Q1").previous()) == "2018-Q4"
    assert str(Period.parse("2019-01").previous()) == "2018-12"
    assert str(Period.parse("2019").previous()) == "2018"


def test_the_year_before_has_the_same_months() -> None:
    assert str(Period.parse("2018-10/2019-02").year_before()) == "2017-10/2018-02"


def test_periods_stand_in_order_of_time() -> None:
    assert Period.parse("2018-12") < Period.parse("2019-01") < Period.parse("2019-02")


def test_a_month_lies_within_its_period_only() -> None:
    assert "2019-03" in Period.parse("2019-Q1")
    assert "2019-04" not in Period.parse("2019-Q1")


def test_data_are_due_by_the_end_of_the_next_information_period() -> None:
    """SI 2007/1831: the quarter from 1 July 2026 is due on 31 December 2026, that from 1 January on 30 June."""
    assert Period.parse("2026-Q3").due() == dt.date(2026, 12, 31)
    assert Period.parse("2026-Q1").due() == dt.date(2026, 6, 30)
    assert Period.parse("2026-Q4").due() == dt.date(2027, 3, 31)
    assert Period.parse("2026-08").due() == dt.date(2026, 12, 31)
