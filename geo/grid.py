"""The British National Grid as cells, and the atoms that cells and areas make together."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from geo.boundaries import Boundaries
from geo.checks import GAP, Shapes, check_extent, check_polygons
from geo.references import CELL_SIZES, cell_references, check_size

__all__ = ["CELL_SIZES", "Grid", "atoms", "cell_references", "cells_over", "cover", "place_in_grid"]

Integers = NDArray[np.int64]
Metres = NDArray[np.float64]

_HAIR = 0.001
"""Metres: less than this at the edge of a cell is no shared ground."""
_CHUNK = 1 << 14
"""Points placed at a time: what they need on the way stays in the processor's cache."""
_REACH = GAP + 0.01
_TILE = 100
_MOST_TILES = 2_000


@dataclass(frozen=True, eq=False)
class Grid:
    """Cells of one ``size`` (metres): reference, easting and northing of the south-west corner (EPSG:27700)."""

    size: int
    codes: tuple[str, ...]
    easting: Integers
    northing: Integers

    def __len__(self) -> int:
        return len(self.codes)

    def polygons(self) -> Shapes:
        """Draw each cell as a square (EPSG:27700)."""
        return shapely.box(self.easting, self.northing, self.easting + self.size, self.northing + self.size)

    def neighbours(self) -> sparse.csr_array:
        """Find each cell and the up to eight around it: (n, n) of 0 and 1 with a full diagonal. Do not change it."""
        return self._neighbours

    @cached_property
    def _neighbours(self) -> sparse.csr_array:
        around = [(x, y) for x in (-1, 0, 1) for y in (-1, 0, 1)]
        found = [self.find(self.easting + x * self.size, self.northing + y * self.size) for x, y in around]
        rows, columns = np.tile(np.arange(len(self)), len(around)), np.concatenate(found)
        here = columns >= 0
        return sparse.csr_array(
            (np.ones(here.sum(), dtype=np.int8), (rows[here], columns[here])), shape=(len(self), len(self))
        )

    @cached_property
    def _squares(self) -> tuple[int, int, NDArray[np.int32]]:
        """West column and south row (counted in squares) of the bounding box of the cells with a square around it, and
        the position of the cell in each of its squares (rows run north), -1 where there is none."""
        column, row = self.easting // self.size, self.northing // self.size
        west, south = int(column.min()) - 1, int(row.min()) - 1
        held = np.full((int(row.max()) - south + 2, int(column.max()) - west + 2), -1, dtype=np.int32)
        held[row - south, column - west] = np.arange(len(self), dtype=np.int32)
        return west, south, held

    def find(self, east: Metres | Integers, north: Metres | Integers) -> Integers:
        """Find the cell that holds each point (EPSG:27700) exactly: positions, -1 in none (and for NaN)."""
        west, south, held = self._squares
        (high, wide), cells = held.shape, held.ravel()
        found, square = np.empty(east.shape, dtype=np.int64), np.empty(_CHUNK, dtype=np.intp)
        column, row = np.empty(_CHUNK), np.empty(_CHUNK)
        for start in range(0, len(east), _CHUNK):
            part = slice(start, start + _CHUNK)
            m = len(east[part])
            _count_squares(east[part], self.size, west, wide, column[:m])
            _count_squares(north[part], self.size, south, high, row[:m])
            row[:m] *= wide
            row[:m] += column[:m]
            square[:m] = row[:m]
            found[part] = cells[square[:m]]
        return found


def cells_over(outline: shapely.Geometry, size: int) -> Grid:
    """Lay cells of ``size`` metres over an outline (EPSG:27700): every cell that shares ground with it, and no other.

    In rising order of easting, then northing. Raises ``PlaceRefused`` for an empty outline, one that is no polygon, or
    one outside Great Britain.
    """
    check_size(size)
    whole = np.array([outline], dtype=object)
    check_polygons(("the outline",), whole)
    check_extent(("the outline",), whole)
    east, north = cover(outline, size)
    return Grid(size, tuple(cell_references(east, north, size).tolist()), east, north)


def place_in_grid(grid: Grid, easting: ArrayLike, northing: ArrayLike) -> Integers:
    """Find the cell that holds each point (EPSG:27700): positions into ``grid.codes``, -1 in none (and for NaN).

    A point in none of the cells, but not further than 1 m from one, belongs to the nearest: so an event accepted at the
    very edge of the outline that the grid was laid over has its cell.
    """
    east, north = np.asarray(easting, dtype=np.float64), np.asarray(northing, dtype=np.float64)
    found = grid.find(east, north)
    lost = np.flatnonzero(found < 0)
    lost = lost[np.isfinite(east[lost]) & np.isfinite(north[lost])]
    found[lost] = _find_near(grid, east[lost], north[lost])
    return found


def cover(outline: shapely.Geometry, size: int) -> tuple[Integers, Integers]:
    """Find the south-west corners of the squares of ``size`` metres that share ground with an outline, in rising order.

    Blocks of 64 and 8 squares are settled first, so that the empty parts of a bounding box cost nothing.
    """
    shapely.prepare(outline)
    west, south, right, top = shapely.bounds(outline)
    block = 64 * size
    corners = [
        np.arange(low // block, high // block + 1, dtype=np.int64) * block
        for low, high in ((west, right), (south, top))
    ]
    east, north = (axis.ravel() for axis in np.meshgrid(*corners, indexing="ij"))
    for side in (block, 8 * size, size):
        inner = shapely.box(east + _HAIR, north + _HAIR, east + side - _HAIR, north + side - _HAIR)
        taken = shapely.intersects(outline, inner)
        east, north = east[taken], north[taken]
        if side > size:
            east, north = _split(east, north, side // 8)
    order = np.lexsort((north, east))
    return east[order], north[order]


def atoms(layers: Sequence[Boundaries | Grid], base: int = 0) -> list[tuple[str, ...]]:
    """List every combination of one code of each layer that an event can be given, and a few it cannot; sorted.

    They follow from the outlines alone, never from events, so the list tells nothing about anybody. ``layers[base]`` is
    the level that decides whether an event (not further than 1 m from it) is inside. The list is a superset of what
    ``place``, ``place_nearest`` (however far) and ``place_in_grid`` can say together: shapes that come within 1 m of
    one another count as overlapping; where another level leaves part of the base uncovered, every area that may be the
    nearest is taken.
    """
    order = [base, *(at for at in range(len(layers)) if at != base)]
    shapes, owners = _widen(layers[base])
    whole, combined = shapely.union_all(shapes), owners[:, np.newaxis]
    for at in order[1:]:
        others, owners = _widen(layers[at], whole)
        left, right = shapely.STRtree(others).query(shapes, predicate="intersects")
        combined = np.column_stack([combined[left], owners[right]])
        shapes = shapely.intersection(shapes[left], others[right]) if at != order[-1] else shapes
    distinct = np.unique(combined, axis=0)[:, np.argsort(order)]
    codes = (np.array(layer.codes, dtype=object) for layer in layers)
    return sorted(zip(*(code[column] for code, column in zip(codes, distinct.T, strict=True)), strict=True))


def _widen(layer: Boundaries | Grid, whole: shapely.Geometry | None = None) -> tuple[Shapes, Integers]:
    """Widen each shape of a layer by a metre, and its share of what the layer leaves bare; with its position."""
    outlines = layer.polygons() if isinstance(layer, Grid) else layer.outlines
    wide = shapely.buffer(outlines, _REACH, join_style="mitre")
    owners = np.arange(len(outlines), dtype=np.int64)
    if whole is None or isinstance(layer, Grid):
        return wide, owners
    gap = shapely.difference(whole, shapely.union_all(wide))
    if shapely.is_empty(gap):
        return wide, owners
    tiles, nearest = _share_gap(gap, layer)
    return np.concatenate([wide, tiles]), np.concatenate([owners, nearest])


def _share_gap(gap: shapely.Geometry, layer: Boundaries) -> tuple[Shapes, Integers]:
    """Cut a gap into tiles; give each tile once to every area that is the nearest to some point of it (or may be).

    A point of a tile is at most r from its centre. If d is the distance from the centre to the nearest area, then that
    point lies within d + r of it, so its own nearest area lies within d + 2r of the centre.
    """
    side = max(_TILE, int(np.sqrt(float(shapely.area(gap)) / _MOST_TILES)))
    east, north = cover(gap, side)
    tiles = shapely.intersection(gap, shapely.box(east, north, east + side, north + side))
    west, south, right, top = shapely.bounds(tiles).T
    centres = shapely.points((west + right) / 2, (south + top) / 2)
    (found, _), least = layer.tree.query_nearest(centres, all_matches=False, return_distance=True)
    reach = least[np.argsort(found)] + np.hypot(right - west, top - south)
    tile, area = layer.tree.query(centres, predicate="dwithin", distance=reach)
    return tiles[tile], area


def _split(east: Integers, north: Integers, side: int) -> tuple[Integers, Integers]:
    """Split each block into its 64 squares of ``side`` metres."""
    step = np.arange(8, dtype=np.int64) * side
    right, up = (axis.ravel() for axis in np.meshgrid(step, step))
    return np.add.outer(east, right).ravel(), np.add.outer(north, up).ravel()


def _count_squares(metres: Metres | Integers, size: int, before: int, most: int, out: Metres) -> None:
    """The square each coordinate lies in, less those ``before``; one far off in the nearest of ``most``, NaN in 0."""
    np.divide(metres, size, out=out)
    out -= before
    np.fmax(out, 0.0, out=out)
    np.minimum(out, most - 1, out=out)
    np.floor(out, out=out)


def _find_near(grid: Grid, east: Metres, north: Metres) -> Integers:
    """Find the nearest cell within 1 m of each point, or -1."""
    best, least = np.full(east.shape, -1, dtype=np.int64), np.full(east.shape, GAP + 2 * _HAIR)
    for x, y in product((0, -1, 1), repeat=2):
        cell = grid.find(east + x * least, north + y * least)
        distance = np.hypot(
            _beyond(east, grid.easting[cell], grid.size), _beyond(north, grid.northing[cell], grid.size)
        )
        nearer = (cell >= 0) & (distance < least)
        best[nearer], least[nearer] = cell[nearer], distance[nearer]
    return best


def _beyond(metres: Metres, corner: Integers, size: int) -> Metres:
    """How far each point lies outside the strip from ``corner`` to ``corner + size``."""
    return np.maximum(np.maximum(corner - metres, metres - corner - size), 0.0)
