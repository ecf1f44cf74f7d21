"""Rules S1 to S3, as an outsider would ask about them. The pictures are in DISCLOSURE.md."""

import pytest

from hub.disclosure.control import control
from hub.disclosure.earlier import Earlier
from hub.disclosure.marks import Mark
from hub.disclosure.rules import Rules
from hub.disclosure.tables import SafeTable
from tests.spec.disclosure import cases
from tests.spec.disclosure.drawing import Case


def table_of(case: Case, name: str = "events") -> SafeTable:
    return case.release().tables[name]


def gaps(table: SafeTable) -> set[tuple[str, ...]]:
    return {key for key, cell in table.items() if not cell.shown}


@pytest.mark.parametrize("case", cases.CASES, ids=lambda case: case.title)
def test_the_attacker_finds_nothing_in_an_example(case: Case) -> None:
    assert case.findings() == []


@pytest.mark.parametrize("case", cases.CASES, ids=lambda case: case.title)
def test_every_gap_of_an_example_carries_the_same_mark(case: Case) -> None:
    for table in case.release().tables.values():
        assert {cell.mark for _, cell in table.items()} <= {Mark.SHOWN, Mark.SUPPRESSED}


def test_counts_of_one_to_four_are_suppressed_and_nought_and_five_are_not() -> None:
    table = table_of(cases.SMALL_CELLS)
    assert gaps(table) == {("A",), ("B",), ("C",)}
    assert [table.cell(code).value for code in ("D", "E", "ALL")] == [5, 0, 12]


def test_a_lone_small_cell_takes_a_second_one_with_it() -> None:
    table = table_of(cases.LONE_CELL)
    assert ("A",) in gaps(table)
    assert len(gaps(table)) == 2
    assert table.cell("ALL").value == 32


def test_a_lone_small_cell_in_a_table_with_margins_takes_three_more_with_it() -> None:
    hidden = gaps(table_of(cases.LONE_CELL_IN_GRID))
    assert ("North", "burglary") in hidden
    assert len(hidden) == 4
    for place in (0, 1):
        codes = [key[place] for key in hidden]
        assert sorted(codes.count(code) for code in set(codes)) == [2, 2]


def test_two_gaps_with_a_small_joint_remainder_take_a_third() -> None:
    hidden = gaps(table_of(cases.SMALL_REMAINDER))
    assert {("A",), ("B",)} < hidden


def test_below_a_small_total_everything_is_suppressed_zeros_included() -> None:
    hidden = gaps(table_of(cases.SMALL_TOTAL))
    assert {("North", "ALL"), ("North", "asb"), ("North", "burglary"), ("North", "robbery")} <= hidden


def test_elsewhere_a_true_zero_is_printed() -> None:
    table = table_of(cases.TRUE_ZEROS)
    assert gaps(table) == set()
    assert table.cell("North", "burglary").value == 0


def test_a_zero_that_a_printed_zero_tells_anyway_is_printed() -> None:
    table = table_of(cases.GIVEN_ZEROS)
    assert table.cell("North", "robbery").value == 0
    assert {("North", "asb"), ("North", "burglary"), ("North", "ALL")} <= gaps(table)


def test_an_empty_data_set_is_printed_as_zeros() -> None:
    family = cases.line(0, 0, 0)
    case = Case("S2", "", "", lambda: family, ())
    assert {cell.value for _, cell in table_of(case).items()} == {0}


def test_a_data_set_of_fewer_than_five_is_suppressed_whole() -> None:
    for counts in ((1, 0, 0), (2, 1, 1), (0, 4, 0)):
        case = Case("S2", "", "", lambda counts=counts: cases.line(*counts), ())
        assert len(gaps(table_of(case))) == 4
        assert case.findings() == []


def test_a_total_of_five_over_single_events_does_not_give_them_away() -> None:
    case = Case("S3", "", "", lambda: cases.line(1, 1, 1, 1, 1), ())
    assert ("ALL",) in gaps(table_of(case))
    assert case.findings() == []


def test_overlapping_areas_are_protected_together() -> None:
    hidden = gaps(table_of(cases.OVERLAP))
    assert ("L1",) in hidden
    assert len(hidden) >= 2


def test_a_count_hidden_in_one_table_is_hidden_in_the_other() -> None:
    released = cases.LINKED.release()
    areas, kinds = released.tables["by area"], released.tables["by category"]
    for ward in ("North", "South", "ALL"):
        assert areas.cell(ward) == kinds.cell(ward, "ALL")
    assert len(gaps(areas)) >= 2
    assert len(gaps(kinds)) >= 4


def test_a_count_that_changes_by_one_to_four_from_an_earlier_release_is_suppressed() -> None:
    table = table_of(cases.REVISED)
    assert ("C",) in gaps(table)
    assert [table.cell(code).value for code in ("E", "ALL")] == [18, 71]
    assert len(gaps(table)) == 2


@pytest.mark.parametrize(("first", "then", "is_hidden"), [(9, 9, False), (9, 10, True), (9, 13, True), (9, 14, False)])
def test_only_changes_that_are_small_counts_are_suppressed(first: int, then: int, is_hidden: bool) -> None:
    earlier, now = (cases.line(count, 30, 30) for count in (first, then))
    before = Earlier(control(earlier.tables, (), Rules(), secret=b"s", publication_id="1", where={}).publication)
    released = control(now.tables, (), Rules(), secret=b"s", publication_id="2", where={}, earlier=[before])
    assert (("A",) in gaps(released.tables["events"])) == is_hidden
