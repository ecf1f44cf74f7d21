"""Until when each batch may be kept, and which are due to be destroyed (`001` 4.12 and 4.13; `004` section 12)."""

import calendar
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from hub.holdings import Row
from hub.settings import Retention
from ingest.periods import Period


@dataclass(frozen=True)
class Kept:
    """A batch that is held, and the last day on which it may be."""

    batch: str
    dataset: str
    provider: str
    period: Period
    events: int
    until: dt.date


def kept_until(terms: Retention, dataset: str, last_month: str) -> dt.date:
    """The last day on which records of a data set whose last month ('YYYY-MM') this is may be kept."""
    month = Period.parse(last_month).shifted(terms.months_for(dataset)).last
    year, number = int(month[:4]), int(month[5:])
    return dt.date(year, number, calendar.monthrange(year, number)[1])


def find_kept(terms: Retention, rows: Iterable[Row]) -> list[Kept]:
    """Every batch that is held, the one to be destroyed first at the head."""
    found = [_kept(terms, row) for row in rows if row["held"]]
    return sorted(found, key=lambda one: (one.until, one.dataset, one.provider, one.period))


def find_due(terms: Retention, rows: Iterable[Row], as_of: dt.date) -> list[Kept]:
    """Batches whose time is over on a day."""
    return [one for one in find_kept(terms, rows) if one.until < as_of]


def _kept(terms: Retention, row: Row) -> Kept:
    until = kept_until(terms, row["dataset"], row["last_month"])
    return Kept(row["id"], row["dataset"], row["provider"], Period.parse(row["period"]), row["events"], until)
