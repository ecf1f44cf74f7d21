"""What an administrator looks after: every account with how it signs in, every signature with until when."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import update

from hub.access.accounts import add_account, suspend_account, unlock_account
from hub.access.identity import ROLES, Identity
from hub.access.organisations import sign_agreement, suspend_organisation
from hub.access.refusal import AccessRefused
from hub.access.roster import Roster, list_roster
from hub.access.tables import ACCOUNTS
from hub.access.throttle import MOST_WRONG_CODES
from hub.register import Register
from tests.unit.hub.people import COUNCIL, PASSWORD, WHO, make_register

TODAY = date(2026, 11, 3)
ASKED = ("chair", "administrator")


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    """It is noon, so that no test runs over midnight."""
    with time_machine.travel(datetime.combine(TODAY, time(12), UTC), tick=True):
        yield


@pytest.fixture
def register(tmp_path: Path) -> Register:
    return make_register(tmp_path)


def asked(register: Register, role: str = "administrator", today: date = TODAY) -> Roster:
    return list_roster(register, Identity("root", role, "IT"), ASKED, today)  # type: ignore[arg-type]


def standing(register: Register, name: str, today: date = TODAY) -> str:
    return next(one.standing for one in asked(register, today=today).people if one.name == name)


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"administrator"}))
def test_only_an_administrator_reads_it(register: Register, role: str) -> None:
    with pytest.raises(AccessRefused):
        asked(register, role)


def test_it_says_how_each_person_signs_in(register: Register) -> None:
    add_account(register, "cho", "chair", COUNCIL, PASSWORD, WHO)
    add_account(register, "out", "chair", COUNCIL, None, WHO)
    found = {one.name: one for one in asked(register).people}
    assert found["ann"].signs_in == "password, or the account of their organisation"
    assert found["ann"].second_factor == "not asked of this role"
    assert found["cho"].second_factor == "none yet: asked for at the next sign-in"
    assert found["out"].second_factor.endswith("unless their organisation asks for one itself")
    assert found["out"].signs_in == "the account of their organisation"


def test_whose_organisation_has_no_signature_in_force_is_shut_out(register: Register) -> None:
    add_account(register, "fay", "analyst", "Fire", PASSWORD, WHO)
    add_account(register, "root", "administrator", "IT", PASSWORD, WHO)
    assert standing(register, "ann") == "in use"
    assert standing(register, "fay") == "shut out"
    assert standing(register, "root") == "in use"
    assert standing(register, "ann", TODAY + timedelta(days=400)) == "shut out"
    suspend_account(register, "ann", WHO)
    assert standing(register, "ann") == "suspended"


def test_an_account_that_wrong_codes_have_closed_is_locked(register: Register) -> None:
    with register.writing() as connection:
        connection.execute(update(ACCOUNTS).values(wrong_codes=MOST_WRONG_CODES))
    assert standing(register, "ann") == "locked"
    unlock_account(register, "ann", WHO)
    assert standing(register, "ann") == "in use"


def test_a_signature_is_in_force_lapsed_or_suspended_with_its_days_left(register: Register) -> None:
    sign_agreement(register, "Fire", WHO, until=TODAY + timedelta(days=9))
    suspend_organisation(register, COUNCIL, WHO)
    found = {one.organisation: one for one in asked(register).signatures}
    assert (found["Fire"].force, found["Fire"].days_left) == ("in force", 9)
    assert found[COUNCIL].force == "suspended"
    later = {one.organisation: one.force for one in asked(register, today=TODAY + timedelta(days=10)).signatures}
    assert later["Fire"] == "lapsed"
