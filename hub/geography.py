"""The places of a hub: outlines by level, grid, residents, and what products ask of them. Holds no count of events.

Nothing in it changes while a release file stands, so what is worked out of outlines alone is worked out once.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely

from geo.boundaries import Boundaries
from geo.grid import Grid, cells_over
from geo.location import place
from geo.nesting import find_torn
from hub.disclosure.tables import Hierarchy
from hub.generations import StoreRefused
from hub.records import Records
from hub.settings import Settings
from ingest.receive import Places

ALL = "ALL"
CELL = "cell"
"""What stands for the grid where a level is asked for."""
Told = frozenset[str] | None
"""Codes of areas and grid cells that a reader may be told of, the whole partnership among them; None: of every one."""
ALIKE = 1.02
"""Two outlines of one area, drawn for different levels, differ in size by no more than this."""


@dataclass(frozen=True)
class Geography:
    """The places of one release file: outlines by level, grid, residents, atoms."""

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

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Name of every area of every level, and of the whole partnership."""
        found = {ALL: "Whole partnership"}
        for outlines in self.boundaries.values():
            found.update(zip(outlines.codes, outlines.names, strict=True))
        return found

    @cached_property
    def squares(self) -> Mapping[str, bytes]:
        """Each grid cell as well-known binary (EPSG:27700)."""
        return dict(zip(self.grid.codes, shapely.to_wkb(self.grid.polygons()), strict=True))

    def level_of(self, area: str) -> str:
        """The level that an area is of."""
        return next(name for name, outlines in self.boundaries.items() if area in outlines.codes)

    def inside(self, what: str, area: str) -> Sequence[str]:
        """The areas of a level, or grid cells, whose representative point lies in an area; all of them in ``ALL``.

        An area is never inside one that is smaller, wherever its point lies.
        """
        codes = self.grid.codes if what == CELL else self.boundaries[what].codes
        if area == ALL:
            return codes
        level = self.level_of(area)
        if (what, level) not in self._homes:
            self._homes[what, level] = place(self.boundaries[level], *self._middles(what))
        wanted = self.boundaries[level].codes.index(area)
        found = np.flatnonzero(self._homes[what, level] == wanted)
        if what != CELL:
            sizes, room = shapely.area(self.boundaries[what].outlines), self.boundaries[level].outlines[wanted].area
            found = found[sizes[found] <= room * ALIKE]
        return [codes[position] for position in found]

    @cached_property
    def _homes(self) -> dict[tuple[str, str], np.ndarray]:
        """For a level (or the grid) and another: the position of the area of the other that holds each of the first."""
        return {}

    def _middles(self, what: str) -> tuple[np.ndarray, np.ndarray]:
        if what == CELL:
            half = self.grid.size / 2
            return self.grid.easting + half, self.grid.northing + half
        points = shapely.point_on_surface(self.boundaries[what].outlines)
        return shapely.get_x(points), shapely.get_y(points)

    def residents_of(self, area: str) -> int | None:
        """Residents of an area; where none were added, the sum of the areas that make it up; None if not known."""
        if area == ALL:
            return self._residents_of_all
        added = next((known[area] for known in self.residents.values() if area in known), None)
        return self._residents_by_parts.get(area) if added is None else added

    @cached_property
    def _residents_of_all(self) -> int | None:
        return self._sum_residents(self.base, self.boundaries[self.base].codes)

    @cached_property
    def _residents_by_parts(self) -> Mapping[str, int | None]:
        """Residents of every area that areas of another level make up to the last piece of ground.

        Where one of them lies in several areas, nobody knows how many of its residents live in which.
        """
        found: dict[str, int | None] = {}
        for outer, (inner, outer_of) in self.nesting.items():
            parts: dict[str, list[str]] = {}
            for code, holder in outer_of.items():
                parts.setdefault(holder, []).append(code)
            torn = find_torn(self.boundaries[inner], self.boundaries[outer], outer_of)
            found |= {code: self._sum_residents(inner, some) for code, some in parts.items() if code not in torn}
        return found

    def _sum_residents(self, level: str, codes: Sequence[str]) -> int | None:
        known = self.residents.get(level, {})
        return sum(known[code] for code in codes) if all(code in known for code in codes) else None

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
    """The places of a release file, by the settings' base level, report level and cell size.

    Raises:
        StoreRefused: no outlines of the base level are held.
    """
    if settings.areas.base not in records.levels():
        raise StoreRefused(
            f"this hub has no outlines of its base level, {settings.areas.base}.",
            f"outlines of: {', '.join(records.levels())}.",
            f"saferhub areas add FILE --level {settings.areas.base} --code-column ... --name-column ...",
        )
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
