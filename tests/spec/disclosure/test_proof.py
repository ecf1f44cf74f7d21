"""Nothing leaves without proof: forced failures are refused (SDC-5), and the audit does not trust the search."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from hub.disclosure import control, proving
from hub.disclosure.audit import check_release
from hub.disclosure.claims import Claim, Fact
from hub.disclosure.control import Released
from hub.disclosure.earlier import Earlier, Standing
from hub.disclosure.hierarchy import Hierarchy
from hub.disclosure.primary import find_small
from hub.disclosure.puzzle import Ints, Puzzle
from hub.disclosure.rules import ReleaseRefused, Rules
from hub.disclosure.tables import CountTable
from tests.spec.disclosure import cases
from tests.spec.disclosure.drawing import Case

PLACES = Hierarchy("area", "ALL", {"ALL": ("A", "B", "C"), "A+B": ("A", "B")})
CLAIM = Claim(
    hierarchies=(PLACES,),
    leaves={("A",): 3, ("B",): 9, ("C",): 20},
    printed={("ALL",): 32, ("C",): 20},
    floors={("A",): 1, ("B",): 1},
)
PROOF = [[{("A",): -2, ("B",): 2}], [{("A",): 1, ("B",): -1}]]


def test_a_release_that_the_search_cannot_prove_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proving, "find_secondary", lambda puzzle: None)
    with pytest.raises(ReleaseRefused, match="could not be proved"):
        cases.LONE_CELL.release()


def test_a_search_that_hides_too_little_is_caught_by_the_audit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proving, "find_secondary", lambda puzzle: (puzzle.forced, []))
    with pytest.raises(ReleaseRefused, match="could not be proved"):
        cases.LONE_CELL.release()


@pytest.mark.parametrize("case", [cases.LONE_CELL, cases.SMALL_REMAINDER, cases.LONE_CELL_IN_GRID, cases.LINKED])
def test_a_search_that_knows_less_than_readers_do_is_caught(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """It forgets that no empty cell is hidden alone, and that a total above a printed cell is no small one."""
    monkeypatch.setattr(Puzzle, "floors", lambda self, hidden: np.zeros(len(self.counts), dtype=np.int64))
    with pytest.raises(ReleaseRefused, match="readers know more"):
        case.release()


def test_a_search_that_forgets_small_totals_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proving, "find_hidden", lambda counts, above, rules: find_small(counts, rules))
    with pytest.raises(ReleaseRefused, match="could not be proved"):
        cases.SMALL_TOTAL.release()


def release_line(counts: dict[str, int], rules: Rules, earlier: Sequence[Earlier] = ()) -> Released:
    """Places and their total."""
    places = Hierarchy("area", "ALL", {"ALL": tuple(counts)})
    leaves = {(code,): count for code, count in counts.items()}
    table = CountTable("places", [places], leaves, [("ALL",), *leaves])
    return control.control([table], (), rules, secret=b"s", publication_id="1", where={}, earlier=earlier)


ROUNDED = Rules(5, rounding=5)
BEFORE, FALLEN = {"A": 6, "B": 20, "C": 30, "D": 40}, {"A": 0, "B": 20, "C": 30, "D": 66}


def test_s7_a_rounded_count_that_fell_to_nothing_fell_by_no_small_count() -> None:
    """A print of 5 was 5, 6 or 7, as no smaller count is printed: a zero of today tells no difference below 5."""
    before = release_line(BEFORE, ROUNDED)
    assert before.tables["places"].cell("A").value == 5
    now = release_line(FALLEN, ROUNDED, [Earlier(before.publication)]).tables["places"]
    assert [now.cell(code).value for code in ("A", "B", "C", "D", "ALL")] == [0, 20, 30, 65, 115]


def test_s7_the_same_holds_below_a_total_that_fell() -> None:
    tree = Hierarchy("area", "ALL", {"ALL": ("A", "B", "C"), "A": ("A1", "A2"), "B": ("B1",), "C": ("C1",)})
    cells = [("ALL",), ("A",), ("A1",), ("A2",), ("B",), ("C",)]

    def release(counts: dict[str, int], earlier: Sequence[Earlier]) -> Released:
        table = CountTable("places", [tree], {(code,): count for code, count in counts.items()}, cells)
        return control.control([table], (), ROUNDED, secret=b"s", publication_id="1", where={}, earlier=earlier)

    before = release({"A1": 6, "A2": 0, "B1": 30, "C1": 50}, [])
    now = release({"A1": 0, "A2": 0, "B1": 30, "C1": 80}, [Earlier(before.publication)]).tables["places"]
    assert [now.cell(code).value for code in ("A", "A1", "A2")] == [0, 0, 0]


def test_s7_a_count_that_fell_to_nothing_under_a_raised_threshold_is_hidden_and_known_by_nobody() -> None:
    before = release_line({**BEFORE, "A": 5}, Rules(5))
    now = release_line(FALLEN, Rules(8), [Earlier(before.publication)])
    cells = now.tables["places"]
    assert (cells.cell("A").shown, cells.cell("ALL").shown) == (False, True)
    assert now.floors["places"][("A",)] == 0


def test_a_search_that_takes_a_fallen_count_for_one_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    before = release_line({**BEFORE, "A": 5}, Rules(5))
    monkeypatch.setattr(proving, "find_fallen", lambda size, earlier, rules: np.zeros(size, dtype=bool))
    with pytest.raises(ReleaseRefused, match="could not be proved"):
        release_line(FALLEN, Rules(8), [Earlier(before.publication)])


def test_a_search_that_forgets_what_was_printed_of_other_records_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proving, "find_revised", lambda counts, earlier, rules: np.zeros(len(counts), dtype=bool))
    with pytest.raises(ReleaseRefused, match="the rules hide"):
        cases.REVISED.release()


def test_a_search_that_forgets_what_was_released_of_the_same_records_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same records again, with a price on what was hidden at first beside the small count: another is hidden."""

    def forget(
        family: proving.Family, leaves: Ints, labelled: object, earlier: object
    ) -> tuple[list[object], Standing]:
        keys = len(family.keys)
        return [], Standing(np.zeros(keys, dtype=bool), np.zeros(keys, dtype=np.int64), np.zeros(0, dtype=bool))

    def release(rules: Rules, earlier: Sequence[Earlier] = ()) -> control.Released:
        tables = cases.line(3, 9, 20).tables
        return control.control(tables, (), rules, secret=b"s", publication_id="1", where={}, earlier=earlier)

    first = release(Rules())
    (beside,) = (key[0] for key, cell in first.tables["events"].items() if not cell.shown and key != ("A",))
    dearer, before = Rules(worth={beside: 50.0}), Earlier(first.publication, True, first.floors)
    again = release(dearer, [before])
    assert dict(again.tables["events"].items()) == dict(first.tables["events"].items())
    monkeypatch.setattr(control, "read_earlier", forget)
    with pytest.raises(ReleaseRefused, match="not printed as it was"):
        release(dearer, [before])


EARLIER: dict[str, tuple[dict[str, Any], dict[tuple[str, ...], int], str]] = {
    "prints another count": ({"v": 21}, {}, "not printed as it was"),
    "told more of a gap": ({"v": 20}, {("A",): 2}, "readers know more"),
    "showed another class": ({"v": 20, "class": (12, 13)}, {}, "class of an earlier release"),
}


@pytest.mark.parametrize("fault", EARLIER)
def test_the_audit_refuses_beside_an_earlier_release_that(fault: str) -> None:
    told, floors, words = EARLIER[fault]
    low, high = told.get("class", (12, 12))
    publication = {
        "threshold": 5,
        "dimensions": {"area": PLACES.children},
        "publications": [{"table": "t", "order": ["area"], "cells": [{"k": {"area": "C"}, "v": told["v"]}]}],
        "facts": [{"id": "c:A+B", "terms": [{"k": {"area": "A+B"}, "c": 1}], "lo": low, "hi": high}],
    }
    facts = [Fact(0, PLACES, "A+B", 12, 12)]
    with pytest.raises(ReleaseRefused, match=words):
        check_release([CLAIM], facts, PROOF, Rules(), [Earlier(publication, True, {"t": floors})])


def test_the_audit_accepts_what_fits_an_earlier_release() -> None:
    cell = {"k": {"area": "C"}, "v": 20}
    publication = {
        "threshold": 5,
        "dimensions": {"area": PLACES.children},
        "publications": [{"table": "t", "order": ["area"], "cells": [cell]}],
        "facts": [{"id": "c:A+B", "terms": [{"k": {"area": "A+B"}, "c": 1}], "lo": 12, "hi": 12}],
    }
    earlier = Earlier(publication, True, {"t": {("A",): 1}})
    check_release([CLAIM], [Fact(0, PLACES, "A+B", 12, 12)], PROOF, Rules(), [earlier])


def test_the_audit_accepts_witnesses_at_both_ends() -> None:
    check_release([CLAIM], [Fact(0, PLACES, "A+B", 12, 12)], PROOF, Rules())


UNLISTED = Claim((PLACES,), CLAIM.leaves, {("ALL",): 32}, {("A+B",): 1, ("C",): 1})
SMALL_TOTAL = Claim(
    (PLACES,), {("A",): 3, ("B",): 0, ("C",): 20}, {("B",): 0}, {("A",): 0, ("A+B",): 0, ("C",): 0, ("ALL",): 1}
)
BROKEN: dict[str, tuple[Claim, list[Fact], list[list[dict[tuple[str, ...], int]]], str]] = {
    "one end is missing": (CLAIM, [], PROOF[:1], "both ends"),
    "a witness changes a printed value": (CLAIM, [], [*PROOF, [{("C",): 1}]], "changes a printed value"),
    "a witness is under a floor": (CLAIM, [], [*PROOF, [{("A",): -3, ("B",): 3}]], "below what a reader knows"),
    "a witness is negative": (UNLISTED, [], [[{("A",): -4, ("C",): 4}]], "negative count"),
    "a witness breaks a class": (UNLISTED, [Fact(0, PLACES, "A+B", 11, 12)], [[{("A",): 4, ("C",): -4}]], "breaks a"),
    "a class is not true": (CLAIM, [Fact(0, PLACES, "A+B", 13, None)], PROOF, "breaks a printed class"),
    "a class tells small counts apart": (CLAIM, [Fact(0, PLACES, "A", 2, 4)], PROOF, "one small count from another"),
    "a printed value is wrong": (replace(CLAIM, printed={("ALL",): 33, ("C",): 20}), [], PROOF, "not the true count"),
    "a small count is printed": (
        replace(CLAIM, printed={**CLAIM.printed, ("A",): 3}, floors={("B",): 1}), [], PROOF, "small count in print",
    ),
    "a floor is lower than readers know": (
        replace(CLAIM, floors={("A",): 0, ("B",): 1}), [], PROOF, "readers know more",
    ),
    "a zero below a small total is printed": (SMALL_TOTAL, [], [], "the rules hide"),
    "the count of a withheld area is printed": (
        replace(CLAIM, withheld=(("C",),)), [], PROOF, "the rules hide",
    ),
    "a hidden count cannot move": (
        Claim((PLACES,), {("A",): 5, ("B",): 9}, {("ALL",): 14, ("B",): 9}, {("A",): 1}), [], [], "one possible value",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", BROKEN)
def test_the_audit_refuses_when(fault: str) -> None:
    claim, facts, witnesses, words = BROKEN[fault]
    with pytest.raises(ReleaseRefused, match=words):
        check_release([claim], facts, witnesses, Rules())


def test_the_audit_refuses_a_witness_in_which_two_tables_disagree() -> None:
    one = Claim((PLACES,), {("A",): 3, ("B",): 9}, {}, {("A",): 1, ("B",): 1, ("ALL",): 1})
    apart: list[list[dict[tuple[str, ...], int]]] = [[{("A",): 1}, {}], [{("A",): -2}, {}]]
    with pytest.raises(ReleaseRefused, match="disagree"):
        check_release([one, one], [], apart, Rules())
