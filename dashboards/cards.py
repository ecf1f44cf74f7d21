"""Cards: what waits for a reader in a few lines, and the way to the page behind it."""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboards.frame import show_marking
from dashboards.style import part, tag
from hub.data_returns import Standing
from hub.home import Home
from hub.products.product import Product

LISTED = 6
SIGNS = {
    "received": "●\u00a0received",
    "corrected": "●\u00a0corrected",
    "nil return": "●\u00a0nil return",
    "loaded": "●\u00a0loaded",
    "late": "◐\u00a0received late",
    "missing": "○\u00a0NOT SUPPLIED",
    "held": "‖\u00a0held in quarantine",
    "awaited": "…\u00a0awaited",
}
"""Each state with a sign of its own: no state is told by colour alone, and none is an empty cell."""
Line = tuple[str, str, str]
"""One thing that waits: its name, a state or a day beside the name, and a sentence; the last two may be empty."""
NOTHING_LATE = "Nothing is late and nothing is held in quarantine."
NO_MONTH = (
    "There are no figures yet: of no data set has every provider who owes it sent a month. Data returns says what has "
    "come and what is missing."
)
TITLE = "Home"


def begin(found: Home) -> DeltaGenerator:
    """The head of a home page, there before any figure is; gives the place over it, for a marking."""
    over = st.container()
    st.html(part(tag("h1", TITLE), tag("p", f"As it stands on {found.as_of}.", "soft")))
    return over


def finish(product: Product) -> None:
    """What suppressed means, and the marking once more."""
    tell(product.suppression_note, "soft")
    show_marking(product)


def card(title: str, level: bool = False) -> DeltaGenerator:
    """A card with its heading; ``level``: as tall as the card beside it."""
    made = st.container(border=True, height="stretch" if level else "content")
    entitle(made, title)
    return made


def entitle(place: DeltaGenerator, title: str) -> None:
    """The heading of a card, where it follows from what is chosen in the card."""
    place.html(part(tag("h2", title), css="sh-card"))


def tell(words: str, css: str = "") -> None:
    """A sentence, as where a list would stand that is empty."""
    st.html(part(tag("p", words, css)))


def show_lines(lines: Sequence[Line], listed: int = LISTED) -> None:
    """The first of the lines, and how many more there are."""
    rows = "".join(f"<li>{_line(*line)}</li>" for line in lines[:listed])
    more = [tag("p", f"And {len(lines) - listed} more.", "soft")] if len(lines) > listed else []
    st.html(part(f'<ul class="sh-lines">{rows}</ul>', *more))


def show_overdue(overdue: Sequence[Standing]) -> None:
    """Supply that is late or held, each with whom to ask where this reader asks."""
    if not overdue:
        tell(NOTHING_LATE)
        return
    show_lines(
        [(f"{one.dataset}, {one.provider}", SIGNS[one.state], f"{one.sentence}{_ask(one.contact)}") for one in overdue]
    )


def lead_to(view: Callable[[], None], name: str, label: str, asked: Mapping[str, str] | None = None) -> None:
    """A link to another page; ``asked`` are the choices that it opens with, as they stand in the address.

    Streamlit takes a label for markup, so it may hold no word that an agency or a boundary file wrote.
    """
    st.page_link(st.Page(view, url_path=name), label=label, query_params=dict(asked) if asked else None)


def _line(name: str, state: str, sentence: str) -> str:
    beside = tag("span", state, "sh-state") if state else ""
    return f"{tag('strong', name)}{beside}{tag('p', sentence, 'soft') if sentence else ''}"


def _ask(contact: str) -> str:
    return f" Whom to ask: {contact}." if contact else ""
