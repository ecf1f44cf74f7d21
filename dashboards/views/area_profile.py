"""One area on one page: where it is, how it stands to the whole partnership and to itself, and who else sees it."""

import streamlit as st

from dashboards import choice, filters, frame, keep, show
from dashboards.style import part, tag
from hub.products import area_profile

PRODUCT = area_profile.NAME
TITLE = area_profile.TITLE
CHOOSE = (
    "This is the profile of the whole partnership. Choose an area, or click one on the map, to see that one beside it."
)


def view() -> None:
    """Choose data set, period, area and audience; print it, or read it here. A click on the first map goes on."""
    chosen = choice.choose(PRODUCT)
    product = chosen.product
    whole = product.asked[2] is None
    with chosen.top:
        frame.head(product, TITLE if whole else f"{TITLE}: {product.area_name}")
    with chosen.tools:
        frame.files(product, ("pdf",), main=True)
        keep.offer(PRODUCT, product)
    if whole:
        st.html(part(tag("p", CHOOSE, "lead")))
    for section in product.sections:
        show.section(section, filters.open_area if section.heading == area_profile.GLANCE else None)
    frame.foot(product)
