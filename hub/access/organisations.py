"""Organisations that signed the sharing agreement, and until when (`safety.md` 9.6; `001` 4.1; `004` sections 14, 16).

What a person may see comes from the signature of their organisation and from their post in it. A signature that has
lapsed or is suspended takes everything away at once from all its people; it is reviewed every year, so it holds for a
year at most before it is signed again.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection, insert, select, update

from hub.access.identity import Identity
from hub.access.refusal import AccessRefused
from hub.access.sessions import end_sessions_of
from hub.access.tables import ACCOUNTS, ORGANISATIONS
from hub.ledger import Entry, append
from hub.register import Register

LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class Organisation:
    """One signatory. ``signed_on``, ``until`` (its last day) and ``suspended_on`` are days as 2026-11-30."""

    name: str
    signed_on: str
    until: str
    suspended_on: str | None = None

    def is_in_force(self, today: date) -> bool:
        """Whether its signature holds on this day."""
        return self.suspended_on is None and self.signed_on <= today.isoformat() <= self.until


def sign_agreement(
    register: Register, name: str, who: Identity, *, until: date | None = None, now: datetime | None = None
) -> Organisation:
    """Record that an organisation has signed, today; a suspension ends with it.

    Args:
        register: The hub's register.
        name: Of the organisation: 2 to 100 characters on one line.
        who: Records it; checked by the caller.
        until: Last day it holds; a year from today when left out.
        now: The moment; now when left out.

    Raises:
        AccessRefused: a poor name, or an end that is past or more than a year off.
    """
    at, words = now or datetime.now(UTC), check_organisation_name(name)
    last = until or at.date() + LONGEST
    if not at.date() <= last <= at.date() + LONGEST:
        raise AccessRefused(
            "a signature holds for a year at most.",
            f"until {last.isoformat()}.",
            "name a day from today on, at most a year off.",
        )
    made = Organisation(words, at.date().isoformat(), last.isoformat())
    with register.writing() as connection:
        known = connection.execute(select(ORGANISATIONS.c.name).where(ORGANISATIONS.c.name == words)).first()
        if known:
            connection.execute(update(ORGANISATIONS).where(ORGANISATIONS.c.name == words).values(**vars(made)))
        else:
            connection.execute(insert(ORGANISATIONS).values(**vars(made)))
        append(connection, Entry(who.name, who.role, "sign", words, {"until": made.until}, at))
    return made


def suspend_organisation(register: Register, name: str, who: Identity, now: datetime | None = None) -> Organisation:
    """Suspend an organisation's signature: its people lose access within one interaction.

    Raises:
        AccessRefused: no such organisation.
    """
    at = now or datetime.now(UTC)
    with register.writing() as connection:
        row = connection.execute(select(ORGANISATIONS).where(ORGANISATIONS.c.name == name.strip())).first()
        if row is None:
            raise AccessRefused(
                "there is no such organisation.", "a name that nobody signed with.", "saferhub organisations list"
            )
        day = {"suspended_on": at.date().isoformat()}
        connection.execute(update(ORGANISATIONS).where(ORGANISATIONS.c.name == row.name).values(**day))
        for account in connection.execute(select(ACCOUNTS.c.name).where(ACCOUNTS.c.organisation == row.name)).scalars():
            end_sessions_of(connection, account, "signature suspended", at.timestamp())
        append(connection, Entry(who.name, who.role, "suspend", row.name, {"kind": "organisation"}, at))
    return Organisation(**{**row._mapping, **day})


def find_fault(connection: Connection, name: str, today: date | None = None) -> str:
    """Why the signature of an organisation is not in force, in words; empty where it is."""
    row = connection.execute(select(ORGANISATIONS).where(ORGANISATIONS.c.name == name)).first()
    if row is None:
        return "no signature on record."
    found = Organisation(**row._mapping)
    if found.is_in_force(today or datetime.now(UTC).date()):
        return ""
    return "suspended." if found.suspended_on else f"it ended on {found.until}."


def check_organisation_name(name: str) -> str:
    """The name without space round it. Raises AccessRefused for one that is none: 2 to 100 characters on one line."""
    words = name.strip()
    if not (2 <= len(words) <= 100 and words.isprintable()):
        raise AccessRefused(
            "this is not the name of an organisation.", f"{len(words)} characters.", "use 2 to 100, on one line."
        )
    return words


def list_organisations(register: Register) -> tuple[Organisation, ...]:
    """Every organisation that ever signed, by name."""
    with register.reading() as connection:
        rows = connection.execute(select(ORGANISATIONS).order_by(ORGANISATIONS.c.name)).all()
    return tuple(Organisation(**row._mapping) for row in rows)
