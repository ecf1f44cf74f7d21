"""The board's summary: five figures in plain words, each with its trend where one was released, then the rest."""

import streamlit as st

from dashboards import filters, frame, keep, page, show
from dashboards.five_figures import show_five

PRODUCT = "strategic-summary"
TITLE = "Strategic summary"


def view() -> None:
    """Choose the period; read five figures; look further down for the tables behind them."""
    top = st.container()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        dataset = filters.choose_dataset()
        period = filters.choose_period(dataset)
        choices = st.container(width="content")
    product = page.ask(PRODUCT, period, filters.choose_audience(PRODUCT), None, dataset)
    with top:
        frame.head(product)
    with choices:
        keep.offer(PRODUCT, product)
    show_five(product)
    for section in product.sections[1:]:
        show.section(section)
    frame.foot(product)
