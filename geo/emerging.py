"""Emerging: whether a hotspot is new, has been there all along, or has gone.

The five classes of the `sfhotspot` package (M. Ashby): *persistent* in at least four fifths of the periods; *emerging*
in at least a tenth of the most recent fifth and in none before; *former* in at least a tenth of those before and in
none since; *intermittent* otherwise, if ever; else *none*.
"""

from math import ceil
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from geo.checks import PlaceRefused

Trajectory = Literal["persistent", "emerging", "former", "intermittent", "none"]
PERSISTENT, RECENT, OFTEN = 0.8, 0.2, 0.1


def classify_series(hot: ArrayLike, known: ArrayLike | None = None) -> Trajectory | None:
    """The class of one place. ``hot``: shape (periods,), oldest first, whether it was a hotspot.

    ``known``: whether anything is known of the period. One that is missing is left out, never taken for a period
    without a hotspot; None where nothing is known of any. Raises PlaceRefused where the two do not fit.
    """
    series = np.asarray(hot, dtype=bool)
    kept = np.ones_like(series) if known is None else np.asarray(known, dtype=bool)
    if series.ndim != 1 or series.shape != kept.shape:
        found = f"{series.shape} and {kept.shape}"
        raise PlaceRefused("series that do not fit.", found, "give one value for each period.")
    series = series[kept]
    if not len(series):
        return None
    recent = ceil(RECENT * len(series) - 1e-9)
    before, since = series[:-recent], series[-recent:]
    if series.mean() >= PERSISTENT:
        return "persistent"
    if since.mean() >= OFTEN and not before.any():
        return "emerging"
    if not since.any() and len(before) and before.mean() >= OFTEN:
        return "former"
    return "intermittent" if series.any() else "none"
