"""Quirks of the real boundary files, one test each (``realdata/README.md``, "Facts")."""

import json
from functools import cache
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely
from scipy.sparse.csgraph import connected_components

from geo.boundaries import Boundaries, read_boundaries
from geo.checks import PlaceRefused
from geo.contiguity import queen_neighbours
from geo.location import place, project_points

COLUMNS = {
    "gm_combined_authority_2023": ("area_code", "area_name"),
    "gm_local_authority_2023": ("area_code", "area_name"),
    "gm_lsoa_2011_super_generalised": ("area_code", "area_name"),
    "gm_lsoa_2021_super_generalised": ("area_code", "area_name"),
    "gm_msoa_2021_super_generalised": ("area_code", "area_name"),
    "gm_ward_2023_super_generalised": ("area_code", "area_name"),
    "milton_keynes_lsoa_2011": ("LSOA11CD", "LSOA11NM"),
    "milton_keynes_msoa_2011": ("MSOA11CD", "MSOA11NM"),
    "milton_keynes_wards": ("WD13CD", "WD13NM"),
}


@cache
def outlines(realdata: Path, name: str) -> Boundaries:
    return read_boundaries(realdata / "boundaries" / f"{name}.geojson", "level", *COLUMNS[name])


def codes_at(areas: Boundaries, found: np.ndarray) -> np.ndarray:
    """The code of each position; blank where there is none."""
    return np.array([*areas.codes, ""])[found]


@pytest.mark.parametrize("name", COLUMNS)
def test_a_file_that_names_crs84_is_longitude_then_latitude(realdata, name):
    path = realdata / "boundaries" / f"{name}.geojson"
    assert json.loads(path.read_text(encoding="utf-8"))["crs"]["properties"]["name"].endswith("CRS84")
    theirs = geopandas.read_file(path).to_crs(27700).total_bounds
    assert shapely.total_bounds(outlines(realdata, name).outlines) == pytest.approx(theirs, abs=5)


@pytest.mark.parametrize("name", COLUMNS)
def test_names_of_another_publisher_are_refused_with_those_of_the_file(realdata, name):
    wrong = ("LSOA21CD", "LSOA21NM")
    with pytest.raises(PlaceRefused, match="LSOA21CD") as refused:
        read_boundaries(realdata / "boundaries" / f"{name}.geojson", "level", *wrong)
    assert set(COLUMNS[name]) <= set(refused.value.found.removeprefix("columns ").split(", "))


def test_the_second_code_of_a_ward_is_another_column_and_gives_other_codes(realdata):
    path = realdata / "boundaries" / "milton_keynes_wards.geojson"
    short = read_boundaries(path, "ward", "WD13CDO", "WD13NM")
    assert len(short) == 23
    assert not set(short.codes) & set(outlines(realdata, "milton_keynes_wards").codes)


def test_multipolygons_in_no_order_of_codes_keep_their_own_outline(realdata):
    theirs = geopandas.read_file(realdata / "boundaries" / "gm_lsoa_2011_super_generalised.geojson")
    assert set(theirs.geom_type) == {"MultiPolygon"}
    assert not theirs["area_code"].is_monotonic_increasing
    ours = outlines(realdata, "gm_lsoa_2011_super_generalised")
    assert list(ours.codes) == sorted(theirs["area_code"])
    middles = theirs.to_crs(27700).set_index("area_code").representative_point().loc[list(ours.codes)]
    apart = shapely.distance(ours.outlines, middles.to_numpy())
    assert apart.max() < 5


def test_neighbours_in_milton_keynes_are_found_although_their_corners_differ(realdata):
    lsoas = outlines(realdata, "milton_keynes_lsoa_2011")
    exact, found = queen_neighbours(lsoas, 0.0), queen_neighbours(lsoas)
    assert exact.sum() < found.sum() == 2 * 429
    assert found.sum() / len(lsoas) == pytest.approx(5.645, abs=5e-4)
    assert connected_components(found)[0] == 1


def test_a_plain_union_leaves_slivers_that_the_outline_closes(realdata):
    lsoas = outlines(realdata, "milton_keynes_lsoa_2011")
    joined = shapely.get_parts(shapely.union_all(lsoas.outlines))
    assert sum(len(part.interiors) for part in joined) > 1_000
    assert len(lsoas.outline().interiors) == 0


@pytest.mark.parametrize(
    ("name", "pairs"),
    [
        ("milton_keynes_wards", 55),
        ("gm_local_authority_2023", 17),
        ("gm_lsoa_2011_super_generalised", 4_943),
        ("gm_lsoa_2021_super_generalised", 5_055),
        ("gm_msoa_2021_super_generalised", 1_010),
        ("gm_ward_2023_super_generalised", 610),
    ],
)
def test_files_that_are_topologically_exact_need_no_tolerance_and_stay_so_when_projected(realdata, name, pairs):
    areas = outlines(realdata, name)
    assert [queen_neighbours(areas, metres).sum() for metres in (0.0, 0.1)] == [2 * pairs] * 2


def test_simplified_outlines_move_one_postcode_in_six_out_of_its_own_area(realdata):
    rows = pd.read_csv(realdata / "lookups" / "trafford_postcodes.csv.gz")
    areas = outlines(realdata, "gm_lsoa_2021_super_generalised")
    found = codes_at(areas, place(areas, *project_points(rows["lon"], rows["lat"])))
    assert (found == rows["lsoa_code"]).mean() == pytest.approx(0.843, abs=5e-4)


def test_districts_hold_their_own_casualties_but_for_three_in_a_thousand(realdata):
    rows = pd.read_csv(realdata / "road" / "STATS19_road_casualties_2019-Jun2024.csv.gz", dtype={"AREFNO": str})
    areas = outlines(realdata, "gm_local_authority_2023")
    found = place(areas, *project_points(rows["lon"], rows["lat"]))
    assert (np.array([*areas.names, ""])[found] == rows["area_name"]).mean() == pytest.approx(0.997, abs=5e-4)
    assert (found < 0).sum() == 6


def test_three_crimes_in_a_hundred_lie_in_another_area_than_their_code_says(realdata):
    rows = pd.read_csv(realdata / "police" / "2019-01-thames-valley-street.csv.gz")
    areas = outlines(realdata, "milton_keynes_lsoa_2011")
    found = place(areas, *project_points(rows["Longitude"], rows["Latitude"]))
    inside = found >= 0
    assert inside.sum() == rows["LSOA code"].isin(areas.codes).sum() == 1_899
    assert (codes_at(areas, found)[inside] != rows.loc[inside, "LSOA code"]).sum() == 57
