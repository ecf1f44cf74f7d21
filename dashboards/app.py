"""The app: the pages of your role. `dashboards/server.py` serves it, behind the sign-in.

The menu shows what the access matrix allows. It guards nothing by itself: `page.ask` does, on every call.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from dashboards import page, session
from dashboards.filters import GO_TO
from dashboards.served import the_hub
from dashboards.style import SHEET, part, tag
from dashboards.views import (
    accounts,
    area_profile,
    audit,
    compare,
    data_returns,
    definitions,
    hotspot_explorer,
    near_repeats,
    release_review,
    saved_views,
    strategic_summary,
    tactical_assessment,
    when,
)
from hub.access.identity import ROLE_TITLES, Identity, Role
from hub.access.matrix import user_can_open
from hub.release import REFUSALS


@dataclass(frozen=True)
class Entry:
    """One page of the menu."""

    name: str
    title: str
    view: Callable[[], None]
    group: str


PLACES, PAPERS, RECORDS = "Places and times", "For meetings", "The hub"
LONG_MENU = 8  # pages above which a menu is parted by headings
PAGES: tuple[Entry, ...] = (
    Entry(hotspot_explorer.PRODUCT, hotspot_explorer.TITLE, hotspot_explorer.view, PLACES),
    Entry(area_profile.PRODUCT, area_profile.TITLE, area_profile.view, PLACES),
    Entry(compare.PAGE, compare.TITLE, compare.view, PLACES),
    Entry(when.PAGE, when.TITLE, when.view, PLACES),
    Entry(near_repeats.PAGE, near_repeats.TITLE, near_repeats.view, PLACES),
    Entry(saved_views.PAGE, saved_views.TITLE, saved_views.view, PLACES),
    Entry(tactical_assessment.PRODUCT, tactical_assessment.TITLE, tactical_assessment.view, PAPERS),
    Entry(strategic_summary.PRODUCT, strategic_summary.TITLE, strategic_summary.view, PAPERS),
    Entry(release_review.PAGE, release_review.TITLE, release_review.view, PAPERS),
    Entry(data_returns.PAGE, data_returns.TITLE, data_returns.view, RECORDS),
    Entry(definitions.PAGE, definitions.TITLE, definitions.view, RECORDS),
    Entry(audit.PAGE, audit.TITLE, audit.view, RECORDS),
    Entry(accounts.PAGE, accounts.TITLE, accounts.view, RECORDS),
)
FIRST_PAGE: dict[Role, str] = {
    "analyst": hotspot_explorer.PRODUCT,
    "chair": tactical_assessment.PRODUCT,
    "board": strategic_summary.PRODUCT,
    "liaison": release_review.PAGE,
    "administrator": accounts.PAGE,
}


def menu_for(who: Identity) -> list[Entry]:
    """The pages of a person's role, the one they come for first."""
    allowed = [entry for entry in PAGES if user_can_open(who, entry.name)]
    return sorted(allowed, key=lambda entry: entry.name != FIRST_PAGE.get(who.role))


def main() -> None:
    """One run of the app: the page that was chosen, or that nobody is signed in."""
    st.set_page_config(page_title="SaferHub", layout="wide")
    st.html(SHEET)
    try:
        name, who = the_hub().settings.partnership.name, session.current().who
    except REFUSALS as refusal:
        page.tell(refusal)
        st.html(part('<p><a class="sh-file" href="/sign-in" target="_self">Sign in</a></p>'))
        return
    _signed_in(name, who)


def _signed_in(partnership: str, who: Identity) -> None:
    menu = menu_for(who)
    with st.sidebar:
        st.html(
            part(tag("h3", partnership), tag("p", f"{who.name}, {ROLE_TITLES[who.role]}, {who.organisation}", "soft"))
        )
        if st.button("Sign out"):
            session.end()
            st.rerun()
    pages = [st.Page(one.view, title=one.title, url_path=one.name, default=at == 0) for at, one in enumerate(menu)]
    chosen = st.navigation(_part(menu, pages, [_close(one) for one in PAGES if one not in menu]), expanded=True)
    wanted = st.session_state.pop(GO_TO, None)
    for entry, made in zip(menu, pages, strict=True):
        if entry.name == wanted:
            st.switch_page(made)
    _run(chosen.run)


def _close(entry: Entry) -> st.Page:
    """A page that is not open to the reader: it is in no menu, and its address says so."""

    def refuse() -> None:
        page.tell_closed(entry.name)

    return st.Page(refuse, title=entry.title, url_path=entry.name, visibility="hidden")


def _part(
    menu: Sequence[Entry], pages: Sequence[st.Page], closed: Sequence[st.Page]
) -> Mapping[str, list[st.Page]] | list[st.Page]:
    """A short menu as it is; a long one under the headings of its groups, that of the first page first."""
    if len(menu) <= LONG_MENU:
        return [*pages, *closed]
    parted: dict[str, list[st.Page]] = {}
    for entry, made in zip(menu, pages, strict=True):
        parted.setdefault(entry.group, []).append(made)
    parted[menu[-1].group] += closed
    return parted


def _run(view: Callable[[], None]) -> None:
    """Run a page; a fault of the program is logged whole and named to the reader without any detail."""
    try:
        page.warn()
        view()
    except REFUSALS as refusal:
        page.tell(refusal)
    except Exception:
        logging.exception("a page failed")
        words = "Nothing was changed. Try again; if it happens again, tell whoever looks after the hub at what time."
        st.html(
            part(tag("h3", "This page could not be made: a fault of the program."), tag("p", words), css="sh-notice")
        )


if __name__ == "__main__":
    main()
