"""Files of a closed session: they open while it is held and lock when the meeting ends (`safety.md` 9.4).

Every way out asks here: the address of a file, the packs that were frozen, and the command line. A chair is given one
while the meeting of a JAG that they chair, and that covers the area, is in its closed session, and the confidentiality
statement of their own post is current (9.5). One that nobody ended is over with its day. Everybody else is
refused, whatever they may read on the screen.
"""

import json
from datetime import UTC, date, datetime

from sqlalchemy import Connection, select

from hub.access.identity import Identity
from hub.access.matrix import check_user_takes_closed_files
from hub.access.opening import check_noted
from hub.access.refusal import AccessRefused
from hub.geography import ALL
from hub.hub import Hub
from hub.meetings.rights import is_theirs, name_jag, sees_closed
from hub.meetings.tables import JAGS, MEETINGS
from hub.own_areas import find_told

CLOSED, IN_CLOSED_SESSION = "closed", "closed session"
NOT_ENDED = "closed session of an earlier day, which nobody ended"
LOCKED = "Files for the closed session are given to the chair while it is held, and lock when the meeting ends."


def check_closed_file(
    hub: Hub, who: Identity, product: str, audience: str, area: str | None, now: datetime | None = None
) -> None:
    """Let a file for the closed session go to somebody only while it is held; any other audience's is none of this.

    Args:
        hub: The open hub.
        who: Who asks.
        product: Name of the product, as the ledger is told it.
        audience: Whom the file is made for.
        area: Code of its area; None for the whole partnership.
        now: The moment; now when left out.

    Raises:
        AccessRefused: no chair, no JAG of theirs for this area, no closed session, or no current statement; noted.
    """
    if audience == CLOSED:
        at, place = now or datetime.now(UTC), area or ALL
        check_noted(hub.register, who, product, lambda: _check(hub, who, place, at), lambda: _about(hub, place))


def may_take_closed_file(hub: Hub, who: Identity, area: str, now: datetime | None = None) -> bool:
    """Whether somebody would be given a file for the closed session of an area now; nothing is noted."""
    try:
        _check(hub, who, area, now or datetime.now(UTC))
    except AccessRefused:
        return False
    return True


def check_closed_pack(hub: Hub, who: Identity, product: str, area: str, now: datetime | None = None) -> None:
    """Let a frozen pack for the closed session go to the chair of the very JAG that it is of: it tells what that one
    agreed, which no other chair's own copy would.

    Raises as ``check_closed_file``; ``area`` is the code of the pack's area, or ``ALL``.
    """
    at = now or datetime.now(UTC)
    check_closed_file(hub, who, product, CLOSED, None if area == ALL else area, at)
    check_noted(hub.register, who, product, lambda: _check_own(hub, who, area, at), lambda: _about(hub, area))


def may_take_closed_pack(hub: Hub, who: Identity, area: str, now: datetime | None = None) -> bool:
    """Whether somebody would be given a frozen pack for the closed session of an area now; nothing is noted."""
    at = now or datetime.now(UTC)
    try:
        _check(hub, who, area, at)
        _check_own(hub, who, area, at)
    except AccessRefused:
        return False
    return True


def _about(hub: Hub, area: str) -> dict[str, str]:
    """What was refused, as the ledger is told it."""
    return {"audience": CLOSED, **name_jag(hub.register, area)}


def _check_own(hub: Hub, who: Identity, area: str, at: datetime) -> None:
    with hub.register.reading() as connection:
        known = connection.execute(select(JAGS.c.area).where(JAGS.c.area == area)).first()
        if known is None or sees_closed(connection, who, area, at.date()):
            return
    raise AccessRefused(
        "this pack may tell what the closed session of another JAG agreed.",
        "a pack of an area that has a JAG of its own.",
        "ask the chair of that JAG; the page of the product shows what is open to you.",
    )


def _check(hub: Hub, who: Identity, area: str, at: datetime) -> None:
    check_user_takes_closed_files(who)
    covering = list_covering(hub, area)
    with hub.register.reading() as connection:
        theirs = [one for one in covering if is_theirs(connection, who, one, at.date())]
        states = {one: _states(connection, one, at.date()) for one in theirs}
        held = [one for one in theirs if IN_CLOSED_SESSION in states[one]]
        signed = [one for one in held if sees_closed(connection, who, one, at.date())]
    if not theirs:
        raise AccessRefused(
            "no JAG that your organisation chairs covers this area.",
            f"you are signed in for {who.organisation}.",
            "ask for the area of your JAG; an analyst keeps the rota.",
        )
    if not held:
        going_on = sorted({state for known in states.values() for state in known})
        raise AccessRefused(
            "files for the closed session open while it is held, and lock when the meeting ends.",
            f"the meeting is at: {', '.join(going_on)}." if going_on else "no meeting of your JAG is in session.",
            "end on Meetings what is over, and start the closed session; then print.",
        )
    if not signed:
        raise AccessRefused(
            "no confidentiality statement of the chair's post is current.",
            "none, or one that was signed a year ago or longer.",
            "sign it at the meeting, and note it on Meetings.",
        )


def list_covering(hub: Hub, area: str) -> list[str]:
    """The JAGs that cover an area: its own, that of an area which holds it, and that of the whole partnership."""
    with hub.register.reading() as connection:
        known = list(connection.execute(select(JAGS.c.area)).scalars())
    if area == ALL:
        return [one for one in known if one == ALL]
    geography = hub.geography()
    return [one for one in known if one in (ALL, area) or area in (find_told(geography, (one,)) or ())]


def _states(connection: Connection, area: str, today: date) -> set[str]:
    """At what the meetings of a JAG are that are in session; a closed session of an earlier day is over."""
    asked = select(MEETINGS.c.state, MEETINGS.c.day, MEETINGS.c.times)
    rows = connection.execute(asked.where(MEETINGS.c.area == area, MEETINGS.c.state.endswith("session")))
    return {_now_at(row.state, json.loads(row.times).get(row.state, row.day), today) for row in rows}


def _now_at(state: str, since: str, today: date) -> str:
    over = state == IN_CLOSED_SESSION and since[:10] < today.isoformat()
    return NOT_ENDED if over else state
