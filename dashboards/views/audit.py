"""The ledger: an analyst's own acts, a liaison officer's agency's, what was done for a chair's JAG; for a board member
how often what was done; for the administrator whether the chain is whole."""

import streamlit as st

from dashboards import page, show
from dashboards.acts_in_words import ACTS
from dashboards.style import part, tag
from dashboards.views import meetings, summary_of_audit
from hub.access.identity import ROLE_TITLES
from hub.audit_trail import Act, Trail, read_trail
from hub.geography import ALL
from hub.meetings.groups import WHOLE as WHOLE_PARTNERSHIP

PAGE = "audit"
TITLE = "Audit"
EVERY = ""
BEFORE = "audit-before"
ROLES_IN_WORDS = {str(role): title for role, title in ROLE_TITLES.items()}
WHOSE = {
    "analyst": "What you did yourself, newest first. What others did is not shown to you.",
    "chair": "What was done for the JAG that your organisation chairs, by whomever, newest first.",
    "board": "How often people did what on this hub. Who it was, and of what area, is not shown to you.",
    "liaison": "What people of your organisation did while they belonged to it, newest first.",
    "administrator": "Whether the ledger is whole. What stands in it is partnership content, and not shown to you.",
}
NOTE = (
    "Each entry is chained to the one before it. That you read this is an entry too. What was done on the command line "
    "stands under the name of that machine's user and is in no organisation's list."
)
NOTE_OF_JAG = (
    "Its members, meetings, actions, minutes and evaluations; the words and packs of its area; and who saw, took or "
    "was refused what is made of that area for its sessions. What does not say of which JAG it is stands in no JAG's "
    "list: a page that was opened, a sign-in, and a refusal from before the hub noted the area of one. Each entry is "
    "chained to the one before it. That you read this is an entry too."
)
CLOSED = (
    "Acts on what the closed session agreed are among them only while the confidentiality statement of the chair's own "
    "post is current. It is not, for: {names}."
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
    if found.summary is not None:
        summary_of_audit.show_summary(found.summary)
    if found.verdict is not None:
        _verdict(found)
        return
    if found.jags is not None and not _jags(found.jags):
        return
    st.selectbox("Act", [EVERY, *found.actions], format_func=_name, key="audit-of", on_change=_newest)
    _entries(found)


def _jags(own: tuple[tuple[str, bool], ...]) -> bool:
    """Say of which JAGs the entries are; whether there is one."""
    names = {ALL: WHOLE_PARTNERSHIP, **dict(page.report_areas())}
    if not own:
        st.html(part(tag("p", meetings.NO_JAG["chair"])))
        return False
    st.html(part(tag("p", f"JAG: {', '.join(names.get(area, area) for area, _ in own)}.")))
    locked = [names.get(area, area) for area, closed in own if not closed]
    if locked:
        st.html(part(tag("p", CLOSED.format(names=", ".join(locked)), "soft")))
    return True


def _entries(found: Trail) -> None:
    show.heading("Entries")
    if found.acts:
        heads = ("When (UTC)", "Who", "Role", "Act", "On what", "Entry")
        note = NOTE if found.jags is None else NOTE_OF_JAG
        show.table(show.words_table("The ledger, newest first", heads, [_row(one) for one in found.acts], note))
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
