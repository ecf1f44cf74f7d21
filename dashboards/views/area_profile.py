"""One area on one page: where it is, how it stands to the whole partnership and to itself, and who else sees it."""

import streamlit as st

from dashboards import filters, frame, keep, page, show
from dashboards.style import part, tag
from hub.products import area_profile

PRODUCT = area_profile.NAME
TITLE = area_profile.TITLE
CHOOSE = (
    "This is the profile of the whole partnership. Choose an area, or click one on the map, to see that one beside it."
)


def view() -> None:
    """Choose data set, period, area and audience; print it, or read it here. A click on the first map goes on."""
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
        frame.head(product, dataset, period, f"{TITLE}: {product.area_name}" if area else TITLE)
    with choices:
        frame.files(product, ("pdf",), main=True)
        keep.offer(PRODUCT, product)
    if area is None:
        st.html(part(tag("p", CHOOSE, "lead")))
    for section in product.sections:
        show.section(section, filters.open_area if section.heading == area_profile.GLANCE else None)
    frame.foot(product)
