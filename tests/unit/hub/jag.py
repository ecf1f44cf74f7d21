"""A hub with the JAG of the whole partnership: the police hold the chair, the council and a parish are members."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hub.access.identity import Identity
from hub.access.organisations import sign_agreement
from hub.geography import ALL
from hub.hub import Hub, open_hub
from hub.ledger import read_entries
from hub.meetings.groups import Member, add_member, found_jag, list_members
from hub.meetings.minute_items import Wording, write_item
from hub.meetings.minute_text import Paper, compose
from hub.meetings.minute_versions import begin_minutes, look_at
from hub.meetings.minutes import find_version, list_documents
from hub.meetings.planning import Meeting, find_meeting, plan_meetings
from hub.meetings.sessions import attest, note_arrivals, sign_statement, take_step
from hub.meetings.states import checks_before
from hub.settings import write_settings
from tests.unit.hub.people import WHO

POLICE, COUNCIL, PARISH = "Police force", "Borough council", "Parish council"
ANALYST = Identity("ann", "analyst", COUNCIL)
CHAIR = Identity("cleo", "chair", POLICE)
OTHER_CHAIR = Identity("carl", "chair", COUNCIL)
BOARD = Identity("bea", "board", COUNCIL)
DAY = date(2025, 3, 4)
AT = datetime(2025, 3, 4, 10, tzinfo=UTC)


def at(days: int) -> datetime:
    """The moment of the tests, so many days later."""
    return AT + timedelta(days=days)


def make_jag(folder: Path) -> Hub:
    """A hub without areas, in which two organisations signed and the JAG was set up on the day of the tests."""
    write_settings(folder, "Test partnership")
    hub = open_hub(folder)
    for name in (POLICE, COUNCIL):
        sign_agreement(hub.register, name, WHO, now=AT)
    found_jag(hub, ALL, ("policing-commander", POLICE), ANALYST, now=AT)
    add_member(hub.register, ALL, "housing", COUNCIL, ANALYST, AT)
    add_member(hub.register, ALL, "parish-council", PARISH, ANALYST, AT)
    return hub


def member(hub: Hub, post: str) -> Member:
    with hub.register.reading() as connection:
        return next(one for one in list_members(connection, ALL) if one.post.code == post)


def plan(hub: Hub, *days: int) -> list[str]:
    """Meetings so many days from the day of the tests; their ids."""
    planned = [DAY + timedelta(days=one) for one in days]
    return [one.id for one in plan_meetings(hub.register, ALL, planned, ANALYST, AT)]


def meeting(hub: Hub, identity: str) -> Meeting:
    with hub.register.reading() as connection:
        return find_meeting(connection, ALL, identity)


def begin(hub: Hub, identity: str, *posts: str, sign: bool = True, on: datetime = AT) -> None:
    """Start the open session of a meeting with these posts present; ``sign``: each signs its statement."""
    take_step(hub.register, ALL, identity, "open session", CHAIR, on)
    here = [member(hub, post).id for post in posts]
    note_arrivals(hub.register, ALL, identity, here, CHAIR, on)
    for one in here if sign else ():
        sign_statement(hub.register, ALL, one, CHAIR, on)


def attest_all(hub: Hub, identity: str, state: str = "closed session", on: datetime = AT) -> None:
    attest(hub.register, ALL, identity, [one.code for one in checks_before(state)], CHAIR, on)


def draft(hub: Hub, identity: str, on: datetime = AT) -> None:
    """Begin the minutes of a meeting that has ended, with a decision, and take it to "minutes drafted"."""
    begin_minutes(hub.register, ALL, identity, ANALYST, on)
    decided = Wording("open", "decision", "The gates along the canal are looked at first.", "Hot spots")
    write_item(hub.register, ALL, identity, decided, ANALYST, on)
    attest_all(hub, identity, "minutes drafted", on)
    take_step(hub.register, ALL, identity, "minutes drafted", CHAIR, on)


def paper_of(hub: Hub, identity: str, document: str = "open") -> Paper:
    """A document of the minutes as it stands."""
    with hub.register.reading() as connection:
        found = find_meeting(connection, ALL, identity)
        return compose(connection, found, find_version(connection, identity, document))


def read_all(hub: Hub, identity: str, on: datetime = AT) -> None:
    """The chair reads every document of the minutes."""
    with hub.register.reading() as connection:
        documents = list_documents(connection, find_meeting(connection, ALL, identity))
    for one in documents:
        look_at(hub.register, ALL, identity, one, paper_of(hub, identity, one).digest, CHAIR, on)


def entries(hub: Hub, wanted: int = 1000) -> list[dict]:
    """The newest entries of the ledger, the oldest of them first."""
    with hub.register.reading() as connection:
        return read_entries(connection, wanted)[::-1]
