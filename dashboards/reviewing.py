"""Release reviews as pages ask for them: drafted, listed, explained and decided.

The hub checks the right each time; a refusal ends the page.
"""

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from dashboards import page
from dashboards.served import the_hub
from hub.access.identity import Identity
from hub.access.opening import RELEASE_REVIEW, check_opening
from hub.governance.reviews import Review, list_reviews, refuse_review, withdraw_review
from hub.hub import Hub
from hub.months import read_period
from hub.release import REFUSALS
from hub.release_review import Gap, approve_release, draft_release, explain_gaps

Found = TypeVar("Found")


def draft(product: str, period: str, audience: str, area: str | None, dataset: str | None) -> str:
    """Draft the release of what a page shows; the id of its review."""

    def wanted(hub: Hub, who: Identity) -> str:
        when = read_period(period)
        return draft_release(hub, product, period=when, audience=audience, who=who, area=area, dataset=dataset).id

    with page.ONE_AT_A_TIME:
        return _insist(wanted)


def reviews() -> tuple[Review, ...]:
    """Every release review, for somebody who decides on releases; the newest first. The ledger notes the first look."""

    def wanted(hub: Hub, who: Identity) -> tuple[Review, ...]:
        check_opening(hub.register, who, RELEASE_REVIEW)
        return tuple(reversed(list_reviews(hub.register)))

    return page.consult(RELEASE_REVIEW, wanted)


def gaps(review: str) -> tuple[Gap, ...]:
    """Why each figure of a release is suppressed."""
    with page.ONE_AT_A_TIME:
        return _insist(lambda hub, who: explain_gaps(hub, review, who))


def decide(review: str, act: str, reason: str) -> None:
    """Release, refuse or withdraw."""

    def wanted(hub: Hub, who: Identity) -> object:
        if act == "release":
            return approve_release(hub, review, who)
        return (refuse_review if act == "refuse" else withdraw_review)(hub.register, review, reason, who)

    with page.ONE_AT_A_TIME:
        _insist(wanted)


def _insist(wanted: Callable[[Hub, Identity], Found]) -> Found:
    try:
        return wanted(the_hub(), page.reader())
    except REFUSALS as refusal:
        page.tell(refusal)
        st.stop()
