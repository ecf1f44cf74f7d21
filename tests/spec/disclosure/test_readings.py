"""Readings (near repeats, the last map): sealed until the gate, in words only, hidden with the count they rest on."""

import pickle

import pytest

from hub.disclosure.control import control_readings
from hub.disclosure.marks import Mark, SafeCell, SafeClass
from hub.disclosure.readings import Reading, ReadingTable
from hub.disclosure.rules import ReleaseRefused, Rules
from hub.map_accuracy import BEST, steps_of
from hub.near_repeats import NO_MORE, STEPS, TOO_FEW
from hub.products.near_repeats import last_quarter
from ingest.periods import Period

SHOWN = SafeCell(120)


def release(
    evidence: int, parent: SafeCell, label: str | None = "twice as likely", rules: Rules | None = None
) -> SafeClass:
    table = ReadingTable("near repeats", [Reading("burglary", label, evidence)])
    return control_readings(table, {"burglary": parent}, [rules or Rules()]).label("burglary")


def test_a_reading_is_shown_with_a_shown_count() -> None:
    assert release(31, SHOWN).label == "twice as likely"
    assert release(0, SHOWN).label == "twice as likely"


@pytest.mark.parametrize("mark", [Mark.SUPPRESSED, Mark.NOT_SUPPLIED])
def test_sdc_8_a_reading_hides_with_the_count_it_rests_on(mark: Mark) -> None:
    assert release(31, SafeCell(None, mark)) == SafeClass(None, mark)


def test_a_reading_of_a_count_that_is_shared_is_not_shown() -> None:
    assert release(31, SafeCell(120, shared=True)) == SafeClass(None, Mark.SUPPRESSED)


@pytest.mark.parametrize(
    ("evidence", "threshold", "shown"), [(1, 5, False), (4, 5, False), (5, 5, True), (7, 8, False)]
)
def test_s1_a_reading_that_rests_on_few_pairs_is_suppressed(evidence: int, threshold: int, shown: bool) -> None:
    assert release(evidence, SHOWN, rules=Rules(threshold)).shown == shown


def test_a_reading_that_a_witness_contradicts_is_suppressed() -> None:
    table = ReadingTable("prediction accuracy", [Reading("ALL", "at least ten times as many", 500, proved=False)])
    found = control_readings(table, {"ALL": SHOWN}, [Rules()]).label("ALL")
    assert found == SafeClass(None, Mark.SUPPRESSED)


def test_a_reading_without_meaning_is_not_applicable() -> None:
    assert release(31, SHOWN, label=None) == SafeClass(None, Mark.NOT_APPLICABLE)


def test_no_reading_says_a_figure() -> None:
    near = (NO_MORE, TOO_FEW, *(label for _, label in STEPS))
    last_map = (*(step.words for step in steps_of(6, 100)), *(words for _, words in BEST))
    assert not any(letter.isdigit() for words in (*near, *last_map) for letter in words)


def test_a_sealed_reading_gives_nothing_away() -> None:
    table = ReadingTable("near repeats", [Reading("burglary", "31337 times", 31337)])
    assert "31337" not in repr(table)
    for look in (list, len, pickle.dumps):
        with pytest.raises(ReleaseRefused):
            look(table)


def test_where_zeros_count_as_small_no_pair_is_too_few() -> None:
    assert release(0, SHOWN).shown
    assert not release(0, SHOWN, rules=Rules(zeros_small=True)).shown


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("2026-09", "2026-07", "2026-09"), ("2026-08", "2026-04", "2026-06"), ("2026-Q1", "2026-01", "2026-03")],
)
def test_sdc_18_readings_are_of_one_whole_information_period(asked: str, first: str, last: str) -> None:
    months = last_quarter(Period.parse(asked)).months
    assert (months[0], months[-1], len(months)) == (first, last, 3)
