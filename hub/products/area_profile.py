"""Area profile: one area on a few pages; how it stands to the whole partnership, to itself a year ago, and who sees it.

It asks the lattices for nothing that the other products do not ask for: no new kind of figure is made here.
"""

from collections.abc import Iterator
from dataclasses import replace

from geo.rates import location_quotient
from hub.disclosure.derive import change_percent, work_out
from hub.disclosure.marks import SafeCell
from hub.figures import order_rows
from hub.geography import ALL
from hub.products.draft import Draft, category_table, count_map, level_title
from hub.products.hotspots import hotspot_blocks
from hub.products.near_repeats import near_repeat_section
from hub.products.peak_times import peak_time_section
from hub.products.product import Block, Cell, Column, MapBlock, Section, TableBlock, Text, Words
from hub.products.sentences import describe_change, describe_level
from hub.products.trend import trend_section
from ingest.categories import categories
from ingest.contract import Dataset
from ingest.periods import Period

NAME = "area-profile"
TITLE = "Area profile"
PURPOSE = "Informing delivery: one area for those who work in it (Crime and Disorder Act 1998, s17A)"
GLANCE, WHOLE_ONLY = "The area at a glance", "When in the week, and what follows close by"
KNOWN_EVENTS, KNOWN_TIMES = 20, 1.5
"""Fewer events than these, or a share less than so many times that of everywhere, make an area known for nothing."""
EACH, NEVER_ADDED = (
    "Each data set",
    "Data sets are never added together: one event may be in the records of several agencies.",
)
FOR_THE_WHOLE = (
    "Both are told of the whole partnership only: one area has too few events to tell them safely. They stand in "
    "the hotspot explorer."
)


def compose(draft: Draft) -> tuple[Section, ...]:
    """Where it is, its figures beside the partnership's, what happens, the months, hotspots and who sees them."""
    return (
        Section(GLANCE, (_picture(draft), _place(draft))),
        Section("Figures by data set", (_figures(draft),)),
        Section("What happens there", _categories(draft)),
        trend_section(draft),
        *_week(draft),
        Section("Hotspots, and who else sees them", hotspot_blocks(draft)),
    )


def _picture(draft: Draft) -> Words:
    """The level of the main data set and its changes; one sentence for each other data set."""
    period, ask = draft.period, draft.figures.count_if_proved
    lines = []
    for dataset in _ordered(draft):
        now, before, last_year = (ask(dataset.name, when, draft.area) for when in _asked(period))
        said = describe_level(f"{dataset.title}, {draft.names[draft.area]},", period.words(), now)
        if now.shown:
            said += f" {describe_change(now, last_year, period, period.year_before())}"
        lines.append(said)
        if dataset == draft.dataset and now.shown:
            lines.append(describe_change(now, before, period, period.previous()))
    return Words(tuple(lines))


def _asked(period: Period) -> tuple[Period, Period, Period]:
    return period, period.previous(), period.year_before()


def _ordered(draft: Draft) -> list[Dataset]:
    """The main data set, then the others."""
    return [draft.dataset, *(one for one in draft.datasets if one != draft.dataset)]


def _place(draft: Draft) -> MapBlock:
    """Every area of the level of report by its events per resident, or its events; the outline is that of the one.

    For a reader who is not told of every area the finest areas of their own.
    """
    whole, level = replace(draft, area=ALL), draft.report_level if draft.tells_all else draft.fine_level
    as_rate = draft.residents(ALL) is not None
    name = f"{draft.dataset.title} by {level_title(level)}, {draft.period.words()}"
    drawn = count_map(whole, level, name, as_rate=as_rate)
    if draft.area == ALL:
        return drawn
    of_area = next(one for one, outlines in draft.geography.boundaries.items() if draft.area in outlines.codes)
    return replace(
        drawn,
        outline=draft.shapes(of_area, [draft.area]),
        outline_names={draft.area: draft.names[draft.area]},
        note=f"The dark outline is {draft.names[draft.area]}. {drawn.note}",
    )


def _figures(draft: Draft) -> TableBlock:
    """Events, rate and changes of each data set, of the area and below it of the whole partnership."""
    period, earlier = draft.period, _asked(draft.period)[1:]
    rows: list[tuple[Cell, ...]] = []
    for dataset in _ordered(draft):
        for area in dict.fromkeys((draft.area, ALL)):
            now, *before = (draft.figures.count_if_proved(dataset.name, when, area) for when in (period, *earlier))
            changes = [change_percent(now, one) for one in before]
            rows.append((Text(dataset.title), Text(draft.names[area]), now, draft.rate(now, area), *changes))
    columns = (
        Column("Data set", "text"),
        Column("Area", "text"),
        Column("Events", "count"),
        Column("Per 1,000 residents", "rate"),
        *(Column(f"Change on {when.words()}, %", "percent") for when in earlier),
    )
    return TableBlock(f"{EACH}, {period.words()}", columns, tuple(rows), note=NEVER_ADDED)


def _categories(draft: Draft) -> tuple[Block, ...]:
    dataset, area = draft.dataset, draft.area
    if not draft.figures.is_by_category(area):
        levels = f"{level_title(draft.report_level)}s and of the whole partnership"
        return (Words((f"Categories are shown of {levels} only.",)),)
    title = f"{dataset.title} by category, {draft.names[area]}, {draft.period.words()}"
    known = [Words((_say_known_for(draft),))] if area != ALL else []
    return (*known, category_table(draft, dataset, title, area))


def _say_known_for(draft: Draft) -> str:
    """The categories that are a much larger part of the area's events than of everybody's, the largest first."""
    titles = categories(draft.dataset.name)
    quotients = dict(_quotients(draft))
    much = {code: one for code, one in quotients.items() if (one.value or 0) >= KNOWN_TIMES}
    named = [titles[code] for code in order_rows(much, much, titles)]
    main = draft.dataset.title.lower()
    if named:
        return (
            f"What the area is known for: {', '.join(named)}. Each is at least one and a half times as large a part of "
            f"its {main} as of the whole partnership's."
        )
    return (
        f"No category is a much larger part of its {main} than of the whole partnership's, as far as figures are shown."
    )


def _quotients(draft: Draft) -> Iterator[tuple[str, SafeCell]]:
    """The location quotient of each category of which enough events are shown."""
    for code in categories(draft.dataset.name):
        around = [(area, category) for area in (draft.area, ALL) for category in (code, ALL)]
        cells = [draft.figures.count(draft.dataset.name, draft.period, *one) for one in around]
        if (cells[0].value or 0) >= KNOWN_EVENTS:
            yield code, work_out(cells, location_quotient)


def _week(draft: Draft) -> tuple[Section, ...]:
    if draft.area == ALL:
        return peak_time_section(draft), near_repeat_section(draft)
    return (Section(WHOLE_ONLY, (Words((FOR_THE_WHOLE,)),)),)
