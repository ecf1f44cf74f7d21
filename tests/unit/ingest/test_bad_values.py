"""Rows that break the contract are named by column, rule and row; a value is quoted only when it is a habit."""

from pathlib import Path

import pytest

from ingest.contract import ExtractRefused
from ingest.depersonalise import PersonalDataRefused
from tests.unit.ingest.samples import ADMISSION, COLLISION, CRIME_ROW, crimes, refusal


@pytest.mark.parametrize(
    ("cell", "value", "found"),
    [
        (0, "2019-07-13", "Offence date: not a date written DD/MM/YYYY (row 2)"),
        (0, "31/02/2019", "Offence date: not a date written DD/MM/YYYY (row 2)"),
        (0, "15/01/0019", "Offence date: not a date written DD/MM/YYYY (row 2)"),
        (0, "", "Offence date: blank where a value is needed (row 2)"),
        (1, "24:00", "Offence time: not a time written HH:MM (row 2)"),
        (2, "ZQ", "Offence group: a code that is not in the list (row 2)"),
        (3, "Robbery of personal property", "Offence group and Sub-category: a combination"),
        (4, "485,517", "Easting: not a plain number (row 2)"),
        (4, "9485517", "Easting: a number outside 0 to 700,000 (row 2)"),
        (4, "", "Easting and Northing: one without the other (row 2)"),
        (5, "nan", "Northing: not a plain number (row 2)"),
    ],
)
def test_bad_values_are_named_by_column_rule_and_row(tmp_path: Path, cell: int, value: str, found: str) -> None:
    row = CRIME_ROW.split(",")
    row[cell] = f'"{value}"'
    refused = refusal(ExtractRefused, crimes(tmp_path, ",".join(row)))
    assert found in refused.found
    assert "more than 50 % refuses the file" in refused.what


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    rows = [
        "2019-07-13,22:30,Burglary,Burglary in a dwelling,485517,235500",
        "15/01/2019,9pm,ZQ,Burglary in a dwelling,1,1",
    ]
    refused = refusal(ExtractRefused, crimes(tmp_path, *rows))
    assert refused.found.count("(row") == 3


def test_month_first_dates_refuse_the_file_however_few(tmp_path: Path) -> None:
    odd = CRIME_ROW.replace("15/01/2019", "01/15/2019")
    refused = refusal(ExtractRefused, crimes(tmp_path, *[CRIME_ROW] * 999, odd))
    assert "possible only as MM/DD/YYYY" in refused.found


def test_an_unknown_code_is_quoted_only_when_it_is_a_habit(tmp_path: Path) -> None:
    rare, habit = CRIME_ROW.replace("Burglary,", "ZQ,"), CRIME_ROW.replace("Burglary,", "Burglery,")
    refused = refusal(ExtractRefused, crimes(tmp_path, *[rare] * 4, *[habit] * 5))
    assert '"Burglery" 5 times, perhaps "Burglary"' in refused.found


def test_a_habit_that_is_a_person_is_not_quoted(tmp_path: Path) -> None:
    row = CRIME_ROW.replace("Burglary,", "Ms Featherstonehaugh,")
    refusal(PersonalDataRefused, crimes(tmp_path, *[row] * 9))


@pytest.mark.parametrize("code", ["X84", "F20", "Y92", "T50", "X99.45", "Y10", "assault"])
def test_icd_codes_outside_the_prescribed_blocks_are_refused(tmp_path: Path, code: str) -> None:
    refused = refusal(
        ExtractRefused, crimes(tmp_path, f"MK9,15/01/2019,{code},", heading=ADMISSION, dataset="hospital-admissions")
    )
    assert "ICD-10" in refused.found


def test_a_collision_in_which_nobody_was_hurt_is_refused(tmp_path: Path) -> None:
    row = "15/01/2019,08:00,485500,235500,0,0,0,0,0,0"
    refused = refusal(ExtractRefused, crimes(tmp_path, row, heading=COLLISION, dataset="road-collisions"))
    assert "no casualty at all (row 2)" in refused.found
