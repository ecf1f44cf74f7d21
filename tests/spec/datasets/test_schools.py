"""Paragraph 6: what an extract of exclusions from school may hold, and what refuses it."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.contract import ExtractRefused
from ingest.depersonalise import PersonalDataRefused
from ingest.periods import Period
from ingest.receive import Batch
from tests.unit.ingest.samples import refusal, take

HEAD = (
    "Information period,Age,Gender,School name,School address,School phase,Exclusion type,"
    "Reason 1,Reason 2,Reason 3,Easting,Northing"
)
SCHOOL = '"Thomas More School","2 Silbury Road, Wrenshire, MK9 2AB",Secondary'
ROW = f"2026-Q3,14,Female,{SCHOOL},Permanent,PP,DA,,485500,235500"


def exclusions(folder: Path, *rows: str, heading: str = HEAD, **options: object) -> Batch:
    return take(folder, "exclusions", heading, *rows, **options)


def refused(folder: Path, *rows: str, heading: str = HEAD, **options: object) -> Callable[[], object]:
    return lambda: exclusions(folder, *rows, heading=heading, **options)


def test_paragraph_6_age_gender_school_reasons_and_type_are_accepted(tmp_path: Path) -> None:
    batch = exclusions(tmp_path, ROW, ROW.replace("Permanent", "Fixed term").replace("PP,DA,", "DB,MT,PH"))
    first, second = batch.events.to_dict("records")
    assert (first["month"], first["category"], first["subcategory"], first["reason_2"]) == (
        "2026-Q3",
        "permanent",
        "PP",
        "DA",
    )
    assert (first["age"], first["gender"], first["school"], first["phase"]) == (
        "14",
        "Female",
        "Thomas More School",
        "Secondary",
    )
    assert (second["category"], second["subcategory"], second["reason_3"]) == ("fixed-term", "DB", "PH")
    assert (first["lsoa"], first["ward"], first["easting"]) == ("E01000001", "E05000001", 485500.0)
    assert batch.events["date"].isna().all()
    assert (str(batch.period), batch.provider, batch.receipt.accepted) == ("2026-Q3", "Local education authority", 2)


def test_the_address_of_the_school_is_checked_and_not_held(tmp_path: Path) -> None:
    batch = exclusions(tmp_path, ROW)
    assert not batch.events.astype(str).apply(lambda texts: texts.str.contains("Silbury|MK9")).any(axis=None)


def test_the_school_may_be_placed_by_the_code_of_its_area(tmp_path: Path) -> None:
    heading = HEAD.replace("Easting,Northing", "Area code")
    rows = [ROW.replace("485500,235500", code) for code in ("E01000002", "E01000099", "")]
    batch = exclusions(tmp_path, *rows, heading=heading)
    assert (batch.receipt.accepted, batch.receipt.outside_area, batch.receipt.no_location) == (1, 1, 1)
    assert batch.events[["lsoa", "scale"]].to_numpy().tolist() == [["E01000002", "area"]]


def test_the_period_may_be_named_when_the_file_has_no_column_for_it(tmp_path: Path) -> None:
    heading, row = HEAD.removeprefix("Information period,"), ROW.removeprefix("2026-Q3,")
    batch = exclusions(tmp_path, row, heading=heading, period=Period.parse("2026-Q3"))
    assert batch.events["month"].tolist() == ["2026-Q3"]
    assert "--period 2026-Q3" in refusal(ExtractRefused, refused(tmp_path, row, heading=heading)).do
    for other in ("2026-07", "2026", "2026-08/2026-10"):
        act = refused(tmp_path, row, heading=heading, period=Period.parse(other))
        assert "information period of three months" in refusal(ExtractRefused, act).what


def test_rows_of_another_period_or_a_period_to_come_are_refused_rows(tmp_path: Path) -> None:
    rows = [ROW] * 30 + [ROW.replace("2026-Q3", "2026-Q4")]
    receipt = exclusions(tmp_path, *rows, period=Period.parse("2026-Q3")).receipt
    assert (receipt.accepted, receipt.problems[0].rule) == (30, "outside the period 2026-Q3")
    receipt = exclusions(tmp_path, *rows, today=dt.date(2026, 9, 30)).receipt
    assert (receipt.accepted, receipt.problems[0].rule) == (30, "in the future")


@pytest.mark.parametrize("written", ["2026-07", "2026", "15/07/2026", "July 2026"])
def test_a_file_by_month_year_or_day_is_refused(tmp_path: Path, written: str) -> None:
    act = refused(tmp_path, *[ROW] * 99, ROW.replace("2026-Q3", written))
    assert "by information period" in refusal(ExtractRefused, act).what


def test_a_date_of_exclusion_is_not_prescribed_and_refused(tmp_path: Path) -> None:
    act = refused(tmp_path, ROW + ",15/07/2026", heading=HEAD + ",Date of exclusion")
    assert '"Date of exclusion"' in refusal(ExtractRefused, act).found


@pytest.mark.parametrize(
    ("code", "period", "good"),
    [
        ("OT", "2007-Q3", True),
        ("OT", "2020-Q2", True),
        ("OT", "2020-Q3", True),
        ("OT", "2020-Q4", False),
        ("MT", "2020-Q2", False),
        ("MT", "2020-Q3", True),
        ("PH", "2026-Q3", True),
        ("PP", "2007-Q3", True),
        ("PP", "2026-Q3", True),
    ],
)
def test_a_reason_must_be_in_the_list_of_its_period(tmp_path: Path, code: str, period: str, good: bool) -> None:
    usual = ROW.replace("2026-Q3", period)
    receipt = exclusions(tmp_path, *[usual] * 30, usual.replace("PP,DA", f"PP,{code}")).receipt
    assert receipt.refused == (0 if good else 1)
    if not good:
        assert (receipt.problems[0].column, receipt.problems[0].rows) == ("Reason 2", (32,))


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ("14,", "3,", "Age"),
        ("14,", "20,", "Age"),
        ("14,", ",", "Age"),
        ("Female", "F?", "Gender"),
        ("PP,", ",", "Reason 1"),
        ("PP,", "BW,", "Reason 1"),
        ("Permanent", "LNCH", "Exclusion type"),
        ("Secondary", "Independent", "School phase"),
        ("485500,", ",", "Easting and Northing"),
    ],
)
def test_a_row_that_breaks_the_contract_is_refused_by_column(tmp_path: Path, old: str, new: str, column: str) -> None:
    receipt = exclusions(tmp_path, *[ROW] * 30, ROW.replace(old, new, 1)).receipt
    assert (receipt.accepted, receipt.refused, receipt.problems[0].column) == (30, 1, column)


def test_more_than_three_reasons_have_no_column(tmp_path: Path) -> None:
    act = refused(tmp_path, ROW.replace("DA,,", "DA,DB,DM,"), heading=HEAD.replace("Reason 3", "Reason 3,Reason 4"))
    assert '"Reason 4"' in refusal(ExtractRefused, act).found


def test_a_school_with_several_addresses_is_refused_as_they_may_be_the_pupils(tmp_path: Path) -> None:
    other = ROW.replace("2 Silbury", "9 Featherstonehaugh")
    act = refused(tmp_path, ROW, other)
    assert "more than one address" in refusal(ExtractRefused, act).found


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (("Margaret Featherstonehaugh", "David ZQ", "Susan Featherstonehaugh", "James ZQ"), "names of persons"),
        (("o.f@example.org", "Thomas More School", "North School", "South School"), "an e-mail address"),
        (("Thomas More School", "call 07700 900123", "North School", "South School"), "a telephone number"),
    ],
)
def test_pupils_in_the_place_of_schools_are_seen(tmp_path: Path, names: tuple[str, ...], found: str) -> None:
    rows = [ROW.replace("Thomas More School", name) for name in names]
    assert found in refusal(PersonalDataRefused, refused(tmp_path, *rows)).found


@pytest.mark.parametrize("heading", ["Pupil name", "Date of birth", "UPN", "Home address", "Home postcode"])
def test_a_column_about_the_pupil_is_refused_by_its_heading(tmp_path: Path, heading: str) -> None:
    act = refused(tmp_path, ROW + ",ZQ", heading=f"{HEAD},{heading}")
    assert "by its heading" in refusal(PersonalDataRefused, act).found


def test_a_postcode_is_allowed_in_the_address_of_the_school_only(tmp_path: Path) -> None:
    act = refused(tmp_path, *[ROW] * 30, ROW.replace(",DA,", ",MK9 3ES,"))
    assert 'column "Reason 2": a full postcode' in refusal(PersonalDataRefused, act).found
