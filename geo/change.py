"""Change: this period against another, and whether that is more than chance.

Counts are taken for Poisson. Root differences: A. Wheeler (2016), Tables and graphs for monitoring temporal crime
trends, International Journal of Police Science & Management 18(3). Displacement: A. Wheeler and J. Ratcliffe (2018), A
simple weighted displacement difference test to evaluate place based crime interventions, Crime Science 7:11.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from geo.checks import PlaceRefused

Numbers = NDArray[np.float64]
Pair = Sequence[float]
"""Events of a place before and after: two counts of at least 0."""


@dataclass(frozen=True)
class Displacement:
    """What an action changed beyond its control: events in the treated place (``local``), in the places round it
    (``displaced``, above 0 where events moved there), and the ``error`` (standard) of both together."""

    local: float
    displaced: float
    error: float

    @property
    def total(self) -> float:
        """The weighted displacement difference: below 0 where there are fewer events than without the action."""
        return self.local + self.displaced

    @property
    def z(self) -> float:
        """The total over its standard error; 0 where nothing happened at all."""
        return self.total / self.error if self.error else 0.0

    def interval(self, confidence: float = 0.95) -> tuple[float, float]:
        """Limits of the total, by the normal approximation: not to be leant on below about ten events a place."""
        reach = float(special.ndtri((1 + confidence) / 2)) * self.error
        return self.total - reach, self.total + reach


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


def count_interval(count: int, confidence: float = 0.95) -> tuple[float, float]:
    """Limits of the mean behind a count, exactly (Garwood 1936). Raises PlaceRefused on a count below 0."""
    _check_counts([count])
    tail = (1 - confidence) / 2
    low = float(special.gammaincinv(count, tail)) if count else 0.0
    return low, float(special.gammaincinv(count + 1, 1 - tail))


def displaced(
    treated: Pair, control: Pair, nearby: Pair | None = None, nearby_control: Pair | None = None
) -> Displacement:
    """Weigh the change of a treated place against that of its control, each of them (before, after).

    With the places round it (``nearby``) and a control of their own, what moved there is counted against the effect.
    All counts are over periods of one length, the controls of about the size of what they stand for. The variance is
    the sum of all counts. Raises ``PlaceRefused`` on other than two counts of at least 0, or one of the last two alone.
    """
    if (nearby is None) != (nearby_control is None):
        raise PlaceRefused(
            "displacement that has nothing to be held against.",
            "places nearby without their control, or the control without them",
            "give both, or neither.",
        )
    pairs = [_check_pair(one) for one in (treated, control, nearby, nearby_control) if one is not None]
    changes = [float(after - before) for before, after in pairs]
    local, moved = changes[0] - changes[1], changes[2] - changes[3] if nearby is not None else 0.0
    return Displacement(local, moved, sqrt(float(np.sum(pairs))))


def _check_pair(pair: Pair) -> Numbers:
    counts = _check_counts(pair)
    if counts.shape != (2,) or not np.isfinite(counts).all():
        found = f"counts of shape {counts.shape}"
        raise PlaceRefused("a change that is not one of two counts.", found, "give the count before and the one after.")
    return counts


def _check_counts(counts: ArrayLike) -> Numbers:
    found = np.asarray(counts, dtype=np.float64)
    if not np.all(found >= 0):
        raise PlaceRefused("counts that cannot be.", "a missing count or one below 0", "give counts of at least 0.")
    return found
