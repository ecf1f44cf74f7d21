"""Who is signed in at this browser: the session in the register that the browser's cookie names.

It is looked up at every interaction, so whoever signs out, is suspended, changes post, or whose organisation's
signature lapses is out at the next click; `dashboards/guard.py` ends what stands open before that.
"""

import streamlit as st

from dashboards.served import the_hub
from hub.access.sessions import Session, check_session, end_session

COOKIE = "saferhub"
_SEEN = "releases-seen"


def token() -> str | None:
    """What the browser sent when it opened this tab's connection."""
    found: str | None = st.context.cookies.get(COOKIE)
    return found


def current() -> Session:
    """The session of this tab. Raises AccessRefused when nobody is signed in, or no longer."""
    return check_session(the_hub().register, token())


def end() -> None:
    """Sign out, in every tab of this browser, and forget everything this tab held."""
    held = token()
    if held:
        end_session(the_hub().register, held)
    st.session_state.clear()


def sees_first(release: str) -> bool:
    """Whether this is the first time that this tab sees a release; remembers it."""
    seen: set[str] = st.session_state.setdefault(_SEEN, set())
    new = release not in seen
    seen.add(release)
    return new
