"""The file that somebody has uploaded at this tab: Streamlit holds it, in memory, until it is given up here.

Streamlit by itself gives it up when the reader takes it out of the box, and two minutes after the tab was closed. Here
it is given up as soon as it was accepted, discarded or refused, another page is opened, or the session has ended.
"""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

_KEPT = "submission-"
"""How the names of everything begin that a tab remembers of a file."""


def key_of(name: str) -> str:
    """The key of a widget, or of something remembered, that is given up with the file."""
    return f"{_KEPT}{st.session_state.get('submissions', 0)}-{name}"


def forget() -> None:
    """Give up the file of this tab and everything that was remembered of it; the box for it is a new one after that."""
    context = get_script_run_ctx()
    if context is not None:
        context.uploaded_file_mgr.remove_session_files(context.session_id)
    held = [key for key in st.session_state if str(key).startswith(_KEPT)]
    for key in held:
        del st.session_state[key]
    if held:
        st.session_state["submissions"] = st.session_state.get("submissions", 0) + 1
