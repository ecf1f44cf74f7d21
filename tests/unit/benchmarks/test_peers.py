"""The benchmarks run where no peer is installed, and say so."""

from math import isnan

import pytest

from benchmarks import peers


def test_a_missing_peer_is_one_row_that_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peers, "find_peer", lambda _: None)
    monkeypatch.setattr(peers, "SIZES", ((6, 5, 0.2, 8.0),))

    habit, *missing = peers.run()

    assert habit[0] == "6 x 5: office habit"
    assert "worked out: ours nothing" in habit[3]
    assert [row[0] for row in missing] == ["pytauargus", "acro"]
    assert all(isnan(row[1]) and isnan(row[2]) and row[3].startswith("not installed") for row in missing)


def test_a_module_that_is_not_there_is_no_peer() -> None:
    assert peers.find_peer("no_such_peer") is None
