"""What stands on every page round the figures: marking, title and supply; at the foot what was chosen, and files."""

import streamlit as st

from dashboards import page, reviewing, served
from dashboards.downloads import address_of, kinds_for
from dashboards.style import STRICT_MARKINGS, link, mark_paper, part, tag
from hub.access.matrix import user_can_draft
from hub.export import has_slides, list_pictures
from hub.geography import ALL
from hub.meetings.closed_packs import CLOSED, LOCKED, may_take_closed_file
from hub.months import covers, missing_months, name_period
from hub.products.product import MapBlock, Product

FILE_TITLES = {
    "pdf": "Print (PDF)",
    "pptx": "Slides (PPTX)",
    "xlsx": "Workbook (XLSX)",
    "csv": "Figures (CSV)",
    "gpkg": "Map layers (GeoPackage)",
    "json": "Publication (JSON)",
}


def head(product: Product, title: str = "") -> None:
    """The marking over everything; then what this is, of where, when and for whom; then what was not supplied.

    ``title``: that of the page, where it is not the product's.
    """
    period, dataset = str(product.asked[0]), str(product.asked[3])
    whole = product.area_name == "Whole partnership"
    where = product.partnership if whole else f"{product.area_name}, {product.partnership}"
    about = f"{where}, {product.period}. {product.subtitle}. {_supplied(dataset)}"
    st.html(mark_paper(product.marking))
    standing = [tag("p", product.standing, "soft")] if product.standing else []
    st.html(part(write_marking(product.marking), tag("h1", title or product.title), tag("p", about, "soft"), *standing))
    page.tell_pins(product)
    tell_gaps(dataset, period)


def tell_gaps(dataset: str, period: str) -> None:
    """What was not supplied: months within the run of the main data set, and data sets of the period; if any."""
    gaps = [*_missing(dataset), *_awaited(period)]
    if gaps:
        gaps.append("Nothing is known of a month that was not supplied: a gap is not a fall.")
        st.html(part(*(tag("p", words) for words in gaps), css="sh-notice"))


def _supplied(dataset: str) -> str:
    """From when to when the main data set was supplied."""
    opened = served.the_hub()
    title, months = dict(opened.datasets())[dataset], opened.periods(dataset)
    every = "" if missing_months(months) else ", every month"
    return f"{title}: supplied from {name_period(months[0])} to {name_period(months[-1])}{every}."


def _missing(dataset: str) -> list[str]:
    """A sentence on the months missing within the run of the main data set, if any."""
    missing = missing_months(served.the_hub().periods(dataset))
    names = ", ".join(name_period(month) for month in missing)
    return [f"Not supplied in between: {names}."] if missing else []


def _awaited(period: str) -> list[str]:
    """A sentence on the data sets of which some month of the period was not supplied, if any."""
    opened = served.the_hub()
    late = [title for name, title in opened.datasets() if not covers(opened.periods(name), period)]
    return [f"Not wholly supplied for {name_period(period)}: {', '.join(late)}."] if late else []


def show_marking(product: Product) -> None:
    """The protective marking, as it stands over and under whatever shows a part of a product."""
    st.html(part(write_marking(product.marking)))


def write_marking(marking: str) -> str:
    """A protective marking in its box."""
    strict = any(word in marking.upper() for word in STRICT_MARKINGS)
    return tag("div", marking, "sh-marking strict" if strict else "sh-marking")


def foot(product: Product) -> None:
    """How to read the gaps, what was chosen for the reader, the sources, and the release this page shows."""
    reading(product)
    rows = (
        *product.chosen,
        ("Purpose", product.purpose),
        *(("Source", words) for words in product.sources),
        ("Release", f"{product.release_id}, made on {product.released_on} from {product.data_version}"),
    )
    pairs = "".join(tag("dt", name) + tag("dd", words) for name, words in rows)
    st.html(part(tag("h2", "What was chosen, and from what"), f"<dl>{pairs}</dl>"))
    files(product, tuple(FILE_TITLES))
    _pictures(product)
    ask_for_release(product)
    show_marking(product)


def gives_closed(area: str | None) -> bool:
    """Whether this reader would be given a file for the closed session of an area (None: the whole) now."""
    return may_take_closed_file(served.the_hub(), page.reader(), area or ALL)


def _gives(product: Product) -> bool:
    """Whether this reader would be given files of a product: one for a closed session while that is held alone."""
    return product.audience != CLOSED or gives_closed(product.asked[2])


def reading(product: Product) -> None:
    """How to read the gaps, and the rules that they follow."""
    st.html(
        part(tag("h2", "How to read this page"), tag("p", product.suppression_note), tag("p", product.rules, "soft"))
    )


def files(product: Product, formats: tuple[str, ...], main: bool = False) -> None:
    """Links to the product as files; each is made, and the reader's right to it checked, when it is asked for."""
    if not _gives(product):
        st.html(part(tag("p", LOCKED, "soft")))
        return
    there = {"gpkg": _maps(product), "pptx": has_slides(product)}
    kinds = (kind for kind in formats if kind in kinds_for(product) and there.get(kind, True))
    links = (link(FILE_TITLES[kind], address_of(product, kind), main) for kind in kinds)
    st.html(part(*links, css="sh-files"))


def _pictures(product: Product) -> None:
    """Links to every map and chart as a picture, for a paper or a slide."""
    titles = list_pictures(product)
    if "png" not in kinds_for(product) or not titles or not _gives(product):
        return
    with st.expander("Maps and charts as pictures"):
        for title in titles:
            links = (link(kind.upper(), address_of(product, kind, title)) for kind in ("png", "svg"))
            st.html(part(tag("span", title), *links, css="sh-files sh-picture"))


def _maps(product: Product) -> bool:
    return any(isinstance(block, MapBlock) for section in product.sections for block in section.blocks)


def ask_for_release(product: Product) -> None:
    """The button by which a drafter asks for a second person; none where that was done, or is not for this reader."""
    if product.stage != "draft" or not user_can_draft(page.reader(), product.name):
        return
    if st.button("Ask for its release", key=f"ask-{product.release_id}"):
        with st.spinner("Attacking what it shows, as a reader could"):
            identity = reviewing.draft(product.name, *product.asked[:4])
        st.html(
            part(tag("p", f"Review {identity} waits for a liaison officer of another organisation."), css="sh-notice")
        )
