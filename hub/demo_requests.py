"""The demo's requests for information: one waits for the liaison officer, one for the chair, one for the analyst.

They are made up, and about nobody: the letters that would name a person do not exist.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select

from hub.access.accounts import add_account
from hub.access.identity import Identity
from hub.access.organisations import sign_agreement
from hub.governance.request_criteria import Decision, Disclosure
from hub.governance.request_decisions import approve, assess, disclose, return_request
from hub.governance.request_items import Items
from hub.governance.request_tables import REQUESTS
from hub.governance.requests import save_draft, submit
from hub.hub import Hub

MAKER = Identity("demo", "analyst", "command line")
OWN_OFFICER = "partnership-liaison"
"""Of the partnership itself; nobody signs in by it, as it has no password."""
LONG, SOME, LATELY = timedelta(days=12), timedelta(days=6), timedelta(days=1)
CLOSURE = Items(
    supplier="",
    kind="local authority",
    letter="SH/2026/41",
    required="Dates and kinds of the incidents that were attended at one address in the last twelve months",
    purpose="To decide whether to apply for a closure order",
    gateway="cda-1998-s115",
    necessity="Without the dates the application would fail",
    effect="A closure order ends the disorder round the block within days",
    use_only=True,
    designation="Community safety officer",
    reply_to="CJSM mailbox of the community safety team",
    consent="not sought",
    ground="Asking would warn the subject and prejudice the application",
    needs_person=True,
)
TENANCY = replace(
    CLOSURE,
    letter="SH/2026/38",
    required="Whether a tenant is subject to bail conditions that bar them from the market",
    purpose="To agree conditions of a tenancy with the landlord",
    necessity="The landlord cannot keep to conditions that it does not know",
    effect="To be said",
    designation="Chair of the joint action group",
)
VISITS = replace(
    CLOSURE,
    letter="SH/2026/35",
    required="The days of the last three visits to one address",
    purpose="To plan a visit of housing and youth services together",
    necessity="Two visits on one day have failed before",
    effect="The household is offered help before the next school term",
    consent="given",
    ground="",
)
ANSWERS = {
    "necessary": "no", "vulnerable": "yes", "risk": "some", "vulnerability": "serious", "impact": "none known",
    "proportionate": "yes", "alternative": "no",
}  # fmt: skip
DECISION = Decision(("consent",), ANSWERS, "The subject agreed, and the days alone say little")
DISCLOSED = Disclosure("Three days, and nothing beside them", "OFFICIAL-SENSITIVE", "secure e-mail", in_writing=True)


def make_requests(hub: Hub, police: str, partnership: str, now: datetime) -> None:
    """Make three requests of the partnership to the police, unless there is one. Both are signed for as of the first.

    Args:
        hub: The demo's hub, with the accounts of its readers.
        police: The force, for which the liaison officer answers.
        partnership: The organisation of the analyst and the chair.
        now: The moment of the demo.
    """
    register = hub.register
    with register.reading() as connection:
        if connection.execute(select(REQUESTS.c.id)).first():
            return
    for organisation in (police, partnership):
        sign_agreement(register, organisation, MAKER, now=now - LONG)
    add_account(register, OWN_OFFICER, "liaison", partnership, None, MAKER)
    analyst, chair = (Identity(role, role, partnership) for role in ("analyst", "chair"))
    officer = Identity("liaison", "liaison", police)

    def ask(items: Items, who: Identity, at: datetime) -> str:
        made = save_draft(register, replace(items, supplier=police), who, now=at)
        return submit(register, made.id, who, at).id

    visits = ask(VISITS, analyst, now - LONG)
    assess(register, visits, officer, now - LONG)
    approve(register, visits, DECISION, officer, now - SOME)
    disclose(register, visits, DISCLOSED, officer, now - SOME)
    return_request(register, ask(TENANCY, chair, now - SOME), ("effect",), officer, now - LATELY)
    ask(CLOSURE, analyst, now - LATELY)
    for organisation in (police, partnership):
        sign_agreement(register, organisation, MAKER, now=now)
