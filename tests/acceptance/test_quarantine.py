"""A liaison officer's day with a partly bad file, through the command line alone."""

import json
from pathlib import Path

import pytest

from hub.hub import open_hub
from hub.settings import write_settings
from tests.acceptance.conftest import WHO, Answer, saferhub
from tests.unit.hub.test_quarantine import extract
from tests.unit.hub.test_store import squares


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    write_settings(tmp_path / "hub", "Test partnership")
    opened = open_hub(tmp_path / "hub")
    opened.add_areas(squares("lsoa", "E81", 1_000), WHO)
    opened.add_areas(squares("ward", "E85", 2_000), WHO)
    return tmp_path / "hub"


def receive(hub: Path, file: Path, *more: str | Path) -> Answer:
    return saferhub("receive", file, "--dataset", "recorded-crime", "--hub", hub, *more)


def test_a_partly_bad_file_is_held_told_accepted_and_told_again(hub: Path, tmp_path: Path) -> None:
    held = receive(hub, extract(tmp_path, "a.csv", "2025-01", 40, bad=2), "--json")
    assert (held.code, held.err) == (3, "")
    answer = json.loads(held.out)
    assert (answer["state"], answer["new"], answer["rows"], answer["refused"]) == ("quarantined", True, 40, 2)
    assert answer["problems"][0]["rows"] == [40, 41]
    assert answer["batch"] in saferhub("quarantine", "list", "--hub", hub).out
    assert "40-41" in saferhub("quarantine", "show", answer["batch"], "--hub", hub).out
    why = ("--reason", "the force cannot correct these rows", "--hub", hub)
    accepted = saferhub("quarantine", "accept", answer["batch"], *why)
    assert (accepted.code, "38 events" in accepted.out) == (0, True)
    assert "Nothing is held" in saferhub("quarantine", "list", "--hub", hub).out
    letter = saferhub("receipt", answer["batch"], "--hub", hub)
    assert "Reason: the force cannot correct these rows" in letter.out
    again = saferhub("quarantine", "accept", answer["batch"], *why)
    assert (again.code, again.err.startswith("REFUSED this batch is not held any more")) == (21, True)
    assert saferhub("ledger", "verify", "--hub", hub).code == 0


def test_a_receipt_can_be_written_at_once_and_later(hub: Path, tmp_path: Path) -> None:
    file = extract(tmp_path, "a.csv", "2025-01", 40, bad=2)
    for suffix in ("html", "xlsx", "txt"):
        answer = receive(hub, file, "--receipt", tmp_path / f"receipt.{suffix}")
        assert answer.code == 3
        assert (tmp_path / f"receipt.{suffix}").stat().st_size > 400
    batch = json.loads(saferhub("quarantine", "list", "--json", "--hub", hub).out)[0]["id"]
    assert saferhub("receipt", batch, "-o", tmp_path / "later.html", "--hub", hub).code == 0
    assert (tmp_path / "later.html").read_bytes() == (tmp_path / "receipt.html").read_bytes()


def test_a_refused_file_has_a_receipt_too(hub: Path, tmp_path: Path) -> None:
    file = extract(tmp_path, "a.csv", "2025-01", 40, bad=30)
    answer = receive(hub, file, "--receipt", tmp_path / "refused.html")
    assert (answer.code, answer.err.count("\n")) == (10, 3)
    page = (tmp_path / "refused.html").read_text(encoding="utf-8")
    assert "<h1>Refused: a.csv</h1>" in page
    assert "12-41" in page


def test_a_receipt_that_cannot_be_written_is_refused_before_anything_is_done(hub: Path, tmp_path: Path) -> None:
    file = extract(tmp_path, "a.csv", "2025-01", 40)
    for name in ("receipt.pdf", "no/such/folder/receipt.html"):
        assert receive(hub, file, "--receipt", tmp_path / name).code == 2
    loaded = receive(hub, file, "--json")
    assert (loaded.code, json.loads(loaded.out)["state"]) == (0, "loaded")
    assert json.loads(receive(hub, file, "--json").out)["state"] == "same"


def test_a_held_file_is_discarded_or_replaced(hub: Path, tmp_path: Path) -> None:
    first = json.loads(receive(hub, extract(tmp_path, "a.csv", "2025-01", 40, bad=2), "--json").out)["batch"]
    better = receive(hub, extract(tmp_path, "b.csv", "2025-01", 40))
    assert (better.code, first in better.out) == (0, True)
    second = json.loads(receive(hub, extract(tmp_path, "c.csv", "2025-02", 40, bad=2), "--json").out)["batch"]
    gone = saferhub("quarantine", "discard", second, "--reason", "sent by mistake", "--hub", hub)
    assert gone.code == 0
    states = {one["id"]: one["state"] for one in json.loads(
        saferhub("quarantine", "list", "--all", "--json", "--hub", hub).out
    )}  # fmt: skip
    assert states == {first: "replaced", second: "discarded"}
    assert saferhub("receipt", "held-1", "--hub", hub).code == 21
