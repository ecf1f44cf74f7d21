"""Periods as pages offer them, name them and ask for them: text in, text out, so that a page needs no other floor."""

from collections.abc import Sequence
from datetime import date

from ingest.periods import Period, day_in_words


def read_period(written: str) -> Period:
    """Return the period a page asks for ("2019-01", "2019-Q1", "2019"). Raises PeriodRefused for anything else."""
    return Period.parse(written)


def name_period(written: str) -> str:
    """Return a period in words: "January 2019"; a quarter or a year as its months."""
    return Period.parse(written).words()


def name_day(written: str) -> str:
    """The day of a day or moment as it stands in the register, for a reader: '30 June 2026'."""
    return day_in_words(date.fromisoformat(written[:10]))


def name_months(months: Sequence[str]) -> list[str]:
    """Return short names for the marks of an axis: "Nov 2018", "Jan 2019", "Mar"; the year where it begins to hold.

    The year stands on a line of its own (``<br>``), as the charts write it.
    """
    names = [Period.parse(month).words().split() for month in months]
    years = [None, *(year for _, year in names)]
    return [
        f"{name[:3]}<br>{year}" if year != before else name[:3]
        for (name, year), before in zip(names, years, strict=False)
    ]


def offer_periods(months: Sequence[str]) -> tuple[str, ...]:
    """Return what may be asked of the supplied ``months``: months newest first, then whole quarters, then whole years.

    A quarter or year with a missing month is not offered: its figures could only be "not supplied".
    """
    supplied = set(months)
    quarters = {f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}" for month in months}
    years = {month[:4] for month in months}
    return (*sorted(months, reverse=True), *_whole(quarters, supplied), *_whole(years, supplied))


def covers(months: Sequence[str], period: str) -> bool:
    """Whether every month of ``period`` is among the supplied ``months``."""
    return set(months) >= set(Period.parse(period).months)


def missing_months(months: Sequence[str]) -> tuple[str, ...]:
    """Return the months between the first and the last supplied one that were not supplied, oldest first."""
    return tuple(month for month in Period.covering(months).months if month not in set(months)) if months else ()


def _whole(periods: set[str], supplied: set[str]) -> list[str]:
    return sorted((period for period in periods if supplied >= set(Period.parse(period).months)), reverse=True)
