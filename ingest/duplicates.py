"""One event told twice, by the authority and by the public: counted and named on the receipt, never merged.

SI 2007/1831 paragraph 8 asks for incidents identified by the authority (a) and for those reported by the public (b);
nothing says that they are different incidents. Whether two rows are one event only a person can judge.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from ingest.contract import Mapping
from ingest.extract import FIRST_ROW
from ingest.problems import ROWS_NAMED, rows_in_words

NEAR = 100.0  # metres
_APART = 10 * NEAR  # between two days or two categories, so that only events alike in both can be near


def note_duplicates(events: pd.DataFrame, mapping: Mapping) -> tuple[str, ...]:
    """A note on the events of the first teller that lie within 100 m of one of another, same day and category.

    ``events``: one row each, index: position in the file, in metres; () for a layout that does not say who told.
    """
    if not mapping.told_by:
        return ()
    located = events[events["easting"].notna()]
    column = mapping.column(mapping.told_by)
    first = (located[mapping.told_by] == (column.allowed[0] if column else "")).to_numpy(dtype=bool)
    points = _points(located)
    rows = located.index.to_numpy()[first][_are_near(points[first], points[~first])] + FIRST_ROW
    if not rows.size:
        return ()
    named = rows_in_words(tuple(int(row) for row in rows[:ROWS_NAMED]), rows.size)
    alike = f"within {NEAR:.0f} m of an event of the same day and category, told by the other side"
    return (f"Possible duplicates, all kept: {alike} ({named}).",)


def _points(events: pd.DataFrame) -> NDArray[np.float64]:
    """Easting, northing and a third axis on which days and categories are far apart."""
    alike = events.groupby(["date", "category"]).ngroup().to_numpy()
    return np.column_stack([events["easting"], events["northing"], alike * _APART]).astype(np.float64)


def _are_near(these: NDArray[np.float64], those: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether each of these points has one of those within reach; equal points are asked for once."""
    if not len(these) or not len(those):
        return np.zeros(len(these), dtype=bool)
    distinct, back = np.unique(these, axis=0, return_inverse=True)
    distance, _ = cKDTree(np.unique(those, axis=0)).query(distinct, distance_upper_bound=np.nextafter(NEAR, np.inf))
    return np.asarray(np.isfinite(distance)[back.reshape(-1)], dtype=bool)
