"""Step-up: how lately somebody must have proved who they are before a file leaves, and that they have.

Source: `safety.md` 7.4 (re-authentication for packs of closed sessions and for exports) and section 10 (two barriers:
the sign-in, and this one). On the screen the sign-in is enough: there a restricted session falls idle sooner
(`hub/access/sessions.py`). Accounts and roles, which 7.4 names too, are changed on the command line only, by whoever
holds the machine; requests for persons are not kept here at all.
"""

import hmac
import time
from collections.abc import Mapping
from datetime import UTC, datetime

from hub.access.refusal import AccessRefused
from hub.access.sessions import SLACK_SECONDS, Session, hash_token
from hub.ledger import Entry, append
from hub.register import Register

RESTRICTED_SECONDS = 10 * 60.0
EXPORT_SECONDS = 60 * 60.0
FILES: Mapping[str, float] = {
    "open": EXPORT_SECONDS,
    "board": EXPORT_SECONDS,
    "partner": EXPORT_SECONDS,
    "closed": RESTRICTED_SECONDS,
}
"""How old a proof may be, in seconds, for a file of a product of whatever kind, by its audience. What is not in the
table is restricted, and so is every file with small counts that were shared."""
RECEIPT_SECONDS = EXPORT_SECONDS
"""The same for the receipt of an extract."""


class ProofTooOld(AccessRefused):
    """The session holds; its person has to prove anew who they are."""


def seconds_for(audience: str, shared: bool) -> float:
    """How old a proof may be for a file of a product of that audience; ``shared``: with shared small counts."""
    return RESTRICTED_SECONDS if shared else FILES.get(audience, RESTRICTED_SECONDS)


def is_proved(session: Session, token: str | None, seconds: float, now: float) -> bool:
    """Whether a session was proved within so many seconds: by its sign-in, or a proof whose token the browser has."""
    own = not session.proof or hmac.compare_digest(hash_token(token or ""), session.proof)
    return own and -SLACK_SECONDS <= now - session.proved_at <= seconds


def check_proof(
    register: Register, session: Session, token: str | None, seconds: float, wanted: tuple[str, str]
) -> None:
    """Let a session go on to a file only where its proof is not too old; the ledger is told where it is.

    Args:
        register: The hub's register.
        session: A session that holds.
        token: The token of its last proof, as the browser sent it.
        seconds: How old the proof may be.
        wanted: What is asked for, and as which kind of file.

    Raises:
        ProofTooOld: it is older, of another browser, or from a clock that was set back.
    """
    if is_proved(session, token, seconds, time.time()):
        return
    who, (subject, kind) = session.who, wanted
    detail = {"why": "proof too old", "kind": kind, "minutes": int(seconds // 60)}
    with register.writing() as connection:
        append(connection, Entry(who.name, who.role, "refused", subject, detail, datetime.now(UTC)))
    raise ProofTooOld(
        "this file is given to somebody who has just proved who they are.",
        f"no proof within {seconds / 60:.0f} minutes.",
        "confirm that it is you.",
    )
