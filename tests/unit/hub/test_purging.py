"""Records that are destroyed are gone from every file of the hub, and a certificate stays in the ledger."""

import hashlib
import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hub.__main__ import app
from hub.holdings import BLANK
from hub.hub import Hub, open_hub
from hub.purging import purge, purge_due
from hub.reason import ReasonRefused
from hub.receipts import find_letter
from hub.retention import find_due, kept_until
from hub.settings import Retention
from hub.store import StoreRefused
from ingest.held import HeldRefused
from tests.unit.hub.small_hub import HEAD, WHO, entries, events, extract, make_hub, receive


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    return make_hub(tmp_path / "hub")


def marked(folder: Path, name: str, month: str) -> Path:
    """An extract of rows of a kind and at times that no other extract has: they are words of their own in the store."""
    path = folder / name
    where = "Other offences,Perjury,450{},100500"
    rows = [f"{day:02d}/{month[5:]}/{month[:4]},23:{day + 20:02d},{where.format(100 + day)}" for day in range(1, 29)]
    path.write_text("\n".join([HEAD, *rows, ""]), encoding="utf-8")
    return path


def find_bytes(hub: Hub, *words: str) -> list[str]:
    """Every file of the hub in which one of the words stands."""
    data = hub.settings.data_directory
    content = {str(path.relative_to(data)): path.read_bytes() for path in data.rglob("*") if path.is_file()}
    return sorted(name for name, held in content.items() if any(word.encode() in held for word in words))


def test_a_destroyed_batch_is_in_no_file_and_in_no_figure(hub: Hub, tmp_path: Path) -> None:
    kept = receive(hub, extract(tmp_path, "a.csv", "2025-01", 40))
    gone = receive(hub, marked(tmp_path, "b.csv", "2025-02"))
    records = [path for path in hub.settings.data_directory.rglob("*.duckdb") if path.is_file()]
    assert any(b"23:45" in path.read_bytes() for path in records), "the words stand in the records before"
    count = entries(hub)
    done = purge(hub, gone.batch, "sent by mistake", WHO)
    assert done.notices == ()
    assert (events(hub), entries(hub)) == (40, count + 1)
    records = [path for path in hub.settings.data_directory.rglob("*.duckdb*") if path.is_file()]
    assert not any(word in path.read_bytes() for path in records for word in (b"23:45", b"23:41", gone.batch.encode()))
    assert [one["id"] for one in hub.batches("recorded-crime")] == [kept.batch]
    assert open_hub(tmp_path / "hub").periods("recorded-crime") == ("2025-01",)


def test_no_file_of_any_kind_holds_the_words_of_a_destroyed_batch(hub: Hub, tmp_path: Path) -> None:
    receive(hub, extract(tmp_path, "a.csv", "2025-02", 40))
    gone = receive(hub, marked(tmp_path, "b.csv", "2025-03"))
    assert find_bytes(hub, "Perjury"), "the words stand in the records before"
    purge(hub, gone.batch, "sent by mistake", WHO)
    assert find_bytes(hub, "Perjury") == []
    assert find_bytes(hub, gone.batch) == ["register.sqlite"], "its certificate and its entry in the ledger"


def test_the_certificate_says_what_was_destroyed_and_why_and_nothing_of_any_row(hub: Hub, tmp_path: Path) -> None:
    gone = receive(hub, marked(tmp_path, "b.csv", "2025-02"))
    (certificate,) = purge(hub, gone.batch, "sent by mistake", WHO).certificates
    assert (certificate.rows, certificate.period, certificate.reason) == (28, "2025-02", "sent by mistake")
    current = hub.store.current()
    assert current is not None
    assert certificate.sha256 == hashlib.sha256(current.path.read_bytes()).hexdigest()
    (row,) = [one for one in hub.store.batches() if one["id"] == gone.batch]
    assert (row["held"], row["receipt"], row["gone_why"]) == (False, "{}", "on request")


def test_the_earlier_versions_of_a_batch_go_with_it(hub: Hub, tmp_path: Path) -> None:
    receive(hub, extract(tmp_path, "a.csv", "2025-01", 40))
    first = receive(hub, marked(tmp_path, "b.csv", "2025-02"))
    second = receive(hub, extract(tmp_path, "c.csv", "2025-02", 30))
    assert second.superseded == first.batch
    (certificate,) = purge(hub, second.batch, "sent by mistake", WHO).certificates
    assert certificate.earlier_versions == (first.batch,)
    assert find_bytes(hub, "Perjury") == []


@pytest.mark.parametrize("reason", ["", "  ", "Mrs Featherstonehaugh asked", "x" * 301])
def test_a_purge_without_a_reason_that_may_stand_is_refused_and_changes_nothing(
    hub: Hub, tmp_path: Path, reason: str
) -> None:
    stored = receive(hub, extract(tmp_path, "a.csv", "2025-01", 40))
    before = entries(hub)
    with pytest.raises(ReasonRefused):
        purge(hub, stored.batch, reason, WHO)
    assert (entries(hub), events(hub)) == (before, 40)


def test_a_batch_that_is_not_held_cannot_be_destroyed(hub: Hub, tmp_path: Path) -> None:
    stored = receive(hub, extract(tmp_path, "a.csv", "2025-01", 40))
    purge(hub, stored.batch, "sent by mistake", WHO)
    for identity in ("nothing", stored.batch):
        with pytest.raises(StoreRefused):
            purge(hub, identity, "sent by mistake", WHO)


def test_retention_counts_from_the_last_month_of_a_batch() -> None:
    terms = Retention(months=84, datasets={"hospital-admissions": 60})
    assert kept_until(terms, "recorded-crime", "2019-01") == date(2026, 1, 31)
    assert kept_until(terms, "hospital-admissions", "2019-02") == date(2024, 2, 29)


def test_only_batches_whose_time_is_over_are_destroyed(hub: Hub, tmp_path: Path) -> None:
    old = receive(hub, extract(tmp_path, "a.csv", "2012-01", 40))
    new = receive(hub, extract(tmp_path, "b.csv", "2025-02", 30))
    rows = hub.store.batches()
    assert [one.batch for one in find_due(hub.settings.retention, rows, date(2019, 1, 31))] == []
    assert [one.batch for one in find_due(hub.settings.retention, rows, date(2019, 2, 1))] == [old.batch]
    done = purge_due(hub, datetime.now(UTC).date(), WHO)
    assert [one.batch for one in done.certificates] == [old.batch]
    assert [one["id"] for one in hub.batches("recorded-crime")] == [new.batch]
    assert purge_due(hub, datetime.now(UTC).date(), WHO).certificates == ()


def test_retention_and_purge_from_the_command_line(hub: Hub, tmp_path: Path) -> None:
    stored = receive(hub, extract(tmp_path, "a.csv", "2012-01", 40))
    place = ["--hub", str(tmp_path / "hub")]
    listed = CliRunner().invoke(app, ["retention", "--json", *place])
    assert [one["batch"] for one in json.loads(listed.stdout)["batches"]] == [stored.batch]
    done = CliRunner().invoke(app, ["purge", "--due", *place])
    assert (done.exit_code, "no file here holds them" in done.stdout) == (0, True)
    assert events(open_hub(tmp_path / "hub")) == 0


def test_a_damaged_newest_release_falls_back_says_so_and_can_be_gone_on_from(hub: Hub, tmp_path: Path) -> None:
    receive(hub, extract(tmp_path, "a.csv", "2025-01", 40))
    lost = receive(hub, extract(tmp_path, "b.csv", "2025-02", 30))
    newest = hub.store.current().path
    content = bytearray(newest.read_bytes())
    for damage in (
        content[: len(content) // 2],
        content[: len(content) // 2] + bytes(len(content) - len(content) // 2),
        flipped(content),
    ):
        newest.write_bytes(damage)
        again = open_hub(tmp_path / "hub")
        assert events(again) == 40
        assert "damaged" in again.store.current().warning
        with pytest.raises(StoreRefused):
            receive(again, extract(tmp_path, "c.csv", "2025-03", 20))
    done = CliRunner().invoke(app, ["recover", "--hub", str(tmp_path / "hub")])
    assert (done.exit_code, lost.batch in done.stdout) == (0, True)
    again = open_hub(tmp_path / "hub")
    assert (events(again), again.verify_ledger().broken_at) == (40, None)
    receive(again, extract(tmp_path, "b2.csv", "2025-02", 31))
    assert events(again) == 71


def flipped(content: bytearray) -> bytes:
    """One byte in the middle turned over."""
    other = bytearray(content)
    other[len(other) // 2] ^= 0xFF
    return bytes(other)


def partly_bad(folder: Path, month: str) -> Path:
    """An extract of which one row has a time that does not exist, so that it is held in quarantine."""
    path = marked(folder, "bad.csv", month)
    path.write_text(path.read_text(encoding="utf-8").replace("23:21", "25:99"), encoding="utf-8")
    return path


def test_retention_reaches_what_is_held_in_quarantine(hub: Hub, tmp_path: Path) -> None:
    held = receive(hub, partly_bad(tmp_path, "2012-01"))
    loaded = receive(hub, extract(tmp_path, "a.csv", "2012-02", 10))
    assert held.state == "quarantined"
    assert find_bytes(hub, "Perjury"), "the words stand in quarantine before"
    place = ["--hub", str(tmp_path / "hub")]
    listed = CliRunner().invoke(app, ["retention", "--json", *place])
    assert [one["batch"] for one in json.loads(listed.stdout)["batches"]] == [held.batch, loaded.batch]
    done = CliRunner().invoke(app, ["purge", "--due", *place])
    assert (done.exit_code, f"Destroyed {held.batch}" in done.stdout) == (0, True)
    assert "2 batches destroyed; no file here holds them." in done.stdout
    assert find_bytes(hub, "Perjury") == []
    assert open_hub(tmp_path / "hub").quarantine.batches() == []
    assert entries(hub) == 6


def test_a_batch_in_quarantine_can_be_destroyed_by_its_id(hub: Hub, tmp_path: Path) -> None:
    held = receive(hub, partly_bad(tmp_path, "2025-01"))
    (certificate,) = purge(hub, held.batch, "sent by mistake", WHO).certificates
    assert (certificate.rows, certificate.reason, certificate.release) == (27, "sent by mistake", None)
    assert hub.quarantine.batches() == []
    row = hub.quarantine.find(held.batch)
    assert (row["state"], row["receipt"]) == ("destroyed", BLANK)
    assert find_bytes(hub, "Perjury") == []
    with pytest.raises(HeldRefused, match="sent by mistake"):
        find_letter(hub.register, held.batch)


def test_the_receipt_of_a_destroyed_batch_says_so_also_where_it_came_from_quarantine(hub: Hub, tmp_path: Path) -> None:
    receive(hub, extract(tmp_path, "a.csv", "2025-02", 10))
    held = receive(hub, partly_bad(tmp_path, "2025-01"))
    at = datetime.now(UTC)
    stored = hub.quarantine.accept(held.batch, "agreed with the provider", hub.geography().places, WHO, at)
    purge(hub, stored.batch, "sent by mistake", WHO)
    for identity in (held.batch, stored.batch):
        with pytest.raises(HeldRefused, match="were destroyed") as refused:
            find_letter(hub.register, identity)
        assert "on request" in str(refused.value)
        assert "agreed with the provider" not in str(refused.value)
    assert hub.quarantine.find(held.batch)["receipt"] == BLANK
