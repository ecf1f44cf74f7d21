"""What a page may ask for: the hub that is served, and released products. The only caller of `hub.release`.

Whether the reader may have a product is checked here, on every call and before any cache, and once more inside the
release itself: hiding a page in the menu guards nothing. A product is kept for all who may see it under everything it
depends on, the version of the data among it, so that a newer extract is never answered with an older figure.
"""

import os
import sys
from pathlib import Path
from threading import Lock

import streamlit as st

from dashboards import session
from dashboards.style import part, tag
from hub.access.identity import Identity, Role
from hub.access.matrix import check_user_can_release
from hub.hub import Hub, open_hub
from hub.months import read_period
from hub.products.product import Product
from hub.release import REFUSALS, note_view, release

KEPT_PRODUCTS = 60
_ONE_AT_A_TIME = Lock()  # pages run in threads of one process; the store's reader is one connection


def directory() -> Path:
    """Folder of the hub: ``--hub DIR`` after the script, or SAFERHUB_DIR, or the working folder."""
    arguments = sys.argv[1:]
    if "--hub" in arguments[:-1]:
        return Path(arguments[arguments.index("--hub") + 1])
    return Path(os.environ.get("SAFERHUB_DIR", "."))


@st.cache_resource(show_spinner=False)
def hub(folder: str) -> Hub:
    """The hub in ``folder``, opened once for this process."""
    return open_hub(Path(folder))


def the_hub() -> Hub:
    """The hub that is served. Raises SettingsRefused where the folder is none."""
    return hub(str(directory().resolve()))


def reader() -> Identity:
    """Who is signed in at this tab. Raises AccessRefused when nobody is."""
    return session.current().who


def report_areas() -> tuple[tuple[str, str], ...]:
    """Code and name of every area a product may be asked for: those of the level of report, by name."""
    with _ONE_AT_A_TIME:
        opened = the_hub()
        levels = opened.levels()
        return opened.areas(levels[1]) if len(levels) > 1 else ()


def ask(product: str, period: str, audience: str, area: str | None = None, dataset: str | None = None) -> Product:
    """Return a released product, or tell the reader why there is none and end the page there."""
    try:
        here = session.current()
        check_user_can_release(here.who, product, audience)
        folder, version = str(directory().resolve()), the_hub().data_version()
        found = _released(folder, product, period, audience, area, dataset, version, here.who.role, _who=here.who)
        if here.sees_first(found.release_id):
            note_view(the_hub(), found, here.who)
        return found
    except REFUSALS as refusal:
        tell(refusal)
        st.stop()


def warn() -> None:
    """Say what every reader must know of the records; nothing where all is well. Raises StoreRefused."""
    words = the_hub().warning()
    if words:
        st.html(part(tag("p", words), css="sh-notice"))


def tell(refusal: Exception) -> None:
    """Show a refusal: what is wrong, what was found, what to do."""
    lines = [tag("h3", _sentence(getattr(refusal, "what", "this cannot be shown.")))]
    lines += [
        tag("p", _sentence(words)) for words in (getattr(refusal, "found", ""), getattr(refusal, "do", "")) if words
    ]
    st.html(part(*lines, css="sh-notice"))


@st.cache_resource(show_spinner="Passing the figures through the gate", max_entries=KEPT_PRODUCTS)
def _released(
    folder: str,
    product: str,
    period: str,
    audience: str,
    area: str | None,
    dataset: str | None,
    version: str,  # noqa: ARG001
    role: Role,  # noqa: ARG001
    _who: Identity,
) -> Product:
    """The product, kept under every argument but the name of the person; ``version`` and ``role`` are only keys."""
    when = read_period(period)
    with _ONE_AT_A_TIME:
        return release(hub(folder), product, period=when, audience=audience, who=_who, area=area, dataset=dataset)


def _sentence(words: str) -> str:
    """The words with a capital first letter."""
    return words[:1].upper() + words[1:]
