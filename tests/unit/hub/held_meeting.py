"""A meeting that was held today, with or without a closed session, and what is typed for its minutes."""

from datetime import timedelta

import pytest

from hub.geography import ALL
from hub.hub import Hub
from hub.meetings.actions import Asked, Session, add_action
from hub.meetings.minute_items import Wording, write_item
from hub.meetings.minute_text import Paper
from hub.meetings.minutes import find_version, list_items
from hub.meetings.refusal import MeetingRefused
from hub.meetings.sessions import (
    note_arrivals,
    note_leaving,
    sign_statement,
    take_step,
)
from tests.unit.hub.jag import (
    AT,
    CHAIR,
    COUNCIL,
    DAY,
    at,
    attest_all,
    begin,
    draft,
    meeting,
    member,
    plan,
    read_all,
)

LATER = timedelta(minutes=25)
SECRET = "zqclosed"


def step(hub: Hub, identity: str, state: str, minutes: int = 0) -> None:
    take_step(hub.register, ALL, identity, state, CHAIR, AT + timedelta(minutes=minutes))


def hold(hub: Hub, closed: bool = True) -> str:
    """A meeting today: the parish leaves after 40 minutes, the housing office comes 25 minutes late; then it ends."""
    (one,) = plan(hub, 0)
    begin(hub, one, "policing-commander", "parish-council", sign=False)
    sign_statement(hub.register, ALL, member(hub, "policing-commander").id, CHAIR, AT)
    note_arrivals(hub.register, ALL, one, [member(hub, "housing").id], CHAIR, AT + LATER)
    sign_statement(hub.register, ALL, member(hub, "housing").id, CHAIR, AT + LATER)
    if closed:
        leaves = AT + timedelta(minutes=40)
        note_leaving(hub.register, ALL, one, [member(hub, "parish-council").id], CHAIR, leaves)
        attest_all(hub, one)
        step(hub, one, "closed session", 41)
    step(hub, one, "ended", 60)
    return one


def disclosure(hub: Hub, words: str = f"{SECRET} what the records of the homes hold") -> Wording:
    need = (member(hub, "housing").id,)
    return Wording("closed", "disclosure", words, "", "To stop further damage to the homes", COUNCIL, need)


def decision(document: str = "open", words: str = "The gates are looked at first.") -> Wording:
    return Wording(document, "decision", words, "Hot spots")  # type: ignore[arg-type]


def act(hub: Hub, what: str, due: int = 30, session: Session = "open", days: int = 0) -> str:
    owner = member(hub, "housing").id
    asked = Asked(what, owner, DAY + timedelta(days=due), "response", ALL, "recorded-crime", "burglary", session)
    return add_action(hub, ALL, asked, CHAIR, at(days)).id


def rows(paper: Paper, heading: str) -> tuple[tuple[str, ...], ...]:
    return next(one.rows for one in paper.parts if one.heading == heading)


def missing(hub: Hub, identity: str, state: str) -> str:
    with pytest.raises(MeetingRefused) as found:
        step(hub, identity, state)
    assert meeting(hub, identity).state != state
    return found.value.found


def item_numbers(hub: Hub, one: str, document: str = "open") -> list[int]:
    with hub.register.reading() as connection:
        return [each.number for each in list_items(connection, find_version(connection, one, document))]


def approved(hub: Hub) -> str:
    one = hold(hub)
    act(hub, "Ask the landlords")
    draft(hub, one)
    write_item(hub.register, ALL, one, disclosure(hub), CHAIR, AT)
    read_all(hub, one)
    step(hub, one, "approved")
    return one
