"""What was supplied, month by month, and who owes it: a month that one of its providers has not sent is a gap.

A month counts as supplied only when every provider that owes the data set for it has sent an extract with rows of that
month, or a nil return. So a late agency is never drawn as a fall, and a gap never as a zero (`domain.md` finding 6).
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from geo.checks import Refused
from hub.holdings import ON_REQUEST
from hub.settings import Supply as SupplySettings

Row = Mapping[str, Any]


class SupplyRefused(Refused):
    """A question about supply that has no answer: no such provider, or nothing that it owes."""

    exit_code: ClassVar[int] = 22


@dataclass(frozen=True)
class Owed:
    """A provider that owes a data set from its ``first`` month ('YYYY-MM') to its ``last`` (None: it still does)."""

    provider: str
    first: str
    last: str | None = None

    def __contains__(self, month: str) -> bool:
        return self.first <= month and (self.last is None or month <= self.last)


@dataclass(frozen=True)
class Supply:
    """The batches that supply one data set and month, and the providers that owe it and have not sent it."""

    batches: tuple[str, ...]
    providers: frozenset[str]
    fingerprints: tuple[str, ...]
    missing: frozenset[str] = frozenset()

    @property
    def complete(self) -> bool:
        """Whether figures may be made of this month: something was sent, and nobody's part is missing."""
        return bool(self.batches) and not self.missing


@dataclass(frozen=True)
class Supplied:
    """The batches that are held of one data set, and who owes it."""

    batches: tuple[Row, ...]
    owed: tuple[Owed, ...] = ()

    def month(self, month: str) -> Supply:
        """What supplies a month; an empty Supply where nothing does."""
        if month not in self._by_month:
            self._by_month[month] = self._look_up(month)
        return self._by_month[month]

    @cached_property
    def receipts(self) -> Mapping[str, dict[str, Any]]:
        """The receipt of each batch, by its id."""
        return {str(one["id"]): json.loads(str(one["receipt"])) for one in self.batches}

    @cached_property
    def _by_month(self) -> dict[str, Supply]:
        return {}

    def _look_up(self, month: str) -> Supply:
        found = [one for one in self.batches if month in one["months"].split()]
        providers = frozenset(str(one["provider"]) for one in found)
        return Supply(
            batches=tuple(str(one["id"]) for one in found),
            providers=providers,
            fingerprints=tuple(sorted(str(one["fingerprint"]) for one in found)),
            missing=frozenset(one.provider for one in self.owed if month in one) - providers,
        )

    @cached_property
    def months(self) -> tuple[str, ...]:
        """Months that are complete, oldest first."""
        named = {month for one in self.batches for month in one["months"].split()}
        return tuple(sorted(month for month in named if self.month(month).complete))


def find_supplied(settings: SupplySettings, rows: Sequence[Row], dataset: str) -> Supplied:
    """What is held of a data set and who owes it. ``rows``: every batch ever received, of all data sets."""
    held = tuple(row for row in rows if row["held"] and row["dataset"] == dataset)
    return Supplied(held, find_owed(settings, rows, dataset))


def find_owed(settings: SupplySettings, rows: Sequence[Row], dataset: str) -> tuple[Owed, ...]:
    """Who owes a data set: whoever ever sent it, from then on, and whoever the settings name, by provider.

    A named provider owes it from ``since``, or from the first month that this hub received of anything. A provider all
    of whose batches were destroyed on request was none: its name was a mistake.
    """
    sent = [row for row in rows if row["dataset"] == dataset]
    real = {row["provider"] for row in sent if row["gone_why"] != ON_REQUEST}
    first = _first_months(row for row in sent if row["provider"] in real)
    start = settings.since or min(_first_months(rows).values(), default="")
    for provider, datasets in settings.owed.items():
        if dataset in datasets and start:
            first[provider] = min(start, first.get(provider, start))
    found = (Owed(provider, month, settings.ended.get(provider)) for provider, month in sorted(first.items()))
    return tuple(one for one in found if one.last is None or one.first <= one.last)


def _first_months(rows: Iterable[Row]) -> dict[str, str]:
    """First month that each provider ever supplied."""
    first: dict[str, str] = {}
    for row in rows:
        for month in row["months"].split():
            first[row["provider"]] = min(month, first.get(row["provider"], month))
    return first
