"""The ledger: an analyst's own acts, a liaison officer's agency's; for the administrator whether the chain is whole."""

import streamlit as st

from dashboards import page, show
from dashboards.style import part, tag
from hub.access.identity import ROLE_TITLES
from hub.audit_trail import Act, Trail, read_trail

PAGE = "audit"
TITLE = "Audit"
EVERY = ""
BEFORE = "audit-before"
ROLES_IN_WORDS = {str(role): title for role, title in ROLE_TITLES.items()}
WHOSE = {
    "analyst": "What you did yourself, newest first. What others did is not shown to you.",
    "liaison": "What people of your organisation did while they belonged to it, newest first.",
    "administrator": "Whether the ledger is whole. What stands in it is partnership content, and not shown to you.",
}
ACTS = {
    "accept": "accepted from quarantine",
    "account": "made an account",
    "action done": "wrote that an action is done",
    "action escalated": "took an action higher",
    "action note": "wrote what became of an action",
    "action raised": "added an action",
    "apologies": "noted apologies",
    "areas": "added areas",
    "assessment for meeting": "said for which meeting an assessment is",
    "attendance": "noted who came or left",
    "audit": "attacked what was released",
    "backup": "made a backup",
    "begin assessment": "began an assessment",
    "chair's turn": "named who is in the chair next",
    "checklist": "attested to points of the checklist",
    "choose control": "chose what an action is held against",
    "choose family": "chose areas that are alike",
    "control": "controlled figures",
    "discard": "discarded from quarantine",
    "end family": "ended a family of areas",
    "end threat": "took a threat out of the matrix",
    "export": "took a file",
    "freeze": "froze an assessment",
    "grant": "granted small counts",
    "hold": "held in quarantine",
    "information request": "took a request for information a step on",
    "JAG reviewed": "wrote the year's review of a JAG",
    "JAG set up": "set up a JAG",
    "keep view": "kept a view",
    "layer": "added a layer",
    "letter": "wrote a letter",
    "limit": "limited an account to areas, or lifted that",
    "locked": "was locked out",
    "mapping": "saved a mapping",
    "meeting cancelled": "cancelled a meeting",
    "meeting moved": "moved a meeting",
    "meeting step": "took a meeting a step on",
    "meetings planned": "planned meetings",
    "member added": "added a member to a JAG",
    "member removed": "removed a member of a JAG",
    "minutes begun": "began minutes",
    "minutes corrected": "opened approved minutes for a correction",
    "minutes read": "confirmed that minutes were read",
    "minutes struck": "took an item out of minutes",
    "minutes written": "wrote an item into minutes",
    "nil return": "declared a nil return",
    "password": "set a password",
    "post": "changed a post",
    "proof": "proved who they are",
    "purge": "destroyed records",
    "receive": "received a file",
    "recover": "recovered the records",
    "refused": "was refused",
    "release": "released figures",
    "remove": "removed an account",
    "remove view": "removed a view",
    "replace": "replaced in quarantine",
    "residents": "added residents",
    "restore": "restored",
    "review": "reviewed a release",
    "revoke": "revoked a grant",
    "score threat": "scored a threat",
    "second-factor": "changed a second factor",
    "sign": "recorded a signature",
    "sign-in": "signed in",
    "sign-out": "signed out",
    "statement signed": "noted a signed confidentiality statement",
    "statement withdrawn": "withdrew a confidentiality statement",
    "suspend": "suspended",
    "unlock": "unlocked an account",
    "view": "saw",
    "vouched": "was vouched for",
    "write words": "wrote words of an assessment",
}
"""Acts in words; one that is not here is shown as the ledger writes it."""
NOTE = (
    "Each entry is chained to the one before it. That you read this is an entry too. What was done on the command line "
    "stands under the name of that machine's user and is in no organisation's list."
)
NONE = "There is no such entry."
WHOLE = "The ledger is whole: every entry matches its hash and follows the one before it."
BROKEN = (
    "THE LEDGER IS BROKEN at entry {at:,}: {reason}. Keep everything as it is and tell whoever looks after the hub."
)
NOTED = "Write the hash down elsewhere: saferhub ledger verify --head HASH then also finds entries that were cut off."


def view() -> None:
    """Choose a kind of act; read a hundred entries; go on to older ones."""
    role = page.reader().role
    chosen, before = st.session_state.get("audit-of", EVERY), st.session_state.get(BEFORE)
    found = page.consult(PAGE, lambda hub, who: read_trail(hub.register, who, chosen, before), noted=True)
    st.html(part(tag("h1", TITLE), tag("p", WHOSE.get(role, ""), "lead")))
    if found.verdict is not None:
        _verdict(found)
        return
    st.selectbox("Act", [EVERY, *found.actions], format_func=_name, key="audit-of", on_change=_newest)
    _entries(found)


def _entries(found: Trail) -> None:
    show.heading("Entries")
    if found.acts:
        heads = ("When (UTC)", "Who", "Role", "Act", "On what", "Entry")
        show.table(show.words_table("The ledger, newest first", heads, [_row(one) for one in found.acts], NOTE))
    else:
        st.html(part(tag("p", NONE)))
    with st.container(horizontal=True):
        if st.session_state.get(BEFORE) is not None:
            st.button("Newest entries", on_click=_newest)
        if found.older:
            st.button("Older entries", on_click=_older, args=(found.acts[-1].position,))


def _verdict(found: Trail) -> None:
    verdict = found.verdict
    if verdict is None:
        return
    whole = verdict.broken_at is None
    words = WHOLE if whole else BROKEN.format(at=verdict.broken_at, reason=verdict.reason)
    show.heading("The chain")
    st.html(part(tag("p", words, "lead"), css="" if whole else "sh-notice"))
    rows = (("Entries", f"{verdict.entries:,}"), ("Hash of the last one", verdict.head))
    show.table(show.words_table("What was verified", ("What", "Found"), rows, NOTED))


def _row(one: Act) -> tuple[str, ...]:
    return (
        one.at[:19].replace("T", " "),
        one.who,
        ROLES_IN_WORDS.get(one.role, one.role),
        _name(one.action),
        one.subject,
        f"{one.position:,}",
    )


def _name(action: str) -> str:
    return ACTS.get(action, action) if action else "Every act"


def _newest() -> None:
    st.session_state[BEFORE] = None


def _older(position: int) -> None:
    st.session_state[BEFORE] = position
