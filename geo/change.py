"""Change: this period against another, and whether that is more than chance.

Counts are taken for Poisson. Root differences: A. Wheeler (2016), Tables and graphs for monitoring temporal crime
trends, International Journal of Police Science & Management 18(3).
"""

from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from geo.checks import PlaceRefused

Numbers = NDArray[np.float64]


def root_difference(now: ArrayLike, before: ArrayLike) -> Numbers:
    """2(√now - √before), of any shape; counts of at least 0.

    Its variance is about 1 where ``before`` is what is expected, 2 where both are counts of one mean.
    """
    return 2 * (np.sqrt(_check_counts(now)) - np.sqrt(_check_counts(before)))


def control_limits(earlier: ArrayLike, z: float = 3.0) -> tuple[float, float]:
    """Lower and upper limit of the next count after ``earlier`` ones, shape (n,), n >= 1: (√mean ∓ z/2)².

    The lower limit is 0 where √mean is less than z/2. Raises PlaceRefused on no counts, or counts below 0.
    """
    counts = _check_counts(earlier)
    if not counts.size:
        raise PlaceRefused("no counts to take limits from.", "an empty series", "give at least one earlier count.")
    root = sqrt(float(counts.mean()))
    return max(0.0, root - z / 2) ** 2, (root + z / 2) ** 2


def ratio_interval(now: int, before: int, confidence: float = 0.95) -> tuple[float, float]:
    """Limits of the ratio of the two means behind ``now`` and ``before``, exactly (Clopper and Pearson 1934).

    Given their sum, the count now is binomial; the limits of its share are turned into a ratio. From 0 where nothing
    happened now, to infinity where nothing did before. Raises PlaceRefused on counts below 0.
    """
    _check_counts([now, before])
    tail = (1 - confidence) / 2
    low = float(special.betaincinv(now, before + 1, tail)) if now else 0.0
    high = float(special.betaincinv(now + 1, before, 1 - tail)) if before else 1.0
    return low / (1 - low), high / (1 - high) if high < 1 else np.inf


def _check_counts(counts: ArrayLike) -> Numbers:
    found = np.asarray(counts, dtype=np.float64)
    if not np.all(found >= 0):
        raise PlaceRefused("counts that cannot be.", "a missing count or one below 0", "give counts of at least 0.")
    return found
