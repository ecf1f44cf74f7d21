"""Every paragraph and letter: what it asks for is taken, what breaks it refused, what it does not ask for set aside."""

from pathlib import Path

import pytest

from ingest.contract import ExtractRefused
from ingest.depersonalise import PersonalDataRefused
from ingest.receive import Batch
from ingest.register import DATASETS, find_dataset
from tests.spec.datasets.cases import ACCEPTED, HEADINGS, LETTERS, REFUSED, SET_ASIDE, Case
from tests.unit.ingest.samples import refusal, take

PLENTY = 40


def named(case: Case) -> str:
    return f"¶{case.paragraph}({case.letter})"


def good_rows(case: Case) -> list[str]:
    """Rows that are taken in the layout of the case, so many that one more bad row does not refuse the file."""
    return [next(good.row for good in ACCEPTED if good.layout == case.layout)] * PLENTY


def received(folder: Path, case: Case, *rows: str) -> Batch:
    return take(folder, case.dataset, HEADINGS[case.layout], *rows)


@pytest.mark.parametrize("case", ACCEPTED, ids=named)
def test_a_row_that_the_paragraph_asks_for_is_taken_under_its_category(tmp_path: Path, case: Case) -> None:
    batch = received(tmp_path, case, case.row)
    assert (batch.receipt.accepted, batch.events.iloc[0]["category"]) == (1, case.expect)


@pytest.mark.parametrize("case", REFUSED, ids=named)
def test_a_row_that_breaks_the_paragraph_is_refused_and_the_rule_is_named(tmp_path: Path, case: Case) -> None:
    receipt = received(tmp_path, case, *good_rows(case), case.row).receipt
    assert (receipt.accepted, receipt.refused) == (PLENTY, 1)
    assert case.expect in receipt.problems[0].rule
    assert receipt.problems[0].rows == (PLENTY + 2,)


@pytest.mark.parametrize("case", SET_ASIDE, ids=lambda case: case.expect)
def test_a_row_that_is_known_and_not_prescribed_is_neither_loaded_nor_a_fault(tmp_path: Path, case: Case) -> None:
    receipt = received(tmp_path, case, *good_rows(case), case.row).receipt
    assert (receipt.rows, receipt.accepted, receipt.refused, receipt.not_prescribed) == (PLENTY + 1, PLENTY, 0, 1)
    assert receipt.problems == ()


@pytest.mark.parametrize("cases", [ACCEPTED, REFUSED], ids=["accepted", "refused"])
def test_no_paragraph_and_no_letter_is_left_out(cases: tuple[Case, ...]) -> None:
    told = {(case.paragraph, case.letter) for case in cases}
    assert told == {(paragraph, letter) for paragraph, letters in LETTERS.items() for letter in letters}


def test_each_case_is_of_the_data_set_of_its_paragraph() -> None:
    for case in (*ACCEPTED, *REFUSED, *SET_ASIDE):
        assert find_dataset(case.dataset).clause == f"SI 2007/1831 ¶{case.paragraph}"


def test_the_headings_are_those_of_the_contracts() -> None:
    layouts = {",".join(mapping.headers) for dataset in DATASETS for mapping in dataset.mappings}
    assert set(HEADINGS.values()) <= layouts


@pytest.mark.parametrize("layout", HEADINGS)
def test_a_column_that_is_not_prescribed_is_refused_by_name(tmp_path: Path, layout: str) -> None:
    case = next(case for case in ACCEPTED if case.layout == layout)
    rows = (f"{HEADINGS[layout]},Qualifier", f"{case.row},604")
    refused = refusal(ExtractRefused, lambda: take(tmp_path, case.dataset, *rows))
    assert f"SI 2007/1831 ¶{case.paragraph}" in refused.what
    assert '"Qualifier"' in refused.found


@pytest.mark.parametrize("layout", HEADINGS)
def test_a_column_of_names_is_refused_as_personal_data(tmp_path: Path, layout: str) -> None:
    case = next(case for case in ACCEPTED if case.layout == layout)
    rows = (f"{HEADINGS[layout]},Victim name", f"{case.row},Ottoline Featherstonehaugh")
    refusal(PersonalDataRefused, lambda: take(tmp_path, case.dataset, *rows))
