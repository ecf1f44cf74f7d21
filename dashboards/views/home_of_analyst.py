"""The analyst's home: what changed in the latest month, where they left off, what arrived and what is late."""

import streamlit as st

from dashboards import filters, frame, page
from dashboards.cards import NO_MONTH, SIGNS, begin, card, finish, lead_to, show_lines, show_overdue, tell
from dashboards.show import block
from dashboards.views import audit, data_returns, hotspot_explorer, strategic_summary, tactical_assessment
from hub.home import PAGE, Arrived, Home
from hub.last_views import LastView
from hub.months import name_period
from hub.products.product import Product

SESSION = "open"
"""The tactical assessment for the open session: the one that the chair's home asks for too, so it is made once."""
VIEWS = {one.PRODUCT: one for one in (hotspot_explorer, tactical_assessment, strategic_summary)}
NEW_HERE = (
    "You have not opened a product yet. What you look at is listed here, so that you can go on with the same month, "
    "area and audience."
)
NEVER = "Nothing has arrived yet. Receive an extract: saferhub receive FILE --dataset NAME"
NOT_LATELY = "Nothing has arrived in the last 31 days. The last file came on {day}."


def show(found: Home) -> None:
    """Four cards. Those from the register are filled first: the figures may have to pass the gate before."""
    over, gaps = begin(found), st.container()
    wide, narrow = st.columns([1.5, 1], gap="medium")
    with narrow:
        with card("Continue where you left off"):
            _left_off(found.views or ())
        with card("Late or held"):
            show_overdue(found.overdue)
            lead_to(data_returns.view, data_returns.PAGE, "Every provider and period")
        with card("Arrived in the last 31 days"):
            _arrived(found.arrived)
    offered = filters.first_offer()
    if offered is None:
        with wide, card("What changed"):
            tell(NO_MONTH)
        return
    dataset, period = offered
    with wide, card(f"What changed in {name_period(period)}"):
        product = page.ask(tactical_assessment.PRODUCT, period, SESSION, None, dataset, on=PAGE)
        with over:
            frame.show_marking(product)
        with gaps:
            frame.tell_gaps(dataset, period)
        _changed(product, dataset, period)
    finish(product)


def _changed(product: Product, dataset: str, period: str) -> None:
    """The first two sections of the tactical assessment: the picture in sentences, and the exceptions."""
    for section in product.sections[:2]:
        for number, one in enumerate(section.blocks):
            block(one, f"{PAGE}-{section.heading}-{number}")
    lead_to(
        hotspot_explorer.view,
        hotspot_explorer.PRODUCT,
        "See where, on the map",
        filters.address_choices(hotspot_explorer.PRODUCT, period, "partner", None, dataset),
    )


def _left_off(views: tuple[LastView, ...]) -> None:
    shown = 0
    for one in views:
        asked = filters.address_choices(one.product, one.period, one.audience, one.area, one.dataset)
        if asked is None:
            continue
        shown += 1
        target = VIEWS[one.product]
        lead_to(target.view, target.PRODUCT, _name(one, asked), asked)
        tell(f"{asked['dataset']}, {asked[f'for-{one.product}'].lower()}; seen on {one.day}", "soft")
    if shown:
        lead_to(audit.view, audit.PAGE, "Everything you did")
    else:
        tell(NEW_HERE)


def _name(one: LastView, asked: dict[str, str]) -> str:
    return f"{VIEWS[one.product].TITLE}, {name_period(one.period)}, {asked[filters.AREA]}"


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
