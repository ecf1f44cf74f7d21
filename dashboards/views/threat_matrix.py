"""The threat matrix: what the partnership judges of its problems, the greatest threat first, and who decided what."""

import streamlit as st

from dashboards import forms, page, served, show
from dashboards.cards import tell
from dashboards.frame import write_marking
from dashboards.style import mark_paper, part, tag
from hub.access.matrix import user_can_assess
from hub.assessments.threat_matrix import DECISIONS, HIGH_FROM, HIGHEST, MEDIUM_FROM
from hub.assessments.threats import PAGE as NAME
from hub.assessments.threats import Scored, Threat, end_threat, list_scores, read_threats, score_threat
from hub.problems import list_problems
from hub.products.product import TableBlock

PAGE = NAME
TITLE = "Threat matrix"
ABOUT = (
    "Probability times harm is the threat of a problem. The scores are judgements of the partnership, not figures of "
    "its records; each says what it rests on and who gave it."
)
NONE_YET = "No threat was scored yet. An analyst scores the problems of the partnership here, before the board meets."
NOTE = (
    f"Probability and harm from 1 to {HIGHEST}. Low: a threat below {MEDIUM_FROM}; high: {HIGH_FROM} or more. The "
    "assessment takes up what is medium or high, unless it was decided otherwise; then the reason stands beside it."
)
NEW, NO_DATASET, NO_CATEGORY = "", "No data set", "No category"
DECIDED = {"by band": "By its band", "include": "Take it up", "leave out": "Leave it out"}


def view() -> None:
    """The matrix, the scores that each threat was given, and for an analyst the form. Marked as the board's papers."""
    found = page.consult(PAGE, lambda hub, who: read_threats(hub.register, who))
    marking = served.the_hub().settings.markings.board
    st.html(mark_paper(marking))
    st.html(part(write_marking(marking), tag("h1", TITLE), tag("p", ABOUT, "lead")))
    if found:
        show.heading("The matrix")
        show.table(threat_table(found))
        _earlier(found)
    else:
        tell(NONE_YET)
    if user_can_assess(page.reader()):
        _score(found)
        _end(found)
    st.html(part(write_marking(marking)))


def threat_table(found: tuple[Threat, ...]) -> TableBlock:
    """One row for each threat, with what the assessment does with it and who said so."""
    heads = ("Threat", "Probability", "Harm", "Threat score", "Band", "In the assessment", "Rests on", "Scored by")
    rows = [
        (
            one.title,
            _whole(f"{one.score.probability} of {HIGHEST}"),
            _whole(f"{one.score.harm} of {HIGHEST}"),
            _whole(one.score.words()),
            one.score.band,
            _decided(one),
            one.evidence,
            f"{one.author}, {one.organisation}, {one.scored_on}",
        )
        for one in found
    ]
    return show.words_table("Threats, the greatest first", heads, rows, NOTE)


def _whole(words: str) -> str:
    """Words that stay on one line."""
    return words.replace(" ", "\u00a0")


def _decided(one: Threat) -> str:
    said = "yes" if one.score.included else "no"
    return f"{said}, decided otherwise than its band: {one.reason}" if one.score.against_band else said


def _earlier(found: tuple[Threat, ...]) -> None:
    """The scores of one threat over time."""
    with st.expander("How a threat was scored before"):
        titles = forms.tell_apart({one.id: one.title for one in found})
        chosen = str(st.selectbox("Scores of", list(titles), format_func=titles.__getitem__, key="scores-of"))
        scores = page.consult(PAGE, lambda hub, who: list_scores(hub.register, chosen, who))
        heads = ("Scored on", "Until", "Probability", "Harm", "Threat score", "Band", "In the assessment", "By")
        rows = [
            (
                one.scored_on,
                one.ended_on or "in force",
                _whole(f"{one.score.probability} of {HIGHEST}"),
                _whole(f"{one.score.harm} of {HIGHEST}"),
                _whole(one.score.words()),
                one.score.band,
                _decided(one),
                f"{one.author}, {one.organisation}",
            )
            for one in scores
        ]
        show.table(show.words_table(titles[chosen], heads, rows))


def _score(found: tuple[Threat, ...]) -> None:
    known = {one.id: one for one in found}
    with st.expander("Score a threat", expanded=not found):
        titles = forms.tell_apart({NEW: "A new one", **{one.id: one.title for one in found}})
        again = str(st.selectbox("Which threat", list(titles), format_func=titles.__getitem__, key=forms.key("again")))
        before = known.get(again)
        dataset = _dataset(before)
        with st.form(key="form-threat"):
            said = _said(before, dataset)
            if st.form_submit_button("Put it on record", type="primary"):
                forms.do(lambda hub, who: score_threat(hub.register, said, who, again))


def _dataset(before: Threat | None) -> str:
    names = {"": NO_DATASET, **{name: title for name, (title, _) in list_problems().items()}}
    begin = list(names).index(before.dataset) if before else 0
    key = forms.key(f"set-{before.id if before else ''}")
    return str(st.selectbox("Data set with records of it", list(names), begin, format_func=names.__getitem__, key=key))


def _said(before: Threat | None, dataset: str) -> Scored:
    which = before.id if before else NEW
    codes = {"": NO_CATEGORY, **(list_problems()[dataset][1] if dataset else {})}
    begin = list(codes).index(before.category) if before and before.category in codes else 0
    title = st.text_input("Threat", before.title if before else "", max_chars=80, key=forms.key(f"title-{which}"))
    left, right = st.columns(2, gap="medium")
    with left:
        probability = _number("Probability", before.score.probability if before else None, which)
        key = forms.key(f"category-{which}-{dataset}")
        category = str(st.selectbox("Category", list(codes), begin, format_func=codes.__getitem__, key=key))
    with right:
        harm = _number("Harm", before.score.harm if before else None, which)
        begin = DECISIONS.index(before.score.decision) if before else 0
        key = forms.key(f"decision-{which}")
        decision = st.selectbox("In the assessment", DECISIONS, begin, format_func=DECIDED.__getitem__, key=key)
    evidence = st.text_area(
        "What the scores rest on", before.evidence if before else "", max_chars=500, key=forms.key(f"evidence-{which}")
    )
    reason = st.text_area(
        "Why, where it is decided otherwise than its band",
        before.reason if before else "",
        max_chars=500,
        key=forms.key(f"reason-{which}"),
    )
    return Scored(title, probability, harm, evidence, dataset, category, decision, reason)


def _number(label: str, before: int | None, which: str) -> int:
    words = f"{label}, 1 to {HIGHEST}"
    return int(st.number_input(words, 1, HIGHEST, before or 1, key=forms.key(f"{label}-{which}")))


def _end(found: tuple[Threat, ...]) -> None:
    if not found:
        return
    titles = forms.tell_apart({one.id: one.title for one in found})
    with st.expander("Take a threat off the matrix"), st.form(key="form-end"):
        chosen = str(st.selectbox("Threat", list(titles), format_func=titles.__getitem__, key=forms.key("ended")))
        if st.form_submit_button("Take it off; its scores stay on record"):
            forms.do(lambda hub, who: end_threat(hub.register, chosen, who))
