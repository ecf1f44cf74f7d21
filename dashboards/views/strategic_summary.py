"""The board's page: five figures in plain words, each with its trend where one was released, then the rest."""

import streamlit as st

from dashboards import filters, frame, keep, page, show
from hub.disclosure.marks import SafeCell
from hub.products.product import Product, Section, SeriesBlock, TableBlock, Text, Words

PRODUCT = "strategic-summary"
TITLE = "Strategic summary"
ACROSS = 3


def view() -> None:
    """Choose the period; read five figures; look further down for the tables behind them."""
    top = st.container()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        dataset = filters.choose_dataset()
        period = filters.choose_period(dataset)
        choices = st.container(width="content")
    product = page.ask(PRODUCT, period, filters.choose_audience(PRODUCT), None, dataset)
    with top:
        frame.head(product, dataset, period)
    with choices:
        keep.offer(PRODUCT, product)
    first, *others = product.sections
    _five(first, _trends(product))
    for section in others:
        show.section(section)
    frame.foot(product)


def _five(section: Section, trends: dict[str, SeriesBlock]) -> None:
    """A card for each row of the section's table: name, figure, its sentence, its trend; then the table itself."""
    show.heading(section.heading)
    tables = [block for block in section.blocks if isinstance(block, TableBlock)]
    sentences = [line for block in section.blocks if isinstance(block, Words) for line in block.paragraphs]
    rows = tables[0].rows if tables else ()
    if len(sentences) != len(rows):
        for number, each in enumerate(section.blocks):
            show.block(each, f"five-{number}")
        return
    for start in range(0, len(rows), ACROSS):
        for at, column in enumerate(st.columns(ACROSS)[: len(rows) - start]):
            with column, st.container(border=True, height="stretch"):
                _card(rows[start + at], sentences[start + at], trends)
    with st.expander("The five figures as a table"):
        show.table(tables[0])


def _card(row: tuple[object, ...], sentence: str, trends: dict[str, SeriesBlock]) -> None:
    name, cell = row[0], row[1]
    if isinstance(name, Text) and isinstance(cell, SafeCell):
        show.figure(name.words, cell, sentence)
        if name.words in trends:
            show.trend(trends[name.words], f"trend-{name.words}")


def _trends(product: Product) -> dict[str, SeriesBlock]:
    """The series of the product that hold one line, by the name of that line."""
    blocks = (block for section in product.sections for block in section.blocks)
    return {next(iter(b.series)): b for b in blocks if isinstance(b, SeriesBlock) and len(b.series) == 1}
