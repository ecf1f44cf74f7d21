"""The board member's home: five figures, what is overdue, priorities, what became of actions, and the summary."""

import streamlit as st

from dashboards import filters, frame, page
from dashboards.cards import NO_MONTH, begin, card, finish, lead_to, show_lines, show_overdue, tell
from dashboards.five_figures import show_five
from dashboards.views import data_returns, strategic_summary, threat_matrix
from hub.home import PAGE, Home

AUDIENCE = "board"
NO_PRIORITY = "No threat was scored yet, so no priority follows from one. The analyst keeps the threat matrix."


def show(found: Home) -> None:
    """Five cards with a sentence and a trend each; in the sixth place what is overdue; below what was decided."""
    over, offers = begin(found), filters.Offers()
    offered = offers.first()
    if offered is None:
        tell(NO_MONTH)
        _overdue(found)
        _decided(found)
        return
    dataset, period = offered
    product = page.ask(strategic_summary.PRODUCT, period, AUDIENCE, None, dataset, on=PAGE)
    with over:
        frame.show_marking(product)
    frame.tell_gaps(dataset, period)
    free = show_five(product)
    with free[0] if free else st.container():
        _overdue(found)
    _decided(found)
    frame.files(product, ("pdf",), main=True)
    asked = offers.address(product.name, (period, AUDIENCE, None, dataset))
    lead_to(strategic_summary.view, product.name, "The whole summary, or another month", asked)
    finish(product)


def _overdue(found: Home) -> None:
    with card("Overdue duties", level=True):
        show_overdue(found.overdue)
        lead_to(data_returns.view, data_returns.PAGE, "Who owes what, by when")


def _decided(found: Home) -> None:
    """What the partnership decided, side by side: its priorities, and what became of what the JAGs agreed."""
    left, right = st.columns(2, gap="medium")
    with left, card("Priorities", level=True):
        _priorities(found)
    if found.completion is not None:
        with right, card("What the JAGs agreed", level=True):
            tell(found.completion.as_sentence())
    if found.outcomes is not None:
        with right, card("What organisations asked of one another", level=True):
            tell(found.outcomes.as_sentence())


def _priorities(found: Home) -> None:
    """The threats that the assessment takes up, the greatest first."""
    lines = [(one.title, one.score.band, f"A threat of {one.score.words()}.") for one in found.priorities or ()]
    if lines:
        show_lines(lines)
    else:
        tell(NO_PRIORITY)
    lead_to(threat_matrix.view, threat_matrix.PAGE, "The threat matrix, and who decided what")
