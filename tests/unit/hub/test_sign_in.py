"""Signing in: the answer to a wrong try, the limit of tries, the second factor, the account services."""

import statistics
import time
from itertools import product
from pathlib import Path

import pyotp
import pytest

from hub.access import sign_in as module
from hub.access.accounts import add_account, forget_second_factor, suspend_account
from hub.access.organisations import sign_agreement, suspend_organisation
from hub.access.providers import Provider, SecretRefused, read_client_secret
from hub.access.refusal import AccessRefused
from hub.access.sessions import CODE, DEVICE, OPEN, check_session
from hub.access.sign_in import give_code, propose_device, sign_in_from_outside
from hub.access.throttle import FAILURES, WAIT_SECONDS, WINDOW_SECONDS
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


def fail(register: Register, name: str = "ann", address: str = DESK) -> str:
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


def test_an_unknown_name_takes_about_as_long_as_a_wrong_password(register: Register) -> None:
    spent: dict[str, list[float]] = {"ann": [], "nobody": []}
    for at, name in product(range(6), spent):
        began = time.perf_counter()
        fail(register, name, f"address {at}")
        spent[name].append(time.perf_counter() - began)
    known, unknown = (statistics.median(times[1:]) for times in spent.values())
    assert unknown > known / 3, "an unknown name must cost a hash too"


@pytest.mark.parametrize("name", ["ann", "nobody"])
def test_after_ten_failures_in_five_minutes_a_name_waits_a_quarter_of_an_hour(
    register: Register, clock: Clock, name: str
) -> None:
    for at in range(FAILURES):
        assert "do not belong together" in fail(register, name, f"address {at}")
    for seconds in (1.0, WINDOW_SECONDS, WAIT_SECONDS - WINDOW_SECONDS - 2):
        clock.now += seconds
        assert "too many tries" in fail(register, name, "another address")
    if name == "ann":
        with pytest.raises(AccessRefused, match="too many tries"):
            sign_in(register, address="another address")
        clock.now += 2
        assert sign_in(register, address="another address").stage == OPEN


def test_an_address_that_fails_ten_times_waits_whatever_the_names(register: Register, clock: Clock) -> None:
    for at in range(FAILURES):
        fail(register, f"name-{at}")
    with pytest.raises(AccessRefused, match="too many tries"):
        sign_in(register)
    assert sign_in(register, address="another desk").stage == OPEN
    clock.now += WAIT_SECONDS + 1
    assert sign_in(register).stage == OPEN


def test_tries_that_are_far_apart_close_nothing_and_a_success_forgets_them(register: Register, clock: Clock) -> None:
    for at in range(3 * FAILURES):
        fail(register, address=f"address {at}")
        clock.now += WINDOW_SECONDS / 8
    assert sign_in(register).stage == OPEN
    for at in range(FAILURES - 1):
        fail(register, address=f"desk {at}")
    assert sign_in(register).stage == OPEN
    fail(register)
    assert sign_in(register).stage == OPEN


def test_the_ledger_knows_who_signed_in_and_which_account_was_closed_and_no_name_that_was_typed(
    register: Register,
) -> None:
    sign_in(register)
    for at in range(FAILURES):
        fail(register, address=f"address {at}")
        fail(register, "my-pass-word-by-mistake", f"address {at}")
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


def test_codes_are_not_guessed(register: Register, clock: Clock) -> None:
    token = chair(register)
    secret = propose_device(register, token).secret
    good = {code_of(secret, clock.now + step) for step in (-30, 0, 30)}
    for code in [one for one in (f"{number:06d}" for number in range(FAILURES + 3)) if one not in good][:FAILURES]:
        with pytest.raises(AccessRefused, match="not the one of now"):
            give_code(register, token, code, "anywhere")
    with pytest.raises(AccessRefused, match="too many tries"):
        give_code(register, token, code_of(secret, clock.now), "anywhere")


def test_a_lost_device_is_forgotten_by_an_administrator(register: Register, clock: Clock) -> None:
    token = chair(register)
    give_code(register, token, code_of(propose_device(register, token).secret, clock.now), DESK)
    forget_second_factor(register, "pat", WHO)
    assert sign_in(register, "pat").stage == DEVICE


# --- account services of organisations ---


def test_a_service_vouches_for_the_people_of_its_own_organisation_only(register: Register) -> None:
    add_account(register, "kim@council", "analyst", COUNCIL, None, WHO)
    add_account(register, "sam@fire", "analyst", "Fire", None, WHO)
    sign_agreement(register, "Fire", WHO)
    assert sign_in_from_outside(register, "Kim@Council", SERVICE, []).stage == OPEN
    for name in ("sam@fire", "nobody@council"):
        with pytest.raises(AccessRefused, match="this hub does not"):
            sign_in_from_outside(register, name, SERVICE, [])
    suspend_account(register, "kim@council", WHO)
    with pytest.raises(AccessRefused, match="this hub does not"):
        sign_in_from_outside(register, "kim@council", SERVICE, [])


def test_an_account_without_a_password_is_opened_by_none(register: Register) -> None:
    add_account(register, "kim@council", "analyst", COUNCIL, None, WHO)
    for password in ("", "None", PASSWORD):
        with pytest.raises(AccessRefused, match="do not belong together"):
            sign_in(register, "kim@council", password)


def test_a_post_that_needs_a_second_factor_gives_it_here_unless_the_service_always_asks(register: Register) -> None:
    add_account(register, "kim@council", "chair", COUNCIL, None, WHO)
    assert sign_in_from_outside(register, "kim@council", SERVICE, ["chair"]).stage == DEVICE
    asking = SERVICE.model_copy(update={"asks_second_factor": True})
    assert sign_in_from_outside(register, "kim@council", asking, ["chair"]).stage == OPEN


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


@pytest.mark.parametrize("issuer", ["http://login.example.org", "ftp://x", "https://", "http://localhost.evil.org"])
def test_a_service_that_is_not_encrypted_is_refused(issuer: str) -> None:
    with pytest.raises(ValueError, match="issuer"):
        Provider(title="Council", organisation=COUNCIL, issuer=issuer, client_id="hub")
