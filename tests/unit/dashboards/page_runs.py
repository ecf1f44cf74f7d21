"""One run of a page as somebody, without a browser."""

from collections.abc import Mapping

import pytest
from streamlit.testing.v1 import AppTest

from dashboards import served, session
from hub.access.identity import Identity
from hub.access.sessions import Session
from hub.hub import Hub


def see_page(
    monkeypatch: pytest.MonkeyPatch,
    hub: Hub,
    who: Identity,
    name: str,
    chosen: Mapping[str, str] | None = None,
    query: Mapping[str, str] | None = None,
) -> AppTest:
    """A page by its name, of this hub, as it stands after its first run; it may not fail.

    ``chosen`` was chosen before, by the key of its box; ``query`` stands in the address.
    """
    monkeypatch.setattr(session, "current", lambda: Session("id", who, "open"))
    monkeypatch.setitem(served._OPENED, served.directory().resolve(), hub)
    made = AppTest.from_function(_view, kwargs={"name": name}, default_timeout=120)
    for key, value in (chosen or {}).items():
        made.session_state[key] = value
    for key, value in (query or {}).items():
        made.query_params[key] = value
    made.run()
    assert not made.exception
    return made


def words(run: AppTest) -> str:
    """All that a page says in our own elements."""
    return " ".join(str(each.proto.body) for each in run.get("html"))


def offers(run: AppTest) -> str:
    """All that a page says in Streamlit's own elements: labels, and what boxes, rows of buttons and links offer."""
    return " ".join(
        str(each.proto) for each in run.main if each.type not in ("html", "main") and hasattr(each, "proto")
    )


def _view(name: str) -> None:
    from dashboards import app

    next(entry for entry in app.PAGES if entry.name == name).view()
