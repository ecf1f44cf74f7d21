"""Monthly figures over the thirteen months that end with the period: the same month a year before is in sight."""

from hub.geography import ALL
from hub.products.chance import find_limits
from hub.products.change import change_table
from hub.products.draft import Draft
from hub.products.product import Section, SeriesBlock, Words
from ingest.categories import categories
from ingest.contract import Dataset
from ingest.periods import Period

HEADING = "Trend"
TREND_MONTHS = 13
FINE = 100
"""Limits below this are printed with a decimal: a count of 6 is not within 6.2 to 30.2."""
BASELINE = 8
"""Months that set the control limits of the next."""


def trend_section(draft: Draft, category: str = ALL) -> Section:
    """The months up to the period, the limits that earlier ones set, and the change with what chance leaves of it."""
    title = "" if category == ALL else categories(draft.dataset.name)[category]
    series = trend(draft, draft.dataset, draft.area, category, title)
    change, limits = change_table(draft, category), describe_limits(draft, draft.dataset, draft.area, category)
    return Section(HEADING, (series, limits, *([change] if change else [])))


def describe_limits(draft: Draft, dataset: Dataset, area: str, category: str = ALL) -> Words:
    """The last month beside the limits that the eight before it set; none where one of them has no figure."""
    last = Period.parse(draft.period.months[-1])
    months = [last]
    while len(months) <= BASELINE:
        months.append(months[-1].previous())
    now, *earlier = (draft.figures.count(dataset.name, month, area, category) for month in months)
    span = Period.covering(str(month) for month in months[1:]).words()
    low, high = find_limits(earlier)
    if now.value is None or low.value is None or high.value is None:
        return Words((f"No control limits for {last.words()}: they take a figure of it and of each month of {span}.",))
    where = "above" if now.value > high.value else "below" if now.value < low.value else "within"
    decimals = 1 if high.value < FINE else 0
    limits = f"{low.text(decimals)} to {high.text(decimals)}"
    return Words((f"{last.words()} is {where} the limits that {span} set: {limits} (three standard deviations).",))


def trend(draft: Draft, dataset: Dataset, area: str, category: str = ALL, title: str = "") -> SeriesBlock:
    """Monthly events of one data set, area and category, up to the last month of the period."""
    chosen = [Period.parse(draft.period.months[-1])]
    while len(chosen) < TREND_MONTHS:
        chosen.append(chosen[-1].previous())
    chosen.reverse()
    cells = tuple(draft.figures.count(dataset.name, month, area, category) for month in chosen)
    name = f"{title or dataset.title}, {draft.names[area]}"
    return SeriesBlock(
        title=f"{name}, by month",
        x=tuple(str(month) for month in chosen),
        series={title or dataset.title: cells},
        unit="events",
        note="A month that was not supplied is a gap, never a zero.",
        alt=f"{name}: events in each of {TREND_MONTHS} months; the table gives every figure that is shown.",
    )
