"""What a JAG agreed, as its next pack tells it: every action that is open, and those done since the last meeting.

What an open session agreed is in every pack of its area: the pack is handed round there. What a closed session agreed
is in the closed pack alone, for whoever may see it on that day (`hub/meetings/rights.py`); nobody else's copy of that
pack has it. Whoever is limited to some areas is told of the JAGs of those alone.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from hub.access.identity import Identity
from hub.geography import ALL
from hub.meetings.actions import Action, Happened, Session, list_actions, list_happened
from hub.meetings.planning import list_meetings
from hub.meetings.rights import sees_closed
from hub.meetings.states import HELD
from hub.meetings.tables import JAGS
from hub.packed import hash_of
from hub.register import Register

NO_JAG = "No JAG of this area is kept here, so there are no actions to report on."
OTHERS = "The actions of the whole partnership's JAG are told to readers of the whole partnership."
LOCKED = (
    "What the closed session agreed is not in this copy: it is for the chair of the JAG alone, while the "
    "confidentiality statement of the chair's own post is current."
)


@dataclass(frozen=True)
class Result:
    """An action and what became of it."""

    action: Action
    happened: tuple[Happened, ...]


@dataclass(frozen=True)
class Agreed:
    """What a pack tells of actions. ``last_day``: of the last meeting that was held; ``left_out``: what it does not
    tell, and why."""

    last_day: str = ""
    results: tuple[Result, ...] = ()
    left_out: str = ""

    @property
    def restricted(self) -> int:
        """How many of them a closed session agreed."""
        return sum(one.action.session == "closed" for one in self.results)


def read_agreed(register: Register, who: Identity, area: str, audience: str, today: date) -> Agreed:
    """The actions of the JAG of an area that this reader's pack for an audience tells of."""
    with register.reading() as connection:
        if who.areas is not None and area == ALL:
            return Agreed(left_out=OTHERS)
        if audience != "closed":
            return _read(connection, area, ("open",))
        if sees_closed(connection, who, area, today):
            return _read(connection, area, ("open", "closed"))
        return _read(connection, area, ("open",), LOCKED)


def read_published(register: Register, area: str) -> Agreed:
    """The actions that every whole copy for a published audience tells of."""
    with register.reading() as connection:
        return _read(connection, area, ("open",))


def name_agreed(agreed: Agreed) -> str:
    """A word that changes whenever an action does, or what became of one; empty where none is told of."""
    return hash_of({"agreed": repr(agreed)})[:16] if agreed.results else ""


def _read(connection: Connection, area: str, sessions: tuple[Session, ...], left_out: str = "") -> Agreed:
    if connection.execute(select(JAGS.c.area).where(JAGS.c.area == area)).first() is None:
        return Agreed(left_out=NO_JAG)
    held = [one.day for one in list_meetings(connection, area) if one.state in HELD]
    last_day = held[-1] if held else ""
    told = [
        one
        for one in list_actions(connection, area, sessions)
        if one.status != "done" or (one.ended_on or "") >= last_day
    ]
    return Agreed(last_day, tuple(Result(one, list_happened(connection, one.id)) for one in told), left_out)
