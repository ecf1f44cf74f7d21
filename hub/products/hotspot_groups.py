"""Hotspots as groups: contiguous grid cells whose released Gi* class is a hotspot, and where they lie."""

from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_uppercase

import numpy as np
from scipy.sparse.csgraph import connected_components

from geo.grid import Grid
from hub.disclosure.derive import persistence
from hub.disclosure.marks import SafeClass
from hub.measures import HOT
from hub.products.draft import Draft
from ingest.contract import Dataset

EVERY, SOME, NEVER = "hotspot in every month", "hotspot in some months", "never a hotspot"
LISTED = (*HOT, EVERY)


@dataclass(frozen=True)
class Hotspot:
    """Contiguous cells of a released hotspot class; ``letter`` names it on map and table.

    ``centre`` is the cell in its middle; ``easting`` and ``northing`` are that cell's middle.
    """

    letter: str
    cells: tuple[str, ...]
    strength: str
    centre: str
    easting: float
    northing: float


def hotspot_classes(draft: Draft, dataset: Dataset, months: Sequence[str]) -> dict[str, SafeClass]:
    """Class of each grid cell: the Gi* class of one month, or how many of several months it was a hotspot in."""
    ask = draft.figures.hotspot
    by_cell = {code: [ask(dataset.name, month, code) for month in months] for code in draft.cells()}
    if len(months) == 1:
        return {code: classes[0] for code, classes in by_cell.items()}
    return {code: persistence(classes, HOT, (EVERY, SOME, NEVER)) for code, classes in by_cell.items()}


def find_groups(grid: Grid, classes: dict[str, SafeClass]) -> list[Hotspot]:
    """Contiguous hotspot cells, strongest and largest first (queen neighbours)."""
    hot = [position for position, code in enumerate(grid.codes) if code in classes and classes[code].label in LISTED]
    found = []
    for cells in join_cells(grid, hot):
        labels = {str(classes[grid.codes[cell]].label) for cell in cells}
        found.append((next(label for label in LISTED if label in labels), cells))
    found.sort(key=lambda one: (LISTED.index(one[0]), -len(one[1]), grid.codes[one[1][0]]))
    return [make_hotspot(grid, index, strength, cells) for index, (strength, cells) in enumerate(found)]


def join_cells(grid: Grid, positions: list[int]) -> list[list[int]]:
    """Contiguous groups of cells (queen neighbours)."""
    if not positions:
        return []
    _, group = connected_components(grid.neighbours()[positions][:, positions], directed=False)
    return [[positions[index] for index in np.flatnonzero(group == number)] for number in range(int(group.max()) + 1)]


def make_hotspot(grid: Grid, index: int, strength: str, cells: list[int]) -> Hotspot:
    """The hotspot of these cells (positions in the grid), lettered by its index."""
    x, y = grid.easting[cells].mean(), grid.northing[cells].mean()
    nearest = min(cells, key=lambda cell: float(np.hypot(grid.easting[cell] - x, grid.northing[cell] - y)))
    half = grid.size / 2
    return Hotspot(
        letter=_letter(index),
        cells=tuple(sorted(grid.codes[cell] for cell in cells)),
        strength=strength,
        centre=grid.codes[nearest],
        easting=float(grid.easting[nearest] + half),
        northing=float(grid.northing[nearest] + half),
    )


def _letter(index: int) -> str:
    first, second = divmod(index, len(ascii_uppercase))
    return (ascii_uppercase[first - 1] if first else "") + ascii_uppercase[second]


def name_place(draft: Draft, easting: float, northing: float) -> str:
    """Report area and base area of a point (EPSG:27700): ``Castle (Wrenshire 019B)``."""
    levels = dict.fromkeys((draft.report_level, draft.geography.base))
    homes = [draft.home_of(level, easting, northing) for level in levels]
    names = [draft.names[code] for code in homes if code]
    return f"{names[0]} ({names[1]})" if len(names) > 1 else (names[0] if names else "outside every area")
