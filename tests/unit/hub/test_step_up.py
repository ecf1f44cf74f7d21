"""Proving anew who one is before a file leaves: how lately, by what, and what is none."""

import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyotp
import pytest
from sqlalchemy import select, update

from hub.access import proof as module
from hub.access.accounts import add_account, change_password, find_account, suspend_account
from hub.access.proof import Demand, find_demand, give_proof, prove_from_outside
from hub.access.providers import Provider
from hub.access.refusal import AccessRefused
from hub.access.sessions import OPEN, Session, begin_session, check_session, end_session, hash_token
from hub.access.sign_in import begin_sign_in, give_code, propose_device, sign_in_from_outside
from hub.access.step_up import ProofTooOld, check_proof, is_proved, seconds_for
from hub.access.tables import SESSIONS
from hub.access.throttle import FAILURES, MOST_WRONG_CODES, Key
from hub.ledger import read_entries
from hub.register import Register
from tests.unit.hub.people import COUNCIL, DESK, PASSWORD, WHO, make_register, sign_in
from tests.unit.hub.section_eight import AUDIENCES

MINUTE = 60.0
MINUTES = {"open": 60, "board": 60, "partner": 60, "closed": 10}
"""As the rule was decided, apart from the code."""
ROLES = ["chair"]
SERVICE = Provider(title="Council account", organisation=COUNCIL, issuer="https://login.example.org/x", client_id="hub")


@pytest.fixture
def register(tmp_path: Path) -> Register:
    return make_register(tmp_path)


def desk(number: int) -> Key:
    return Key("address", f"192.0.2.{number + 10}")


def make_old(register: Register, token: str, seconds: float) -> Session:
    """A session whose person proved who they are that long ago."""
    own = SESSIONS.c.id == hash_token(token)
    with register.writing() as connection:
        connection.execute(update(SESSIONS).where(own).values(proved_at=time.time() - seconds))
    return check_session(register, token)


def acts(register: Register, number: int = 3) -> list[tuple[str, dict[str, Any]]]:
    with register.reading() as connection:
        return [(one["action"], json.loads(one["detail"])) for one in read_entries(connection, number)]


def prove(register: Register, held: Session, password: str = PASSWORD, code: str = "", address: Key = DESK) -> str:
    return give_proof(register, held, password, code, address, ROLES)


# --- the rule ---


@pytest.mark.parametrize("shared", [False, True])
@pytest.mark.parametrize("audience", [*AUDIENCES, "everybody", ""])
def test_ten_minutes_for_what_is_restricted_and_an_hour_for_every_other_file(audience: str, shared: bool) -> None:
    assert set(MINUTES) == set(AUDIENCES)
    minutes = 10 if shared else MINUTES.get(audience, 10)
    assert seconds_for(audience, shared) == minutes * MINUTE


@pytest.mark.parametrize("minutes", [10, 60])
def test_a_sign_in_is_a_proof_until_its_time_is_over(register: Register, minutes: int) -> None:
    token = sign_in(register).token
    for past, proved in ((0.0, True), (minutes * MINUTE - 5, True), (minutes * MINUTE + 1, False)):
        held = make_old(register, token, past)
        assert is_proved(held, None, minutes * MINUTE, time.time()) is proved


def test_a_proof_of_the_future_is_none(register: Register) -> None:
    held = make_old(register, sign_in(register).token, -3600)
    assert not is_proved(held, None, 3600, time.time())


def test_a_session_that_has_not_proved_lately_gets_no_further_and_the_ledger_knows(register: Register) -> None:
    token = sign_in(register).token
    check_proof(register, make_old(register, token, 500), None, 600, ("tactical-assessment", "pdf"))
    before = len(acts(register, 99))
    with pytest.raises(ProofTooOld, match="just proved"):
        check_proof(register, make_old(register, token, 700), None, 600, ("tactical-assessment", "pdf"))
    assert acts(register, 1) == [("refused", {"kind": "pdf", "minutes": 10, "why": "proof too old"})]
    assert len(acts(register, 99)) == before + 1


# --- password and code ---


def test_a_password_is_a_proof_with_its_entry_and_a_token_of_its_own(register: Register) -> None:
    token = sign_in(register).token
    held = make_old(register, token, 7200)
    assert find_demand(register, held, ROLES) == Demand(password=True, code=False)
    given, now = prove(register, held), check_session(register, token)
    assert acts(register, 1) == [("proof", {"by": "password", "from": DESK.words})]
    assert is_proved(now, given, 600, time.time())
    assert (now.id, now.who, now.stage) == (held.id, held.who, OPEN)
    assert given not in register.path.read_bytes().decode("latin-1")
    with register.reading() as connection:
        began = connection.execute(select(SESSIONS.c.began_at)).scalar()
    assert began is not None and began < time.time(), "the session is no younger for it"


def test_a_cookie_that_was_copied_before_a_proof_is_worth_no_file_after_it(register: Register) -> None:
    token = sign_in(register).token
    held = make_old(register, token, 7200)
    first = prove(register, held)
    second = prove(register, held)
    for other in (None, "", "x", token, first, held.id, hash_token(second)):
        assert not is_proved(check_session(register, token), other, 600, time.time())
    assert is_proved(check_session(register, token), second, 600, time.time())


def test_a_proof_of_one_session_is_none_of_another(register: Register) -> None:
    one, other = sign_in(register).token, sign_in(register).token
    given = prove(register, make_old(register, one, 7200))
    assert not is_proved(make_old(register, other, 7200), given, 600, time.time())


def test_a_wrong_password_proves_nothing_and_the_ledger_knows(register: Register) -> None:
    token = sign_in(register).token
    held = make_old(register, token, 7200)
    for words in ("", "wrong password", PASSWORD.upper(), "x" * 5000):
        with pytest.raises(AccessRefused, match="not the password"):
            prove(register, held, words)
        assert acts(register, 1) == [("refused", {"step": "proof", "why": "password"})]
    assert not is_proved(check_session(register, token), None, 3600, time.time())


def test_ten_wrong_passwords_make_the_name_wait_here_and_at_the_sign_in(register: Register) -> None:
    held = make_old(register, sign_in(register).token, 7200)
    for at in range(FAILURES):
        with pytest.raises(AccessRefused, match="not the password"):
            prove(register, held, "wrong password", address=desk(at))
    assert acts(register, 1)[0][0] == "locked"
    with pytest.raises(AccessRefused, match="too many tries"):
        prove(register, held, address=desk(90))
    with pytest.raises(AccessRefused, match="too many tries"):
        sign_in(register, address=desk(91))


def test_wrong_tries_at_the_sign_in_count_here_and_a_right_one_forgets_them(register: Register) -> None:
    held = make_old(register, sign_in(register).token, 7200)
    for _ in range(2):
        for at in range(FAILURES - 1):
            with pytest.raises(AccessRefused):
                sign_in(register, password="wrong password", address=desk(at))
        prove(register, held, address=desk(95))
    for at in range(FAILURES):
        with pytest.raises(AccessRefused):
            sign_in(register, password="wrong password", address=desk(at + 20))
    with pytest.raises(AccessRefused, match="too many tries"):
        prove(register, held, address=desk(96))


def test_a_try_counts_before_the_password_is_looked_at(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    held, looked = make_old(register, sign_in(register).token, 7200), []
    monkeypatch.setattr(module, "verify_password", lambda kept, words: looked.append(words) or False)
    for _ in range(FAILURES + 5):
        with pytest.raises(AccessRefused):
            prove(register, held, "wrong password")
    assert len(looked) == FAILURES


def with_device(register: Register) -> tuple[str, str]:
    """A chair with a device, signed in two hours ago: the token and the key."""
    add_account(register, "pat", "chair", COUNCIL, PASSWORD, WHO)
    waiting = begin_sign_in(register, "pat", PASSWORD, DESK, ROLES).token
    key = propose_device(register, waiting).secret.replace(" ", "")
    token = give_code(register, waiting, pyotp.TOTP(key).at(time.time() - 30), DESK).token
    make_old(register, token, 7200)
    return token, key


def test_a_post_with_a_second_factor_gives_password_and_code(register: Register) -> None:
    token, key = with_device(register)
    held = check_session(register, token)
    assert find_demand(register, held, ROLES) == find_demand(register, held, []) == Demand(password=True, code=True)
    code = pyotp.TOTP(key).now()
    for password, words in (("", code), ("wrong password", code)):
        with pytest.raises(AccessRefused, match="not the password"):
            prove(register, held, password, words)
    for words in ("", "000000" if code != "000000" else "000001"):
        with pytest.raises(AccessRefused, match="not the one of now"):
            prove(register, held, PASSWORD, words)
        assert acts(register, 1) == [("refused", {"step": "proof", "why": "code"})]
    assert not is_proved(check_session(register, token), None, 3600, time.time())
    given = prove(register, held, PASSWORD, code)
    assert acts(register, 1) == [("proof", {"by": "password and code", "from": DESK.words})]
    assert is_proved(check_session(register, token), given, 600, time.time())


def test_a_code_is_taken_once_here_and_at_the_sign_in(register: Register) -> None:
    token, key = with_device(register)
    held, code = check_session(register, token), pyotp.TOTP(key).now()
    prove(register, held, PASSWORD, code)
    with pytest.raises(AccessRefused, match="used before"):
        prove(register, held, PASSWORD, code)
    waiting = begin_sign_in(register, "pat", PASSWORD, DESK, ROLES).token
    with pytest.raises(AccessRefused, match="used before"):
        give_code(register, waiting, code, DESK)


def test_ten_wrong_codes_close_the_account_and_wrong_passwords_do_not(register: Register) -> None:
    token, _ = with_device(register)
    held = check_session(register, token)
    with pytest.raises(AccessRefused):
        prove(register, held, "wrong password", "12345")
    assert not find_account(register, "pat").locked
    for at in range(MOST_WRONG_CODES):
        with pytest.raises(AccessRefused):
            prove(register, held, PASSWORD, "12345", desk(at))
    assert find_account(register, "pat").locked
    assert ("locked", {"step": "code", "until_unlocked": True}) in acts(register, 3)


def test_whose_post_needs_a_device_and_has_none_is_sent_to_the_sign_in(register: Register) -> None:
    """The settings were changed while the session went on."""
    held = make_old(register, sign_in(register).token, 7200)
    for ask in (lambda: find_demand(register, held, ["analyst"]), lambda: _give(register, held)):
        with pytest.raises(AccessRefused, match="no device of yours"):
            ask()


def _give(register: Register, held: Session) -> str:
    return give_proof(register, held, PASSWORD, "", DESK, ["analyst"])


ENDS: dict[str, Callable[[Register, str], object]] = {
    "signed out": lambda register, token: end_session(register, token),
    "another password": lambda register, token: change_password(register, "ann", "another long passphrase", WHO),
    "suspended": lambda register, token: suspend_account(register, "ann", WHO),
}


@pytest.mark.parametrize("how", ENDS)
def test_a_session_that_has_ended_meanwhile_is_not_revived_by_a_proof(register: Register, how: str) -> None:
    token = sign_in(register).token
    held = make_old(register, token, 7200)
    ENDS[how](register, token)
    with pytest.raises(AccessRefused):
        prove(register, held)
    with pytest.raises(AccessRefused):
        check_session(register, token)
    assert "proof" not in [action for action, _ in acts(register, 5)]


def test_no_proof_without_its_entry(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    token = sign_in(register).token
    held = make_old(register, token, 7200)

    def fail(*_: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr(module, "append", fail)
    with pytest.raises(OSError, match="no room"):
        prove(register, held)
    assert check_session(register, token).proved_at == held.proved_at


# --- the account service ---


def outside(register: Register, name: str = "kim", role: str = "board", **keys: Any) -> str:
    """Somebody without a password here, whom the service has named; the token of their session."""
    add_account(register, name, role, COUNCIL, None, WHO)
    return sign_in_from_outside(register, name, SERVICE, DESK, ROLES, **keys).token


def vouch(
    register: Register,
    held: Session,
    name: str = "kim",
    provider: Provider = SERVICE,
    ways: list[str] | None = None,
    sent: float = 20.0,
    proved: float | None = 5.0,
) -> str:
    """The word of the service, as so many seconds ago."""
    now = time.time()
    asked = (now - sent, None if proved is None else now - proved)
    return prove_from_outside(register, held, name, provider, DESK, ROLES, ways, asked)


@pytest.mark.parametrize(("stated", "proved"), [(None, False), (10.0, True), (3000.0, True), (4000.0, False)])
def test_a_sign_in_by_a_service_is_as_old_a_proof_as_the_service_says(
    register: Register, stated: float | None, proved: bool
) -> None:
    token = outside(register, proved_at=None if stated is None else time.time() - stated)
    assert is_proved(check_session(register, token), None, 3600, time.time()) is proved


def test_a_service_that_says_a_later_moment_than_now_is_believed_until_now(register: Register) -> None:
    assert check_session(register, outside(register, proved_at=time.time() + 9e9)).proved_at <= time.time()


def test_a_service_that_asked_anew_is_a_proof_of_that_moment(register: Register) -> None:
    token = outside(register)
    held = check_session(register, token)
    assert find_demand(register, held, ROLES) == Demand(password=False, code=False)
    with pytest.raises(AccessRefused, match="keeps no password"):
        prove(register, held, "")
    given, now = vouch(register, held), check_session(register, token)
    assert acts(register, 1) == [("proof", {"by": "account service", "from": DESK.words})]
    assert is_proved(now, given, 600, time.time())
    assert 4 < time.time() - now.proved_at < 60


DOUBTS = {
    "another account": ({"name": "sam"}, "somebody else"),
    "a service of others": ({"provider": SERVICE.model_copy(update={"organisation": "Fire"})}, "somebody else"),
    "no time": ({"proved": None}, "does not say when"),
    "an earlier sign-in": ({"proved": 3600.0}, "did not ask you anew"),
    "just before it was asked": ({"proved": 120.0}, "did not ask you anew"),
    "the future": ({"proved": -3600.0}, "did not ask you anew"),
    "a long way": ({"sent": 1000.0, "proved": 900.0}, "did not ask you anew"),
    "an old question answered now": ({"sent": 1000.0, "proved": 1.0}, "did not ask you anew"),
}


@pytest.mark.parametrize("how", DOUBTS)
def test_the_word_of_a_service_is_doubted(register: Register, how: str) -> None:
    token = outside(register)
    said, words = DOUBTS[how]
    with pytest.raises(AccessRefused, match=words):
        vouch(register, check_session(register, token), **said)  # type: ignore[arg-type]
    assert acts(register, 1)[0][0] == "refused"
    assert not is_proved(check_session(register, token), None, 3600, time.time())


def chair_from_outside(register: Register) -> tuple[str, str]:
    """A chair without a password here, with a device that is known here: token and key."""
    waiting = outside(register, "kim", "chair", proved_at=time.time() - 9000)
    key = propose_device(register, waiting).secret.replace(" ", "")
    return give_code(register, waiting, pyotp.TOTP(key).at(time.time() - 30), DESK).token, key


def test_a_code_at_the_sign_in_makes_an_old_word_of_a_service_no_younger(register: Register) -> None:
    held = check_session(register, chair_from_outside(register)[0])
    assert not is_proved(held, None, 3600, time.time())


def test_where_the_service_asks_no_second_factor_a_code_is_asked_for_here_and_alone_is_not_enough(
    register: Register,
) -> None:
    token, key = chair_from_outside(register)
    held = check_session(register, token)
    with pytest.raises(AccessRefused, match="keeps no password"):
        prove(register, held, "", pyotp.TOTP(key).now())
    assert vouch(register, held, ways=["pwd"]) == ""
    assert acts(register, 1) == [("vouched", {"by": "account service", "from": DESK.words})]
    half = check_session(register, token)
    assert find_demand(register, half, ROLES) == Demand(password=False, code=True)
    assert not is_proved(half, None, 3600, time.time())
    given = prove(register, half, "", pyotp.TOTP(key).now())
    assert acts(register, 1) == [("proof", {"by": "account service and code", "from": DESK.words})]
    whole = check_session(register, token)
    assert is_proved(whole, given, 600, time.time())
    assert find_demand(register, whole, ROLES) == Demand(password=False, code=False), "the word was good once"


def test_the_word_of_a_service_waits_five_minutes_for_its_code(register: Register) -> None:
    token, key = chair_from_outside(register)
    vouch(register, check_session(register, token), ways=["pwd"])
    late = replace(check_session(register, token), vouched_at=time.time() - 301)
    with pytest.raises(AccessRefused, match="keeps no password"):
        prove(register, late, "", pyotp.TOTP(key).now())


def test_who_gave_a_second_factor_there_is_asked_for_none_here(register: Register) -> None:
    token, _ = chair_from_outside(register)
    assert vouch(register, check_session(register, token), ways=["pwd", "mfa"])


def test_whose_post_needs_a_device_that_nobody_knows_has_no_proof(register: Register) -> None:
    token = outside(register, "kim", "chair", ways=["mfa"])
    with pytest.raises(AccessRefused, match="no device of yours"):
        vouch(register, check_session(register, token), ways=["pwd"])


def test_a_session_is_begun_as_proved_unless_something_else_is_said(register: Register) -> None:
    with register.writing() as connection:
        tokens = [begin_session(connection, "ann", OPEN, time.time()),
                  begin_session(connection, "ann", OPEN, time.time(), proved_at=0.0)]  # fmt: skip
    found = [is_proved(check_session(register, one), None, 600, time.time()) for one in tokens]
    assert found == [True, False]
