"""A hub with one month of records, the JAG of the whole partnership, and an assessment that can be frozen."""

from datetime import date
from pathlib import Path

from hub.access.identity import Identity
from hub.access.organisations import sign_agreement
from hub.assessments.drafting import begin_draft
from hub.assessments.versions import About, Assessment
from hub.geography import ALL
from hub.hub import Hub
from hub.meetings.groups import found_jag
from hub.meetings.planning import plan_meetings
from hub.meetings.sessions import take_step
from hub.products.product import Product
from hub.products.written import list_slots
from hub.release import release
from ingest.periods import Period
from tests.unit.hub.jag import ANALYST, AT, CHAIR, COUNCIL, DAY, POLICE, attest_all, begin
from tests.unit.hub.small_hub import make_hub, receive
from tests.unit.hub.test_release_audit import scattered

MONTH = "2025-01"
ABOUT = About("tactical-assessment", ALL, MONTH, "recorded-crime")
SLOT = "picture"
SAID = "It is shed burglary on the estate."


def make_assessed(folder: Path) -> Hub:
    """Records of a month, and a JAG whose chair the police hold."""
    made = make_hub(folder / "hub")
    receive(made, scattered(folder, MONTH, 0))
    for name in (POLICE, COUNCIL):
        sign_agreement(made.register, name, ANALYST, now=AT)
    found_jag(made, ALL, ("policing-commander", POLICE), ANALYST, now=AT)
    return made


def draft(hub: Hub, meeting: str = "", who: Identity = ANALYST) -> Assessment:
    return begin_draft(hub, ABOUT, who, meeting, AT)


def ask(hub: Hub, audience: str = "open", who: Identity = ANALYST) -> Product:
    return release(hub, ABOUT.product, period=Period.parse(MONTH), audience=audience, who=who, today=DAY)


def slots(hub: Hub) -> dict[str, str]:
    return list_slots(ask(hub).sections)


def plan_one(hub: Hub, day: date = DAY) -> str:
    """A meeting on a day; its id."""
    return plan_meetings(hub.register, ALL, [day], ANALYST, AT)[0].id


def sit(hub: Hub, meeting: str) -> None:
    """Take a meeting into its closed session, the chair alone in the room, with a statement."""
    begin(hub, meeting, "policing-commander")
    attest_all(hub, meeting)
    take_step(hub.register, ALL, meeting, "closed session", CHAIR, AT)


def end(hub: Hub, meeting: str) -> None:
    take_step(hub.register, ALL, meeting, "ended", CHAIR, AT)
