"""Grants: an owning agency's recorded, revocable consent that a shared audience sees small counts (`004` section 6).

Without one every audience sees what is published. A grant is for one data set of one provider and one shared audience,
ends after a year at most, and can be revoked at once; a sensitive data set is granted for a named task only. Giving and
revoking are the act of the owning agency's liaison officer (`safety.md` decision 1; `001` 4.9).
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import insert, select, update

from geo.checks import Refused
from hub.access.identity import Identity
from hub.access.matrix import check_user_speaks_for
from hub.access.opening import GRANT, check_noted
from hub.ledger import Entry, append
from hub.reason import check_reason
from hub.register import GRANTS, Register
from ingest.register import find_dataset

SHARED = ("closed", "partner")
"""Audiences inside the partnership. All others are published: for them there is no grant."""
LONGEST = timedelta(days=366)


class GrantRefused(Refused):
    """A grant that cannot be given, or that there is none of."""

    exit_code = 28


@dataclass(frozen=True)
class Grant:
    """One grant. ``until`` is its last day; ``revoked_at`` is empty while nobody has revoked it."""

    id: str
    dataset: str
    provider: str
    audience: str
    task: str
    until: str
    given_by: str
    given_at: str
    revoked_by: str | None = None
    revoked_at: str | None = None

    def is_in_force(self, today: date) -> bool:
        """Whether it holds on this day."""
        return self.revoked_at is None and self.given_at[:10] <= today.isoformat() <= self.until


def give_grant(
    register: Register,
    dataset: str,
    provider: str,
    audience: str,
    who: Identity,
    *,
    until: date | None = None,
    task: str = "",
    now: datetime | None = None,
) -> Grant:
    """Record a grant, with its ledger entry; it ends after a year where no other day is named.

    Raises:
        AccessRefused: ``who`` is not the provider's liaison officer.
        GrantRefused: a published audience, an end that is past or more than a year off, or a sensitive data set without
            a task.
        ReasonRefused: the task may name a person.
    """
    check_noted(register, who, GRANT, lambda: check_user_speaks_for(who, provider))
    at = now or datetime.now(UTC)
    last = until or (at + LONGEST).date()
    _check(dataset, audience, at.date(), last, task)
    words = check_reason(task) if task else ""
    stamp = at.isoformat(timespec="microseconds")
    made = Grant(f"g-{secrets.token_hex(4)}", dataset, provider, audience, words, last.isoformat(), who.name, stamp)
    with register.writing() as connection:
        connection.execute(insert(GRANTS).values(**vars(made)))
        append(connection, Entry(who.name, who.role, "grant", dataset, _detail(made), at))
    return made


def revoke_grant(register: Register, identity: str, who: Identity, now: datetime | None = None) -> Grant:
    """Revoke a grant: what it allowed is not shown from now on.

    Raises:
        GrantRefused: there is none of that id, or it is revoked already.
        AccessRefused: ``who`` is not the provider's liaison officer.
    """
    at = now or datetime.now(UTC)
    owner = {one.id: one.provider for one in list_grants(register)}.get(identity)
    if owner is not None:
        check_noted(register, who, GRANT, lambda: check_user_speaks_for(who, owner))
    with register.writing() as connection:
        row = connection.execute(select(GRANTS).where(GRANTS.c.id == identity)).first()
        found = Grant(**row._mapping) if row else None
        if found is None or found.revoked_at:
            raise GrantRefused(
                "there is no such grant to revoke.",
                "an id that no grant has." if found is None else f"it was revoked on {str(found.revoked_at)[:10]}.",
                "saferhub grant list",
            )
        stamp = {"revoked_by": who.name, "revoked_at": at.isoformat(timespec="seconds")}
        connection.execute(update(GRANTS).where(GRANTS.c.id == identity).values(**stamp))
        append(connection, Entry(who.name, who.role, "revoke", found.dataset, _detail(found), at))
    return Grant(**{**vars(found), **stamp})


def list_grants(register: Register) -> tuple[Grant, ...]:
    """Every grant that was ever given, oldest first."""
    with register.reading() as connection:
        rows = connection.execute(select(GRANTS).order_by(GRANTS.c.given_at, GRANTS.c.id)).all()
    return tuple(Grant(**row._mapping) for row in rows)


def find_grants(register: Register, audience: str, today: date, task: str = "") -> tuple[Grant, ...]:
    """The grants in force for an audience; one for a task only where that very task is named."""
    if audience not in SHARED:
        return ()
    held = list_grants(register)
    return tuple(one for one in held if one.audience == audience and one.is_in_force(today) and one.task in ("", task))


def cover(grants: Sequence[Grant], dataset: str, providers: Iterable[str]) -> tuple[str, ...]:
    """The ids of the grants by which every one of these providers shares a data set; none where one does not."""
    found = [
        next((one.id for one in grants if (one.dataset, one.provider) == (dataset, name)), "") for name in providers
    ]
    return tuple(found) if found and all(found) else ()


def _check(dataset: str, audience: str, today: date, last: date, task: str) -> None:
    sensitive = find_dataset(dataset).sensitive
    if audience not in SHARED:
        raise GrantRefused(
            "small counts are granted to a shared audience only.",
            f'the audience "{audience[:20]}", which is published.',
            f"use one of: {', '.join(SHARED)}.",
        )
    if not today <= last <= today + LONGEST:
        raise GrantRefused(
            "a grant ends within a year.", f"until {last.isoformat()}.", "name a day from today on, at most a year off."
        )
    if sensitive and not task:
        raise GrantRefused("a sensitive data set is granted for a named task only.", "no task.", "name it: --task TEXT")


def _detail(grant: Grant) -> dict[str, str]:
    return {
        "grant": grant.id,
        "provider": grant.provider,
        "audience": grant.audience,
        "task": grant.task,
        "until": grant.until,
    }
