"""What a receipt says: every row, every row number up to a bound, how the rows are located; and that it closes."""

import dataclasses
import json
from pathlib import Path

import pytest

from geo.checks import Refused
from ingest.letter import as_text
from ingest.problems import ROWS_LISTED, Habit, Problem, runs
from ingest.receipt import Quality, read_receipt
from tests.unit.ingest.samples import ADMISSION, CRIME, CRIME_ROW, take
from tests.unit.ingest.test_receive import CASUALTY, STREET, casualty, street


def test_runs_of_row_numbers_are_written_short() -> None:
    assert runs([2, 3, 4, 9, 11, 12]) == [(2, 4), (9, 9), (11, 12)]
    assert Problem("A", "rule", (2, 3, 4, 9), 4, "do").all_rows() == "2-4, 9"
    assert Problem("A", "rule", (2, 3, 4, 9, 11), 8, "do").all_rows(2) == "2-4, 9 and 4 more rows"
    assert Problem("A", "rule", (2, 4), 3, "do").all_rows() == "2, 4 and 1 more row"


def test_every_row_number_is_on_the_receipt_up_to_a_thousand(tmp_path: Path) -> None:
    bad = CRIME_ROW.replace("22:30", "25:99")
    receipt = take(tmp_path, "recorded-crime", CRIME, *[CRIME_ROW, bad] * 1_100).receipt
    (problem,) = receipt.problems
    assert (len(problem.rows), problem.count, problem.rows[-1]) == (ROWS_LISTED, 1_100, 2_001)
    assert problem.all_rows().endswith("2001 and 100 more rows")


def test_a_habit_stands_apart_from_the_rule_with_its_nearest_code(tmp_path: Path) -> None:
    rare, habit = CRIME_ROW.replace("Burglary,", "ZQZQ,"), CRIME_ROW.replace("Burglary,", "Burglery,")
    receipt = take(tmp_path, "recorded-crime", CRIME, *[CRIME_ROW] * 20, *[rare] * 4, *[habit] * 5).receipt
    (problem,) = receipt.problems
    assert (problem.rule, problem.habits) == ("a code that is not in the list", (Habit("Burglery", 5, "Burglary"),))
    assert '"Burglery" 5 times, perhaps "Burglary"' in problem.as_text()
    assert "ZQZQ" not in json.dumps(receipt.as_dict()) + as_text(receipt.letter(), ROWS_LISTED)


@pytest.mark.parametrize(
    ("dataset", "lines", "quality", "mostly"),
    [
        ("recorded-crime", (CRIME, CRIME_ROW, CRIME_ROW.replace("485500,235500", ",")), Quality(1, 0, 0), "exact"),
        ("recorded-crime", (STREET, *[street("Drugs")] * 2, street("Drugs", ",")), Quality(0, 2, 0), "snapped"),
        ("hospital-admissions", (ADMISSION, "MK9,15/01/2019,X99,E01000001"), Quality(0, 0, 1), "area only"),
        ("hospital-admissions", (ADMISSION, "MK9,15/01/2019,X99,"), Quality(0, 0, 0), ""),
    ],
)  # fmt: skip
def test_the_receipt_says_how_the_rows_are_located(
    tmp_path: Path, dataset: str, lines: tuple[str, ...], quality: Quality, mostly: str
) -> None:
    receipt = take(tmp_path, dataset, *lines).receipt
    assert (receipt.quality, quality.mostly) == (quality, mostly)


def test_quality_counts_rows_of_the_file_and_not_events(tmp_path: Path) -> None:
    rows = [casualty("1001", "Slight", "11-15"), casualty("1001", "Slight", "16-20"), casualty("1002", "Fatal", "0-5")]
    receipt = take(tmp_path, "road-collisions", CASUALTY, *rows).receipt
    assert (receipt.events, sum(dataclasses.astuple(receipt.quality))) == (2, 3)


def test_the_match_rate_is_the_share_of_kept_rows_that_have_a_location(tmp_path: Path) -> None:
    away, nowhere = (CRIME_ROW.replace("485500,235500", place) for place in ("400000,300000", ","))
    bad = CRIME_ROW.replace("22:30", "25:99")
    receipt = take(tmp_path, "recorded-crime", CRIME, *[CRIME_ROW] * 2, away, nowhere, bad).receipt
    assert receipt.match_rate == 3 / 4
    assert receipt.as_dict()["match_rate"] == 3 / 4
    assert "75.0 %  rows with a usable location" in receipt.as_text()


def test_a_receipt_comes_back_from_its_json(tmp_path: Path) -> None:
    rows = [CRIME_ROW] * 20 + [CRIME_ROW.replace("Burglary,", "Burglery,")] * 6
    receipt = take(tmp_path, "recorded-crime", CRIME, *rows).receipt
    assert read_receipt(json.loads(json.dumps(receipt.as_dict()))) == receipt


def test_a_receipt_whose_location_counts_do_not_close_cannot_be_made(tmp_path: Path) -> None:
    receipt = take(tmp_path, "recorded-crime", CRIME, CRIME_ROW).receipt
    with pytest.raises(Refused, match="does not close"):
        dataclasses.replace(receipt, quality=Quality(2, 0, 0))


def test_up_to_half_of_the_rows_may_be_bad_before_the_file_is_refused(tmp_path: Path) -> None:
    bad = CRIME_ROW.replace("22:30", "25:99")
    assert take(tmp_path, "recorded-crime", CRIME, CRIME_ROW, bad).receipt.refused_share == 0.5
    with pytest.raises(Refused, match="more than 50 %") as refused:
        take(tmp_path, "recorded-crime", CRIME, CRIME_ROW, bad, bad)
    assert [problem.rows for problem in refused.value.problems] == [(3, 4)]
    with pytest.raises(Refused, match="more than 8 %"):
        take(tmp_path, "recorded-crime", CRIME, *[CRIME_ROW] * 10, bad, limit=0.08)
