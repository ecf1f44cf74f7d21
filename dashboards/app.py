"""The app: the pages of your role. `dashboards/server.py` serves it, behind the sign-in.

The menu shows what the access matrix allows. It guards nothing by itself: `page.ask` does, on every call. The address
of a page that is not in somebody's menu is answered with a refusal, which the ledger has.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import streamlit as st

from dashboards import page, session, uploaded
from dashboards.filters import GO_TO
from dashboards.served import the_hub
from dashboards.style import SHEET, part, tag
from dashboards.views import (
    accounts,
    actions,
    area_profile,
    audit,
    compare,
    data_returns,
    definitions,
    evaluation,
    home,
    hotspot_explorer,
    information_requests,
    meetings,
    near_repeats,
    problem_profile,
    release_review,
    saved_views,
    strategic_assessment,
    strategic_summary,
    submit_extract,
    tactical_assessment,
    threat_matrix,
    when,
)
from hub.access.identity import ROLE_TITLES, Identity
from hub.access.matrix import user_can_open
from hub.release import REFUSALS


@dataclass(frozen=True)
class Entry:
    """One page of the menu."""

    name: str
    title: str
    view: Callable[[], None]


PAGES: tuple[Entry, ...] = (
    Entry(home.PAGE, home.TITLE, home.view),
    Entry(hotspot_explorer.PRODUCT, hotspot_explorer.TITLE, hotspot_explorer.view),
    Entry(area_profile.PRODUCT, area_profile.TITLE, area_profile.view),
    Entry(problem_profile.PRODUCT, problem_profile.TITLE, problem_profile.view),
    Entry(compare.PAGE, compare.TITLE, compare.view),
    Entry(when.PAGE, when.TITLE, when.view),
    Entry(near_repeats.PAGE, near_repeats.TITLE, near_repeats.view),
    Entry(saved_views.PAGE, saved_views.TITLE, saved_views.view),
    Entry(meetings.PAGE, meetings.TITLE, meetings.view),
    Entry(actions.PAGE, actions.TITLE, actions.view),
    Entry(evaluation.PRODUCT, evaluation.TITLE, evaluation.view),
    Entry(tactical_assessment.PRODUCT, tactical_assessment.TITLE, tactical_assessment.view),
    Entry(strategic_summary.PRODUCT, strategic_summary.TITLE, strategic_summary.view),
    Entry(strategic_assessment.PRODUCT, strategic_assessment.TITLE, strategic_assessment.view),
    Entry(threat_matrix.PAGE, threat_matrix.TITLE, threat_matrix.view),
    Entry(information_requests.PAGE, information_requests.TITLE, information_requests.view),
    Entry(release_review.PAGE, release_review.TITLE, release_review.view),
    Entry(submit_extract.PAGE, submit_extract.TITLE, submit_extract.view),
    Entry(data_returns.PAGE, data_returns.TITLE, data_returns.view),
    Entry(definitions.PAGE, definitions.TITLE, definitions.view),
    Entry(audit.PAGE, audit.TITLE, audit.view),
    Entry(accounts.PAGE, accounts.TITLE, accounts.view),
)


def menu_for(who: Identity) -> list[Entry]:
    """The pages of a person's role, *Home* first."""
    return [entry for entry in PAGES if user_can_open(who, entry.name)]


def main() -> None:
    """One run of the app: the page that was chosen, or that nobody is signed in."""
    st.set_page_config(page_title="SaferHub", layout="wide")
    st.html(SHEET)
    with session.one_run():
        _show()


def _show() -> None:
    try:
        name, who = the_hub().settings.partnership.name, session.current().who
    except REFUSALS as refusal:
        uploaded.forget()
        page.tell(refusal)
        st.html(part('<p><a class="sh-file" href="/sign-in" target="_self">Sign in</a></p>'))
        return
    _signed_in(name, who)


def _signed_in(partnership: str, who: Identity) -> None:
    with st.sidebar:
        st.html(
            part(tag("h3", partnership), tag("p", f"{who.name}, {ROLE_TITLES[who.role]}, {who.organisation}", "soft"))
        )
        if st.button("Sign out"):
            session.end()
            st.rerun()
    menu = menu_for(who)
    shown, hidden = _pages(menu)
    chosen = st.navigation([*shown, *hidden], expanded=True)
    wanted = st.session_state.pop(GO_TO, None)
    for entry, made in zip(menu, shown, strict=True):
        if entry.name == wanted:
            st.switch_page(made, query_params={})  # without them Streamlit refuses to leave choices of the address
    if chosen.title != submit_extract.TITLE:
        uploaded.forget()
    st.set_page_config(page_title=f"{chosen.title} - SaferHub")
    _run(chosen.run)


def _pages(menu: Sequence[Entry]) -> tuple[list[st.Page], list[st.Page]]:
    """The menu, and hidden beside it what its addresses lead to: the first page by its name, and a refusal for others.

    Streamlit gives the page that is opened first no address but the site's own; it would not find it by its name.
    """
    first, *others = menu
    shown = [st.Page(first.view, title=first.title, url_path="first", default=True)]
    shown += [st.Page(one.view, title=one.title, url_path=one.name) for one in others]
    closed = [replace(one, view=partial(page.refuse, one.name)) for one in PAGES if one not in menu]
    hidden = [st.Page(one.view, title=one.title, url_path=one.name, visibility="hidden") for one in (first, *closed)]
    return shown, hidden


def _run(view: Callable[[], None]) -> None:
    """Run a page; a fault of the program is logged whole and named to the reader without any detail."""
    try:
        with the_hub().at_one_moment():
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
