"""Server-side sessions: a random token the browser holds, and a row in the register that decides (`safety.md` 7.4).

The row holds the SHA-256 of the token (128 random bits and more), never the token. A session ends after a quarter of an
hour without a click, after eight hours, when somebody signs out, when the account changes, and when the signature of
the organisation lapses or is suspended. One that was shown figures of a closed session ends after ten minutes without a
click. A copied cookie is worth nothing from that moment on, in every process. The row knows too when the person last
proved who they are, which a file asks for (`hub/access/step_up.py`).
"""

import hashlib
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, case, delete, insert, or_, select, update

from hub.access.identity import Identity
from hub.access.limits import identity_of
from hub.access.refusal import AccessRefused
from hub.access.tables import ACCOUNTS, ORGANISATIONS, SESSIONS
from hub.ledger import Entry, append
from hub.register import Register

IDLE_SECONDS = 15 * 60.0
RESTRICTED_IDLE_SECONDS = 10 * 60.0
LONGEST_SECONDS = 8 * 3600.0
STEP_SECONDS = 5 * 60.0
"""How long a sign-in may wait for its second factor."""
NOTED_EVERY = 30.0
"""Seconds between two notes of when a session was last used, so that a click is not always a write."""
SLACK_SECONDS = 60.0
"""How far clocks may differ; a session of later than that is of a clock that was set back."""
KEPT_SECONDS = 7 * 86_400.0
OPEN, RESTRICTED, CODE, DEVICE = "open", "restricted", "code", "device"
"""Signed in; signed in and shown restricted figures; waiting for a code; waiting for a device to be made known."""
SIGNED_IN = (OPEN, RESTRICTED)
WITHOUT_SIGNATURE = ("administrator",)
"""Roles that see no partnership data, and so need no signature."""


@dataclass(frozen=True)
class Session:
    """One session that holds now. ``id`` is the hash of its token; ``proposed``: the key of a device not yet known.

    ``proved_at``: when the person last proved who they are. ``proof``: the hash of the token that a later proof gave,
    empty while the sign-in is the last one. ``vouched_at``: when a service vouched for them, and a code is awaited.
    """

    id: str
    who: Identity
    stage: str
    proposed: str = ""
    proved_at: float = 0.0
    proof: str = ""
    vouched_at: float = 0.0


def begin_session(
    connection: Connection,
    account: str,
    stage: str,
    now: float,
    proposed: str = "",
    proved_at: float | None = None,
    vouched_at: float = 0.0,
) -> str:
    """Begin a session inside the caller's transaction; return its token, which is kept nowhere else.

    ``proved_at``: when the person proved who they are, where that was not now. ``vouched_at``: as ``Session`` has it.
    """
    token = secrets.token_urlsafe(32)
    row = {"id": hash_token(token), "account": account, "stage": stage, "proposed": proposed}
    proved = now if proved_at is None else proved_at
    connection.execute(
        insert(SESSIONS).values(**row, began_at=now, seen_at=now, proved_at=proved, vouched_at=vouched_at)
    )
    return token


def check_session(register: Register, token: str | None, *, stage: str = OPEN, click: bool = True) -> Session:
    """Return the session of a token that holds now.

    Args:
        register: The hub's register.
        token: What the browser sent; None where it sent nothing.
        stage: ``open``, which a restricted one is too, or the step of the sign-in that is asked for.
        click: Whether a person has done something: only that keeps a session from falling idle.

    Raises:
        AccessRefused: there is none, or it has ended.
    """
    if not token:
        raise AccessRefused("you are not signed in.", "no session.", "sign in.")
    now, key = time.time(), hash_token(token)
    with register.reading() as connection:
        row = connection.execute(_holding(now, _today()).where(SESSIONS.c.id == key)).first()
    if row is None or row.stage not in (SIGNED_IN if stage == OPEN else (stage,)):
        raise AccessRefused("you are signed out.", "the session has ended.", "sign in again.")
    if click and now - row.seen_at > NOTED_EVERY:
        with register.writing() as connection:
            connection.execute(update(SESSIONS).where(SESSIONS.c.id == key).values(seen_at=now))
    who = identity_of(row, row.account)
    return Session(row.id, who, row.stage, row.proposed, row.proved_at, row.proof, row.vouched_at)


def restrict_session(register: Register, session: Session) -> None:
    """From now on a session falls idle sooner: restricted figures were shown to it (`safety.md` 7.4)."""
    if session.stage == OPEN:
        with register.writing() as connection:
            own = (SESSIONS.c.id == session.id) & (SESSIONS.c.stage == OPEN)
            connection.execute(update(SESSIONS).where(own).values(stage=RESTRICTED))


def which_hold(register: Register, sessions: Iterable[str]) -> frozenset[str]:
    """Those of the ids whose sessions still hold, in one question."""
    asked = _holding(time.time(), _today()).where(SESSIONS.c.id.in_(list(sessions)))
    with register.reading() as connection:
        return frozenset(row.id for row in connection.execute(asked))


def end_session(register: Register, token: str, why: str = "signed out") -> None:
    """End a session, with its ledger entry where it was open."""
    now = time.time()
    with register.writing() as connection:
        key = SESSIONS.c.id == hash_token(token)
        row = connection.execute(select(SESSIONS.c.account, SESSIONS.c.stage, SESSIONS.c.ended_at).where(key)).first()
        if row is None or row.ended_at is not None:
            return
        connection.execute(update(SESSIONS).where(key).values(ended_at=now, ended_why=why))
        if row.stage in SIGNED_IN:
            role = connection.execute(select(ACCOUNTS.c.role).where(ACCOUNTS.c.name == row.account)).scalar()
            append(connection, Entry(row.account, str(role), "sign-out", row.account, {}, datetime.now(UTC)))


def end_sessions_of(connection: Connection, account: str, why: str, now: float, only: str = "") -> int:
    """End every session of an account, or ``only`` the one of an id, inside the caller's transaction; how many."""
    ended = update(SESSIONS).where(SESSIONS.c.account == account, SESSIONS.c.ended_at.is_(None))
    ended = ended.where(SESSIONS.c.id == only) if only else ended
    return connection.execute(ended.values(ended_at=now, ended_why=why)).rowcount


def forget_sessions(connection: Connection, now: float) -> None:
    """Delete the sessions that began a week ago and more; their acts stay in the ledger."""
    connection.execute(delete(SESSIONS).where(SESSIONS.c.began_at < now - KEPT_SECONDS))


def _holding(now: float, today: date) -> Select[Any]:
    """Sessions that hold at a moment: not ended, not idle or too long, of an account and a signature in force."""
    names = ("id", "account", "stage", "proposed", "seen_at", "proved_at", "vouched_at", "proof")
    own = [SESSIONS.c[name] for name in names]
    joined = SESSIONS.join(ACCOUNTS, ACCOUNTS.c.name == SESSIONS.c.account)
    joined = joined.outerjoin(ORGANISATIONS, ORGANISATIONS.c.name == ACCOUNTS.c.organisation)
    day = today.isoformat()
    return (
        select(*own, ACCOUNTS.c.role, ACCOUNTS.c.organisation, ACCOUNTS.c.areas)
        .select_from(joined)
        .where(
            SESSIONS.c.ended_at.is_(None),
            SESSIONS.c.seen_at
            > now - case((SESSIONS.c.stage == RESTRICTED, RESTRICTED_IDLE_SECONDS), else_=IDLE_SECONDS),
            SESSIONS.c.began_at > now - LONGEST_SECONDS,
            SESSIONS.c.seen_at < now + SLACK_SECONDS,
            SESSIONS.c.began_at < now + SLACK_SECONDS,
            or_(SESSIONS.c.stage.in_(SIGNED_IN), SESSIONS.c.began_at > now - STEP_SECONDS),
            ACCOUNTS.c.suspended_on.is_(None),
            or_(
                ACCOUNTS.c.role.in_(WITHOUT_SIGNATURE),
                and_(
                    ORGANISATIONS.c.suspended_on.is_(None),
                    ORGANISATIONS.c.signed_on <= day,
                    ORGANISATIONS.c.until >= day,
                ),
            ),
        )
    )


def _today() -> date:
    return datetime.now(UTC).date()


def hash_token(token: str) -> str:
    """What the register holds of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
