"""Neighbours of real outlines, with and without shared vertices."""

import pytest

from geo.boundaries import read_boundaries
from geo.contiguity import queen_neighbours
from tests.unit.geo.squares import make_squares


def test_a_corner_an_edge_and_a_small_gap_make_neighbours_and_a_wide_gap_does_not():
    squares = make_squares((0, 0), (100.5, 0), (100, 100), (202, 0), codes=("A", "B", "C", "D"))
    expected = [[0, 1, 1, 0], [1, 0, 1, 0], [1, 1, 0, 0], [0, 0, 0, 0]]
    assert queen_neighbours(squares).toarray().tolist() == expected


@pytest.mark.parametrize(
    ("file", "columns", "pairs"),
    [
        ("milton_keynes_lsoa_2011", ("LSOA11CD", "LSOA11NM"), 429),
        ("milton_keynes_msoa_2011", ("MSOA11CD", "MSOA11NM"), 83),
        ("milton_keynes_wards", ("WD13CD", "WD13NM"), 55),
        ("gm_local_authority_2023", ("area_code", "area_name"), 17),
        ("gm_ward_2023_super_generalised", ("area_code", "area_name"), 610),
        ("gm_msoa_2021_super_generalised", ("area_code", "area_name"), 1010),
        ("gm_lsoa_2021_super_generalised", ("area_code", "area_name"), 5055),
    ],
)
def test_published_outlines_have_the_pairs_counted_independently(realdata, file, columns, pairs):
    boundaries = read_boundaries(realdata / "boundaries" / f"{file}.geojson", "level", *columns)
    neighbours = queen_neighbours(boundaries)
    assert neighbours.sum() == 2 * pairs
    assert (neighbours != neighbours.T).nnz == 0
