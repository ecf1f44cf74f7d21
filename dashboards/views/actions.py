"""What a JAG agreed to do: open actions by the day on which they are due, with what happened since, and those done."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta

import streamlit as st

from dashboards import forms, page, show
from dashboards.cards import lead_to, tell
from dashboards.frame import write_marking
from dashboards.style import mark_paper, part, tag
from dashboards.views import evaluation
from dashboards.views.meetings import NO_JAG, choose_jag
from hub.access.matrix import audiences_for
from hub.meetings.actions import FIELDS, STAGES, Asked, Kind, add_action, escalate, finish, note_progress
from hub.meetings.tasks import PAGE as NAME
from hub.meetings.tasks import Task, Tasks, read_tasks
from hub.products.evaluation import headline
from hub.products.product import Product

PAGE = NAME
TITLE = "Actions"
ABOUT = (
    "What the JAG agreed, who does it and by when. An action that is not done goes on to the next meeting by itself. "
    "No name, number or address of a person belongs here: what looks like one is refused."
)
NOTHING = "No action is open. Add what the meeting agrees, below."
NONE_DONE = "No action was done yet."
LISTED, SHORT = 20, 50
ACTS: dict[Kind, str] = {"note": "Note what happened", "escalated": "Escalate it", "done": "It is done"}
DO: dict[Kind, Callable[..., object]] = {"note": note_progress, "escalated": escalate, "done": finish}
SAID: dict[Kind, str] = {"note": "", "escalated": "Escalated: ", "done": "Outcome: "}
NO_PROBLEM = "No data set"
SESSIONS = {"open": "Open session", "closed": "Closed session (restricted)"}
EVALUATE = "Evaluation: before and after, with a control area"
MEMBERS_FIRST = "Add members on Meetings first: an action belongs to a member."


def view() -> None:
    """The actions of one JAG."""
    today, top = datetime.now(UTC).date(), st.container()
    area = choose_jag(PAGE, today)
    found = page.consult(PAGE, lambda hub, who: read_tasks(hub, who, today, area))
    if found.closed:
        page.restrict_this_one(f"closed session, JAG {found.area}")
    results = _results(found)
    strict = [one.marking for one in results.values()] if not found.closed else []
    marking = strict[0] if strict else found.marking
    top.html(mark_paper(marking))
    top.html(part(write_marking(marking), tag("h1", TITLE), tag("p", ABOUT, "lead")))
    if not found.area:
        st.html(part(tag("p", NO_JAG[page.reader().role]), css="sh-notice"))
    else:
        _open(found, results)
        _add(found, today)
        _done(found)
    st.html(part(write_marking(marking)))


def _results(found: Tasks) -> dict[str, Product]:
    """The evaluation of each open action that can be told, as far as it is this reader's; its marking is the page's."""
    audience = next(iter(audiences_for(page.reader(), evaluation.PRODUCT)), "")
    asked = {one.id: found.evaluations[one.id].period for one in found.open if one.id in found.evaluations}
    made = {one: page.glance(evaluation.PRODUCT, when, audience, one, PAGE) for one, when in asked.items() if when}
    return {one: product for one, product in made.items() if product is not None}


def _open(found: Tasks, results: Mapping[str, Product]) -> None:
    late = sum(one.overdue for one in found.open)
    show.heading(f"Open: {len(found.open):,}{f', {late:,} overdue' if late else ''}")
    for one in found.open:
        with st.container(border=True):
            st.html(part(_task(one)))
            _evaluation(found, one, results.get(one.id))
    if not found.open:
        tell(NOTHING)
    if found.why:
        tell(found.why, "soft")
    if found.open:
        _follow(found)


def _task(one: Task) -> str:
    """One action: what, its state, who by when, what it is about, where it goes on to, and what happened since."""
    restricted = " · RESTRICTED, closed session" if one.restricted else ""
    lines = [
        tag("h3", one.what),
        tag("p", f"{one.state} · due on {one.due}{restricted}", "state"),
        tag("p", one.owner),
        tag("p", " ".join(filter(None, (one.about, one.carried))), "soft"),
    ]
    since = "".join(tag("li", f"{each.on_day}: {SAID[each.kind]}{each.words}") for each in one.happened)
    return "".join(lines) + (f"<ul>{since}</ul>" if since else "")


def _evaluation(found: Tasks, one: Task, result: Product | None) -> None:
    """What the data say of an action, where that was chosen on the record, and the way to its evaluation."""
    standing = found.evaluations.get(one.id)
    if standing is not None:
        tell(headline(result) if result else standing.words)
        lead_to(evaluation.view, evaluation.PRODUCT, EVALUATE, {evaluation.ACTION: one.id})


def _name(one: Task) -> str:
    """An action in a line: its first words, whether it is restricted, and its day."""
    words = one.what if len(one.what) <= SHORT else f"{one.what[:SHORT]}…"
    return f"{words}{', RESTRICTED' if one.restricted else ''}, due on {one.due}"


def _follow(found: Tasks) -> None:
    titles = forms.tell_apart({one.id: _name(one) for one in found.open})
    with st.expander("Say what became of an action"), st.form(key="form-follow"):
        action = str(st.selectbox("Action", list(titles), format_func=titles.__getitem__, key=forms.key("followed")))
        kind = st.selectbox("What became of it", list(ACTS), format_func=ACTS.__getitem__, key=forms.key("kind"))
        label = " / ".join(FIELDS[one] for one in ACTS)
        words = st.text_area(label, max_chars=500, key=forms.key("said"))
        if st.form_submit_button("Write it down"):
            forms.do(lambda hub, who: DO[kind](hub.register, found.area, action, words, who))


def _add(found: Tasks, today: date) -> None:
    with st.expander("Add an action", expanded=not found.open):
        if not found.members:
            tell(MEMBERS_FIRST)
            return
        dataset = _dataset(found)
        with st.form(key="form-action"):
            asked = _asked(found, dataset, today)
            if st.form_submit_button("Add this action", type="primary"):
                forms.do(lambda hub, who: add_action(hub, found.area, asked, who))


def _dataset(found: Tasks) -> str:
    names = {"": NO_PROBLEM, **{name: title for name, (title, _) in found.problems.items()}}
    return str(
        st.selectbox("Data set of the problem", list(names), format_func=names.__getitem__, key=forms.key("set"))
    )


def _asked(found: Tasks, dataset: str, today: date) -> Asked:
    owners = {one.id: one.title for one in found.members}
    codes = {"": "No category", **(found.problems[dataset][1] if dataset else {})}
    until = date.fromisoformat(found.next_day) if found.next_day else today + timedelta(days=28)
    what = st.text_area("What is to be done", max_chars=500, key=forms.key("what"))
    member = _choose("Who does it", owners, "who")
    place = _choose("Place", dict(found.places), "place")
    category = _choose("Category", codes, f"category-{dataset}")
    session = _session(found)
    left, right = st.columns(2, gap="medium")
    with left:
        due = forms.day("Due on", today, "due", until)
    with right:
        stage = _choose("Stage", {one: one.capitalize() for one in STAGES}, "stage")
    return Asked(what, member, due, stage, place, dataset, category, session)  # type: ignore[arg-type]


def _session(found: Tasks) -> str:
    """The session that agreed it. What was begun as restricted stays so where the right to it lapses meanwhile: to
    write it down is refused then, and it never falls open."""
    if found.closed:
        return _choose("Agreed in", SESSIONS, "session")
    return str(st.session_state.get(forms.key("session"), "open"))


def _choose(label: str, names: Mapping[str, str], key: str) -> str:
    told = forms.tell_apart(names)
    return str(st.selectbox(label, list(told), format_func=told.__getitem__, key=forms.key(key)))


def _done(found: Tasks) -> None:
    show.heading("Done")
    done = found.done
    if not done:
        tell(NONE_DONE)
        return
    rows = [
        (one.what, one.owner, f"{one.state}{', RESTRICTED' if one.restricted else ''}", _outcome(one))
        for one in done[:LISTED]
    ]
    note = f"The last {LISTED} of {len(done):,}." if len(done) > LISTED else ""
    show.table(show.words_table("Actions that are done", ("Action", "Who", "When", "Outcome"), rows, note))
    for one in (one for one in done[:LISTED] if one.id in found.evaluations):
        with st.container(gap=None):
            tell(one.what, "soft")
            lead_to(evaluation.view, evaluation.PRODUCT, EVALUATE, {evaluation.ACTION: one.id})


def _outcome(one: Task) -> str:
    return next((each.words for each in reversed(one.happened) if each.kind == "done"), "")
