"""The additional sets of the 2009 agreement, Appendix 1: dwelling-fire casualties, probation, youth offending."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from geo.checks import Refused
from ingest.contract import ExtractRefused
from ingest.depersonalise import PersonalDataRefused
from ingest.receive import Batch, receive
from ingest.register import find_dataset
from tests.unit.ingest.samples import places, refusal, write

FIRE = "Area code,Information period,Measure,Number"
PROBATION = "Area code,Information period,Measure,Age band,Gender,Ethnicity,Number"
YOUTH = "Service,Area code,Information period,Measure,Age,Gender,Ethnicity,Offence type,Number"
COUNTY, CITY = "Leicestershire Youth Offending Service", "Leicester City Youth Offending Service"
OWN = ("E06000016", "E10000018", "E07000129", "E07000130")


def take(folder: Path, dataset: str, *lines: str, **options: object) -> Batch:
    where = replace(places(), own=OWN)
    return receive(write(folder, *lines), find_dataset(dataset), where, **options)  # type: ignore[arg-type]


def refused(folder: Path, dataset: str, *lines: str, **options: object) -> Callable[[], object]:
    return lambda: take(folder, dataset, *lines, **options)


def youth(area: str, measure: str, *cells: str, service: str = COUNTY) -> str:
    age, gender, ethnicity, offence, number = cells
    return f"{service},{area},2026-Q3,{measure},{age},{gender},{ethnicity},{offence},{number}"


def test_casualties_deaths_and_injuries_after_dwelling_fires_are_accepted(tmp_path: Path) -> None:
    rows = [f"E06000016,2026-Q3,{measure},{n}" for measure, n in (("casualties", 9), ("deaths", 0), ("injuries", 6))]
    batch = take(tmp_path, "dwelling-fire-casualties", FIRE, *rows)
    assert batch.events[["measure", "number"]].to_numpy().tolist() == [
        ["casualties", 9],
        ["deaths", 0],
        ["injuries", 6],
    ]
    assert set(batch.events["level"]) == {"partnership"}
    assert batch.shape == "counts"


def test_a_list_of_fires_is_refused_as_casualties_are_numbers(tmp_path: Path) -> None:
    heading = "Incident date,Easting,Northing,Casualties"
    act = refused(tmp_path, "dwelling-fire-casualties", heading, "01/07/2026,485500,235500,1")
    assert "a list of persons or events is not taken" in refusal(ExtractRefused, act).what
    act = refused(tmp_path, "dwelling-fire-casualties", FIRE, "E06000016,2026-Q3,rescues,9")
    assert "Measure: a code that is not in the list" in refusal(ExtractRefused, act).found


def test_offenders_their_needs_and_demographics_are_accepted(tmp_path: Path) -> None:
    measures = ["offenders-resident", *(f"need-{n}" for n in ("drugs", "alcohol", "accommodation", "employment"))]
    rows = [f"E06000016,2026-Q3,{measure},,,,41" for measure in (*measures, "need-mental-health")]
    by_age = "E06000016,2026-Q3,offenders-resident,18-20,Female,W1,[c]"
    batch = take(tmp_path, "probation", PROBATION, *rows, by_age)
    assert batch.receipt.accepted == 7
    last = batch.events.iloc[-1]
    assert (last["age"], last["gender"], last["ethnicity"], last["mark"]) == ("18-20", "Female", "W1", "c")
    assert pd.isna(last["number"])
    assert set(batch.events["age"].iloc[:6]) == {"all"}


@pytest.mark.parametrize("heading", ["Offender name", "Date of birth", "PNC", "Home address"])
def test_a_person_in_a_file_of_probation_is_refused(tmp_path: Path, heading: str) -> None:
    act = refused(tmp_path, "probation", f"{PROBATION},{heading}", "E06000016,2026-Q3,offenders-resident,,,,1,Ottoline")
    refusal(PersonalDataRefused, act)


def test_a_list_of_offenders_is_refused(tmp_path: Path) -> None:
    rows = ["E06000016,2026-Q3,need-drugs,18-20,Male,W1,1"] * 3
    assert "a list of persons" in refusal(ExtractRefused, refused(tmp_path, "probation", PROBATION, *rows)).what
    heading = PROBATION.removesuffix(",Number")
    act = refused(tmp_path, "probation", heading, rows[0].removesuffix(",1"))
    assert "a table of numbers" in refusal(ExtractRefused, act).what


MEASURES = ("offences", "yisp-referred", "yisp-allocated-or-waiting", "supported", "prolific-resident")


@pytest.mark.parametrize("measure", MEASURES)
def test_the_five_measures_of_the_county_with_age_gender_and_ethnicity_are_accepted(
    tmp_path: Path, measure: str
) -> None:
    rows = [youth("E07000129", measure, "14", "Male", "W1", "", "6"), youth("E07000130", measure, "", "", "", "", "31")]
    batch = take(tmp_path, "youth-offending", YOUTH, *rows)
    assert batch.events[["area", "age", "ethnicity", "number"]].to_numpy().tolist() == [
        ["E07000129", "14", "W1", 6],
        ["E07000130", "all", "all", 31],
    ]
    assert batch.provider == COUNTY


def test_young_people_known_to_the_city_with_their_offence_types_are_accepted(tmp_path: Path) -> None:
    row = youth("E06000016", "known", "15", "Female", "A1", "Arson", "2", service=CITY)
    batch = take(tmp_path, "youth-offending", YOUTH, row)
    assert (batch.provider, batch.events["offence"].tolist()) == (CITY, ["Arson"])


def test_an_offence_type_belongs_to_offences_only(tmp_path: Path) -> None:
    rows = [youth("E07000129", "supported", str(age), "Male", "W1", "", "6") for age in range(10, 18)]
    more = [youth("E07000130", "supported", str(age), "Female", "W1", "", "6") for age in range(10, 18)]
    also = [youth("E07000130", "offences", str(age), "Female", "W1", "Arson", "6") for age in range(10, 18)]
    bad = youth("E07000129", "supported", "", "Male", "W1", "Arson", "6")
    receipt = take(tmp_path, "youth-offending", YOUTH, *rows, *more, *also, bad).receipt
    assert (receipt.refused, receipt.problems[0].column) == (1, "Offence type")


@pytest.mark.parametrize(
    ("area", "service"), [("E06000016", COUNTY), ("E07000129", CITY), ("E10000018", CITY), ("E06000016", "another")]
)
def test_the_city_is_never_counted_in_the_county_nor_the_county_in_the_city(
    tmp_path: Path, area: str, service: str
) -> None:
    row = youth(area, "offences", "", "", "", "", "90", service=COUNTY)
    act = refused(tmp_path, "youth-offending", YOUTH, row, provider=service)
    assert "an area that another provider answers for (row 2)" in refusal(ExtractRefused, act).found


def test_two_services_do_not_come_in_one_file(tmp_path: Path) -> None:
    rows = [youth("E07000129", "offences", "", "", "", "", "9")]
    rows += [youth("E06000016", "known", "", "", "", "", "9", service=CITY)]
    assert "one provider" in refusal(ExtractRefused, refused(tmp_path, "youth-offending", YOUTH, *rows)).what


@pytest.mark.parametrize(
    ("written", "kept"),
    [("O1", "A4"), ("A4", "A4"), ("o1", "A4"), ("W3", "W3"), ("O2", "O2"), ("O9", "O9"), ("NS", "NS")],
)
def test_the_older_code_of_chinese_becomes_the_current_one_and_never_the_reverse(
    tmp_path: Path, written: str, kept: str
) -> None:
    row = youth("E07000129", "offences", "", "", written, "", "9")
    assert take(tmp_path, "youth-offending", YOUTH, row).events["ethnicity"].tolist() == [kept]


def test_both_codes_of_one_ethnicity_are_one_figure_given_twice(tmp_path: Path) -> None:
    rows = [youth("E07000129", "offences", "", "", code, "", "9") for code in ("O1", "A4")]
    assert "more than once" in refusal(ExtractRefused, refused(tmp_path, "youth-offending", YOUTH, *rows)).what


@pytest.mark.parametrize("cells", [("9", "", "", ""), ("18", "", "", ""), ("", "", "X1", ""), ("", "", "", "Murder")])
def test_an_age_outside_10_to_17_and_an_unknown_code_are_refused(tmp_path: Path, cells: tuple[str, ...]) -> None:
    act = refused(tmp_path, "youth-offending", YOUTH, youth("E07000129", "offences", *cells, "9"))
    assert isinstance(refusal(ExtractRefused, act), Refused)


def test_every_row_of_a_table_of_numbers_is_accounted_for(tmp_path: Path) -> None:
    good = [
        youth("E07000129", "offences", str(age), gender, "", "", "4")
        for age in range(10, 18)
        for gender in ("Male", "Female")
    ]
    other = [youth("E07000135", "offences", str(age), "", "", "", "4") for age in range(10, 18)]
    bad = youth("E07000129", "offences", "", "", "", "", "few")
    receipt = take(tmp_path, "youth-offending", YOUTH, *good, *other, bad).receipt
    assert (receipt.rows, receipt.accepted, receipt.outside_area, receipt.refused) == (25, 16, 8, 1)
    assert receipt.events == 16
