"""The analyst's page: where events lie, as a map of hotspots or of areas, with the tables and the trend behind it."""

import streamlit as st

from dashboards import filters, frame, keep, page, show
from hub.products.product import MapBlock, Section

PRODUCT = "hotspot-explorer"
TITLE = "Hotspot explorer"


def view() -> None:
    """Choose data set, period, area and map; see the map first, with what belongs to it, then everything else.

    A click on the map opens the profile of the area there.
    """
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
        chosen = filters.choose_map(product) if filters.list_maps(product) else ""
        keep.offer(PRODUCT, product, [("map", filters.name_map(product, chosen))] if chosen else [])
    shown = (one for one in product.sections if not _holds_a_map(one) or _holds(one, chosen))
    for section in sorted(shown, key=lambda one: not _holds_a_map(one)):
        show.section(section, filters.open_profile)
    frame.foot(product)


def _holds_a_map(section: Section) -> bool:
    return any(isinstance(block, MapBlock) for block in section.blocks)


def _holds(section: Section, title: str) -> bool:
    return any(isinstance(block, MapBlock) and block.title == title for block in section.blocks)
