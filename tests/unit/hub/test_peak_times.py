"""Peak times: read of a category's events by part of the week, in words; suppressed where they would pin a count."""

import re
from types import SimpleNamespace
from typing import Any

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from hub.disclosure.control import control_readings
from hub.disclosure.marks import Mark, SafeCell, SafeClass
from hub.disclosure.rules import Rules
from hub.peak_times import (
    GROUPS,
    HOURS_OF_BLOCKS,
    MOSTLY_UNKNOWN,
    NONE_STANDS_OUT,
    TOO_FEW,
    _tell,
    parts_of,
    read_peak_times,
)

MONTHS = ("2026-01",)
MONDAY = pd.Timestamp("2026-01-05")
EVEN = [(day, f"{hour:02d}:30") for day in range(7) for hour in range(24)]
Time = tuple[int | None, str | None]


def records_of(times: list[Time]) -> Any:
    """Records of burglaries at these days (Monday 0) and times; None where they are not known."""
    days = [None if day is None else (MONDAY + pd.Timedelta(days=day)).date() for day, _ in times]
    columns = {
        "dataset": pa.array(["recorded-crime"] * len(times), pa.string()),
        "month": pa.array(list(MONTHS) * len(times), pa.string()),
        "category": pa.array(["burglary"] * len(times), pa.string()),
        "date": pa.array(days, pa.date32()),
        "time": pa.array([time for _, time in times], pa.string()),
        "hour": pa.array([None if time is None else int(time[:2]) for _, time in times], pa.int8()),
    }
    table = ibis.memtable(pa.table(columns))
    return SimpleNamespace(table=lambda _: table, ask=lambda question: question.to_pandas(), kept={})


def read(times: list[Time], rules: Rules | None = None) -> tuple[SafeClass, SafeClass]:
    """The released peaks of these burglaries, and of how many the time is known."""
    parents = {"burglary": SafeCell(len(times))}
    tables = read_peak_times(records_of(times), "recorded-crime", MONTHS, ("burglary",), (rules or Rules()).threshold)
    peaks, known = (control_readings(one, parents, [rules or Rules()]).label("burglary") for one in tables)
    return peaks, known


@pytest.mark.parametrize(
    ("heap", "said"),
    [
        ((4, "21:15"), "Friday and Saturday 20:00 to midnight"),
        ((5, "01:15"), "Friday and Saturday midnight to 04:00"),
        ((6, "01:15"), "Friday and Saturday midnight to 04:00"),
        ((0, "01:15"), "Sunday to Thursday midnight to 04:00"),
        ((2, "04:00"), "Sunday to Thursday 04:00 to 08:00"),
    ],
)
def test_a_heap_is_told_with_the_day_that_its_night_belongs_to(heap: Time, said: str) -> None:
    peaks, known = read([*EVEN, *[heap] * 60])
    assert (peaks.label, known.label) == (said, "at least nine in ten")


def test_parts_that_follow_one_another_are_told_together() -> None:
    evenings = [(day, time) for day in range(7) for time in ("17:00", "19:00", "21:00", "23:00")] * 4
    assert read([*EVEN, *evenings])[0].label == "every day 16:00 to midnight"
    nights = [(day, time) for day in (4, 5) for time in ("21:00", "23:00")] * 12
    assert read([*EVEN, *nights, *[(5, "02:00")] * 40])[0].label == "Friday and Saturday 20:00 to 04:00"


def test_an_even_week_has_no_peak() -> None:
    assert read(EVEN * 3)[0].label == NONE_STANDS_OUT


def test_midnight_is_what_systems_write_for_an_unknown_time() -> None:
    peaks, known = read([*EVEN * 2, *[(4, "00:00")] * 100])
    assert (peaks.label, known.label) == (NONE_STANDS_OUT, "at least three in four")


@pytest.mark.parametrize(
    ("unknown", "said"),
    [(10, "at least nine in ten"), (40, "at least three in four"), (150, "at least half"), (300, "fewer than half")],
)
def test_it_is_said_of_how_many_the_time_is_known(unknown: int, said: str) -> None:
    peaks, known = read([*EVEN, *[(None, None)] * (unknown // 2), *[(3, None)] * (unknown // 2)])
    assert known.label == said
    assert peaks.label == (MOSTLY_UNKNOWN if said == "fewer than half" else NONE_STANDS_OUT)


def test_without_times_it_is_not_applicable() -> None:
    assert [one.mark for one in read([(None, None)] * 200)] == [Mark.NOT_APPLICABLE] * 2
    assert [one.mark for one in read([(3, None)] * 200)] == [Mark.NOT_APPLICABLE] * 2


def test_under_a_hundred_events_are_too_few() -> None:
    assert read([(4, "21:15")] * 99)[0].label == TOO_FEW
    assert read([])[0].label == TOO_FEW


def test_peaks_that_leave_no_event_to_be_elsewhere_are_suppressed() -> None:
    times = [(4, f"{hour:02d}:30") for hour in (5, 9, 13, 17, 21)] + [(5, "01:30")]
    assert read(times * 17)[0] == SafeClass(None, Mark.SUPPRESSED)
    assert read(times * 17 + [(4, "21:15")] * 3)[0] == SafeClass(None, Mark.SUPPRESSED)
    assert read([*times * 17, *EVEN])[0].shown


def test_a_higher_threshold_asks_for_more_events() -> None:
    """Of 100 events, 4 known times and 5 would be told apart: both are small counts where the threshold is 8."""
    for known in (4, 5):
        times = [(4, "21:15")] * known + [(3, None)] * (100 - known)
        assert [one.label for one in read(times, Rules(8))] == [TOO_FEW, TOO_FEW]
    assert read([*EVEN, *[(4, "21:15")] * 60], Rules(8))[0].label == "Friday and Saturday 20:00 to midnight"
    assert read([*EVEN, *[(4, "21:15")] * 60], Rules(12))[0].label == TOO_FEW


def test_the_order_of_rows_does_not_matter() -> None:
    times = [*EVEN, *[(4, "21:15")] * 60]
    mixed = [times[at] for at in np.random.default_rng(1).permutation(len(times))]
    assert read(times) == read(mixed)


def test_no_reading_says_a_figure_other_than_a_time_of_day() -> None:
    for heap in EVEN[::5]:
        said = read([*EVEN, *[heap] * 60])[0].label or ""
        assert not re.search(r"\d", re.sub(r"\b(0[48]|12|16|20):00\b", "", said))


def test_a_reading_is_read_back_into_the_parts_of_the_week_that_made_it() -> None:
    """Every choice of parts of one group of days and of both, written in words and read back."""
    for chosen in range(1, 64):
        blocks = [bool(chosen >> at & 1) for at in range(6)]
        for days in ([blocks, [False] * 6], [[False] * 6, blocks], [blocks, blocks], [blocks, [True] * 6]):
            peaks = np.array(days)
            names = zip(GROUPS, days, strict=True)
            wanted = {(name, HOURS_OF_BLOCKS[at]) for name, some in names for at in range(6) if some[at]}
            assert parts_of("; ".join(_tell(peaks))) == wanted


@pytest.mark.parametrize("reading", [NONE_STANDS_OUT, TOO_FEW, MOSTLY_UNKNOWN, ""])
def test_a_reading_without_a_peak_names_no_part_of_the_week(reading: str) -> None:
    assert parts_of(reading) == set()
