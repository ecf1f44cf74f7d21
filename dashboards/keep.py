"""Keeping a view: the button by which an analyst or a liaison officer keeps what a page shows, and the link to it."""

from collections.abc import Callable, Sequence
from urllib.parse import urlencode

import streamlit as st

from dashboards import filters, page
from hub.access.matrix import user_can_open
from hub.products.product import Product
from hub.saved_views import LONGEST, PAGE, Choices, View


def offer(name: str, product: Product, more: Sequence[tuple[str, str]] = ()) -> None:
    """A button that keeps page ``name`` as it stands, for whoever keeps views; ``more``: choices of no product."""
    offer_all(name, [product], lambda: [*filters.list_choices(product), *more])


def offer_all(name: str, products: Sequence[Product], choices: Callable[[], Choices]) -> None:
    """As ``offer``, for a page of several products with ``choices`` of its own."""
    if not user_can_open(page.reader(), PAGE):
        return
    with st.popover("Keep this view"), st.form(f"keep-{name}", clear_on_submit=True, border=False):
        title = st.text_input("Name of the view, in your own words", max_chars=LONGEST)
        if st.form_submit_button("Keep"):
            page.keep(name, title, choices(), products)


def address_of(view: View) -> str:
    """The link to a view: its page, its choices, and a pin for each product that it showed."""
    pins = [(page.PIN, pin.words()) for pin in view.pins]
    return f"/{view.page}?{urlencode([*view.choices, *pins])}"
