"""A proposal finds an agency's columns by name and by content, says why, and leaves to the user what is not certain."""

import csv
import dataclasses
from pathlib import Path

import pytest

from ingest.categories import reference
from ingest.contract import Column, Dataset, Mapping
from ingest.corrections import read_corrections
from ingest.depersonalise import PersonalDataRefused
from ingest.extract import Extract, read_extract
from ingest.likeness import compare_names, fold
from ingest.proposal import Corrections, Proposal, propose
from ingest.register import DATASETS, find_dataset
from ingest.rehearsal import exact_layout, guard
from ingest.saved_mapping import MappingRefused
from tests.unit.ingest.samples import refusal, write

CRIMES = find_dataset("recorded-crime")
CALLS = Dataset(
    name="calls",
    title="Calls",
    clause="SI 2007/1831 ¶3",
    agency="fire",
    mappings=(
        Mapping(
            name="agency-form",
            title="Calls, agency form",
            scheme="",
            scale="exact",
            columns=(
                Column("date", "Call date", "Day of the call.", "date", form="DD/MM/YYYY"),
                Column("time", "Call time", "Local time.", "time", blank=True, form="HH:MM"),
                Column("kind", "Kind", "What it was.", "code", allowed=("Fire", "Special Service", "False Alarm")),
                Column("easting", "Easting", "Metres.", "easting", blank=True),
                Column("northing", "Northing", "Metres.", "northing", blank=True),
            ),
        ),
    ),
)
COUNTS = Dataset(
    name="reports",
    title="Reports",
    clause="SI 2007/1831 ¶8",
    agency="local authority",
    mappings=(
        Mapping(
            name="agency-form",
            title="Reports, agency form",
            scheme="",
            scale="area",
            columns=(
                Column("area", "Area code", "Small area.", "area"),
                Column("number", "Number", "How many.", "count"),
            ),
        ),
    ),
)
OURS = "Offence date,Offence time,Offence group,Sub-category,Easting,Northing"
ROW = "15 Jan 2019,22:30,Burglary,Burglary in a dwelling,485500,235500"


def proposal(extract: Extract, dataset: Dataset, **corrections: object) -> Proposal:
    return propose(extract, dataset.mappings, Corrections(**corrections))  # type: ignore[arg-type]


def found(made: Proposal) -> dict[str, tuple[str, str]]:
    return {match.column.name: (match.heading, match.confidence) for match in made.matches}


def read(folder: Path, *lines: str) -> Extract:
    return read_extract(write(folder, *lines))


@pytest.mark.parametrize("theirs", ["Crime.type", "crimeType", "CRIME_TYPE", " crime  type "])
def test_a_heading_is_compared_as_words(theirs: str) -> None:
    assert fold(theirs) == "crime type"
    assert compare_names(Column("crime_type", "Crime type", "", "code"), theirs)[0] >= 0.9


def test_every_synonym_stands_for_a_column_or_a_kind_of_column() -> None:
    columns = [column for dataset in DATASETS for mapping in dataset.mappings for column in mapping.columns]
    known = {column.name for column in columns} | {column.kind for column in columns}
    assert {row["ours"] for row in reference("heading_synonyms")} <= known


def test_the_points_of_greater_manchester_are_recognised_once_the_provider_is_named(realdata: Path) -> None:
    extract = read_extract(realdata / "police/gmp_burglary_points_2016-02_2019-01.csv.gz")
    others = tuple(layout for layout in CRIMES.mappings if layout.name != "gmp-burglary-points")
    unknown = dataclasses.replace(CRIMES, mappings=others)
    made = proposal(extract, unknown, provider="Greater Manchester Police")
    assert made.layout.name == "police-uk-street"
    assert found(made) == {
        "month": ("Month", "sure"),
        "provider": ("", "not needed"),
        "longitude": ("Longitude", "sure"),
        "latitude": ("Latitude", "sure"),
        "crime_type": ("Crime.type", "sure"),
    }
    assert (made.missing, made.left) == ((), ())
    assert [column.title for column in proposal(extract, unknown).missing] == ["Reported by"]


def test_the_casualty_file_is_the_layout_that_the_hub_knows(realdata: Path) -> None:
    dataset = find_dataset("road-collisions")
    extract = read_extract(realdata / "road/STATS19_road_casualties_2019-Jun2024.csv.gz")
    made = proposal(extract, dataset)
    assert exact_layout(extract, dataset) == made.layout
    assert {match.confidence for match in made.matches} == {"sure"}
    assert (len(made.dropped), made.left) == (12, ())


def test_counts_by_small_area_are_recognised(realdata: Path) -> None:
    made = proposal(read_extract(realdata / "council/fixmystreet_lsoa_shef_a_2018-12.csv.gz"), COUNTS)
    assert found(made) == {"area": ("lsoa", "sure"), "number": ("reports", "sure")}
    assert made.left == ("SHEF_A_CODE", "unique_users", "average_per_user")


def test_fire_calls_with_addresses_are_refused_before_anything_is_shown(realdata: Path) -> None:
    extract = read_extract(realdata / "fire/lfb_incident_sample.csv")
    refusal(PersonalDataRefused, lambda: guard(extract, CALLS, proposal(extract, CALLS)))


def test_fire_calls_without_addresses_are_recognised_with_their_form_of_dates(tmp_path: Path, realdata: Path) -> None:
    kept = ("DateOfCall", "TimeOfCall", "IncidentGroup", "StopCodeDescription", "Easting_m", "Northing_m", "Latitude")
    with (realdata / "fire/lfb_incident_sample.csv").open(encoding="utf-8", newline="") as calls:
        rows = [",".join(row[heading] for heading in kept) for row in csv.DictReader(calls)]
    extract = read(tmp_path, ",".join(kept), *rows)
    made = proposal(extract, CALLS)
    guard(extract, CALLS, made)
    assert found(made) == {
        "date": ("DateOfCall", "sure"),
        "time": ("TimeOfCall", "sure"),
        "kind": ("IncidentGroup", "check"),
        "easting": ("Easting_m", "sure"),
        "northing": ("Northing_m", "sure"),
    }
    assert [match.form for match in made.matches[:2]] == ["DD Mon YYYY", "HH:MM:SS"]
    assert made.left == ("StopCodeDescription", "Latitude")


def test_a_date_and_a_time_in_one_cell_are_read_from_one_column(tmp_path: Path) -> None:
    heading = OURS.replace("Offence date,Offence time", "Date and time")
    made = proposal(read(tmp_path, heading, ROW.replace("15 Jan 2019,22:30", "15/01/2019 22:30")), CRIMES)
    shared = [(match.heading, match.form) for match in made.matches[:2]]
    assert shared == [("Date and time", "DD/MM/YYYY HH:MM")] * 2
    assert not made.missing


def test_a_place_may_be_written_in_degrees_instead_of_metres(tmp_path: Path) -> None:
    lines = OURS.replace("Easting,Northing", "long,lat"), ROW.replace("485500,235500", "-0.755,52.007")
    made = proposal(read(tmp_path, *lines), CRIMES)
    assert found(made)["longitude"] == ("long", "sure")
    assert not made.missing


def test_coordinates_under_one_anothers_names_are_not_certain(tmp_path: Path) -> None:
    lines = OURS.replace("Easting,Northing", "lat,long"), ROW.replace("485500,235500", "-0.755,52.007")
    made = found(proposal(read(tmp_path, *lines), CRIMES))
    assert {made["longitude"][1], made["latitude"][1]} <= {"check", "missing"}


def test_a_column_is_found_by_its_cells_alone_and_then_must_be_confirmed(tmp_path: Path) -> None:
    made = proposal(read(tmp_path, OURS.replace("Sub-category", "Zq"), ROW), CRIMES)
    assert found(made)["offence"] == ("Zq", "check")
    assert "by its cells alone" in made.matches[3].why


def test_of_two_columns_that_fit_alike_none_is_taken(tmp_path: Path) -> None:
    extract = read(tmp_path, OURS.replace("Offence date", "Zq") + ",Zr", ROW + ",16 Jan 2019")
    assert found(proposal(extract, CRIMES))["date"] == ("", "missing")


def test_the_user_corrects_a_proposal_in_words(tmp_path: Path) -> None:
    extract = read(tmp_path, OURS.replace("Offence date", "Zq=1") + ",Zr", ROW + ",16 Jan 2019")
    said = read_corrections(extract, CRIMES, headings=["offence DATE=Zq=1", "Offence time="])
    made = propose(extract, CRIMES.mappings, said)
    assert found(made)["date"] == ("Zq=1", "named")
    assert found(made)["time"] == ("", "missing")
    assert made.left == ("Offence time", "Zr")


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ({"headings": ["Surname=Zq"]}, "has no such column"),
        ({"headings": ["Easting=Not there"]}, "it has no such column"),
        ({"forms": ["Offence date=MM/DD/YYYY"]}, "cannot have that form"),
        ({"forms": ["Easting=DD/MM/YYYY"]}, "cannot have that form"),
    ],
)
def test_what_the_user_says_must_name_columns_and_forms_that_are_there(
    tmp_path: Path, words: dict[str, list[str]], what: str
) -> None:
    extract = read(tmp_path, OURS, ROW)
    assert what in refusal(MappingRefused, lambda: read_corrections(extract, CRIMES, **words)).what  # type: ignore[arg-type]


def test_their_codes_are_translated_by_a_table_of_two_columns(tmp_path: Path) -> None:
    extract = read(tmp_path, OURS, ROW.replace("Burglary,", "BURG,"))
    codes = read_extract(write(tmp_path, "theirs,ours", "BURG,Burglary", name="codes.csv"))
    said = read_corrections(extract, CRIMES, codes=codes)
    assert found(proposal(extract, CRIMES))["group"] == ("Offence group", "check")
    assert found(propose(extract, CRIMES.mappings, said))["group"] == ("Offence group", "sure")


def test_a_table_of_codes_holds_only_codes_of_ours(tmp_path: Path) -> None:
    extract = read(tmp_path, OURS, ROW)
    codes = read_extract(write(tmp_path, "theirs,ours", "BURG,Burglary", "ZQ,Ottoline", name="codes.csv"))
    refused = refusal(MappingRefused, lambda: read_corrections(extract, CRIMES, codes=codes))
    assert refused.found == "the second column of row 3."


def test_a_file_without_a_row_of_headings_is_refused_and_its_first_row_not_shown(tmp_path: Path) -> None:
    extract = read(tmp_path, ROW, ROW.replace("15", "16"))
    refused = refusal(MappingRefused, lambda: guard(extract, CRIMES, proposal(extract, CRIMES)))
    assert refused.found == "6 headings, not shown for that reason."


def test_no_cell_is_in_a_proposal(tmp_path: Path) -> None:
    rows = [ROW.replace("Burglary,", "Ottoline,").replace("485500", "485517")] * 9
    made = proposal(read(tmp_path, OURS, *rows), CRIMES)
    words = " ".join(match.why for match in made.matches)
    assert not [text for text in ("Ottoline", "485517", "15 Jan") if text in words]
