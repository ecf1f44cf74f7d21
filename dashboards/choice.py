"""The boxes at the head of a page about one product, and what they ask for."""

from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboards import filters, page
from hub.products.product import Product


@dataclass(frozen=True)
class Choice:
    """What was chosen. ``top``: the place over the boxes; ``tools``: the one beside the choice of the audience."""

    product: Product
    top: DeltaGenerator
    tools: DeltaGenerator


def choose(product: str, by_category: bool = False) -> Choice:
    """Let the reader choose data set, period, area and audience, and ask for the product of that name.

    ``by_category``: one category of the data set, too.
    """
    top = st.container()
    with st.container(horizontal=True):
        dataset = filters.choose_dataset()
        category = filters.choose_category(dataset) if by_category else None
        period = filters.choose_period(dataset)
        area = filters.choose_area()
    tools = st.container(horizontal=True, vertical_alignment="bottom")
    with tools:
        audience = filters.choose_audience(product)
    return Choice(page.ask(product, period, audience, area, dataset, category), top, tools)
