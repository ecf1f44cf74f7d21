"""How often a password may be tried: ten failures in five minutes, then a wait of a quarter of an hour.

Counted in the register, so that every process of the hub counts alike: for each name typed, known or not (a wait says
nothing about which names exist), and for each address (`safety.md` 7.4; Cyber Essentials). Names and addresses are
kept as hashes only: what is typed as a name is at times a password.
"""

import hashlib
from collections.abc import Sequence

from sqlalchemy import Connection, delete, func, insert, select

from hub.access.tables import FAILED_TRIES

FAILURES = 10
WINDOW_SECONDS = 300.0
WAIT_SECONDS = 900.0


def seconds_to_wait(connection: Connection, keys: Sequence[str], now: float) -> float:
    """Seconds until a try may be made at time ``now`` (seconds of the clock); 0 when it may be made at once."""
    return max((_wait(connection, _hash(key), now) for key in keys), default=0.0)


def count_failure(connection: Connection, keys: Sequence[str], now: float) -> bool:
    """Count one failure for each key; whether one of them must wait from now on. Forgets what is over."""
    connection.execute(delete(FAILED_TRIES).where(FAILED_TRIES.c.at < now - WINDOW_SECONDS - WAIT_SECONDS))
    connection.execute(insert(FAILED_TRIES), [{"key": _hash(key), "at": now} for key in keys])
    return seconds_to_wait(connection, keys, now) > 0


def forget_failures(connection: Connection, name: str) -> None:
    """Forget the failures of a name: its owner has signed in. Those of an address stay."""
    connection.execute(delete(FAILED_TRIES).where(FAILED_TRIES.c.key == _hash(name)))


def _wait(connection: Connection, key: str, now: float) -> float:
    """The wait after the newest ``FAILURES`` tries, where they fell within the window."""
    tries = select(FAILED_TRIES.c.at).where(FAILED_TRIES.c.key == key).order_by(FAILED_TRIES.c.at.desc())
    newest = tries.limit(FAILURES).subquery()
    row = connection.execute(
        select(func.count(), func.min(newest.c.at), func.max(newest.c.at)).select_from(newest)
    ).one()
    count, first, last = row
    if count < FAILURES or last - first > WINDOW_SECONDS:
        return 0.0
    return max(0.0, float(last) + WAIT_SECONDS - now)


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
