"""The administrator's page: who has an account and how they sign in, whose signature is in force, and what to do."""

from datetime import UTC, datetime

import streamlit as st

from dashboards import page, show
from dashboards.style import part, tag
from hub.access.roster import Person, Roster, Signature, list_roster

PAGE = "accounts"
TITLE = "Accounts"
SOON = 30
ABOUT = "Who may sign in, and on whose signature. Your role looks after accounts; it sees no partnership data."
SIGNS = {
    "in use": "●\u00a0in use",
    "suspended": "✕\u00a0SUSPENDED",
    "locked": "✕\u00a0LOCKED",
    "shut out": "○\u00a0SHUT OUT",
    "in force": "●\u00a0in force",
    "lapsed": "○\u00a0LAPSED",
    "not begun": "…\u00a0not begun",
}
PEOPLE = (
    "Passwords are kept as a hash that nobody can read back. A change to an account ends its sessions within seconds; "
    "a person whose organisation's signature is not in force sees nothing. Who sees only some areas is told of the "
    "others in totals of the whole partnership."
)
SIGNED = (
    "A signature holds for a year at most. When it lapses or is suspended, all people of the organisation lose access."
)
NOBODY = "There is no account yet."
UNSIGNED = "No organisation has signed yet: only administrators can sign in."
COMMANDS = (
    ("Somebody joins", 'saferhub users add NAME --role analyst --organisation "The council"'),
    ("Somebody signs in with their organisation's account only", "the same, with --no-password"),
    ("Somebody changes post or organisation", 'saferhub users post NAME --role chair --organisation "The council"'),
    ("Somebody works for some areas only, of all that the hub holds", "saferhub users limit NAME --area CODE"),
    ("They work for the whole partnership again", "saferhub users limit NAME --everywhere"),
    ("A password is lost", "saferhub users password NAME"),
    ("A device is lost", "saferhub users new-device NAME"),
    ("An account is locked: find out who typed the codes first", "saferhub users unlock NAME"),
    ("Somebody is away, or you are in doubt", "saferhub users suspend NAME; later: saferhub users restore NAME"),
    ("Somebody has left (within a day)", "saferhub users remove NAME"),
    ("An organisation signs, or signs anew", 'saferhub organisations sign "The council" --until 2027-03-31'),
    ("An organisation may see nothing any more", 'saferhub organisations suspend "The council"'),
)
DO = "Run these where the hub runs, in its folder or with --hub FOLDER. Each is an entry in the ledger."


def view() -> None:
    """The accounts, the signatures, and the commands that change them."""
    today = datetime.now(UTC).date()
    found = page.consult(
        PAGE, lambda hub, who: list_roster(hub.register, who, hub.settings.sign_in.second_factor, today)
    )
    st.html(part(tag("h1", TITLE), tag("p", ABOUT, "lead")))
    _urgent(found)
    show.heading("People")
    if found.people:
        heads = ("Name", "Role", "Organisation", "Sees", "State", "Why", "Signs in with", "Second factor")
        show.table(show.words_table("Accounts", heads, [_person(one) for one in found.people], PEOPLE))
    else:
        st.html(part(tag("p", NOBODY)))
    show.heading("Organisations")
    if found.signatures:
        titles = ("Organisation", "State", "Signed on", "Until", "What it means")
        show.table(show.words_table("Signatures", titles, [_signature(one) for one in found.signatures], SIGNED))
    else:
        st.html(part(tag("p", UNSIGNED), css="sh-notice"))
    show.heading("What to do")
    show.table(show.words_table("Commands", ("When", "Command"), COMMANDS, DO))


def _urgent(found: Roster) -> None:
    """What cannot wait: signatures that end soon, and people who are shut out."""
    ending = [one.organisation for one in found.signatures if one.force == "in force" and one.days_left <= SOON]
    out = [one.name for one in found.people if one.standing == "shut out"]
    lines = [
        *([f"Signatures that end within {SOON} days: {', '.join(ending)}."] if ending else []),
        *([f"Shut out until their organisation signs: {', '.join(out)}."] if out else []),
    ]
    if lines:
        st.html(part(*(tag("p", line) for line in lines), css="sh-notice"))


def _person(one: Person) -> tuple[str, ...]:
    state = SIGNS[one.standing]
    return one.name, one.role, one.organisation, one.sees, state, one.why, one.signs_in, one.second_factor


def mean(one: Signature) -> str:
    """What the state of a signature means, in a sentence."""
    words = {
        "in force": f"{one.days_left} days are left." if one.days_left > 1 else "It ends today or tomorrow.",
        "lapsed": "Its people see nothing until it signs anew.",
        "suspended": "Its people see nothing; to sign anew lifts it.",
        "not begun": "It holds from the day it was signed on.",
    }
    return words[one.force]


def _signature(one: Signature) -> tuple[str, ...]:
    return one.organisation, SIGNS[one.force], one.signed_on, one.until, mean(one)
