"""Questions to the store, as ibis expressions, answered as sealed tables that nobody can read before the gate.

The hub publishes one fixed lattice for each data set and month (`safety.md` 2.7): every area of every level, the
report level by category, and a Gi* class for each grid cell. Products only select from it, so two products, filters
or audiences can never show the same cell under two different suppression patterns.
"""

from collections.abc import Iterable, Iterator

import ibis
import numpy as np

from geo.hotspots import find_hotspots, window_thresholds
from geo.windows import grid_windows
from hub.disclosure.tables import ClassTable, CountTable, Hierarchy
from hub.geography import ALL, Geography, window_code
from hub.records import Records

HOTSPOT_LEVELS = ((0.01, "hotspot 99 %"), (0.05, "hotspot 95 %"), (0.10, "hotspot 90 %"))
HOT = tuple(label for _, label in HOTSPOT_LEVELS)
FIRST_ASKED = ("violence-sexual-offences", "asb", "burglary", "vehicle-crime", "robbery")
"""Categories that a board asks after first, in that order."""
WORTH = {**dict.fromkeys(FIRST_ASKED, 4.0), "other-crime": 0.5, "other-theft": 0.5}
"""What it costs to hide a category beside another: set by what readers need, never by a count."""
NOT_A_HOTSPOT = "not a hotspot"
AREA_TABLE, CATEGORY_TABLE, HOTSPOT_TABLE = "areas", "categories", "hotspots"


Lattice = tuple[tuple[CountTable, ...], tuple[ClassTable, ...]]


def count_lattices(
    records: Records, geography: Geography, dataset: str, month: str, categories: tuple[str, ...], least: int
) -> Iterator[Lattice]:
    """The sealed lattice of one data set and month: counts by area, by report area and category, and Gi* classes.

    First the full one, then coarser ones for a month of too few events: without the base level, then also without the
    crossing of areas and categories. ``least`` is the disclosure threshold: the fewest events a hotspot may rest on.
    """
    counts = records.table("event_counts")
    chosen = counts.filter((counts.dataset == dataset) & (counts.month == month))
    classes = (_classify_cells(records, chosen, geography, least),)
    crossed = _count_categories(records, chosen, geography, categories)
    yield (_count_areas(records, chosen, geography, geography.published), crossed), classes
    if geography.report and geography.report != geography.base:
        areas = _count_areas(records, chosen, geography, (geography.report,))
        yield (areas, crossed), classes
        yield (areas, _count_categories(records, chosen, geography, categories, crossed=False)), classes


def _count_areas(records: Records, chosen: ibis.Table, geography: Geography, published: tuple[str, ...]) -> CountTable:
    keys = [*geography.levels, "cell"]
    found = records.ask(chosen.group_by(keys).aggregate(events=chosen.events.sum()))
    leaves: dict[tuple[str, ...], int] = {
        ("|".join(str(part) for part in row[:-1]),): int(row[-1]) for row in found.itertuples(index=False, name=None)
    }
    hierarchy = geography.area_hierarchy
    cells = [(ALL,)] + [
        (code,) for level in published for code in geography.boundaries[level].codes if code in hierarchy.children
    ]
    return CountTable(AREA_TABLE, [hierarchy], leaves, *_part_withheld(cells, geography))


def _part_withheld(
    cells: Iterable[tuple[str, ...]], geography: Geography
) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """The cells to be published, and those of areas of too few residents."""
    listed = list(cells)
    return (
        [key for key in listed if key[0] not in geography.withheld],
        [key for key in listed if key[0] in geography.withheld],
    )


def _count_categories(
    records: Records, chosen: ibis.Table, geography: Geography, categories: tuple[str, ...], crossed: bool = True
) -> CountTable:
    by_category = Hierarchy("category", ALL, {ALL: categories})
    if geography.report is None:
        found = records.ask(chosen.group_by("category").aggregate(events=chosen.events.sum()))
        pairs = found.itertuples(index=False, name=None)
        alone: dict[tuple[str, ...], int] = {(str(category),): int(events) for category, events in pairs}
        return CountTable(CATEGORY_TABLE, [by_category], alone, [(code,) for code in (ALL, *categories)])
    found = records.ask(chosen.group_by([geography.report, "category"]).aggregate(events=chosen.events.sum()))
    rows = found.itertuples(index=False, name=None)
    leaves: dict[tuple[str, ...], int] = {(str(area), str(category)): int(events) for area, category, events in rows}
    areas = (ALL, *geography.report_hierarchy.children[ALL])
    cells = [
        (area, category) for area in areas for category in (ALL, *categories) if crossed or ALL in (area, category)
    ]
    hierarchies = [geography.report_hierarchy, by_category]
    return CountTable(CATEGORY_TABLE, hierarchies, leaves, *_part_withheld(cells, geography))


def _classify_cells(records: Records, chosen: ibis.Table, geography: Geography, least: int) -> ClassTable:
    """Gi* classes as intervals of the window sum (Ord and Getis 1995; binary weights, self included, FDR).

    A hotspot stands out both among the windows (Gi*) and beyond what so many events would give by chance. A window with
    fewer than ``least`` events is never called one, so that no class tells one small count from another (`safety.md`
    SDC-24).
    """
    found = records.ask(chosen.group_by("cell").aggregate(events=chosen.events.sum()))
    by_cell = dict(zip(found["cell"], found["events"], strict=True))
    counts = np.array([int(by_cell.get(code, 0)) for code in geography.grid.codes], dtype=np.int64)
    gi = find_hotspots(counts, grid_windows(geography.grid))
    sums = gi.sums.astype(np.int64)
    steps = [(label, np.maximum(window_thresholds(gi, alpha), least)) for alpha, label in HOTSPOT_LEVELS]
    total, rows = int(counts.sum()), []
    for position, code in enumerate(geography.grid.codes):
        if code in geography.area_hierarchy.children:
            reached = [(label, int(at[position])) for label, at in steps if at[position] <= total]
            rows.append((code, *_class_of(int(sums[position]), reached), window_code(code)))
    return ClassTable(HOTSPOT_TABLE, geography.area_hierarchy, rows)


def _class_of(window: int, steps: list[tuple[str, int]]) -> tuple[str, int, int | None]:
    """Class of a window sum and the interval that the class states. Steps run from the highest threshold down."""
    above: int | None = None
    for label, step in steps:
        if window >= step:
            return label, step, above
        above = step - 1
    return NOT_A_HOTSPOT, 0, above
