"""Signing in: name and password, then the second factor where the post needs one; or the organisation's own account.

Every answer to a wrong name, a wrong password and a suspended account is the same, after the same work (ASVS 6.3.8).
"""

import time
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from hub.access.accounts import key_of
from hub.access.identity import Identity, read_role
from hub.access.passwords import verify_password
from hub.access.providers import Provider
from hub.access.refusal import AccessRefused
from hub.access.second_factor import Device, describe_device, find_step, make_secret
from hub.access.sessions import (
    CODE,
    DEVICE,
    OPEN,
    WITHOUT_SIGNATURE,
    begin_session,
    check_session,
    end_session,
    forget_sessions,
)
from hub.access.tables import ACCOUNTS, ORGANISATIONS
from hub.access.throttle import WAIT_SECONDS, count_failure, forget_failures, seconds_to_wait
from hub.ledger import Entry, append
from hub.register import Register


@dataclass(frozen=True)
class SignIn:
    """A sign-in and how far it has come: ``stage`` is open, or the step that is still to do."""

    who: Identity
    token: str
    stage: str


def check_password_of(register: Register, name: str, password: str, address: str) -> Identity:
    """Return who a name and a password belong to.

    Args:
        register: The hub's register.
        name: As typed.
        password: As typed.
        address: Where the try comes from: tries are limited by it too.

    Raises:
        AccessRefused: they do not belong together, too many tries, or no signature of the organisation in force.
    """
    key, now = key_of(name), time.time()
    with register.reading() as connection:
        wait = seconds_to_wait(connection, (key, address), now)
        row = connection.execute(select(ACCOUNTS).where(ACCOUNTS.c.name == key)).first()
    if wait:
        raise _too_many(wait)
    good = verify_password(row.password_hash if row else None, password)
    if row is None or not good or row.suspended_on:
        _failed(register, (key, address), row, now)
        raise AccessRefused(
            "this name and password do not belong together.",
            "no account with both.",
            "try again, or ask your administrator.",
        )
    who = _identity(row)
    _check_signature(register, who)
    return who


def begin_sign_in(register: Register, name: str, password: str, address: str, second_factor: Collection[str]) -> SignIn:
    """Begin to sign in with a password. Raises AccessRefused, as ``check_password_of``."""
    who = check_password_of(register, name, password, address)
    with register.writing() as connection:
        return _proceed(connection, who, _next_stage(connection, who, second_factor), "password")


def sign_in_from_outside(register: Register, name: str, provider: Provider, second_factor: Collection[str]) -> SignIn:
    """Sign in somebody whom the account service of their organisation has named.

    Raises:
        AccessRefused: no account of that name here, one of another organisation, it is suspended, or no signature in
            force.
    """
    with register.reading() as connection:
        row = connection.execute(select(ACCOUNTS).where(ACCOUNTS.c.name == key_of(name))).first()
    if row is None or row.suspended_on or row.organisation != provider.organisation:
        raise AccessRefused(
            "your organisation knows you; this hub does not.",
            "no account of that name in use here.",
            "ask the administrator of the hub to add you.",
        )
    who = _identity(row)
    _check_signature(register, who)
    with register.writing() as connection:
        stage = OPEN if provider.asks_second_factor else _next_stage(connection, who, second_factor)
        return _proceed(connection, who, stage, "account service")


def propose_device(register: Register, token: str) -> Device:
    """The new device of a sign-in that waits for one: made when it began, known once its first code came.

    Raises:
        AccessRefused: no such sign-in waits.
    """
    who = check_session(register, token, stage=DEVICE).who
    with register.reading() as connection:
        return describe_device(_account(connection, who.name).second_factor, who.name)


def give_code(register: Register, token: str, code: str, address: str) -> SignIn:
    """Finish a sign-in with a code of the person's device. Raises AccessRefused: a wrong or spent code, too many."""
    who = _waiting(register, token)
    keys, now = (f"code of {who.name}", address), time.time()
    with register.writing() as connection:
        wait = seconds_to_wait(connection, keys, now)
        row = _account(connection, who.name)
        step = None if wait or not row.second_factor else find_step(row.second_factor, code, row.last_step, now)
        if step is not None:
            connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.name == who.name).values(last_step=step))
            forget_failures(connection, keys[0])
            made = _proceed(connection, who, OPEN, "password and code")
        elif not wait:
            count_failure(connection, keys, now)
    if wait:
        raise _too_many(wait)
    if step is None:
        raise AccessRefused(
            "this code is not the one of now.", "a wrong code, or one used before.", "wait for the next one; try again."
        )
    end_session(register, token, "went on")
    return made


def _waiting(register: Register, token: str) -> Identity:
    """Who a sign-in is of that waits for a code of a known device, or for a new device's first one."""
    try:
        return check_session(register, token, stage=CODE).who
    except AccessRefused:
        return check_session(register, token, stage=DEVICE).who


def _next_stage(connection: Connection, who: Identity, second_factor: Collection[str]) -> str:
    """What comes after the first step: a code of a known device, a new device where the post needs one, or nothing."""
    if _account(connection, who.name).last_step:
        return CODE
    if who.role not in second_factor:
        return OPEN
    secret = {"second_factor": make_secret()}
    connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.name == who.name).values(**secret))
    return DEVICE


def _proceed(connection: Connection, who: Identity, stage: str, way: str) -> SignIn:
    """A new session, under a new token; with the ledger entry once it is open."""
    now = time.time()
    if stage == OPEN:
        append(connection, Entry(who.name, who.role, "sign-in", who.name, {"by": way}, datetime.now(UTC)))
        forget_failures(connection, who.name)
    forget_sessions(connection, now)
    return SignIn(who, begin_session(connection, who.name, stage, now), stage)


def _failed(register: Register, keys: tuple[str, str], row: Row[Any] | None, now: float) -> None:
    """Count a failure; where it closes an account that exists, the ledger says so. A name typed is never written."""
    with register.writing() as connection:
        if count_failure(connection, keys, now) and row is not None:
            entry = Entry(str(row.name), str(row.role), "locked", str(row.name), {}, datetime.now(UTC))
            append(connection, entry)


def _check_signature(register: Register, who: Identity) -> None:
    if who.role in WITHOUT_SIGNATURE:
        return
    day = datetime.now(UTC).date().isoformat()
    with register.reading() as connection:
        row = connection.execute(select(ORGANISATIONS).where(ORGANISATIONS.c.name == who.organisation)).first()
    if row is None or row.suspended_on or not row.signed_on <= day <= row.until:
        raise AccessRefused(
            "the sharing agreement of your organisation is not in force.",
            _why_not(row),
            "ask your liaison officer; an administrator records a signature: saferhub organisations sign NAME",
        )


def _why_not(row: Row[Any] | None) -> str:
    if row is None:
        return "no signature on record."
    return "suspended." if row.suspended_on else f"it ended on {row.until}."


def _account(connection: Connection, name: str) -> Row[Any]:
    return connection.execute(select(ACCOUNTS).where(ACCOUNTS.c.name == name)).one()


def _identity(row: Row[Any]) -> Identity:
    return Identity(str(row.name), read_role(str(row.role)), str(row.organisation))


def _too_many(wait: float) -> AccessRefused:
    return AccessRefused(
        "too many tries failed.",
        f"ten in five minutes; then a wait of {WAIT_SECONDS / 60:.0f} minutes.",
        f"wait {int(wait // 60) + 1} minutes, then try again.",
    )
