"""Until when what people wrote in the register may be kept, and destroying what is past that (`004` section 12).

A meeting goes with its attendance and every version of its minutes; an action, once it is done, with what became of it
and how it was to be evaluated; a request for information, once it is over, with its steps. What is not done or over is
kept for as long as it goes on. Destroying takes two steps: somebody reads the list of what is due, then has it
destroyed; each has its certificate in the ledger.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Column, Connection, delete, func, select

from hub.access.identity import Identity
from hub.backup_names import Named, find_backups
from hub.generations import BUSY
from hub.governance.request_states import OVER
from hub.governance.request_tables import REQUEST_STEPS, REQUESTS
from hub.hub import Hub, entry_of
from hub.ledger import append
from hub.meetings.tables import ACTIONS, ATTENDANCE, EVALUATIONS, MEETINGS, MINUTE_ITEMS, MINUTES, STEPS
from hub.retention import last_day_after
from hub.settings import Retention

Kind = Literal["meeting", "action", "request"]
PARTS = {
    "meeting": {"attendance": ATTENDANCE.c.meeting, "minutes": MINUTES.c.meeting, "items": MINUTE_ITEMS.c.meeting},
    "action": {"steps": STEPS.c.action, "evaluations": EVALUATIONS.c.action},
    "request": {"steps": REQUEST_STEPS.c.request},
}
"""What belongs to each in tables of its own."""
WHOLES = {"meeting": MEETINGS.c.id, "action": ACTIONS.c.id, "request": REQUESTS.c.id}


@dataclass(frozen=True)
class Held:
    """A meeting by its day, an action by that on which it was done, a request by that on which it was over.

    ``subject``: under which the ledger has it; ``came``: the day from which on the register had it; ``until``: the last
    day on which it may be kept.
    """

    kind: Kind
    id: str
    subject: str
    day: str
    came: str
    until: dt.date

    def words(self) -> str:
        """What it is, of which JAG; of a request no organisation, as whoever destroys it has no part in it."""
        return "request for information" if self.kind == "request" else f"{self.kind} of {self.subject}"


@dataclass(frozen=True)
class Erased:
    """What was destroyed, what is to be told of pages of the register that are still in use, and older backups."""

    gone: tuple[Held, ...]
    notices: tuple[str, ...] = ()
    backups: tuple[Named, ...] = ()


def list_held(connection: Connection, terms: Retention) -> list[Held]:
    """Every meeting, every action that is done and every request that is over, the first to be destroyed first."""
    return sorted(_held(connection, terms), key=lambda one: (one.until, one.kind, one.day, one.id))


def list_old(connection: Connection, terms: Retention, today: dt.date) -> list[Held]:
    """Those of them whose time is over on a day."""
    return [one for one in list_held(connection, terms) if one.until < today]


def erase_old(hub: Hub, today: dt.date, who: Identity) -> Erased:
    """Destroy everything of these whose time is over, each with its certificate, in one transaction."""
    with hub.register.writing() as connection:
        due = list_old(connection, hub.settings.retention, today)
        for one in due:
            parts = {name: _erase(connection, column, one.id) for name, column in PARTS[one.kind].items()}
            _erase(connection, WHOLES[one.kind], one.id)
            why = f"kept until {one.until.isoformat()}, as the settings say"
            append(
                connection,
                entry_of(who, "purge", one.subject, {one.kind: one.id, "day": one.day, "reason": why, **parts}),
            )
    if not due:
        return Erased(())
    began = dt.datetime.combine(min(dt.date.fromisoformat(one.came) for one in due), dt.time(), dt.UTC)
    return Erased(tuple(due), () if hub.register.scrub() else (BUSY,), find_backups(hub.register, began))


def _held(connection: Connection, terms: Retention) -> Iterator[Held]:
    for identity, area, day in connection.execute(select(MEETINGS.c.id, MEETINGS.c.area, MEETINGS.c.day)):
        yield Held("meeting", identity, f"JAG {area}", day, day, last_day_after(day[:7], terms.meetings))
    done = select(ACTIONS.c.id, ACTIONS.c.area, ACTIONS.c.ended_on, ACTIONS.c.raised_on)
    for identity, area, day, raised in connection.execute(done.where(ACTIONS.c.ended_on.is_not(None))):
        yield Held("action", identity, f"JAG {area}", day, raised, last_day_after(day[:7], terms.meetings))
    over = select(REQUESTS.c.id, REQUESTS.c.since, REQUESTS.c.drafted_on).where(REQUESTS.c.state.in_(OVER))
    for identity, day, drafted in connection.execute(over):
        yield Held("request", identity, f"request {identity}", day, drafted, last_day_after(day[:7], terms.requests))


def _erase(connection: Connection, column: Column[str], identity: str) -> int:
    """Delete the rows of a table with that id; how many they were."""
    table, mine = column.table, column == identity
    count = connection.execute(select(func.count()).select_from(table).where(mine)).scalar_one()
    connection.execute(delete(table).where(mine))
    return int(count)
