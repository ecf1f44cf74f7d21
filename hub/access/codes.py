"""A code of a person's device, as it is taken: spent where it is right, counted where it is wrong.

Whoever gives codes has given the password already, so ten wrong ones one after another close the account.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, update

from hub.access.refusal import AccessRefused
from hub.access.second_factor import find_step
from hub.access.tables import ACCOUNTS
from hub.access.throttle import MOST_WRONG_CODES
from hub.ledger import Entry, append


def spend_code(
    connection: Connection, row: Row[Any], secret: str, code: str, last: bool, now: float
) -> AccessRefused | None:
    """Take a code inside the caller's transaction, with its ledger entry where it closes something.

    Args:
        connection: A write transaction.
        row: The account.
        secret: The key of the device; empty where there is none.
        code: As typed.
        last: Whether the try is the last before a wait.
        now: Seconds of the clock.

    Returns:
        None: it was right, and is spent. Else why it is not taken.
    """
    if row.wrong_codes >= MOST_WRONG_CODES:
        return _closed()
    step = find_step(secret, code, row.last_step, now) if secret else None
    own = ACCOUNTS.c.name == row.name
    if step is not None:
        taken = {"second_factor": secret, "last_step": step, "wrong_codes": 0}
        connection.execute(update(ACCOUNTS).where(own).values(**taken))
        return None
    if row.last_step:
        connection.execute(update(ACCOUNTS).where(own).values(wrong_codes=ACCOUNTS.c.wrong_codes + 1))
    closes = bool(row.last_step) and int(row.wrong_codes) + 1 >= MOST_WRONG_CODES
    if last or closes:
        detail = {"step": "code", "until_unlocked": closes}
        append(connection, Entry(str(row.name), str(row.role), "locked", str(row.name), detail, datetime.now(UTC)))
    return _closed() if closes else wrong_code()


def wrong_code() -> AccessRefused:
    """What is said of a code that is not taken."""
    return AccessRefused(
        "this code is not the one of now.",
        "a wrong code, or one used before.",
        "wait for the next one; try again.",
    )


def _closed() -> AccessRefused:
    return AccessRefused(
        "this account is closed.",
        f"{MOST_WRONG_CODES} wrong codes of its device, one after another.",
        "ask your administrator to open it: saferhub users unlock NAME",
    )
