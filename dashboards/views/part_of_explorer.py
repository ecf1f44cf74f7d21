"""A page that shows some sections of the hotspot explorer's product: the same figures, fewer of them."""

from collections.abc import Sequence

import streamlit as st

from dashboards import choice, frame, keep, page, show
from dashboards.style import part, tag
from hub.products.hotspot_explorer import NAME

WHOLE = "This page is a part of the hotspot explorer; the files hold all of it."


def show_part(name: str, title: str, about: str, headings: Sequence[str]) -> None:
    """Choose data set, period and area; see the sections of these headings, in the order of the product.

    Args:
        name: The page, by its name in the access matrix.
        title: The heading of the page.
        about: What the page answers, and how to read it.
        headings: Those of the sections to show.
    """
    page.enter(name)
    chosen = choice.choose(NAME)
    product = chosen.product
    with chosen.top:
        frame.head(product, title)
        st.html(part(tag("p", about, "lead")))
    with chosen.tools:
        keep.offer(name, product)
    for section in product.sections:
        if section.heading in headings:
            show.section(section)
    st.html(part(tag("p", WHOLE, "soft")))
    frame.foot(product)
