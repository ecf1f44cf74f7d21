"""Where an event lies: its point, its area at every level and its grid cell, all in British National Grid metres.

Inside the partnership means inside a polygon of the finest level (``base``), or at most 1 m from one, as generalised
neighbours leave slivers. The other levels are exact where they can be, nearest where the point falls in none of them.
"""

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.boundaries import Boundaries
from geo.checks import GAP
from geo.grid import Grid, place_in_grid
from geo.location import place, place_nearest, project_points

FAR = 1_000_000.0  # metres: any distance within Great Britain
UNPLACED = -1
_SLICE = 1 << 18
"""Rows placed at a time: few enough to stay in the processor's cache, and many slices are placed side by side."""
_SIDE_BY_SIDE = min(os.cpu_count() or 1, 4)


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
    base: NDArray[np.int32]


def find_spots(frame: pd.DataFrame, places: Places) -> Spots:
    """Place the rows of a typed frame by area code, by easting and northing, or by longitude and latitude.

    A point at 0, 0 is the mark of some systems for "unknown" and counts as no location.
    """
    boundaries = places.boundaries[places.base]
    if not {"easting", "longitude"} & set(frame.columns):
        return _by_area(frame, boundaries)
    x, y = ("easting", "northing") if "easting" in frame else ("longitude", "latitude")
    across, up = frame[x].to_numpy(dtype=np.float64), frame[y].to_numpy(dtype=np.float64)
    easting, northing = np.empty(len(frame)), np.empty(len(frame))
    spots = Spots(easting, northing, np.empty(len(frame), dtype=bool), np.empty(len(frame), dtype=np.int32))

    def find(part: slice) -> None:
        known = ~(np.isnan(across[part]) | np.isnan(up[part]) | ((across[part] == 0) & (up[part] == 0)))
        point = np.where(known, across[part], np.nan), np.where(known, up[part], np.nan)
        easting[part], northing[part] = point if x == "easting" else project_points(*point)
        spots.located[part] = known
        spots.base[part] = place_nearest(boundaries, easting[part], northing[part], GAP)

    _in_slices(len(frame), find)
    return spots


def _in_slices(rows: int, act: Callable[[slice], None]) -> None:
    """Do something with each slice of so many rows; several at a time, as numpy lets go of Python's lock."""
    slices = [slice(start, min(start + _SLICE, rows)) for start in range(0, rows, _SLICE)]
    with ThreadPoolExecutor(_SIDE_BY_SIDE) as placers:
        list(placers.map(act, slices))


def _by_area(frame: pd.DataFrame, boundaries: Boundaries) -> Spots:
    """Place rows at the representative point of the base area they name; without a code there is no location."""
    none = np.full(len(frame), UNPLACED)
    points = shapely.get_coordinates(shapely.point_on_surface(boundaries.outlines))
    at = pd.Index(boundaries.codes).get_indexer(pd.Index(frame["area"])) if "area" in frame else none
    spot = np.where((at >= 0)[:, None], points[at], np.nan)
    located = frame["area"].notna().to_numpy() if "area" in frame else none >= 0
    return Spots(spot[:, 0], spot[:, 1], located, at.astype(np.int32))


def place_events(spots: Spots, inside: NDArray[np.bool_], places: Places) -> dict[str, Any]:
    """The area code at every level and the grid cell (categoricals) of each row marked ``inside``; each has all."""
    codes = {level: boundaries.codes for level, boundaries in places.boundaries.items()} | {"cell": places.grid.codes}
    rows = np.flatnonzero(inside).astype(np.int32)
    found = {name: np.empty(len(rows), dtype=np.int32) for name in codes}

    def find(part: slice) -> None:
        here = rows[part]
        for name, at in _place_part(spots.easting[here], spots.northing[here], spots.base[here], places).items():
            found[name][part] = at

    _in_slices(len(rows), find)
    return {name: _named(codes[name], found.pop(name)) for name in codes}


def _place_part(
    easting: NDArray[np.float64], northing: NDArray[np.float64], base: NDArray[np.int32], places: Places
) -> dict[str, NDArray[np.integer]]:
    """The position of the area at every level, and of the cell, that each point has."""
    at: dict[str, NDArray[np.integer]] = {places.base: base}
    for level, boundaries in sorted(places.boundaries.items(), key=lambda item: -len(item[1].codes)):
        if level in places.parents:
            outer = _parents(places, level)[at[places.parents[level][0]]]
            lost = outer == UNPLACED
            if lost.any():
                outer[lost] = _exact_or_nearest(boundaries, easting[lost], northing[lost])
            at[level] = outer
        elif level != places.base:
            at[level] = _exact_or_nearest(boundaries, easting, northing)
    return at | {"cell": place_in_grid(places.grid, easting, northing)}


def _parents(places: Places, level: str) -> NDArray[np.int64]:
    """For each inner area the position of the outer one it lies in; UNPLACED where it lies in none whole."""
    inner, parents = places.parents[level]
    outer = [parents.get(code, "") for code in places.boundaries[inner].codes]
    return pd.Index(places.boundaries[level].codes).get_indexer(pd.Index(outer)).astype(np.int64)


def _named(codes: tuple[str, ...], at: NDArray[np.integer]) -> pd.Categorical:
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
