"""Rights that are checked with an entry of the ledger: who was refused what, and who opened a page of no product."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from hub.access.identity import Identity
from hub.access.matrix import check_user_can_open, check_user_can_submit
from hub.access.refusal import AccessRefused
from hub.ledger import Entry, append
from hub.register import Register

RELEASE_REVIEW, GRANT = "release-review", "grant"
"""What somebody was refused who may not take part in a release, or does not speak for the owner of the records."""


About = Mapping[str, str | None]


def check_noted(
    register: Register,
    who: Identity,
    subject: str,
    check: Callable[[], None],
    about: Callable[[], About] = dict,
) -> None:
    """Run ``check``; where it raises AccessRefused, write first to the ledger that ``who`` was refused ``subject``, and
    what is known ``about`` it: of which area, say."""
    try:
        check()
    except AccessRefused:
        note_refusal(register, who, subject, about())
        raise


def check_opening(register: Register, who: Identity, page: str) -> None:
    """Raise AccessRefused, and write to the ledger that it was, unless this person may open ``page``."""
    check_noted(register, who, page, lambda: check_user_can_open(who, page))


def check_submitting(register: Register, who: Identity, page: str, act: str) -> None:
    """Raise AccessRefused, and write to the ledger that it was, unless this person may do that with a file."""
    check_noted(register, who, page, lambda: check_user_can_submit(who, act))


def note_refusal(register: Register, who: Identity, subject: str, about: About | None = None) -> None:
    """Write to the ledger that somebody was refused what is none of a post's rights: it is not theirs."""
    _note(register, who, "refused", subject, about or {})


def note_opening(register: Register, who: Identity, page: str) -> None:
    """Write to the ledger that somebody saw a page that shows no product (`safety.md` 7.5)."""
    _note(register, who, "view", page, {})


def _note(register: Register, who: Identity, action: str, page: str, about: About) -> None:
    with register.writing() as connection:
        append(connection, Entry(who.name, who.role, action, page, about, datetime.now(UTC)))
