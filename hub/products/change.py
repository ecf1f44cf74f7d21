"""Change: the figure of the period against earlier ones, with the range that chance leaves."""

from hub.disclosure.derive import change_percent
from hub.geography import ALL
from hub.products.chance import change_limits, judge_change
from hub.products.draft import Draft
from hub.products.product import Cell, Column, TableBlock, Text
from ingest.categories import categories


def change_table(draft: Draft, category: str = ALL) -> TableBlock | None:
    """The figure of the period and category against each earlier one that was supplied; None where there is none."""
    ask, dataset = draft.figures.count, draft.dataset
    now = ask(dataset.name, draft.period, draft.area, category)
    rows: list[tuple[Cell, ...]] = []
    for when in draft.earlier_periods(dataset):
        before = ask(dataset.name, when, draft.area, category)
        limits, longer = change_limits(now, before), draft.period.days / when.days
        judged = judge_change(now, before, longer)
        rows.append((Text(when.words()), before, now, change_percent(now, before), *limits, judged))
    columns = (
        Column("Against", "text"),
        Column("Then", "count"),
        Column("Now", "count"),
        Column("Change, %", "percent"),
        Column("At least, %", "percent"),
        Column("At most, %", "percent"),
        Column("Is it chance?", "class"),
    )
    note = (
        "At least and at most: the range of change that the two counts allow when events come by chance alone (95 %, "
        "Poisson). Events that come in series move more than that. Whether it is chance takes the days of the periods "
        "into account."
    )
    of = {ALL: dataset.title, **categories(dataset.name)}[category]
    title = f"Change of {of.lower()}, {draft.names[draft.area]}"
    return TableBlock(title, columns, tuple(rows), note=note) if rows else None
