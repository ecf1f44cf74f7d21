"""Grid cells: official references, cells over an outline, neighbours, placing."""

import numpy as np
import pytest
import shapely
from osbng.indexing import xy_to_bng

from geo.checks import PlaceRefused
from geo.grid import CELL_SIZES, Grid, atoms, cell_references, cells_over, place_in_grid
from tests.unit.geo.squares import make_squares


@pytest.mark.parametrize("size", CELL_SIZES)
def test_references_are_those_of_the_ordnance_survey_all_over_the_national_grid(size):
    random = np.random.default_rng(20190101)
    east, north = random.uniform(0, 700_000, 3_000), random.uniform(0, 1_300_000, 3_000)
    label = {100: "100m", 500: "500m", 1000: "1km"}[size]
    expected = [xy_to_bng(x, y, label).bng_ref_compact for x, y in zip(east, north, strict=True)]
    assert cell_references(east, north, size).tolist() == expected


def test_a_reference_names_the_quarter_of_the_kilometre_square():
    assert cell_references([485500, 485499.9], [239500, 239499.9], 500).tolist() == ["SP8539NE", "SP8539SW"]
    assert cell_references(485834, 238692, 1000).tolist() == ["SP8538"]
    assert cell_references(485834, 238692, 100).tolist() == ["SP858386"]


def test_a_point_off_the_national_grid_has_no_reference():
    assert cell_references([-1.0, 700_000.0, np.nan, 0.0], [0.0, 0.0, 0.0, 1_300_000.0], 500).tolist() == [""] * 4


def test_a_size_without_official_reference_is_refused():
    with pytest.raises(PlaceRefused, match="cell size"):
        cells_over(shapely.box(0, 0, 1000, 1000), 250)


def test_cells_cover_an_outline_and_touch_nothing_beside_it():
    grid = cells_over(shapely.box(485_000, 238_000, 486_000, 239_000), 500)
    assert grid.codes == ("SP8538SW", "SP8538NW", "SP8538SE", "SP8538NE")
    assert len(cells_over(shapely.box(485_000, 238_000, 486_000.01, 239_000), 500)) == 6


def test_cells_over_a_long_way_equal_those_found_one_by_one():
    outline = shapely.LineString([(412_300, 380_100), (455_010, 391_777), (430_000, 425_000)]).buffer(333)
    grid = cells_over(outline, 1000)
    every = [(x, y) for x in range(400_000, 470_000, 1000) for y in range(370_000, 440_000, 1000)]
    expected = {(x, y) for x, y in every if shapely.box(x, y, x + 1000, y + 1000).intersection(outline).area > 0}
    assert set(zip(grid.easting.tolist(), grid.northing.tolist(), strict=True)) == expected


def test_an_empty_outline_and_one_outside_great_britain_are_refused():
    for outline in (shapely.Polygon(), shapely.Point(1, 1), shapely.box(-5000, 0, 10, 10)):
        with pytest.raises(PlaceRefused):
            cells_over(outline, 500)


def test_neighbours_are_the_queen_s_and_include_the_cell():
    grid = cells_over(shapely.box(485_000, 238_000, 486_500, 239_500), 500)
    window = grid.neighbours().toarray()
    assert (window == window.T).all()
    assert window.sum(axis=1).reshape(3, 3).tolist() == [[4, 6, 4], [6, 9, 6], [4, 6, 4]]


def test_neighbours_stop_where_the_area_does():
    grid = Grid(500, ("a", "b", "c"), np.array([0, 500, 1500]), np.array([0, 500, 500]))
    assert grid.neighbours().toarray().tolist() == [[1, 1, 0], [1, 1, 0], [0, 0, 1]]


def test_a_point_belongs_to_the_cell_whose_south_west_edge_it_lies_on():
    grid = cells_over(shapely.box(485_000, 238_000, 486_000, 239_000), 500)
    found = place_in_grid(grid, [485_500.0, 485_499.99, 485_000.0], [238_500.0, 238_499.99, 238_000.0])
    assert [grid.codes[at] for at in found] == ["SP8538NE", "SP8538SW", "SP8538SW"]


def test_a_point_at_most_a_metre_outside_the_cells_belongs_to_the_nearest():
    grid = cells_over(shapely.box(485_000, 238_000, 486_000, 239_000), 500)
    found = place_in_grid(grid, [486_000.0, 486_000.9, 486_001.1, 484_999.5, np.nan], [238_100.0] * 4 + [0.0])
    assert [grid.codes[at] if at >= 0 else None for at in found] == ["SP8538SE", "SP8538SE", None, "SP8538SW", None]


def test_atoms_of_two_quarters_and_two_halves_worked_by_hand():
    west_east = make_squares((0, 0), (100, 0), codes=("W", "E"))
    inner = make_squares((40, 40), codes=("I",), side=20.0)
    other = make_squares((130, 40), codes=("O",), side=20.0)
    assert atoms([west_east, inner]) == [("E", "I"), ("W", "I")]  # the far half has only I to be nearest to
    both = make_squares((40, 40), (130, 40), codes=("I", "O"), side=20.0)
    assert set(atoms([west_east, both])) == {("W", "I"), ("E", "O"), ("W", "O"), ("E", "I")}
    assert atoms([other, west_east]) == [("O", "E")]


def test_the_base_may_stand_anywhere_among_the_layers():
    base, small = make_squares((0, 0), codes=("L",)), make_squares((0, 0), (500, 0), codes=("near", "far"))
    grid = cells_over(shapely.box(0, 0, 100, 100), 100)
    assert atoms([small, base, grid], base=1) == [("near", "L", grid.codes[0])]


def test_atoms_of_one_layer_are_its_codes():
    assert atoms([make_squares((0, 0), (100, 0), codes=("B", "A"))]) == [("A",), ("B",)]
