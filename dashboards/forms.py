"""Forms of a page: what was typed stays where something is refused, and the fields are empty after it was done."""

from collections.abc import Callable

import streamlit as st

from dashboards import page
from hub.access.identity import Identity
from hub.hub import Hub

_TIMES = "forms-done"


def key(name: str) -> str:
    """A key of a field that changes with each thing that was done, so that the field is empty after it."""
    return f"{name}-{st.session_state.get(_TIMES, 0)}"


def do(wanted: Callable[[Hub, Identity], object], forget: str = "") -> None:
    """Something that a form asks for; ``wanted`` checks the right. Shows a refusal, or the page anew with empty fields.

    ``forget``: what the page kept under this name goes too, once it was done.
    """
    if page.act(lambda hub, who: (wanted(hub, who),)) is not None:
        st.session_state[_TIMES] = st.session_state.get(_TIMES, 0) + 1
        st.session_state.pop(forget, None)
        st.rerun()
