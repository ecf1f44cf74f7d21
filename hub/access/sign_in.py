"""Signing in: name and password, then the second factor where the post needs one; or the organisation's own account.

Every answer to a wrong name, a wrong password and a suspended account is the same, after the same work (ASVS 6.3.8).
What was found before the password was looked at is read again in the transaction that begins the session.
"""

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from hub.access.accounts import key_of
from hub.access.codes import spend_code, wrong_code
from hub.access.identity import Identity
from hub.access.limits import identity_of
from hub.access.organisations import find_fault
from hub.access.passwords import verify_password
from hub.access.providers import Provider
from hub.access.refusal import AccessRefused
from hub.access.second_factor import Device, describe_device, make_secret
from hub.access.sessions import (
    CODE,
    DEVICE,
    OPEN,
    WITHOUT_SIGNATURE,
    Session,
    begin_session,
    check_session,
    end_sessions_of,
    forget_sessions,
)
from hub.access.tables import ACCOUNTS
from hub.access.throttle import Key, count_or_refuse, strike_off
from hub.ledger import Entry, append
from hub.register import Register

SERVICE = "account service"
"""The first step of a sign-in, as the ledger has it, that the organisation of a person vouches for."""
TERMINAL = Key("terminal", "command line")
"""Where a try comes from that was made at the command line."""


@dataclass(frozen=True)
class SignIn:
    """A sign-in and how far it has come: ``stage`` is open, or the step that is still to do."""

    who: Identity
    token: str
    stage: str


def begin_sign_in(register: Register, name: str, password: str, origin: Key, second_factor: Collection[str]) -> SignIn:
    """Begin to sign in with a password.

    Args:
        register: The hub's register.
        name: As typed.
        password: As typed.
        origin: Where the try comes from: tries are limited by it too.
        second_factor: Roles that need one.

    Raises:
        AccessRefused: they do not belong together, too many tries, or no signature of the organisation in force.
    """
    keys = (Key("name", key_of(name)), origin)
    last = count_or_refuse(register, keys, time.time())
    with register.reading() as connection:
        row = connection.execute(select(ACCOUNTS).where(ACCOUNTS.c.name == keys[0].words)).first()
    good = verify_password(row.password_hash if row else None, password)
    with register.writing() as connection:
        again = connection.execute(select(ACCOUNTS).where(ACCOUNTS.c.name == keys[0].words)).first()
        known = good and row is not None and again is not None and _same(row, again) and not again.suspended_on
        if known and again is not None:
            strike_off(connection, keys)
            found = _go_on(connection, again, next_stage(again, second_factor), "password", origin)
        else:
            _note(connection, again, "locked" if last else "refused" if good else "", {"step": "password"})
            found = AccessRefused(
                "this name and password do not belong together.",
                "no account with both.",
                "try again, or ask your administrator.",
            )
    return _given(found)


def sign_in_from_outside(
    register: Register,
    name: str,
    provider: Provider,
    origin: Key,
    second_factor: Collection[str],
    ways: Collection[str] | None = None,
    proved_at: float | None = None,
) -> SignIn:
    """Sign in somebody whom the account service of their organisation has named.

    ``second_factor``: the posts that need one. ``ways``: how the service says that it knows them, ``proved_at``: when
    they proved it there; None where it does not say, and then the first file asks for a proof.

    Raises:
        AccessRefused: no account of that name here, one of another organisation, it is suspended, or no signature in
            force.
    """
    with register.writing() as connection:
        row = connection.execute(select(ACCOUNTS).where(ACCOUNTS.c.name == key_of(name))).first()
        if row is not None and not row.suspended_on and row.organisation == provider.organisation:
            stage = OPEN if provider.has_asked(ways) else next_stage(row, second_factor)
            found = _go_on(connection, row, stage, SERVICE, origin, min(time.time(), proved_at or 0.0))
        else:
            _note(connection, row, "refused", {"step": SERVICE})
            found = AccessRefused(
                "your organisation knows you; this hub does not.",
                "no account of that name in use here.",
                "ask the administrator of the hub to add you.",
            )
    return _given(found)


def propose_device(register: Register, token: str) -> Device:
    """The new device of a sign-in that waits for one: made when it began, known once its first code came.

    Raises:
        AccessRefused: no such sign-in waits, or a device of the account is known by now.
    """
    session = check_session(register, token, stage=DEVICE)
    return describe_device(session.proposed, session.who.name)


def give_code(register: Register, token: str, code: str, origin: Key) -> SignIn:
    """Finish a sign-in with a code of the person's device; a new device is known from then on.

    Raises:
        AccessRefused: a wrong or spent code, too many tries, ten wrong codes in a row, or no signature of the
            organisation in force.
    """
    found: SignIn | AccessRefused
    session, now = _waiting(register, token), time.time()
    keys = (Key("code", session.who.name), origin)
    last = count_or_refuse(register, keys, now)
    with register.writing() as connection:
        row = connection.execute(select(ACCOUNTS).where(ACCOUNTS.c.name == session.who.name)).first()
        refusal = spend_code(connection, row, _secret_of(row, session), code, last, now) if row is not None else None
        if row is None or refusal is not None:
            found = refusal or wrong_code()
        else:
            strike_off(connection, keys)
            if session.stage == DEVICE:
                end_sessions_of(connection, row.name, "another device", now)
                _note(connection, row, "second-factor", {"known": True})
            end_sessions_of(connection, row.name, "went on", now, session.id)
            first = SERVICE if session.vouched_at else "password"
            found = _go_on(connection, row, OPEN, f"{first} and code", origin, session.proved_at)
    return _given(found)


def _waiting(register: Register, token: str) -> Session:
    """The session of a sign-in that waits for a code of a known device, or for a new device's first one."""
    try:
        return check_session(register, token, stage=CODE)
    except AccessRefused:
        return check_session(register, token, stage=DEVICE)


def _secret_of(row: Row[Any], session: Session) -> str:
    """The key whose code is awaited: of the known device, or of the one proposed where none is known."""
    return str(row.second_factor or "") if row.last_step else session.proposed if session.stage == DEVICE else ""


def next_stage(row: Row[Any], second_factor: Collection[str]) -> str:
    """What comes after the first step: a code of a known device, a new device where the post needs one, or nothing."""
    return CODE if row.last_step else DEVICE if row.role in second_factor else OPEN


def _go_on(
    connection: Connection, row: Row[Any], stage: str, way: str, origin: Key, proved_at: float | None = None
) -> SignIn | AccessRefused:
    """A new session, under a new token. Before it opens the signature is looked at; the ledger is told either way.

    ``proved_at``: when the person proved who they are, where that was an earlier step.
    """
    who, now = identity_of(row, str(row.name)), time.time()
    forget_sessions(connection, now)
    if stage == OPEN:
        why = "" if who.role in WITHOUT_SIGNATURE else find_fault(connection, who.organisation)
        detail = {"by": way, "organisation": who.organisation, "from": origin.words}
        _note(connection, row, "refused" if why else "sign-in", detail)
        if why:
            return AccessRefused(
                "the sharing agreement of your organisation is not in force.",
                why,
                "ask your liaison officer; an administrator records a signature: saferhub organisations sign NAME",
            )
    proposed = make_secret() if stage == DEVICE else ""
    vouched_at = now if way == SERVICE and stage != OPEN else 0.0
    return SignIn(who, begin_session(connection, who.name, stage, now, proposed, proved_at, vouched_at), stage)


def _given(found: SignIn | AccessRefused) -> SignIn:
    if isinstance(found, AccessRefused):
        raise found
    return found


def _note(connection: Connection, row: Row[Any] | None, action: str, detail: Mapping[str, object]) -> None:
    """Write an act of an account to the ledger. A name that no account has is never written."""
    if row is not None and action:
        entry = Entry(str(row.name), str(row.role), action, str(row.name), detail, datetime.now(UTC))
        append(connection, entry)


def _same(row: Row[Any], again: Row[Any]) -> bool:
    """Whether nothing changed meanwhile of what a sign-in hangs on."""
    names = ("password_hash", "role", "organisation", "areas", "suspended_on", "last_step")
    return all(getattr(row, name) == getattr(again, name) for name in names)
