"""A hub in which the council asks the police for information: who is who, a whole request, and one in any state."""

import shutil
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from sqlalchemy import delete, select, update

from hub.access.accounts import add_account
from hub.access.identity import Identity
from hub.access.organisations import sign_agreement
from hub.governance import request_decisions as decisions
from hub.governance import request_use as use
from hub.governance.request_criteria import CONSULTED, Decision, Disclosure
from hub.governance.request_items import Items
from hub.governance.request_rights import Request
from hub.governance.request_states import Act
from hub.governance.request_steps import Taken, list_taken
from hub.governance.request_tables import REQUEST_STEPS, REQUESTS
from hub.governance.requests import save_draft, submit
from hub.hub import Hub, open_hub
from hub.settings import write_settings
from tests.unit.hub.people import WHO

COUNCIL, POLICE, FIRE = "Borough council", "Police force", "Fire and rescue service"
ASKER = Identity("ann", "analyst", COUNCIL)
CHAIR = Identity("cleo", "chair", COUNCIL)
OWN_OFFICER = Identity("len", "liaison", COUNCIL)
OFFICER = Identity("pol", "liaison", POLICE)
OTHERS = (
    Identity("abe", "analyst", COUNCIL), CHAIR, Identity("bea", "board", COUNCIL),
    Identity("ada", "administrator", COUNCIL), Identity("pat", "analyst", POLICE), Identity("pam", "chair", POLICE),
    Identity("bob", "board", POLICE), Identity("finn", "liaison", FIRE), Identity("fay", "analyst", FIRE),
)  # fmt: skip
"""Everybody else: colleagues of both sides, and another organisation."""
DAY = date(2025, 3, 4)
"""A Tuesday."""
AT = datetime(2025, 3, 4, 10, tzinfo=UTC)
ITEMS = Items(
    supplier=POLICE,
    kind="local authority",
    letter="MKC/2025/014",
    required="Which incidents of noise at the address the force attended since January 2024",
    purpose="To decide on an application for a premises closure order",
    gateway="cda-1998-s115",
    necessity="Without dates the application to the court would fail",
    effect="A closure order ends the disorder round the block within a week",
    use_only=True,
    designation="Community safety officer",
    reply_to="community.safety@somewhere.gov.uk",
    consent="not sought",
    ground="Asking would warn the subject and prejudice the application",
    needs_person=True,
)
ANSWERS = {
    "necessary": "yes", "vulnerable": "no", "risk": "some", "vulnerability": "serious", "impact": "some",
    "proportionate": "yes", "alternative": "no",
}  # fmt: skip
DECISION = Decision(("analysis", "harm"), ANSWERS, "The neighbours are at risk, and no other means would do")
DISCLOSED = Disclosure("Dates and kinds of nine attendances", "OFFICIAL-SENSITIVE", "secure e-mail", in_writing=True)
REASON = "Another agency holds it, and was named to them"
CERTIFICATE = "MKC/2025/31"


def at(days: int) -> datetime:
    """The moment of the tests, so many days later."""
    return AT + timedelta(days=days)


def make_asked(folder: Path) -> Hub:
    """A hub in which three organisations signed, and two have a liaison officer."""
    shutil.copytree(_made_once(), folder)
    return open_hub(folder)


@cache
def _made_once() -> Path:
    folder = Path(mkdtemp()) / "hub"
    write_settings(folder, "Test partnership")
    hub = open_hub(folder)
    for name in (COUNCIL, POLICE, FIRE):
        sign_agreement(hub.register, name, WHO, now=AT)
    for who in (ASKER, OWN_OFFICER, OFFICER):
        add_account(hub.register, who.name, who.role, who.organisation, None, WHO)
    return folder


def ask(hub: Hub, items: Items = ITEMS, who: Identity = ASKER) -> Request:
    """A draft."""
    return save_draft(hub.register, items, who, now=AT)


def send(hub: Hub, items: Items = ITEMS, who: Identity = ASKER) -> Request:
    """A request that was submitted."""
    return submit(hub.register, ask(hub, items, who).id, who, AT)


def put_in(hub: Hub, identity: str, state: str) -> None:
    """Put a request in a state, as if it had come there."""
    values = {"state": state, "since": DAY.isoformat()}
    with hub.register.writing() as connection:
        connection.execute(update(REQUESTS).where(REQUESTS.c.id == identity).values(**values))


def forget(hub: Hub, identity: str) -> None:
    """Forget its history."""
    with hub.register.writing() as connection:
        connection.execute(delete(REQUEST_STEPS).where(REQUEST_STEPS.c.request == identity))


def history(hub: Hub, identity: str) -> tuple[Taken, ...]:
    with hub.register.reading() as connection:
        return list_taken(connection, identity)


def kept(hub: Hub) -> str:
    """All that the two tables hold."""
    with hub.register.reading() as connection:
        return repr([tuple(row) for table in (REQUESTS, REQUEST_STEPS) for row in connection.execute(select(table))])


Does = Callable[[Hub, str, Identity, datetime], Request]
DO: Mapping[Act, Does] = {
    "submit": lambda hub, one, who, now: submit(hub.register, one, who, now),
    "return": lambda hub, one, who, now: decisions.return_request(hub.register, one, ("effect",), who, now),
    "assess": lambda hub, one, who, now: decisions.assess(hub.register, one, who, now),
    "consult": lambda hub, one, who, now: decisions.consult(hub.register, one, tuple(CONSULTED), who, now),
    "seek consent": lambda hub, one, who, now: decisions.seek_consent(hub.register, one, True, who, now),
    "approve": lambda hub, one, who, now: decisions.approve(hub.register, one, DECISION, who, now),
    "approve in part": lambda hub, one, who, now: decisions.approve(
        hub.register, one, Decision(("harm",), ANSWERS, "The neighbours are at risk", "What is of others"), who, now
    ),
    "refuse": lambda hub, one, who, now: decisions.refuse(hub.register, one, REASON, who, now),
    "disclose": lambda hub, one, who, now: decisions.disclose(hub.register, one, DISCLOSED, who, now),
    "acknowledge": lambda hub, one, who, now: use.acknowledge(hub, one, DAY + timedelta(days=90), who, now),
    "ask onward": lambda hub, one, who, now: use.ask_onward(
        hub.register, one, FIRE, "The visit is made together with them", who, now
    ),
    "permit onward": lambda hub, one, who, now: decisions.permit_onward(
        hub.register, one, FIRE, "TVP/2025/88", who, now
    ),
    "deny onward": lambda hub, one, who, now: decisions.deny_onward(hub.register, one, REASON, who, now),
    "end use": lambda hub, one, who, now: use.end_use(hub.register, one, who, now),
    "destroy": lambda hub, one, who, now: use.destroy(hub.register, one, CERTIFICATE, who, now),
    "withdraw": lambda hub, one, who, now: use.withdraw(
        hub.register, one, "It is not needed any more", CERTIFICATE, who, now
    ),
    "report breach": lambda hub, one, who, now: use.report_breach(
        hub.register, one, "A letter went to the wrong office", who, now
    ),
}
"""Every act, with all that it needs."""


def do(hub: Hub, act: Act, request: str, who: Identity, now: datetime = AT) -> Request:
    return DO[act](hub, request, who, now)
