"""Many points are placed by a look-up table, and always where the exact test puts them."""

import numpy as np
import pytest
import shapely

from geo.boundaries import Boundaries, read_boundaries
from geo.location import MANY, place, place_nearest
from geo.lookup import NEAR_EDGE, lay_lookup


def make_areas(*outlines: shapely.Geometry) -> Boundaries:
    codes = tuple(f"A{place}" for place in range(len(outlines)))
    return Boundaries("odd", codes, codes, np.array(outlines, dtype=object), (None,) * len(codes))


RING = shapely.box(0, 0, 3000, 3000).difference(shapely.box(900, 900, 2100, 2100))
ISLANDS = shapely.MultiPolygon([shapely.box(1200, 1200, 1500, 1500), shapely.box(4000, 0, 5000, 400)])
SLANTED = shapely.Polygon([(3200, 1000), (5600, 1800), (3900, 3400), (3300, 1010)])
SHARED = shapely.box(3000, 0, 4000, 700)
NEEDLE = shapely.Polygon([(0, 3500), (6000, 3500.4), (6000, 3500.6), (0, 3500.5)])
ODD = make_areas(RING, ISLANDS, SLANTED, SHARED, NEEDLE)


def scatter(areas: Boundaries, seed: int) -> np.ndarray:
    """Points all over and around the areas, on their corners and edges, and some that are missing."""
    west, south, east, north = shapely.total_bounds(areas.outlines)
    rng = np.random.default_rng(seed)
    spread = rng.uniform((west - 500, south - 500), (east + 500, north + 500), (MANY + 10_000, 2))
    corners = shapely.get_coordinates(areas.outlines)
    halves = (corners[1:] + corners[:-1]) / 2
    near = corners[rng.integers(0, len(corners), 5_000)] + rng.normal(0, 3, (5_000, 2))
    return np.vstack([spread, corners, halves, near, [[np.nan, 0.0], [0.0, np.inf]]])


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("nearest", [False, True])
def test_many_points_are_placed_as_few_are(seed: int, nearest: bool) -> None:
    points = scatter(ODD, seed)
    find = place_nearest if nearest else place
    few = [find(ODD, *part.T) for part in np.array_split(points, 10)]
    assert all(len(part) < MANY < len(points) for part in few)
    assert find(ODD, *points.T).tolist() == np.concatenate(few).tolist()


def test_the_table_places_most_points_without_a_test() -> None:
    points = scatter(ODD, 7)
    points = points[np.isfinite(points).all(axis=1)][:MANY]
    said = lay_lookup(ODD.outlines, lambda some: place(ODD, *some.T)).find(points)
    assert np.mean(said != NEAR_EDGE) > 0.6
    assert {-1, 0, 1, 2, 3} <= set(said.tolist())


def test_real_outlines_place_many_points_as_few(realdata) -> None:
    file = realdata / "boundaries" / "gm_lsoa_2021_super_generalised.geojson"
    areas = read_boundaries(file, "lsoa", "area_code", "area_name")
    points = scatter(areas, 1)
    few = [place(areas, *part.T) for part in np.array_split(points, 8)]
    assert place(areas, *points.T).tolist() == np.concatenate(few).tolist()
