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
    """A batch in the records or in quarantine, and the last day on which it may be there."""

    batch: str
    dataset: str
    provider: str
    period: Period
    events: int
    until: dt.date


def kept_until(terms: Retention, dataset: str, last_month: str) -> dt.date:
    """The last day on which records of a data set whose last month ('YYYY-MM') this is may be kept."""
    return last_day_after(last_month, terms.months_for(dataset))


def last_day_after(last_month: str, months: int) -> dt.date:
    """The last day of the month that comes so many months after another."""
    month = Period.parse(last_month).shifted(months).last
    year, number = int(month[:4]), int(month[5:])
    return dt.date(year, number, calendar.monthrange(year, number)[1])


def find_kept(terms: Retention, rows: Iterable[Row], quarantined: Iterable[Row] = ()) -> list[Kept]:
    """Every batch of the records (``rows`` that are held) and of the quarantine, the first to be destroyed first."""
    found = [_kept(terms, row, row["last_month"]) for row in rows if row["held"]]
    found += [_kept(terms, row, Period.parse(row["period"]).last) for row in quarantined]
    return sorted(found, key=lambda one: (one.until, one.dataset, one.provider, one.period))


def find_due(terms: Retention, rows: Iterable[Row], as_of: dt.date, quarantined: Iterable[Row] = ()) -> list[Kept]:
    """Batches whose time is over on a day."""
    return [one for one in find_kept(terms, rows, quarantined) if one.until < as_of]


def _kept(terms: Retention, row: Row, last_month: str) -> Kept:
    until = kept_until(terms, row["dataset"], last_month)
    return Kept(row["id"], row["dataset"], row["provider"], Period.parse(row["period"]), row["events"], until)
