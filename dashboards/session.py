"""Who is signed in at this browser tab, and for how long: 15 minutes without a click, 8 hours in all (safety.md 7.4).

A session lives in the memory of this process only, so a reload of the tab signs out.
"""

import time
from dataclasses import dataclass, field
from pathlib import Path

import streamlit as st

from hub.access.accounts import sign_in, still_valid
from hub.access.identity import Identity
from hub.access.refusal import AccessRefused

IDLE_SECONDS = 15 * 60.0
LONGEST_SECONDS = 8 * 3600.0
_KEY = "session"


@dataclass
class Session:
    """One signed-in person at one tab. It ends by itself, or when the account is changed or taken away."""

    who: Identity
    accounts: Path
    began: float = field(default_factory=time.monotonic)
    seen: float = field(default_factory=time.monotonic)
    ended: bool = False
    releases: set[str] = field(default_factory=set)

    def sees_first(self, release: str) -> bool:
        """Whether this is the first time that this session sees a release; remembers it."""
        new = release not in self.releases
        self.releases.add(release)
        return new

    def check(self, now: float) -> None:
        """Raise AccessRefused when the session is over at time ``now`` (monotonic seconds); else remember ``now``."""
        late = now - self.seen > IDLE_SECONDS or now - self.began > LONGEST_SECONDS
        if self.ended or late or not still_valid(self.accounts, self.who):
            self.ended = True
            raise AccessRefused("you are signed out.", "the session has ended.", "sign in again.")
        self.seen = now


def begin(accounts: Path, name: str, password: str) -> None:
    """Sign in at this tab. Raises AccessRefused."""
    st.session_state[_KEY] = Session(sign_in(accounts, name, password), accounts)


def end() -> None:
    """Sign out at this tab, and forget everything it held."""
    held: Session | None = st.session_state.get(_KEY)
    if held:
        held.ended = True
    st.session_state.clear()


def is_open() -> bool:
    """Whether somebody has signed in at this tab and not signed out; says nothing about whether it has run out."""
    return _KEY in st.session_state


def current() -> Session:
    """Return the session of this tab. Raises AccessRefused when nobody is signed in, or no longer."""
    held: Session | None = st.session_state.get(_KEY)
    if held is None:
        raise AccessRefused("you are not signed in.", "no session.", "sign in.")
    held.check(time.monotonic())
    return held
