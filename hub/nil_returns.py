"""Nil returns: a provider's word that a period had no event, received like an extract, with its ledger entry."""

import datetime as dt
from difflib import get_close_matches

from hub.access.identity import Identity
from hub.hub import Hub, entry_of
from hub.store import Stored
from hub.supply import SupplyRefused
from ingest.periods import Period
from ingest.receive import receive_nil
from ingest.register import find_dataset


def declare_nil(
    hub: Hub, dataset: str, provider: str, period: Period, who: Identity, today: dt.date
) -> tuple[Stored, ...]:
    """Take a nil return for every month of a period, all or none; each month is a batch without rows.

    Raises:
        SupplyRefused: no such provider of the data set.
        ExtractRefused: no such data set, or a month that is not over.
        StoreRefused: an extract with rows of that month is held.
    """
    found = find_dataset(dataset)
    check_provider(hub, dataset, provider, today)
    taken = [
        (receive_nil(found, provider, month, today), entry_of(who, "nil return", dataset, _detail(provider, month)))
        for month in period.months
    ]
    return tuple(hub.store.add(taken))


def check_provider(hub: Hub, dataset: str, provider: str, today: dt.date) -> None:
    """Raise SupplyRefused for a name that nobody who owes the data set has: a slip would make a new provider."""
    names = [owed.provider for owed in hub.calendar(today).owed(dataset)]
    names += [name for name, datasets in hub.settings.supply.owed.items() if dataset in datasets]
    if provider in names:
        return
    near = get_close_matches(provider, names, n=1, cutoff=0.3)
    raise SupplyRefused(
        "no provider of that name owes this data set.",
        f"providers of {dataset}: {', '.join(dict.fromkeys(names)) or 'none'}.",
        f'write "{near[0]}".' if near else "name the provider under [supply.owed] in saferhub.toml.",
    )


def _detail(provider: str, month: str) -> dict[str, str]:
    return {"provider": provider, "period": month}
