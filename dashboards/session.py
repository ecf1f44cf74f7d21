"""Who is signed in at this browser: the session in the register that the browser's cookie names.

It is looked up at every interaction, once, so whoever signs out, is suspended, changes post, or whose organisation's
signature lapses is out at the next click; `dashboards/guard.py` ends what stands open before that.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import local

import streamlit as st

from dashboards.served import the_hub
from hub.access.sessions import Session, check_session, end_session

COOKIE = "saferhub"
_SEEN = "releases-seen"


class _Run(local):
    """The session that this thread's run of a page looked up, and the token it belongs to; none outside a run."""

    going = False
    found: tuple[str | None, Session] | None = None


_RUN = _Run()


@contextmanager
def one_run() -> Iterator[None]:
    """One run of a page, in this thread: the session is looked up once, when it is first asked for."""
    _RUN.going, _RUN.found = True, None
    try:
        yield
    finally:
        _RUN.going, _RUN.found = False, None


def token() -> str | None:
    """What the browser sent when it opened this tab's connection."""
    found: str | None = st.context.cookies.get(COOKIE)
    return found


def current() -> Session:
    """The session of this tab. Raises AccessRefused when nobody is signed in, or no longer."""
    held = token()
    if _RUN.found is not None and _RUN.found[0] == held:
        return _RUN.found[1]
    session = check_session(the_hub().register, held)
    if _RUN.going:
        _RUN.found = held, session
    return session


def end() -> None:
    """Sign out, in every tab of this browser, and forget everything this tab held."""
    held = token()
    if held:
        end_session(the_hub().register, held)
    _RUN.found = None
    st.session_state.clear()


def sees_first(release: str) -> bool:
    """Whether this is the first time that the session of this tab sees a release; remembers it."""
    seen: set[tuple[str, str]] = st.session_state.setdefault(_SEEN, set())
    own = current().id, release
    new = own not in seen
    seen.add(own)
    return new
