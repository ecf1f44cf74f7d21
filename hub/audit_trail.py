"""Reading the ledger: who may read which entries of it, newest first, a part at a time. Every reading is an entry.

`safety.md` section 8: an analyst reads what they did themselves, a liaison officer what people of their own agency did,
an administrator nothing but whether the chain is whole. What an entry's detail holds is shown to nobody here.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection, select

from hub.access.identity import Identity, Role
from hub.access.opening import check_opening
from hub.access.stays import acts_of, list_stays
from hub.ledger import Entry, Verdict, append, verify
from hub.register import LEDGER, Register

PAGE = "audit"
PART = 100
OWN: tuple[Role, ...] = ("analyst",)
AGENCY: tuple[Role, ...] = ("liaison",)


@dataclass(frozen=True)
class Act:
    """One entry as a reader sees it: its place in the chain, when (UTC), who in which role, what, and on what."""

    position: int
    at: str
    who: str
    role: str
    action: str
    subject: str


@dataclass(frozen=True)
class Trail:
    """A part of the ledger. ``actions``: every kind of act among what the reader may read; ``older``: there is more.

    ``verdict``: whether the chain is whole, for whoever reads no entry.
    """

    acts: tuple[Act, ...]
    actions: tuple[str, ...]
    older: bool
    verdict: Verdict | None = None


def read_trail(register: Register, who: Identity, action: str = "", before: int | None = None) -> Trail:
    """Up to 100 entries that this person may read, newest first, and write to the ledger that they read them.

    Args:
        register: The hub's register.
        who: The reader.
        action: One kind of act; all of them when left out.
        before: The place of an entry: only older ones.

    Raises:
        AccessRefused: a role that reads no part of the ledger.
    """
    check_opening(register, who, PAGE)
    with register.reading() as connection:
        found = _read(connection, who, action, before)
    with register.writing() as connection:
        append(connection, Entry(who.name, who.role, "view", PAGE, {"entries": len(found.acts)}, datetime.now(UTC)))
    return found


def _read(connection: Connection, who: Identity, action: str, before: int | None) -> Trail:
    if who.role not in (*OWN, *AGENCY):
        return Trail((), (), older=False, verdict=verify(connection))
    allowed = acts_of(list_stays(connection, who.organisation, who.name if who.role in OWN else ""))
    actions = connection.execute(select(LEDGER.c.action).where(allowed).distinct().order_by(LEDGER.c.action)).scalars()
    acts = _acts(connection, allowed, action, before)
    return Trail(tuple(acts[:PART]), tuple(actions), older=len(acts) > PART)


def _acts(connection: Connection, allowed: ColumnElement[bool], action: str, before: int | None) -> list[Act]:
    wanted = select(
        LEDGER.c.position, LEDGER.c.at, LEDGER.c.who, LEDGER.c.role, LEDGER.c.action, LEDGER.c.subject
    ).where(allowed)
    if action:
        wanted = wanted.where(LEDGER.c.action == action)
    if before is not None:
        wanted = wanted.where(LEDGER.c.position < before)
    rows = connection.execute(wanted.order_by(LEDGER.c.position.desc()).limit(PART + 1))
    return [Act(**row._mapping) for row in rows]
