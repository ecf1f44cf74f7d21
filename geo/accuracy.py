"""Accuracy: how well the hotspots of a map told where the events of the period after it would be.

S. Chainey, L. Tompson and S. Uhlig (2008), The utility of hotspot mapping for predicting spatial patterns of crime,
Security Journal 21: hit rate n/N and prediction accuracy index (PAI) (n/N)/(a/A), n of N events in a of A square
metres. Prediction efficiency index (PEI): the PAI over the best that as many cells could have had.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.checks import PlaceRefused

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Accuracy:
    """A map against the events after it: ``hits`` of ``events`` lay in the hot cells, ``share`` of the area; ``most``
    is what the best cells, as many as were hot, would have held at the ``best_share`` of the area that they take.

    Where nothing was hot, or nothing happened after, there is nothing to judge: the ratios are None, never 0.
    """

    hits: float
    events: float
    share: float
    most: float
    best_share: float

    @property
    def hit_rate(self) -> float | None:
        """Share of the events that lay in hot cells, 0 to 1; None where nothing happened."""
        return self.hits / self.events if self.events else None

    @property
    def pai(self) -> float | None:
        """How many times as dense events were in hot cells as everywhere; None where nothing happened or was hot."""
        return self.hits / self.events / self.share if self.events and self.share else None

    @property
    def pei(self) -> float | None:
        """The PAI over the best possible one, 0 to 1; None where nothing happened or was hot."""
        return None if self.pai is None else min(1.0, self.pai / (self.most / self.events / self.best_share))


def judge_map(hot: ArrayLike, later: ArrayLike, areas: ArrayLike | None = None) -> Accuracy:
    """Hold the hot cells of a map against the counts of the period after it: all of shape (cells,).

    ``hot``: whether each cell was a hotspot; ``later``: its events since the map, never those it was drawn from;
    ``areas``: square metres (any unit), all alike where none are given. The best cells are as many as were hot, those
    with the most events for their area. Raises ``PlaceRefused`` where the three do not fit, or cannot be.
    """
    chosen, counts = np.asarray(hot, dtype=bool), np.asarray(later, dtype=np.float64)
    ground = np.ones(counts.shape) if areas is None else np.asarray(areas, dtype=np.float64)
    _check_cells(chosen, counts, ground)
    best = _take_best(chosen, counts, ground)
    whole = float(ground.sum())
    return Accuracy(
        hits=float(counts[chosen].sum()),
        events=float(counts.sum()),
        share=float(ground[chosen].sum()) / whole,
        most=float(counts[best].sum()),
        best_share=float(ground[best].sum()) / whole,
    )


def _take_best(hot: NDArray[np.bool_], counts: Numbers, ground: Numbers) -> NDArray[np.int64]:
    """The cells, as many as are hot, that together have the most events for their area (Dinkelbach 1967)."""
    best = np.flatnonzero(hot)
    while len(best):
        density = counts[best].sum() / ground[best].sum()
        better = np.argsort(-(counts - density * ground), kind="stable")[: len(best)]
        if counts[better].sum() / ground[better].sum() <= density:
            break
        best = better
    return best


def _check_cells(hot: NDArray[np.bool_], counts: Numbers, ground: Numbers) -> None:
    if hot.ndim != 1 or not len(hot) or not hot.shape == counts.shape == ground.shape:
        found = f"{hot.shape}, {counts.shape} and {ground.shape}"
        raise PlaceRefused("cells that do not fit.", found, "give one value for each cell.")
    if not (np.isfinite(counts) & (counts >= 0)).all() or not (np.isfinite(ground) & (ground > 0)).all():
        raise PlaceRefused(
            "cells that cannot be judged.",
            "a count below 0, an area that is none, or a missing one",
            "give counts of at least 0 and areas above 0.",
        )
