"""Who may sign in and see what: accounts, the throttle, the matrix."""

import json
import os
import statistics
import time
from itertools import product
from pathlib import Path

import pytest

from hub.access.accounts import FILE_NAME, add_account, make_password, read_accounts, sign_in, still_valid
from hub.access.identity import ROLES, Identity
from hub.access.matrix import MATRIX, check_user_can_release, user_can_release
from hub.access.refusal import AccessRefused
from hub.access.throttle import FAILURES, WINDOW_SECONDS, Throttle

PASSWORD = "correct horse battery"
PRODUCTS = ("hotspot-explorer", "tactical-assessment", "strategic-summary")
AUDIENCES = ("open", "closed", "board", "partner")
ALLOWED = {
    *(("analyst", product, audience) for product in PRODUCTS for audience in AUDIENCES),
    ("chair", "hotspot-explorer", "partner"),
    ("chair", "tactical-assessment", "open"),
    ("chair", "tactical-assessment", "closed"),
    ("chair", "strategic-summary", "board"),
    ("board", "tactical-assessment", "open"),
    ("board", "strategic-summary", "board"),
    *(("liaison", product, audience) for product in PRODUCTS for audience in AUDIENCES),
}


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    add_account(tmp_path, "Ann", "analyst", "Council", PASSWORD)
    return tmp_path


def test_a_person_signs_in_with_name_and_password(directory: Path) -> None:
    assert sign_in(directory, " ann ", PASSWORD, Throttle()) == Identity("ann", "analyst", "Council")


def test_the_file_holds_argon2id_hashes_and_no_password(directory: Path) -> None:
    written = (directory / FILE_NAME).read_text()
    assert PASSWORD not in written
    assert json.loads(written)[0]["password_hash"].startswith("$argon2id$")


def test_the_file_is_private_and_refused_when_others_can_read_it(directory: Path) -> None:
    path = directory / FILE_NAME
    assert path.stat().st_mode & 0o777 == 0o600
    if os.name == "posix":
        path.chmod(0o640)
        with pytest.raises(AccessRefused, match="can be read by others"):
            sign_in(directory, "ann", PASSWORD, Throttle())


def test_an_unknown_name_gets_the_same_words_as_a_wrong_password(directory: Path) -> None:
    refusals = []
    for name in ("ann", "nobody"):
        with pytest.raises(AccessRefused) as found:
            sign_in(directory, name, "wrong password", Throttle())
        refusals.append(str(found.value))
    assert refusals[0] == refusals[1]
    assert found.value.exit_code == 16


def test_an_unknown_name_takes_about_as_long_as_a_wrong_password(directory: Path) -> None:
    spent: dict[str, list[float]] = {"ann": [], "nobody": []}
    for _, name in product(range(6), spent):
        began = time.perf_counter()
        with pytest.raises(AccessRefused):
            sign_in(directory, name, "wrong password", Throttle())
        spent[name].append(time.perf_counter() - began)
    known, unknown = (statistics.median(times[1:]) for times in spent.values())
    assert unknown > known / 3, "an unknown name must cost a hash too"


def test_ten_failures_in_five_minutes_make_a_name_wait(directory: Path) -> None:
    now = [1000.0]
    throttle = Throttle()
    for _ in range(FAILURES):
        with pytest.raises(AccessRefused, match="do not belong together"):
            sign_in(directory, "ann", "wrong password", throttle, lambda: now[0])
    with pytest.raises(AccessRefused, match="too many"):
        sign_in(directory, "ann", PASSWORD, throttle, lambda: now[0])
    now[0] += WINDOW_SECONDS + 1
    assert sign_in(directory, "ann", PASSWORD, throttle, lambda: now[0]).name == "ann"


def test_a_name_that_nobody_has_waits_just_the_same(directory: Path) -> None:
    throttle = Throttle()
    for _ in range(FAILURES):
        throttle.failed("nobody", 5.0)
    with pytest.raises(AccessRefused, match="too many"):
        sign_in(directory, "nobody", PASSWORD, throttle, lambda: 6.0)


def test_an_account_taken_away_or_changed_ends_the_session(directory: Path) -> None:
    who = sign_in(directory, "ann", PASSWORD, Throttle())
    assert still_valid(directory, who)
    add_account(directory, "ann", "board", "Council", PASSWORD)
    assert not still_valid(directory, who)


@pytest.mark.parametrize("password", ["short", "x" * 200, "ann ann ann ann", "aaaaaaaaaaaaaaaa"])
def test_a_poor_password_is_refused(tmp_path: Path, password: str) -> None:
    with pytest.raises(AccessRefused):
        add_account(tmp_path, "ann", "analyst", "Council", password)
    assert read_accounts(tmp_path) == {}


@pytest.mark.parametrize("name", ["", "a b", "../ann", "x" * 65, "<b>"])
def test_a_name_of_odd_characters_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(AccessRefused):
        add_account(tmp_path, name, "analyst", "Council", PASSWORD)


def test_an_unknown_role_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AccessRefused, match="role"):
        add_account(tmp_path, "ann", "king", "Council", PASSWORD)


def test_an_account_file_that_is_no_list_of_accounts_is_refused(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    path.touch(mode=0o600)
    path.write_text('{"a": 1}')
    with pytest.raises(AccessRefused, match="cannot be read"):
        read_accounts(tmp_path)


def test_made_passwords_differ_and_are_accepted(tmp_path: Path) -> None:
    made = {make_password() for _ in range(50)}
    assert len(made) == 50
    add_account(tmp_path, "ann", "analyst", "Council", made.pop())


@pytest.mark.parametrize(("role", "what", "audience"), list(product(ROLES, PRODUCTS, AUDIENCES)))
def test_each_role_has_the_products_and_audiences_declared_and_no_other(role: str, what: str, audience: str) -> None:
    who = Identity("ann", role, "Council")  # type: ignore[arg-type]
    wanted = (role, what, audience) in ALLOWED
    assert user_can_release(who, what, audience) is wanted
    if not wanted:
        with pytest.raises(AccessRefused):
            check_user_can_release(who, what, audience)


def test_an_administrator_sees_no_partnership_data() -> None:
    assert MATRIX["administrator"] == {}


def test_a_role_or_product_not_in_the_table_is_allowed_nothing() -> None:
    assert not user_can_release(Identity("x", "king", "y"), "hotspot-explorer", "open")  # type: ignore[arg-type]
    assert not user_can_release(Identity("x", "analyst", "y"), "new-product", "open")
