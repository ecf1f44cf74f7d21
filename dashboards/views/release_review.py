"""The liaison officer's page: what waits for a second person, why its cells are hidden, and the decision."""

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from dashboards import reviewing, show
from dashboards.filters import audience_title
from dashboards.style import part, tag
from hub.governance.reviews import NEXT, Review
from hub.months import name_day, name_period
from hub.release_review import Gap

PAGE = "release-review"
TITLE = "Release review"
LISTED = 300
WAITS, OUT = "audited", "released"
ABOUT = (
    "What leaves the partnership is drafted by one person and released by another, of another organisation. What you "
    "see here of the reasons is for you alone: no reader is ever told why a figure is suppressed."
)


def view() -> None:
    """The drafts that wait, each with its reasons and two buttons; below them what was decided."""
    listed = reviewing.reviews()
    st.html(part(tag("h1", TITLE), tag("p", ABOUT, "lead")))
    waiting = [one for one in listed if one.state == WAITS]
    show.heading("Waiting for a second person")
    for one in waiting:
        _waiting(one)
    if not waiting:
        st.html(part(tag("p", "Nothing waits.")))
    show.heading("Decided")
    _decided([one for one in listed if one.state != WAITS])


def _waiting(review: Review) -> None:
    with st.container(border=True):
        st.html(part(tag("h3", name_review(review)), tag("p", _drafted(review), "soft")))
        if st.toggle("Why its figures are suppressed", key=f"why-{review.id}"):
            _reasons(reviewing.gaps(review.id))
        reason = st.text_input("Reason, if you refuse", key=f"reason-{review.id}", max_chars=300)
        with st.container(horizontal=True):
            if st.button("Release", key=f"release-{review.id}", type="primary"):
                reviewing.decide(review.id, "release", "")
                st.rerun()
            if st.button("Refuse", key=f"refuse-{review.id}"):
                reviewing.decide(review.id, "refuse", reason)
                st.rerun()


def _reasons(gaps: Sequence[Gap]) -> None:
    counted = Counter(one.reason for one in gaps)
    lines = [tag("li", f"{number:,}: {reason}") for reason, number in counted.most_common()]
    st.html(part(tag("p", f"{len(gaps):,} suppressed figures."), f"<ul>{''.join(lines)}</ul>"))
    rows = [(one.words[0], name_period(one.period), *one.words[1:], one.reason) for one in gaps[:LISTED]]
    show.table(show.words_table("Suppressed figures", ("Data set", "Period", "Area", "Category", "Why"), rows))
    if len(gaps) > LISTED:
        st.html(part(tag("p", f"The first {LISTED} of {len(gaps):,}; all: saferhub review show", "soft")))


def _decided(reviews: Sequence[Review]) -> None:
    rows = [
        (
            name_review(one),
            one.state,
            f"{one.drafted_line}, {name_day(one.drafted_at)}",
            _decision(one),
            one.reason or "",
        )
        for one in reviews
    ]
    if rows:
        show.table(show.words_table("Reviews", ("Release", "State", "Drafted", "Decided", "Reason"), rows))
    else:
        st.html(part(tag("p", "Nothing was decided yet.")))
    out = {
        one.id: f"{name_review(one)} ({one.id})"
        for one in reviews
        if one.state == OUT and "withdrawn" in NEXT[one.state]
    }
    if out:
        _withdraw(out)


def _withdraw(out: dict[str, str]) -> None:
    with st.expander("Withdraw a release"):
        chosen = st.selectbox("Release", list(out), format_func=out.__getitem__, key="withdraw")
        reason = st.text_input("Reason", key="withdraw-reason", max_chars=300)
        if st.button("Withdraw"):
            reviewing.decide(str(chosen), "withdraw", reason)
            st.rerun()


def name_review(review: Review) -> str:
    """What is under review: product, audience, period and area."""
    title = review.product.replace("-", " ").capitalize()
    where = "whole partnership" if review.area == "ALL" else review.area
    return f"{title}, {audience_title(review.audience).lower()}, {name_period(review.period)}, {where}"


def _drafted(review: Review) -> str:
    return (
        f"Drafted by {review.drafted_by}, {review.drafted_line}, on {name_day(review.drafted_at)} "
        f"from {review.dataset}. The attack on everything ever released of its months found nothing. "
        f"Review {review.id}, release {review.release}."
    )


def _decision(review: Review) -> str:
    return f"{review.decided_line}, {name_day(review.decided_at)}" if review.decided_at else ""
