"""The store: a write is all or nothing with its ledger entry, readers work meanwhile, files supersede whole."""

import errno
import os
import subprocess
import sys
import threading
from pathlib import Path

import pandas as pd
import pytest

from hub.disclosure.rules import ReleaseRefused
from hub.disk import DiskRefused
from hub.geography import Geography
from hub.hub import Hub, open_hub
from hub.records import Records
from hub.release import release
from hub.store import StoreRefused
from ingest.periods import Period
from tests.unit.hub.small_hub import HEAD, WHO, bytes_of, entries, events, extract, make_hub, receive, squares


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    return make_hub(tmp_path / "hub")


def test_a_received_file_is_held_with_its_ledger_entry(hub: Hub, tmp_path: Path) -> None:
    before = entries(hub)
    stored = receive(hub, extract(tmp_path, "a.csv", "2025-01", 30))
    assert (stored.new, stored.receipt.batch, events(hub), entries(hub)) == (True, stored.batch, 30, before + 1)


def test_the_same_file_twice_changes_nothing(hub: Hub, tmp_path: Path) -> None:
    path = extract(tmp_path, "a.csv", "2025-01", 30)
    first = receive(hub, path)
    before = bytes_of(hub)
    second = receive(hub, path)
    assert (second.new, second.batch) == (False, first.batch)
    assert bytes_of(hub) == before


def test_a_corrected_file_supersedes_the_earlier_one_whole(hub: Hub, tmp_path: Path) -> None:
    first = receive(hub, extract(tmp_path, "a.csv", "2025-01", 30))
    receive(hub, extract(tmp_path, "b.csv", "2025-02", 11))
    second = receive(hub, extract(tmp_path, "a2.csv", "2025-01", 25))
    assert second.superseded == first.batch
    assert events(hub) == 25 + 11
    assert len(hub.batches("recorded-crime")) == 2


def test_equal_rows_are_separate_events(hub: Hub, tmp_path: Path) -> None:
    row = "01/03/2025,12:30,burglary,Burglary in a dwelling,450100,100500"
    path = tmp_path / "equal.csv"
    path.write_text("\n".join([HEAD, row, row, row, ""]), encoding="utf-8")
    receive(hub, path)
    assert events(hub) == 3


def test_a_period_that_overlaps_in_part_is_refused_and_changes_nothing(hub: Hub, tmp_path: Path) -> None:
    receive(hub, extract(tmp_path, "a.csv", "2025-01", 30))
    both = tmp_path / "both.csv"
    lines = extract(tmp_path, "x.csv", "2025-01", 5).read_text() + "\n".join(
        extract(tmp_path, "y.csv", "2025-02", 5).read_text().splitlines()[1:]
    )
    both.write_text(lines, encoding="utf-8")
    before = bytes_of(hub)
    with pytest.raises(StoreRefused):
        receive(hub, both)
    assert bytes_of(hub) == before


def test_a_build_that_fails_leaves_everything_as_it_was(hub: Hub, tmp_path: Path, monkeypatch) -> None:
    receive(hub, extract(tmp_path, "a.csv", "2025-01", 30))
    before, count = bytes_of(hub), entries(hub)
    current = hub.store.current().path.name

    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "no space left on the device")

    monkeypatch.setattr("hub.store.append", fail)
    with pytest.raises(DiskRefused, match="no room"):
        receive(hub, extract(tmp_path, "b.csv", "2025-02", 11))
    monkeypatch.undo()
    assert (events(hub), entries(hub)) == (30, count)
    after = bytes_of(hub)
    assert hub.store.current().path.name == current
    assert [after[name] for name in (current, "register.sqlite")] == [
        before[name] for name in (current, "register.sqlite")
    ]
    receive(hub, extract(tmp_path, "b.csv", "2025-02", 11))
    assert events(hub) == 41


def test_readers_of_another_process_work_while_a_writer_writes(hub: Hub, tmp_path: Path) -> None:
    receive(hub, extract(tmp_path, "a.csv", "2025-01", 30))
    script = (
        "import sys; from pathlib import Path; from hub.hub import open_hub\n"
        "for _ in range(15):\n"
        "    records, _ = open_hub(Path(sys.argv[1])).records()\n"
        "    print(records.table('events').count().execute())\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[3])}
    command = [sys.executable, "-c", script, str(hub.settings.directory)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as reader:
        for number in range(2, 8):
            receive(hub, extract(tmp_path, f"{number}.csv", f"2025-{number:02d}", 10))
        seen = [int(line) for line in reader.communicate(timeout=120)[0].split()]
    assert reader.returncode == 0
    assert set(seen) <= {30 + 10 * step for step in range(7)}
    assert seen == sorted(seen)


def test_two_writers_at_once_both_land(hub: Hub, tmp_path: Path) -> None:
    files = [extract(tmp_path, f"{number}.csv", f"2025-{number:02d}", 10) for number in range(1, 7)]
    faults: list[BaseException] = []

    def write(paths: list[Path]) -> None:
        try:
            own = open_hub(hub.settings.directory)
            for path in paths:
                receive(own, path)
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=write, args=(files[half::2],)) for half in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    assert events(hub) == 60
    assert entries(hub) == 2 + 6


def test_a_killed_load_leaves_whole_batches_only(hub: Hub, tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from hub.hub import open_hub; from hub.access.identity import Identity\n"
        "hub = open_hub(Path(sys.argv[1])); print('ready', flush=True)\n"
        "for path in sys.argv[2:]:\n"
        "    hub.receive(Path(path), 'recorded-crime', Identity('k', 'analyst', 't'), None, None, None)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[3])}
    for turn, pause in enumerate((0.05, 0.2, 0.35, 0.6)):
        files = [str(extract(tmp_path, f"{turn}-{n}.csv", f"20{10 + turn}-{n:02d}", 10)) for n in range(1, 13)]
        command = [sys.executable, "-c", script, str(hub.settings.directory), *files]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()
            threading.Event().wait(pause)
            writer.kill()
        held = sum(one["events"] for one in hub.batches("recorded-crime"))
        assert (events(hub) if held else 0) == held
        assert held % 10 == 0
        assert entries(hub) == 2 + held // 10


def test_a_level_added_later_places_the_events_already_held(hub: Hub, tmp_path: Path) -> None:
    receive(hub, extract(tmp_path, "a.csv", "2025-01", 30))
    hub.add_areas(squares("district", "E87", 4_000), WHO)
    records, _ = hub.records()
    placed = records.table("events").to_pandas()
    assert set(placed["district"]) == {"E8700000001"}
    cube = records.table("event_counts").to_pandas()
    assert int(cube["events"].sum()) == 30


def test_the_base_level_cannot_be_replaced_while_events_are_held(hub: Hub, tmp_path: Path) -> None:
    receive(hub, extract(tmp_path, "a.csv", "2025-01", 30))
    with pytest.raises(StoreRefused):
        hub.add_areas(squares("lsoa", "E81", 500), WHO)


def test_a_release_file_cannot_be_used_to_reach_other_files(hub: Hub) -> None:
    records, _ = hub.records()
    connection = records._connection
    for statement in (
        "SELECT * FROM read_csv('/etc/passwd')",
        "COPY areas TO '/tmp/areas.csv'",
        "ATTACH '/tmp/other.duckdb'",
        "INSTALL httpfs",
        "SET enable_external_access = true",
        "DELETE FROM areas",
    ):
        with pytest.raises(Exception, match=r"(?i)disabled|read-only|locked|permission|cannot"):
            connection.execute(statement)


def test_a_cube_holds_every_event_once(hub: Hub, tmp_path: Path) -> None:
    receive(hub, extract(tmp_path, "a.csv", "2025-01", 30))
    records, _ = hub.records()
    frame: pd.DataFrame = records.table("event_counts").to_pandas()
    assert int(frame["events"].sum()) == 30
    assert set(frame["lsoa"]) <= {f"E81{number:08d}" for number in range(1, 17)}


def test_a_release_file_is_read_again_while_a_reader_who_gave_way_holds_it(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DuckDB would give a second opener the first one's instance, whose configuration is locked already."""
    receive(hub, extract(tmp_path, "a.csv", "2025-01", 30))
    first = hub.store.read()
    monkeypatch.setattr("hub.records._OPEN", {})
    assert hub.store.read() is first
    assert first.levels() == ("lsoa", "ward")


def test_a_product_is_made_of_one_release_though_another_comes_meanwhile(hub: Hub, tmp_path: Path, monkeypatch) -> None:
    receive(hub, extract(tmp_path, "one.csv", "2019-01", 40))
    ask, february = hub.records, Period.parse("2019-02")

    def read_and_be_overtaken() -> tuple[Records, Geography]:
        found = ask()
        receive(open_hub(hub.settings.directory), extract(tmp_path, "two.csv", "2019-02", 40))
        return found

    with monkeypatch.context() as patched:
        patched.setattr(hub, "records", read_and_be_overtaken)
        with pytest.raises(ReleaseRefused, match="was not supplied"):
            release(hub, "hotspot-explorer", period=february, audience="partner", who=WHO)
    made = release(hub, "hotspot-explorer", period=february, audience="partner", who=WHO)
    assert made.publication["publications"][0]["cells"]
    assert any(cell.get("v") == 40 for cell in made.publication["publications"][0]["cells"])


def test_a_writer_looks_anew_within_one_moment(hub: Hub, tmp_path: Path) -> None:
    with hub.at_one_moment():
        assert hub.periods("recorded-crime") == ()
        receive(open_hub(hub.settings.directory), extract(tmp_path, "one.csv", "2019-01", 40))
        assert hub.periods("recorded-crime") == ()
        receive(hub, extract(tmp_path, "two.csv", "2019-02", 40))
        assert hub.periods("recorded-crime") == ("2019-01", "2019-02")
    assert events(hub) == 80
