"""Hotspot explorer: where events lie, for the partnership analyst."""

from hub.products.concentration import describe_half
from hub.products.draft import Draft, area_table, count_map, level_title, two_way_table
from hub.products.harm import harm_blocks
from hub.products.hotspots import hotspot_blocks
from hub.products.location_quotient import quotient_table
from hub.products.near_repeats import near_repeat_section
from hub.products.peak_times import peak_time_section
from hub.products.perception import perception_blocks
from hub.products.prison_releases import prison_release_blocks
from hub.products.product import Section, Words
from hub.products.sentences import describe_change, describe_level
from hub.products.trend import trend_section
from ingest.categories import categories

NAME = "hotspot-explorer"
TITLE = "Hotspot explorer"
PURPOSE = "Shared intelligence: finding where problems concentrate (Crime and Disorder Act 1998, s17A)"


def compose(draft: Draft) -> tuple[Section, ...]:
    """Hotspots, what follows close by, when in the week, areas, categories and trend of one data set and period."""
    return (
        Section("Hotspots", hotspot_blocks(draft)),
        near_repeat_section(draft),
        peak_time_section(draft),
        _areas(draft),
        _categories(draft),
        trend_section(draft),
    )


def _areas(draft: Draft) -> Section:
    level = draft.fine_level
    name = f"{draft.dataset.title} by {level_title(level)}, {draft.period.words()}"
    return Section(
        "Areas",
        (
            _level(draft),
            count_map(draft, level, name),
            area_table(draft, level, name),
            *perception_blocks(draft),
        ),
        new_page=True,
    )


def _level(draft: Draft) -> Words:
    now = draft.figures.count(draft.dataset.name, draft.period, draft.area)
    before = draft.period.previous()
    earlier = draft.figures.count(draft.dataset.name, before, draft.area)
    subject = f"{draft.dataset.title}, {draft.names[draft.area]},"
    return Words(
        (
            describe_level(subject, draft.period.words(), now),
            describe_change(now, earlier, draft.period, before),
            *filter(None, (describe_half(draft), draft.level_words())),
        )
    )


def _categories(draft: Draft) -> Section:
    title = f"{draft.dataset.title} by {draft.report_level} and category, {draft.period.words()}"
    codes = list(categories(draft.dataset.name))
    quotients = quotient_table(draft, f"Location quotients by {draft.report_level}, {draft.period.words()}", codes)
    tables = (two_way_table(draft, title, codes), *([quotients] if quotients else []), *prison_release_blocks(draft))
    return Section("Categories", (*tables, *harm_blocks(draft, draft.dataset)), new_page=True)
