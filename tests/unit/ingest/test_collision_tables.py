"""The collision table and the casualty table of the Department for Transport, joined at the door."""

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest

from ingest.categories import reference
from ingest.contract import ExtractRefused
from ingest.depersonalise import PersonalDataRefused
from ingest.receive import Batch, receive
from ingest.register import find_dataset
from tests.unit.ingest.samples import places, refusal

Rows = Sequence[dict[str, str]]
COLLISIONS = [
    {"collision_index": "2023010000001", "date": "05/01/2023", "time": "08:05"},
    {"collision_index": "2023010000002", "date": "06/01/2023", "time": ""},
    {"collision_index": "2023010000003", "date": "07/01/2023", "time": "23:10"},
]
HURT = [("2023010000001", "1", "6"), ("2023010000001", "3", "2"), ("2023010000002", "2", "-1")]
CASUALTIES = [{"collision_index": key, "casualty_severity": how, "age_band_of_casualty": age} for key, how, age in HURT]
PLACE = {"location_easting_osgr": "485500", "location_northing_osgr": "235500"}


def write(folder: Path, table: str, rows: Rows, **also: str) -> Path:
    """A table with every heading that the guide has for it; cells that are not given hold a 1."""
    headings = [row["heading"] for row in reference("stats19_tables") if row["table"] == table] + list(also)
    path = folder / f"{table}.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, headings, restval="1")
        writer.writeheader()
        writer.writerows([{**(PLACE if table == "collision" else {}), **row, **also} for row in rows])
    return path


def join(folder: Path, collisions: Rows = COLLISIONS, casualties: Rows = CASUALTIES, turned: bool = False) -> Batch:
    both = write(folder, "collision", collisions), write(folder, "casualty", casualties)
    one, other = both[::-1] if turned else both
    return receive(one, find_dataset("road-collisions"), places(), beside=other)


@pytest.mark.parametrize("turned", [False, True])
def test_casualties_get_the_day_time_and_place_of_their_collision(tmp_path: Path, turned: bool) -> None:
    batch = join(tmp_path, turned=turned)
    events = batch.events
    assert list(events["time"].astype(object).where(events["time"].notna(), "")) == ["08:05", ""]
    assert events[["killed_adult", "slight_child", "serious_adult"]].to_numpy().tolist() == [[1, 1, 0], [0, 0, 1]]
    assert (batch.receipt.rows, batch.receipt.accepted, batch.receipt.refused) == (3, 3, 0)
    assert batch.file_name == "casualty.csv with collision.csv"
    assert "1 collisions without a casualty in the casualty table are in no count." in batch.receipt.notes


def test_the_headings_are_those_of_the_published_guide(realdata: Path) -> None:
    with (realdata / "road/stats19_schema.csv").open(encoding="utf-8", newline="") as lines:
        published = {(row["table"], row["variable"]) for row in csv.DictReader(lines)}
    known = {(row["table"], row["heading"]) for row in reference("stats19_tables")}
    assert known == {(table, name) for table, name in published if table in ("collision", "casualty")}


def test_nothing_else_of_the_two_tables_is_held(tmp_path: Path) -> None:
    held = join(tmp_path).events
    assert not {"collision_index", "key", "lsoa_of_casualty", "sex_of_casualty"} & set(held.columns)


def test_a_casualty_without_its_collision_is_a_refused_row(tmp_path: Path) -> None:
    receipt = join(tmp_path, casualties=[*CASUALTIES, {**CASUALTIES[0], "collision_index": "2023019999999"}]).receipt
    assert (receipt.rows, receipt.accepted, receipt.refused) == (4, 3, 1)
    assert {problem.rows for problem in receipt.problems} == {(5,)}


def test_a_reference_that_stands_for_two_collisions_refuses_both_tables(tmp_path: Path) -> None:
    refused = refusal(ExtractRefused, lambda: join(tmp_path, collisions=[*COLLISIONS, COLLISIONS[0]]))
    assert 'rows whose "collision_index" is that of another row' in refused.found


def test_a_person_in_a_column_that_is_dropped_refuses_both_tables(tmp_path: Path) -> None:
    collisions = write(tmp_path, "collision", COLLISIONS)
    hurt = write(tmp_path, "casualty", [{**row, "casualty_class": "o.f@example.org"} for row in CASUALTIES])
    refused = refusal(
        PersonalDataRefused,
        lambda: receive(hurt, find_dataset("road-collisions"), places(), beside=collisions),
    )
    assert 'column "casualty_class": an e-mail address' in refused.found


@pytest.mark.parametrize("odd", [("vehicle.csv", "collision_index,vehicle_reference\n1,1\n"), ("x.csv", "a,b\n1,2\n")])
def test_another_table_than_these_two_is_refused(tmp_path: Path, odd: tuple[str, str]) -> None:
    other = tmp_path / odd[0]
    other.write_text(odd[1])
    collisions = write(tmp_path, "collision", COLLISIONS)
    dataset = find_dataset("road-collisions")
    refused = refusal(ExtractRefused, lambda: receive(collisions, dataset, places(), beside=other))
    assert "the vehicle table is not needed" in refused.do
    strange = write(tmp_path, "casualty", CASUALTIES, shoe_size="9")
    refusal(ExtractRefused, lambda: receive(collisions, dataset, places(), beside=strange))


def test_the_same_table_twice_and_a_data_set_that_is_one_file_are_refused(tmp_path: Path) -> None:
    collisions = write(tmp_path, "collision", COLLISIONS)
    twice = refusal(
        ExtractRefused, lambda: receive(collisions, find_dataset("road-collisions"), places(), beside=collisions)
    )
    assert twice.found == "the same table twice."
    one = refusal(ExtractRefused, lambda: receive(collisions, find_dataset("fires"), places(), beside=collisions))
    assert one.found == "two files."
