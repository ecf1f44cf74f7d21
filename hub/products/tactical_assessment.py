"""Tactical assessment: hotspots and emerging issues for a Joint Action Group (`004` Appendix 6; NIM practice)."""

from collections.abc import Iterable

from geo.change import root_difference
from hub.disclosure.derive import change_percent
from hub.geography import ALL
from hub.products.agreed import agreed_section
from hub.products.draft import Draft, area_table, category_table, count_map, level_title, two_way_table
from hub.products.hotspot_sheets import hotspot_sheets
from hub.products.hotspots import find_hotspots, hotspot_blocks
from hub.products.near_repeats import near_repeat_section
from hub.products.peak_times import peak_time_section
from hub.products.product import Block, Cell, Column, Section, TableBlock, Text, Words
from hub.products.sentences import capitalise, describe_change, describe_level, plural
from hub.products.supply import supply_section
from hub.products.trend import trend
from hub.products.written import list_slots, slot
from ingest.categories import categories
from ingest.contract import Dataset

NAME = "tactical-assessment"
TITLE = "Tactical assessment"
PURPOSE = "Informing delivery: problem solving by the Joint Action Group (Crime and Disorder Act 1998, s17A)"
BUSIEST = 10
NO_OTHER = "Records of no other data set are held, so this is one agency's picture."
LEADING = 6
EXCEPTION_Z = 3.0
"""Two counts of one mean differ so much about once in 25: the variance of the root difference is then 2, not 1."""
LISTED = 8
BLANK_ACTIONS = 6
PICTURE, EXCEPTIONS = "Executive picture", "Exceptions this period"
BY_TYPE = ("council-asb", "street-problem-reports")
"""Data sets whose categories are types of anti-social behaviour."""
ASB = "asb"
NO_TYPES = (
    "By type: not supplied. No return of anti-social behaviour known to the local authority is held; other records "
    "have it as one kind."
)


def slots(sections: Iterable[Section]) -> dict[str, str]:
    """What an analyst may write in an assessment: a title for each slot, in reading order."""
    return list_slots(sections)


def compose(draft: Draft) -> tuple[Section, ...]:
    """What was agreed, the executive picture, exceptions, hotspots with a page for each of the strongest, when, areas,
    signals of others, events ahead, gaps, recommendations, and actions to fill in."""
    exceptions, hotspots = _exceptions(draft), hotspot_blocks(draft)
    found = next(one for one in hotspots if isinstance(one, Words))
    picture = (_picture(draft, found.paragraphs, exceptions), trend(draft, draft.dataset, draft.area))
    return (
        agreed_section(draft),
        Section(PICTURE, (*picture, slot(draft, "picture", "In the analyst's words"))),
        Section(EXCEPTIONS, _exception_blocks(draft, exceptions)),
        Section("Hotspots", hotspots, new_page=True),
        *hotspot_sheets(draft, *find_hotspots(draft)),
        _when(draft),
        Section("Areas", _areas(draft)),
        Section("Categories", _categories(draft)),
        _by_type(draft),
        *_other_agencies(draft),
        Section("Forthcoming events", (slot(draft, "events", "Events that may bring crime or disorder"),)),
        _gaps(draft),
        Section("Recommended priorities", (slot(draft, "priorities", "Priorities and their owners"),)),
        _actions(),
    )


def _when(draft: Draft) -> Section:
    """Peak times by day and hours, and near repeats; why not where they are not told."""
    blocks = (*peak_time_section(draft).blocks, *near_repeat_section(draft).blocks)
    return Section("When in the week, and what follows close by", blocks, new_page=True)


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
    others = [_signal(draft, one.name, one.title) for one in draft.datasets if one.name != draft.dataset.name]
    lines += others[:1] or [NO_OTHER]
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


def _by_type(draft: Draft) -> Section:
    """Anti-social behaviour by type, where it is held; else as the one kind that other records have it as."""
    area = _total_area(draft)
    typed = [one for one in draft.datasets if one.name in BY_TYPE]
    tables = [category_table(draft, one, f"{one.title}, {draft.names[area]}", area) for one in typed]
    lines = [] if typed else [NO_TYPES]
    for one in draft.datasets:
        if ASB in categories(one.name):
            lines.append(_signal_of_asb(draft, one, area))
    return Section("Anti-social behaviour by type", (*([Words(tuple(lines))] if lines else []), *tables))


def _signal_of_asb(draft: Draft, dataset: Dataset, area: str) -> str:
    before = draft.period.previous()
    now, then = (draft.figures.count(dataset.name, when, area, ASB) for when in (draft.period, before))
    level = describe_level(f"{dataset.title}, {categories(dataset.name)[ASB]},", draft.period.words(), now)
    return f"{level} {describe_change(now, then, draft.period, before)}" if now.shown else level


def _gaps(draft: Draft) -> Section:
    """What the analyst does not know, then what was supplied and what is late."""
    asked = slot(draft, "gaps", "Intelligence gaps, and who could close them")
    return Section("Intelligence gaps and late data", (asked, *supply_section(draft).blocks))


def _other_agencies(draft: Draft) -> tuple[Section, ...]:
    others = [one for one in draft.datasets if one.name not in (draft.dataset.name, *BY_TYPE)]
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
