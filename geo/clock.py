"""Clock: at which hours of the week events happened, and which blocks of hours stand out.

A time known only as from-to is shared out over the hours it may have been in (aoristic analysis: J. Ratcliffe 2002,
Aoristic signatures and the spatio-temporal analysis of high volume crime patterns, Journal of Quantitative Criminology
18(1)). Significance over the many blocks by the false discovery rate (Y. Benjamini and Y. Hochberg 1995).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import special

from geo.checks import PlaceRefused

Numbers = NDArray[np.float64]
Integers = NDArray[np.int64]
Moments = NDArray[np.datetime64]

DAYS, HOURS, BLOCK = 7, 24, 4
ZONE = "Europe/London"
LONGEST = np.timedelta64(24, "h")
ALPHA, TIMES_MEAN = 0.05, 1.5
_HOUR = np.timedelta64(1, "h")


@dataclass(frozen=True, eq=False)
class Week:
    """``weights`` of shape (7, 24), Monday first, midnight first: each event with a known time adds one in all.

    ``known``: how many these are; ``too_long``: how many have more than a day between from and to, and add nothing.
    """

    weights: Numbers
    known: int
    too_long: int

    def blocks(self, begins: int = 0) -> Numbers:
        """The weights by day and block of four hours, shape (7, 6); a day runs from ``begins`` o'clock to the next."""
        rolled = np.roll(self.weights.ravel(), -begins)
        return np.asarray(rolled.reshape(DAYS, HOURS // BLOCK, BLOCK).sum(axis=2))


def share_out(start: ArrayLike, end: ArrayLike | None = None, events: ArrayLike | None = None) -> Week:
    """Share events out over the hours of the week.

    ``start`` and ``end``: local times, datetime64, shape (n,); NaT where not known. ``events``: how many each stands
    for, one where not given. Without an end, an event was at its start; without a start it adds nothing. Hours are
    those of clocks in London: the one left out in spring weighs nothing, the one that comes twice in autumn twice.

    Raises PlaceRefused where an end is before its start, or the series have other lengths.
    """
    first = np.atleast_1d(np.asarray(start, dtype="datetime64[m]"))
    last = first if end is None else np.atleast_1d(np.asarray(end, dtype="datetime64[m]"))
    many = np.ones(first.shape, dtype=np.int64) if events is None else np.atleast_1d(np.asarray(events, dtype=np.int64))
    if not first.shape == last.shape == many.shape:
        found = f"{first.shape}, {last.shape} and {many.shape}"
        raise PlaceRefused("times that cannot be shared out.", found, "give an end and a number for each start.")
    known = ~np.isnat(first)
    first, last, many = first[known], last[known], many[known]
    last = np.where(np.isnat(last), first, last)
    if np.any(last < first):
        raise PlaceRefused(
            "times that cannot be shared out.", "an end before its start", "give each end after its start."
        )
    begun, ended = _in_universal_time(first, earlier=True), _in_universal_time(last, earlier=False)
    kept = last - first <= LONGEST
    begun, ended, stands = begun[kept], np.maximum(ended, begun)[kept], many[kept]
    hour = begun.astype("datetime64[h]")
    parts = np.maximum(np.ceil((ended - hour) / _HOUR).astype(np.int64), 1)
    event = np.repeat(np.arange(len(parts)), parts)
    nth = np.arange(len(event)) - np.repeat(np.cumsum(parts) - parts, parts)
    opens = hour[event] + nth * _HOUR
    inside = np.minimum(opens + _HOUR, ended[event]) - np.maximum(opens, begun[event])
    length = (ended - begun)[event] / np.timedelta64(1, "m")
    weight = np.divide(inside / np.timedelta64(1, "m"), length, out=np.ones(len(event)), where=length > 0)
    local = pd.DatetimeIndex(opens).tz_localize("UTC").tz_convert(ZONE)
    place = (local.day_of_week * HOURS + local.hour).to_numpy()
    week = np.bincount(place, weights=weight * stands[event], minlength=DAYS * HOURS).astype(np.float64)
    return Week(week.reshape(DAYS, HOURS), int(stands.sum()), int(many[~kept].sum()))


def find_peaks(events: ArrayLike, share: ArrayLike, least: int = 1) -> tuple[NDArray[np.bool_], Integers]:
    """Which parts of the week hold more events than an even spread would give, and from how many on each would.

    ``events`` and ``share`` (of the week's hours, in all 1): any shape, the same. A peak holds significantly more
    (binomial, false discovery rate of 5 %), at least one and a half times its share, and at least ``least``. Raises
    PlaceRefused where the two do not fit.
    """
    counts, parts = np.floor(np.asarray(events, dtype=np.float64) + 1e-9), np.asarray(share, dtype=np.float64)
    if counts.shape != parts.shape or abs(parts.sum() - 1) > 1e-9:
        raise PlaceRefused(
            "parts of a week that do not fit.",
            f"{counts.shape} and {parts.shape}, or shares that make more or less than one",
            "give each part its share of the week.",
        )
    total = int(counts.sum())
    p = special.bdtrc(counts - 1, total, parts)
    ordered = np.sort(p.ravel())
    passing = np.flatnonzero(ordered <= ALPHA * np.arange(1, p.size + 1) / p.size)
    if not len(passing):
        return np.zeros(counts.shape, dtype=bool), np.full(counts.shape, total + 1)
    cut = float(ordered[passing[-1]])
    likely, limits = np.zeros(counts.shape, dtype=np.int64), np.full(counts.shape, total + 1)
    while np.any(limits - likely > 1):
        between = (likely + limits) // 2
        is_rare = special.bdtrc(between - 1, total, parts) <= cut
        likely, limits = np.where(is_rare, likely, between), np.where(is_rare, between, limits)
    limits = np.maximum(limits, np.ceil(np.maximum(TIMES_MEAN * total * parts - 1e-9, least)).astype(np.int64))
    return counts >= limits, limits


def _in_universal_time(local: Moments, earlier: bool) -> Moments:
    """Local moments in UTC; one that the clock shows twice is the first or the last of them, one left out the next."""
    index = pd.DatetimeIndex(local)
    summer = np.full(len(index), earlier)
    told = index.tz_localize(ZONE, ambiguous=summer, nonexistent="shift_forward")
    return told.tz_convert("UTC").tz_localize(None).to_numpy().astype("datetime64[m]")
