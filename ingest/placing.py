"""Where an event lies: its point, its area at every level and its grid cell, all in British National Grid metres.

Inside the partnership means inside a polygon of the finest level (``base``), or at most 1 m from one, as generalised
neighbours leave slivers. The other levels are exact where they can be, nearest where the point falls in none of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.boundaries import Boundaries
from geo.grid import Grid, place_in_grid
from geo.location import place, place_nearest, project_points

GAP = 1.0  # metres: a sliver between neighbouring polygons
FAR = 1_000_000.0  # metres: any distance within Great Britain
UNPLACED = -1


@dataclass(frozen=True)
class Places:
    """What receiving needs to place events: outlines by level, ``base`` the finest level, and the grid.

    ``parents`` names, for an outer level, an inner one and the outer code of each inner area that lies whole in one.
    ``own``: codes of the local government areas that make up the partnership; a figure may come for one of them
    although no outline of it is held.
    """

    base: str
    boundaries: Mapping[str, Boundaries]
    grid: Grid
    parents: Mapping[str, tuple[str, Mapping[str, str]]] = field(default_factory=dict)
    own: tuple[str, ...] = ()


@dataclass(frozen=True)
class Spots:
    """Point (metres) and base area (position, -1 outside) of each row; ``located`` is False where there is none."""

    easting: NDArray[np.float64]
    northing: NDArray[np.float64]
    located: NDArray[np.bool_]
    base: NDArray[np.int64]


def find_spots(frame: pd.DataFrame, places: Places) -> Spots:
    """Place the rows of a typed frame by area code, by easting and northing, or by longitude and latitude.

    A point at 0, 0 is the mark of some systems for "unknown" and counts as no location.
    """
    boundaries = places.boundaries[places.base]
    if not {"easting", "longitude"} & set(frame.columns):
        return _by_area(frame, boundaries)
    x, y = ("easting", "northing") if "easting" in frame else ("longitude", "latitude")
    across, up = frame[x].to_numpy(dtype=np.float64), frame[y].to_numpy(dtype=np.float64)
    located = ~(np.isnan(across) | np.isnan(up) | ((across == 0) & (up == 0)))
    across, up = np.where(located, across, np.nan), np.where(located, up, np.nan)
    easting, northing = (across, up) if x == "easting" else project_points(across, up)
    return Spots(easting, northing, located, place_nearest(boundaries, easting, northing, GAP))


def _by_area(frame: pd.DataFrame, boundaries: Boundaries) -> Spots:
    """Place rows at the representative point of the base area they name; without a code there is no location."""
    none = np.full(len(frame), UNPLACED)
    points = shapely.get_coordinates(shapely.point_on_surface(boundaries.outlines))
    at = pd.Index(boundaries.codes).get_indexer(pd.Index(frame["area"])) if "area" in frame else none
    spot = np.where((at >= 0)[:, None], points[at], np.nan)
    located = frame["area"].notna().to_numpy() if "area" in frame else none >= 0
    return Spots(spot[:, 0], spot[:, 1], located, at.astype(np.int64))


def place_events(spots: Spots, inside: NDArray[np.bool_], places: Places) -> dict[str, Any]:
    """The area code at every level and the grid cell (categoricals) of each row marked ``inside``; each has all."""
    easting, northing, base = spots.easting[inside], spots.northing[inside], spots.base[inside]
    at = {places.base: base}
    for level, boundaries in sorted(places.boundaries.items(), key=lambda item: -len(item[1].codes)):
        if level in places.parents:
            found = _parents(places, level)[at[places.parents[level][0]]]
            lost = found == UNPLACED
            if lost.any():
                found[lost] = _exact_or_nearest(boundaries, easting[lost], northing[lost])
            at[level] = found
        elif level != places.base:
            at[level] = _exact_or_nearest(boundaries, easting, northing)
    codes = {level: _named(places.boundaries[level].codes, found) for level, found in at.items()}
    return codes | {"cell": _named(places.grid.codes, place_in_grid(places.grid, easting, northing))}


def _parents(places: Places, level: str) -> NDArray[np.int64]:
    """For each inner area the position of the outer one it lies in; UNPLACED where it lies in none whole."""
    inner, parents = places.parents[level]
    outer = [parents.get(code, "") for code in places.boundaries[inner].codes]
    return pd.Index(places.boundaries[level].codes).get_indexer(pd.Index(outer)).astype(np.int64)


def _named(codes: tuple[str, ...], at: NDArray[np.int64]) -> pd.Categorical:
    """The code at each position."""
    return pd.Categorical.from_codes(at, categories=pd.Index(codes, dtype="str"))


def _exact_or_nearest(
    boundaries: Boundaries, easting: NDArray[np.float64], northing: NDArray[np.float64]
) -> NDArray[np.int64]:
    at = place(boundaries, easting, northing)
    lost = at == UNPLACED
    if lost.any():
        at[lost] = place_nearest(boundaries, easting[lost], northing[lost], FAR)
    return at
