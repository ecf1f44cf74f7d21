"""The diary: a year of meetings proposed, and where the gap between two of them is too long.

A JAG meets at least every four weeks, and its diary is planned for a full year (`004` Appendix 6, Frequency). Pure:
days in, days and gaps out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from hub.meetings.holidays import is_working_day
from hub.meetings.refusal import MeetingRefused

LONGEST_GAP = 28
"""Days from one meeting to the next, at most."""
FREQUENCIES = (7, 14, 21, 28)
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Gap:
    """Too long from one meeting to the next; ``after`` None: none was held yet, ``before`` None: none is planned."""

    after: date | None
    before: date | None

    @property
    def days(self) -> int:
        """From one to the other; 0 where one of them is not there."""
        return (self.before - self.after).days if self.after and self.before else 0


def find_gaps(days: Sequence[date], today: date) -> tuple[Gap, ...]:
    """The gaps of a diary that somebody can still do something about, the first first.

    Args:
        days: All meetings, held and planned, in any order.
        today: A meeting of today is still ahead.
    """
    held, ahead = sorted(day for day in days if day < today), sorted(day for day in days if day >= today)
    last = held[-1:]
    if not ahead:
        return (Gap(last[0] if last else None, None),)
    line = [*last, *ahead]
    return tuple(Gap(a, b) for a, b in pairwise(line) if (b - a).days > LONGEST_GAP)


def propose_days(first: date, every: int, avoid: Sequence[date] = ()) -> tuple[date, ...]:
    """A year of meetings on one day of the week. One that would fall on a bank holiday is a week earlier, so that no
    gap grows longer than four weeks; where a meeting is that day already, it is left out.

    Args:
        first: The first of them.
        every: Days from one to the next: 7, 14, 21 or 28.
        avoid: Days that have a meeting already.

    Raises:
        MeetingRefused: another frequency, or a first day on which nobody works.
    """
    if every not in FREQUENCIES:
        raise MeetingRefused(
            "a JAG meets every week, fortnight, three or four weeks.", f"{every} days.", "choose 7, 14, 21 or 28 days."
        )
    if not is_working_day(first):
        raise MeetingRefused(
            "the first meeting is on a day on which nobody works.",
            "a weekend or a bank holiday.",
            "choose a working day.",
        )
    found, end = [first], first + timedelta(days=365)
    regular = first
    while (regular := regular + timedelta(days=every)) < end:
        day = regular
        while not is_working_day(day):
            day -= WEEK
        if day > found[-1]:
            found.append(day)
            regular = day if every == LONGEST_GAP else regular
    return tuple(day for day in found if day not in avoid)
