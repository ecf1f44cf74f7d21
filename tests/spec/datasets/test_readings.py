"""How the Regulations are read where they leave room: fires in vehicles, claimed places, one event told twice."""

from pathlib import Path

import pytest

from ingest.categories import reference
from ingest.receive import Batch
from ingest.register import find_dataset
from tests.spec.datasets.cases import DERELICT, HEADINGS, NO, OURS, THEIRS, YES
from tests.unit.ingest.samples import take


def fires(folder: Path, *rows: str) -> Batch:
    return take(folder, "fires", HEADINGS["fires"], *(f"15/01/2019,03:20,{row},485500,235500" for row in rows))


def asb(folder: Path, *rows: str) -> Batch:
    return take(folder, "council-asb", HEADINGS["council-asb"], *rows)


@pytest.mark.parametrize("vehicle", [YES, DERELICT])
def test_a_vehicle_arson_is_never_in_a(tmp_path: Path, vehicle: str) -> None:
    batch = fires(tmp_path, f"Deliberate primary fire,{vehicle}", f"Deliberate primary fire,{NO}")
    assert batch.events["category"].tolist() == ["deliberate-primary-vehicle", "deliberate-primary"]


def test_a_deliberate_secondary_fire_in_a_derelict_vehicle_is_not_prescribed(tmp_path: Path) -> None:
    receipt = fires(tmp_path, f"Deliberate secondary fire,{DERELICT}", f"Deliberate secondary fire,{NO}").receipt
    assert (receipt.accepted, receipt.not_prescribed, receipt.refused) == (1, 1, 0)


def test_no_fire_in_a_vehicle_is_in_a_class_that_excludes_vehicles() -> None:
    outside = {"deliberate-primary", "deliberate-secondary", "dwelling-no-smoke-alarm"}
    assert not [row for row in reference("fire_classes") if row["vehicle"] != NO and row["category"] in outside]


def test_the_place_of_a_malicious_false_alarm_is_said_to_be_claimed(tmp_path: Path) -> None:
    row = "15/01/2019,16:40,485500,235500"
    receipt = take(tmp_path, "malicious-false-alarms", HEADINGS["malicious-false-alarms"], row).receipt
    assert any("The location is claimed" in note for note in receipt.notes)
    assert find_dataset("malicious-false-alarms").claimed
    assert not find_dataset("fires").claimed


def test_a_call_code_is_said_not_to_be_a_diagnosis(tmp_path: Path) -> None:
    row = "15/01/2019,01:15,AMPDS,23,485500,235500"
    receipt = take(tmp_path, "ambulance-calls", HEADINGS["ambulance-calls"], row).receipt
    assert any("not a diagnosis" in note for note in receipt.notes)


def test_a_receipt_of_racial_incidents_tells_them_from_the_hate_crimes_of_the_police(tmp_path: Path) -> None:
    receipt = take(tmp_path, "racial-incidents", HEADINGS["racial-incidents"], "15/01/2019,,485500,235500").receipt
    assert any("another series" in note for note in receipt.notes)


def test_an_incident_told_by_the_authority_and_by_the_public_is_flagged_and_kept_twice(tmp_path: Path) -> None:
    batch = asb(
        tmp_path,
        f"15/01/2019,,{THEIRS},SHEF_A,A29,485560,235580",
        f"15/01/2019,10:00,{OURS},SHEF_A,A33,485500,235500",
    )
    assert batch.receipt.accepted == 2
    assert [note for note in batch.receipt.notes if "Possible duplicates, all kept" in note and "(row 3)" in note]


@pytest.mark.parametrize(
    ("why", "row"),
    [
        ("more than 100 m away", f"15/01/2019,,{THEIRS},SHEF_A,A29,485561,235580"),
        ("another day", f"16/01/2019,,{THEIRS},SHEF_A,A29,485500,235500"),
        ("another category", f"15/01/2019,,{THEIRS},SHEF_A,A51,485500,235500"),
        ("no location", f"15/01/2019,,{THEIRS},SHEF_A,A29,,"),
        ("told by the authority too", f"15/01/2019,,{OURS},SHEF_A,A29,485500,235500"),
        ("not prescribed", f"15/01/2019,,{THEIRS},SHEF_A,A60,485500,235500"),
    ],
)
def test_two_incidents_that_differ_are_not_flagged(tmp_path: Path, why: str, row: str) -> None:
    notes = asb(tmp_path, f"15/01/2019,10:00,{OURS},SHEF_A,A33,485500,235500", row).receipt.notes
    assert not [note for note in notes if "duplicates" in note], why


def test_a_hundred_thousand_incidents_at_one_point_on_one_day_are_compared_at_once(tmp_path: Path) -> None:
    rows = [f"15/01/2019,,{who},SHEF_A,A29,485500,235500" for who in (OURS, THEIRS)] * 50_000
    receipt = asb(tmp_path, *rows).receipt
    assert receipt.accepted == 100_000
    assert any("50,000 in all" in note for note in receipt.notes)
