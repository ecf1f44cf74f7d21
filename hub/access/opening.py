"""Opening a page that shows no product: the right to it, and the ledger entry of who opened it or was refused."""

from datetime import UTC, datetime

from hub.access.identity import Identity
from hub.access.matrix import check_user_can_open, check_user_can_submit
from hub.access.refusal import AccessRefused
from hub.ledger import Entry, append
from hub.register import Register


def check_opening(register: Register, who: Identity, page: str) -> None:
    """Raise AccessRefused, and write to the ledger that it was, unless this person may open ``page``."""
    try:
        check_user_can_open(who, page)
    except AccessRefused:
        _note(register, who, "refused", page)
        raise


def check_submitting(register: Register, who: Identity, page: str, act: str) -> None:
    """Raise AccessRefused, and write to the ledger that it was, unless this person may do that with a file."""
    try:
        check_user_can_submit(who, act)
    except AccessRefused:
        _note(register, who, "refused", page)
        raise


def note_opening(register: Register, who: Identity, page: str) -> None:
    """Write to the ledger that somebody saw a page that shows no product (`safety.md` 7.5)."""
    _note(register, who, "view", page)


def _note(register: Register, who: Identity, action: str, page: str) -> None:
    with register.writing() as connection:
        append(connection, Entry(who.name, who.role, action, page, {}, datetime.now(UTC)))
