"""What each data set must hold, as the pages say it: every column, code and reason of every contract."""

from pathlib import Path

import pytest

from hub.access.identity import ROLES, Identity
from hub.access.refusal import AccessRefused
from hub.definitions import MEANINGS, list_definitions
from hub.disclosure.marks import WORDS
from hub.register import Register
from ingest.register import DATASETS
from tests.unit.hub.people import make_register


@pytest.fixture
def register(tmp_path: Path) -> Register:
    return make_register(tmp_path)


@pytest.mark.parametrize("role", ROLES)
def test_everybody_reads_every_contract_whole(register: Register, role: str) -> None:
    found = list_definitions(register, Identity("ann", role, "Council"))  # type: ignore[arg-type]
    assert [one.name for one in found] == [dataset.name for dataset in DATASETS]
    for one, dataset in zip(found, DATASETS, strict=True):
        assert (one.clause, one.agency) == (dataset.clause, dataset.agency)
        for layout, mapping in zip(one.layouts, dataset.mappings, strict=True):
            assert [heading.title for heading in layout.headings] == [column.title for column in mapping.columns]
            assert dict(layout.dropped) == dict(mapping.dropped)
            for heading, column in zip(layout.headings, mapping.columns, strict=True):
                assert heading.unit
                assert heading.holds
                assert {code for each in heading.codes for code in each.codes} >= (
                    set() if column.editions else set(column.allowed)
                )
        assert len(one.refused) == len(dataset.unfit)
        assert "full postcodes" in one.never


def test_the_four_states_of_a_figure_are_told_apart() -> None:
    assert {words for words, _, _ in MEANINGS} >= {"0", *WORDS.values()}
    assert len({meaning for _, _, meaning in MEANINGS}) == len(MEANINGS)


def test_a_role_that_is_not_in_the_matrix_reads_nothing(register: Register) -> None:
    with pytest.raises(AccessRefused):
        list_definitions(register, Identity("ann", "king", "Council"))  # type: ignore[arg-type]
