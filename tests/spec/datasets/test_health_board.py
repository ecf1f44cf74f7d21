"""Paragraphs 9, 10 and 11: what the health board may send, and what refuses it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.contract import ExtractRefused
from ingest.depersonalise import PersonalDataRefused
from ingest.periods import Period
from ingest.receive import Batch
from tests.unit.ingest.samples import ADMISSION, refusal, take

DOMESTIC = "Postcode district,Admission date"
NUMBERS = "Area code,Information period,Number"
PARAGRAPH_11 = ["mental-illness-outpatients", "drug-treatment"]


def admissions(folder: Path, *codes: str) -> Batch:
    return take(folder, "hospital-admissions", ADMISSION, *(f"MK9,15/01/2019,{code},E01000001" for code in codes))


def domestic(folder: Path, *rows: str, heading: str = DOMESTIC, **options: object) -> Batch:
    return take(folder, "domestic-abuse-admissions", heading, *rows, **options)


def numbers(folder: Path, dataset: str, *rows: str, heading: str = NUMBERS, **options: object) -> Batch:
    return take(folder, dataset, heading, *rows, **options)


def refused(make: Callable[..., Batch], *values: object, **options: object) -> Callable[[], object]:
    return lambda: make(*values, **options)


@pytest.mark.parametrize(
    ("written", "kept", "category"),
    [
        ("X85", "X85", "assault"),
        ("X99", "X99", "assault"),
        ("X99.4", "X99.4", "assault"),
        ("X994", "X99.4", "assault"),
        ("x99.4", "X99.4", "assault"),
        ("Y09", "Y09", "assault"),
        ("Y06.0", "Y06.0", "assault"),
        ("F10.2", "F10.2", "alcohol"),
        ("F11", "F11", "drugs"),
        ("F17", "F17", "tobacco"),
        ("F17.2", "F17.2", "tobacco"),
        ("F19", "F19", "other"),
        ("T51", "T51", "alcohol"),
        ("T519", "T51.9", "alcohol"),
        ("Y90.8", "Y90.8", "alcohol"),
        ("Y91", "Y91", "alcohol"),
    ],
)
def test_paragraph_9_sub_categories_of_the_blocks_are_accepted_and_normalised(
    tmp_path: Path, written: str, kept: str, category: str
) -> None:
    event = admissions(tmp_path, written).events.iloc[0]
    assert (event["subcategory"], event["category"]) == (kept, category)


@pytest.mark.parametrize("code", ["X84", "Y10", "F09", "F20", "T50", "T52", "Y89", "Y92", "X99.", "X99.44", "X9", ""])
def test_paragraph_9_other_codes_are_refused(tmp_path: Path, code: str) -> None:
    receipt = admissions(tmp_path, *["X99"] * 30, code).receipt
    assert (receipt.accepted, receipt.refused, receipt.problems[0].column) == (30, 1, "ICD-10 code")


def test_paragraph_10_is_held_as_numbers_by_postcode_district_and_quarter(tmp_path: Path) -> None:
    rows = ["MK9,01/07/2026", "MK9,30/09/2026", "mk9,15/08/2026", "MK10,15/08/2026", "MK9,01/10/2026"]
    batch = domestic(tmp_path, *rows)
    held = batch.events[["area", "level", "period", "measure", "number"]].to_numpy().tolist()
    assert sorted(held) == [
        ["MK10", "outcode", "2026-Q3", "admissions", 1],
        ["MK9", "outcode", "2026-Q3", "admissions", 3],
        ["MK9", "outcode", "2026-Q4", "admissions", 1],
    ]
    assert (str(batch.period), batch.receipt.rows, batch.receipt.accepted, batch.receipt.events) == (
        "2026-07/2026-12",
        5,
        5,
        3,
    )
    assert not {"date", "month", "easting", "lsoa"} & set(batch.events.columns)


@pytest.mark.parametrize("rows", [["MK9 3ES,01/07/2026"], ["MK9,01/07/2026"] * 99 + ["MK93ES,02/07/2026"]])
def test_paragraph_10_a_full_postcode_is_refused(tmp_path: Path, rows: list[str]) -> None:
    found = refusal(PersonalDataRefused, refused(domestic, tmp_path, *rows))
    assert "a full postcode" in found.found
    assert "only the outward part" in found.do


def test_paragraph_10_an_area_or_a_sub_category_is_not_prescribed(tmp_path: Path) -> None:
    for heading, cell in (("Area code", "E01000001"), ("ICD-10 code", "X99"), ("Admission time", "12:00")):
        act = refused(domestic, tmp_path, f"MK9,01/07/2026,{cell}", heading=f"{DOMESTIC},{heading}")
        assert f'"{heading}"' in refusal(ExtractRefused, act).found


def test_paragraph_10_bad_districts_and_dates_are_refused_rows_and_the_receipt_closes(tmp_path: Path) -> None:
    receipt = domestic(tmp_path, *["MK9,01/07/2026"] * 60, "MK,02/07/2026", "MK9,31/06/2026", "MK9,").receipt
    assert (receipt.rows, receipt.accepted, receipt.refused) == (63, 60, 3)


@pytest.mark.parametrize("dataset", PARAGRAPH_11)
def test_paragraph_11_numbers_by_area_and_quarter_are_accepted(tmp_path: Path, dataset: str) -> None:
    rows = ["E01000001,2026-Q3,112", "E05000001,2026-Q3,0", "E01000002,2026-Q3,7", "E06000099,2026-Q3,900"]
    batch = numbers(tmp_path, dataset, *rows)
    assert batch.events[["area", "level", "number", "mark"]].to_numpy().tolist() == [
        ["E01000001", "lsoa", 112, ""],
        ["E05000001", "ward", 0, ""],
        ["E01000002", "lsoa", 7, ""],
    ]
    assert (batch.receipt.accepted, batch.receipt.outside_area, str(batch.period)) == (3, 1, "2026-Q3")


@pytest.mark.parametrize("dataset", PARAGRAPH_11)
def test_paragraph_11_a_list_of_persons_is_refused(tmp_path: Path, dataset: str) -> None:
    act = refused(numbers, tmp_path, dataset, "MK9,15/07/2026", heading="Postcode district,Appointment date")
    assert "a table of numbers" in refusal(ExtractRefused, act).what
    act = refused(numbers, tmp_path, dataset, *["E01000001,2026-Q3,1"] * 40)
    assert "a list of persons" in refusal(ExtractRefused, act).what


@pytest.mark.parametrize("dataset", PARAGRAPH_11)
@pytest.mark.parametrize("written", ["2026-07", "2026", "01/07/2026", "Jul-26"])
def test_paragraph_11_figures_by_month_are_refused(tmp_path: Path, dataset: str, written: str) -> None:
    rows = ["E01000001,2026-Q3,11", f"E01000002,{written},12"]
    refusal_of = refusal(ExtractRefused, refused(numbers, tmp_path, dataset, *rows))
    assert "figures by month, day or year do not fit" in refusal_of.what
    assert "¶11" in refusal_of.what


def test_paragraph_11_the_quarter_may_be_named_when_receiving(tmp_path: Path) -> None:
    batch = numbers(
        tmp_path, "drug-treatment", "E01000001,11", heading="Area code,Number", period=Period.parse("2026-Q3")
    )
    assert batch.events["period"].tolist() == ["2026-Q3"]


@pytest.mark.parametrize(
    ("cell", "mark"),
    [("[c]", "c"), ("*", "c"), ("suppressed", "c"), ("Suppressed", "c"), ("", "x"), ("[x]", "x"), ("[z]", "z")],
)
def test_a_suppressed_or_empty_cell_is_neither_a_number_nor_zero(tmp_path: Path, cell: str, mark: str) -> None:
    batch = numbers(tmp_path, "drug-treatment", "E01000001,2026-Q3,11", f"E01000002,2026-Q3,{cell}")
    assert batch.events["number"].isna().tolist() == [False, True]
    assert batch.events["mark"].tolist() == ["", mark]
    assert any("not zero" in note for note in batch.receipt.notes)


@pytest.mark.parametrize("cell", ["-1", "3.5", "<5", "1,954", "1e3", "about 10", "12345678"])
def test_what_is_neither_a_number_nor_a_mark_is_refused(tmp_path: Path, cell: str) -> None:
    batch = numbers(tmp_path, "drug-treatment", "E01000001,2026-Q3,11", f'E01000002,2026-Q3,"{cell}"')
    assert (batch.receipt.accepted, batch.receipt.refused) == (1, 1)
    assert [one.rule for one in batch.receipt.problems] == ["neither a whole number nor a mark of suppression"]
