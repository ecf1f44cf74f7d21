"""The invented partnership: repeatable, well made, and what its truth file says is really in its files."""

import csv
import hashlib
import json
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from geo.boundaries import read_boundaries, read_lookup, read_population
from geo.grid import cells_over
from ingest.receive import Places, receive
from ingest.register import find_dataset, find_mapping
from ingest.synthetic import make_partnership
from ingest.synthetic_truth import Hotspot, Truth


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Truth:
    return make_partnership(tmp_path_factory.mktemp("wrenshire"))


@pytest.fixture(scope="module")
def crimes(made) -> pd.DataFrame:
    files = [one.file for one in made.receipts if one.dataset == "recorded-crime" and one.mapping == "agency-form"]
    frame = pd.concat([pd.read_csv(made.directory / name, dtype=str, keep_default_na=False) for name in files])
    frame["date"] = pd.to_datetime(frame["Offence date"], format="%d/%m/%Y", errors="coerce")
    frame["x"], frame["y"] = pd.to_numeric(frame["Easting"]), pd.to_numeric(frame["Northing"])
    return frame.dropna(subset=["date"]).reset_index(drop=True)


@pytest.fixture(scope="module")
def places(made) -> Places:
    layers = {one.level: read_boundaries(made.directory / one.file, one.level, "code", "name") for one in made.areas}
    return Places("lsoa", layers, cells_over(layers["lsoa"].outline(), 500))


def digests(directory: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(directory.iterdir())}


def shapes_of(truth: Truth, level: str) -> np.ndarray:
    found = json.loads((truth.directory / f"{level}.geojson").read_text(encoding="utf-8"))
    return np.array([shapely.geometry.shape(one["geometry"]) for one in found["features"]], dtype=object)


def near(crimes: pd.DataFrame, spot: Hotspot) -> pd.DataFrame:
    return crimes[np.hypot(crimes["x"] - spot.easting, crimes["y"] - spot.northing) <= spot.radius_m]


def spot(truth: Truth, pattern: str) -> Hotspot:
    return next(one for one in truth.hotspots if one.pattern == pattern)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not(tmp_path):
    for name, seed in (("first", 5), ("second", 5), ("other", 6)):
        make_partnership(tmp_path / name, seed=seed, months=12)
    first, second, other = (digests(tmp_path / name) for name in ("first", "second", "other"))
    assert first == second
    assert all(first[name] != other[name] for name in ("lsoa.geojson", "truth.json", "population.csv"))


def test_fewer_than_twelve_months_are_refused_because_the_plants_do_not_fit(tmp_path):
    with pytest.raises(ValueError, match="at least 12 months"):
        make_partnership(tmp_path, months=11)


def test_the_outlines_are_valid_and_every_level_covers_the_same_ground_once(made):
    levels = {one.level: shapes_of(made, one.level) for one in made.areas}
    assert {level: len(shapes) for level, shapes in levels.items()} == {"lsoa": 160, "msoa": 32, "ward": 20}
    for shapes in levels.values():
        assert shapely.is_valid(shapes).all()
        assert shapely.coverage_is_valid(shapes)
        assert set(shapely.get_type_id(shapes)) == {shapely.GeometryType.POLYGON}
    outlines = [shapely.coverage_union_all(shapes) for shapes in levels.values()]
    assert outlines[0].geom_type == "Polygon"
    assert all(shapely.equals(outlines[0], other) for other in outlines[1:])


def test_the_hub_reads_the_areas_without_repairing_any(made, places):
    assert {level: one.repairs for level, one in places.boundaries.items()} == {"lsoa": (), "msoa": (), "ward": ()}
    west, south, east, north = places.boundaries["lsoa"].outline().bounds
    assert 17_000 < east - west < 24_000
    assert 13_000 < north - south < 20_000


def test_the_lookup_names_the_ward_and_msoa_that_contain_each_lsoa(made, places):
    for level in ("msoa", "ward"):
        parent = read_lookup(made.directory / made.lookup, "lsoa_code", f"{level}_code")
        layer, base = places.boundaries[level], places.boundaries["lsoa"]
        whole = dict(zip(layer.codes, layer.outlines, strict=True))
        inside = shapely.contains(
            np.array([whole[parent[code]] for code in base.codes]), shapely.point_on_surface(base.outlines)
        )
        assert inside.all()


def test_every_lsoa_has_between_one_and_three_thousand_residents(made, places):
    residents = read_population(made.directory / made.population, "code", "residents")
    assert set(residents) == set(places.boundaries["lsoa"].codes)
    assert all(1_000 <= count <= 3_000 for count in residents.values())
    assert sum(residents.values()) == made.residents


def test_every_file_has_the_headings_of_its_contract(made):
    for one in made.receipts:
        mapping = find_mapping(find_dataset(one.dataset), one.mapping)
        with (made.directory / one.file).open(encoding="utf-8", newline="") as table:
            headings = next(csv.reader(table))
        assert set(headings) == set(mapping.headings), one.file
        if one.mapping == "agency-form":
            assert headings == [column.title for column in mapping.columns]


def test_the_truth_file_lists_every_file_and_each_receipt_closes(made):
    written = {path.name for path in made.directory.iterdir()}
    areas = {one.file for one in made.areas} | {made.lookup, made.population, "truth.json"}
    layers = {one.file: one for one in made.layers}
    assert written == areas | set(layers) | {name for name, _ in made.extracts}
    for name, layer in layers.items():
        headings = (made.directory / name).read_text(encoding="utf-8").splitlines()[0].split(",")
        assert set(layer.columns.values()) <= set(headings), name
    assert [(one.file, one.dataset) for one in made.receipts] == list(made.extracts)
    for one in made.receipts:
        assert one.rows == one.accepted + one.outside_area + one.no_location + one.refused
        assert one.refused <= 0.01 * one.rows


def test_the_persistent_hotspots_hold_in_every_month_at_their_hours(made, crimes):
    for one in (spot for spot in made.hotspots if spot.pattern == "persistent"):
        found = near(crimes, one)
        found = found[found["Sub-category"] == one.sub_category]
        assert found["date"].dt.strftime("%Y-%m").value_counts().reindex(_months(made)).min() >= one.monthly / 2
        hours = found["Offence time"].str[:2]
        known = hours != ""
        assert hours[known].astype(int).isin(one.hours).mean() > 0.85


def test_the_emerging_hotspot_is_three_times_as_dense_after_its_start(made, crimes):
    one = spot(made, "emerging")
    months = near(crimes, one)["date"].dt.strftime("%Y-%m").value_counts().reindex(_months(made), fill_value=0)
    after, before = months[months.index >= one.first_month], months[months.index < one.first_month]
    assert len(after) == 5
    assert after.mean() >= 3 * before.mean()


def test_the_former_hotspot_stops_half_way(made, crimes):
    one = spot(made, "former")
    months = near(crimes, one)["date"].dt.strftime("%Y-%m").value_counts().reindex(_months(made), fill_value=0)
    assert len(months[months.index <= one.last_month]) == 18
    assert months[months.index <= one.last_month].mean() >= 3 * months[months.index > one.last_month].mean()


def test_each_near_repeat_is_in_the_files_within_200_metres_and_7_days(made, crimes):
    burglaries = crimes[crimes["Sub-category"] == "Burglary in a dwelling"]
    days = burglaries["date"].dt.strftime("%Y-%m-%d")
    held = set(zip(days, burglaries["x"], burglaries["y"], strict=True))
    assert len(made.near_repeats) > 90
    for series in made.near_repeats:
        day, x, y = series.events[0]
        for later, east, north in series.events[1:]:
            assert (later, east, north) in held
            assert 0 < (pd.Timestamp(later) - pd.Timestamp(day)).days < made.near_repeat_days
            assert np.hypot(east - x, north - y) < made.near_repeat_metres


def test_near_pairs_of_burglaries_are_far_more_than_chance_would_give(made, crimes):
    one = crimes[(crimes["Sub-category"] == "Burglary in a dwelling") & crimes["x"].notna()]
    first, second = shapely.STRtree(shapely.points(one["x"], one["y"])).query(
        shapely.points(one["x"], one["y"]), predicate="dwithin", distance=made.near_repeat_metres
    )
    first, second = first[first < second], second[first < second]
    days = one["date"].to_numpy(dtype="datetime64[D]").astype(int)
    rng = np.random.default_rng(1)
    observed = (np.abs(days[first] - days[second]) < 7).sum()
    shuffled = [
        (np.abs(mixed[first] - mixed[second]) < 7).sum() for mixed in (rng.permutation(days) for _ in range(99))
    ]
    assert observed > max(shuffled)
    assert observed > 1.5 * np.mean(shuffled)


def test_antisocial_behaviour_follows_its_seasons(made):
    season = next(one for one in made.seasons if one.category == "asb")
    files = [one.file for one in made.receipts if one.mapping == "police-uk-street"]
    rows = Counter(month for name in files for month in pd.read_csv(made.directory / name)["Month"])
    by_month = np.array([sum(count for month, count in rows.items() if int(month[5:]) == m) for m in range(1, 13)])
    assert np.corrcoef(by_month, season.factors)[0, 1] > 0.95
    assert by_month[6] > 1.8 * by_month[0]


def test_the_late_month_is_in_no_file(made):
    dataset, month = made.faults.not_supplied[0]
    periods = [one.period for one in made.receipts if one.dataset == dataset]
    assert (dataset, month) == ("road-collisions", "2026-09")
    assert periods[-1] == "2026-07/2026-08"


def test_six_in_a_hundred_locations_of_one_month_are_blank(made):
    name, blank, rows = made.faults.blank_locations
    frame = pd.read_csv(made.directory / name, dtype=str, keep_default_na=False)
    assert (len(frame), (frame["Easting"] == "").sum(), (frame["Northing"] == "").sum()) == (rows, blank, blank)
    assert blank / rows == pytest.approx(0.06, abs=0.001)


def test_unknown_times_of_one_year_are_written_as_midnight(made, crimes):
    in_year = crimes["date"].between(made.faults.midnight_from, made.faults.midnight_to)
    share = (crimes["Offence time"] == "00:00").groupby(in_year).mean()
    assert share[True] > 5 * share[False]
    assert (crimes["Offence time"][in_year] == "").sum() == 0
    assert (crimes["Offence time"][~in_year] == "").mean() == pytest.approx(0.05, abs=0.01)


def test_each_duplicate_is_told_by_two_agencies_on_one_day(made):
    files = {name: pd.read_csv(made.directory / name, dtype=str) for name, _ in made.extracts}
    assert len(made.faults.duplicates) == 100
    for one in made.faults.duplicates:
        crime = files[one.crime_file].iloc[one.crime_row - 2]
        admission = files[one.admission_file].iloc[one.admission_row - 2]
        day = pd.Timestamp(one.date).strftime("%d/%m/%Y")
        assert (crime["Offence date"], admission["Admission date"]) == (day, day)
        assert crime["Sub-category"] in {"Common assault", "Actual bodily harm"}
        assert admission["ICD-10 code"][0] in "XY"


def test_the_way_in_gives_the_receipt_the_truth_file_foretells(made, places):
    spoilt = {row.file for row in made.faults.refused} | {made.faults.blank_locations[0]}
    last = {one.dataset + one.mapping: one.file for one in made.receipts}
    for one in (one for one in made.receipts if one.file in spoilt | set(last.values())):
        dataset = find_dataset(one.dataset)
        receipt = receive(made.directory / one.file, dataset, places, provider=one.provider).receipt
        found = receipt.rows, receipt.accepted, receipt.outside_area, receipt.no_location, receipt.refused
        assert found == (one.rows, one.accepted, one.outside_area, one.no_location, one.refused), one.file
        assert str(receipt.period) == one.period
        planted = sorted(row.row for row in made.faults.refused if row.file == one.file)
        assert sorted(row for problem in receipt.problems for row in problem.rows) == planted


def _months(truth: Truth) -> list[str]:
    return [str(month) for month in pd.period_range(truth.first_month, truth.last_month, freq="M")]
