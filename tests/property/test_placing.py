"""For all points: placing says what the shapes say, and no event can be given codes that are not an atom."""

import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geo.boundaries import Boundaries, read_boundaries
from geo.grid import Grid, atoms, cells_over, place_in_grid
from geo.location import place, place_nearest

ORIGIN = 400_000


def patchwork(seed: int, columns: int, rows: int, gap: float, level: str, reach: float = 1000.0) -> Boundaries:
    """An uneven patchwork of quadrilaterals with gaps (or overlaps) of about ``gap`` metres; codes in no order."""
    random = np.random.default_rng(seed)
    x, y = np.meshgrid(np.linspace(0, reach, columns + 1), np.linspace(0, reach, rows + 1), indexing="ij")
    x, y = (axis + random.uniform(-0.2, 0.2, axis.shape) * reach / max(columns, rows) + ORIGIN for axis in (x, y))
    corners = [(0, 0), (1, 0), (1, 1), (0, 1)]
    shapes = [
        shapely.Polygon([(x[i + a, j + b], y[i + a, j + b]) for a, b in corners]).buffer(-gap / 2, join_style="mitre")
        for i in range(columns)
        for j in range(rows)
    ]
    codes = tuple(f"{level}{at:02}" for at in random.permutation(len(shapes)))
    return Boundaries(level, codes, codes, np.array(shapes, dtype=object), (None,) * len(codes))


def scatter(seed: int, layers: list[Boundaries], n: int) -> tuple[np.ndarray, np.ndarray]:
    """Points anywhere, at vertices, on edges, and within a metre or two of them."""
    random = np.random.default_rng(seed)
    west, south, east, north = shapely.total_bounds(np.concatenate([layer.outlines for layer in layers]))
    anywhere = np.column_stack([random.uniform(west, east, n), random.uniform(south, north, n)])
    edges = np.concatenate([shapely.boundary(layer.outlines) for layer in layers])
    along = shapely.line_interpolate_point(random.choice(edges, n), random.random(n), normalized=True)
    near = shapely.get_coordinates(along)
    vertices = random.permutation(shapely.get_coordinates(edges))[:n]
    points = np.concatenate([anywhere, near, near + random.uniform(-2, 2, near.shape), vertices])
    points = np.concatenate([points, np.round(points / 100) * 100])  # and at corners of cells
    return points[:, 0], points[:, 1]


def first_found(boundaries: Boundaries, point: shapely.Point, within: float) -> str | None:
    """The same answer, one shape at a time: nearest within reach, lowest code of equals."""
    reach = sorted(
        (_far(shape, point), code) for shape, code in zip(boundaries.outlines, boundaries.codes, strict=True)
    )
    return reach[0][1] if reach[0][0] <= within else None


def _far(shape: shapely.Geometry, point: shapely.Point) -> float:
    """Metres to a shape, 0 only in it: that of a point beside an edge may be rounded to 0."""
    return 0.0 if shape.intersects(point) else float(shape.distance(point)) or float(np.nextafter(0, 1))


@example(seed=2526, columns=5, gap=30.0)
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 100_000), columns=st.integers(1, 5), gap=st.sampled_from([0.0, 0.8, -0.5, 30.0]))
def test_placing_equals_asking_every_shape_in_turn(seed, columns, gap):
    areas = patchwork(seed, columns, 3, gap, "A")
    x, y = scatter(seed, [areas], 20)
    for within, found in ((0.0, place(areas, x, y)), (1.0, place_nearest(areas, x, y, 1.0))):
        expected = [first_found(areas, shapely.Point(*point), within) for point in zip(x, y, strict=True)]
        assert [areas.codes[at] if at >= 0 else None for at in found] == expected


def codes_given(
    base: Boundaries, others: list[Boundaries], grid: Grid, x: np.ndarray, y: np.ndarray
) -> set[tuple[str, ...]]:
    """What the way in gives an event: the base within a metre; other levels the nearest, however far; the cell."""
    at = place_nearest(base, x, y, 1.0)
    inside = at >= 0
    x, y, columns = x[inside], y[inside], [(base, at[inside])]
    for other in others:
        exact, nearest = place(other, x, y), place_nearest(other, x, y, 1e6)
        assert (nearest >= 0).all()
        columns.append((other, np.where(exact >= 0, exact, nearest)))
    cells = place_in_grid(grid, x, y)
    assert (cells >= 0).all()
    named = [np.array(layer.codes)[positions].tolist() for layer, positions in [*columns, (grid, cells)]]
    return set(zip(*named, strict=True))


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 100_000),
    gap=st.sampled_from([0.0, 0.8, -0.5, 60.0]),
    columns=st.integers(1, 3),
    reach=st.sampled_from([1000.0, 800.0, 300.0]),
)
def test_every_combination_that_placing_gives_is_an_atom(seed, gap, columns, reach):
    base, other = patchwork(seed, 4, 4, min(gap, 0.9), "L"), patchwork(seed + 1, columns, 3, gap, "W", reach)
    grid = cells_over(base.outline(), 100)
    x, y = scatter(seed, [base, other], 400)
    given_codes = codes_given(base, [other], grid, x, y)
    assert given_codes
    assert given_codes <= set(atoms([base, other, grid]))
    reordered = {(ward, cell, lsoa) for lsoa, ward, cell in given_codes}
    assert reordered <= set(atoms([other, grid, base], base=2))


def test_every_combination_placed_in_milton_keynes_is_an_atom(realdata):
    folder = realdata / "boundaries"
    lsoas = read_boundaries(folder / "milton_keynes_lsoa_2011.geojson", "lsoa", "LSOA11CD", "LSOA11NM")
    msoas = read_boundaries(folder / "milton_keynes_msoa_2011.geojson", "msoa", "MSOA11CD", "MSOA11NM")
    wards = read_boundaries(folder / "milton_keynes_wards.geojson", "ward", "WD13CD", "WD13NM")
    grid = cells_over(lsoas.outline(), 500)
    x, y = scatter(1, [lsoas, wards], 20_000)
    given_codes = codes_given(lsoas, [msoas, wards], grid, x, y)
    every = set(atoms([lsoas, msoas, wards, grid]))
    assert given_codes <= every
    assert len(every) == pytest.approx(5_300, rel=0.1)
