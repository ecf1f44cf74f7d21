"""Casualties become collisions: STATS19 lists one row for each person hurt; the Regulations ask for collisions.

Rows of one collision share a reference and must agree on date, time and place. A collision is counted whole or not at
all: if one of its rows is refused, all are. The reference is dropped here.
"""

import numpy as np
import pandas as pd

from ingest.categories import reference
from ingest.faults import Faults

COUNTS = ("killed_adult", "killed_child", "serious_adult", "serious_child", "slight_adult", "slight_child")
UNKNOWN_AGE = "-1"
_SHARED = ("date", "time", "longitude", "latitude", "easting", "northing")
_AGES, _HARMS = ("stats19_age_bands", "stats19_age_band_codes"), ("stats19_severities", "stats19_severity_codes")


def fold_casualties(frame: pd.DataFrame, key: str, faults: Faults) -> pd.DataFrame:
    """One row for each collision: the shared columns, the six counts, and ``rows``, how many file rows it holds.

    ``frame`` is every typed row of the file, ``key`` the heading of the reference that joins them; the index of the
    result is the position of the collision's first row.
    """
    shared = [name for name in _SHARED if name in frame]
    _refuse_disagreeing(frame, shared, key, faults)
    broken = frame["key"].isin(frame.loc[faults.refused, "key"].dropna()).to_numpy() & ~faults.refused
    faults.add(key, "another row of the same collision is refused", broken, "correct that row.")
    casualties = frame[~faults.refused]
    code, _ = pd.factorize(casualties["key"])
    first = np.unique(code, return_index=True)[1]
    collisions = casualties.iloc[first][["month", *shared]].copy()
    collisions["rows"] = np.bincount(code, minlength=len(first))
    return collisions.assign(**_count(casualties, code, len(first)))


def unknown_ages(frame: pd.DataFrame, faults: Faults) -> int:
    """How many casualties of unknown age were counted as adults."""
    return int((frame.loc[~faults.refused, "age_band"] == UNKNOWN_AGE).sum())


def _refuse_disagreeing(frame: pd.DataFrame, shared: list[str], key: str, faults: Faults) -> None:
    good = frame[~faults.refused]
    code, _ = pd.factorize(good["key"])
    first = np.unique(code, return_index=True)[1]
    torn = np.zeros(len(good), dtype=bool)
    for name in shared:
        here, there = good[name].reset_index(drop=True), good[name].iloc[first[code]].reset_index(drop=True)
        torn |= ~((here == there).fillna(False) | (here.isna() & there.isna())).to_numpy(dtype=bool)
    bad = faults.mark(good.index.to_numpy()[torn])
    faults.add(key, "casualties of one collision with different date, time or place", bad, "correct the collision.")


def _count(casualties: pd.DataFrame, code: np.ndarray, collisions: int) -> dict[str, np.ndarray]:
    who = casualties["age_band"].map(_counted("age_band", _AGES))
    harm = casualties["severity"].map(_counted("severity", _HARMS))
    kind = harm.str.cat(who, sep="_").to_numpy()
    return {name: np.bincount(code[kind == name], minlength=collisions).astype(np.int16) for name in COUNTS}


def _counted(heading: str, tables: tuple[str, ...]) -> dict[str, str]:
    """What each label and each coded number of the tables is counted as."""
    return {row[heading]: row["counted_as"] for table in tables for row in reference(table)}
