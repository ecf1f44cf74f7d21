"""Until when meetings and actions may be kept, and destroying those whose time is over (`004` section 12).

A meeting goes with its attendance and every version of its minutes; an action, once it is done, with what became of it
and how it was to be evaluated. One that is not done is kept for as long as it goes on to the next meeting. Destroying
takes two steps: somebody reads the list of what is due, then has it destroyed; each has its certificate in the ledger.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Column, Connection, delete, func, select

from hub.access.identity import Identity
from hub.backup_names import Named, find_backups
from hub.generations import BUSY
from hub.hub import Hub, entry_of
from hub.ledger import append
from hub.meetings.tables import ACTIONS, ATTENDANCE, EVALUATIONS, MEETINGS, MINUTE_ITEMS, MINUTES, STEPS
from hub.retention import last_day_after

PARTS = {
    "meeting": {"attendance": ATTENDANCE.c.meeting, "minutes": MINUTES.c.meeting, "items": MINUTE_ITEMS.c.meeting},
    "action": {"steps": STEPS.c.action, "evaluations": EVALUATIONS.c.action},
}
"""What belongs to a meeting, and to an action, in tables of its own."""
WHOLES = {"meeting": MEETINGS.c.id, "action": ACTIONS.c.id}


@dataclass(frozen=True)
class Held:
    """A meeting by its day, or an action by the day on which it was done; and the last day on which it may be kept."""

    kind: Literal["meeting", "action"]
    id: str
    area: str
    day: str
    until: dt.date


@dataclass(frozen=True)
class Erased:
    """What was destroyed, what is to be told of pages of the register that are still in use, and older backups."""

    gone: tuple[Held, ...]
    notices: tuple[str, ...] = ()
    backups: tuple[Named, ...] = ()


def list_held(connection: Connection, months: int) -> list[Held]:
    """Every meeting and every action that is done, the first to be destroyed first."""
    meetings = connection.execute(select(MEETINGS.c.id, MEETINGS.c.area, MEETINGS.c.day))
    done = select(ACTIONS.c.id, ACTIONS.c.area, ACTIONS.c.ended_on).where(ACTIONS.c.ended_on.is_not(None))
    found = [Held("meeting", *row, last_day_after(row[2][:7], months)) for row in meetings]
    found += [Held("action", *row, last_day_after(row[2][:7], months)) for row in connection.execute(done)]
    return sorted(found, key=lambda one: (one.until, one.kind, one.day, one.id))


def list_old(connection: Connection, months: int, today: dt.date) -> list[Held]:
    """Those of them whose time is over on a day."""
    return [one for one in list_held(connection, months) if one.until < today]


def erase_old(hub: Hub, today: dt.date, who: Identity) -> Erased:
    """Destroy every meeting and action whose time is over, each with its certificate, in one transaction."""
    with hub.register.writing() as connection:
        due = list_old(connection, hub.settings.retention.meetings, today)
        for one in due:
            parts = {name: _erase(connection, column, one.id) for name, column in PARTS[one.kind].items()}
            _erase(connection, WHOLES[one.kind], one.id)
            why = f"kept until {one.until.isoformat()}, as the settings say"
            detail = {one.kind: one.id, "day": one.day, "reason": why, **parts}
            append(connection, entry_of(who, "purge", f"JAG {one.area}", detail))
    if not due:
        return Erased(())
    began = dt.datetime.combine(min(dt.date.fromisoformat(one.day) for one in due), dt.time(), dt.UTC)
    return Erased(tuple(due), () if hub.register.scrub() else (BUSY,), find_backups(hub.register, began))


def _erase(connection: Connection, column: Column[str], identity: str) -> int:
    """Delete the rows of a table with that id; how many they were."""
    table, mine = column.table, column == identity
    count = connection.execute(select(func.count()).select_from(table).where(mine)).scalar_one()
    connection.execute(delete(table).where(mine))
    return int(count)
