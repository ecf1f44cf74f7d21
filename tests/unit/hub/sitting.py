"""A closed session that is held for as long as a test needs one, in a hub that goes on afterwards as it was."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import delete, insert, select

from hub.access.identity import Identity
from hub.geography import ALL
from hub.hub import Hub
from hub.meetings.groups import found_jag
from hub.meetings.rights import chair_of
from hub.meetings.statements import note_signature
from hub.meetings.tables import JAGS, MEETINGS

SECRETARY = Identity("secretary", "analyst", "tests")


@contextmanager
def sitting(hub: Hub, organisation: str, state: str = "closed session") -> Iterator[str]:
    """The JAG of the whole partnership, whose chair that organisation holds, with a meeting at a state; its id."""
    now = datetime.now(UTC)
    with hub.register.reading() as connection:
        known = connection.execute(select(JAGS.c.area).where(JAGS.c.area == ALL)).first()
    if known is None:
        found_jag(hub, ALL, ("community-safety", organisation), SECRETARY, now=now)
    meeting = f"m-{secrets.token_hex(4)}"
    row = {"id": meeting, "area": ALL, "day": now.date().isoformat(), "state": state, "attested": "[]"}
    with hub.register.writing() as connection:
        connection.execute(insert(MEETINGS).values(**row))
        chair = chair_of(connection, ALL, now.date())
        assert chair is not None and chair.organisation == organisation
        note_signature(connection, ALL, chair.member, SECRETARY, now)
    try:
        yield meeting
    finally:
        with hub.register.writing() as connection:
            connection.execute(delete(MEETINGS).where(MEETINGS.c.id == meeting))
