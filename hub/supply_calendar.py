"""The supply calendar: which periods each provider owes of each data set, by when, and what has come.

SI 2007/1831: an information period is each consecutive three months from 1 July 2007; its data are due by the end of
the next one. A data set agreed to come monthly (`001` 2.4) is due so many days after its month, never later than by
the Regulations. Periods whose records may no longer be kept are not asked for.
"""

import calendar
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from hub.holdings import Row, is_nil
from hub.retention import kept_until
from hub.settings import Retention
from hub.settings import Supply as SupplySettings
from hub.supply import Owed, find_owed
from ingest.periods import Period
from ingest.register import DATASETS

FIRST_PERIOD = Period.parse("2007-Q3")
State = Literal["received", "late", "missing", "awaited"]
Sender = tuple[str, str]
"""Data set and provider."""


@dataclass(frozen=True)
class Line:
    """What a provider owes of a data set for one period, and what has come of it.

    ``state``: received in time; late (it came after ``due``, and the hub was there to receive it); missing (it is past
    ``due``); awaited (not due yet). ``days_late`` counts from ``due``; ``received`` is the day on which the last part
    came; ``missing`` and ``nil`` are months without supply and months declared to have had no event.
    """

    dataset: str
    provider: str
    period: Period
    due: dt.date
    state: State
    days_late: int
    received: dt.date | None
    missing: tuple[str, ...]
    nil: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """The line as plain values for JSON."""
        dates = {"due": self.due.isoformat(), "received": self.received.isoformat() if self.received else None}
        lists = {"missing": list(self.missing), "nil": list(self.nil)}
        return {**vars(self), "period": str(self.period), **dates, **lists}


@dataclass(frozen=True)
class Calendar:
    """The calendar as it stands on a day. ``rows``: every batch ever received (``Store.batches``).

    ``untold``: data sets in which a zero counts as small (rule S3), of which it tells nobody who declared a nil return.
    """

    terms: SupplySettings
    retention: Retention
    rows: Sequence[Row]
    as_of: dt.date
    untold: frozenset[str] = frozenset()

    def lines(self) -> list[Line]:
        """Every period that is over and owed, by data set (in the order of the Regulations) and provider."""
        return [
            self.line(dataset.name, owed, period)
            for dataset in DATASETS
            for owed in self.owed(dataset.name)
            for period in self._periods(dataset.name, owed)
        ]

    def owed(self, dataset: str) -> tuple[Owed, ...]:
        """Who owes a data set."""
        if dataset not in self._owed:
            self._owed[dataset] = find_owed(self.terms, self.rows, dataset)
        return self._owed[dataset]

    @cached_property
    def _owed(self) -> dict[str, tuple[Owed, ...]]:
        return {}

    def line(self, dataset: str, owed: Owed, period: Period) -> Line:
        """How one provider's supply stands for any run of months; those that it does not owe are left out."""
        months = [month for month in period.months if month in owed]
        sender = (dataset, owed.provider)
        sent, current = self._sent.get(sender, {}), self._current.get(sender, {})
        missing = [month for month in months if month not in current]
        due = min(self.due(dataset, month) for month in missing or months)
        late = [self._days_late(dataset, month, sent[month]) for month in months if month in current]
        waited = (self.as_of - due).days
        state: State = ("missing" if waited > 0 else "awaited") if missing else "late" if max(late) > 0 else "received"
        return Line(
            dataset=dataset,
            provider=owed.provider,
            period=Period.covering(months),
            due=due,
            state=state,
            days_late=max(0, waited if missing else max(late)),
            received=None if missing else max(sent[month] for month in months),
            missing=tuple(missing),
            nil=() if dataset in self.untold else tuple(month for month in months if current.get(month)),
        )

    def due(self, dataset: str, month: str) -> dt.date:
        """The day by which a month of a data set is to be sent."""
        statutory = Period(month, month).due()
        if dataset not in self.terms.monthly:
            return statutory
        year, number = int(month[:4]), int(month[5:])
        end = dt.date(year, number, calendar.monthrange(year, number)[1])
        return min(statutory, end + dt.timedelta(days=self.terms.monthly[dataset]))

    def _days_late(self, dataset: str, month: str, came: dt.date) -> int:
        """Days after the due date; what was due before this hub received anything is not late."""
        return (came - max(self.due(dataset, month), self._opened)).days

    def contact(self, provider: str) -> str:
        """Whom to ask at a provider."""
        return self.terms.contacts.get(provider, "nobody is named: add the provider to [supply.contacts]")

    def _periods(self, dataset: str, owed: Owed) -> list[Period]:
        """Months or information periods that are over and asked for, each at least in part owed."""
        first = max(owed.first, FIRST_PERIOD.first)
        period = Period.parse(first if dataset in self.terms.monthly else quarter_of(first))
        found = []
        while period.last < f"{self.as_of:%Y-%m}" and (owed.last is None or period.first <= owed.last):
            if kept_until(self.retention, dataset, period.last) >= self.as_of:
                found.append(period)
            period = period.shifted(len(period.months))
        return found

    @cached_property
    def _known(self) -> dict[str, Row]:
        """Batches that had come by the day, by id."""
        return {row["id"]: row for row in self.rows if row["received_at"][:10] <= self.as_of.isoformat()}

    @cached_property
    def _opened(self) -> dt.date:
        """The day on which the first extract of all came."""
        return min((_day(row["received_at"]) for row in self._known.values()), default=self.as_of)

    @cached_property
    def _sent(self) -> dict[Sender, dict[str, dt.date]]:
        """The day on which each month first came; a corrected file does not make it late."""
        found: dict[Sender, dict[str, dt.date]] = {}
        for row in self._known.values():
            days, day = found.setdefault((row["dataset"], row["provider"]), {}), _day(row["received_at"])
            for month in row["months"].split():
                days[month] = min(day, days.get(month, day))
        return found

    @cached_property
    def _current(self) -> dict[Sender, dict[str, bool]]:
        """Months that were held on the day, and whether as a nil return."""
        found: dict[Sender, dict[str, bool]] = {}
        for row in self._known.values():
            if self._was_held(row):
                months = found.setdefault((row["dataset"], row["provider"]), {})
                months.update(dict.fromkeys(row["months"].split(), is_nil(row)))
        return found

    def _was_held(self, row: Row) -> bool:
        if row["held"]:
            return True
        ended = row["gone_at"] is not None and row["gone_at"][:10] <= self.as_of.isoformat()
        replaced = row["superseded_by"] is not None and row["superseded_by"] in self._known
        return not ended and not replaced and (row["gone_at"] is not None or row["superseded_by"] is not None)


def quarter_of(month: str) -> str:
    """The information period that a month ('YYYY-MM') lies in, as '2026-Q1'."""
    return f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}"


def _day(moment: str) -> dt.date:
    return dt.datetime.fromisoformat(moment).date()
