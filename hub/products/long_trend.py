"""A data set over as long as it is held: its months as a chart, its quarters as a table with what chance leaves."""

from hub.disclosure.derive import change_percent
from hub.geography import ALL
from hub.products.chance import change_limits, count_limits
from hub.products.draft import Draft
from hub.products.product import Block, Cell, Column, SeriesBlock, TableBlock, Text, Words
from hub.products.trend import TREND_MONTHS
from ingest.contract import Dataset
from ingest.periods import Period

LONGEST, QUARTERS = 60, 12
"""Months of the chart and quarters of the table, at most."""
NOTE = (
    "At least and at most: the range of the mean behind the count (95 %, exact), and of the change that the two counts "
    "allow (95 %, exact), when events come by chance alone; events that come in series move more. The change is on the "
    "same quarter a year before."
)


def long_trend_blocks(draft: Draft, dataset: Dataset) -> tuple[Block, ...]:
    """The months held up to the period, and the whole quarters among them."""
    table = _quarter_table(draft, dataset)
    none = Words((f"No table by quarter: no whole quarter of {dataset.title.lower()} is over.",))
    return _months(draft, dataset), table or none


def _first(draft: Draft, dataset: Dataset) -> str:
    """The month the trend begins with: the first that is held, and never so late that no year is in sight."""
    last = Period.parse(draft.period.months[-1])
    held = [month for month in draft.figures.supplied_months(dataset.name) if month <= last.first]
    shortest, longest = (last.shifted(1 - months).first for months in (TREND_MONTHS, LONGEST))
    return max(min(held[0] if held else shortest, shortest), longest)


def _months(draft: Draft, dataset: Dataset) -> SeriesBlock:
    months = Period(_first(draft, dataset), draft.period.months[-1]).months
    cells = tuple(draft.figures.count(dataset.name, Period.parse(month), draft.area) for month in months)
    name = f"{dataset.title}, {draft.names[draft.area]}"
    return SeriesBlock(
        title=f"{name}, by month, over {len(months)} months",
        x=months,
        series={dataset.title: cells},
        unit="events",
        note=f"From the first month held, at most {LONGEST}. A month that was not supplied is a gap, never a zero.",
        alt=f"{name}: events in each of {len(months)} months; the table gives every figure that is shown.",
    )


def _quarter_table(draft: Draft, dataset: Dataset) -> TableBlock | None:
    last, held = draft.period.months[-1], _first(draft, dataset)
    quarter = Period.quarter_of(last)
    quarter = quarter if quarter.last <= last else quarter.previous()
    found: list[Period] = []
    while quarter.first >= held and len(found) < QUARTERS:
        found.append(quarter)
        quarter = quarter.previous()
    ask = draft.figures.count
    rows: list[tuple[Cell, ...]] = []
    for one in reversed(found):
        now, before = (ask(dataset.name, when, draft.area, ALL) for when in (one, one.year_before()))
        change = change_percent(now, before), *change_limits(now, before, one.days / one.year_before().days)
        rows.append((Text(one.words()), now, *count_limits(now), *change))
    columns = (
        Column("Quarter", "text"),
        Column("Events", "count"),
        Column("At least", "rate"),
        Column("At most", "rate"),
        Column("Change on the year before, %", "percent"),
        Column("At least, %", "percent"),
        Column("At most, %", "percent"),
    )
    title = f"{dataset.title}, {draft.names[draft.area]}, by quarter"
    return TableBlock(title, columns, tuple(rows), note=NOTE) if rows else None
