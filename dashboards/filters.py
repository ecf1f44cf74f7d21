"""What a reader may choose. Only what the hub's lattice holds is offered, so a forged choice finds nothing (SDC-16).

Every choice is a select box or a row of buttons over released values; there is no free text and no date slider.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import streamlit as st

from dashboards import page, served
from hub.access.matrix import audiences_for
from hub.months import name_period, offer_periods
from hub.products import area_profile
from hub.products.product import MapBlock, Product
from hub.release_asks import offer_categories
from hub.shapes import homes

WHOLE, AREA, GO_TO = "", "area", "go-to"
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

    @cached_property
    def own(self) -> str | None:
        """The one area that the reader is limited to; None for whoever sees several or every one."""
        own = page.reader().areas or ()
        return own[0] if len(own) == 1 else None

    def where(self) -> str:
        """``, Castle``: that area by name, after the words of a month; empty where there is none."""
        return f", {self.areas[self.own]}" if self.own and self.own in self.areas else ""

    def address(
        self, product: str, asked: tuple[str, str, str | None, str], category: str | None = None
    ) -> dict[str, str] | None:
        """What stands in the address where period, audience, area and data set are chosen; None where not offered."""
        period, audience, area, dataset = asked
        allowed = audience in audiences_for(page.reader(), product)
        if not allowed or period not in self.periods(dataset) or (area or WHOLE) not in self.areas:
            return None
        kind = name_category(dataset, category)
        return {
            "dataset": self.titles[dataset],
            f"period-{dataset}": name_period(period),
            AREA: self.areas[area or WHOLE],
            f"for-{product}": audience_title(audience),
            **({f"category-{dataset}": kind} if kind else {}),
        }


def choose_dataset() -> str:
    """The data set; the only one, without asking, where there is one."""
    titles = dict(served.the_hub().datasets())
    return str(st.selectbox("Data set", list(titles), format_func=titles.__getitem__, key="dataset", **KEPT))


def choose_period(dataset: str, label: str = "Period", which: str = "", other_than: str = "") -> str:
    """A supplied month, or a quarter or year all of whose months were supplied; the latest month to begin with.

    ``which`` is ``-b`` for the second period of a page, ``label`` what it is called, and ``other_than`` the first one,
    which it does not begin with.
    """
    offered, key = offer_periods(served.the_hub().periods(dataset)), f"period-{dataset}{which}"
    begin = _first_other(offered, other_than)
    return str(st.selectbox(label, offered, index=begin, format_func=name_period, key=key, **KEPT))


def choose_area(label: str = "Area", which: str = "", other_than: str | None = None) -> str | None:
    """The whole partnership, or one area of the level of report; what else is given as for ``choose_period``.

    Only areas of the reader's own are offered. An address that names another one is not passed over: that area is what
    is asked for, and refused where products are asked for.
    """
    names, key = {WHOLE: WHOLE_NAME, **dict(page.report_areas())}, f"{AREA}{which}"
    forged = page.other_area(st.query_params.get(key, ""))
    begin = _first_other(list(names), other_than)
    chosen = st.selectbox(label, list(names), index=begin, format_func=names.__getitem__, key=key, **KEPT) or None
    return forged or chosen


def choose_category(dataset: str) -> str:
    """One category of a data set; to begin with, the one that boards ask after first."""
    titles, key = offer_categories(dataset), f"category-{dataset}"
    return str(st.selectbox("Problem", list(titles), format_func=titles.__getitem__, key=key, **KEPT))


def name_category(dataset: str, category: str | None) -> str:
    """A category of a data set in words; none of what is no category of it."""
    return offer_categories(dataset).get(category or "", "")


def _first_other(offered: Sequence[str], than: str | None) -> int:
    """Where the first choice stands that is another one; the first of all where there is none."""
    return next((at for at, one in enumerate(offered) if one != than), 0)


def choose_one(label: str, offered: Sequence[str], key: str) -> str:
    """One of a few words; the first to begin with."""
    return str(st.segmented_control(label, offered, default=offered[0], required=True, key=key, **KEPT))


def open_area(shown: MapBlock, key: str) -> bool:
    """A place on a map was clicked: choose the area of the level of report that it is, or that holds it.

    False where there is none.
    """
    clicked = st.session_state[key].selection.points
    place, known = str(clicked[0].get("location")) if clicked else "", dict(page.report_areas())
    home = place if place in known else homes(shown.shapes, shown.outline).get(place)
    if home in known:
        st.session_state[AREA] = home
    return home in known


def open_profile(shown: MapBlock, key: str) -> None:
    """A place on a map was clicked: choose the area there, and go on to its profile."""
    if open_area(shown, key):
        st.session_state[GO_TO] = area_profile.NAME


def choose_audience(product: str) -> str:
    """One of the audiences this reader may ask ``product`` for; the first, without asking, where there is one."""
    offered = audiences_for(page.reader(), product)
    if len(offered) < 2:
        return offered[0] if offered else ""
    chosen = st.segmented_control(
        "For", offered, default=offered[0], required=True, format_func=audience_title, key=f"for-{product}", **KEPT
    )
    return chosen if chosen in offered else offered[0]


def list_choices(product: Product) -> list[tuple[str, str]]:
    """What a product was asked for, as choices in an address."""
    period, audience, area, dataset, category = product.asked
    said = [("dataset", dict(served.the_hub().datasets())[str(dataset)]), (f"period-{dataset}", name_period(period))]
    said += [(AREA, dict(page.report_areas()).get(area, ""))] if area else []
    said += [(f"category-{dataset}", name_category(str(dataset), category))] if category else []
    return [*said, (f"for-{product.name}", audience_title(audience))]


def choose_map(product: Product) -> str:
    """Title of one map of the product, chosen by its measure and level."""
    maps = list_maps(product)
    first = next(iter(maps))
    chosen = st.segmented_control(
        "Show",
        list(maps),
        default=first,
        required=True,
        format_func=lambda title: name_map(product, title),
        key="map",
        **BOUND,
    )
    return str(chosen) if chosen in maps else first


def name_map(product: Product, title: str) -> str:
    """A map of the product by its measure and level: what the choice of it says. A title that is none stays itself."""
    block = list_maps(product).get(title)
    return f"{block.measure} by {LEVEL_TITLES.get(block.layer, block.layer)}" if block else title


def list_maps(product: Product) -> Mapping[str, MapBlock]:
    """The maps of a product by title, in order."""
    blocks = (block for section in product.sections for block in section.blocks)
    return {block.title: block for block in blocks if isinstance(block, MapBlock)}


def audience_title(audience: str) -> str:
    """An audience in words."""
    return AUDIENCE_TITLES.get(audience, audience)
