"""What stands on every page round the figures: marking, title and supply; at the foot what was chosen, and files."""

import time
from collections.abc import Callable

import streamlit as st

from dashboards import page, session
from dashboards.style import STRICT_MARKINGS, part, tag
from hub.briefing import write_pdf
from hub.export import file_name, write_csv, write_json, write_xlsx
from hub.months import missing_months, name_period
from hub.products.product import Product

MIME = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "json": "application/json",
}
WRITERS: dict[str, Callable[[Product], bytes]] = {
    "pdf": write_pdf,
    "xlsx": write_xlsx,
    "csv": write_csv,
    "json": write_json,
}
FILE_TITLES = {"pdf": "Print (PDF)", "xlsx": "Workbook (XLSX)", "csv": "Figures (CSV)", "json": "Publication (JSON)"}


def head(product: Product, dataset: str) -> None:
    """The marking over everything; then what this is, of where, when and for whom; then how far the supply goes."""
    whole = product.area_name == "Whole partnership"
    where = product.partnership if whole else f"{product.area_name}, {product.partnership}"
    supplied, whole_run = _supply(dataset)
    about = f"{where}, {product.period}. {product.subtitle}. {supplied if whole_run else ''}"
    st.html(part(_marking(product), tag("h1", product.title), tag("p", about, "soft")))
    if not whole_run:
        st.html(part(tag("p", supplied), css="sh-notice"))


def _supply(dataset: str) -> tuple[str, bool]:
    """One sentence on what was supplied, and whether every month was; a gap must not be read as a fall."""
    opened = page.the_hub()
    title, months = dict(opened.datasets())[dataset], opened.periods(dataset)
    span = f"{title}: supplied from {name_period(months[0])} to {name_period(months[-1])}"
    missing = missing_months(months)
    if not missing:
        return f"{span}, every month.", True
    gaps = ", ".join(name_period(month) for month in missing)
    return f"{span}, without {gaps}. Nothing is known of a month that was not supplied: a gap is not a fall.", False


def _marking(product: Product) -> str:
    strict = any(word in product.marking.upper() for word in STRICT_MARKINGS)
    return tag("div", product.marking, "sh-marking strict" if strict else "sh-marking")


def foot(product: Product) -> None:
    """How to read the gaps, what was chosen for the reader, the sources, and the release this page shows."""
    st.html(
        part(tag("h2", "How to read this page"), tag("p", product.suppression_note), tag("p", product.rules, "soft"))
    )
    rows = (
        *product.chosen,
        ("Purpose", product.purpose),
        *(("Source", words) for words in product.sources),
        ("Release", f"{product.release_id}, made on {product.released_on} from {product.data_version}"),
    )
    pairs = "".join(tag("dt", name) + tag("dd", words) for name, words in rows)
    st.html(part(tag("h2", "What was chosen, and from what"), f"<dl>{pairs}</dl>"))
    files(product, ("pdf", "xlsx", "csv", "json"))
    st.html(part(_marking(product)))


def files(product: Product, formats: tuple[str, ...], main: bool = False) -> None:
    """Buttons that make a file when they are pressed, and only for a reader who is still signed in."""
    held = session.current()
    with st.container(horizontal=True):
        for kind in formats:
            st.download_button(
                FILE_TITLES[kind],
                _writer(product, kind, held),
                file_name=file_name(product, kind),
                mime=MIME[kind],
                key=f"{product.release_id}-{kind}-{main}",
                type="primary" if main else "secondary",
                on_click="ignore",
            )


def _writer(product: Product, kind: str, held: session.Session) -> Callable[[], bytes]:
    def write() -> bytes:
        held.check(time.monotonic())
        return WRITERS[kind](product)

    return write
