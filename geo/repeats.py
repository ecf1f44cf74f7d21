"""Repeats: whether events come close to earlier ones in space and time more often than chance (Knox).

E. Knox (1964), The detection of space-time interactions, Applied Statistics 13(1); Monte Carlo over permuted days as in
the Near Repeat Calculator (J. Ratcliffe 2009). Bins are half open: from their lower limit up to, not including, the
upper.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import cKDTree

from geo.checks import PlaceRefused

Numbers = NDArray[np.float64]
Integers = NDArray[np.int64]
Metric = Literal["euclidean", "manhattan"]


@dataclass(frozen=True, eq=False)
class Knox:
    """Pairs by distance bin (rows) and day bin (columns): ``observed``, the mean ``expected`` of the permutations, and
    ``p`` = (1 + permutations with as many or more) / (1 + permutations)."""

    observed: Integers
    expected: Numbers
    p: Numbers

    @property
    def ratio(self) -> Numbers:
        """How many times as many pairs as chance would give; not a number where chance gives none."""
        none = np.full(self.expected.shape, np.nan)
        return np.asarray(np.divide(self.observed, self.expected, out=none, where=self.expected > 0))


def find_repeats(
    easting: ArrayLike,
    northing: ArrayLike,
    day: ArrayLike,
    distances: ArrayLike,
    days: ArrayLike,
    metric: Metric = "manhattan",
    permutations: int = 999,
    seed: int = 0,
) -> Knox:
    """Count near repeats, and what chance would give when the days are dealt anew to the same places.

    ``easting``, ``northing`` (metres) and whole ``day`` numbers: shape (n,). ``distances`` and whole ``days``: the
    limits of the bins, rising; the first bin from the first limit (0: the same place or day) up to the second. Each
    pair counts once. The marginals stay: places with their pairs, days with how many events they have. Raises
    PlaceRefused on series of other lengths, or limits that do not rise.
    """
    x, y = (np.asarray(one, dtype=np.float64) for one in (easting, northing))
    when, later = np.asarray(day, dtype=np.int32), np.asarray(days, dtype=np.int32)
    away = np.asarray(distances, dtype=np.float64)
    if not x.shape == y.shape == when.shape or any(len(one) < 2 or np.any(np.diff(one) <= 0) for one in (away, later)):
        raise PlaceRefused(
            "repeats that cannot be counted.",
            "series of other lengths, or limits that do not rise",
            "give place and day of each event, and rising limits.",
        )
    first, second, row = _find_pairs(np.column_stack([x, y]), away, metric)
    shape = (len(away) - 1, len(later) - 1)
    # The bin of each number of days, the last one for those that lie in none; every pair has the start of its row.
    column = np.searchsorted(later, np.arange(np.ptp(when) + 1 if len(when) else 1), side="right") - 1
    column = np.where((column >= 0) & (column < shape[1]), column, shape[1]).astype(np.int32)
    start = (row * (shape[1] + 1)).astype(np.int32)

    def count(moment: NDArray[np.int32]) -> Integers:
        place = start + column[np.abs(moment[first] - moment[second])]
        found = np.bincount(place, minlength=shape[0] * (shape[1] + 1)).reshape(shape[0], shape[1] + 1)
        return found[:, :-1].astype(np.int64)

    observed, draw = count(when), np.random.default_rng(seed)
    total, reached = np.zeros(shape), np.ones(shape)
    for _ in range(permutations):
        found = count(draw.permutation(when))
        total, reached = total + found, reached + (found >= observed)
    return Knox(observed, total / max(permutations, 1), reached / (permutations + 1))


def _find_pairs(points: Numbers, limits: Numbers, metric: Metric) -> tuple[Integers, Integers, Integers]:
    """Both events and the distance bin of each pair that lies in any."""
    norm = 2 if metric == "euclidean" else 1
    pairs = cKDTree(points).query_pairs(float(limits[-1]), p=norm, output_type="ndarray")
    away = np.abs(points[pairs[:, 0]] - points[pairs[:, 1]])
    distance = np.hypot(away[:, 0], away[:, 1]) if norm == 2 else away.sum(axis=1)
    row = np.searchsorted(limits, distance, side="right") - 1
    kept = (row >= 0) & (row < len(limits) - 1)
    return np.ascontiguousarray(pairs[kept, 0]), np.ascontiguousarray(pairs[kept, 1]), row[kept].astype(np.int64)
