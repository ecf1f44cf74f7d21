"""Reading the ledger: who may read which entries of it, newest first, a part at a time. Every reading is an entry.

`safety.md` section 8: an analyst reads what they did themselves, a liaison officer what people of their own agency did,
a chair what was done for the JAG that their organisation chairs today, a board member how often what was done, an
administrator nothing but whether the chain is whole. What an entry's detail holds is shown to nobody here.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection, false, or_, select

from hub.access.identity import Identity
from hub.access.matrix import LEDGER_FOR
from hub.access.opening import check_opening
from hub.access.stays import acts_of, list_stays
from hub.audit_summary import Summary, summarise
from hub.jag_trail import acts_of_jag
from hub.ledger import Entry, Verdict, append, verify
from hub.meetings.agenda import list_own
from hub.meetings.rights import sees_closed
from hub.register import LEDGER, Register

PAGE = "audit"
PART = 100


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

    ``jags``: areas of the JAGs that a chair's entries are of, each with whether acts on what its closed session agreed
    are among them (None: the entries are of no JAG). ``verdict``: whether the chain is whole, for whoever reads no
    entry; ``summary``: the board's.
    """

    acts: tuple[Act, ...]
    actions: tuple[str, ...]
    older: bool
    jags: tuple[tuple[str, bool], ...] | None = None
    verdict: Verdict | None = None
    summary: Summary | None = None


def read_trail(
    register: Register, who: Identity, action: str = "", before: int | None = None, now: datetime | None = None
) -> Trail:
    """Up to 100 entries that this person may read, newest first, and write to the ledger that they read them.

    Args:
        register: The hub's register.
        who: The reader.
        action: One kind of act; all of them when left out.
        before: The place of an entry: only older ones.
        now: The moment; now when left out. Whose a JAG is hangs on the day.

    Raises:
        AccessRefused: a role that reads no part of the ledger.
    """
    check_opening(register, who, PAGE)
    at = now or datetime.now(UTC)
    with register.reading() as connection:
        found = _read(connection, who, action, before, at)
    with register.writing() as connection:
        append(connection, Entry(who.name, who.role, "view", PAGE, {"entries": len(found.acts)}, at))
    return found


def _read(connection: Connection, who: Identity, action: str, before: int | None, at: datetime) -> Trail:
    right, jags = LEDGER_FOR[who.role], None
    if right == "own JAG":
        jags = _own_jags(connection, who, at)
        allowed = or_(false(), *(acts_of_jag(area, closed) for area, closed in jags))
    elif right in ("own acts", "own organisation"):
        allowed = acts_of(list_stays(connection, who.organisation, who.name if right == "own acts" else ""))
    else:
        summary = summarise(connection, at.date()) if right == "summary" else None
        return Trail((), (), older=False, verdict=verify(connection), summary=summary)
    actions = connection.execute(select(LEDGER.c.action).where(allowed).distinct().order_by(LEDGER.c.action)).scalars()
    acts = _acts(connection, allowed, action, before)
    return Trail(tuple(acts[:PART]), tuple(actions), older=len(acts) > PART, jags=jags)


def _own_jags(connection: Connection, who: Identity, at: datetime) -> tuple[tuple[str, bool], ...]:
    """The JAGs of a reader today, each with whether what its closed session agreed is theirs to see."""
    own = list_own(connection, who, at.date(), {})
    return tuple((area, sees_closed(connection, who, area, at.date())) for area, _ in own)


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
