"""Accounts and signatures: how they are kept, changed and recorded; the accounts of an earlier version."""

import json
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyotp
import pytest
from typer.testing import CliRunner

from hub.__main__ import app
from hub.access.accounts import (
    add_account,
    change_password,
    change_post,
    find_account,
    list_accounts,
    remove_account,
    restore_account,
    suspend_account,
)
from hub.access.earlier_accounts import FILE_NAME, take_over_accounts
from hub.access.organisations import list_organisations, sign_agreement, suspend_organisation
from hub.access.passwords import hash_password, make_password
from hub.access.refusal import AccessRefused
from hub.access.sign_in import begin_sign_in, give_code, propose_device
from hub.ledger import read_entries
from hub.register import Register
from tests.unit.hub.people import COUNCIL, DESK, PASSWORD, WHO, make_register, sign_in
from tests.unit.hub.small_hub import make_hub


@pytest.fixture
def register(tmp_path: Path) -> Register:
    return make_register(tmp_path)


def acts(register: Register) -> list[tuple[str, str]]:
    with register.reading() as connection:
        return [(one["action"], one["subject"]) for one in reversed(read_entries(connection))]


def test_the_register_holds_argon2id_hashes_and_no_password(register: Register) -> None:
    for path in register.path.parent.iterdir():
        assert PASSWORD.encode() not in path.read_bytes()
    hashed = sqlite3.connect(register.path).execute("SELECT password_hash FROM accounts").fetchone()[0]
    assert hashed.startswith("$argon2id$")


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "x" * 200,
        "aaaaaaaaaaaaaaaa",
        "ann ann ann ann",
        "Borough Council",
        "password1234",
        "qwertyuiop12",
        "1234567890123",
        "passwordpassword",
        "boroughcouncil1",
        "saferhub2026saferhub",
        "Community Safety Partnership",
    ],
)
def test_a_poor_password_is_refused(register: Register, password: str) -> None:
    with pytest.raises(AccessRefused, match="too easy"):
        add_account(register, "bob", "analyst", COUNCIL, password, WHO)
    with pytest.raises(AccessRefused, match="too easy"):
        change_password(register, "ann", password, WHO)
    assert [one.name for one in list_accounts(register)] == ["ann"]


@pytest.mark.parametrize("name", ["", "a b", "../ann", "x" * 65, "<b>"])
def test_a_name_of_odd_characters_is_refused(register: Register, name: str) -> None:
    with pytest.raises(AccessRefused):
        add_account(register, name, "analyst", COUNCIL, PASSWORD, WHO)


def test_an_unknown_role_or_account_is_refused(register: Register) -> None:
    with pytest.raises(AccessRefused, match="role"):
        add_account(register, "bob", "king", COUNCIL, PASSWORD, WHO)
    for change in (suspend_account, restore_account, remove_account):
        with pytest.raises(AccessRefused, match="no such account"):
            change(register, "nobody", WHO)


def test_made_passwords_differ_and_are_accepted(register: Register) -> None:
    made = {make_password() for _ in range(50)}
    assert len(made) == 50
    add_account(register, "bob", "analyst", COUNCIL, made.pop(), WHO)


def test_every_change_is_in_the_ledger_with_who_did_it(register: Register) -> None:
    change_post(register, "ann", "board", COUNCIL, WHO)
    change_password(register, "ann", "another long passphrase", WHO)
    suspend_account(register, "ann", WHO)
    restore_account(register, "ann", WHO)
    suspend_organisation(register, COUNCIL, WHO)
    remove_account(register, "ann", WHO)
    assert acts(register) == [
        ("sign", COUNCIL),
        ("account", "ann"),
        ("post", "ann"),
        ("password", "ann"),
        ("suspend", "ann"),
        ("restore", "ann"),
        ("suspend", COUNCIL),
        ("remove", "ann"),
    ]
    with register.reading() as connection:
        assert {one["who"] for one in read_entries(connection)} == {WHO.name}


def test_a_signature_holds_for_a_year_at_most_and_can_be_suspended_and_signed_anew(register: Register) -> None:
    today = datetime.now(UTC).date()
    for until in (today - timedelta(days=1), today + timedelta(days=400)):
        with pytest.raises(AccessRefused, match="a year at most"):
            sign_agreement(register, "Fire", WHO, until=until)
    made = sign_agreement(register, "Fire", WHO, until=today + timedelta(days=30))
    assert made.is_in_force(today)
    assert not made.is_in_force(today + timedelta(days=31))
    assert not made.is_in_force(date(2020, 1, 1))
    suspend_organisation(register, "Fire", WHO)
    assert not list_organisations(register)[1].is_in_force(today)
    assert sign_agreement(register, "Fire", WHO).is_in_force(today)
    with pytest.raises(AccessRefused, match="no such organisation"):
        suspend_organisation(register, "Nobody", WHO)


def test_the_accounts_of_an_earlier_version_move_in_once_with_their_passwords(tmp_path: Path) -> None:
    register = make_register(tmp_path)
    old = [
        {"name": "old", "role": "analyst", "organisation": COUNCIL, "password_hash": hash_password(PASSWORD)},
        {"name": "ann", "role": "board", "organisation": "Elsewhere", "password_hash": "x"},
    ]
    (tmp_path / FILE_NAME).write_text(json.dumps(old), encoding="utf-8")
    assert take_over_accounts(tmp_path, register) == 1
    assert not (tmp_path / FILE_NAME).exists()
    assert sign_in(register, "old").who.name == "old"
    assert find_account(register, "ann").role == "analyst", "the register's own account stays"
    assert take_over_accounts(tmp_path, register) == 0
    remove_account(register, "old", WHO)
    (tmp_path / FILE_NAME).write_text(json.dumps(old), encoding="utf-8")
    assert take_over_accounts(tmp_path, register) == 0, "a file that is found again brings nobody back"
    assert [one.name for one in list_accounts(register)] == ["ann"]


def test_of_processes_that_start_together_one_takes_the_accounts_over(tmp_path: Path) -> None:
    register = make_register(tmp_path)
    old = [{"name": "old", "role": "analyst", "organisation": COUNCIL, "password_hash": hash_password(PASSWORD)}]
    (tmp_path / FILE_NAME).write_text(json.dumps(old), encoding="utf-8")
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: take_over_accounts(tmp_path, Register(register.path)), range(8)))
    assert sorted(taken) == [0] * 7 + [1]
    assert [one.name for one in list_accounts(register)] == ["ann", "old"]


@pytest.mark.parametrize("organisation", ["", "x", "a\nb", "x" * 101, "a\x00b"])
def test_no_account_is_of_an_organisation_that_has_no_name(register: Register, organisation: str) -> None:
    for change in (
        lambda: add_account(register, "bob", "analyst", organisation, PASSWORD, WHO),
        lambda: change_post(register, "ann", "board", organisation, WHO),
        lambda: sign_agreement(register, organisation, WHO),
    ):
        with pytest.raises(AccessRefused, match="name of an organisation"):
            change()


def test_a_file_of_accounts_that_cannot_be_read_is_refused_and_kept(tmp_path: Path) -> None:
    register = make_register(tmp_path)
    (tmp_path / FILE_NAME).write_text('{"a": 1}', encoding="utf-8")
    with pytest.raises(AccessRefused, match="cannot be read"):
        take_over_accounts(tmp_path, register)
    assert (tmp_path / FILE_NAME).exists()


def test_people_and_organisations_are_managed_from_the_command_line(tmp_path: Path) -> None:
    make_hub(tmp_path / "hub")
    home, run = ["--hub", str(tmp_path / "hub")], CliRunner()
    typed = f"{PASSWORD}\n{PASSWORD}\n"
    added = run.invoke(app, ["users", "add", "pat", "--role", "chair", "--organisation", "Fire", *home], input=typed)
    assert added.exit_code == 0
    assert 'saferhub organisations sign "Fire"' in added.output
    assert PASSWORD not in added.output
    again = run.invoke(app, ["users", "add", "pat", "--role", "board", "--organisation", "Fire", *home], input=typed)
    assert "already" in str(again.exception)
    assert "in force until" in run.invoke(app, ["organisations", "sign", "Fire", *home]).output
    for command in ("suspend", "restore", "unlock", "new-device"):
        assert run.invoke(app, ["users", command, "pat", *home]).exit_code == 0
    assert run.invoke(app, ["users", "password", "pat", *home], input=typed).exit_code == 0
    moved = ["users", "post", "pat", "--role", "board", "--organisation", "Fire", *home]
    assert "is now board of Fire" in run.invoke(app, moved).output
    listed = run.invoke(app, ["users", "list", "--json", *home]).output
    assert json.loads(listed) == [
        {
            "name": "pat",
            "role": "board",
            "organisation": "Fire",
            "has_password": True,
            "second_factor": False,
            "suspended_on": None,
            "locked": False,
            "areas": None,
        }
    ]
    assert run.invoke(app, ["organisations", "suspend", "Fire", *home]).exit_code == 0
    assert "suspended" in run.invoke(app, ["organisations", "list", *home]).output
    assert run.invoke(app, ["users", "remove", "pat", *home]).exit_code == 0
    assert "No account yet" in run.invoke(app, ["users", "list", *home]).output


def test_a_liaison_officer_gives_the_code_of_their_device_on_the_command_line_too(tmp_path: Path) -> None:
    hub = make_hub(tmp_path / "hub")
    home, run = ["--hub", str(tmp_path / "hub")], CliRunner()
    sign_agreement(hub.register, "Fire", WHO)
    add_account(hub.register, "lee", "liaison", "Fire", PASSWORD, WHO)
    given = ["grant", "give", "fires", "--provider", "Fire", "--audience", "closed", "--by", "lee", *home]
    refused = run.invoke(app, given, input=f"{PASSWORD}\n")
    assert isinstance(refused.exception, AccessRefused)
    token = begin_sign_in(hub.register, "lee", PASSWORD, DESK, ["liaison"]).token
    totp, now = pyotp.TOTP(propose_device(hub.register, token).secret.replace(" ", "")), time.time()
    give_code(hub.register, token, totp.at(now - 30), DESK)
    done = run.invoke(app, given, input=f"{PASSWORD}\n{totp.at(now)}\n")
    assert done.exit_code == 0, done.output
    again = run.invoke(app, given, input=f"{PASSWORD}\n{totp.at(now)}\n")
    assert isinstance(again.exception, AccessRefused), "a code is taken once"


def test_a_long_number_of_no_meaning_is_a_password(register: Register) -> None:
    add_account(register, "bob", "analyst", COUNCIL, "4917 2203 8836 5541", WHO)
