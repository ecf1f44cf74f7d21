"""Quarantine: partly bad files are held apart, byte for byte beside the records, until an officer decides."""

import errno
import json
import os
import shutil
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import select, update

from hub.delivery import Delivery
from hub.disk import DiskRefused
from hub.hub import Hub, open_hub
from hub.ledger import read_entries
from hub.reason import ReasonRefused
from hub.receipts import find_letter
from hub.register import BATCHES
from hub.settings import FILE_NAME, write_settings
from hub.store import StoreRefused
from ingest.held import HeldRefused
from tests.unit.hub.test_store import HEAD, WHO, bytes_of, entries, events, squares

NOW = datetime(2025, 6, 1, 9, 30, tzinfo=UTC)
WHY = "the agency cannot correct these rows"
GOOD = "12:30,burglary,Burglary in a dwelling"


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a hub with areas and no events, to be copied."""
    directory = tmp_path_factory.mktemp("empty") / "hub"
    write_settings(directory, "Test partnership")
    hub = open_hub(directory)
    hub.add_areas(squares("lsoa", "E81", 1_000), WHO)
    hub.add_areas(squares("ward", "E85", 2_000), WHO)
    return directory


@pytest.fixture
def hub(empty: Path, tmp_path: Path) -> Hub:
    return open_hub(shutil.copytree(empty, tmp_path / "hub"))


def extract(folder: Path, name: str, month: str, rows: int, bad: int = 0, what: str = GOOD) -> Path:
    """An extract of ``rows`` rows, of which the last ``bad`` have a time that does not exist."""
    dates = [f"{day % 28 + 1:02d}/{month[5:]}/{month[:4]}" for day in range(rows)]
    lines = [f"{date},{what},{450_100 + 37 * day},100500" for day, date in enumerate(dates)]
    lines[rows - bad :] = [line.replace("12:30", "25:99") for line in lines[rows - bad :]]
    path = folder / name
    path.write_text("\n".join([HEAD, *lines, ""]), encoding="utf-8")
    return path


def receive(hub: Hub, path: Path):
    return hub.receive(path, "recorded-crime", WHO, None, None, None)


def accept(hub: Hub, identity: str, reason: str = WHY):
    return hub.quarantine.accept(identity, reason, hub.geography().places, WHO, NOW)


def files(hub: Hub) -> list[str]:
    folder = hub.settings.data_directory / "quarantine"
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def release_bytes(hub: Hub) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in hub.settings.data_directory.glob("*.duckdb")}


def states(hub: Hub) -> list[str]:
    return [row["state"] for row in hub.quarantine.batches(only_held=False)]


def actions(hub: Hub) -> list[str]:
    with hub.register.reading() as connection:
        return [entry["action"] for entry in read_entries(connection)]


def test_a_partly_bad_file_is_held_and_the_records_stay_as_they_were(hub: Hub, tmp_path: Path) -> None:
    receive(hub, extract(tmp_path, "a.csv", "2025-01", 30))
    before, count = release_bytes(hub), entries(hub)
    stored = receive(hub, extract(tmp_path, "b.csv", "2025-02", 30, bad=1))
    assert (stored.state, stored.new, stored.receipt.batch) == ("quarantined", True, stored.batch)
    assert release_bytes(hub) == before
    assert (events(hub), len(hub.batches("recorded-crime")), hub.periods("recorded-crime")) == (30, 1, ("2025-01",))
    assert (entries(hub), actions(hub)[0]) == (count + 1, "hold")


def test_held_rows_are_a_file_for_its_owner_only_whose_hash_is_in_the_register(hub: Hub, tmp_path: Path) -> None:
    stored = receive(hub, extract(tmp_path, "a.csv", "2025-01", 30, bad=1))
    folder = hub.settings.data_directory / "quarantine"
    assert files(hub) == [f"{stored.batch}.arrow"]
    assert (folder.stat().st_mode & 0o777, (folder / files(hub)[0]).stat().st_mode & 0o777) == (0o700, 0o600)


def test_accepting_loads_the_same_rows_as_a_file_without_the_bad_ones(hub: Hub, empty: Path, tmp_path: Path) -> None:
    held = receive(hub, extract(tmp_path, "a.csv", "2025-01", 30, bad=2))
    stored = accept(hub, held.batch)
    other = open_hub(shutil.copytree(empty, tmp_path / "other"))
    receive(other, extract(tmp_path, "whole.csv", "2025-01", 28))
    ours, theirs = (one.records()[0].table("events").to_pandas().drop(columns="batch") for one in (hub, other))
    pd.testing.assert_frame_equal(ours, theirs)
    cubes = [one.records()[0].table("event_counts").to_pandas() for one in (hub, other)]
    pd.testing.assert_frame_equal(*cubes)
    assert (stored.state, stored.receipt.refused, states(hub), files(hub)) == ("loaded", 2, ["accepted"], [])


def test_accepting_writes_who_when_and_why_with_one_ledger_entry(hub: Hub, tmp_path: Path) -> None:
    held = receive(hub, extract(tmp_path, "a.csv", "2025-01", 30, bad=2))
    count = entries(hub)
    stored = accept(hub, held.batch)
    row = hub.quarantine.find(held.batch)
    decided = (row["decided_by"], row["decided_at"], row["reason"], row["batch"])
    assert decided == ("tester", "2025-06-01T09:30:00+00:00", WHY, stored.batch)
    with hub.register.reading() as connection:
        entry = read_entries(connection)[0]
    detail = json.loads(entry["detail"])
    assert (entries(hub), entry["action"]) == (count + 1, "accept")
    assert (detail["held"], detail["batch"], detail["reason"]) == (held.batch, stored.batch, WHY)


def test_a_discarded_batch_is_gone_for_good(hub: Hub, tmp_path: Path) -> None:
    held = receive(hub, extract(tmp_path, "a.csv", "2025-01", 30, bad=2))
    hub.quarantine.discard(held.batch, WHY, WHO, NOW)
    assert (states(hub), files(hub), actions(hub)[0]) == (["discarded"], [], "discard")
    with pytest.raises(HeldRefused, match="not held any more"):
        accept(hub, held.batch)


def test_a_better_file_replaces_the_held_one(hub: Hub, tmp_path: Path) -> None:
    held = receive(hub, extract(tmp_path, "a.csv", "2025-01", 30, bad=2))
    stored = receive(hub, extract(tmp_path, "better.csv", "2025-01", 30))
    assert (stored.state, stored.replaced, states(hub), files(hub)) == ("loaded", (held.batch,), ["replaced"], [])
    assert events(hub) == 30
    assert actions(hub)[:2] == ["receive", "replace"]


def test_a_correction_that_is_partly_bad_again_replaces_the_held_one_and_is_held(hub: Hub, tmp_path: Path) -> None:
    first = receive(hub, extract(tmp_path, "a.csv", "2025-01", 30, bad=2))
    second = receive(hub, extract(tmp_path, "b.csv", "2025-01", 30, bad=1))
    assert (second.state, second.replaced) == ("quarantined", (first.batch,))
    assert files(hub) == [f"{second.batch}.arrow"]


def test_a_file_for_another_month_replaces_nothing(hub: Hub, tmp_path: Path) -> None:
    receive(hub, extract(tmp_path, "a.csv", "2025-01", 30, bad=2))
    receive(hub, extract(tmp_path, "b.csv", "2025-02", 30))
    assert states(hub) == ["held"]


def test_the_same_held_file_again_changes_nothing(hub: Hub, tmp_path: Path) -> None:
    path = extract(tmp_path, "a.csv", "2025-01", 30, bad=2)
    first, count = receive(hub, path), entries(hub)
    second = receive(hub, path)
    assert (second.state, second.new, second.batch) == ("quarantined", False, first.batch)
    assert (entries(hub), states(hub)) == (count, ["held"])


def test_an_accepted_file_again_is_the_same_and_not_held_anew(hub: Hub, tmp_path: Path) -> None:
    path = extract(tmp_path, "a.csv", "2025-01", 30, bad=2)
    stored = accept(hub, receive(hub, path).batch)
    again = receive(hub, path)
    assert (again.state, again.batch, states(hub)) == ("same", stored.batch, ["accepted"])


def test_an_accepted_correction_supersedes_the_loaded_batch_whole(hub: Hub, tmp_path: Path) -> None:
    first = receive(hub, extract(tmp_path, "a.csv", "2025-01", 20))
    held = receive(hub, extract(tmp_path, "b.csv", "2025-01", 30, bad=2))
    assert events(hub) == 20
    assert accept(hub, held.batch).superseded == first.batch
    assert events(hub) == 28


def test_a_partly_bad_file_that_overlaps_a_loaded_batch_in_part_is_refused_at_the_door(
    hub: Hub, tmp_path: Path
) -> None:
    receive(hub, extract(tmp_path, "a.csv", "2025-01", 20))
    both = extract(tmp_path, "x.csv", "2025-01", 20, bad=1).read_text().splitlines()
    both += extract(tmp_path, "y.csv", "2025-02", 20).read_text().splitlines()[1:]
    (tmp_path / "both.csv").write_text("\n".join([*both, ""]), encoding="utf-8")
    with pytest.raises(StoreRefused):
        receive(hub, tmp_path / "both.csv")
    assert (states(hub), files(hub)) == ([], [])


@pytest.mark.parametrize(("setting", "bad", "state"), [("0.05", 1, "loaded"), ("0.05", 2, "quarantined")])
def test_the_tolerable_share_says_what_loads_at_once(
    hub: Hub, tmp_path: Path, setting: str, bad: int, state: str
) -> None:
    path = hub.settings.directory / FILE_NAME
    path.write_text(path.read_text().replace("tolerable_share = 0.0\n", f"tolerable_share = {setting}\n"))
    assert receive(open_hub(hub.settings.directory), extract(tmp_path, "a.csv", "2025-01", 20, bad=bad)).state == state


def test_files_received_together_are_held_or_loaded_each_by_itself_in_one_transaction(hub: Hub, tmp_path: Path) -> None:
    paths = [extract(tmp_path, f"{n}.csv", f"2025-0{n}", 30, bad=n % 2) for n in range(1, 5)]
    taken = hub.receive_all([Delivery(path, "recorded-crime") for path in paths], WHO)
    assert [one.state for one in taken] == ["quarantined", "loaded", "quarantined", "loaded"]
    assert (events(hub), states(hub), len(files(hub))) == (60, ["held", "held"], 2)


@pytest.mark.parametrize(
    "reason",
    [
        "",
        "  ",
        "%%",
        "x" * 301,
        "Mrs Featherstonehaugh asked",
        "John Smith asked for it",
        "call 07700 900123",
        "a\x1b[2Jb ccc",
    ],
)
def test_a_decision_needs_a_reason_that_names_nobody(hub: Hub, tmp_path: Path, reason: str) -> None:
    held = receive(hub, extract(tmp_path, "a.csv", "2025-01", 30, bad=2))
    with pytest.raises(ReasonRefused) as refused:
        accept(hub, held.batch, reason)
    assert not reason.strip() or reason not in str(refused.value)
    assert states(hub) == ["held"]


def test_an_unknown_id_names_the_nearest(hub: Hub, tmp_path: Path) -> None:
    held = receive(hub, extract(tmp_path, "a.csv", "2025-01", 30, bad=2))
    with pytest.raises(HeldRefused) as refused:
        accept(hub, held.batch[:-1])
    assert held.batch in refused.value.found


def test_a_held_file_with_a_flipped_byte_is_refused_and_nothing_is_loaded(hub: Hub, tmp_path: Path) -> None:
    held = receive(hub, extract(tmp_path, "a.csv", "2025-01", 30, bad=2))
    path = hub.settings.data_directory / "quarantine" / f"{held.batch}.arrow"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(HeldRefused, match="not what was written"):
        accept(hub, held.batch)
    path.unlink()
    with pytest.raises(HeldRefused, match="is gone"):
        accept(hub, held.batch)
    assert (states(hub), hub.batches("recorded-crime")) == (["held"], [])


def test_a_level_added_while_a_batch_is_held_is_found_when_it_is_accepted(hub: Hub, tmp_path: Path) -> None:
    held = receive(hub, extract(tmp_path, "a.csv", "2025-01", 30, bad=2))
    hub.add_areas(squares("district", "E87", 4_000), WHO)
    accept(hub, held.batch)
    assert set(hub.records()[0].table("events").to_pandas()["district"]) == {"E8700000001"}


def test_rows_held_before_the_base_outlines_changed_are_not_loaded(hub: Hub, tmp_path: Path) -> None:
    held = receive(hub, extract(tmp_path, "a.csv", "2025-01", 30, bad=2))
    hub.add_areas(squares("lsoa", "E81", 2_000), WHO)
    with pytest.raises(HeldRefused, match="outlines of the base level have changed"):
        accept(hub, held.batch)


SEAMS = ("hub.held_files.os.fsync", "hub.held_files.flush_directory", "hub.quarantine.append", "hub.quarantine.insert")


@pytest.mark.parametrize("seam", SEAMS)
def test_a_hold_that_fails_anywhere_leaves_everything_as_it_was(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seam: str
) -> None:
    receive(hub, extract(tmp_path, "a.csv", "2025-01", 30, bad=1))
    kept, count = files(hub), entries(hub)

    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "no space left on the device")

    monkeypatch.setattr(seam, fail)
    with pytest.raises(DiskRefused):
        receive(hub, extract(tmp_path, "b.csv", "2025-02", 30, bad=1))
    monkeypatch.undo()
    assert (states(hub), files(hub), entries(hub)) == (["held"], kept, count)


def test_an_acceptance_that_fails_in_the_register_keeps_the_held_batch(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = receive(hub, extract(tmp_path, "a.csv", "2025-01", 30, bad=1))
    count = entries(hub)

    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "no space left on the device")

    monkeypatch.setattr("hub.quarantine.update", fail)
    with pytest.raises(DiskRefused):
        accept(hub, held.batch)
    monkeypatch.undo()
    assert (states(hub), entries(hub), hub.batches("recorded-crime")) == (["held"], count, [])
    accept(hub, held.batch)
    assert events(hub) == 29


def test_a_killed_receive_or_acceptance_loses_no_held_batch(hub: Hub, tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from datetime import UTC, datetime; from hub.hub import open_hub\n"
        "from hub.access.identity import Identity\n"
        "hub = open_hub(Path(sys.argv[1])); who = Identity('k', 'analyst', 't'); print('ready', flush=True)\n"
        "for number, path in enumerate(sys.argv[2:]):\n"
        "    one = hub.receive(Path(path), 'recorded-crime', who, None, None, None)\n"
        "    print(one.batch, flush=True)\n"
        "    if number % 2:\n"
        "        hub.quarantine.accept(one.batch, 'as agreed', hub.geography().places, who, datetime.now(UTC))\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[3])}
    said: set[str] = set()
    for turn, pause in enumerate((0.1, 0.35, 0.6, 0.85)):
        paths = [str(extract(tmp_path, f"{turn}-{n}.csv", f"20{10 + turn}-{n:02d}", 10, bad=1)) for n in range(1, 13)]
        command = [sys.executable, "-c", script, str(hub.settings.directory), *paths]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()
            threading.Event().wait(pause)
            writer.kill()
            said |= set(writer.stdout.read().split())
        rows = {row["id"]: row for row in hub.quarantine.batches(only_held=False)}
        assert said <= set(rows)
        held = [row for row in rows.values() if row["state"] == "held"]
        loaded = hub.batches("recorded-crime")
        assert {row["batch"] for row in rows.values() if row["state"] == "accepted"} == {one["id"] for one in loaded}
        assert (events(hub) if loaded else 0) == 9 * len(loaded)
        assert entries(hub) == 2 + len(rows) + len(loaded)
        assert {f"{row['id']}.arrow" for row in held} <= set(files(hub))
    for row in hub.quarantine.batches():
        accept(hub, row["id"])
    assert (files(hub), events(hub)) == ([], 9 * len(said | set(rows)))


def test_what_a_killed_command_left_in_the_folder_is_swept_by_the_next(hub: Hub, tmp_path: Path) -> None:
    held = receive(hub, extract(tmp_path, "a.csv", "2025-01", 30, bad=1))
    folder = hub.settings.data_directory / "quarantine"
    (folder / "build-held-00000000-000000").write_bytes(b"half")
    (folder / "held-00000000-000000.arrow").write_bytes(b"whole, but never named")
    receive(hub, extract(tmp_path, "b.csv", "2025-02", 30))
    assert files(hub) == [f"{held.batch}.arrow"]


def test_two_officers_at_once_accept_a_batch_once(hub: Hub, tmp_path: Path) -> None:
    held = receive(hub, extract(tmp_path, "a.csv", "2025-01", 30, bad=1))
    outcomes: list[str] = []

    def act() -> None:
        try:
            outcomes.append(accept(open_hub(hub.settings.directory), held.batch).state)
        except HeldRefused:
            outcomes.append("refused")

    threads = [threading.Thread(target=act) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["loaded", "refused", "refused"]
    assert events(hub) == 29


LATER = (
    ("batches", "months"),
    ("batches", "gone_at"),
    ("batches", "gone_why"),
    ("store_releases", "manifest"),
    ("store_releases", "erased_at"),
    ("lattices", "records"),
    ("lattices", "proof"),
    ("releases", "publication"),
)
"""Columns that came with later revisions of the register."""


NEWER = (
    "information_requests",
    "information_request_steps",
    "quarantine",
    "grants",
    "reviews",
    "attacks",
    "organisations",
    "accounts",
    "sessions",
    "failed_tries",
    "saved_views",
    "jags",
    "jag_members",
    "jag_turns",
    "jag_reviews",
    "jag_meetings",
    "jag_attendance",
    "jag_statements",
    "jag_actions",
    "jag_steps",
    "jag_evaluations",
    "jag_minutes",
    "jag_minute_items",
    "threats",
    "assessments",
    "assessment_words",
    "assessment_packs",
    "families",
)
"""Tables that came with later revisions."""


def test_a_register_from_before_quarantine_is_brought_up_to_date(hub: Hub, tmp_path: Path) -> None:
    stored = receive(hub, extract(tmp_path, "a.csv", "2025-01", 30))
    with hub.register.writing() as connection:
        old = json.loads(connection.execute(select(BATCHES.c.receipt)).scalar_one())
        kept = {name: value for name, value in old.items() if name not in ("quality", "match_rate")}
        connection.execute(update(BATCHES).values(receipt=json.dumps(kept)))
        for table in NEWER:
            connection.exec_driver_sql(f"DROP TABLE {table}")
        for table, column in LATER:
            connection.exec_driver_sql(f"ALTER TABLE {table} DROP COLUMN {column}")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    again = open_hub(hub.settings.directory)
    assert receive(again, extract(tmp_path, "b.csv", "2025-02", 30, bad=1)).state == "quarantined"
    assert find_letter(again.register, stored.batch).sums[0] == ("rows in the file", 30)


def test_bytes_of_the_data_folder_stay_the_same_for_the_same_file(hub: Hub, tmp_path: Path) -> None:
    path = extract(tmp_path, "a.csv", "2025-01", 30)
    receive(hub, path)
    before = bytes_of(hub)
    assert receive(hub, path).state == "same"
    assert bytes_of(hub) == before
