"""The chair's home: the next meeting and the open actions; where the two packs of the latest month stand, a button to
print each, and what they say."""

import streamlit as st

from dashboards import filters, frame, page
from dashboards.cards import NO_MONTH, begin, card, finish, lead_to, show_lines, show_overdue, tell
from dashboards.downloads import address_of, write_address
from dashboards.show import small, words
from dashboards.style import link, part, tag
from dashboards.views import actions, assessment_part, data_returns, information_requests, meetings, tactical_assessment
from hub.home import PAGE, Home
from hub.meetings.closed_packs import LOCKED
from hub.meetings.tasks import Waiting
from hub.months import name_period
from hub.products.product import Product, SeriesBlock, Stage, Words
from hub.products.tactical_assessment import PICTURE

STAGES: dict[Stage, str] = {
    "shared": "●\u00a0ready",
    "draft": "○\u00a0DRAFT",
    "under review": "◐\u00a0under review",
    "failed": "✕\u00a0NOT SAFE TO RELEASE",
    "released": "●\u00a0released",
    "refused": "✕\u00a0REFUSED",
    "withdrawn": "✕\u00a0WITHDRAWN",
}
CLOSED = (
    "It stays inside the partnership and needs no release. Where an agency shares its small counts with the closed "
    "session, they are in it."
)


def show(found: Home) -> None:
    """The next meeting and the two packs; what was not supplied; the executive picture; actions; what is overdue."""
    over = begin(found)
    several = len(found.waiting or ()) > 1
    for jag in found.waiting or ():
        _next(jag, several)
    if not found.waiting:
        with card("Next meeting"):
            tell(meetings.NO_JAG["chair"])
    packs, (wide, narrow) = st.container(), st.columns([1.5, 1], gap="medium")
    with narrow:
        for jag in found.waiting or ():
            _actions(jag, several)
    if found.requests:
        with narrow, card("Your requests that wait for you"):
            information_requests.show_waiting(found.requests)
    with narrow, card("Overdue returns"):
        show_overdue(found.overdue)
        lead_to(data_returns.view, data_returns.PAGE, "Every provider and period")
    offers = filters.Offers()
    offered = offers.first()
    if offered is None:
        with packs, card("The pack"):
            tell(NO_MONTH)
        return
    dataset, period = offered
    with packs:
        product = page.ask(tactical_assessment.PRODUCT, period, "open", offers.own, dataset, on=PAGE)
        with over:
            frame.show_marking(product)
        frame.tell_gaps(dataset, period)
        _packs(product, offers, dataset, period)
    first = next(one for one in product.sections if one.heading == PICTURE)
    with wide, card(f"{first.heading}, {product.period}{offers.where()}"):
        for one in first.blocks:
            if isinstance(one, Words):
                words(one)
            elif isinstance(one, SeriesBlock):
                small(one, f"{PAGE}-months")
    finish(product)


def _this(one: Waiting, several: bool) -> dict[str, str] | None:
    """The choice of this JAG, as it stands in the address of a page; none where there is no other."""
    return {meetings.JAG: one.name} if several else None


def _next(one: Waiting, several: bool) -> None:
    with card(f"Next meeting, {one.name}"):
        if one.next is not None:
            st.html(part(tag("p", f"{one.next.day}, {one.next.away}", "state")))
            assessment_part.show_for_meeting(one.next.id)
        if one.alarms:
            st.html(part(*(tag("p", words) for words in one.alarms), css="sh-notice"))
        lead_to(meetings.view, meetings.PAGE, "Diary, attendance and sessions", _this(one, several))


def _actions(one: Waiting, several: bool) -> None:
    late = sum(each.overdue for each in one.open)
    with card(f"Open actions, {one.name}"):
        if one.open:
            tell(f"{len(one.open):,} open, {f'{late:,} of them' if late else 'none'} overdue.")
            show_lines([(each.what, f"{each.state}, due on {each.due}", f"{each.owner}.") for each in one.open])
        else:
            tell("No action is open.")
        if one.restricted:
            tell(f"And {one.restricted:,} that the closed session agreed: they are shown under Actions alone.", "soft")
        lead_to(actions.view, actions.PAGE, "What happened since, and new actions", _this(one, several))


def _packs(product: Product, offers: filters.Offers, dataset: str, period: str) -> None:
    opened, closed = st.columns(2, gap="medium")
    with opened, card(f"Open session, {name_period(period)}{offers.where()}", level=True):
        _pack(STAGES[product.stage], product.standing, address_of(product, "pdf"), "Print the open pack")
        frame.ask_for_release(product)
        _lead(offers, (period, "open", offers.own, dataset))
    with closed, card(f"Closed session, {name_period(period)}{offers.where()}", level=True):
        asked = (period, "closed", offers.own, dataset)
        if frame.gives_closed(offers.own):
            _pack(STAGES["shared"], CLOSED, write_address(product.name, asked, "pdf"), "Print the closed pack")
        else:
            st.html(part(tag("p", "‖\u00a0locked", "state"), tag("p", CLOSED), tag("p", LOCKED)))
        _lead(offers, asked)


def _pack(state: str, standing: str, address: str, label: str) -> None:
    st.html(part(tag("p", state, "state"), tag("p", standing)))
    st.html(part(link(label, address, main=True), css="sh-files"))


def _lead(offers: filters.Offers, asked: tuple[str, str, str | None, str]) -> None:
    name, label = tactical_assessment.PRODUCT, f"Read the {asked[1]} pack, or choose another month"
    lead_to(tactical_assessment.view, name, label, offers.address(name, asked))
