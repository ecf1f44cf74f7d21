"""Tactical assessment: hotspots and emerging issues for a Joint Action Group (`004` Appendix 6; NIM practice)."""

from geo.change import root_difference
from hub.disclosure.derive import change_percent
from hub.geography import ALL
from hub.products.draft import Draft, area_table, category_table, count_map, level_title, two_way_table
from hub.products.hotspots import hotspot_blocks
from hub.products.near_repeats import near_repeat_blocks
from hub.products.peak_times import peak_time_blocks
from hub.products.product import Block, Cell, Column, Section, TableBlock, Text, Words
from hub.products.sentences import capitalise, describe_change, describe_level, plural
from hub.products.supply import supply_section
from hub.products.trend import trend
from ingest.categories import categories

NAME = "tactical-assessment"
TITLE = "Tactical assessment"
PURPOSE = "Informing delivery: problem solving by the Joint Action Group (Crime and Disorder Act 1998, s17A)"
BUSIEST = 10
LEADING = 6
EXCEPTION_Z = 3.0
"""Two counts of one mean differ so much about once in 25: the variance of the root difference is then 2, not 1."""
LISTED = 8
BLANK_ACTIONS = 6


def compose(draft: Draft) -> tuple[Section, ...]:
    """Executive picture, exceptions, hotspots, areas, other agencies' signals, supply and actions to fill in."""
    exceptions = _exceptions(draft)
    hotspots = hotspot_blocks(draft)
    found = next(one for one in hotspots if isinstance(one, Words))
    return (
        Section(
            "Executive picture",
            (_picture(draft, found.paragraphs, exceptions), trend(draft, draft.dataset, draft.area)),
        ),
        Section("Exceptions this period", _exception_blocks(draft, exceptions)),
        Section("Hotspots", (*hotspots, *near_repeat_blocks(draft), *peak_time_blocks(draft)), new_page=True),
        Section("Areas", _areas(draft), new_page=True),
        Section("Categories", _categories(draft), new_page=True),
        *_other_agencies(draft),
        supply_section(draft),
        _actions(),
    )


def _picture(draft: Draft, found: tuple[str, ...], exceptions: list[tuple[Cell, ...]]) -> Words:
    figures, period = draft.figures, draft.period
    now = figures.count(draft.dataset.name, period, draft.area)
    before = figures.count(draft.dataset.name, period.previous(), draft.area)
    last_year = figures.count(draft.dataset.name, period.year_before(), draft.area)
    lines = [
        f"{describe_level(draft.dataset.title, period.words(), now)} "
        f"{describe_change(now, before, period, period.previous())}",
        describe_change(now, last_year, period, period.year_before()),
        " ".join(found),
        f"{capitalise(plural(len(exceptions), 'figure stands', 'figures stand'))} out from "
        f"{period.previous().words()}: see Exceptions.",
    ]
    lines += [_signal(draft, one.name, one.title) for one in draft.datasets if one.name != draft.dataset.name][:1]
    return Words(tuple(lines))


def _signal(draft: Draft, name: str, title: str) -> str:
    now = draft.figures.count(name, draft.period, draft.area)
    before = draft.figures.count(name, draft.period.previous(), draft.area)
    level = describe_level(title, draft.period.words(), now)
    return f"{level} {describe_change(now, before, draft.period, draft.period.previous())}" if now.shown else level


def _exceptions(draft: Draft) -> list[tuple[Cell, ...]]:
    """Released figures whose root difference from the period before is beyond +-3 (2(√now − √before)).

    The strongest first. Where either figure is not shown there is no comparison.
    """
    titles = {ALL: "All", **categories(draft.dataset.name)}
    found: list[tuple[float, tuple[Cell, ...]]] = []
    for area in _compared_areas(draft):
        for category, title in titles.items():
            now = draft.figures.count(draft.dataset.name, draft.period, area, category)
            before = draft.figures.count(draft.dataset.name, draft.period.previous(), area, category)
            if now.value is None or before.value is None:
                continue
            difference = float(root_difference(now.value, before.value))
            if abs(difference) >= EXCEPTION_Z:
                change = change_percent(now, before)
                row = (Text(draft.names[area]), Text(title), now, before, change)
                found.append((-abs(difference), row))
    return [row for _, row in sorted(found, key=lambda one: one[0])]


def _compared_areas(draft: Draft) -> list[str]:
    """The report areas inside the area asked for, and the whole partnership where that was asked for."""
    if draft.geography.report is None:
        return [ALL]
    return [*([ALL] if draft.area == ALL else []), *draft.codes(draft.geography.report)]


def _exception_blocks(draft: Draft, rows: list[tuple[Cell, ...]]) -> tuple[Words | TableBlock, ...]:
    if not rows:
        return (Words(("No released figure stands out from the period before.",)),)
    columns = (
        Column("Area", "text"),
        Column("Category", "text"),
        Column(draft.period.words(), "count"),
        Column(draft.period.previous().words(), "count"),
        Column("Change, %", "percent"),
    )
    note = (
        "A figure is listed when twice the difference of the square roots of the two counts is beyond 3 "
        "(about one in 25 by chance alone); the strongest come first. Where either count is not shown, no "
        "comparison is made."
    )
    if len(rows) > LISTED:
        note = f"The {LISTED} strongest of {len(rows)}. {note}"
    return (TableBlock("Figures that stand out", columns, tuple(rows[:LISTED]), note=note),)


def _areas(draft: Draft) -> tuple[Block, ...]:
    level, coarse = draft.fine_level, draft.level_words()
    title = f"{draft.dataset.title} by {level_title(level)}, {draft.period.words()}"
    busiest = area_table(draft, level, f"Busiest {BUSIEST} areas", keep=lambda codes: codes[:BUSIEST])
    return (*((Words((coarse,)),) if coarse else ()), count_map(draft, level, title), busiest)


def _categories(draft: Draft) -> tuple[TableBlock, ...]:
    period = draft.period.words()
    by_category = category_table(
        draft, draft.dataset, f"{draft.dataset.title} by category, {period}", _total_area(draft)
    )
    known = {title: code for code, title in categories(draft.dataset.name).items()}
    leading = [
        known[cell.words] for row in by_category.rows if isinstance(cell := row[0], Text) and cell.words in known
    ]
    title = f"{draft.report_level.capitalize()}s by the {LEADING} largest categories, {period}"
    return (by_category, two_way_table(draft, title, leading[:LEADING]))


def _total_area(draft: Draft) -> str:
    report = draft.geography.boundaries[draft.geography.report].codes if draft.geography.report else ()
    return draft.area if draft.area in report else ALL


def _other_agencies(draft: Draft) -> tuple[Section, ...]:
    others = [one for one in draft.datasets if one.name != draft.dataset.name]
    tables = tuple(
        category_table(draft, one, f"{one.title}, {draft.names[_total_area(draft)]}", _total_area(draft))
        for one in others
    )
    return (Section("Road, fire and health signals", tables),) if tables else ()


def _actions() -> Section:
    columns = tuple(Column(title, "text") for title in ("Action", "Owner", "Due", "Outcome"))
    rows = tuple((Text(""), Text(""), Text(""), Text("")) for _ in range(BLANK_ACTIONS))
    table = TableBlock("To be filled in at the meeting", columns, rows)
    return Section("Priorities and actions", (table,))
