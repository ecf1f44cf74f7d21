"""The blocks of a product on the screen. Every figure comes from a released cell and is printed by that cell.

A table is written as an HTML table of escaped text: a data frame widget would carry more than it shows, and a markdown
cell would follow what an agency wrote. Its rows stand in the order of the product; nothing is sorted here (SDC-9).
"""

from collections.abc import Callable, Sequence
from functools import partial
from html import escape
from typing import Any

import streamlit as st

from dashboards import page
from dashboards.drawn import keep_map, keep_series
from dashboards.show_map import legend
from dashboards.show_series import BAND, find_top
from dashboards.style import part, swatch, tag
from hub.disclosure.marks import WORDS, Mark, SafeCell, SafeClass
from hub.months import name_period
from hub.paper.figures import decimals
from hub.products.product import (
    NOT_WRITTEN,
    Block,
    Cell,
    Column,
    MapBlock,
    Section,
    SeriesBlock,
    TableBlock,
    Text,
    Words,
)

CONFIG = {"displaylogo": False, "scrollZoom": False, "modeBarButtonsToRemove": ["toImage", "select2d", "lasso2d"]}
WIDE = 8
MAP_HEIGHT = 580
DESK_WIDTH, PHONE_WIDTH = 600, 350
SERIES_HEIGHT = 320
CLICK = "Click a place to see the profile of the area there; choose the whole partnership to come back."
Clicked = Callable[[MapBlock, str], object]


def section(wanted: Section, on_click: Clicked | None = None) -> None:
    """A section: its heading, then its blocks in order; sentences before a map stand beside it, over its legend.

    ``on_click`` is called with a map and the key of its chart when a place on it is clicked.
    """
    heading(wanted.heading)
    before: list[Words] = []
    for number, each in enumerate(wanted.blocks):
        key = f"{wanted.heading}-{number}"
        if isinstance(each, Words):
            before.append(each)
            continue
        if isinstance(each, MapBlock):
            chart_map(each, key, before, on_click)
        else:
            _all_words(before)
            block(each, key)
        before = []
    _all_words(before)


def heading(text: str) -> None:
    """The heading of a section."""
    st.html(part(tag("h2", text)))


def block(wanted: Block, key: str) -> None:
    """Any block, in its own form."""
    if isinstance(wanted, Words):
        words(wanted)
    elif isinstance(wanted, TableBlock):
        table(wanted)
    elif isinstance(wanted, MapBlock):
        chart_map(wanted, key)
    else:
        chart_series(wanted, key)


def words(wanted: Words, css: str = "") -> None:
    """Sentences, as text."""
    head = (tag("h3", wanted.heading),) if wanted.heading else ()
    if wanted.slot and not wanted.paragraphs:
        st.html(part(*head, tag("p", NOT_WRITTEN, "soft")))
        return
    st.html(part(*head, *(tag("p", line, css) for line in wanted.paragraphs if line.strip())))


def table(wanted: TableBlock) -> None:
    """A table with its title, in a frame of its own that scrolls when it is long, and its note."""
    st.html(part(tag("h3", wanted.title), write_table(wanted.title, wanted.columns, wanted.rows), _note(wanted.note)))


def words_table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], note: str = "") -> TableBlock:
    """A table of words only, to be shown by ``table``."""
    columns = tuple(Column(head, "text") for head in heads)
    return TableBlock(title, columns, tuple(tuple(Text(words) for words in row) for row in rows), note=note)


def chart_map(wanted: MapBlock, key: str, beside: Sequence[Words] = (), on_click: Clicked | None = None) -> None:
    """A map under its title; beside it what is said about it, its legend and its note."""
    left, right = st.container(key=f"map-{key}").columns([2.1, 1], gap="medium")
    with left:
        st.html(part(tag("h3", wanted.title)))
        drawn = keep_map(wanted, MAP_HEIGHT, PHONE_WIDTH if _on_a_phone() else DESK_WIDTH, page.reader().sight)
        clicks: dict[str, Any] = {"on_select": partial(on_click, wanted, key) if on_click else "ignore"}
        st.plotly_chart(
            drawn, width="stretch", height=MAP_HEIGHT, theme=None, config=CONFIG | {"displayModeBar": True}, key=key,
            alt=wanted.alt, selection_mode="points", **clicks,
        )  # fmt: skip
    with right:
        _all_words(beside)
        hint = _note(CLICK) if on_click and wanted.outline else ""
        st.html(part(tag("h3", wanted.measure), legend(wanted), _note(wanted.note), hint))


def chart_series(wanted: SeriesBlock, key: str) -> None:
    """A chart over months with the same figures as a table beside it."""
    left, right = st.columns([2.1, 1], gap="medium")
    with left:
        st.html(part(tag("h3", wanted.title)))
        figure = keep_series(wanted, SERIES_HEIGHT)
        st.plotly_chart(
            figure, width="stretch", height=SERIES_HEIGHT, theme=None, config=CONFIG, key=key, alt=wanted.alt
        )
    with right:
        st.html(part(_write_months(wanted), _note(wanted.note)))


def _write_months(wanted: SeriesBlock) -> str:
    columns = (Column("Month", "text"), *(Column(name, "count") for name in wanted.series))
    rows: list[tuple[Cell, ...]] = []
    for at, month in enumerate(wanted.x):
        rows.append((Text(name_period(month)), *(cells[at] for cells in wanted.series.values())))
    return write_table(wanted.title, columns, rows)


def chart_beside(wanted: SeriesBlock, key: str, both: Sequence[SeriesBlock]) -> None:
    """A chart over months that stands beside another of ``both``, on one scale; its figures as a table to open."""
    st.html(part(tag("h3", wanted.title)))
    drawn = keep_series(wanted, SERIES_HEIGHT, top=find_top(both))
    st.plotly_chart(drawn, width="stretch", height=SERIES_HEIGHT, theme=None, config=CONFIG, key=key, alt=wanted.alt)
    st.html(part(_note(wanted.note)))
    with st.expander("The figures as a table"):
        st.html(part(_write_months(wanted)))


def trend(wanted: SeriesBlock, key: str, height: int = 130) -> None:
    """A small chart of one series: its first and last month named, no other axis; under it what its bands mean."""
    drawn, still = keep_series(wanted, height, small=True), CONFIG | {"displayModeBar": False}
    st.plotly_chart(drawn, width="stretch", height=height, theme=None, config=still, key=key, alt=wanted.alt)
    marks = {cell.mark for cells in wanted.series.values() for cell in cells} - {Mark.SHOWN}
    if marks:
        items = (f"<li>{swatch(BAND, mark)}{tag('span', WORDS[mark])}</li>" for mark in WORDS if mark in marks)
        st.html(part(f'<ul class="sh-legend">{"".join(items)}</ul>'))


def small(wanted: SeriesBlock, key: str) -> None:
    """A small chart of one series under its title."""
    st.html(part(tag("h3", wanted.title)))
    trend(wanted, key)


def _all_words(found: Sequence[Words]) -> None:
    for each in found:
        words(each)


def figure(title: str, cell: SafeCell, sentence: str) -> None:
    """One figure, large, with its name above and the sentence that says what it means."""
    if not isinstance(cell, SafeCell):
        raise TypeError("a figure on a page is a released cell")
    css = "figure" if cell.shown else "figure gap"
    st.html(part(tag("h3", title), tag("p", cell.text(decimals("count", cell)), css), tag("p", sentence)))


def cell_words(cell: Cell, column: Column) -> str:
    """What is printed in a cell of a table. Raises TypeError for anything that is not text or released."""
    if isinstance(cell, Text):
        return cell.words
    if isinstance(cell, SafeCell):
        return cell.text(decimals(column.kind, cell))
    if isinstance(cell, SafeClass):
        return cell.text()
    raise TypeError("a cell on a page is text or a released figure")


def write_table(title: str, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> str:
    """The HTML of a table: escaped text only, in the order of the rows, in a frame that scrolls."""
    heads = "".join(f'<th scope="col"{_side(column)}>{escape(column.title)}</th>' for column in columns)
    wide = ' class="wide"' if len(columns) > WIDE else ""
    body = "".join(f"<tr>{_row(columns, row)}</tr>" for row in rows)
    return (
        f'<div class="sh-scroll" tabindex="0" role="region" aria-label="{escape(title)}">'
        f"<table{wide}><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(columns: Sequence[Column], row: Sequence[Cell]) -> str:
    first, *others = (
        (escape(cell_words(cell, column)), column, cell) for column, cell in zip(columns, row, strict=True)
    )
    cells = [f'<th scope="row">{first[0]}</th>' if first[0].strip() else "<td></td>"]  # a form to be filled in by hand
    for words_of, column, cell in others:
        gap = not isinstance(cell, Text) and not cell.shown
        css = " ".join(name for name, wanted in (("num", not column.holds_words), ("gap", gap)) if wanted)
        cells.append(f'<td class="{css}">{words_of}</td>' if css else f"<td>{words_of}</td>")
    return "".join(cells)


def _side(column: Column) -> str:
    return "" if column.holds_words else ' class="num"'


def _note(note: str) -> str:
    return tag("p", note, "soft") if note else ""


def _on_a_phone() -> bool:
    """Whether the browser says that it is on a phone; a map is then fitted to a narrow frame."""
    return "Mobi" in (st.context.headers.get("User-Agent") or "")
