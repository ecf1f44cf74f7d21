"""Nothing leaves without proof: forced failures are refused (SDC-5), and the audit does not trust the search."""

from dataclasses import replace

import pytest

from hub.disclosure import proving
from hub.disclosure.audit import Claim, Fact, check_release
from hub.disclosure.hierarchy import Hierarchy
from hub.disclosure.rules import ReleaseRefused, Rules
from tests.spec.disclosure import cases

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


def test_the_audit_accepts_witnesses_at_both_ends() -> None:
    check_release([CLAIM], [Fact(0, PLACES, "A+B", 12, 12)], PROOF, Rules())


BROKEN: dict[str, tuple[Claim, list[Fact], list[list[dict[tuple[str, ...], int]]]]] = {
    "one end is missing": (CLAIM, [], PROOF[:1]),
    "a witness changes a printed value": (CLAIM, [], [*PROOF, [{("C",): 1}]]),
    "a witness is under a floor": (CLAIM, [], [*PROOF, [{("A",): -3, ("B",): 3}]]),
    "a witness is negative": (replace(CLAIM, floors={("A",): -9, ("B",): 1}), [], [*PROOF, [{("A",): -4, ("B",): 4}]]),
    "a witness breaks a class": (CLAIM, [Fact(0, PLACES, "A+B", 13, None)], PROOF),
    "a printed value is wrong": (replace(CLAIM, printed={("ALL",): 33, ("C",): 20}), [], PROOF),
    "a small count is printed": (replace(CLAIM, printed={**CLAIM.printed, ("A",): 3}, floors={("B",): 1}), [], PROOF),
    "a hidden count cannot move": (
        Claim((PLACES,), {("A",): 5, ("B",): 9}, {("ALL",): 14, ("B",): 9}, {("A",): 1}),
        [],
        [],
    ),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_the_audit_refuses_when(fault: str) -> None:
    claim, facts, witnesses = BROKEN[fault]
    with pytest.raises(ReleaseRefused):
        check_release([claim], facts, witnesses, Rules())


def test_the_audit_refuses_a_witness_in_which_two_tables_disagree() -> None:
    one = Claim((PLACES,), {("A",): 3, ("B",): 9}, {}, {("A",): 1, ("B",): 1, ("ALL",): 1})
    apart: list[list[dict[tuple[str, ...], int]]] = [[{("A",): 1}, {}], [{("A",): -2}, {}]]
    with pytest.raises(ReleaseRefused, match="disagree"):
        check_release([one, one], [], apart, Rules())
