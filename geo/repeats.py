"""Repeats: whether events come close to earlier ones in space and time more often than chance (Knox).

E. Knox (1964), The detection of space-time interactions, Applied Statistics 13(1); Monte Carlo over permuted days as in
the Near Repeat Calculator (J. Ratcliffe 2009). Bins are half open: from their lower limit up to, not including, the
upper.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import cKDTree

from geo.checks import PlaceRefused

Numbers = NDArray[np.float64]
Integers = NDArray[np.int64]
Metric = Literal["euclidean", "manhattan"]

_TOGETHER = 128
"""Permutations counted at once: a pair fetches a row of days for each of its events."""
_BLOCK = 4096
_FOLD = 64


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
    when, later = np.asarray(day, dtype=np.int64), np.asarray(days, dtype=np.int64)
    away = np.asarray(distances, dtype=np.float64)
    if not x.shape == y.shape == when.shape or any(len(one) < 2 or np.any(np.diff(one) <= 0) for one in (away, later)):
        raise PlaceRefused(
            "repeats that cannot be counted.",
            "series of other lengths, or limits that do not rise",
            "give place and day of each event, and rising limits.",
        )
    pairs = _find_pairs(np.column_stack([x, y]), away, metric)
    least, span = (int(when.min()), int(np.ptp(when))) if len(when) else (0, 0)
    small = np.int16 if span < np.iinfo(np.int16).max else np.int64
    when, ends = when[pairs.order] - least, np.clip(later, 0, span + 1).astype(small)
    observed = _count_pairs(pairs, when[np.newaxis].astype(small), ends)[:, :, 0]
    draw, total, reached = np.random.default_rng(seed), np.zeros(observed.shape), np.ones(observed.shape)
    for done in range(0, permutations, _TOGETHER):
        deals = range(done, min(done + _TOGETHER, permutations))
        found = _count_pairs(pairs, np.stack([draw.permutation(when).astype(small) for _ in deals]), ends)
        total, reached = total + found.sum(axis=2), reached + (found >= observed[:, :, np.newaxis]).sum(axis=2)
    return Knox(observed, total / max(permutations, 1), reached / (permutations + 1))


class _Pairs(NamedTuple):
    """Both events of each pair, one distance bin after the other; bin r lies from ``limits[r]`` to ``limits[r + 1]``.

    Events are numbered anew, in the ``order`` that keeps neighbours together: their days then lie together too.
    """

    order: Integers
    first: Integers
    second: Integers
    limits: Integers


def _find_pairs(points: Numbers, limits: Numbers, metric: Metric) -> _Pairs:
    norm, bins = 2 if metric == "euclidean" else 1, len(limits) - 1
    order = cKDTree(points).indices if len(points) else np.zeros(0, dtype=np.int64)
    points = points[order]
    pairs = cKDTree(points).query_pairs(float(limits[-1]), p=norm, output_type="ndarray")
    away = np.abs(points[pairs[:, 0]] - points[pairs[:, 1]])
    distance = np.hypot(away[:, 0], away[:, 1]) if norm == 2 else away.sum(axis=1)
    row = np.searchsorted(limits, distance, side="right") - 1
    kept = np.flatnonzero((row >= 0) & (row < bins))
    kept = kept[np.lexsort((pairs[kept, 0], row[kept]))]
    first, second = np.ascontiguousarray(pairs[kept].T)
    return _Pairs(order, first, second, np.searchsorted(row[kept], np.arange(bins + 1)))


def _count_pairs(pairs: _Pairs, dealt: NDArray[Any], ends: NDArray[Any]) -> Integers:
    """Pairs by distance bin, day bin and deal; ``dealt`` gives each event a day in every deal, shape (deals, n)."""
    day = np.ascontiguousarray(dealt.T)
    below = np.zeros((len(pairs.limits) - 1, len(ends), len(dealt)), dtype=np.int64)
    for row, (start, stop) in enumerate(pairwise(pairs.limits.tolist())):
        for at in range(start, stop, _BLOCK):
            block = slice(at, min(at + _BLOCK, stop))
            apart = np.abs(day.take(pairs.first[block], axis=0) - day.take(pairs.second[block], axis=0))
            for column, end in enumerate(ends):
                below[row, column] += _add_up(apart < end)
    return np.diff(below, axis=1)


def _add_up(true: NDArray[np.bool_]) -> Integers:
    """How many are true in each column: folded to rows of bytes first, which is many times faster."""
    whole = len(true) // _FOLD * _FOLD
    folded = true[:whole].view(np.uint8).reshape(_FOLD, whole // _FOLD, -1 if whole else true.shape[1])
    return np.asarray(folded.sum(axis=0, dtype=np.uint8).sum(axis=0, dtype=np.int64) + true[whole:].sum(axis=0))
