"""Points: projected by one pinned transformation, placed exactly."""

import numpy as np
import pandas as pd
import pytest
import shapely

from geo.boundaries import read_boundaries
from geo.location import place, place_nearest, project_points
from geo.projection import project_shapes
from tests.unit.geo.squares import make_squares


def test_the_water_tower_of_caister_lands_within_the_five_metres_that_the_ordnance_survey_gives():
    # "Transformations and OSGM15 user guide", annexe A: ETRS89 position and its exact OSTN15 easting and northing.
    east, north = project_points([1.716073973], [52.658007833])
    assert np.hypot(east[0] - 651409.804, north[0] - 313177.450) < 5.0


def test_the_projection_alone_is_exact_on_the_datum_of_the_national_grid():
    # Same tower, "A guide to coordinate systems in Great Britain", annexe C: 52 39 27.2531 N, 1 43 4.5177 E on OSGB36.
    tower = np.array([shapely.Point(1 + 43 / 60 + 4.5177 / 3600, 52 + 39 / 60 + 27.2531 / 3600)], dtype=object)
    assert shapely.get_coordinates(project_shapes(tower, 4277))[0] == pytest.approx([651409.903, 313177.270], abs=0.001)


def test_the_true_origin_of_the_projection_lies_at_its_false_easting():
    east, _ = project_points([-2.0], [53.0])
    assert abs(east[0] - 400000.0) < 150.0  # the datum shift, about 100 m


def test_a_missing_coordinate_stays_missing_and_an_impossible_one_becomes_missing():
    east, north = project_points([np.nan, -0.75, 500.0, -0.75, np.inf], [52.0, np.nan, 52.0, 91.0, 52.0])
    assert np.isnan(east).all()
    assert np.isnan(north).all()


def test_no_points_give_no_positions():
    squares = make_squares((0, 0), codes=("A",))
    assert place(squares, [], []).tolist() == []
    assert place_nearest(squares, [np.nan], [np.nan]).tolist() == [-1]
    assert project_points([], [])[0].shape == (0,)


def test_a_point_on_a_shared_edge_goes_to_the_lowest_code_whatever_the_order_of_the_file():
    for codes in (("B", "A"), ("A", "B")):
        squares = make_squares((0, 0), (100, 0), codes=codes)
        assert [codes[at] for at in place(squares, [100.0, 100.0, 50.0], [50.0, 100.0, 50.0])] == ["A", "A", codes[0]]


def test_a_point_in_none_and_a_missing_point_are_minus_one():
    squares = make_squares((0, 0), codes=("A",))
    assert place(squares, [150.0, np.nan, 50.0], [50.0, 50.0, np.nan]).tolist() == [-1, -1, -1]


def test_a_point_in_a_sliver_goes_to_the_nearest_area_within_reach():
    squares = make_squares((0, 0), (100.75, 0), codes=("A", "B"))
    x = [100.125, 100.625, 202.0, 100.375]
    assert place(squares, x, [50.0] * 4).tolist() == [-1, -1, -1, -1]
    assert place_nearest(squares, x, [50.0] * 4, 1.0).tolist() == [0, 1, -1, 0]
    assert place_nearest(squares, x, [50.0] * 4, 5.0).tolist() == [0, 1, 1, 0]


def test_every_located_crime_of_milton_keynes_falls_in_one_lsoa(realdata):
    file = realdata / "boundaries" / "milton_keynes_lsoa_2011.geojson"
    lsoas = read_boundaries(file, "lsoa", "LSOA11CD", "LSOA11NM")
    crimes = pd.read_csv(realdata / "police" / "2019-01-thames-valley-street.csv.gz")
    east, north = project_points(crimes["Longitude"], crimes["Latitude"])
    inside = place(lsoas, east, north) >= 0
    assert inside.sum() == crimes["LSOA code"].isin(lsoas.codes).sum() == 1899
    assert not inside[crimes["Longitude"].isna()].any()


def test_casualties_fall_in_the_districts_of_greater_manchester_as_counted_before(realdata):
    # shared/realdata/README.md: 6 of 20,435 casualties fall in no district; 99.7 % in the one they are recorded in.
    file = realdata / "boundaries" / "gm_local_authority_2023.geojson"
    districts = read_boundaries(file, "district", "area_code", "area_name")
    rows = pd.read_csv(realdata / "road" / "STATS19_road_casualties_2019-Jun2024.csv.gz", dtype=str)
    names = {name.lower(): name for name in rows.columns}
    lon = next(names[name] for name in ("lon", "long", "longitude") if name in names)
    lat = next(names[name] for name in ("lat", "latitude") if name in names)
    found = place(districts, *project_points(rows[lon].astype(float), rows[lat].astype(float)))
    assert (found < 0).sum() == pytest.approx(6, abs=1)
