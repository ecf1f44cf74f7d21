"""The views that somebody kept: each with its link, to open it or to pass it on, and a button that removes it."""

from urllib.parse import urlsplit

import streamlit as st

from dashboards import keep, page
from dashboards.style import part, tag, way
from hub.saved_views import PAGE as NAME
from hub.saved_views import View, list_views

PAGE = NAME
TITLE = "Saved views"
ABOUT = (
    "What you kept, the newest first. A link opens nothing by itself: whoever follows it sees what their own post "
    "allows on that day. It says so where the figures are no longer those that you kept."
)
NONE = "You have kept no view yet. Press Keep this view on a page of figures."


def view() -> None:
    """The person's own views."""
    found = page.consult(PAGE, lambda hub, who: list_views(hub.register, who))
    st.html(part(tag("h1", TITLE), tag("p", ABOUT, "lead")))
    if not found:
        st.html(part(tag("p", NONE)))
    for one in found:
        _show(one)


def _show(one: View) -> None:
    address = keep.address_of(one)
    here = urlsplit(st.context.url or "")
    with st.container(border=True):
        chosen = f"{one.page.replace('-', ' ').capitalize()}: {', '.join(words for _, words in one.choices)}."
        pins = "; ".join(f"release {pin.release} from version {pin.version} of the records" for pin in one.pins)
        st.html(part(tag("h3", one.name), tag("p", chosen), tag("p", f"Kept on {one.kept_on}: {pins}.", "soft")))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.html(part(way("Open", address)), width="content")
            if st.button("Remove", key=f"remove-{one.id}"):
                page.forget(one.id)
                st.rerun()
        with st.expander("Link to pass on"):
            st.code(f"{here.scheme}://{here.netloc}{address}" if here.netloc else address, None, wrap_lines=True)
