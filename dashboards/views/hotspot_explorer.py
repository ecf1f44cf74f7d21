"""The analyst's page: where events lie, as a map of hotspots or of areas, with the tables and the trend behind it."""

from dashboards import choice, filters, frame, keep, show
from hub.products.product import MapBlock, Section

PRODUCT = "hotspot-explorer"
TITLE = "Hotspot explorer"


def view() -> None:
    """Choose data set, period, area and map; see the map first, with what belongs to it, then everything else.

    A click on the map opens the profile of the area there.
    """
    chosen = choice.choose(PRODUCT)
    product = chosen.product
    with chosen.top:
        frame.head(product)
    with chosen.tools:
        title = filters.choose_map(product) if filters.list_maps(product) else ""
        keep.offer(PRODUCT, product, [("map", filters.name_map(product, title))] if title else [])
    shown = (one for one in product.sections if not _holds_a_map(one) or _holds(one, title))
    for section in sorted(shown, key=lambda one: not _holds_a_map(one)):
        show.section(section, filters.open_profile)
    frame.foot(product)


def _holds_a_map(section: Section) -> bool:
    return any(isinstance(block, MapBlock) for block in section.blocks)


def _holds(section: Section, title: str) -> bool:
    return any(isinstance(block, MapBlock) and block.title == title for block in section.blocks)
