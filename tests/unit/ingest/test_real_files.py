"""Real published files: every row accounted for, and counts equal to those worked out by other tools."""

from functools import cache
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import pytest

from geo.boundaries import Boundaries, read_boundaries
from geo.grid import cells_over
from ingest.adapter import adapt, check_months
from ingest.contract import ExtractRefused
from ingest.depersonalise import PersonalDataRefused
from ingest.extract import read_extract
from ingest.faults import Faults
from ingest.receive import Batch, Places, receive
from ingest.register import find_dataset, find_mapping
from ingest.rows import type_rows

NO_LOCATION = {"2018-10": 1762, "2018-11": 1671, "2018-12": 1462, "2019-01": 1489, "2019-02": 1361}
ROWS = {"2018-10": 16338, "2018-11": 15995, "2018-12": 14345, "2019-01": 14993, "2019-02": 13498}
ELSEWHERE = {
    "2019-01-btp-street.csv.gz": (4660, 0, "British Transport Police"),
    "2019-01-city-of-london-street.csv": (617, 31, "City of London Police"),
    "2019-01-northern-ireland-street.csv.gz": (11803, 77, "Police Service of Northern Ireland"),
}
CASUALTIES = "road/STATS19_road_casualties_2019-Jun2024.csv.gz"


@cache
def milton_keynes(realdata: Path) -> Places:
    folder = realdata / "boundaries"
    levels = {
        "lsoa": read_boundaries(folder / "milton_keynes_lsoa_2011.geojson", "lsoa", "LSOA11CD", "LSOA11NM"),
        "msoa": read_boundaries(folder / "milton_keynes_msoa_2011.geojson", "msoa", "MSOA11CD", "MSOA11NM"),
        "ward": read_boundaries(folder / "milton_keynes_wards.geojson", "ward", "WD13CD", "WD13NM"),
    }
    return Places("lsoa", levels, cells_over(levels["lsoa"].outline(), 500))


@cache
def greater_manchester(realdata: Path) -> Places:
    folder = realdata / "boundaries"
    levels: dict[str, Boundaries] = {
        level: read_boundaries(folder / file, level, "area_code", "area_name")
        for level, file in (
            ("lsoa", "gm_lsoa_2021_super_generalised.geojson"),
            ("ward", "gm_ward_2023_super_generalised.geojson"),
        )
    }
    return Places("lsoa", levels, cells_over(levels["lsoa"].outline(), 1000))


def street(realdata: Path, name: str) -> Batch:
    return receive(realdata / "police" / name, find_dataset("recorded-crime"), milton_keynes(realdata))


def check_placed(batch: Batch, places: Places) -> None:
    for level, boundaries in places.boundaries.items():
        assert set(batch.events[level]) <= set(boundaries.codes)
    assert set(batch.events["cell"]) <= set(places.grid.codes)


@pytest.mark.parametrize("month", sorted(ROWS))
def test_every_row_of_a_thames_valley_month_is_accounted_for(realdata: Path, month: str) -> None:
    batch = street(realdata, f"{month}-thames-valley-street.csv.gz")
    receipt = batch.receipt
    assert (receipt.rows, receipt.no_location, receipt.refused) == (ROWS[month], NO_LOCATION[month], 0)
    assert receipt.accepted + receipt.outside_area == ROWS[month] - NO_LOCATION[month]
    assert (str(batch.period), batch.provider, batch.mapping) == (month, "Thames Valley Police", "police-uk-street")
    check_placed(batch, milton_keynes(realdata))


def test_january_2019_in_milton_keynes_has_1899_crimes(realdata: Path) -> None:
    assert street(realdata, "2019-01-thames-valley-street.csv.gz").receipt.accepted == 1899


@pytest.mark.parametrize("month", sorted(ROWS))
def test_counts_by_lsoa_equal_those_of_geopandas(realdata: Path, month: str) -> None:
    """geopandas joins the same points to the file's own polygons in longitude and latitude, by its own route."""
    table = pd.read_csv(realdata / f"police/{month}-thames-valley-street.csv.gz")
    points = geopandas.GeoDataFrame(table, geometry=geopandas.points_from_xy(table.Longitude, table.Latitude), crs=4326)
    shapes = geopandas.read_file(realdata / "boundaries/milton_keynes_lsoa_2011.geojson").to_crs(4326)
    joined = geopandas.sjoin(points[table.Longitude.notna()], shapes[["LSOA11CD", "geometry"]], predicate="within")
    theirs = joined.groupby("LSOA11CD").size()
    ours = street(realdata, f"{month}-thames-valley-street.csv.gz").events.groupby("lsoa").size()
    assert ours.to_dict() == theirs.to_dict()


def test_exact_repeats_are_kept(realdata: Path) -> None:
    """The British Transport Police file repeats 2,235 of its 4,660 rows; each is an incident of its own."""
    assert street(realdata, "2019-01-btp-street.csv.gz").receipt.rows == 4660


@pytest.mark.parametrize("name", sorted(ELSEWHERE))
def test_street_files_of_other_forces_are_read_and_lie_mostly_outside(realdata: Path, name: str) -> None:
    batch, (rows, no_location, provider) = street(realdata, name), ELSEWHERE[name]
    receipt = batch.receipt
    assert (receipt.rows, receipt.no_location, receipt.refused, batch.provider) == (rows, no_location, 0, provider)
    assert receipt.outside_area > 0.9 * rows


@pytest.mark.parametrize(("month", "no_location", "accepted"), [("2024-01", 348, 2357), ("2024-02", 334, 2170)])
def test_files_with_2021_area_codes_are_placed_by_their_points(
    realdata: Path, month: str, no_location: int, accepted: int
) -> None:
    receipt = street(realdata, f"{month}-thames-valley-street.csv.gz").receipt
    assert (receipt.no_location, receipt.accepted) == (no_location, accepted)


def test_20435_casualties_become_15645_collisions(realdata: Path) -> None:
    dataset = find_dataset("road-collisions")
    layout = find_mapping(dataset, "stats19-casualties")
    extract = read_extract(realdata / CASUALTIES)
    faults = Faults(extract.rows)
    frame = type_rows(extract, dataset, layout, faults)
    check_months(frame, layout, faults, None, None)
    collisions, _ = adapt(extract.file_name, frame, layout, faults)
    assert (extract.rows, len(collisions), int(collisions["rows"].sum())) == (20435, 15645, 20435)
    counted = collisions.filter(regex="_(adult|child)$").sum()
    assert counted.filter(like="killed").sum() == 342
    assert counted.filter(like="serious").sum() == 3823
    assert counted.filter(like="slight").sum() == 16270
    assert counted.filter(like="child").sum() == 451 + 664 + 1219


def test_collisions_of_greater_manchester_are_placed_and_the_receipt_closes_in_casualties(realdata: Path) -> None:
    places = greater_manchester(realdata)
    batch = receive(realdata / CASUALTIES, find_dataset("road-collisions"), places)
    receipt = batch.receipt
    assert (receipt.rows, receipt.no_location, receipt.refused) == (20435, 0, 0)
    assert receipt.accepted + receipt.outside_area == 20435
    assert receipt.events == len(batch.events)
    assert int(batch.events.filter(regex="_(adult|child)$").to_numpy().sum()) == receipt.accepted
    assert str(batch.period) == "2019-01/2024-06"
    assert "287 casualties of unknown age are counted as adults." in receipt.notes
    check_placed(batch, places)


def test_collisions_match_a_count_made_with_pandas_alone(realdata: Path) -> None:
    table = pd.read_csv(realdata / CASUALTIES, dtype={"AREFNO": str})
    severe = table.casualty_severity.isin(["Fatal", "Serious"]).groupby(table.AREFNO).any()
    batch = receive(realdata / CASUALTIES, find_dataset("road-collisions"), greater_manchester(realdata))
    outside = len(severe) - len(batch.events)
    ours = int((batch.events.category == "killed-or-seriously-injured").sum())
    assert 0 <= int(severe.sum()) - ours <= outside
    hours = table.drop_duplicates("AREFNO").hour.to_numpy()
    assert (
        np.abs(np.bincount(hours, minlength=24) - np.bincount(batch.events.hour.astype(int), minlength=24)).sum()
        == outside
    )


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("police/stop_and_search_month14.csv.gz", ExtractRefused),
        ("lookups/trafford_postcodes.csv.gz", PersonalDataRefused),
        ("fire/lfb_incident_sample.csv", PersonalDataRefused),
        ("overlays/gm_pharmacies.csv", PersonalDataRefused),
    ],
)
def test_other_published_files_are_refused_by_kind(realdata: Path, file: str, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        receive(realdata / file, find_dataset("recorded-crime"), milton_keynes(realdata))
