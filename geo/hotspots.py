"""Hot spots: Getis-Ord Gi* with binary weights, each place counted among its own neighbours.

Source: J. K. Ord and A. Getis (1995), Local spatial autocorrelation statistics, Geographical Analysis 27(4), equation 6
with the population standard deviation. As the tests are many, significance is judged by the false discovery rate: Y.
Benjamini and Y. Hochberg (1995), Journal of the Royal Statistical Society B 57(1). Two-sided throughout.

The normal tail is too thin for sums of small counts. So a window of events must stand out by their own tail as well: of
so many events, each as likely to fall on any place, how often do so many fall on this window?
"""

from dataclasses import dataclass
from functools import cached_property
from math import isfinite, sqrt
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from geo.checks import PlaceRefused
from geo.windows import Windows, scale_of, windows_of

Numbers = NDArray[np.float64]
Integers = NDArray[np.int64]

NEVER = np.iinfo(np.int64).max
"""The window threshold of a place that no window sum can make significant."""
_BEYOND = 40
"""A z whose normal tail is 0 in floating point."""

_ROOT_HALF = 0.5**0.5


@dataclass(frozen=True, eq=False)
class GiStar:
    """Gi* of n places, each array of shape (n,).

    ``z``, its two-sided normal ``p``, window ``sums`` and ``neighbours`` (how many, itself included); ``mean`` and
    population standard ``deviation`` of the counts; their ``total``, None unless all are whole numbers from 0: events.
    """

    z: Numbers
    p: Numbers
    sums: Numbers
    neighbours: Integers
    mean: float
    deviation: float
    total: float | None

    @cached_property
    def chance_p(self) -> Numbers:
        """The greater of ``p`` and twice the binomial tail of the window sum (at most 1): ``p`` where not events."""
        return _chance_p(self, self.p, self.sums, self.neighbours)

    def critical_p(self, alpha: float) -> float | None:
        """Give the ``chance_p`` up to which places are significant after Benjamini-Hochberg; None where none is."""
        n = len(self.z)
        passing = np.flatnonzero(np.sort(self.chance_p) <= alpha * np.arange(1, n + 1) / n)
        return float(alpha * (passing[-1] + 1) / n) if len(passing) else None


def find_hotspots(counts: ArrayLike, neighbours_with_self: Any) -> GiStar:
    """Compute Gi* of each count, given ``Windows`` or a square matrix of 0 and 1 with a full diagonal.

    ``counts`` has shape (n,), n >= 3, finite. Where all counts are equal, or a place has every place as neighbour, z is
    0: there is nothing to compare. Raises ``PlaceRefused`` on fewer than three places, or a matrix that does not fit.
    """
    windows = neighbours_with_self if isinstance(neighbours_with_self, Windows) else windows_of(neighbours_with_self)
    x = np.asarray(counts, dtype=np.float64)
    total = _add_up(x, windows)
    mean = total / len(x)
    apart = x - mean
    low = x.min()
    deviation = sqrt(float(apart @ apart) / len(x)) if low < x.max() else 0.0
    sums, events = windows.add(x), bool(low >= 0 and (x == np.rint(x)).all())
    z, p = (_judge_once if events else _judge)(sums, windows, mean, deviation)
    return GiStar(z, p, sums, windows.sizes, mean, deviation, total if events else None)


def window_thresholds(gi: GiStar, alpha: float) -> Integers:
    """Give for each place the smallest whole window sum (it and neighbours) that is significantly high at ``alpha``.

    ``window sum >= threshold`` says the same as ``chance_p <= critical_p(alpha)`` with z above 0. Shape (n,); ``NEVER``
    where no sum can be significant. Mean, deviation, total and critical p are held as they are.
    """
    critical = gi.critical_p(alpha)
    if critical is None or gi.deviation == 0:
        return np.full(len(gi.z), NEVER, dtype=np.int64)
    sizes, kind = np.unique(gi.neighbours, return_inverse=True)
    scale = scale_of(sizes, len(gi.z))
    # Halving the way between a sum that is not high and one beyond all doubt.
    low = np.floor(sizes * gi.mean)
    high = np.maximum(np.ceil(sizes * gi.mean + _BEYOND * gi.deviation * np.sqrt(sizes)), gi.total or 0.0) + 1
    while (high - low > 1).any():
        middle = np.floor((low + high) / 2)
        z = _standardise(middle, sizes, scale, gi.mean, gi.deviation)
        reached = _chance_p(gi, _normal_p(z), middle, sizes) <= critical
        low, high = np.where(reached, low, middle), np.where(reached, middle, high)
    thresholds = high.astype(np.int64)
    thresholds[np.isinf(scale)] = NEVER
    return np.asarray(thresholds[kind], dtype=np.int64)


def _judge(sums: Numbers, windows: Windows, mean: float, deviation: float) -> tuple[Numbers, Numbers]:
    """z and p of each window sum."""
    z = _standardise(sums, windows.sizes, windows.scale, mean, deviation)
    return z, _normal_p(z)


def _judge_once(sums: Numbers, windows: Windows, mean: float, deviation: float) -> tuple[Numbers, Numbers]:
    """z and p of each whole window sum, worked out once for each sum and size where that is less work."""
    step, sizes = sums.astype(np.int64), windows.distinct_sizes
    span = int(step.max()) + 1
    if len(sizes) * span > len(sums):
        return _judge(sums, windows, mean, deviation)
    across = windows.distinct_scale[:, np.newaxis]
    once = _standardise(np.arange(span), sizes[:, np.newaxis], across, mean, deviation).ravel()
    step += windows.kind * span
    return once.take(step), _normal_p(once).take(step)


def _standardise(sums: Numbers | Integers, sizes: Integers, scale: Numbers, mean: float, deviation: float) -> Numbers:
    """Turn window sums into z; 0 where there is nothing to compare."""
    return np.asarray((sums - sizes * mean) / (scale * (deviation or np.inf)))


def _normal_p(z: Numbers) -> Numbers:
    return np.asarray(special.erfc(np.abs(z) * _ROOT_HALF))


def _chance_p(gi: GiStar, p: Numbers, sums: Numbers, sizes: Integers) -> Numbers:
    """The greater of ``p`` and twice the smaller tail when each event falls on any of the n places alike."""
    if gi.total is None:
        return p
    share, total = sizes / len(gi.z), gi.total
    some, rest = np.clip(sums, 1, total), np.clip(total - sums, 1, total)
    high = np.select([sums < 1, sums > total], [1.0, 0.0], special.betainc(some, total - some + 1, share))
    low = np.where(sums < total, special.betainc(rest, total - rest + 1, 1 - share), 1.0)
    return np.asarray(np.maximum(p, np.minimum(1.0, 2 * np.minimum(high, low))))


def _add_up(x: Numbers, windows: Windows) -> float:
    if len(x) < 3:
        raise PlaceRefused("too few places for Gi*.", f"{len(x)} places", "take at least three places.")
    if x.shape != windows.sizes.shape:
        found = f"{len(windows)} places for {len(x)} counts"
        raise PlaceRefused("neighbours that Gi* cannot use.", found, "give the neighbours of the places counted.")
    total = float(x.sum())
    if not isfinite(total):
        raise PlaceRefused("counts that Gi* cannot use.", "a missing or infinite count", "give every place a count.")
    return total
