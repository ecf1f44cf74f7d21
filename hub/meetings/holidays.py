"""Bank holidays of England and Wales by their rules, for planning; extra ones by proclamation are not foreseen.

Banking and Financial Dealings Act 1971, Schedule 1; Good Friday and Christmas Day at common law; New Year's Day and the
early May holiday by proclamation since 1974 and 1978. One that falls on a weekend is kept on the next free weekday.
"""

from datetime import date, timedelta
from functools import cache

DAY = timedelta(days=1)
SATURDAY = 5


def find_easter(year: int) -> date:
    """Easter Sunday by the Gregorian calendar (the anonymous algorithm of 1876)."""
    century, rest = divmod(year, 100)
    leaps, left = divmod(century, 4)
    moon = (19 * (year % 19) + century - leaps - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * left + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (year % 19 + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return date(year, month, day + 1)


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """The bank holidays of a year."""
    easter = find_easter(year)
    found = {easter - 2 * DAY, easter + DAY, _monday(year, 5, 1), _monday(year, 5, 25), _monday(year, 8, 25)}
    for fixed in (date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)):
        while fixed.weekday() >= SATURDAY or fixed in found:
            fixed += DAY
        found.add(fixed)
    return frozenset(found)


def is_working_day(day: date) -> bool:
    """Whether a day is neither on a weekend nor a bank holiday."""
    return day.weekday() < SATURDAY and day not in bank_holidays(day.year)


def working_day_after(day: date, number: int) -> date:
    """The day that comes so many working days after another."""
    while number:
        day += DAY
        number -= is_working_day(day)
    return day


def _monday(year: int, month: int, not_before: int) -> date:
    """The first Monday of a month on or after a day of it."""
    day = date(year, month, not_before)
    return day + ((7 - day.weekday()) % 7) * DAY
