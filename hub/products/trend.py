"""Monthly figures over the thirteen months that end with the period: the same month a year before is in sight."""

from hub.measures import ALL
from hub.products.draft import Draft
from hub.products.product import SeriesBlock
from ingest.contract import Dataset
from ingest.periods import Period

TREND_MONTHS = 13


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
