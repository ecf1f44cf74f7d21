"""The chair's page: choose month and session, press one button, have the pack; below it what the pack holds."""

import streamlit as st

from dashboards import filters, frame, keep, page, show

PRODUCT = "tactical-assessment"
TITLE = "Tactical assessment"


def view() -> None:
    """The choice, the print button, and a preview of every section of the pack."""
    top = st.container()
    with st.container(horizontal=True):
        dataset = filters.choose_dataset()
        period = filters.choose_period(dataset)
        area = filters.choose_area()
    choices = st.container(horizontal=True, vertical_alignment="bottom")
    with choices:
        audience = filters.choose_audience(PRODUCT)
    product = page.ask(PRODUCT, period, audience, area, dataset)
    with top:
        frame.head(product, dataset, period)
    with choices:
        frame.files(product, ("pdf",), main=True)
        keep.offer(PRODUCT, product)
    for section in product.sections:
        show.section(section)
    frame.foot(product)
