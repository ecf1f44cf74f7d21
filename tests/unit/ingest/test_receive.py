"""The way in, on small files worked by hand: what a batch holds and how its receipt closes."""

import hashlib
import json
from pathlib import Path

import pandas as pd
import pytest

from ingest.contract import ExtractRefused
from ingest.periods import Period
from tests.unit.ingest.samples import ADMISSION, COLLISION, CRIME, CRIME_ROW, take, write

STREET = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,"
    "LSOA code,LSOA name,Crime type,Last outcome category,Context"
)
CASUALTY = (
    "AREFNO,date,year,month,day,hour,mode,output_time,collision_severity,casualty_severity,"
    "number_vehicles,number_casualties,sex,ageband,light_conditions,speed_limit,area_name,lon,lat"
)
INSIDE = "-0.755,52.007"  # of the western square


def street(kind: str, place: str = INSIDE, month: str = "2019-01", force: str = "Thames Valley Police") -> str:
    return f"{'0' * 63}1,{month},{force},{force},{place},On or near High Street,E01000001,Somewhere 001A,{kind},,"


def casualty(key: str, severity: str, age: str, place: str = INSIDE, when: str = "2019-01-05") -> str:
    return f"{key},{when},2019,Jan,Sat,8,Car,08:05:00,Slight,{severity},1,1,Male,{age},Daylight,30,Bolton,{place}"


def test_an_agency_form_becomes_events_placed_at_every_level(tmp_path: Path) -> None:
    batch = take(tmp_path, "recorded-crime", CRIME, CRIME_ROW)
    event = batch.events.iloc[0]
    assert (event["month"], event["date"], event["time"], event["hour"]) == (
        "2019-01",
        pd.Timestamp("2019-01-15"),
        "22:30",
        22,
    )
    assert (event["category"], event["subcategory"]) == ("burglary", "Burglary in a dwelling")
    assert (event["easting"], event["northing"], event["scale"]) == (485500.0, 235500.0, "exact")
    assert (event["lsoa"], event["ward"], event["cell"]) == ("E01000001", "E05000001", "SP8535NE")
    assert (batch.provider, batch.period, batch.mapping) == ("Police", Period.parse("2019-01"), "agency-form")


def test_an_event_in_no_ward_takes_the_nearest_one(tmp_path: Path) -> None:
    batch = take(tmp_path, "recorded-crime", CRIME, CRIME_ROW.replace("485500", "486700"))
    assert batch.events.iloc[0][["lsoa", "ward"]].tolist() == ["E01000002", "E05000001"]


def test_every_row_is_accounted_for(tmp_path: Path) -> None:
    away, nowhere, zero, bad = (
        CRIME_ROW.replace("485500,235500", place) for place in ("400000,300000", ",", "0,0", "485500,here")
    )
    receipt = take(tmp_path, "recorded-crime", CRIME, *[CRIME_ROW] * 40, away, nowhere, zero, bad).receipt
    counts = (
        receipt.rows,
        receipt.accepted,
        receipt.outside_area,
        receipt.no_location,
        receipt.refused,
        receipt.events,
    )
    assert counts == (44, 40, 1, 2, 1, 40)
    assert receipt.problems[0].rows == (45,)


def test_a_gap_of_a_metre_between_areas_is_inside_and_more_is_outside(tmp_path: Path) -> None:
    rows = [CRIME_ROW.replace("235500", northing) for northing in ("234999.5", "234998.5")]
    receipt = take(tmp_path, "recorded-crime", CRIME, *rows).receipt
    assert (receipt.accepted, receipt.outside_area) == (1, 1)


def test_an_unknown_time_is_not_midnight(tmp_path: Path) -> None:
    rows = [CRIME_ROW.replace("22:30", time) for time in ("", "00:00")]
    events = take(tmp_path, "recorded-crime", CRIME, *rows).events
    assert events["hour"].isna().tolist() == [True, False]
    assert events["hour"].iloc[1] == 0
    assert pd.isna(events["time"].iloc[0])


def test_identical_rows_are_separate_events(tmp_path: Path) -> None:
    assert len(take(tmp_path, "recorded-crime", CRIME, *[CRIME_ROW] * 3).events) == 3


def test_headings_may_come_in_any_order_with_a_byte_order_mark_and_in_a_gzip(tmp_path: Path) -> None:
    lines = [",".join(reversed(line.split(","))) for line in (CRIME, CRIME_ROW)]
    batch = take(tmp_path, "recorded-crime", "\ufeff" + lines[0], lines[1], name="turned.csv.gz")
    assert batch.receipt.accepted == 1
    assert batch.fingerprint == hashlib.sha256(("\ufeff" + "\n".join(lines) + "\n").encode()).hexdigest()


def test_codes_are_read_in_any_case_and_kept_in_the_spelling_of_the_list(tmp_path: Path) -> None:
    row = CRIME_ROW.replace("Burglary,Burglary in a dwelling", "BURGLARY,burglary  in a DWELLING")
    assert take(tmp_path, "recorded-crime", CRIME, row).events["subcategory"].iloc[0] == "Burglary in a dwelling"


def test_several_months_make_one_period_and_rows_outside_a_given_one_are_refused(tmp_path: Path) -> None:
    rows = [CRIME_ROW] * 30 + [CRIME_ROW.replace("15/01", "15/02")]
    assert str(take(tmp_path, "recorded-crime", CRIME, *rows).period) == "2019-01/2019-02"
    receipt = take(tmp_path, "recorded-crime", CRIME, *rows, period=Period.parse("2019-01")).receipt
    assert (receipt.accepted, receipt.refused, receipt.problems[0].rule) == (30, 1, "outside the period 2019-01")


def test_rows_later_than_today_are_refused(tmp_path: Path) -> None:
    rows = [CRIME_ROW] * 30 + [CRIME_ROW.replace("15/01", "15/02")]
    today = pd.Timestamp("2019-02-14").date()
    assert take(tmp_path, "recorded-crime", CRIME, *rows, today=today).receipt.problems[0].rule == "in the future"


def test_a_street_file_keeps_no_identifier_and_says_who_sent_it(tmp_path: Path) -> None:
    batch = take(tmp_path, "recorded-crime", STREET, street("Anti-social behaviour"), street("Drugs", ","))
    assert (batch.provider, batch.receipt.no_location) == ("Thames Valley Police", 1)
    event = batch.events.iloc[0]
    assert (event["category"], event["scale"], event["lsoa"]) == ("asb", "snapped", "E01000001")
    assert pd.isna(event["hour"])
    assert not {"crime_type", "provider", "rows", "Crime ID"} & set(batch.events.columns)


def test_two_forces_in_one_file_are_refused_unless_the_provider_is_named(tmp_path: Path) -> None:
    rows = [street("Drugs"), street("Drugs", force="British Transport Police")]
    with pytest.raises(ExtractRefused, match="one provider"):
        take(tmp_path, "recorded-crime", STREET, *rows)
    assert take(tmp_path, "recorded-crime", STREET, *rows, provider="both").provider == "both"


def test_casualties_become_collisions_with_six_counts(tmp_path: Path) -> None:
    rows = [
        casualty("1001", "Slight", "11-15"),
        casualty("1001", "Serious", "16-20"),
        casualty("1001", "Slight", "-1"),
        casualty("1002", "Fatal", "0-5", ","),
        casualty("1003", "Slight", "Over 75"),
    ]
    batch = take(tmp_path, "road-collisions", CASUALTY, *rows)
    receipt = batch.receipt
    assert (receipt.rows, receipt.accepted, receipt.no_location, receipt.events) == (5, 4, 1, 2)
    six = batch.events.filter(regex="_(adult|child)$")
    assert six.iloc[0].to_dict() == {
        "killed_adult": 0,
        "killed_child": 0,
        "serious_adult": 1,
        "serious_child": 0,
        "slight_adult": 1,
        "slight_child": 1,
    }
    assert batch.events["category"].tolist() == ["killed-or-seriously-injured", "slight"]
    assert "1 casualties of unknown age are counted as adults." in receipt.notes


def test_a_collision_is_counted_whole_or_not_at_all(tmp_path: Path) -> None:
    fine = [casualty(str(key), "Slight", "26-35") for key in range(1000, 1100)]
    torn = [casualty("2000", "Slight", "26-35"), casualty("2000", "Slight", "26-35", when="2019-01-06")]
    broken = [casualty("3000", "Slight", "26-35"), casualty("3000", "Slightly", "26-35")]
    receipt = take(tmp_path, "road-collisions", CASUALTY, *fine, *torn, *broken).receipt
    assert (receipt.rows, receipt.accepted, receipt.refused, receipt.events) == (104, 100, 4, 100)


def test_a_collision_form_needs_no_folding(tmp_path: Path) -> None:
    batch = take(tmp_path, "road-collisions", COLLISION, "15/01/2019,,485500,235500,0,0,0,1,2,0")
    assert batch.events["category"].tolist() == ["killed-or-seriously-injured"]
    assert batch.events["slight_adult"].tolist() == [2]


def test_admissions_are_placed_by_area_code_and_else_have_no_location(tmp_path: Path) -> None:
    rows = ["MK9,15/01/2019,X994,E01000002", "mk10,16/01/2019,f17.2,", "MK1,16/01/2019,T51,E01999999"]
    batch = take(tmp_path, "hospital-admissions", ADMISSION, *rows)
    receipt = batch.receipt
    assert (receipt.accepted, receipt.no_location, receipt.outside_area) == (1, 1, 1)
    event = batch.events.iloc[0]
    assert (event["category"], event["subcategory"], event["scale"], event["lsoa"]) == (
        "assault",
        "X99.4",
        "area",
        "E01000002",
    )
    assert (event["easting"], event["northing"]) == (486500.0, 235500.0)


@pytest.mark.parametrize(
    ("code", "category"),
    [
        ("X85", "assault"),
        ("Y09.9", "assault"),
        ("F10.0", "alcohol"),
        ("T510", "alcohol"),
        ("Y90", "alcohol"),
        ("Y91.1", "alcohol"),
        ("F11", "drugs"),
        ("F17", "tobacco"),
        ("F19", "other"),
    ],
)
def test_prescribed_codes_have_their_category(tmp_path: Path, code: str, category: str) -> None:
    heading = ADMISSION.removesuffix(",Area code") + ",Area code"
    events = take(tmp_path, "hospital-admissions", heading, f"MK9,15/01/2019,{code},E01000001").events
    assert events["category"].tolist() == [category]


def test_the_area_code_column_of_admissions_may_be_left_out(tmp_path: Path) -> None:
    receipt = take(tmp_path, "hospital-admissions", ADMISSION.removesuffix(",Area code"), "MK9,15/01/2019,X99").receipt
    assert (receipt.rows, receipt.no_location, receipt.events) == (1, 1, 0)


def test_a_receipt_is_plain_json_and_text_without_a_value(tmp_path: Path) -> None:
    bad = CRIME_ROW.replace("22:30", "half past ten")
    receipt = take(tmp_path, "recorded-crime", CRIME, *[CRIME_ROW] * 30, bad).receipt
    written = json.loads(json.dumps(receipt.as_dict()))
    assert {
        "rows",
        "accepted",
        "outside_area",
        "no_location",
        "refused",
        "batch",
        "period",
        "dataset",
        "provider",
    } <= set(written)
    assert (written["period"], written["problems"][0]["rows"]) == ("2019-01", [32])
    assert "half past" not in json.dumps(written) + receipt.as_text()


def test_the_same_file_gives_the_same_batch(tmp_path: Path) -> None:
    first, second = (take(tmp_path, "recorded-crime", CRIME, CRIME_ROW) for _ in range(2))
    assert first.receipt == second.receipt
    pd.testing.assert_frame_equal(first.events, second.events)


def test_a_file_is_read_and_not_changed(tmp_path: Path) -> None:
    path = write(tmp_path, CRIME, CRIME_ROW)
    before = path.read_bytes()
    take(tmp_path, "recorded-crime", CRIME, CRIME_ROW)
    assert path.read_bytes() == before
