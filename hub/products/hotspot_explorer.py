"""Hotspot explorer: where events lie, for the partnership analyst."""

from hub.products.draft import Draft, area_table, count_map, level_title, two_way_table
from hub.products.hotspots import describe_hotspots, find_groups, hotspot_classes, hotspot_map, hotspot_table
from hub.products.product import Block, Section, Words
from hub.products.sentences import describe_change, describe_level
from hub.products.trend import trend
from ingest.categories import categories

NAME = "hotspot-explorer"
TITLE = "Hotspot explorer"
PURPOSE = "Shared intelligence: finding where problems concentrate (Crime and Disorder Act 1998, s17A)"


def compose(draft: Draft) -> tuple[Section, ...]:
    """Hotspots, areas, categories and trend of one data set and period."""
    return (
        _hotspots(draft),
        _areas(draft),
        _categories(draft),
        Section("Trend", (trend(draft, draft.dataset, draft.area),)),
    )


def _hotspots(draft: Draft) -> Section:
    classes = hotspot_classes(draft, draft.period.months)
    groups = find_groups(draft.geography.grid, classes)
    title = f"Hotspots of {draft.dataset.title.lower()}, {draft.period.words()}"
    blocks: list[Block] = [describe_hotspots(draft, groups, classes), hotspot_map(draft, classes, groups, title)]
    if groups:
        blocks.append(hotspot_table(draft, groups, "Hotspots"))
    return Section("Hotspots", tuple(blocks))


def _areas(draft: Draft) -> Section:
    level = draft.fine_level
    name = f"{draft.dataset.title} by {level_title(level)}, {draft.period.words()}"
    return Section(
        "Areas",
        (
            _level(draft),
            count_map(draft, level, name),
            area_table(draft, level, name),
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
            describe_change(now, earlier, before.words()),
            *filter(None, (draft.level_words(),)),
        )
    )


def _categories(draft: Draft) -> Section:
    title = f"{draft.dataset.title} by {draft.report_level} and category, {draft.period.words()}"
    codes = list(categories(draft.dataset.name))
    return Section("Categories", (two_way_table(draft, title, codes),), new_page=True)
