"""How often a password or a code may be tried: ten failures in five minutes, then a wait of a quarter of an hour.

Who gives codes has given the password already: ten wrong ones in a row close the account (`hub/access/sign_in.py`).
Counted in the register, so that every process of the hub counts alike: for each name typed, known or not (a wait says
nothing about which names exist), and for each address (`safety.md` 7.4; Cyber Essentials). A try counts as failed
before the password is looked at, and is struck off when it was right: however many come at once, ten are looked at.
Names and addresses are kept as hashes only: what is typed as a name is at times a password.
"""

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, delete, func, insert, or_, select

from hub.access.refusal import AccessRefused
from hub.access.tables import FAILED_TRIES
from hub.register import Register

FAILURES = 10
MOST_WRONG_CODES = 10
"""Of the device of an account, one after another, however far apart: then it is closed until it is unlocked."""
WINDOW_SECONDS = 300.0
WAIT_SECONDS = 900.0
SLACK_SECONDS = 60.0
"""How far clocks may differ; what is noted later than that is of a clock that was set back, and forgotten."""


class Key(NamedTuple):
    """What is counted: a ``kind`` (name, code, address, terminal) and its words, which never meet those of another."""

    kind: str
    words: str


def count_try(connection: Connection, keys: Sequence[Key], now: float) -> tuple[float, bool]:
    """Count a try as failed, where it may be made.

    Args:
        connection: A write transaction.
        keys: What it counts for; the first is the account's.
        now: Seconds of the clock.

    Returns:
        Seconds to wait (0: it was counted and may be made), and whether it is the last one of the first key.
    """
    stale = or_(FAILED_TRIES.c.at < now - WINDOW_SECONDS - WAIT_SECONDS, FAILED_TRIES.c.at > now + SLACK_SECONDS)
    connection.execute(delete(FAILED_TRIES).where(stale))
    hashes = [_hash(key) for key in keys]
    wait = max((_wait(connection, one, now) for one in hashes), default=0.0)
    if wait:
        return wait, False
    connection.execute(insert(FAILED_TRIES), [{"key": one, "at": now} for one in hashes])
    return 0.0, _wait(connection, hashes[0], now) > 0


def count_or_refuse(register: Register, keys: Sequence[Key], now: float) -> bool:
    """Count a try as failed before it is looked at; whether it is the last before a wait.

    Raises:
        AccessRefused: one must wait.
    """
    with register.writing() as connection:
        wait, last = count_try(connection, keys, now)
    if wait:
        raise AccessRefused(
            "too many tries failed.",
            f"ten in five minutes; then a wait of {WAIT_SECONDS / 60:.0f} minutes.",
            f"wait {int(wait // 60) + 1} minutes, then try again.",
        )
    return last


def strike_off(connection: Connection, keys: Sequence[Key]) -> None:
    """The try was right: forget it, and every earlier one of the first key. Others of an address stay."""
    first, *others = (_hash(key) for key in keys)
    connection.execute(delete(FAILED_TRIES).where(FAILED_TRIES.c.key == first))
    for one in others:
        newest = select(func.max(FAILED_TRIES.c.number)).where(FAILED_TRIES.c.key == one).scalar_subquery()
        connection.execute(delete(FAILED_TRIES).where(FAILED_TRIES.c.number == newest))


def _wait(connection: Connection, key: str, now: float) -> float:
    """The wait after the newest ``FAILURES`` tries, where they fell within the window."""
    tries = select(FAILED_TRIES.c.at).where(FAILED_TRIES.c.key == key).order_by(FAILED_TRIES.c.at.desc())
    newest = tries.limit(FAILURES).subquery()
    columns = (func.count(), func.min(newest.c.at), func.max(newest.c.at))
    count, first, last = connection.execute(select(*columns).select_from(newest)).one()
    if count < FAILURES or last - first > WINDOW_SECONDS:
        return 0.0
    return max(0.0, float(last) + WAIT_SECONDS - now)


def _hash(key: Key) -> str:
    return hashlib.sha256("\0".join(key).encode("utf-8", "replace")).hexdigest()
