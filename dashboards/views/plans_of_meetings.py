"""Planning, in closed boxes under the meetings: the diary, members, the rota, the yearly review, and a new JAG."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

import streamlit as st

from dashboards import forms, page, show
from dashboards.cards import tell
from dashboards.style import part, tag
from hub.meetings.agenda import Agenda, Meetings
from hub.meetings.diary import FREQUENCIES, propose_days
from hub.meetings.groups import Member, add_member, add_turn, found_jag, note_review, remove_member
from hub.meetings.planning import cancel_meeting, move_meeting, plan_meetings
from hub.meetings.posts import every_post
from hub.meetings.sessions import withdraw_statement
from hub.months import name_day

WEEKS = {7: "Every week", 14: "Every two weeks", 21: "Every three weeks", 28: "Every four weeks"}
ANOTHER = ""
PROPOSED = "proposed-meetings"
ABOUT_DIARY = (
    "A year of meetings on one day of the week. One that would fall on a bank holiday is put a week earlier, so that "
    "no gap grows longer than four weeks. Nothing is written before you have seen the days."
)
ABOUT_SEATS = (
    "Which sessions a post attends belongs to the post, and stands in the list of members. A body that has not signed "
    "the agreement (a parish council, say) may be named; what you type may name no person."
)
ABOUT_STATEMENTS = "When somebody else takes over a post, the statement that was signed for it holds no more."
_do = partial(forms.do, forget=PROPOSED)


def show_plans(found: Meetings, today: date) -> None:
    """The boxes that this reader may use."""
    show.heading("Plan and keep")
    if found.agenda is not None and "plan" in found.acts:
        _diary(found.agenda, today)
        _change(found.agenda, today)
        _members(found, found.agenda)
        _chair(found.agenda, today)
        _review(found.agenda)
    if "found" in found.acts and found.free_areas:
        _found(found)
    if not found.jags and "found" not in found.acts:
        tell("There is nothing to plan yet.")


def _choose(label: str, options: Sequence[Any], name: str, words: Callable[[Any], str], first: int = 0) -> Any:
    return st.selectbox(label, options, first, format_func=words, key=forms.key(name))


def _member(label: str, members: Sequence[Member], name: str) -> str:
    titles = {one.id: one.title for one in members}
    return str(_choose(label, list(titles), name, titles.__getitem__))


def _diary(agenda: Agenda, today: date) -> None:
    area, held = agenda.jag.area, [date.fromisoformat(one.day) for one in agenda.meetings]
    with st.expander("Plan the year's diary"):
        tell(ABOUT_DIARY, "soft")
        with st.form(key="form-diary"):
            last = max([*held, today])
            first = forms.day("First meeting", today, "first", last + timedelta(days=agenda.jag.every))
            usual = FREQUENCIES.index(agenda.jag.every)
            every = _choose("How often", FREQUENCIES, "every", WEEKS.__getitem__, usual)
            proposes = st.form_submit_button("Propose the days")
        if proposes:
            st.session_state[PROPOSED] = area, page.act(lambda _, __: propose_days(first, every, held))
        whose, days = st.session_state.get(PROPOSED, (area, None))
        if not days or whose != area:
            return
        st.html(part(tag("p", "; ".join(f"{one:%A} {name_day(one.isoformat())}" for one in days) + ".")))
        with st.container(horizontal=True):
            accepts = st.button(f"Put these {len(days)} into the diary", type="primary")
            discards = st.button("Discard them")
        if accepts:
            _do(lambda hub, who: plan_meetings(hub.register, area, days, who))
        if discards:
            del st.session_state[PROPOSED]
            st.rerun()


def _change(agenda: Agenda, today: date) -> None:
    area = agenda.jag.area
    ahead = {one.id: name_day(one.day) for one in agenda.meetings if one.state == "scheduled"}
    if not ahead:
        return
    with st.expander("Move a meeting, or take it out"), st.form(key="form-change"):
        meeting = str(_choose("Meeting", list(ahead), "changed", ahead.__getitem__))
        day = forms.day("New day", today, "moved", today + timedelta(days=7))
        with st.container(horizontal=True):
            moves = st.form_submit_button("Move it to that day")
            cancels = st.form_submit_button("Take it out of the diary")
    if moves:
        _do(lambda hub, who: move_meeting(hub.register, area, meeting, day, who))
    if cancels:
        _do(lambda hub, who: cancel_meeting(hub.register, area, meeting, who))


def _seat(found: Meetings, name: str, chairs: bool = False) -> tuple[str, str]:
    """A post, and the organisation that sends it: a signatory, or one that is named."""
    posts = {code: one for code, one in every_post().items() if one.may_chair or not chairs}
    code = _choose("Post", list(posts), f"{name}-post", lambda one: posts[one].title)
    others = () if chairs else (ANOTHER,)
    chosen = _choose("Organisation", (*found.organisations, *others), f"{name}-organisation",
                     lambda one: one or "Another one, named below")  # fmt: skip
    typed = (
        "" if chairs else st.text_input("Name of another organisation", max_chars=100, key=forms.key(f"{name}-named"))
    )
    return str(code), str(chosen or typed)


def _members(found: Meetings, agenda: Agenda) -> None:
    area, members = agenda.jag.area, [one.member for one in agenda.sittings]
    with st.expander("Add or remove a member"):
        tell(ABOUT_SEATS, "soft")
        with st.form(key="form-add"):
            post, organisation = _seat(found, "added")
            adds = st.form_submit_button("Add this member")
        with st.form(key="form-remove"):
            gone = _member("Member", members, "removed")
            removes = st.form_submit_button("Remove this member")
        if adds:
            _do(lambda hub, who: add_member(hub.register, area, post, organisation, who))
        if removes:
            _do(lambda hub, who: remove_member(hub.register, area, gone, who))
    signed = [one.member for one in agenda.sittings if one.signed]
    if "run" not in found.acts or not signed:
        return
    with st.expander("A post has a new holder"), st.form(key="form-statement"):
        tell(ABOUT_STATEMENTS, "soft")
        member = _member("Post with a new holder", signed, "withdrawn")
        if st.form_submit_button("Withdraw the statement"):
            _do(lambda hub, who: withdraw_statement(hub.register, area, member, who))


def _chair(agenda: Agenda, today: date) -> None:
    chairs = [one.member for one in agenda.sittings if one.member.post.may_chair]
    if not chairs:
        return
    with st.expander("Write the rota"), st.form(key="form-rota"):
        tell("The chair goes round between the police and the statutory agencies.", "soft")
        member = _member("Who takes the chair", chairs, "chairs")
        day = forms.day("From", today, "from", today + timedelta(days=1))
        if st.form_submit_button("Write it into the rota"):
            _do(lambda hub, who: add_turn(hub.register, agenda.jag.area, member, day, who))


def _review(agenda: Agenda) -> None:
    with st.expander("Record the yearly review"), st.form(key="form-review"):
        tell("Every twelve months the JAG looks at its chair, its membership and how often it meets.", "soft")
        decided = st.text_area("What was decided", max_chars=500, key=forms.key("decided"))
        if st.form_submit_button("Record the review"):
            _do(lambda hub, who: note_review(hub.register, agenda.jag.area, decided, who))


def _found(found: Meetings) -> None:
    areas = dict(found.free_areas)
    with st.expander("Set up a JAG", expanded=not found.jags):
        if not found.organisations:
            tell("No organisation has signed the agreement yet.")
            return
        with st.form(key="form-found"):
            area = str(_choose("Area", list(areas), "area", areas.__getitem__))
            seat = _seat(found, "first", chairs=True)
            if st.form_submit_button("Set up this JAG"):
                _do(lambda hub, who: found_jag(hub, area, seat, who))
