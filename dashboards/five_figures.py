"""The board's five figures as cards: name, figure, what it means in a sentence, its trend where one was released."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboards import show
from hub.disclosure.marks import SafeCell
from hub.products.product import Product, SeriesBlock, TableBlock, Text, Words

ACROSS = 3


def show_five(product: Product) -> list[DeltaGenerator]:
    """A card for each row of the first section's table, then the table; gives the places left in the last row."""
    section = product.sections[0]
    show.heading(section.heading)
    tables = [block for block in section.blocks if isinstance(block, TableBlock)]
    sentences = [line for block in section.blocks if isinstance(block, Words) for line in block.paragraphs]
    rows, trends = tables[0].rows if tables else (), _trends(product)
    if len(sentences) != len(rows):
        for number, each in enumerate(section.blocks):
            show.block(each, f"five-{number}")
        return []
    places = [place for _ in range(0, len(rows), ACROSS) for place in st.columns(ACROSS)]
    for place, row, sentence in zip(places, rows, sentences, strict=False):
        with place, st.container(border=True, height="stretch"):
            _card(row, sentence, trends)
    with st.expander("The five figures as a table"):
        show.table(tables[0])
    return places[len(rows) :]


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
