"""The meeting that is going on: who is there, what the chair attests, and the next step with what it still lacks."""

from collections.abc import Callable, Sequence

import streamlit as st

from dashboards import forms
from dashboards.cards import card, show_lines, tell
from dashboards.style import part, tag
from hub.access.identity import Identity
from hub.hub import Hub
from hub.meetings.agenda import Running
from hub.meetings.groups import Member
from hub.meetings.sessions import attest, note_arrivals, note_leaving, sign_statement, take_step

NOBODY = "Nobody is noted as present yet."
NOT_YOURS = "Its sessions are run by the chair."
BEFORE = "Attendance is taken once the open session has started."


def show(area: str, running: Running, state: str, may_run: bool) -> None:
    """One card: state, attendance, checklist, next steps."""
    with card(f"Meeting of {running.day}"):
        st.html(part(tag("p", state, "state")))
        _attendees(running)
        if not may_run:
            tell(NOT_YOURS, "soft")
            return
        if running.in_session:
            _attendance(area, running)
        show_checklist(area, running)
        show_ways(area, running)


def _attendees(running: Running) -> None:
    if not running.attendees:
        tell(NOBODY if running.in_session else BEFORE, "soft")
        return
    st.html(part(tag("h3", "Attendance")))
    here = "●\u00a0here" if running.in_session else "●\u00a0attended"
    lines = [
        (
            one.member.title,
            "○\u00a0left" if one.left else here,
            f"{one.member.post.sessions.capitalize()}; {_signed(one.signed)}."
            if running.in_session and not one.left
            else "",
        )
        for one in running.attendees
    ]
    show_lines(lines, listed=len(lines))


def _signed(signed: bool) -> str:
    return "statement current" if signed else "NO CURRENT STATEMENT"


def _attendance(area: str, running: Running) -> None:
    meeting = running.meeting.id
    here = [one.member for one in running.attendees if not one.left]
    unsigned = [one.member for one in running.attendees if not one.left and not one.signed]
    came, left, signs = st.columns(3, gap="medium")
    with came:
        _choose("Who has come", "Note that they came", running.absent,
                lambda hub, who, chosen: note_arrivals(hub.register, area, meeting, chosen, who))  # fmt: skip
    with left:
        _choose("Who has left", "Note that they left", here,
                lambda hub, who, chosen: note_leaving(hub.register, area, meeting, chosen, who))  # fmt: skip
    with signs:
        _choose("Who signed the confidentiality statement", "Note that they signed", unsigned,
                lambda hub, who, chosen: _sign(hub, who, area, chosen))  # fmt: skip


def _sign(hub: Hub, who: Identity, area: str, chosen: Sequence[str]) -> None:
    for one in chosen:
        sign_statement(hub.register, area, one, who)


def _choose(
    label: str, button: str, members: Sequence[Member], wanted: Callable[[Hub, Identity, list[str]], object]
) -> None:
    """A form that chooses members and does one thing for all of them."""
    if not members:
        return
    titles = {one.id: one.title for one in members}
    with st.form(key=f"form-{label}"):
        chosen = st.multiselect(label, list(titles), format_func=titles.__getitem__, key=forms.key(f"chosen-{label}"))
        pressed = st.form_submit_button(button)
    if pressed and chosen:
        forms.do(lambda hub, who: wanted(hub, who, list(chosen)))


def show_checklist(area: str, running: Running, button: str = "Attest what is ticked") -> None:
    """The points that the chair attests before the next steps."""
    if not running.checks:
        return
    st.html(part(tag("h3", "The chair's checklist")))
    show_lines([("●\u00a0attested", "", one.words) for one, attested in running.checks if attested])
    asked = [one for one, attested in running.checks if not attested]
    if not asked:
        return
    with st.form(key=f"form-checklist-{running.meeting.id}"):
        ticked = [one.code for one in asked if st.checkbox(one.words, key=f"check-{running.meeting.id}-{one.code}")]
        pressed = st.form_submit_button(button)
    if pressed:
        forms.do(lambda hub, who: attest(hub.register, area, running.meeting.id, ticked, who))


def show_ways(area: str, running: Running) -> None:
    """The next steps, each with what it still lacks."""
    for way in running.ways:
        if way.missing:
            lines = "".join(tag("li", f"{one[:1].upper()}{one[1:]}.") for one in way.missing)
            st.html(part(tag("h3", f"{way.step.label}: still missing"), f"<ul>{lines}</ul>"))
    with st.container(horizontal=True):
        pressed = [way.step.end for way in running.ways if st.button(way.step.label, key=f"step-{way.step.end}")]
    if pressed:
        meeting, state = running.meeting.id, pressed[0]
        forms.do(lambda hub, who: take_step(hub.register, area, meeting, state, who))
