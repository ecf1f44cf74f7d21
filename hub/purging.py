"""Destroying batches for good, each with its certificate in the ledger (`001` 4.12 and 4.13; `004` section 12).

What was released from a batch stays in the register: released documents hold controlled figures and no record, they
count as known to their readers for ever (`safety.md` 9.3), and a month that is no longer held is asked of nobody.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from hub.access.identity import Identity
from hub.backup_names import Named, find_backups
from hub.generations import Made
from hub.holdings import KEPT_LONG_ENOUGH, ON_REQUEST, Row
from hub.hub import Hub, entry_of
from hub.ledger import Entry
from hub.reason import check_reason
from hub.register import LATTICES
from hub.retention import find_due
from hub.store import StoreRefused


@dataclass(frozen=True)
class Certificate:
    """What was destroyed and why; ``sha256`` is that of the release file made without it. As written to the ledger.

    ``release`` and ``sha256`` are None for a batch that was held in quarantine: no release file ever had it.
    """

    batch: str
    dataset: str
    provider: str
    period: str
    rows: int
    reason: str
    release: int | None
    sha256: str | None
    earlier_versions: tuple[str, ...]
    released_documents_kept: int


@dataclass(frozen=True)
class Purged:
    """The certificates, and what is to be told of files that could not be removed yet (empty: all are gone).

    ``backups`` were begun while the hub held something of it, the newest first: their files are not reached from here.
    """

    certificates: tuple[Certificate, ...]
    notices: tuple[str, ...] = ()
    backups: tuple[Named, ...] = ()


def purge(hub: Hub, batch: str, reason: str, who: Identity) -> Purged:
    """Destroy one batch of the records and the earlier versions that it superseded, or one batch in quarantine.

    Raises:
        StoreRefused: no such batch, or it is gone already.
        ReasonRefused: the reason is none, or may name a person.
        HeldRefused: somebody else has just decided on a batch in quarantine.
    """
    words = check_reason(reason)
    if batch in {row["id"] for row in hub.quarantine.batches()}:
        return _destroy_held(hub, {batch: words}, who)
    known = {row["id"]: row for row in hub.store.batches() if row["gone_at"] is None}
    if batch not in known:
        raise StoreRefused("there is no such batch.", "an id that no batch held has.", "saferhub retention --all")
    return _destroy(hub, {batch: words}, ON_REQUEST, who)


def purge_due(hub: Hub, today: dt.date, who: Identity) -> Purged:
    """Destroy every batch whose retention is over: those of the records in one rebuild, then those in quarantine."""
    quarantined = {row["id"] for row in hub.quarantine.batches()}
    due = find_due(hub.settings.retention, hub.store.batches(), today, hub.quarantine.batches())
    reasons = {one.batch: f"kept until {one.until.isoformat()}, as the settings say" for one in due}
    loaded = {batch: words for batch, words in reasons.items() if batch not in quarantined}
    done = _destroy(hub, loaded, KEPT_LONG_ENOUGH, who) if loaded else Purged(())
    held = {batch: words for batch, words in reasons.items() if batch in quarantined}
    also = _destroy_held(hub, held, who) if held else Purged(())
    backups = max(done.backups, also.backups, key=len)  # both are all since some moment
    return Purged(done.certificates + also.certificates, tuple(dict.fromkeys(done.notices + also.notices)), backups)


def _destroy_held(hub: Hub, reasons: dict[str, str], who: Identity) -> Purged:
    rows = {batch: hub.quarantine.find(batch) for batch in reasons}
    written = tuple(_certificate(hub, rows[one], reasons[one], (), None) for one in reasons)
    notices = hub.quarantine.destroy([entry_of(who, "purge", one.dataset, vars(one)) for one in written])
    return Purged(written, notices, find_backups(hub.register, _came(hub, reasons)))


def _destroy(hub: Hub, reasons: dict[str, str], why: str, who: Identity) -> Purged:
    rows = {row["id"]: row for row in hub.store.batches()}
    earlier = {batch: _earlier_versions(rows.values(), batch) for batch in reasons}
    written: list[Certificate] = []

    def certify(made: Made) -> Sequence[Entry]:
        written.extend(_certificate(hub, rows[one], reasons[one], earlier[one], made) for one in reasons)
        return [entry_of(who, "purge", one.dataset, vars(one)) for one in written]

    gone = dict.fromkeys((*reasons, *(one for found in earlier.values() for one in found)), why)
    notices = hub.store.purge(gone, dt.datetime.now(dt.UTC).isoformat(timespec="seconds"), certify)
    return Purged(tuple(written), notices, find_backups(hub.register, _came(hub, gone)))


def _came(hub: Hub, batches: Collection[str]) -> dt.datetime:
    """When the first of some batches came into the hub, to the records or to quarantine."""
    quarantined = hub.quarantine.batches(only_held=False)
    at = [row["received_at"] for row in hub.store.batches() if row["id"] in batches]
    at += [row["held_at"] for row in quarantined if row["id"] in batches or row["batch"] in batches]
    return min(map(dt.datetime.fromisoformat, at))


def _certificate(hub: Hub, row: Row, reason: str, earlier: tuple[str, ...], made: Made | None) -> Certificate:
    return Certificate(
        batch=row["id"],
        dataset=row["dataset"],
        provider=row["provider"],
        period=row["period"],
        rows=row["events"],
        reason=reason,
        release=made.number if made else None,
        sha256=made.sha256 if made else None,
        earlier_versions=earlier,
        released_documents_kept=_count_documents(hub, row) if made else 0,
    )


def _earlier_versions(rows: Iterable[Row], batch: str) -> tuple[str, ...]:
    """Ids of batches that this one superseded, and those that they had superseded."""
    listed = [row for row in rows if row["gone_at"] is None]
    found, new = [], {batch}
    while new:
        new = {row["id"] for row in listed if row["superseded_by"] in new}
        found += sorted(new)
    return tuple(found)


def _count_documents(hub: Hub, row: Row) -> int:
    made_of = (LATTICES.c.dataset == row["dataset"]) & LATTICES.c.month.in_(row["months"].split())
    with hub.register.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(LATTICES).where(made_of)).scalar_one())
