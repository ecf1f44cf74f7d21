"""Hot spots: Getis-Ord Gi* with binary weights, each place counted among its own neighbours.

Source: J. K. Ord and A. Getis (1995), Local spatial autocorrelation statistics, Geographical Analysis 27(4), equation 6
with the population standard deviation. As the tests are many, significance is judged by the false discovery rate: Y.
Benjamini and Y. Hochberg (1995), Journal of the Royal Statistical Society B 57(1). Two-sided throughout.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse, special

from geo.checks import PlaceRefused

Numbers = NDArray[np.float64]
Integers = NDArray[np.int64]

NEVER = np.iinfo(np.int64).max
"""The window threshold of a place that no window sum can make significant."""


@dataclass(frozen=True, eq=False)
class GiStar:
    """Gi* of n places, each array of shape (n,).

    ``z``, two-sided ``p``, ``neighbours`` (how many, itself included); ``mean`` and population standard
    ``deviation`` of the counts.
    """

    z: Numbers
    p: Numbers
    neighbours: Integers
    mean: float
    deviation: float

    def critical_z(self, alpha: float) -> float | None:
        """Give the least \\|z\\| that is significant after Benjamini-Hochberg at ``alpha``; None where nothing is."""
        n = len(self.p)
        ordered = np.sort(self.p)
        passing = np.flatnonzero(ordered <= alpha * np.arange(1, n + 1) / n)
        if not len(passing):
            return None
        last = passing[-1]
        cut = -special.ndtri(alpha * (last + 1) / n / 2)
        return float(min(cut, np.abs(self.z)[self.p <= ordered[last]].min()))


def find_hotspots(counts: ArrayLike, neighbours_with_self: Any) -> GiStar:
    """Compute Gi* of each count, given a square matrix of 0 and 1 with a full diagonal (dense or scipy sparse).

    ``counts`` has shape (n,), n >= 3, finite. Where all counts are equal, or a place has every place as neighbour, z is
    0: there is nothing to compare. Raises ``PlaceRefused`` on fewer than three places, or a matrix that does not fit.
    """
    x = np.asarray(counts, dtype=np.float64)
    window = sparse.csr_array(neighbours_with_self, dtype=np.float64)
    _check_window(x, window)
    neighbours = window.sum(axis=1).astype(np.int64)
    mean, deviation = float(x.mean()), float(x.std() if np.ptp(x) else 0.0)
    z = _standardise(window @ x, neighbours, mean, deviation)
    return GiStar(z, special.erfc(np.abs(z) / np.sqrt(2)), neighbours, mean, deviation)


def window_thresholds(gi: GiStar, alpha: float) -> Integers:
    """Give for each place the smallest whole window sum (it and neighbours) that is significantly high at ``alpha``.

    The inverse of z: ``window sum >= threshold`` says the same as ``z >= critical_z(alpha)``. Shape (n,); ``NEVER``
    where no sum can be significant. Mean, deviation and critical z are held as they are.
    """
    critical = gi.critical_z(alpha)
    spread = _spread(gi.neighbours, gi.deviation)
    if critical is None:
        return np.full(len(gi.z), NEVER, dtype=np.int64)
    sums = np.ceil(gi.neighbours * gi.mean + critical * spread)
    # A rounding error can put the ceiling one off, either way: ask z itself.
    sums -= _standardise(sums - 1, gi.neighbours, gi.mean, gi.deviation) >= critical
    sums += _standardise(sums, gi.neighbours, gi.mean, gi.deviation) < critical
    thresholds = sums.astype(np.int64)
    thresholds[spread == 0] = NEVER
    return thresholds


def _standardise(sums: Numbers, neighbours: Integers, mean: float, deviation: float) -> Numbers:
    """Turn window sums into z; 0 where there is nothing to compare."""
    spread = _spread(neighbours, deviation)
    return np.divide(sums - neighbours * mean, spread, out=np.zeros_like(spread), where=spread > 0)


def _spread(neighbours: Integers, deviation: float) -> Numbers:
    """The standard deviation of a window sum when every arrangement of the counts over the places is equally likely."""
    n = len(neighbours)
    return deviation * np.sqrt((n * neighbours - neighbours**2) / (n - 1))


def _check_window(x: Numbers, window: sparse.csr_array) -> None:
    n = len(x)
    if n < 3:
        raise PlaceRefused("too few places for Gi*.", f"{n} places", "take at least three places.")
    if window.shape != (n, n) or (window.data != 1).any() or (window.diagonal() != 1).any():
        found = f"a matrix of shape {window.shape} for {n} places"
        raise PlaceRefused(
            "neighbours that Gi* cannot use.", found, "give a square matrix of 0 and 1 whose diagonal is all 1."
        )
    if not np.isfinite(x).all():
        raise PlaceRefused("counts that Gi* cannot use.", "a missing or infinite count", "give every place a count.")
