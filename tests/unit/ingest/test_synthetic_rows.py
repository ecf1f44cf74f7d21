"""Made-up rows of every layout in the register are what the contract asks for, to the last row."""

import dataclasses
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from ingest.contract import Dataset, Kind, Mapping
from ingest.periods import Period
from ingest.receive import receive
from ingest.register import DATASETS, find_dataset
from ingest.synthetic_rows import MADE_KINDS, make_rows, usual_period
from ingest.values import DATE_FORMS, MOMENT_FORMS
from tests.unit.ingest.samples import SIDE, SOUTH, WEST, places

LAYOUTS = [(dataset, mapping) for dataset in DATASETS for mapping in dataset.mappings]
WITHIN = (WEST, SOUTH, WEST + 2 * SIDE, SOUTH + SIDE)


def received(folder: Path, dataset: Dataset, mapping: Mapping, rows: int, seed: int, period: Period | None = None):
    path = folder / "made.csv"
    make_rows(dataset, mapping, rows, seed, within=WITHIN, period=period).to_csv(path, index=False, lineterminator="\n")
    return receive(path, dataset, places(), mapping=mapping.name, period=period or usual_period(mapping))


@pytest.mark.parametrize(("dataset", "mapping"), LAYOUTS, ids=lambda part: part.name)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=some.integers(1, 120), seed=some.integers(0, 10_000))
def test_every_made_row_is_accepted_by_its_contract(
    tmp_path: Path, dataset: Dataset, mapping: Mapping, rows: int, seed: int
) -> None:
    receipt = received(tmp_path, dataset, mapping, rows, seed).receipt
    assert (receipt.rows, receipt.refused, receipt.problems) == (rows, 0, ())


def test_a_column_of_any_kind_can_be_made() -> None:
    assert frozenset(get_args(Kind)) == MADE_KINDS


def test_the_same_seed_makes_the_same_rows_and_another_seed_others() -> None:
    dataset = find_dataset("recorded-crime")
    one, same, other = (make_rows(dataset, dataset.mappings[0], 50, seed) for seed in (7, 7, 8))
    assert one.equals(same)
    assert not one.equals(other)


def test_blank_cells_are_made_where_a_cell_may_be_blank_and_both_coordinates_go_together() -> None:
    dataset = find_dataset("recorded-crime")
    made = make_rows(dataset, dataset.mappings[0], 400, 1)
    blank = made == ""
    assert blank.any().to_dict() == {
        "Offence date": False,
        "Offence time": True,
        "Offence group": False,
        "Sub-category": False,
        "Easting": True,
        "Northing": True,
    }
    assert blank["Easting"].equals(blank["Northing"])


@pytest.mark.parametrize("form", [*DATE_FORMS, *MOMENT_FORMS])
def test_a_date_is_made_in_every_form_and_read_as_the_same_day(tmp_path: Path, form: str) -> None:
    dataset = find_dataset("recorded-crime")
    layout = dataset.mappings[0]
    columns = tuple(dataclasses.replace(one, form=form) if one.kind == "date" else one for one in layout.columns)
    other = dataclasses.replace(layout, columns=columns)
    day = Period.parse("2024-02")
    batch = received(tmp_path, dataclasses.replace(dataset, mappings=(other,)), other, 30, 3, day)
    assert batch.receipt.refused == 0
    assert set(batch.events["month"]) == {"2024-02"}


def test_rows_lie_where_they_are_asked_to(tmp_path: Path) -> None:
    dataset = find_dataset("road-collisions")
    receipt = received(tmp_path, dataset, dataset.mappings[0], 200, 5).receipt
    assert receipt.accepted + receipt.no_location == 200
    assert 0 < receipt.no_location < 40
