"""Release reviews: what leaves the partnership is drafted by one person and released by another of a different line.

States and who may change them: `safety.md` 9.3 (`004` section 6). A line is an organisation: nobody releases what a
colleague drafted. Every change of state has its ledger entry in the same transaction. A release that is withdrawn stays
in the register and counts as known to its readers in every later proof.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from sqlalchemy import Connection, insert, select, update

from geo.checks import Refused
from hub.access.identity import Identity
from hub.access.matrix import check_user_can_draft, check_user_can_review
from hub.access.opening import RELEASE_REVIEW, check_noted, note_refusal
from hub.ledger import Entry, append
from hub.reason import check_reason
from hub.register import REVIEWS, Register

State = Literal["draft", "suppressed", "audited", "failed", "approved", "released", "refused", "withdrawn"]
NEXT: dict[State, tuple[State, ...]] = {
    "draft": ("suppressed",),
    "suppressed": ("audited", "failed"),
    "audited": ("approved", "refused"),
    "approved": ("released",),
    "released": ("withdrawn",),
}
"""From each state, those that may follow. What is not listed is an end."""
PUBLISHED = ("open", "board")
"""Audiences outside the partnership: what is for them is a draft until two persons have agreed."""


class ReviewRefused(Refused):
    """A change of state that is not allowed, or a review that there is not."""

    exit_code = 29


@dataclass(frozen=True)
class Review:
    """One release under review; ``drafted_line`` and ``decided_line`` are the organisations of the two persons."""

    id: str
    release: str
    product: str
    audience: str
    area: str
    period: str
    dataset: str
    state: State
    drafted_by: str
    drafted_line: str
    drafted_at: str
    decided_by: str | None = None
    decided_line: str | None = None
    decided_at: str | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Drafted:
    """What is drafted: a release by its id, and what it was asked for."""

    release: str
    product: str
    audience: str
    area: str
    period: str
    dataset: str


def open_review(register: Register, drafted: Drafted, found: int, who: Identity) -> Review:
    """Register a draft that has passed the gate, and its audit, which found so many things.

    Raises:
        AccessRefused: ``who`` may not prepare a release of this product.
        ReviewRefused: the audience is not published, or this very release is under review or released already.
    """
    check_noted(register, who, RELEASE_REVIEW, lambda: check_user_can_draft(who, drafted.product))
    if drafted.audience not in PUBLISHED:
        raise ReviewRefused(
            "only what leaves the partnership is reviewed.",
            f'the audience "{drafted.audience}", which is shared.',
            f"draft for one of: {', '.join(PUBLISHED)}.",
        )
    at = datetime.now(UTC)
    made = Review(
        id=f"r-{secrets.token_hex(4)}",
        **vars(drafted),
        state="draft",
        drafted_by=who.name,
        drafted_line=who.organisation,
        drafted_at=at.isoformat(timespec="microseconds"),
    )
    with register.writing() as connection:
        standing = [one for one in _read(connection) if one.release == drafted.release]
        if any(one.state in ("audited", "released") for one in standing):
            raise ReviewRefused(
                "this release is under review, or was released, already.",
                f"review {standing[-1].id}, {standing[-1].state}.",
                "saferhub review list",
            )
        connection.execute(insert(REVIEWS).values(**vars(made)))
        for state in ("suppressed", "failed" if found else "audited"):
            made = _move(connection, made, state, who, at, "")
    return made


def approve_review(register: Register, identity: str, who: Identity) -> Review:
    """Release what was drafted: the second person's act.

    Raises: as ``check_second_person``; and ReviewRefused for a review that waits for nobody.
    """
    check_second_person(register, identity, who)
    at = datetime.now(UTC)
    with register.writing() as connection:
        approved = _move(connection, _find(connection, identity), "approved", who, at, "")
        return _move(connection, approved, "released", who, at, "")


def check_second_person(register: Register, identity: str, who: Identity) -> Review:
    """The review of that id, for somebody who may release what it drafted; who may not is noted in the ledger.

    Raises:
        AccessRefused: ``who`` may not review releases.
        ReviewRefused: no such review, or ``who`` is the drafter or of the drafter's line.
    """
    check_noted(register, who, RELEASE_REVIEW, lambda: check_user_can_review(who))
    found = find_review(register, identity)
    if who.name == found.drafted_by or who.organisation == found.drafted_line:
        note_refusal(register, who, RELEASE_REVIEW)
        raise ReviewRefused(
            "a release needs a second person of another line.",
            f"{found.drafted_by} of {found.drafted_line} drafted it; you are {who.name} of {who.organisation}.",
            "ask a liaison officer of another organisation.",
        )
    return found


def refuse_review(register: Register, identity: str, reason: str, who: Identity) -> Review:
    """Refuse a draft, for good: an act of a liaison officer of any organisation, the drafter's own too.

    Raises:
        AccessRefused: ``who`` may not review releases.
        ReasonRefused: words that give no reason, or may name a person.
        ReviewRefused: no such review, or one that does not wait for a decision.
    """
    return _end(register, identity, "refused", reason, who)


def withdraw_review(register: Register, identity: str, reason: str, who: Identity) -> Review:
    """Withdraw what was released: an act of a liaison officer of any organisation. Its readers know it all the same.

    Raises as ``refuse_review``; ReviewRefused where it is not released.
    """
    return _end(register, identity, "withdrawn", reason, who)


def list_reviews(register: Register) -> tuple[Review, ...]:
    """Every review, oldest first."""
    with register.reading() as connection:
        return _read(connection)


def find_review(register: Register, identity: str) -> Review:
    """The review of that id. Raises ReviewRefused where there is none."""
    with register.reading() as connection:
        return _find(connection, identity)


def review_of(register: Register, release: str) -> Review | None:
    """The newest review of a release; None where nobody has asked for one."""
    found = [one for one in list_reviews(register) if one.release == release]
    return found[-1] if found else None


def _end(register: Register, identity: str, state: State, reason: str, who: Identity) -> Review:
    check_noted(register, who, RELEASE_REVIEW, lambda: check_user_can_review(who))
    words = check_reason(reason)
    with register.writing() as connection:
        return _move(connection, _find(connection, identity), state, who, datetime.now(UTC), words)


def _move(connection: Connection, review: Review, state: State, who: Identity, at: datetime, reason: str) -> Review:
    """One change of state with its ledger entry: who, from where to where, why, and of which release."""
    if state not in NEXT.get(review.state, ()):
        raise ReviewRefused(
            f"a review cannot go from {review.state} to {state}.", f"review {review.id}.", "saferhub review list"
        )
    changed: dict[str, str] = {"state": state}
    if state in ("approved", "refused", "withdrawn"):
        stamp = at.isoformat(timespec="seconds")
        changed |= {"decided_by": who.name, "decided_line": who.organisation, "decided_at": stamp, "reason": reason}
    connection.execute(update(REVIEWS).where(REVIEWS.c.id == review.id).values(**changed))
    detail = {
        "review": review.id,
        "release": review.release,
        "from": review.state,
        "to": state,
        "agency": who.organisation,
        "reason": reason,
    }
    append(connection, Entry(who.name, who.role, "review", review.product, detail, at))
    return Review(**{**vars(review), **changed})


def _find(connection: Connection, identity: str) -> Review:
    found = [one for one in _read(connection) if one.id == identity]
    if not found:
        raise ReviewRefused("there is no such review.", "an id that no review has.", "saferhub review list")
    return found[0]


def _read(connection: Connection) -> tuple[Review, ...]:
    rows = connection.execute(select(REVIEWS).order_by(REVIEWS.c.drafted_at, REVIEWS.c.id)).all()
    return tuple(Review(**row._mapping) for row in rows)
