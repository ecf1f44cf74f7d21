"""Server-side sessions: what holds, what ends one, and that a copied cookie is then worth nothing."""

import sqlite3
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from hub.access import sessions
from hub.access.accounts import change_password, change_post, remove_account, suspend_account
from hub.access.organisations import sign_agreement, suspend_organisation
from hub.access.refusal import AccessRefused
from hub.access.sessions import (
    IDLE_SECONDS,
    LONGEST_SECONDS,
    RESTRICTED_IDLE_SECONDS,
    check_session,
    end_session,
    restrict_session,
    which_hold,
)
from hub.access.tables import SESSIONS
from hub.ledger import read_entries
from hub.register import Register
from tests.unit.hub.people import COUNCIL, WHO, make_register, sign_in


@pytest.fixture
def register(tmp_path: Path) -> Register:
    return make_register(tmp_path)


def test_the_register_holds_no_token_and_a_token_has_128_bits_and_more(register: Register) -> None:
    tokens = {sign_in(register).token for _ in range(20)}
    assert len(tokens) == 20
    assert all(len(one) * 6 >= 128 for one in tokens)
    for path in register.path.parent.iterdir():
        assert not [one for one in tokens if one.encode() in path.read_bytes()]


@pytest.mark.parametrize("token", [None, "", "x", "' OR 1=1 --", "\x00", "é" * 99])
def test_what_is_no_token_opens_nothing(register: Register, token: str | None) -> None:
    sign_in(register)
    with pytest.raises(AccessRefused):
        check_session(register, token)


def test_the_id_that_the_register_holds_is_no_token(register: Register) -> None:
    sign_in(register)
    held = sqlite3.connect(register.path).execute("SELECT id FROM sessions").fetchone()[0]
    with pytest.raises(AccessRefused):
        check_session(register, held)


ENDS = {
    "signed out": lambda register, token: end_session(register, token),
    "another post": lambda register, token: change_post(register, "ann", "board", COUNCIL, WHO),
    "another password": lambda register, token: change_password(register, "ann", "another long passphrase", WHO),
    "suspended": lambda register, token: suspend_account(register, "ann", WHO),
    "removed": lambda register, token: remove_account(register, "ann", WHO),
    "signature suspended": lambda register, token: suspend_organisation(register, COUNCIL, WHO),
}


@pytest.mark.parametrize("how", ENDS)
def test_a_copied_cookie_is_worth_nothing_from_the_moment_on(register: Register, how: str) -> None:
    begun, other = sign_in(register), Register(register.path)
    held = check_session(other, begun.token)
    assert which_hold(other, [held.id]) == {held.id}
    ENDS[how](register, begun.token)
    for _ in range(100):
        with pytest.raises(AccessRefused):
            check_session(other, begun.token)
    assert which_hold(other, [held.id]) == frozenset()


def test_a_signature_that_lapses_ends_the_sessions_of_its_people_without_anybody_doing_anything(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = datetime.now(UTC).date()
    sign_agreement(register, COUNCIL, WHO, until=today)
    begun = sign_in(register)
    check_session(register, begun.token)
    monkeypatch.setattr(sessions, "_today", lambda: today + timedelta(days=1))
    with pytest.raises(AccessRefused):
        check_session(register, begun.token)


@pytest.mark.parametrize(("column", "seconds"), [("seen_at", IDLE_SECONDS), ("began_at", LONGEST_SECONDS)])
def test_a_session_ends_after_a_quarter_of_an_hour_idle_and_after_eight_hours(
    register: Register, column: str, seconds: float
) -> None:
    token = sign_in(register).token
    for past, holds in ((seconds - 5, True), (seconds + 1, False)):
        with register.writing() as connection:
            connection.execute(update(SESSIONS).values(**{column: time.time() - past}))
        if holds:
            check_session(register, token, click=False)
        else:
            with pytest.raises(AccessRefused):
                check_session(register, token)


def test_a_session_that_was_shown_restricted_figures_ends_after_ten_minutes_idle(register: Register) -> None:
    token, other = sign_in(register).token, sign_in(register).token
    held = check_session(register, token)
    restrict_session(register, held)
    assert check_session(register, token).stage == "restricted"
    for past, holds in ((RESTRICTED_IDLE_SECONDS - 5, True), (RESTRICTED_IDLE_SECONDS + 1, False)):
        with register.writing() as connection:
            connection.execute(update(SESSIONS).values(seen_at=time.time() - past))
        assert (which_hold(register, [held.id]) == {held.id}) is holds
    with pytest.raises(AccessRefused):
        check_session(register, token)
    assert check_session(register, other).stage == "open", "any other session has its quarter of an hour"
    end_session(register, token)
    with register.reading() as connection:
        assert read_entries(connection, 1)[0]["action"] == "sign-out", "it is as signed in as any"


def test_a_session_of_the_future_does_not_hold(register: Register) -> None:
    """The clock was set back, or somebody wrote to the register."""
    token = sign_in(register).token
    with register.writing() as connection:
        connection.execute(update(SESSIONS).values(seen_at=time.time() + 86_400))
    with pytest.raises(AccessRefused):
        check_session(register, token)


def test_a_signature_that_is_suspended_and_signed_again_revives_no_session(register: Register) -> None:
    token = sign_in(register).token
    suspend_organisation(register, COUNCIL, WHO)
    sign_agreement(register, COUNCIL, WHO)
    with pytest.raises(AccessRefused):
        check_session(register, token)


def test_only_a_click_keeps_a_session_from_falling_idle(register: Register) -> None:
    token = sign_in(register).token

    def age() -> float:
        return time.time() - float(sqlite3.connect(register.path).execute("SELECT seen_at FROM sessions").fetchone()[0])

    with register.writing() as connection:
        connection.execute(update(SESSIONS).values(seen_at=time.time() - 600))
    check_session(register, token, click=False)
    assert age() > 500
    check_session(register, token)
    assert age() < 100


def test_signing_out_is_in_the_ledger_once(register: Register) -> None:
    token = sign_in(register).token
    end_session(register, token)
    end_session(register, token)
    end_session(register, "nobody's")
    with register.reading() as connection:
        assert [one["action"] for one in read_entries(connection)][:2] == ["sign-out", "sign-in"]


def test_sessions_of_last_week_are_forgotten(register: Register) -> None:
    sign_in(register)
    with register.writing() as connection:
        connection.execute(update(SESSIONS).values(began_at=time.time() - 8 * 86_400))
    sign_in(register)
    assert sqlite3.connect(register.path).execute("SELECT count(*) FROM sessions").fetchone()[0] == 1
