"""How good the last map was: read of a month's events in last month's hotspots, in words that no small count moves."""

from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
import pytest

from hub.disclosure.control import control_readings
from hub.disclosure.marks import Mark, SafeCell, SafeClass
from hub.disclosure.rules import Rules
from hub.geography import ALL
from hub.map_accuracy import FEWER, TOO_FEW, read_map_accuracy, steps_of

DATASET, MONTH = "recorded-crime", "2026-02"
CELLS, HOT = 100, 10
SUPPRESSED = SafeClass(None, Mark.SUPPRESSED)
BEST = [
    "at least three quarters of what the best choice of as many cells would have held",
    "half to three quarters of what the best choice of as many cells would have held",
    "less than half of what the best choice of as many cells would have held",
]


def times(words: str) -> str:
    return f"{words} as many as chance would put there"


def records_of(rows: list[tuple[str, int]]) -> Any:
    """Records of so many events in these cells in the month, and of a thousand in the first cell the month before."""
    rows = [*rows, ("c0", 1000)]
    columns = {
        "dataset": pa.array([DATASET] * len(rows), pa.string()),
        "month": pa.array([MONTH] * (len(rows) - 1) + ["2026-01"], pa.string()),
        "cell": pa.array([cell for cell, _ in rows], pa.string()),
        "events": pa.array([events for _, events in rows], pa.int64()),
    }
    table = ibis.memtable(pa.table(columns))
    return SimpleNamespace(table=lambda _: table, ask=lambda question: question.to_pandas(), kept={})


def read_rows(
    rows: list[tuple[str, int]],
    hot: int = HOT,
    rules: Rules | None = None,
    witnesses: Any = (),
    parent: SafeCell | None = None,
) -> list[SafeClass]:
    """The released readings where the first ``hot`` of a hundred cells were hotspots."""
    drawn = {f"c{number}": number < hot for number in range(CELLS)}
    given = rules or Rules()
    tables = read_map_accuracy(records_of(rows), DATASET, MONTH, drawn, given.threshold, witnesses)
    parents = {ALL: parent or SafeCell(sum(events for _, events in rows))}
    return [control_readings(one, parents, [given]).label(ALL) for one in tables]


def read(inside: int, outside: int, hot: int = HOT, rules: Rules | None = None, witnesses: Any = ()) -> SafeClass:
    """The prediction accuracy of so many events in the hotspots, spread evenly, and so many elsewhere."""
    here, there = np.full(hot, inside // max(hot, 1)), np.full(CELLS - hot, outside // (CELLS - hot))
    here[: inside % max(hot, 1)] += 1
    there[: outside % (CELLS - hot)] += 1
    rows = [(f"c{number}", int(events)) for number, events in enumerate((*here, *there))]
    return read_rows(rows, hot, rules, witnesses)[0]


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        (0, FEWER),
        (99, FEWER),
        (100, times("one to two times")),
        (199, times("one to two times")),
        (200, times("two to three times")),
        (300, times("three to five times")),
        (499, times("three to five times")),
        (500, times("at least five times")),
        (1000, times("at least five times")),
    ],
)
def test_a_limit_belongs_to_the_step_above_it(inside: int, said: str) -> None:
    """Of 1,000 events a tenth of the cells would hold 100 by chance; ten times as many would leave none elsewhere."""
    assert read(inside, 1000 - inside).label == said


def test_fewer_hot_cells_are_told_up_to_ten_times() -> None:
    assert read(499, 501, hot=5).label == times("five to ten times")
    assert read(500, 500, hot=5).label == times("at least ten times")


@pytest.mark.parametrize(("hot", "limits"), [(5, 5), (9, 5), (10, 4), (18, 4), (19, 3), (45, 2), (46, 1), (91, 0)])
def test_every_step_leaves_a_tenth_of_the_events_outside_the_hotspots(hot: int, limits: int) -> None:
    steps = steps_of(hot, CELLS)
    assert len(steps) == (limits + 1 if limits else 0)
    assert all(10 * step.least * hot <= 9 * CELLS for step in steps)
    if limits == 1:
        assert steps[0].words == "at least as many as chance would put there"


@pytest.mark.parametrize("threshold", [5, 7, 10])
@pytest.mark.parametrize("hot", [1, 2, 5, 9, 10, 18, 30, 45, 90])
def test_every_step_leaves_twice_the_threshold_of_numbers_open(hot: int, threshold: int) -> None:
    """At the fewest events that anything is told of, for the events in the hotspots and so for those elsewhere."""
    for events in range(100, 100 * 2 * threshold + 1):
        if hot * events >= 2 * threshold * CELLS and events >= 20 * threshold:
            break
    said = [
        next(step.words for step in steps_of(hot, CELLS) if inside * CELLS >= step.least * hot * events)
        for inside in range(events + 1)
    ]
    assert all(said.count(words) >= 2 * threshold for words in set(said))
    assert [read(one, events - one, hot, Rules(threshold)).label for one in (0, events)] == [said[0], said[-1]]


def test_the_hit_rate_follows_from_the_words_and_the_cells_in_print() -> None:
    steps = steps_of(6, 100)
    assert [step.hit_rate(0.06) for step in steps] == [
        (pytest.approx(low), pytest.approx(high)) for low, high in [(0.6, 1), (0.3, 0.6), (0.18, 0.3), (0.12, 0.18)]
    ] + [(0.06, 0.12), (0, 0.06)]
    assert all(below.below == above.least for above, below in pairwise(steps))


def test_too_few_events_are_told_by_the_total_and_the_cells_alone() -> None:
    for inside in (0, 1, 50, 99):
        assert read(inside, 99 - inside).label == TOO_FEW
        assert read(inside, 149 - inside, rules=Rules(8)).label == TOO_FEW
        assert read(inside, 900 - inside, hot=1).label == TOO_FEW
    assert read(0, 100).label == read(9, 91).label == FEWER
    assert read(10, 990, hot=1).label == times("one to two times")
    assert read(0, 160, rules=Rules(8)).label == FEWER


@pytest.mark.parametrize(("share", "said"), [(0.75, BEST[0]), (0.745, BEST[1]), (0.5, BEST[1]), (0.495, BEST[2])])
def test_the_best_that_as_many_cells_could_have_held(share: float, said: str) -> None:
    """Ten other cells hold 200 events: hot cells with so large a part of that are told against them."""
    rows = [(f"c{at}", int(200 * share) // HOT + (at < int(200 * share) % HOT)) for at in range(HOT)]
    rows += [(f"c{at}", 20) for at in range(HOT, 2 * HOT)] + [(f"c{at}", 2) for at in range(2 * HOT, CELLS)]
    assert read_rows(rows)[1].label == said


def test_the_best_is_told_of_four_times_as_many_events() -> None:
    """A quarter of the 40 that chance would put into the hotspots is twice the threshold."""
    for events, said in ((399, TOO_FEW), (400, BEST[0])):
        assert [one.label for one in read_rows([("c0", events)])] == [times("at least five times"), said]


def test_without_a_hotspot_or_an_event_it_is_not_applicable() -> None:
    missing = SafeClass(None, Mark.NOT_APPLICABLE)
    assert read(0, 1000, hot=0) == missing
    assert read_rows([], parent=SafeCell(0)) == [missing] * 2
    assert read(500, 500, hot=91) == missing


@pytest.mark.parametrize("mark", [Mark.SUPPRESSED, Mark.NOT_SUPPLIED])
def test_it_is_hidden_with_the_count_of_its_month(mark: Mark) -> None:
    assert read_rows([("c0", 500)], parent=SafeCell(None, mark)) == [SafeClass(None, mark)] * 2


def test_it_is_told_only_where_every_witness_says_the_same() -> None:
    """Three events more or less in the hotspots are what readers cannot tell apart: no step may do it for them."""
    witnesses = [{"c1": 3, "c50": -3}, {"c1": -3, "c50": 3}]
    for inside in (197, 199, 200, 202):
        assert read(inside, 1000 - inside, witnesses=witnesses) == SUPPRESSED
    assert read(196, 804, witnesses=witnesses).label == times("one to two times")
    assert read(203, 797, witnesses=witnesses).label == times("two to three times")


def test_the_best_is_hidden_by_itself_where_a_witness_says_otherwise() -> None:
    """Of the best ten cells' 200 events the hot ones held 150, three quarters: with one event less, they do not."""
    rows = [(f"c{at}", 15) for at in range(HOT)] + [(f"c{at}", 20) for at in range(HOT, 2 * HOT)]
    rows += [(f"c{at}", 2) for at in range(2 * HOT, CELLS)]
    accuracy, efficiency = read_rows(rows, witnesses=[{"c1": -1, "c50": 1}])
    assert (accuracy.label, efficiency) == (times("two to three times"), SUPPRESSED)


def test_without_a_proof_or_on_other_cells_it_is_suppressed() -> None:
    assert read(500, 500, witnesses=None) == SUPPRESSED
    assert read(500, 500, witnesses=[{"d1": 1}]) == SUPPRESSED
    assert read(500, 500, witnesses=[{}]).shown


def test_the_order_of_rows_does_not_matter() -> None:
    rows = [(f"c{at % CELLS}", 1 + at % 7) for at in range(3 * CELLS)]
    mixed = [rows[at] for at in np.random.default_rng(1).permutation(len(rows))]
    assert read_rows(rows) == read_rows(mixed)
