"""Permutations: what a window would hold if the counts were dealt anew over the places, exactly, without drawing lots.

The sum of m counts drawn without replacement depends on how often each count occurs, so its distribution follows from
taking in one distinct count after the other: the share of those drawn that are such is hypergeometric. A place's own
count is held where it is by taking one such count out again. This is what the pseudo p-values of conditional
permutation estimate: L. Anselin (1995), Local indicators of spatial association, Geographical Analysis 27(2).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from geo.checks import PlaceRefused
from geo.windows import Windows, windows_of

Numbers = NDArray[np.float64]
Integers = NDArray[np.int64]

_AT_ONCE = 4_000_000
"""Probabilities held in memory together."""


@dataclass(frozen=True, eq=False)
class Tails:
    """For each of n places the chance of a window sum as ``high`` as its own, and of one as ``low``: shape (n,)."""

    high: Numbers
    low: Numbers

    @property
    def p(self) -> Numbers:
        """The smaller tail: the direction follows the data, as in esda's ``p_sim``. Twice that is two-sided."""
        return np.minimum(self.high, self.low)


def permutation_p(counts: ArrayLike, neighbours_with_self: Any) -> Tails:
    """Deal all counts but a place's own over the other places: how often is its window sum as high, or as low?

    ``counts``: whole numbers, shape (n,), n >= 2; neighbours as in ``find_hotspots``. esda draws 999 such permutations,
    the same for every place, and gives (1 + as extreme) / 1000; here every permutation is weighed, so nothing is drawn,
    equal windows have equal answers, and a p may be less than 1/1000. Its ``p_sim`` counts a sum equal to the observed
    one as high, never as low; here it is both. Raises ``PlaceRefused`` on counts that are not whole, or do not fit.
    """
    windows = neighbours_with_self if isinstance(neighbours_with_self, Windows) else windows_of(neighbours_with_self)
    x = np.asarray(counts, dtype=np.float64)
    _check_whole(x, windows)
    values, own, times = np.unique(x.astype(np.int64), return_inverse=True, return_counts=True)
    drawn = windows.distinct_sizes - 1
    step, most = values - values[0], int(drawn[-1])
    span = int(np.repeat(step, np.minimum(times, most))[-most:].sum() if most else 0) + 1
    beside = np.rint(windows.add(x) - x).astype(np.int64) - (windows.sizes - 1) * values[0]
    high, low = np.empty(len(x)), np.empty(len(x))
    batch = max(1, _AT_ONCE // (span * len(drawn)))
    dealt = _deal(step, times, most, span)
    for start in range(0, len(values), batch):
        at = slice(None) if batch >= len(values) else np.flatnonzero((own >= start) & (own < start + batch))
        some = np.arange(start, min(start + batch, len(values)))
        shares = _take_out(dealt, step, times, some, drawn)
        cell = ((own[at] - start) * len(drawn) + windows.kind[at]) * span + beside[at]
        low[at] = np.cumsum(shares, axis=-1).ravel()[cell]
        high[at] = np.cumsum(shares[..., ::-1], axis=-1)[..., ::-1].ravel()[cell]
    return Tails(np.minimum(high, 1.0), np.minimum(low, 1.0))


def _deal(step: Integers, times: Integers, most: int, span: int) -> Numbers:
    """The chance (j, s) that j counts drawn without replacement have the sum s: shape (most + 1, span).

    ``step``: each distinct count less the least, rising; ``times``: how often it occurs.
    """
    dealt = np.zeros((most + 1, span))
    dealt[0, 0] = 1.0
    ways, j, i = _ways(most), np.arange(most + 1), np.arange(most + 1)[:, np.newaxis]
    held = 0
    for value, often in zip(step.tolist(), times.tolist(), strict=True):
        every = held + often
        # Of j drawn from `every`, i of the new ones: C(j, i) [often]_i [held]_(j - i) / [every]_j, falling factorials.
        new, old, both = (_falling(size, every, most) for size in (often, held, every))
        share = np.where(j >= i, ways * new[i] * old[np.maximum(j - i, 0)], 0.0)
        share = np.divide(share, both, out=np.zeros_like(share), where=both > 0)
        reach = min(span, most * value + 1)
        after = np.zeros_like(dealt)
        for more in range(min(often, most, (reach - 1) // value if value else most) + 1):
            weight = share[more, more:, np.newaxis]
            after[more:, more * value : reach] += weight * dealt[: most + 1 - more, : reach - more * value]
        dealt, held = after, every
    return dealt


def _ways(most: int) -> Numbers:
    """C(j, i) at (i, j)."""
    j, i = np.arange(most + 1), np.arange(most + 1)[:, np.newaxis]
    return np.asarray(special.binom(j, i))


def _falling(size: int, every: int, most: int) -> Numbers:
    """size (size - 1) ... of 0 to ``most`` factors, each over ``every``."""
    factors = np.maximum(size - np.arange(most), 0) / every
    return np.concatenate([[1.0], np.cumprod(factors)])


def _take_out(dealt: Numbers, step: Integers, times: Integers, own: Integers, drawn: Integers) -> Numbers:
    """The chance of each sum when one count of each value in ``own`` (positions) is not dealt: (own, drawn, span).

    Those who drew j of n without the one are those who drew j of all, less those who drew it with j - 1 others. That is
    exact while no more than half are drawn; else the others are dealt from the start.
    """
    n, span, most = int(times.sum()), dealt.shape[1], len(dealt) - 1
    if 2 * most > n:
        fewer = (times - (np.arange(len(times)) == one) for one in own)
        return np.stack([_deal(step[some > 0], some[some > 0], most, span)[drawn] for some in fewer])
    found = np.zeros((len(own), len(drawn), span))
    # One column more, always 0, for the sums less than the count taken out.
    back = np.arange(span) - step[own][:, np.newaxis]
    back = np.where(back >= 0, back, span) + np.arange(len(own))[:, np.newaxis] * (span + 1)
    rest = np.zeros((len(own), span + 1))
    rest[:, 0] = 1.0
    for j in range(most + 1):
        if j:
            rest[:, :-1] = (n * dealt[j] - j * rest.ravel()[back]) / (n - j)
        found[:, drawn == j] = rest[:, np.newaxis, :-1]
    return np.maximum(found, 0.0, out=found)


def _check_whole(x: Numbers, windows: Windows) -> None:
    if x.shape != windows.sizes.shape or len(x) < 2:
        found = f"{len(windows)} places for {len(x)} counts"
        raise PlaceRefused("counts that cannot be dealt.", found, "give one count for each of two places or more.")
    if not np.isfinite(x).all() or (x % 1).any():
        raise PlaceRefused(
            "counts that cannot be dealt.", "a count that is missing or not whole", "give whole numbers of events."
        )
