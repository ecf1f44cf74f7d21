"""The analyst's home: what changed in the latest month, where they left off, what arrived and what is late."""

import streamlit as st

from dashboards import filters, frame, page
from dashboards.cards import NO_MONTH, SIGNS, begin, card, entitle, finish, lead_to, show_lines, show_overdue, tell
from dashboards.show import block, small
from dashboards.views import (
    area_profile,
    audit,
    data_returns,
    hotspot_explorer,
    information_requests,
    problem_profile,
    strategic_assessment,
    strategic_summary,
    tactical_assessment,
)
from hub.home import PAGE, Arrived, Home
from hub.last_views import LastView
from hub.months import name_period
from hub.products.product import Product, SeriesBlock
from hub.products.tactical_assessment import EXCEPTIONS, PICTURE

SESSION = "open"
"""The tactical assessment for the open session: the one that the chair's home asks for too, so it is made once."""
VIEWS = {
    one.PRODUCT: one
    for one in (
        hotspot_explorer,
        area_profile,
        problem_profile,
        tactical_assessment,
        strategic_summary,
        strategic_assessment,
    )
}
NEW_HERE = (
    "You have not opened a product yet. What you look at is listed here, so that you can go on with the same month, "
    "area and audience."
)
NEVER = "Nothing has arrived yet. Receive an extract: saferhub receive FILE --dataset NAME"
NO_MONTH_OF_THIS = "Of this data set there are no figures yet: not every provider who owes it has sent a month."
NOT_LATELY = "Nothing has arrived in the last 31 days. The last file came on {day}."


def show(found: Home) -> None:
    """Four cards. Those from the register are filled first: the figures may have to pass the gate before."""
    over, gaps, offers = begin(found), st.container(), filters.Offers()
    wide, narrow = st.columns([1.5, 1], gap="medium")
    with narrow:
        with card("Continue where you left off"):
            _left_off(found.views or (), offers)
        if found.requests:
            with card("Your requests that wait for you"):
                information_requests.show_waiting(found.requests)
        with card("Late or held"):
            show_overdue(found.overdue)
            lead_to(data_returns.view, data_returns.PAGE, "Every provider and period")
        with card("Arrived in the last 31 days"):
            _arrived(found.arrived)
    if offers.first() is None:
        with wide, card("What changed"):
            tell(NO_MONTH)
        return
    with wide, st.container(border=True):
        heading, dataset = st.container(), filters.choose_dataset()
        period = next(iter(offers.periods(dataset)), "")
        entitle(heading, f"What changed in {name_period(period)}{offers.where()}" if period else "What changed")
        if not period:
            tell(NO_MONTH_OF_THIS)
            return
        product = page.ask(tactical_assessment.PRODUCT, period, SESSION, offers.own, dataset, on=PAGE)
        with over:
            frame.show_marking(product)
        with gaps:
            frame.tell_gaps(dataset, period)
        _changed(product, offers, dataset, period)
    finish(product)


def _changed(product: Product, offers: filters.Offers, dataset: str, period: str) -> None:
    """Two sections of the tactical assessment: the picture in sentences, the months, and the exceptions."""
    for section in [one for one in product.sections if one.heading in (PICTURE, EXCEPTIONS)]:
        for number, one in enumerate(section.blocks):
            key = f"{PAGE}-{section.heading}-{number}"
            if isinstance(one, SeriesBlock):
                small(one, key)
            else:
                block(one, key)
    name = hotspot_explorer.PRODUCT
    asked = offers.address(name, (period, "partner", offers.own, dataset))
    lead_to(hotspot_explorer.view, name, "See where, on the map", asked)


def _left_off(views: tuple[LastView, ...], offers: filters.Offers) -> None:
    """A link for each; the name of the area stands beside it, as a link's own words are taken for markup."""
    links = [
        (one, offers.address(one.product, (one.period, one.audience, one.area, one.dataset), one.category))
        for one in views
    ]
    for one, asked in links:
        if asked is not None:
            with st.container(gap=None):
                _way_back(one, asked)
    if any(asked for _, asked in links):
        lead_to(audit.view, audit.PAGE, "Everything you did")
    else:
        tell(NEW_HERE)


def _way_back(one: LastView, asked: dict[str, str]) -> None:
    target, audience = VIEWS[one.product], asked[f"for-{one.product}"].lower()
    lead_to(target.view, target.PRODUCT, f"{target.TITLE}, {name_period(one.period)}", asked)
    tell(f"{asked[filters.AREA]}; {asked['dataset'].lower()}, {audience}; seen on {one.day}.", "soft")


def _arrived(arrived: Arrived | None) -> None:
    if arrived is None or not arrived.last:
        tell(NEVER)
    elif not arrived.lately:
        tell(NOT_LATELY.format(day=arrived.last))
    else:
        show_lines(
            [
                (f"{one.dataset}, {one.provider}", f"{SIGNS[one.became]}, {one.day}", f"{one.periods}.")
                for one in arrived.lately
            ],
        )
