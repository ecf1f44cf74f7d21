"""Real layouts of fire, road, council and burglary files: every quirk that their notes name, on the file itself."""

import csv
import gzip
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
import shapely

from geo.boundaries import Boundaries, read_boundaries
from geo.grid import cells_over
from ingest.categories import reference
from ingest.contract import ExtractRefused
from ingest.receive import Batch, Places, receive
from ingest.register import find_dataset
from tests.unit.ingest.samples import level, refusal, take

BURGLARIES = "police/gmp_burglary_points_2016-02_2019-01.csv.gz"
LONDON = "fire/lfb_incident_sample.csv"
ALARMS = find_dataset("malicious-false-alarms")


@cache
def districts(realdata: Path) -> Places:
    path = realdata / "boundaries/gm_local_authority_2023.geojson"
    ten: Boundaries = read_boundaries(path, "district", "area_code", "area_name")
    return Places("district", {"district": ten}, cells_over(ten.outline(), 1_000))


def london() -> Places:
    box = level("lsoa", ("E01000001",), [shapely.box(500_000, 155_000, 565_000, 205_000)])
    return Places("lsoa", {"lsoa": box}, cells_over(box.outline(), 500))


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def alarms(realdata: Path, folder: Path, change: dict[str, str], rows: slice = slice(None)) -> Batch:
    """The real London rows with some cells replaced."""
    real = [{**row, **change} for row in table(realdata / LONDON)[rows]]
    path = folder / "lfb.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(real[0]))
        writer.writeheader()
        writer.writerows(real)
    return receive(path, ALARMS, london())


MALICIOUS = {"IncidentGroup": "False Alarm", "StopCodeDescription": "False alarm - Malicious"}


def test_no_row_of_the_london_sample_is_prescribed_and_none_is_a_fault(realdata: Path) -> None:
    receipt = receive(realdata / LONDON, ALARMS, london()).receipt
    assert (receipt.rows, receipt.accepted, receipt.refused, receipt.not_prescribed) == (20, 0, 0, 20)
    assert (str(receipt.period), receipt.provider) == ("2009-01", "London Fire Brigade")
    assert "          20  not prescribed, so not loaded" in receipt.as_text()
    assert receipt.as_dict()["not_prescribed"] == 20


def test_malicious_false_alarms_of_the_london_layout_are_placed_by_their_rounded_points(
    realdata: Path, tmp_path: Path
) -> None:
    """Exact points are blank for the dwellings among the twenty; the rounded ones never are and end in 50."""
    events = alarms(realdata, tmp_path, MALICIOUS).events
    assert len(events) == 20
    assert set(events["easting"] % 100) | set(events["northing"] % 100) == {50.0}
    assert set(events["category"]) == {"malicious-false-alarm"}
    assert set(events["scale"]) == {"snapped"}
    assert sum(row["Easting_m"] == "" for row in table(realdata / LONDON)) > 0


def test_dates_with_a_named_month_and_times_with_seconds_are_read(realdata: Path, tmp_path: Path) -> None:
    first = alarms(realdata, tmp_path, MALICIOUS).events.iloc[0]
    assert (first["date"], first["time"], first["hour"]) == (pd.Timestamp("2009-01-01"), "00:00", 0)


@pytest.mark.parametrize("date", ["32 Jan 2009", "01 Foo 2009", "1 Jan 2009", "01/01/2009", "29 Feb 2009"])
def test_a_date_not_written_with_a_named_month_refuses_the_london_file(
    realdata: Path, tmp_path: Path, date: str
) -> None:
    with pytest.raises(ExtractRefused, match="not a date written DD Mon YYYY"):
        alarms(realdata, tmp_path, {**MALICIOUS, "DateOfCall": date})


def test_nothing_that_points_at_a_building_is_kept_of_the_london_file(realdata: Path, tmp_path: Path) -> None:
    rows = table(realdata / LONDON)
    held = alarms(realdata, tmp_path, MALICIOUS).events.astype(str).to_numpy().ravel().tolist()
    for heading in ("IncidentNumber", "Postcode_full", "UPRN", "USRN", "Easting_m", "Latitude"):
        secret = {row[heading] for row in rows} - {"", "0.0"}
        assert secret
        assert not secret & set(held), heading


def test_a_stop_code_the_london_list_does_not_have_is_refused_by_rule(realdata: Path, tmp_path: Path) -> None:
    with pytest.raises(ExtractRefused, match="a combination that the list does not have"):
        alarms(realdata, tmp_path, {**MALICIOUS, "IncidentGroup": "Fire"})


UNFIT = [
    (LONDON, "fires", "without saying which were deliberate"),
    ("fire/lfb_animal_rescue.csv.gz", "fires", "special services, which no paragraph of the Regulations prescribes"),
    ("fire/lfb_animal_rescue.csv.gz", "malicious-false-alarms", "free text in FinalDescription"),
    ("fire/lfb_mobilisation_sample.csv", "fires", "without a place"),
    ("fire/lfb_mobilisation_sample.csv", "malicious-false-alarms", "one row for each appliance"),
    (
        "road/STATS19CasDataJan2010Dec2021forGMServers.csv.gz",
        "road-collisions",
        "no date, time or location of the collision",
    ),
]


@pytest.mark.parametrize(("file", "dataset", "found"), UNFIT)
def test_a_file_that_cannot_be_the_data_set_is_refused_for_the_true_reason(
    realdata: Path, file: str, dataset: str, found: str
) -> None:
    refused = refusal(ExtractRefused, lambda: receive(realdata / file, find_dataset(dataset), districts(realdata)))
    assert found in refused.found
    assert find_dataset(dataset).clause in refused.what


def _headings(realdata: Path, table_name: str) -> list[str]:
    rows = table(realdata / "road/stats19_schema.csv")
    return list(dict.fromkeys(row["variable"] for row in rows if row["table"] == table_name))


@pytest.mark.parametrize(
    ("table_name", "found"),
    [
        ("casualty", "casualties, and no date, time or location"),
        ("collision", "collisions without the numbers of adults and children"),
        ("vehicle", "vehicles and their drivers"),
    ],
)
def test_a_table_of_the_department_for_transport_alone_is_refused_and_the_join_explained(
    realdata: Path, tmp_path: Path, table_name: str, found: str
) -> None:
    headings = _headings(realdata, table_name)
    lines = (",".join(headings), ",".join("1" for _ in headings))
    refused = refusal(ExtractRefused, lambda: take(tmp_path, "road-collisions", *lines))
    assert found in refused.found
    assert "--with OTHER" in refused.do


@pytest.mark.parametrize(
    ("variable", "name", "heading"),
    [
        ("casualty_severity", "stats19_severity_codes", "severity"),
        ("age_band_of_casualty", "stats19_age_band_codes", "age_band"),
    ],
)
def test_the_coded_lists_are_those_of_the_published_schema(
    realdata: Path, variable: str, name: str, heading: str
) -> None:
    rows = table(realdata / "road/stats19_schema.csv")
    published = {row["code"]: row["label"] for row in rows if row["variable"] == variable}
    assert {row[heading]: row["label"] for row in reference(name)} == published


def test_children_are_the_bands_up_to_fifteen_in_labels_and_in_codes() -> None:
    child = {
        row["label"].replace(" ", "") for row in reference("stats19_age_band_codes") if row["counted_as"] == "child"
    }
    assert child == {"0-5", "6-10", "11-15"}
    assert child == {row["age_band"] for row in reference("stats19_age_bands") if row["counted_as"] == "child"}


JOINED = "collision_index,date,time,location_easting_osgr,location_northing_osgr,casualty_severity,age_band_of_casualty"


def test_coded_casualties_joined_to_their_collisions_become_collisions(tmp_path: Path) -> None:
    at = "05/01/2019,08:05,485500,235500"
    lines = [f"201901A0001,{at},1,11", f"201901A0001,{at},3,2", f"201901A0002,{at},3,-1"]
    batch = take(tmp_path, "road-collisions", JOINED, *lines)
    counts = batch.events[["killed_adult", "serious_adult", "slight_adult", "slight_child"]].to_numpy().tolist()
    assert (batch.mapping, counts) == ("stats19-coded", [[1, 0, 0, 1], [0, 0, 1, 0]])
    assert batch.events["category"].tolist() == ["killed-or-seriously-injured", "slight"]
    assert "1 casualties of unknown age are counted as adults." in batch.receipt.notes


def test_coded_casualties_that_disagree_on_the_place_are_refused_under_their_own_heading(tmp_path: Path) -> None:
    good = [f"G{number},05/01/2019,08:05,485500,235500,3,5" for number in range(60)]
    torn = ["T1,05/01/2019,08:05,485500,235500,3,5", "T1,05/01/2019,08:05,485501,235500,3,5"]
    receipt = take(tmp_path, "road-collisions", JOINED, *good, *torn).receipt
    assert (receipt.accepted, receipt.refused) == (60, 2)
    assert {problem.column for problem in receipt.problems} == {"collision_index"}


@cache
def burglaries(realdata: Path) -> Batch:
    return receive(realdata / BURGLARIES, find_dataset("recorded-crime"), districts(realdata))


def test_all_burglary_points_but_forty_lie_in_a_district(realdata: Path) -> None:
    receipt = burglaries(realdata).receipt
    assert (receipt.rows, receipt.refused, receipt.no_location, receipt.outside_area) == (92_666, 0, 0, 40)
    assert (str(receipt.period), receipt.provider) == ("2016-02/2019-01", "Greater Manchester Police")
    assert set(burglaries(realdata).events["category"]) == {"burglary"}


def test_burglary_points_alike_in_every_column_are_crimes_of_their_own(realdata: Path) -> None:
    rows = pd.read_csv(realdata / BURGLARIES)
    assert int(rows.duplicated().sum()) == 11_183
    ours = burglaries(realdata).events
    assert len(ours) == 92_626
    assert ours.duplicated(["month", "easting", "northing"]).sum() > 11_000


def test_burglaries_by_month_are_those_of_the_file(realdata: Path) -> None:
    with gzip.open(realdata / BURGLARIES, "rt", encoding="utf-8") as lines:
        months = pd.Series([row["Month"] for row in csv.DictReader(lines)]).value_counts()
    ours = burglaries(realdata).events["month"].value_counts()
    assert int((months - ours).max()) >= 0
    assert int((months - ours).sum()) == 40


def test_the_street_problem_codes_are_those_of_the_published_list(realdata: Path) -> None:
    published = {row["code"]: row["name"] for row in table(realdata / "council/fixmystreet_CODES_SHEF_A.csv")}
    ours = {row["code"]: row["name"] for row in reference("council_asb_codes") if row["scheme"] == "SHEF_A"}
    assert ours == published


def test_counts_of_street_problems_are_no_incidents(realdata: Path) -> None:
    path = realdata / "council/fixmystreet_lsoa_shef_a_2019-1.csv.gz"
    refused = refusal(ExtractRefused, lambda: receive(path, find_dataset("council-asb"), districts(realdata)))
    assert "SI 2007/1831 ¶8" in refused.what


def test_a_file_that_shares_no_heading_is_told_of_the_agency_form(tmp_path: Path) -> None:
    refused = refusal(ExtractRefused, lambda: take(tmp_path, "recorded-crime", "When,Where", "1,2"))
    assert "layout agency-form" in refused.what
