"""The administrator's home: whether the hub is well, whose account waits or is closed, and which signatures end."""

import streamlit as st

from dashboards.cards import begin, card, lead_to, show_lines, tell
from dashboards.views import accounts, audit
from hub.access.roster import Person, Signature
from hub.health import SOON, State
from hub.home import Home

SIGNS: dict[State, str] = {"well": "●\u00a0well", "look": "◐\u00a0TAKE A LOOK", "unwell": "✕\u00a0NOT WELL"}
AWAITS = "…\u00a0no device yet"
ALL_IN = "Every account can be signed in with, and has the second factor that its role asks for."
ALL_SIGNED = f"Every signature is in force for more than {SOON} days."


def show(found: Home) -> None:
    """Three cards; nothing on them is partnership data."""
    begin(found)
    health = found.health
    if health is None:
        return
    left, right = st.columns(2, gap="medium")
    with left, card("Is the hub well?"):
        show_lines([(one.name, SIGNS[one.state], one.sentence) for one in health.facts])
        lead_to(audit.view, audit.PAGE, "Verify the ledger now")
    with right:
        with card("Accounts that wait or are closed"):
            _people(health.people)
            lead_to(accounts.view, accounts.PAGE, "Every account, and the commands")
        with card("Signatures that end"):
            _signatures(health.signatures, health.any_signed)


def _people(people: tuple[Person, ...]) -> None:
    if people:
        show_lines([(f"{one.name}, {one.role}", _standing(one), _why(one)) for one in people])
    else:
        tell(ALL_IN)


def _standing(one: Person) -> str:
    return AWAITS if one.standing == "in use" else accounts.SIGNS[one.standing]


def _why(one: Person) -> str:
    words = f"Second factor: {one.second_factor}." if one.awaits_device else ""
    return words if one.standing == "in use" else f"{one.why} {words}".strip()


def _signatures(signatures: tuple[Signature, ...], any_signed: bool) -> None:
    if signatures:
        show_lines([(one.organisation, accounts.SIGNS[one.force], accounts.mean(one)) for one in signatures])
    else:
        tell(ALL_SIGNED if any_signed else accounts.UNSIGNED)
