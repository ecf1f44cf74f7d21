"""Two areas, or two periods of one area, side by side: the same figures of two profiles, and one scale for the charts.

Nothing is worked out here. How far two figures differ is said only where a profile says it, with what chance leaves.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import streamlit as st

from dashboards import filters, frame, keep, page, show
from dashboards.style import part, tag
from hub.products import area_profile
from hub.products.product import Column, Product, SeriesBlock, TableBlock, Text, Words

PAGE = "compare"
TITLE = "Compare"
SECOND = "-b"
AREAS, PERIODS = "another area", "another period"
SAME = "The two are the same. Choose another one to set beside the first."
UNTESTED = (
    "Whether two areas differ by more than chance is not tested. What each profile tests is its own change; read the "
    "rates for the sizes of the areas."
)
UNSAID = (
    "Neither profile states the change between these two periods: each is compared with the one before it and with the "
    "same a year before."
)
STATED = "What the profiles say of the change between the two, with the range that chance leaves."


def view() -> None:
    """Choose the first, then what to set beside it; read both."""
    page.enter(PAGE)
    top = st.container()
    with st.container(horizontal=True):
        dataset = filters.choose_dataset()
        period = filters.choose_period(dataset)
        area = filters.choose_area()
    choices = st.container(horizontal=True, vertical_alignment="bottom")
    with choices:
        beside = filters.choose_one("Beside it", (AREAS, PERIODS), "beside")
        other_area = filters.choose_area("The other area", SECOND, area or filters.WHOLE) if beside == AREAS else area
        other = period if beside == AREAS else filters.choose_period(dataset, "The other period", SECOND, period)
        audience = filters.choose_audience(area_profile.NAME)
    left = page.ask(area_profile.NAME, period, audience, area, dataset)
    right = page.ask(area_profile.NAME, other, audience, other_area, dataset)
    with top:
        frame.head(left, TITLE)
        if right.asked != left.asked:
            page.tell_pins(right)
    with choices:
        keep.offer_all(PAGE, [left, right], lambda: _chosen(left, right, beside))
    if right.asked == left.asked:
        st.html(part(tag("p", SAME), css="sh-notice"))
        return
    _side_by_side(left, right, beside)
    frame.reading(left)
    frame.show_marking(left)


def _chosen(left: Product, right: Product, beside: str) -> list[tuple[str, str]]:
    second = dict(filters.list_choices(right))
    name = filters.AREA if beside == AREAS else f"period-{right.asked[3]}"
    also = [(f"{name}{SECOND}", second[name])] if name in second else []
    return [*filters.list_choices(left), ("beside", beside), *also]


def _side_by_side(left: Product, right: Product, beside: str) -> None:
    names = (left.area_name, right.area_name) if beside == AREAS else (left.period, right.period)
    for column, product, name in zip(st.columns(2, gap="medium"), (left, right), names, strict=True):
        with column:
            show.heading(name)
            show.words(next(block for block in _blocks(product) if isinstance(block, Words)))
    show.heading("How the two differ")
    _differences(left, right, beside)
    show.heading("Figures")
    show.table(_figures(left, right, names))
    by_category = _by_category(left, right, names)
    if by_category:
        show.table(by_category)
    show.heading("Months")
    _months(left, right)


def _blocks(product: Product) -> Iterator[Any]:
    return (block for section in product.sections for block in section.blocks)


def _table(product: Product, begins: str) -> TableBlock | None:
    found = (one for one in _blocks(product) if isinstance(one, TableBlock) and one.title.startswith(begins))
    return next(found, None)


def _differences(left: Product, right: Product, beside: str) -> None:
    if beside == AREAS:
        st.html(part(tag("p", UNTESTED)))
        return
    stated = [one for pair in ((left, right), (right, left)) if (one := _change(*pair))]
    st.html(part(tag("p", STATED if stated else UNSAID)))
    for one in stated:
        show.table(one)


def _change(product: Product, earlier: Product) -> TableBlock | None:
    """The row of a profile's table of changes that is about the period of the other, where there is one."""
    table = _table(product, "Change of ")
    rows = tuple(row for row in table.rows if row[0] == Text(earlier.period)) if table else ()
    return replace(table, title=f"{table.title}, {product.period}", rows=rows) if table and rows else None


def _figures(left: Product, right: Product, names: tuple[str, str]) -> TableBlock:
    """The rows of both profiles that are about the area itself, data set by data set."""
    tables = [_own_rows(product) for product in (left, right)]
    rows = []
    for dataset in tables[0]:
        rows += [
            (Text(dataset), Text(name), *one[dataset])
            for name, one in zip(names, tables, strict=True)
            if dataset in one
        ]
    columns = (
        Column("Data set", "text"),
        Column("Of", "text"),
        Column("Events", "count"),
        Column("Per 1,000 residents", "rate"),
        Column("Change on the period before, %", "percent"),
        Column("Change on a year before, %", "percent"),
    )
    return TableBlock("Each data set", columns, tuple(rows), note=area_profile.NEVER_ADDED)


def _own_rows(product: Product) -> dict[str, tuple[Any, ...]]:
    """The first row of each data set: that of the whole partnership stands below it."""
    table, found = _table(product, area_profile.EACH), dict[str, tuple[Any, ...]]()
    for row in table.rows if table else ():
        if isinstance(row[0], Text):
            found.setdefault(row[0].words, row[2:])
    return found


def _by_category(left: Product, right: Product, names: tuple[str, str]) -> TableBlock | None:
    """The events of each category of both; none where the lattice has none of one of them."""
    tables = [table for product in (left, right) if (table := _categories(product))]
    if len(tables) < 2:
        return None
    first, second = ({row[0]: row[1] for row in table.rows} for table in tables)
    rows = tuple((name, cell, second[name]) for name, cell in first.items() if name in second)
    columns = (Column("Category", "text"), *(Column(name, "count") for name in names))
    return TableBlock(
        "Events by category", columns, rows, note="In the order of the first; all figures are released ones."
    )


def _categories(product: Product) -> TableBlock | None:
    tables = (one for one in _blocks(product) if isinstance(one, TableBlock))
    return next((one for one in tables if one.columns[0].title == "Category" and one.columns[1].kind == "count"), None)


def _months(left: Product, right: Product) -> None:
    """The two series side by side, on one scale."""
    series = [next(one for one in _blocks(product) if isinstance(one, SeriesBlock)) for product in (left, right)]
    for at, column in enumerate(st.columns(2, gap="medium")):
        with column:
            show.chart_beside(series[at], f"months-{at}", series)
