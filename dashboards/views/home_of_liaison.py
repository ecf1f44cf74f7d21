"""The liaison officer's home: requests and releases that wait, what their organisation owes, its files, grants."""

import streamlit as st

from dashboards import page
from dashboards.cards import SIGNS, begin, card, lead_to, show_lines, tell
from dashboards.filters import audience_title
from dashboards.views import data_returns, information_requests, release_review
from hub.access.matrix import user_can_open
from hub.data_returns import Filed, Return
from hub.governance.reviews import Review
from hub.home import Ending, Home

OURS = "Somebody of your organisation drafted it: you may refuse it; a liaison officer of another one releases it."
YOURS = "It waits for a second person, who may be you."
NO_REVIEW = "No release waits for a decision."
NOT_YOURS = "Your account is limited to some areas: a liaison officer who sees all of them decides on releases."
NOTHING_OWED = "Your organisation owes nothing for a period that is over."
NO_FILE = "No file of your organisation has come yet."
NO_GRANT = "No grant of your organisation ends within 30 days."
GRANTS = "A grant that ends is given anew by: saferhub grant give"


def show(found: Home) -> None:
    """Five cards, from the register alone."""
    begin(found)
    desk = found.desk
    if desk is None:
        return
    left, right = st.columns(2, gap="medium")
    with left:
        with card("Requests waiting"):
            information_requests.show_waiting(desk.requests)
        with card("Releases that wait for a decision"):
            _reviews(desk.reviews)
        with card("What your organisation owes"):
            _owed(desk.owed)
        with card("Grants that end soon"):
            _grants(desk.ending)
    with right, card("Files of your organisation"):
        _files(desk.filed)


def _reviews(reviews: tuple[Review, ...]) -> None:
    who = page.reader()
    if not user_can_open(who, release_review.PAGE):
        tell(NOT_YOURS)
        return
    if not reviews:
        tell(NO_REVIEW)
    else:
        show_lines([(release_review.name_review(one), _drafted(one), _whose(one, who.organisation)) for one in reviews])
    lead_to(release_review.view, release_review.PAGE, "Look, decide, or withdraw")


def _drafted(one: Review) -> str:
    return f"◐\u00a0drafted by {one.drafted_line}, {one.drafted_at[:10]}"


def _whose(one: Review, line: str) -> str:
    return OURS if one.drafted_line == line else YOURS


def _owed(owed: tuple[Return, ...]) -> None:
    if not owed:
        tell(NOTHING_OWED)
        return
    show_lines([(f"{one.dataset}, {one.period}", SIGNS[one.state], one.sentence) for one in owed])


def _files(filed: tuple[Filed, ...]) -> None:
    if not filed:
        tell(NO_FILE)
    else:
        show_lines(
            [
                (
                    f"{one.dataset}, {one.period}",
                    f"{one.state}, {one.at}",
                    f"{one.sentence} Fingerprint {one.fingerprint}.",
                )
                for one in filed
            ],
        )
    lead_to(data_returns.view, data_returns.PAGE, "Every file and every period")


def _grants(ending: tuple[Ending, ...]) -> None:
    if not ending:
        tell(NO_GRANT)
        return
    show_lines(
        [(one.dataset, f"until {one.until}", f"Shared with: {audience_title(one.audience).lower()}.") for one in ending]
    )
    tell(GRANTS, "soft")
