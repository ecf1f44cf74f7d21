"""Questions to the store, as ibis expressions, answered as sealed tables that nobody can read before the gate.

The hub publishes one fixed lattice for each data set and month (`safety.md` 2.7): every area of every level, the
report level by category, and a Gi* class for each grid cell. Products only select from it, so two products, filters
or audiences can never show the same cell under two different suppression patterns.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import ibis
import numpy as np

from geo.boundaries import Boundaries
from geo.grid import Grid, cells_over
from geo.hotspots import find_hotspots, window_thresholds
from geo.windows import grid_windows
from hub.disclosure.tables import ClassTable, CountTable, Hierarchy
from hub.records import Records
from hub.settings import Settings
from ingest.receive import Places

ALL = "ALL"
HOTSPOT_LEVELS = ((0.01, "hotspot 99 %"), (0.05, "hotspot 95 %"), (0.10, "hotspot 90 %"))
HOT = tuple(label for _, label in HOTSPOT_LEVELS)
FIRST_ASKED = ("violence-sexual-offences", "asb", "burglary", "vehicle-crime", "robbery")
"""Categories that a board asks after first, in that order."""
WORTH = {**dict.fromkeys(FIRST_ASKED, 4.0), "other-crime": 0.5, "other-theft": 0.5}
"""What it costs to hide a category beside another: set by what readers need, never by a count."""
NOT_A_HOTSPOT = "not a hotspot"
AREA_TABLE, CATEGORY_TABLE, HOTSPOT_TABLE = "areas", "categories", "hotspots"


@dataclass(frozen=True)
class Geography:
    """The places of one release file: outlines by level, grid, residents, atoms. Holds no count of events."""

    base: str
    report: str | None
    boundaries: Mapping[str, Boundaries]
    grid: Grid
    residents: Mapping[str, Mapping[str, int]]
    atoms: tuple[tuple[str, ...], ...]
    nesting: Mapping[str, tuple[str, Mapping[str, str]]]
    least_residents: int = 0

    @property
    def places(self) -> Places:
        """What the way in needs to place events."""
        return Places(self.base, self.boundaries, self.grid, self.nesting)

    @property
    def levels(self) -> tuple[str, ...]:
        """Levels in use, in the order of an atom's codes (the grid cell comes last)."""
        return tuple(sorted(self.boundaries))

    @property
    def published(self) -> tuple[str, ...]:
        """Levels whose counts are published: the base and the report level. The others only help to find a place."""
        return tuple(level for level in self.levels if level in (self.base, self.report))

    @cached_property
    def withheld(self) -> frozenset[str]:
        """Codes of published levels whose areas are known to have too few residents for any figure (S8)."""
        return frozenset(
            code
            for level in self.published
            for code, residents in self.residents.get(level, {}).items()
            if residents < self.least_residents
        )

    @cached_property
    def holders(self) -> dict[str, tuple[str, ...]]:
        """For each published area the others that hold all its ground, the whole partnership last."""
        tree = self.area_hierarchy.children
        codes = [code for level in self.published for code in self.boundaries[level].codes if code in tree]
        ground = {code: set(tree[code]) for code in codes}
        return {code: (*(other for other in codes if ground[code] < ground[other]), ALL) for code in codes}

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over every published code and outline and the cell size: which geography a figure belongs to."""
        digest = hashlib.sha256(f"{self.base}|{self.report}|{self.grid.size}".encode())
        for level in self.published:
            for code, outline in zip(self.boundaries[level].codes, self.boundaries[level].to_wkb(), strict=True):
                digest.update(f"{level}|{code}|".encode())
                digest.update(outline)
        for code in sorted(self.withheld):
            digest.update(f"withheld|{code}|".encode())
        return digest.hexdigest()

    @cached_property
    def area_hierarchy(self) -> Hierarchy:
        """Areas of all levels, grid cells and 3 x 3 windows, each down to the atoms they share."""
        children: dict[str, list[str]] = {}
        for atom in self.atoms:
            for code in atom:
                children.setdefault(code, []).append("|".join(atom))
        top = self.boundaries[self.report or self.base].codes
        tree = {code: tuple(sorted(atoms)) for code, atoms in children.items()}
        tree[ALL] = tuple(code for code in top if code in tree)
        return Hierarchy("area", ALL, tree | self._windows(tree))

    @cached_property
    def report_hierarchy(self) -> Hierarchy:
        """The report level under the whole partnership; its codes are the leaves."""
        codes = self.boundaries[self.report].codes if self.report else ()
        return Hierarchy("area", ALL, {ALL: tuple(codes)} if codes else {})

    def _windows(self, tree: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        neighbours = self.grid.neighbours().tocsr()
        codes = self.grid.codes
        return {
            window_code(code): tuple(
                codes[column]
                for column in sorted(neighbours.indices[neighbours.indptr[row] : neighbours.indptr[row + 1]])
                if codes[column] in tree
            )
            for row, code in enumerate(codes)
            if code in tree
        }


def window_code(cell: str) -> str:
    """Code of the 3 x 3 window round a grid cell."""
    return f"{cell}+"


def read_geography(records: Records, settings: Settings) -> Geography:
    """The places of a release file, by the settings' base level, report level and cell size."""
    boundaries = {level: records.boundaries(level) for level in records.levels()}
    base = settings.areas.base
    report = settings.areas.report if settings.areas.report in boundaries else None
    return Geography(
        base=base,
        report=report,
        boundaries=boundaries,
        grid=cells_over(boundaries[base].outline(), settings.areas.cell_size),
        residents={level: records.residents(level) for level in boundaries},
        atoms=tuple(records.atoms()),
        nesting=records.nesting(),
        least_residents=settings.disclosure.least_residents,
    )


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
