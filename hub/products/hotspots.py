"""The hotspot map and the list of hotspots: contiguous grid cells whose released Gi* class is a hotspot."""

from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_uppercase

import numpy as np
from scipy.sparse.csgraph import connected_components

from geo.grid import Grid
from hub.disclosure.derive import persistence
from hub.disclosure.marks import SafeClass
from hub.measures import HOTSPOT_LEVELS
from hub.products.draft import Draft
from hub.products.product import Cell, Column, MapBlock, TableBlock, Text, Words
from hub.products.sentences import capitalise, plural

HOT = tuple(label for _, label in HOTSPOT_LEVELS)
EVERY, SOME, NEVER = "hotspot in every month", "hotspot in some months", "never a hotspot"
LISTED = (*HOT, EVERY)
SQUARE_METRES_PER_HECTARE = 10_000


@dataclass(frozen=True)
class Hotspot:
    """Contiguous cells of a released hotspot class; ``letter`` names it on map and table."""

    letter: str
    cells: tuple[str, ...]
    strength: str
    centre: str
    easting: float
    northing: float


def hotspot_classes(draft: Draft, months: Sequence[str]) -> dict[str, SafeClass]:
    """Class of each grid cell: the Gi* class of one month, or how many of several months it was a hotspot in."""
    ask = draft.figures.hotspot
    by_cell = {code: [ask(draft.dataset.name, month, code) for month in months] for code in draft.cells()}
    if len(months) == 1:
        return {code: classes[0] for code, classes in by_cell.items()}
    return {code: persistence(classes, HOT, (EVERY, SOME, NEVER)) for code, classes in by_cell.items()}


def find_groups(grid: Grid, classes: dict[str, SafeClass]) -> list[Hotspot]:
    """Contiguous hotspot cells, strongest and largest first (queen neighbours)."""
    hot = [position for position, code in enumerate(grid.codes) if code in classes and classes[code].label in LISTED]
    if not hot:
        return []
    _, group = connected_components(grid.neighbours()[hot][:, hot], directed=False)
    found = []
    for number in range(int(group.max()) + 1):
        cells = [hot[index] for index in np.flatnonzero(group == number)]
        labels = {str(classes[grid.codes[cell]].label) for cell in cells}
        found.append((next(label for label in LISTED if label in labels), cells))
    found.sort(key=lambda one: (LISTED.index(one[0]), -len(one[1]), grid.codes[one[1][0]]))
    return [_hotspot(grid, index, strength, cells) for index, (strength, cells) in enumerate(found)]


def _hotspot(grid: Grid, index: int, strength: str, cells: list[int]) -> Hotspot:
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


def hotspot_map(draft: Draft, classes: dict[str, SafeClass], groups: Sequence[Hotspot], title: str) -> MapBlock:
    """Map of the grid cells' classes under the outlines of the report level, with the letter of each hotspot."""
    grid = draft.geography.grid
    squares = dict(zip(grid.codes, grid.polygons(), strict=True))
    outline, outline_names = draft.backdrop()
    inside = {code: group.letter for group in groups for code in group.cells}
    return MapBlock(
        title=title,
        layer="cell",
        measure="Hotspot class",
        kind="class",
        cells=dict(classes),
        names={code: f"{code}, hotspot {inside[code]}" if code in inside else code for code in classes},
        shapes={code: squares[code].wkb for code in classes},
        outline=outline,
        outline_names=outline_names,
        labels={group.centre: group.letter for group in groups},
        note=(
            f"Gi* on {grid.size} m British National Grid cells: a cell is a hotspot when it and its neighbours hold "
            "more events than chance would give, at the confidence named, corrected for the many cells tested."
        ),
        alt=f"{title}: grid cells by hotspot class; the table below lists every hotspot.",
    )


def hotspot_table(draft: Draft, groups: Sequence[Hotspot], title: str) -> TableBlock:
    """One row for each hotspot: where it is, how strong, how large, and its class in the month before."""
    before = draft.period.previous()
    rows: list[tuple[Cell, ...]] = []
    for group in groups:
        rows.append(
            (
                Text(f"{group.letter}: {_place_name(draft, group)}"),
                Text(group.strength),
                Text(f"{len(group.cells) * draft.geography.grid.size**2 // SQUARE_METRES_PER_HECTARE} ha"),
                Text(class_before(draft, group)),
                Text(group.centre),
            )
        )
    columns = (
        Column("Hotspot", "text"),
        Column("Class", "text"),
        Column("Size", "text"),
        Column(f"In {before.words()}", "text"),
        Column("Grid reference", "text"),
    )
    return TableBlock(
        title, columns, tuple(rows), note="Strongest first. Where, and the grid reference: at the hotspot's centre."
    )


def class_before(draft: Draft, group: Hotspot) -> str:
    """Whether any cell of a hotspot was one in the last month of the period before, in words."""
    month = draft.period.previous().months[-1]
    classes = [draft.figures.hotspot(draft.dataset.name, month, cell) for cell in group.cells]
    if any(one.label in HOT for one in classes):
        return "hotspot"
    return next((one.text() for one in classes if not one.shown), "not a hotspot")


def _place_name(draft: Draft, group: Hotspot) -> str:
    levels = dict.fromkeys((draft.report_level, draft.geography.base))
    homes = [draft.home_of(level, group.easting, group.northing) for level in levels]
    names = [draft.names[code] for code in homes if code]
    return f"{names[0]} ({names[1]})" if len(names) > 1 else (names[0] if names else "outside every area")


def describe_hotspots(draft: Draft, groups: Sequence[Hotspot], classes: dict[str, SafeClass]) -> Words:
    """How many hotspots, which are new, and how many cells have no class."""
    new = [group.letter for group in groups if class_before(draft, group) == "not a hotspot"]
    sentence = f"{plural(len(groups), 'hotspot', 'hotspots')} of {draft.dataset.title.lower()} found"
    paragraphs = [f"{capitalise(sentence)} in {draft.period.words()}."]
    if new:
        was = "was none" if len(new) == 1 else "were none"
        paragraphs.append(f"New: {', '.join(new)} {was} in {draft.period.previous().words()}.")
    hidden = sum(not one.shown for one in classes.values())
    if hidden:
        cells = plural(hidden, "grid cell has", "grid cells have")
        paragraphs.append(f"{capitalise(cells)} no class shown.")
    return Words(tuple(paragraphs))
