"""Whether the hub is well, as its administrator reads it: each fact can be bad, and none of them is of the records."""

import datetime as dt
from collections import namedtuple
from dataclasses import astuple
from pathlib import Path

import pytest

from hub import health
from hub.access.accounts import add_account, suspend_account
from hub.access.identity import ROLES, Identity
from hub.access.organisations import sign_agreement
from hub.access.refusal import AccessRefused
from hub.backup import take_backup
from hub.health import Health, State, read_health
from hub.hub import Hub
from hub.ledger import read_entries
from tests.unit.hub.people import COUNCIL, PASSWORD
from tests.unit.hub.people import WHO as KEEPER
from tests.unit.hub.small_hub import extract, make_hub, receive

ROWS = 7_321
ROOT = Identity("root", "administrator", "IT")
SIGNED = dt.datetime(2025, 4, 20, 12, 0, tzinfo=dt.UTC)
Disk = namedtuple("Disk", "total used free")


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    made = make_hub(tmp_path / "hub")
    receive(made, extract(tmp_path, "secret-name.csv", "2025-01", ROWS), COUNCIL)
    return made


def read(hub: Hub, today: dt.date | None = None) -> Health:
    return read_health(hub, ROOT, today or dt.datetime.now(dt.UTC).date())


def state(hub: Hub, name: str, today: dt.date | None = None) -> State:
    (found,) = (one.state for one in read(hub, today).facts if one.name == name)
    return found


def test_a_hub_that_lacks_nothing_but_a_backup_is_well(hub: Hub) -> None:
    found = {one.name: one.state for one in read(hub).facts}
    assert found == {"Records": "well", "Ledger": "well", "Backup": "look", "Disk": "well", "Register": "well"}


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"administrator"}))
def test_nobody_else_reads_it_and_the_ledger_has_who_tried(hub: Hub, role: str) -> None:
    with pytest.raises(AccessRefused):
        read_health(hub, Identity("ann", role, COUNCIL), SIGNED.date())  # type: ignore[arg-type]
    with hub.register.reading() as connection:
        (entry,) = read_entries(connection, 1)
    assert (entry["who"], entry["action"]) == ("ann", "refused")


def test_it_tells_no_count_no_file_and_no_value(hub: Hub) -> None:
    said = repr(astuple(read(hub)))
    assert not [one for one in (str(ROWS), f"{ROWS:,}", "secret-name", "recorded-crime", "2025-01") if one in said]


def test_a_backup_is_told_of_and_grows_old(hub: Hub, tmp_path: Path) -> None:
    take_backup(hub, tmp_path / "day.tar", KEEPER)
    today = dt.datetime.now(dt.UTC).date()
    assert state(hub, "Backup", today) == "well"
    assert state(hub, "Backup", today + dt.timedelta(days=9)) == "look"


def test_a_full_disk_wants_a_look(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health.shutil, "disk_usage", lambda _: Disk(10**12, 10**12 - 10**6, 10**6))
    assert state(hub, "Disk") == "look"


def test_a_broken_chain_is_told_and_looked_at_again_and_a_whole_one_is_walked_once_an_hour(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    health._WALKED.clear()
    walked: list[int] = []
    verify = hub.verify_ledger
    monkeypatch.setattr(hub, "verify_ledger", lambda: walked.append(1) or verify())
    assert [state(hub, "Ledger") for _ in range(3)] == ["well"] * 3
    assert len(walked) == 1
    with hub.register.writing() as connection:
        connection.exec_driver_sql("UPDATE ledger SET hash = 'x' WHERE position = 1")
    at, verdict = health._WALKED[hub.register.path]
    health._WALKED[hub.register.path] = at - health.WALKED_FOR, verdict
    assert [state(hub, "Ledger") for _ in range(2)] == ["unwell"] * 2
    assert len(walked) == 3


def test_records_that_cannot_be_read_say_what_to_do(hub: Hub) -> None:
    current = hub.store.current()
    assert current is not None
    current.path.write_bytes(b"damaged")
    (found,) = (one for one in read(hub).facts if one.name == "Records")
    assert found.state == "unwell"
    assert "backup" in found.sentence or "recover" in found.sentence


def test_accounts_that_wait_or_are_closed_and_signatures_that_end_are_named(hub: Hub) -> None:
    register = hub.register
    sign_agreement(register, COUNCIL, KEEPER, now=SIGNED)
    for name, role, place in (("ann", "analyst", COUNCIL), ("cy", "chair", COUNCIL), ("out", "board", "Nobody's")):
        add_account(register, name, role, place, PASSWORD, KEEPER)
    add_account(register, "gone", "analyst", COUNCIL, PASSWORD, KEEPER)
    suspend_account(register, "gone", KEEPER)
    found = read(hub, SIGNED.date())
    assert {(one.name, one.standing, one.awaits_device) for one in found.people} == {
        ("cy", "in use", True),
        ("out", "shut out", False),
        ("gone", "suspended", False),
    }
    assert (found.signatures, found.any_signed) == ((), True)
    ends = SIGNED.date() + dt.timedelta(days=366)
    for left, told in ((61, 0), (60, 1), (0, 1), (-1, 1)):
        assert len(read(hub, ends - dt.timedelta(days=left)).signatures) == told, left
