"""Derived figures inherit the mark of every count they use (rule S5, SDC-7 and SDC-8)."""

import pytest

from hub.disclosure.derive import change_percent, persistence, rate, share_percent, total, weigh
from hub.disclosure.marks import Mark, SafeCell, SafeClass

GAP = SafeCell(None, Mark.SUPPRESSED)
MISSING = SafeCell(None, Mark.NOT_SUPPLIED)
NOT_MEANT = SafeCell(None, Mark.NOT_APPLICABLE)


def test_a_total_is_a_sum_of_printed_cells_or_suppressed() -> None:
    assert total([SafeCell(7), SafeCell(0), SafeCell(12)]) == SafeCell(19)
    assert total([SafeCell(7), GAP]) == GAP
    assert total([]) == SafeCell(0)


@pytest.mark.parametrize(
    ("marks", "strongest"),
    [((GAP, MISSING, NOT_MEANT), GAP), ((MISSING, NOT_MEANT), MISSING), ((NOT_MEANT, SafeCell(9)), NOT_MEANT)],
)
def test_suppressed_is_stronger_than_not_supplied_and_that_than_not_applicable(
    marks: tuple[SafeCell, ...], strongest: SafeCell
) -> None:
    assert total(marks) == strongest


def test_a_rate_is_printed_where_its_count_is() -> None:
    assert rate(SafeCell(33), 1650) == SafeCell(20.0)
    assert rate(GAP, 1650) == GAP
    assert rate(SafeCell(33), 0) == NOT_MEANT


def test_a_change_needs_both_months() -> None:
    assert change_percent(SafeCell(15), SafeCell(12)) == SafeCell(25.0)
    assert change_percent(SafeCell(9), SafeCell(12)) == SafeCell(-25.0)
    assert change_percent(SafeCell(15), SafeCell(0)) == NOT_MEANT
    assert change_percent(SafeCell(15), GAP) == GAP
    assert change_percent(GAP, MISSING) == GAP
    assert change_percent(SafeCell(15), MISSING) == MISSING


def test_a_share_needs_part_and_whole() -> None:
    assert share_percent(SafeCell(6), SafeCell(24)) == SafeCell(25.0)
    assert share_percent(SafeCell(6), GAP) == GAP
    assert share_percent(SafeCell(0), SafeCell(0)) == NOT_MEANT


def test_a_place_is_a_lasting_hotspot_only_where_every_month_is_printed() -> None:
    words = ("every", "some", "never")
    hot, cold, gap = SafeClass("hot"), SafeClass("not"), SafeClass(None, Mark.SUPPRESSED)
    assert persistence([hot, hot], ("hot",), words) == SafeClass("every")
    assert persistence([hot, cold], ("hot",), words) == SafeClass("some")
    assert persistence([cold, cold], ("hot",), words) == SafeClass("never")
    assert persistence([hot, gap], ("hot",), words) == gap


WEIGHTS = {"robbery": 40.5, "theft": 2.0, "asb": 0.0}


def test_harm_is_each_count_times_its_weight() -> None:
    assert weigh({"robbery": SafeCell(10), "theft": SafeCell(7), "asb": SafeCell(90)}, WEIGHTS) == SafeCell(419.0)
    assert weigh({"robbery": SafeCell(0), "theft": SafeCell(0), "asb": SafeCell(90)}, WEIGHTS) == SafeCell(0.0)


@pytest.mark.parametrize(
    ("hidden", "strongest"), [((GAP, MISSING), GAP), ((MISSING, SafeCell(7)), MISSING), ((SafeCell(9), GAP), GAP)]
)
def test_harm_is_hidden_with_any_count_that_weighs_something(
    hidden: tuple[SafeCell, SafeCell], strongest: SafeCell
) -> None:
    robbery, theft = hidden
    assert weigh({"robbery": robbery, "theft": theft, "asb": SafeCell(90)}, WEIGHTS) == strongest


def test_a_count_that_weighs_nothing_hides_no_harm() -> None:
    assert weigh({"robbery": SafeCell(10), "theft": SafeCell(7), "asb": GAP}, WEIGHTS) == SafeCell(419.0)


def test_harm_of_a_shared_count_is_shared_and_that_of_rounded_counts_is_theirs() -> None:
    shared = weigh({"robbery": SafeCell(2, shared=True), "theft": SafeCell(7), "asb": SafeCell(9)}, WEIGHTS)
    assert shared == SafeCell(95.0, shared=True)
    assert weigh({"robbery": SafeCell(10, spread=2), "theft": SafeCell(5, spread=2)}, WEIGHTS) == SafeCell(415.0)
