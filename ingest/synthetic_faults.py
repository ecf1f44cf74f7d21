"""The faults planted in Wrenshire's files, as real files have them; each is listed in the truth file.

Frames hold text exactly as it will be written. Row numbers count the heading as row 1, as a spreadsheet does.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ingest.synthetic_truth import RefusedRow

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
STATE, PLANTED = "_state", "_planted"  # two columns that are never written: what the receipt must say; not to be spoilt
USUAL_BLANK_SHARE, BLANK_SHARE, BLANK_PART = 0.004, 0.06, 16
UNKNOWN_SHARE = 0.05


@dataclass(frozen=True)
class Fault:
    """One text put where it must be refused."""

    data: str
    part: int  # which file of the data set, counted from its last
    column: str
    text: str
    why: str
    times: int = 1


FAULTS: tuple[Fault, ...] = (
    Fault("recorded-crime", 20, "Offence date", "31/02/2025", "a day that does not exist", 4),
    Fault("recorded-crime", 12, "Sub-category", "Not on the list", "a sub-category that is not in the list", 5),
    Fault("recorded-crime", 4, "Offence time", "25:10", "an hour that does not exist", 3),
    Fault("road-collisions", 6, "Slight adult", "-1", "a negative count"),
    Fault("hospital-admissions", 5, "ICD-10 code", "J45.0", "a code outside the prescribed blocks"),
)


def plant_refused(rng: np.random.Generator, data: str, files: Mapping[str, pd.DataFrame]) -> tuple[RefusedRow, ...]:
    """Overwrite single cells of the frames with what must be refused; at most one fault in a row."""
    names, found = list(files), []
    for fault in (f for f in FAULTS if f.data == data and f.part <= len(names)):
        name = names[-fault.part]
        for row in sorted(_choose(rng, files[name], fault.times)):
            files[name].loc[row, [fault.column, STATE]] = (fault.text, "refused")
            found.append(RefusedRow(name, row + 2, fault.column, fault.why))
    return tuple(found)


def blank_locations(rng: np.random.Generator, frame: pd.DataFrame, share: float) -> int:
    """Blank easting and northing of a share of the rows; how many were blanked."""
    rows = _choose(rng, frame, round(share * len(frame)))
    frame.loc[rows, ["Easting", "Northing", STATE]] = ("", "", "no_location")
    return len(rows)


def _choose(rng: np.random.Generator, frame: pd.DataFrame, count: int) -> list[int]:
    """Rows that may still be spoilt: accepted, and no part of what is planted."""
    free = frame.index[(frame[STATE] == "accepted") & ~frame[PLANTED]].to_numpy()
    return [int(row) for row in rng.choice(free, count, replace=False)]


def unknown_times(rng: np.random.Generator, minute: Ints, midnight: Bools) -> tuple[Ints, int]:
    """Minutes with a share unknown (-1), or midnight (0) where ``midnight`` says so; how many were written so."""
    unknown = rng.random(len(minute)) < UNKNOWN_SHARE
    return np.where(unknown & midnight, 0, np.where(unknown, -1, minute)), int((unknown & midnight).sum())
