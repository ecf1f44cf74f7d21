"""Signing in: the answer to a wrong try, the limit of tries, the second factor, the account services."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyotp
import pytest

from hub.access import passwords, sessions
from hub.access import sign_in as module
from hub.access.accounts import (
    add_account,
    change_password,
    change_post,
    find_account,
    forget_second_factor,
    remove_account,
    suspend_account,
    unlock_account,
)
from hub.access.organisations import sign_agreement, suspend_organisation
from hub.access.providers import Provider, SecretRefused, read_client_secret
from hub.access.refusal import AccessRefused
from hub.access.sessions import CODE, DEVICE, OPEN, check_session
from hub.access.sign_in import TERMINAL, give_code, propose_device, sign_in_from_outside
from hub.access.throttle import FAILURES, MOST_WRONG_CODES, WAIT_SECONDS, WINDOW_SECONDS, Key
from hub.ledger import read_entries
from hub.register import Register
from tests.unit.hub.people import COUNCIL, DESK, PASSWORD, WHO, make_register, sign_in

SERVICE = Provider(title="Council account", organisation=COUNCIL, issuer="https://login.example.org/x", client_id="hub")


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = time.time()

    def time(self) -> float:
        return self.now


@pytest.fixture
def register(tmp_path: Path) -> Register:
    return make_register(tmp_path)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(module, "time", made)
    return made


def desk(number: int) -> Key:
    return Key("address", f"192.0.2.{number + 10}")


def acts(register: Register, number: int = 3) -> list[tuple[str, str]]:
    with register.reading() as connection:
        return [(one["action"], one["detail"]) for one in read_entries(connection, number)]


def fail(register: Register, name: str = "ann", address: Key = DESK) -> str:
    with pytest.raises(AccessRefused) as found:
        sign_in(register, name, "wrong password", address)
    assert found.value.exit_code == 16
    return str(found.value)


def test_a_person_signs_in_with_name_and_password(register: Register) -> None:
    begun = sign_in(register, " Ann ")
    assert (begun.who.name, begun.who.role, begun.stage) == ("ann", "analyst", OPEN)
    assert check_session(register, begun.token).who == begun.who


def test_an_unknown_name_and_a_suspended_account_get_the_same_words_as_a_wrong_password(register: Register) -> None:
    add_account(register, "gone", "analyst", COUNCIL, PASSWORD, WHO)
    suspend_account(register, "gone", WHO)
    with pytest.raises(AccessRefused) as found:
        sign_in(register, "gone")
    assert {str(found.value), fail(register), fail(register, "nobody")} == {str(found.value)}


def test_an_unknown_name_costs_the_same_work_as_a_wrong_password(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[bool] = []
    verify = passwords.verify_password

    def count(password_hash: str | None, password: str) -> bool:
        hashed.append(True)
        return verify(password_hash, password)

    monkeypatch.setattr(module, "verify_password", count)
    for name in ("ann", "nobody"):
        fail(register, name)
    assert len(hashed) == 2
    assert passwords._nobodys_hash().startswith("$argon2id$"), "and nobody's hash is a real one"


@pytest.mark.parametrize("name", ["ann", "nobody"])
def test_after_ten_failures_in_five_minutes_a_name_waits_a_quarter_of_an_hour(
    register: Register, clock: Clock, name: str
) -> None:
    for at in range(FAILURES):
        assert "do not belong together" in fail(register, name, desk(at))
    for seconds in (1.0, WINDOW_SECONDS, WAIT_SECONDS - WINDOW_SECONDS - 2):
        clock.now += seconds
        assert "too many tries" in fail(register, name, desk(99))
    if name == "ann":
        with pytest.raises(AccessRefused, match="too many tries"):
            sign_in(register, address=desk(99))
        clock.now += 2
        assert sign_in(register, address=desk(99)).stage == OPEN


def test_an_address_that_fails_ten_times_waits_whatever_the_names(register: Register, clock: Clock) -> None:
    for at in range(FAILURES):
        fail(register, f"name-{at}")
    with pytest.raises(AccessRefused, match="too many tries"):
        sign_in(register)
    assert sign_in(register, address=desk(98)).stage == OPEN
    clock.now += WAIT_SECONDS + 1
    assert sign_in(register).stage == OPEN


def test_tries_that_are_far_apart_close_nothing_and_a_success_forgets_them(register: Register, clock: Clock) -> None:
    for at in range(3 * FAILURES):
        fail(register, address=desk(at))
        clock.now += WINDOW_SECONDS / 8
    assert sign_in(register).stage == OPEN
    for at in range(FAILURES - 1):
        fail(register, address=desk(at))
    assert sign_in(register).stage == OPEN
    fail(register)
    assert sign_in(register).stage == OPEN


def test_the_ledger_knows_who_signed_in_and_which_account_was_closed_and_no_name_that_was_typed(
    register: Register,
) -> None:
    sign_in(register)
    for at in range(FAILURES):
        fail(register, address=desk(at))
        fail(register, "my-pass-word-by-mistake", desk(at))
    with register.reading() as connection:
        entries = read_entries(connection)
    assert [(one["action"], one["subject"]) for one in entries[:2]] == [("locked", "ann"), ("sign-in", "ann")]
    for path in register.path.parent.iterdir():
        assert b"by-mistake" not in path.read_bytes()


def test_without_a_signature_in_force_nobody_of_the_organisation_signs_in(register: Register) -> None:
    add_account(register, "bob", "analyst", "Fire", PASSWORD, WHO)
    with pytest.raises(AccessRefused, match="not in force") as found:
        sign_in(register, "bob")
    assert "no signature on record" in str(found.value)
    suspend_organisation(register, COUNCIL, WHO)
    with pytest.raises(AccessRefused, match="not in force"):
        sign_in(register)
    sign_agreement(register, COUNCIL, WHO)
    assert sign_in(register).stage == OPEN


def test_an_administrator_needs_no_signature_and_sees_nothing_anyhow(register: Register) -> None:
    add_account(register, "root", "administrator", "A firm", PASSWORD, WHO)
    assert sign_in(register, "root").stage == OPEN


def test_a_name_that_is_typed_never_closes_an_address_a_code_or_the_command_line(register: Register) -> None:
    for words in ("address 192.0.2.1", "192.0.2.1", "code of ann", "command line", "name\0ann"):
        for at in range(FAILURES):
            fail(register, words, Key("address", f"{words} {at}"))
    for origin in (DESK, TERMINAL):
        assert sign_in(register, address=origin).stage == OPEN


def test_of_many_tries_at_once_ten_are_looked_at_and_the_ledger_says_once_that_the_account_is_closed(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []
    monkeypatch.setattr(module, "verify_password", lambda _hash, password: bool(looked.append(password)))

    def guess(number: int) -> str:
        try:
            sign_in(register, password=f"guess {number}", address=desk(number))
        except AccessRefused as refusal:
            return refusal.what
        return "in"

    with ThreadPoolExecutor(16) as pool:
        said = list(pool.map(guess, range(40)))
    assert len(looked) == FAILURES
    assert said.count("too many tries failed.") == 40 - FAILURES
    assert [action for action, _ in acts(register, 20)].count("locked") == 1


def test_an_address_that_is_closed_says_nothing_untrue_of_an_account(register: Register) -> None:
    for at in range(FAILURES - 1):
        fail(register, f"nobody-{at}")
    fail(register)
    assert "locked" not in [action for action, _ in acts(register)]
    assert sign_in(register, address=desk(5)).stage == OPEN


@pytest.mark.parametrize("change", ["password", "post", "suspended", "removed"])
def test_a_change_between_the_password_and_the_session_is_seen(
    register: Register, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    changes = {
        "password": lambda: change_password(register, "ann", "another long passphrase", WHO),
        "post": lambda: change_post(register, "ann", "chair", COUNCIL, WHO),
        "suspended": lambda: suspend_account(register, "ann", WHO),
        "removed": lambda: remove_account(register, "ann", WHO),
    }
    verify = passwords.verify_password

    def slowly(password_hash: str | None, password: str) -> bool:
        good = verify(password_hash, password)
        changes[change]()
        return good

    monkeypatch.setattr(module, "verify_password", slowly)
    with pytest.raises(AccessRefused, match="do not belong together"):
        sign_in(register)


def test_a_signature_that_is_missing_is_told_after_the_second_factor_only_and_is_in_the_ledger(
    register: Register, clock: Clock
) -> None:
    token = chair(register)
    secret = propose_device(register, token).secret
    give_code(register, token, code_of(secret, clock.now), DESK)
    suspend_organisation(register, COUNCIL, WHO)
    assert sign_in(register, "pat").stage == CODE
    with pytest.raises(AccessRefused, match="not in force"):
        sign_in(register)
    action, detail = acts(register, 1)[0]
    assert action == "refused"
    assert json.loads(detail) == {"by": "password", "organisation": COUNCIL, "from": DESK.words}


# --- the second factor ---


def chair(register: Register) -> str:
    """A chair who has given the password; the token of the sign-in that waits."""
    add_account(register, "pat", "chair", COUNCIL, PASSWORD, WHO)
    begun = sign_in(register, "pat")
    assert begun.stage == DEVICE
    return begun.token


def code_of(secret: str, at: float) -> str:
    return pyotp.TOTP(secret.replace(" ", "")).at(at)


def test_a_chair_adds_a_device_and_its_code_opens_the_session(register: Register, clock: Clock) -> None:
    token = chair(register)
    with pytest.raises(AccessRefused):
        check_session(register, token)
    device = propose_device(register, token)
    assert "<svg" in device.picture
    assert device == propose_device(register, token), "a page that is loaded again shows the same device"
    done = give_code(register, token, code_of(device.secret, clock.now), DESK)
    assert check_session(register, done.token).who.name == "pat"
    with pytest.raises(AccessRefused):
        give_code(register, token, code_of(device.secret, clock.now + 30), DESK)


def test_the_next_time_only_a_code_of_that_device_is_asked_for_and_each_is_taken_once(
    register: Register, clock: Clock
) -> None:
    token = chair(register)
    secret = propose_device(register, token).secret
    give_code(register, token, code_of(secret, clock.now), DESK)
    begun = sign_in(register, "pat")
    assert begun.stage == CODE
    with pytest.raises(AccessRefused):
        propose_device(register, begun.token)
    with pytest.raises(AccessRefused, match="not the one of now"):
        give_code(register, begun.token, code_of(secret, clock.now), DESK)
    clock.now += 30
    words = code_of(secret, clock.now)
    assert give_code(register, begun.token, f"{words[:3]} {words[3:]}", DESK).stage == OPEN


def test_a_device_that_was_shown_and_never_used_is_not_kept(register: Register) -> None:
    """Somebody who only has the password cannot leave a device of theirs behind."""
    seen = propose_device(register, chair(register)).secret
    begun = sign_in(register, "pat")
    assert begun.stage == DEVICE
    assert propose_device(register, begun.token).secret != seen


def test_who_only_has_the_password_learns_nothing_of_a_device_and_adds_none_once_one_is_known(
    register: Register, clock: Clock
) -> None:
    thief = chair(register)
    own = sign_in(register, "pat").token
    stolen = propose_device(register, thief).secret
    secret = propose_device(register, own).secret
    assert stolen != secret
    give_code(register, own, code_of(secret, clock.now), DESK)
    for seen in (stolen, secret):
        clock.now += 30
        with pytest.raises(AccessRefused):
            give_code(register, thief, code_of(seen, clock.now), DESK)
    with pytest.raises(AccessRefused):
        propose_device(register, thief)
    assert [action for action, _ in acts(register, 2)] == ["sign-in", "second-factor"]


def test_codes_are_not_guessed(register: Register, clock: Clock) -> None:
    token = chair(register)
    secret = propose_device(register, token).secret
    good = {code_of(secret, clock.now + step) for step in (-30, 0, 30)}
    for code in [one for one in (f"{number:06d}" for number in range(FAILURES + 3)) if one not in good][:FAILURES]:
        with pytest.raises(AccessRefused, match="not the one of now"):
            give_code(register, token, code, desk(97))
    with pytest.raises(AccessRefused, match="too many tries"):
        give_code(register, token, code_of(secret, clock.now), desk(97))


def test_a_lost_device_is_forgotten_by_an_administrator(register: Register, clock: Clock) -> None:
    token = chair(register)
    give_code(register, token, code_of(propose_device(register, token).secret, clock.now), DESK)
    forget_second_factor(register, "pat", WHO)
    assert sign_in(register, "pat").stage == DEVICE


def with_a_device(register: Register, clock: Clock) -> str:
    """A chair whose device is known; its key."""
    token = chair(register)
    secret = propose_device(register, token).secret
    give_code(register, token, code_of(secret, clock.now), DESK)
    return secret


def guess(register: Register, clock: Clock, secret: str, at: int = 0) -> str:
    """Somebody who has the password gives a wrong code, from an address of their own; the answer."""
    good = {code_of(secret, clock.now + step) for step in (-30, 0, 30)}
    wrong = next(one for one in ("000000", "111111", "222222", "333333") if one not in good)
    with pytest.raises(AccessRefused) as found:
        give_code(register, sign_in(register, "pat", address=desk(at)).token, wrong, desk(at))
    return found.value.what


def test_ten_wrong_codes_one_after_another_close_the_account_until_it_is_unlocked(
    register: Register, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "time", clock)
    secret = with_a_device(register, clock)
    said = []
    for at in range(MOST_WRONG_CODES + 1):
        clock.now += WINDOW_SECONDS
        said.append(guess(register, clock, secret, at))
    assert said == ["this code is not the one of now."] * 9 + ["this account is closed."] * 2
    assert [action for action, _ in acts(register, 40)].count("locked") == 1
    clock.now += 86_400
    with pytest.raises(AccessRefused, match="users unlock"):
        give_code(register, sign_in(register, "pat").token, code_of(secret, clock.now), DESK)
    assert find_account(register, "pat").locked
    assert not unlock_account(register, "pat", WHO).locked
    assert acts(register, 1)[0][0] == "unlock"
    assert give_code(register, sign_in(register, "pat").token, code_of(secret, clock.now), DESK).stage == OPEN


def test_ten_wrong_codes_in_a_minute_close_it_too_and_to_unlock_it_ends_the_wait(
    register: Register, clock: Clock
) -> None:
    secret = with_a_device(register, clock)
    assert [guess(register, clock, secret, at) for at in range(MOST_WRONG_CODES)][-1] == "this account is closed."
    assert guess(register, clock, secret, 50) == "too many tries failed."
    unlock_account(register, "pat", WHO)
    clock.now += 30
    assert give_code(register, sign_in(register, "pat").token, code_of(secret, clock.now), DESK).stage == OPEN


def test_a_right_code_begins_the_count_anew(register: Register, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "time", clock)
    secret = with_a_device(register, clock)
    for _ in range(3):
        for at in range(MOST_WRONG_CODES - 1):
            clock.now += WINDOW_SECONDS
            assert "not the one" in guess(register, clock, secret, at)
        assert give_code(register, sign_in(register, "pat").token, code_of(secret, clock.now), DESK).stage == OPEN


# --- account services of organisations ---


def test_a_service_vouches_for_the_people_of_its_own_organisation_only(register: Register) -> None:
    add_account(register, "kim@council", "analyst", COUNCIL, None, WHO)
    add_account(register, "sam@fire", "analyst", "Fire", None, WHO)
    sign_agreement(register, "Fire", WHO)
    assert sign_in_from_outside(register, "Kim@Council", SERVICE, DESK, []).stage == OPEN
    for name in ("sam@fire", "nobody@council"):
        with pytest.raises(AccessRefused, match="this hub does not"):
            sign_in_from_outside(register, name, SERVICE, DESK, [])
    suspend_account(register, "kim@council", WHO)
    with pytest.raises(AccessRefused, match="this hub does not"):
        sign_in_from_outside(register, "kim@council", SERVICE, DESK, [])


def test_an_account_without_a_password_is_opened_by_none(register: Register) -> None:
    add_account(register, "kim@council", "analyst", COUNCIL, None, WHO)
    for password in ("", "None", PASSWORD):
        with pytest.raises(AccessRefused, match="do not belong together"):
            sign_in(register, "kim@council", password)


def test_a_post_that_needs_a_second_factor_gives_it_here_unless_the_service_always_asks(register: Register) -> None:
    add_account(register, "kim@council", "chair", COUNCIL, None, WHO)
    assert sign_in_from_outside(register, "kim@council", SERVICE, DESK, ["chair"]).stage == DEVICE
    asking = SERVICE.model_copy(update={"asks_second_factor": True})
    assert sign_in_from_outside(register, "kim@council", asking, DESK, ["chair"]).stage == OPEN


def test_the_ledger_says_which_way_the_first_step_went(register: Register, clock: Clock) -> None:
    clock.now -= 60
    add_account(register, "kim@council", "chair", COUNCIL, PASSWORD, WHO)
    begun = sign_in_from_outside(register, "kim@council", SERVICE, DESK, ["chair"])
    secret = propose_device(register, begun.token).secret
    for by, begin in (
        ("account service and code", lambda: begun),
        ("password and code", lambda: sign_in(register, "kim@council")),
        ("account service and code", lambda: sign_in_from_outside(register, "kim@council", SERVICE, DESK, ["chair"])),
    ):
        opened = give_code(register, begin().token, code_of(secret, clock.now), DESK)
        assert json.loads(acts(register, 1)[0][1])["by"] == by
        assert check_session(register, opened.token).vouched_at == 0.0
        clock.now += 30


@pytest.mark.parametrize("always", [True, False])
def test_what_a_service_states_of_a_sign_in_goes_before_what_the_settings_say(register: Register, always: bool) -> None:
    add_account(register, "kim@council", "chair", COUNCIL, None, WHO)
    service = SERVICE.model_copy(update={"asks_second_factor": always})
    for ways, stage in ((["pwd", "mfa"], OPEN), (["pwd"], DEVICE), ([], DEVICE)):
        assert sign_in_from_outside(register, "kim@council", service, DESK, ["chair"], ways).stage == stage


def test_the_secret_of_a_service_is_not_read_where_others_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text("hush\n", encoding="utf-8")
    path.chmod(0o644)
    service = SERVICE.model_copy(update={"secret_file": "secret"})
    with pytest.raises(SecretRefused, match="others can read") as found:
        read_client_secret("council", service, tmp_path, {})
    assert "hush" not in str(found.value)
    path.chmod(0o600)
    assert read_client_secret("council", service, tmp_path, {}) == "hush"
    assert read_client_secret("the-council", SERVICE, tmp_path, {"SAFERHUB_SECRET_THE_COUNCIL": "x"}) == "x"
    for one, given in ((SERVICE, {}), (service.model_copy(update={"secret_file": "none"}), {})):
        with pytest.raises(SecretRefused, match="is missing"):
            read_client_secret("council", one, tmp_path, given)
    path.write_text("\n", encoding="utf-8")
    with pytest.raises(SecretRefused, match="is missing"):
        read_client_secret("council", service, tmp_path, {})


@pytest.mark.parametrize("issuer", ["http://login.example.org", "ftp://x", "https://", "http://localhost.evil.org"])
def test_a_service_that_is_not_encrypted_is_refused(issuer: str) -> None:
    with pytest.raises(ValueError, match="issuer"):
        Provider(title="Council", organisation=COUNCIL, issuer=issuer, client_id="hub")
