"""Proving anew who one is, in a session that holds: as at the sign-in, with all that was asked there.

A password, and a code where the post or the account needs one: neither is enough alone. Or the account service of the
organisation, which has to ask the person anew and to say when it did. Tries are counted with those of the sign-in. A
proof gives a token of its own (ASVS 7.2.4), so that a cookie copied before it is worth no file; the session goes on.
"""

import secrets
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from hub.access.accounts import key_of
from hub.access.codes import spend_code
from hub.access.passwords import verify_password
from hub.access.providers import Provider
from hub.access.refusal import AccessRefused
from hub.access.sessions import CODE, DEVICE, SLACK_SECONDS, STEP_SECONDS, Session, hash_token
from hub.access.sign_in import next_stage
from hub.access.tables import ACCOUNTS, SESSIONS
from hub.access.throttle import Key, count_or_refuse, strike_off
from hub.ledger import Entry, append
from hub.register import Register

PROOF = "proof"


@dataclass(frozen=True)
class Demand:
    """What a person has to give here: their ``password``, a ``code`` of their device; neither: a service knows them."""

    password: bool
    code: bool


def find_demand(register: Register, session: Session, second_factor: Collection[str]) -> Demand:
    """What the person of a session has to give; ``second_factor``: the posts that need one.

    Raises:
        AccessRefused: their post needs a device and none is known.
    """
    with register.reading() as connection:
        return _demand(_account(connection, session), session, second_factor)


def give_proof(
    register: Register, session: Session, password: str, code: str, origin: Key, second_factor: Collection[str]
) -> str:
    """Prove who one is with a password, and with a code where one is needed; the token of the proof.

    Args:
        register: The hub's register.
        session: A session that holds.
        password: As typed.
        code: As typed.
        origin: Where the try comes from: tries are limited by it too.
        second_factor: Roles that need one.

    Raises:
        AccessRefused: a wrong password, a wrong or spent code, too many tries, or the session has ended meanwhile.
    """
    with register.reading() as connection:
        known = _account(connection, session)
    demand = _demand(known, session, second_factor)
    if demand.password:
        _check_password(register, session, known, password, origin)
    elif not demand.code:
        raise AccessRefused(
            "this hub keeps no password of yours.", "none.", "confirm with the account of your organisation."
        )
    way = "password" if demand.password else "account service"
    return _take_code(register, session, code, way, origin) if demand.code else _take(register, session, way, origin)


def prove_from_outside(
    register: Register,
    session: Session,
    name: str,
    provider: Provider,
    origin: Key,
    second_factor: Collection[str],
    ways: Collection[str] | None,
    asked: tuple[float, float | None],
) -> str:
    """Take the word of the account service of the person's organisation, which was told to ask them anew.

    ``name``, ``ways``: as at `hub.access.sign_in.sign_in_from_outside`. ``asked``: when they were sent there, and when
    the service says that they proved who they are.

    Returns:
        The token of the proof; empty where a code of the person's device is still needed.

    Raises:
        AccessRefused: it names another account, does not say when, says an earlier moment than it was asked to, or
            their post needs a device and none is known.
    """
    now, (sent_at, proved_at) = time.time(), asked
    found: str | AccessRefused
    with register.writing() as connection:
        row = _account(connection, session)
        found, why = _doubt(session, provider, name, sent_at, proved_at, now)
        stage = "" if provider.has_asked(ways) else next_stage(row, second_factor)
        if why:
            _note(connection, session, "refused", {"step": PROOF, "why": why})
        elif stage == DEVICE:
            found = _no_device()
            _note(connection, session, "refused", {"step": PROOF, "why": "no device"})
        elif stage == CODE:
            connection.execute(update(SESSIONS).where(SESSIONS.c.id == session.id).values(vouched_at=now))
            _note(connection, session, "vouched", {"by": "account service", "from": origin.words})
        else:
            found = _record(connection, session, "account service", origin, min(now, proved_at or 0.0))
    return _given(found)


def _check_password(register: Register, session: Session, known: Row[Any], password: str, origin: Key) -> None:
    """Count a try, look at the password, and strike the try off or note it."""
    keys = (Key("name", session.who.name), origin)
    last = count_or_refuse(register, keys, time.time())
    good = verify_password(known.password_hash, password)
    with register.writing() as connection:
        if good and _account(connection, session).password_hash == known.password_hash:
            strike_off(connection, keys)
            return
        _note(connection, session, "locked" if last else "refused", {"step": PROOF, "why": "password"})
    raise AccessRefused("this is not the password of your account.", "another one.", "try again.")


def _take_code(register: Register, session: Session, code: str, way: str, origin: Key) -> str:
    """Count a try, take the code, and with it the proof."""
    keys, now = (Key("code", session.who.name), origin), time.time()
    last = count_or_refuse(register, keys, now)
    found: str | AccessRefused
    with register.writing() as connection:
        row = _account(connection, session)
        refusal = spend_code(connection, row, str(row.second_factor or ""), code, last, now)
        if refusal is not None:
            _note(connection, session, "refused", {"step": PROOF, "why": "code"})
            found = refusal
        else:
            strike_off(connection, keys)
            found = _record(connection, session, f"{way} and code", origin, now)
    return _given(found)


def _take(register: Register, session: Session, way: str, origin: Key) -> str:
    with register.writing() as connection:
        found = _record(connection, session, way, origin, time.time())
    return _given(found)


def _record(connection: Connection, session: Session, way: str, origin: Key, proved_at: float) -> str | AccessRefused:
    """The proof, in the register and in the ledger; its token."""
    token = secrets.token_urlsafe(32)
    own = (SESSIONS.c.id == session.id) & SESSIONS.c.ended_at.is_(None)
    proved = {"proved_at": proved_at, "vouched_at": 0.0, "proof": hash_token(token)}
    if not connection.execute(update(SESSIONS).where(own).values(**proved)).rowcount:
        return _ended()
    _note(connection, session, PROOF, {"by": way, "from": origin.words})
    return token


def _doubt(
    session: Session, provider: Provider, name: str, sent_at: float, proved_at: float | None, now: float
) -> tuple[AccessRefused | str, str]:
    """Why the word of a service is no proof, for the person and for the ledger; both empty where it is one."""
    if key_of(name) != session.who.name or provider.organisation != session.who.organisation:
        return AccessRefused(
            "the account service named somebody else than you are here.",
            "another account than that of this session.",
            f"sign in there as {session.who.name}; or sign out here, and in as the other.",
        ), "another account"
    if proved_at is None:
        return AccessRefused(
            "the account service of your organisation does not say when you proved who you are.",
            "an answer without a time (auth_time).",
            "tell whoever looks after the hub that the service has to send it; until then it gives you no file.",
        ), "no auth_time"
    if not (now - STEP_SECONDS <= sent_at and sent_at - SLACK_SECONDS <= proved_at <= now + SLACK_SECONDS):
        return AccessRefused(
            "the account service of your organisation did not ask you anew.",
            "an earlier sign-in there, or more than five minutes on the way.",
            "try again; sign out there first if it happens again.",
        ), "not asked anew"
    return "", ""


def _demand(row: Row[Any], session: Session, second_factor: Collection[str]) -> Demand:
    """What is asked of an account: only a code where its service has just vouched for the person."""
    stage, known = next_stage(row, second_factor), row.password_hash is not None
    if known and stage == DEVICE:
        raise _no_device()
    vouched = stage == CODE and -SLACK_SECONDS <= time.time() - session.vouched_at <= STEP_SECONDS
    return Demand(password=known and not vouched, code=vouched or (known and stage == CODE))


def _account(connection: Connection, session: Session) -> Row[Any]:
    row = connection.execute(select(ACCOUNTS).where(ACCOUNTS.c.name == session.who.name)).first()
    if row is None:
        raise _ended()
    return row


def _note(connection: Connection, session: Session, action: str, detail: Mapping[str, object]) -> None:
    who = session.who
    append(connection, Entry(who.name, who.role, action, who.name, detail, datetime.now(UTC)))


def _no_device() -> AccessRefused:
    return AccessRefused(
        "your post needs a second factor, and no device of yours is known.",
        "none.",
        "sign out and in again: the sign-in shows how to add one.",
    )


def _ended() -> AccessRefused:
    return AccessRefused("you are signed out.", "the session has ended.", "sign in again.")


def _given(found: str | AccessRefused) -> str:
    if isinstance(found, AccessRefused):
        raise found
    return found
