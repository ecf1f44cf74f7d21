"""Strategic summary: five figures, trends and places for a board that must not misread them."""

from collections.abc import Sequence

from hub.disclosure.derive import change_percent
from hub.geography import ALL
from hub.measures import FIRST_ASKED
from hub.products.draft import Draft, area_table, category_table
from hub.products.harm import harm_blocks
from hub.products.perception import perception_blocks
from hub.products.priorities import priority_sections
from hub.products.product import Block, Cell, Column, Section, SeriesBlock, TableBlock, Text, Words
from hub.products.sentences import describe_change, describe_level, describe_range
from hub.products.supply import supply_section
from hub.products.trend import trend
from ingest.categories import categories
from ingest.contract import Dataset

NAME = "strategic-summary"
TITLE = "Strategic summary"
PURPOSE = "Monitoring performance and informing the partnership plan (SI 2007/1830)"
FIGURES = 5


def compose(draft: Draft) -> tuple[Section, ...]:
    """Five figures with sentences, trends, categories, places, priorities and supply."""
    asked = _five(draft)
    return (
        Section("Five figures", (_headline_table(draft, asked), _sentences(draft, asked))),
        Section("Trends", _trends(draft, asked)),
        Section("Categories", _categories(draft), new_page=True),
        Section("Places", (_places(draft), *perception_blocks(draft)), new_page=True),
        *priority_sections(draft),
        supply_section(draft),
    )


def _five(draft: Draft) -> list[tuple[Dataset, str, str]]:
    """Every data set's total, then the categories a board asks after first, up to five in all: the same every time."""
    titles = categories(draft.dataset.name)
    found = [(dataset, ALL, dataset.title) for dataset in draft.datasets]
    order = dict.fromkeys([*(code for code in FIRST_ASKED if code in titles), *titles])
    found += [(draft.dataset, code, titles[code]) for code in order]
    return found[:FIGURES]


def _headline_table(draft: Draft, asked: Sequence[tuple[Dataset, str, str]]) -> TableBlock:
    period = draft.period
    rows: list[tuple[Cell, ...]] = []
    for dataset, category, title in asked:
        now, before, last_year = (
            draft.figures.count(dataset.name, when, ALL, category)
            for when in (period, period.previous(), period.year_before())
        )
        rows.append(
            (Text(title), now, draft.rate(now, ALL), change_percent(now, before), change_percent(now, last_year))
        )
    columns = (
        Column("Figure", "text"),
        Column(period.words(), "count"),
        Column("Per 1,000 residents", "rate"),
        Column(f"Change on {period.previous().words()}, %", "percent"),
        Column(f"Change on {period.year_before().words()}, %", "percent"),
    )
    return TableBlock(
        "Five figures", columns, tuple(rows), note="Data sets are never added together: they count unlike things."
    )


def _sentences(draft: Draft, asked: Sequence[tuple[Dataset, str, str]]) -> Words:
    period, before = draft.period, draft.period.previous()
    lines = []
    for dataset, category, title in asked:
        now = draft.figures.count(dataset.name, period, ALL, category)
        earlier = draft.figures.count(dataset.name, before, ALL, category)
        level = describe_level(title, period.words(), now)
        change = f"{describe_change(now, earlier, period, before)} {describe_range(now, earlier, period, before)}"
        lines.append(f"{level} {change}".strip() if now.shown else level)
    return Words(tuple(lines))


def _trends(draft: Draft, asked: Sequence[tuple[Dataset, str, str]]) -> tuple[SeriesBlock, ...]:
    return tuple(trend(draft, dataset, ALL, category, title) for dataset, category, title in asked)


def _categories(draft: Draft) -> tuple[Block, ...]:
    period = draft.period.words()
    tables = [category_table(draft, one, f"{one.title} by category, {period}") for one in draft.datasets]
    return (*tables, *(block for one in draft.datasets for block in harm_blocks(draft, one)))


def _places(draft: Draft) -> TableBlock:
    title = f"{draft.dataset.title} by {draft.report_level}, {draft.period.words()}"
    return area_table(draft, draft.report_level, title)
