"""The meetings of a JAG: the next one, what is wrong with the diary, the one that is going on, members and the rota."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import streamlit as st

from dashboards import attendance_files, filters, forms, page, show
from dashboards.cards import tell
from dashboards.frame import write_marking
from dashboards.style import link, mark_paper, part, tag
from dashboards.views import assessment_part, minutes_of_meeting, plans_of_meetings, running_meeting
from hub.meetings.agenda import NONE_PLANNED, Agenda, Meetings, read_jags, read_meetings
from hub.meetings.agenda import PAGE as NAME
from hub.meetings.planning import Meeting
from hub.months import name_day

PAGE = NAME
TITLE = "Meetings"
JAG = "jag"
"""The key of the box that chooses one of several JAGs, here and on Actions; so it is called in the address too."""
ABOUT = (
    "The diary of a JAG, who belongs to it, and the meeting as it goes: who came, what the chair attests, and the open "
    "and the closed session."
)
NO_JAG = {
    "analyst": "There is no JAG yet. Set one up: name its area, and who takes the chair first.",
    "chair": "Your organisation holds the chair of no JAG today. An analyst, who keeps the secretariat, sets one up "
    "and writes the rota.",
}
PAST = 3
SIGNS = {
    "scheduled": "…\u00a0planned",
    "open session": "◐\u00a0open session",
    "closed session": "◐\u00a0closed session",
    "ended": "○\u00a0ended, minutes to be drafted",
    "minutes drafted": "○\u00a0minutes drafted",
    "approved": "○\u00a0minutes approved",
    "circulated": "●\u00a0minutes circulated",
}
"""Each state with a sign of its own."""
NOT_HELD = "○\u00a0NOT HELD"


def view() -> None:
    """The meetings of one JAG."""
    today, top = datetime.now(UTC).date(), st.container()
    area = choose_jag(PAGE, today)
    found = page.consult(PAGE, lambda hub, who: read_meetings(hub, who, today, area))
    top.html(mark_paper(found.marking))
    top.html(part(write_marking(found.marking), tag("h1", TITLE), tag("p", ABOUT, "lead")))
    if found.agenda is None:
        st.html(part(tag("p", NO_JAG[page.reader().role]), css="sh-notice"))
    else:
        _show(found, found.agenda, today)
    plans_of_meetings.show_plans(found, today)
    st.html(part(write_marking(found.marking)))


def choose_jag(name: str, today: date) -> str:
    """The area of the JAG that page ``name`` is about, '' for none: chosen in a box where there are several.

    The choice stands in the address. Only the reader's own are offered, so that an address with another one finds the
    first of these, and is told nothing of the other.
    """
    jags = page.consult(name, lambda hub, who: read_jags(hub, who, today, name))
    names = forms.tell_apart(dict(jags))
    if len(jags) > 1:
        return str(st.selectbox("JAG", list(names), format_func=names.__getitem__, key=JAG, **filters.KEPT))
    if jags:
        st.html(part(tag("p", f"JAG: {jags[0][1]}.")))
    return next(iter(names), "")


def _show(found: Meetings, agenda: Agenda, today: date) -> None:
    _next(agenda)
    if agenda.running is not None:
        assessment_part.show_for_meeting(agenda.running.meeting.id)
        running_meeting.show(agenda.jag.area, agenda.running, SIGNS[agenda.running.meeting.state], "run" in found.acts)
    minutes_of_meeting.show_minutes(agenda.jag.area, "run" in found.acts, today)
    _diary(agenda.meetings, today)
    show.heading("Members")
    rows = [
        (one.member.post.title, one.member.organisation, one.member.post.sessions, one.statement,
         one.member.post.basis or "no duty in law: by agreement")
        for one in agenda.sittings
    ]  # fmt: skip
    heads = ("Post", "Organisation", "Sessions", "Confidentiality statement", "Attends by")
    note = "A post stands for whoever holds it; the hub keeps no names. Which sessions it attends belongs to the post."
    show.table(show.words_table("Who belongs to the JAG", heads, rows, note))
    show.heading("Chair and yearly review")
    turns = [(one.first_day, one.title, "●\u00a0in the chair" if one.now else "…\u00a0later") for one in agenda.turns]
    show.table(show.words_table("The rota", ("From", "Who", "State"), turns))
    st.html(part(tag("p", agenda.review), css="sh-notice" if agenda.due else ""))


def _next(agenda: Agenda) -> None:
    show.heading("Next meeting")
    if agenda.next is not None:
        address = attendance_files.address_of(agenda.jag.area, agenda.next.id)
        st.html(part(tag("p", f"{agenda.next.day}, {agenda.next.away}", "state")))
        st.html(part(link("Print the attendance list", address), css="sh-files"))
        if agenda.running is None or agenda.running.meeting.id != agenda.next.id:
            assessment_part.show_for_meeting(agenda.next.id)
    if agenda.alarms:
        st.html(part(*(tag("p", words) for words in agenda.alarms), css="sh-notice"))


def _diary(meetings: Sequence[Meeting], today: date) -> None:
    show.heading("Diary")
    if not meetings:
        tell(NONE_PLANNED)
        return
    past = [one for one in meetings if one.day < today.isoformat()]
    listed = [*past[-PAST:], *meetings[len(past) :]]
    rows = [(name_day(one.day), _state(one, today)) for one in listed]
    note = f"Earlier meetings: {len(past) - PAST:,}." if len(past) > PAST else ""
    show.table(show.words_table("The last meetings, and all that are planned", ("Day", "State"), rows, note))


def _state(one: Meeting, today: date) -> str:
    return NOT_HELD if one.state == "scheduled" and one.day < today.isoformat() else SIGNS[one.state]
