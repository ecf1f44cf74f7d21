"""Who reads which entries of the ledger: their own, their agency's, or only that the chain is whole. What a chair reads
is in `test_jag_trail.py`, what the board reads in `test_audit_summary.py`."""

from collections.abc import Callable
from dataclasses import astuple
from pathlib import Path

import pytest

from hub.access.accounts import add_account, change_post, remove_account
from hub.access.identity import Identity
from hub.audit_trail import PART, Trail, read_trail
from hub.hub import entry_of
from hub.ledger import append, read_entries
from hub.register import Register
from tests.unit.hub.people import COUNCIL, PASSWORD, WHO, make_register

POLICE = "Police"
Does = Callable[..., None]


@pytest.fixture
def register(tmp_path: Path) -> Register:
    """Ann is the council's analyst; Len speaks for the council, Pol for the police, where Pat is an analyst."""
    made = make_register(tmp_path)
    add_account(made, "len", "liaison", COUNCIL, PASSWORD, WHO)
    add_account(made, "pol", "liaison", POLICE, PASSWORD, WHO)
    add_account(made, "pat", "analyst", POLICE, PASSWORD, WHO)
    return made


@pytest.fixture
def does(register: Register) -> Does:
    def act(name: str, subject: str, action: str = "receive") -> None:
        who = Identity(name, "analyst", "")
        with register.writing() as connection:
            append(connection, entry_of(who, action, subject, {"file": "secret.csv", "rows": 7_321}))

    return act


def read(register: Register, name: str, role: str, organisation: str, **asked: object) -> Trail:
    return read_trail(register, Identity(name, role, organisation), **asked)  # type: ignore[arg-type]


def subjects(found: Trail) -> list[str]:
    return [act.subject for act in found.acts if act.action != "view"]


def test_an_analyst_reads_what_they_did_and_nothing_else(register: Register, does: Does) -> None:
    does("ann", "fires")
    does("pat", "recorded-crime")
    does("len", "road-collisions")
    assert subjects(read(register, "ann", "analyst", COUNCIL)) == ["fires"]
    assert subjects(read(register, "pat", "analyst", POLICE)) == ["recorded-crime"]


def test_a_liaison_officer_reads_what_people_of_their_agency_did(register: Register, does: Does) -> None:
    does("ann", "fires")
    does("pat", "recorded-crime")
    does("len", "road-collisions")
    does("operator", "exclusions")
    assert subjects(read(register, "len", "liaison", COUNCIL)) == ["road-collisions", "fires"]
    assert subjects(read(register, "pol", "liaison", POLICE)) == ["recorded-crime"]


def test_whoever_changes_agency_takes_no_acts_along(register: Register, does: Does) -> None:
    does("ann", "fires")
    change_post(register, "ann", "analyst", POLICE, WHO)
    does("ann", "recorded-crime")
    assert subjects(read(register, "len", "liaison", COUNCIL)) == ["fires"]
    assert subjects(read(register, "pol", "liaison", POLICE)) == ["recorded-crime"]
    assert subjects(read(register, "ann", "analyst", POLICE)) == ["recorded-crime"]


def test_a_name_that_is_given_out_anew_brings_no_acts(register: Register, does: Does) -> None:
    does("ann", "fires")
    remove_account(register, "ann", WHO)
    does("ann", "exclusions")
    add_account(register, "ann", "analyst", POLICE, PASSWORD, WHO)
    does("ann", "recorded-crime")
    assert subjects(read(register, "pol", "liaison", POLICE)) == ["recorded-crime"]
    assert subjects(read(register, "len", "liaison", COUNCIL)) == ["fires"]


@pytest.mark.parametrize("removed", [True, False])
def test_nor_does_one_that_is_given_out_anew_in_the_same_agency(register: Register, does: Does, removed: bool) -> None:
    does("ann", "fires")
    if removed:
        remove_account(register, "ann", WHO)
    add_account(register, "ann", "analyst", COUNCIL, PASSWORD, WHO)
    assert subjects(read(register, "ann", "analyst", COUNCIL)) == []
    does("ann", "exclusions")
    change_post(register, "ann", "analyst", COUNCIL, WHO)
    assert subjects(read(register, "ann", "analyst", COUNCIL)) == ["exclusions"]
    assert subjects(read(register, "len", "liaison", COUNCIL)) == ["exclusions", "fires"]


def test_an_account_of_before_its_making_was_noted_belongs_where_the_register_says(
    register: Register, does: Does
) -> None:
    with register.writing() as connection:
        connection.exec_driver_sql("DELETE FROM ledger")
    does("pat", "recorded-crime")
    assert subjects(read(register, "pol", "liaison", POLICE)) == ["recorded-crime"]


def test_an_administrator_reads_only_that_the_chain_is_whole(register: Register, does: Does) -> None:
    does("ann", "fires")
    found = read(register, "root", "administrator", "IT")
    assert (found.acts, found.actions) == ((), ())
    assert found.verdict is not None
    assert (found.verdict.broken_at, found.verdict.entries) == (None, 6)
    with register.writing() as connection:
        connection.exec_driver_sql("UPDATE ledger SET subject = 'exclusions' WHERE position = 6")
    broken = read(register, "root", "administrator", "IT").verdict
    assert broken is not None
    assert broken.broken_at == 6


@pytest.mark.parametrize(("role", "name", "place"), [("analyst", "ann", COUNCIL), ("administrator", "root", "IT")])
def test_reading_is_an_entry_too(register: Register, role: str, name: str, place: str) -> None:
    read(register, name, role, place)
    with register.reading() as connection:
        (entry,) = read_entries(connection, 1)
    assert (entry["who"], entry["action"], entry["subject"]) == (name, "view", "audit")


def test_a_hundred_are_read_at_a_time_and_older_ones_after(register: Register, does: Does) -> None:
    for number in range(PART + 3):
        does("ann", f"set {number}")
    first = read(register, "ann", "analyst", COUNCIL)
    assert (len(first.acts), first.older) == (PART, True)
    assert first.acts[0].subject == f"set {PART + 2}"
    rest = read(register, "ann", "analyst", COUNCIL, before=first.acts[-1].position)
    assert [act.subject for act in rest.acts] == ["set 2", "set 1", "set 0"]
    assert not rest.older


def test_one_kind_of_act_alone(register: Register, does: Does) -> None:
    does("ann", "fires")
    does("ann", "hotspot-explorer", "release")
    found = read(register, "ann", "analyst", COUNCIL, action="release")
    assert [act.subject for act in found.acts] == ["hotspot-explorer"]
    assert set(found.actions) == {"receive", "release"}


def test_no_detail_of_an_entry_is_read(register: Register, does: Does) -> None:
    does("ann", "fires")
    said = repr(astuple(read(register, "ann", "analyst", COUNCIL)))
    assert "secret" not in said
    assert "7321" not in said


def test_whoever_reads_no_entries_is_given_none(register: Register, does: Does) -> None:
    does("ann", "fires")
    for role in ("chair", "board", "administrator"):
        found = read(register, "cleo", role, COUNCIL)
        assert (found.acts, found.actions, found.older) == ((), (), False)
