"""A hub of every earlier revision is upgraded with nothing lost; one of a newer revision is refused in plain words."""

import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from alembic.operations import Operations
from sqlalchemy import Connection, Float, Integer, LargeBinary, MetaData, Table, insert, select
from typer.testing import CliRunner

from hub import revisions
from hub.__main__ import app
from hub.hub import open_hub
from hub.ledger import Entry, append
from hub.register import METADATA, Register
from hub.revisions import RegisterRefused, find_revision, known_revisions
from hub.settings import write_settings
from tests.unit.hub.small_hub import entries, events, extract, make_hub, receive

OLDEST_FIRST = known_revisions()[::-1]
ROWS = 3


def at_revision(folder: Path, revision: str) -> Register:
    """The register of a hub as the version of that revision made it, with a few rows in every table."""
    write_settings(folder, "Test partnership")
    (folder / "data").mkdir()
    register = Register(folder / "data" / "register.sqlite")
    with register.writing() as connection:
        command.upgrade(config_of(connection), revision)
        for table in tables_of(connection):
            for number in range(1, ROWS + 1):
                fill(connection, table, number)
    return register


def config_of(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(revisions.__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def tables_of(connection: Connection) -> list[Table]:
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != "alembic_version"]


def fill(connection: Connection, table: Table, number: int) -> None:
    if table.name == "ledger":
        append(connection, Entry("tester", "analyst", "test", f"subject {number}", {"é": number}, datetime.now(UTC)))
    else:
        connection.execute(insert(table).values({column.name: content(column, number) for column in table.columns}))


def content(column: Any, number: int) -> Any:
    """Something that may stand in a column."""
    if column.name in ("period", "months", "month", "first_month", "last_month"):
        return f"2025-0{number}"
    if isinstance(column.type, Integer | Float):
        return number
    return bytes([number]) if isinstance(column.type, LargeBinary) else f"{column.name} {number}"


def rows_of(register: Register) -> dict[str, list[dict[str, Any]]]:
    with register.reading() as connection:
        return {
            table.name: [dict(row._mapping) for row in connection.execute(select(table))]
            for table in tables_of(connection)
        }


def test_there_are_earlier_revisions_and_one_way_through_them() -> None:
    assert OLDEST_FIRST[0] == "0001"
    assert len(OLDEST_FIRST) == len(set(OLDEST_FIRST)) >= 5


@pytest.mark.parametrize("revision", OLDEST_FIRST)
def test_a_register_of_an_earlier_revision_is_upgraded_with_every_row(tmp_path: Path, revision: str) -> None:
    before = rows_of(at_revision(tmp_path / "hub", revision))
    assert all(len(rows) == ROWS for rows in before.values())
    hub = open_hub(tmp_path / "hub")
    after = rows_of(hub.register)
    for table, rows in before.items():
        kept = [{name: row[name] for name in rows[0]} for row in after[table]]
        assert kept == rows, table
    assert entries(hub) == ROWS
    with hub.register.reading() as connection:
        assert find_revision(connection) == OLDEST_FIRST[-1]
        made = {table.name: {column.name for column in table.columns} for table in tables_of(connection)}
    assert made == {table.name: {column.name for column in table.columns} for table in METADATA.sorted_tables}


@pytest.mark.parametrize("revision", OLDEST_FIRST)
def test_the_records_of_a_hub_of_an_earlier_revision_are_read_and_added_to(tmp_path: Path, revision: str) -> None:
    """What later revisions wrote of the same hub is taken away first; so each of them can be undone, too."""
    hub = make_hub(tmp_path / "hub")
    receive(hub, extract(tmp_path, "a.csv", "2025-01", 40))
    acts = entries(hub)
    with hub.register.writing() as connection:
        command.downgrade(config_of(connection), revision)
        assert find_revision(connection) == revision
    again = open_hub(tmp_path / "hub")
    assert (events(again), entries(again)) == (40, acts)
    assert again.periods("recorded-crime") == ("2025-01",)
    receive(again, extract(tmp_path, "b.csv", "2025-02", 20))
    assert events(again) == 60


def test_of_sessions_that_are_open_at_an_upgrade_the_sign_in_was_the_proof(tmp_path: Path) -> None:
    at_revision(tmp_path / "hub", "0008_saved_views")
    sessions = rows_of(open_hub(tmp_path / "hub").register)["sessions"]
    assert [one["proved_at"] for one in sessions] == [one["began_at"] for one in sessions] == [1, 2, 3]
    assert {(one["vouched_at"], one["proof"]) for one in sessions} == {(0, "")}


def test_a_revision_that_fails_leaves_the_register_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    register = at_revision(tmp_path / "hub", OLDEST_FIRST[0])
    before = rows_of(register)
    make = Operations.create_table

    def fail_at_last(self: Operations, name: str, *columns: Any, **more: Any) -> Any:
        return make(self, name, *columns, **more) if name != "attacks" else 1 / 0

    with monkeypatch.context() as patch:
        patch.setattr(Operations, "create_table", fail_at_last)
        with pytest.raises(ZeroDivisionError):
            open_hub(tmp_path / "hub")
    assert rows_of(register) == before
    open_hub(tmp_path / "hub")


def test_several_that_start_at_once_upgrade_once(tmp_path: Path) -> None:
    at_revision(tmp_path / "hub", OLDEST_FIRST[0])
    faults: list[BaseException] = []

    def start() -> None:
        try:
            Register(tmp_path / "hub" / "data" / "register.sqlite").prepare()
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    assert entries(open_hub(tmp_path / "hub")) == ROWS


def test_a_hub_of_a_newer_revision_is_refused_in_three_parts_and_left_alone(tmp_path: Path) -> None:
    hub = make_hub(tmp_path / "hub")
    with hub.register.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0099_of_next_year'")
    before = rows_of(hub.register)
    with pytest.raises(RegisterRefused) as found:
        open_hub(tmp_path / "hub")
    assert "newer version" in found.value.what
    assert {"0099_of_next_year", OLDEST_FIRST[-1]} <= {word.strip(".;,") for word in found.value.found.split()}
    assert "saferhub restore" in found.value.do
    assert rows_of(hub.register) == before
    told = CliRunner().invoke(app, ["supply", "--hub", str(tmp_path / "hub")])
    assert isinstance(told.exception, RegisterRefused)


def test_nothing_is_written_where_the_revision_is_the_newest(tmp_path: Path) -> None:
    hub = make_hub(tmp_path / "hub")
    content = hub.register.path.read_bytes()
    open_hub(tmp_path / "hub")
    assert hub.register.path.read_bytes() == content
