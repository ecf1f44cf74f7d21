"""What a reader may choose. Only what the hub's lattice holds is offered, so a forged choice finds nothing (SDC-16).

Every choice is a select box or a row of buttons over released values; there is no free text and no date slider.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import streamlit as st

from dashboards import page, served
from hub.access.matrix import audiences_for
from hub.months import name_period, offer_periods
from hub.products.product import MapBlock, Product
from hub.shapes import homes

WHOLE, AREA = "", "area"
WHOLE_NAME = "Whole partnership"
BOUND: dict[str, Any] = {"bind": "query-params"}
KEPT: dict[str, Any] = {**BOUND, "persist_state": "session"}
"""A choice stands in the address, so that a link leads to it, and stays when the page is changed."""
AUDIENCE_TITLES = {"open": "Open session", "closed": "Closed session", "board": "Board", "partner": "Partner analysts"}
LEVEL_TITLES = {"cell": "grid cell", "lsoa": "LSOA", "msoa": "MSOA", "ward": "ward", "district": "district"}


class Offers:
    """What the boxes of a page offer, read once: for links to a page with its choices made."""

    def __init__(self) -> None:
        self.titles = dict(served.the_hub().datasets())
        self._periods: dict[str, tuple[str, ...]] = {}

    def first(self) -> tuple[str, str] | None:
        """Data set and period that stand in the boxes of whoever has chosen nothing; None where nothing is there."""
        dataset = next(iter(self.titles), "")
        offered = self.periods(dataset)
        return (dataset, offered[0]) if offered else None

    def periods(self, dataset: str) -> tuple[str, ...]:
        """The periods of a data set, as its box offers them; none of one that is not offered."""
        if dataset not in self._periods:
            months = served.the_hub().periods(dataset) if dataset in self.titles else ()
            self._periods[dataset] = offer_periods(months)
        return self._periods[dataset]

    @cached_property
    def areas(self) -> dict[str, str]:
        """Name of each area by its code, the whole partnership first."""
        return {WHOLE: WHOLE_NAME, **dict(page.report_areas())}

    def address(self, product: str, asked: tuple[str, str, str | None, str]) -> dict[str, str] | None:
        """What stands in the address where period, audience, area and data set are chosen; None where not offered."""
        period, audience, area, dataset = asked
        allowed = audience in audiences_for(page.reader(), product)
        if not allowed or period not in self.periods(dataset) or (area or WHOLE) not in self.areas:
            return None
        return {
            "dataset": self.titles[dataset],
            f"period-{dataset}": name_period(period),
            AREA: self.areas[area or WHOLE],
            f"for-{product}": audience_title(audience),
        }


def choose_dataset() -> str:
    """The data set; the only one, without asking, where there is one."""
    titles = dict(served.the_hub().datasets())
    return str(st.selectbox("Data set", list(titles), format_func=titles.__getitem__, key="dataset", **KEPT))


def choose_period(dataset: str) -> str:
    """A supplied month, or a quarter or year all of whose months were supplied; the latest month to begin with."""
    offered = offer_periods(served.the_hub().periods(dataset))
    return str(st.selectbox("Period", offered, format_func=name_period, key=f"period-{dataset}", **KEPT))


def choose_area() -> str | None:
    """The whole partnership, or one area of the level of report."""
    names = {WHOLE: WHOLE_NAME, **dict(page.report_areas())}
    return st.selectbox("Area", list(names), format_func=names.__getitem__, key=AREA, **KEPT) or None


def open_area(shown: MapBlock, key: str) -> None:
    """A place on a map was clicked: choose the area of the level of report that holds it."""
    clicked = st.session_state[key].selection.points
    place = str(clicked[0].get("location")) if clicked else ""
    home = homes(shown.shapes, shown.outline).get(place)
    if home in dict(page.report_areas()):
        st.session_state[AREA] = home


def choose_audience(product: str) -> str:
    """One of the audiences this reader may ask ``product`` for; the first, without asking, where there is one."""
    offered = audiences_for(page.reader(), product)
    if len(offered) < 2:
        return offered[0] if offered else ""
    chosen = st.segmented_control(
        "For", offered, default=offered[0], required=True, format_func=audience_title, key=f"for-{product}", **KEPT
    )
    return chosen if chosen in offered else offered[0]


def choose_map(product: Product) -> str:
    """Title of one map of the product, chosen by its measure and level."""
    maps = list_maps(product)
    titles = {
        title: f"{block.measure} by {LEVEL_TITLES.get(block.layer, block.layer)}" for title, block in maps.items()
    }
    first = next(iter(titles))
    chosen = st.segmented_control(
        "Show", list(titles), default=first, required=True, format_func=titles.__getitem__, key="map", **BOUND
    )
    return str(chosen) if chosen in titles else first


def list_maps(product: Product) -> Mapping[str, MapBlock]:
    """The maps of a product by title, in order."""
    blocks = (block for section in product.sections for block in section.blocks)
    return {block.title: block for block in blocks if isinstance(block, MapBlock)}


def audience_title(audience: str) -> str:
    """An audience in words."""
    return AUDIENCE_TITLES.get(audience, audience)
