"""Months and information periods.

A period is a run of whole calendar months. The Regulations count in three-month *information periods*
(SI 2007/1831: consecutive from 1 July 2007, so they are the calendar quarters), due by the end of the next one.
"""

import calendar
import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

from geo.checks import Refused

_FORM = re.compile(r"(\d{4})(?:-(?:(0[1-9]|1[0-2])|Q([1-4])))?", re.ASCII)
FIRST_YEAR, LAST_YEAR = 1990, 2099
_LONGEST = len("2019-Q1")


class PeriodRefused(Refused):
    """What was written is not a period."""

    exit_code: ClassVar[int] = 18


@lru_cache(maxsize=4096)
def _months(first: str, last: str) -> tuple[str, ...]:
    return tuple(_month(number) for number in range(_number(first), _number(last) + 1))


def _month(number: int) -> str:
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:]) - 1


def _bounds(written: str) -> tuple[str, str] | None:
    """First and last month of '2019', '2019-Q1' or '2019-01'; None when it is none of them."""
    return _read(written) if len(written) <= _LONGEST else None


@lru_cache(maxsize=4096)
def _read(written: str) -> tuple[str, str] | None:
    found = _FORM.fullmatch(written)
    if not found or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        return None
    year, month, quarter = found.groups()
    if month:
        return written, written
    first = int(year) * 12 + (3 * (int(quarter) - 1) if quarter else 0)
    return _month(first), _month(first + (2 if quarter else 11))


@dataclass(frozen=True, order=True)
class Period:
    """Whole months from ``first`` to ``last`` (both 'YYYY-MM', both included). Build it with ``parse`` or ``covering``.

    There is one period for one run of months: '2019-01/2019-03' and '2019-Q1' are equal and are written alike.
    """

    first: str
    last: str

    def __post_init__(self) -> None:
        bounds = _bounds(self.first), _bounds(self.last)
        if bounds != ((self.first, self.first), (self.last, self.last)) or self.first > self.last:
            raise _refusal()

    @classmethod
    def parse(cls, written: str) -> "Period":
        """Read '2019-01', '2019-Q1' (January to March), '2019' or '2019-01/2024-06'. PeriodRefused otherwise."""
        parts = [_bounds(part) for part in written.strip().split("/")]
        if len(parts) > 2 or parts[0] is None or parts[-1] is None:
            raise _refusal()
        return cls(parts[0][0], parts[-1][1])

    @classmethod
    def covering(cls, months: Iterable[str]) -> "Period":
        """The shortest period that holds all these months or quarters (each as ``parse`` reads it, at least one)."""
        known = [cls.parse(month) for month in set(months)]
        if not known:
            raise _refusal()
        return cls(min(one.first for one in known), max(one.last for one in known))

    @property
    def months(self) -> tuple[str, ...]:
        """Every month, in order, as 'YYYY-MM'."""
        return _months(self.first, self.last)

    @property
    def is_quarter(self) -> bool:
        """Whether it is one information period: January to March, April to June and so on (SI 2007/1831)."""
        return len(self.months) == 3 and _number(self.first) % 3 == 0

    @classmethod
    def quarter_of(cls, month: str) -> "Period":
        """The information period that a month ('YYYY-MM') lies in."""
        first = _number(month) // 3 * 3
        return cls(_month(first), _month(first + 2))

    @property
    def days(self) -> int:
        """How many days it has."""
        return sum(calendar.monthrange(*map(int, month.split("-")))[1] for month in self.months)

    def __contains__(self, month: str) -> bool:
        return self.first <= month <= self.last

    def __str__(self) -> str:
        size, year, month = len(self.months), self.first[:4], int(self.first[5:])
        if size == 1:
            return self.first
        if size == 3 and month % 3 == 1:
            return f"{year}-Q{month // 3 + 1}"
        return year if size == 12 and month == 1 else f"{self.first}/{self.last}"

    def words(self) -> str:
        """For a reader: 'January 2019', 'January to March 2019', 'October 2018 to February 2019'."""
        (year, month), (last_year, last_month) = (
            (text[:4], calendar.month_name[int(text[5:])]) for text in (self.first, self.last)
        )
        if self.first == self.last:
            return f"{month} {year}"
        return f"{month} to {last_month} {year}" if year == last_year else f"{month} {year} to {last_month} {last_year}"

    def shifted(self, months: int) -> "Period":
        """The same length, so many months later (earlier when negative)."""
        return Period(_month(_number(self.first) + months), _month(_number(self.last) + months))

    def previous(self) -> "Period":
        """The period of the same length just before."""
        return self.shifted(-len(self.months))

    def year_before(self) -> "Period":
        """The same months one year earlier."""
        return self.shifted(-12)

    def due(self) -> dt.date:
        """The statutory due date: the last day of the information period after the one of ``last`` (SI 2007/1831)."""
        end = (_number(self.last) // 3) * 3 + 5
        year, month = end // 12, end % 12 + 1
        return dt.date(year, month, calendar.monthrange(year, month)[1])


def day_in_words(day: dt.date) -> str:
    """For a reader: '30 June 2026'."""
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"


def _refusal() -> PeriodRefused:
    return PeriodRefused(
        "a period that is not written as one.",
        f"a text that is not a month, a quarter, a year or two of them in order, {FIRST_YEAR} to {LAST_YEAR}.",
        "write 2019-01, 2019-Q1 (January to March), 2019 or 2019-01/2024-06.",
    )
