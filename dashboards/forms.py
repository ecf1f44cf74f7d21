"""Forms of a page: what was typed stays where something is refused, and the fields are empty after it was done."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date

import streamlit as st

from dashboards import page
from hub.access.identity import Identity
from hub.hub import Hub

DAYS = "DD/MM/YYYY"
_TIMES = "forms-done"


def key(name: str) -> str:
    """A key of a field that changes with each thing that was done, so that the field is empty after it."""
    return f"{name}-{st.session_state.get(_TIMES, 0)}"


def tell_apart(names: Mapping[str, str]) -> dict[str, str]:
    """The words of a choice by its code, each different: a browser sends back the words, not the code."""
    times = Counter(names.values())
    return {code: words if times[words] == 1 else f"{words} ({code})" for code, words in names.items()}


def day(label: str, first: date, name: str, proposed: date, last: date | None = None) -> date:
    """A field for a day from ``first`` on, up to ``last`` where there is one."""
    found: date = st.date_input(label, proposed, min_value=first, max_value=last, format=DAYS, key=key(name))
    return found


def do(wanted: Callable[[Hub, Identity], object], forget: str = "") -> None:
    """Something that a form asks for; ``wanted`` checks the right. Shows a refusal, or the page anew with empty fields.

    ``forget``: what the page kept under this name goes too, once it was done.
    """
    if page.act(lambda hub, who: (wanted(hub, who),)) is not None:
        st.session_state[_TIMES] = st.session_state.get(_TIMES, 0) + 1
        if forget:
            st.session_state.pop(forget, None)
        st.rerun()
