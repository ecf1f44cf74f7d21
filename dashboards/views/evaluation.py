"""Before and after an action, with a control area: the result, and what was chosen before anybody looked."""

from collections.abc import Mapping
from datetime import UTC, datetime

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboards import filters, forms, frame, page, show
from dashboards.cards import tell
from dashboards.frame import write_marking
from dashboards.style import mark_paper, part, tag
from hub.meetings.evaluations import LONGEST, USUAL, Choice, choose_control
from hub.meetings.outcomes import Outcomes, read_outcomes
from hub.products import evaluation

PRODUCT = evaluation.NAME
TITLE = evaluation.TITLE
ACTION, CHOSEN = "action", "evaluated"
"""The name of the action's id in the address, and the key of the box that chooses another."""
ABOUT = (
    "What changed where the partnership acted, beyond what changed in a control area. What it is held against is "
    "chosen on the record before anybody looks."
)
NONE_AT_ALL = (
    "No action of the open session has an area and a data set of its problem. Such an action can be evaluated."
)
NOT_OPEN = "The address names an action that is not open to you, or one that cannot be evaluated."
NOBODY = ""
HELP = (
    "A control is alike in what happens there and untouched by the action: so not next door, where it may have moved. "
    "A displacement area is one where it may have moved to, and needs a control of its own."
)
AGAIN = "The results were looked at first on {day}. Another choice stands on the record beside the earlier ones."


def view() -> None:
    """One action: its evaluation where it can be told, how that was chosen, and the form to choose."""
    today = datetime.now(UTC).date()
    wanted = str(st.session_state.get(CHOSEN) or st.query_params.get(ACTION, ""))
    found = page.consult(PRODUCT, lambda hub, who: read_outcomes(hub, who, today, wanted))
    top = st.container()
    if found.action is None:
        with top:
            _head(found)
        tell(NOT_OPEN if wanted else NONE_AT_ALL)
        return
    _choose_action(found)
    if found.standing.period:
        _show(found, found.action.id, top)
    else:
        with top:
            _head(found)
        tell(found.about)
        tell(found.standing.words)
        _tell_choices(found)
    if found.days:
        _choose(found, found.action.id)


def _head(found: Outcomes) -> None:
    st.html(mark_paper(found.marking))
    st.html(part(write_marking(found.marking), tag("h1", TITLE), tag("p", ABOUT, "lead")))


def _choose_action(found: Outcomes) -> None:
    """The box that chooses an action, and the chosen one in full; the id of what it shows stands in the address."""
    titles, shown = forms.tell_apart(found.actions), found.action.id if found.action else NOBODY
    at = list(titles).index(shown)
    st.selectbox("Action", list(titles), index=at, format_func=titles.__getitem__, key=CHOSEN)
    tell(titles[shown])
    if st.query_params.get(ACTION) != shown:
        st.query_params[ACTION] = shown


def _show(found: Outcomes, action: str, top: DeltaGenerator) -> None:
    tools = st.container(horizontal=True, vertical_alignment="bottom")
    with tools:
        audience = filters.choose_audience(PRODUCT)
    product = page.ask(PRODUCT, found.standing.period, audience, action=action)
    with top:
        frame.head(product)
    with tools:
        frame.files(product, ("pdf",), main=True)
    for section in product.sections:
        show.section(section)
    frame.foot(product)


def _tell_choices(found: Outcomes) -> None:
    for words in found.choices:
        tell(words, "soft")


def _choose(found: Outcomes, action: str) -> None:
    """The form that puts a choice on record."""
    label = "Choose anew what it is held against" if found.choices else "Choose what it is held against"
    with st.expander(label, expanded=not found.choices):
        if found.seen_on:
            tell(AGAIN.format(day=found.seen_on))
        tell(HELP, "soft")
        with st.form(key=f"form-control-{action}"):
            choice = _ask(found, action)
            if st.form_submit_button("Put it on record", type="primary"):
                forms.do(lambda hub, who: choose_control(hub, action, choice, who))


def _ask(found: Outcomes, action: str) -> Choice:
    days, months = dict(found.days), [str(number) for number in range(1, LONGEST + 1)]
    left, right = st.columns(2, gap="medium")
    with left:
        since = _pick("Count from", {str(code): words for code, words in days.items()}, f"since-{action}")
        control = _pick("Control area", found.places, f"control-{action}")
        nearby = _pick("Displacement area", {NOBODY: "None", **found.places}, f"nearby-{action}")
    with right:
        number = st.selectbox("Whole months before and after", months, USUAL - 1, key=forms.key(f"months-{action}"))
        beside = _pick("Control of the displacement area", {NOBODY: "None", **found.places}, f"beside-{action}")
    why = st.text_area("Why this control", max_chars=500, key=forms.key(f"why-{action}"))
    return Choice(since, int(number), control, why, nearby, beside)  # type: ignore[arg-type]


def _pick(label: str, names: Mapping[str, str], key: str) -> str:
    told = forms.tell_apart(names)
    return str(st.selectbox(label, list(told), format_func=told.__getitem__, key=forms.key(key)))
