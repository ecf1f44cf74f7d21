"""Requests for personal information: those a reader has a part in, one of them whole, and the form for a new one."""

from datetime import UTC, datetime

import streamlit as st

from dashboards import forms, page, show
from dashboards.cards import lead_to, show_lines, tell
from dashboards.frame import write_marking
from dashboards.style import mark_paper, part, tag
from dashboards.views import request_acts, request_form
from dashboards.views.request_form import CHOSEN, NAME
from hub.governance.request_rights import PAGE as NAME_OF_PAGE
from hub.governance.request_states import OVER
from hub.governance.request_words import Line, Opened, Requests, read_page

PAGE = NAME_OF_PAGE
TITLE = "Information requests"
ABOUT = (
    "Written requests for personal information between organisations that signed. The hub keeps what was asked, by "
    "which law and what was decided, never who it is about. A request is seen by whoever made it and by the liaison "
    "officers of the two organisations, and by nobody else."
)
NOTHING = (
    "There is no request that you have a part in. One that you make, or that your organisation is sent where you are "
    "its liaison officer, is listed here with its state and whose turn it is."
)
NOT_OPEN = "The address names a request that you have no part in, or that there is not."
ALTERED = (
    "What is kept of this request is not what the ledger vouches for: it was altered behind the hub. Rely on none of "
    "it, and tell whoever looks after the hub."
)
HEADS = ("Request", "State", "Since", "Whose turn", "Reference")
NONE_WAITS = "No request waits for you."
WAITS = "It is your turn."
NONE = ""


def show_waiting(lines: tuple[Line, ...]) -> None:
    """Those that wait for a reader, on their home page, and the way to them."""
    if lines:
        show_lines([(one.title, one.state, f"{_capital(one.note) or f'Since {one.since}'}.") for one in lines])
        lead_to(view, PAGE, "Look, and take the next step", {NAME: lines[0].id})
    else:
        tell(NONE_WAITS)
        lead_to(view, PAGE, "Every request, and a new one")


def view() -> None:
    """The list, the request that is open, and the form for a new one."""
    today = datetime.now(UTC).date()
    wanted = str(st.session_state[CHOSEN] if CHOSEN in st.session_state else st.query_params.get(NAME, NONE))
    found = page.consult(PAGE, lambda hub, who: read_page(hub, who, today, wanted))
    st.html(mark_paper(found.marking))
    st.html(part(write_marking(found.marking), tag("h1", TITLE), tag("p", ABOUT, "lead")))
    if wanted and found.opened is None:
        st.html(part(tag("p", NOT_OPEN), css="sh-notice"))
        st.query_params.pop(NAME, None)
    _list(found)
    if found.lines:
        _choose(found)
    if found.opened is not None:
        _open(found, found.opened)
    request_form.begin(found)
    request_form.show_laws(found)
    st.html(part(write_marking(found.marking)))


def _list(found: Requests) -> None:
    mine = sum(one.mine for one in found.lines)
    show.heading(f"Your requests: {len(found.lines):,}{f', {mine:,} waiting for you' if mine else ''}")
    if not found.lines:
        tell(NOTHING)
        return
    rows = [(one.title, _state(one), one.since, _turn(one), one.id) for one in found.lines]
    show.table(show.words_table("Requests, the newest first", HEADS, rows))


def _capital(sentence: str) -> str:
    return f"{sentence[:1].upper()}{sentence[1:]}"


def _name(one: Line) -> str:
    return f"{one.title}; {one.id}"


def _state(one: Line) -> str:
    return f"{one.state}; {one.note}" if one.note else one.state


def _turn(one: Line) -> str:
    return f"YOURS: {one.turn}" if one.mine else one.turn


def _choose(found: Requests) -> None:
    """The box that opens a request; its id stands in the address."""
    told = forms.tell_apart({NONE: "None", **{one.id: _name(one) for one in found.lines}})
    shown = found.opened.request.id if found.opened else NONE
    st.selectbox("Open a request", list(told), list(told).index(shown), format_func=told.__getitem__, key=CHOSEN)
    if shown and st.query_params.get(NAME) != shown:
        st.query_params[NAME] = shown
    elif not shown and NAME in st.query_params:
        del st.query_params[NAME]


def _open(found: Requests, opened: Opened) -> None:
    request, line = opened.request, opened.line
    page.restrict_this_one(f"request {request.id}")
    show.heading(_name(line))
    turn = "" if request.state in OVER else f"Whose turn: {line.turn}."
    st.html(
        part(
            tag("p", _state(line), "state"),
            tag("p", f"{WAITS if line.mine else ''} {turn}".strip()),
            tag("p", f"Which law, whom to ask: {opened.law}" if opened.law else "", "soft"),
        )
    )
    if not opened.whole:
        st.html(part(tag("p", ALTERED), css="sh-notice"))
    if "submit" in opened.acts:
        with st.expander("Fill in what is asked, item by item"):
            request_form.write(found, request)
    show.table(show.words_table("What is asked", ("Item", "What it says"), opened.items))
    request_acts.show(found, opened)
    if opened.decided:
        show.table(show.words_table("How it was decided", ("Criterion or question", "Answer"), opened.decided))
    show.table(show.words_table("What happened", ("When", "Who", "What"), opened.history))
