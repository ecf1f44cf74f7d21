"""Extracts that come in by a page: one file of one's own organisation, checked whole and told, then accepted as it was
told, or forgotten.

The file goes through the same door as by command (`Hub.check`), twice: for the preview, of which nothing is kept but
the receipt that the page shows, and once more when it is accepted. It is accepted only where it is the same file, byte
for byte, and the records have not changed so that something else would become of it.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import ClassVar

from geo.checks import Refused
from hub.access.identity import Identity
from hub.access.matrix import user_can_submit
from hub.access.opening import check_opening, check_submitting, note_refusal
from hub.access.refusal import AccessRefused
from hub.delivery import Delivery
from hub.disk import DiskRefused
from hub.hub import Hub, entry_of
from hub.ledger import Entry, append
from hub.mappings import with_saved
from hub.receipts import SUFFIXES, find_letter, letter_of_outcome, provider_of, set_letter
from hub.store import Stored
from hub.uploads import plain_name
from ingest.agencies.council import STATS19_CODED
from ingest.contract import Dataset, ExtractRefused
from ingest.held import HeldRefused
from ingest.letter import Letter, Standing, refusal_letter
from ingest.periods import Period
from ingest.receive import Batch
from ingest.register import DATASETS, find_dataset, find_mapping

PAGE = "submit-extract"
CHECK, ACCEPT = "check", "accept"
KINDS = tuple(suffix.removeprefix(".") for suffix in SUFFIXES)
MONTHS, QUARTERS = 24, 12
"""How far back a period may be named for a file that does not say it by itself."""
_NO_FAULT = (AccessRefused, DiskRefused)
"""Refusals that say nothing of the file."""


class SubmissionRefused(Refused):
    """A file that cannot come in by the page: somebody else's, not owed, or not the one that was checked."""

    exit_code: ClassVar[int] = 35


@dataclass(frozen=True)
class Upload:
    """One uploaded file: what it is called, and its bytes."""

    name: str
    content: bytes = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the bytes."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Asked:
    """What the reader says of a file: its data set; its period, '' where the file says it by itself."""

    dataset: str
    period: str = ""


@dataclass(frozen=True)
class Wanted:
    """A data set that the reader's organisation owes. ``periods``: what may be named for a file that does not say its
    own, none where every file does; ``apart``: it may come as two tables, which the page does not take.
    """

    name: str
    title: str
    periods: tuple[str, ...]
    apart: bool


@dataclass(frozen=True)
class Offer:
    """What a reader may submit, as whom, and whether they may accept it themselves."""

    organisation: str
    wanted: tuple[Wanted, ...]
    may_accept: bool


@dataclass(frozen=True)
class Preview:
    """What was found of a file, and what accepting it would do. ``foreseen``: None where the file is refused."""

    fingerprint: str
    asked: Asked
    letter: Letter
    foreseen: Stored | None
    would: tuple[str, ...]

    @property
    def changes(self) -> bool:
        """Whether accepting it would change anything."""
        return self.foreseen is not None and self.foreseen.new


@dataclass(frozen=True)
class Accepted:
    """What became of a file that was accepted: its receipt, and what it took the place of."""

    batch: str
    letter: Letter
    did: tuple[str, ...]


def list_offer(hub: Hub, who: Identity, today: date) -> Offer:
    """What this person may submit. Raises AccessRefused for a role without the page."""
    check_opening(hub.register, who, PAGE)
    owed = _owed(hub, who, today)
    wanted = tuple(_wanted(hub, dataset, today) for dataset in DATASETS if dataset.name in owed)
    return Offer(who.organisation, wanted, user_can_submit(who, ACCEPT))


def preview_extract(hub: Hub, who: Identity, upload: Upload, asked: Asked) -> Preview:
    """Check a file whole, as receiving it would; nothing of it is kept but what the preview says.

    Raises AccessRefused for a role that submits nothing, and DiskRefused; a refusal of the file is a preview.
    """
    check_submitting(hub.register, who, PAGE, CHECK)
    try:
        batch, entry = _check(hub, who, upload, asked)
        foreseen = hub.quarantine.foresee(batch, entry)
    except _NO_FAULT:
        raise
    except Refused as refusal:
        problems = refusal.problems if isinstance(refusal, ExtractRefused) else ()
        letter = refusal_letter(refusal, plain_name(upload.name), problems)
        return Preview(upload.fingerprint, asked, letter, None, ())
    letter = batch.receipt.letter(Standing("Preview", _verdict(foreseen)))
    return Preview(upload.fingerprint, asked, letter, foreseen, tuple(_would(foreseen)))


def accept_extract(hub: Hub, who: Identity, upload: Upload, preview: Preview) -> Accepted:
    """Receive a file as its preview said, with its ledger entry.

    Raises:
        AccessRefused: the reader may not.
        SubmissionRefused: it is not the file of the preview.
        StoreRefused: the records have changed so that something else would become of it.
    """
    check_submitting(hub.register, who, PAGE, ACCEPT)
    if preview.foreseen is None or upload.fingerprint != preview.fingerprint:
        raise SubmissionRefused(
            "this is not the file that was checked.", "another SHA-256.", "check the file again, then accept it."
        )
    batch, entry = _check(hub, who, upload, preview.asked)
    stored = hub.quarantine.take_as_foreseen(batch, entry, hub.geography().places, preview.foreseen)
    return Accepted(stored.batch, letter_of_outcome(stored), tuple(_did(stored)))


def write_receipt(hub: Hub, who: Identity, batch: str, kind: str) -> tuple[str, bytes]:
    """The receipt of a batch of the reader's own organisation, as a file with its name; the ledger notes it.

    Raises:
        AccessRefused: the reader accepts no files.
        HeldRefused: their organisation never sent such a batch, or it was destroyed.
    """
    check_submitting(hub.register, who, PAGE, ACCEPT)
    if provider_of(hub.register, batch) != who.organisation:
        note_refusal(hub.register, who, "receipt")
        raise HeldRefused(
            "no batch of that id is known here as yours.", "no file of your organisation.", "see Data returns."
        )
    content = set_letter(find_letter(hub.register, batch), f".{kind}", hub.settings.markings.partner)
    with hub.register.writing() as connection:
        append(connection, entry_of(who, "export", "receipt", {"batch": batch, "kind": kind}))
    return f"receipt_{batch}.{kind}", content


def _check(hub: Hub, who: Identity, upload: Upload, asked: Asked) -> tuple[Batch, Entry]:
    """A file of the reader's own organisation, guarded. Where its layout names who sent it, that has to be them."""
    if asked.dataset not in _owed(hub, who, datetime.now(UTC).date()):
        raise SubmissionRefused(
            "your organisation does not supply this data set.",
            "no file of it from you so far, and no mention under [supply.owed] in saferhub.toml.",
            "ask whoever runs the hub to name your organisation there.",
        )
    with hub.uploads.holding(upload.name, upload.content) as path:
        period = Period.parse(asked.period) if asked.period else None
        one = Delivery(path, asked.dataset, period=period, provider=who.organisation)
        batch, entry = hub.check(one, who)
        if _names_its_sender(hub, batch):
            batch, entry = hub.check(replace(one, mapping=batch.mapping, provider=None), who)
    if batch.provider != who.organisation:
        raise SubmissionRefused(
            f"{batch.file_name}: the file says that another organisation sent it.",
            "the name of a provider in its rows that is not your organisation's.",
            "send the file of your own organisation; another's is sent by its own liaison officer.",
        )
    return batch, entry


def _names_its_sender(hub: Hub, batch: Batch) -> bool:
    dataset = with_saved(hub.register, find_dataset(batch.dataset), batch.mapping, None)
    return bool(find_mapping(dataset, batch.mapping).provider_column)


def _owed(hub: Hub, who: Identity, today: date) -> frozenset[str]:
    """The data sets that the reader's organisation is a provider of: a file of another would make it one, for good."""
    calendar, named = hub.calendar(today), hub.settings.supply.owed.get(who.organisation, ())
    sent = (one.name for one in DATASETS for owed in calendar.owed(one.name) if owed.provider == who.organisation)
    return frozenset((*named, *sent))


def _wanted(hub: Hub, dataset: Dataset, today: date) -> Wanted:
    every = with_saved(hub.register, dataset, None, None).mappings
    may_not_say = dataset.grain == "quarter" or any(not mapping.is_dated for mapping in every)
    return Wanted(dataset.name, dataset.title, _periods(dataset, today) if may_not_say else (), STATS19_CODED in every)


def _periods(dataset: Dataset, today: date) -> tuple[str, ...]:
    """Periods that are over and may be named for a file, the newest first."""
    month = f"{today:%Y-%m}"
    last = Period.quarter_of(month) if dataset.grain == "quarter" else Period(month, month)
    far = QUARTERS if dataset.grain == "quarter" else MONTHS
    return tuple(str(last.shifted(-size * len(last.months))) for size in range(1, far + 1))


def _verdict(foreseen: Stored) -> str:
    receipt = foreseen.receipt
    share = f"{receipt.refused:,} of {receipt.rows:,} rows ({100 * receipt.refused_share:.1f} %) break the contract."
    return share if receipt.refused else "Every row keeps the contract."


def _would(foreseen: Stored) -> Iterator[str]:
    """What accepting would do, in sentences."""
    if not foreseen.new:
        held = "held in quarantine" if foreseen.state == "quarantined" else "in the records"
        yield f"This very file is {held} already, as batch {foreseen.batch}: accepting it would change nothing."
        return
    receipt = foreseen.receipt
    rows = f"its {receipt.accepted:,} accepted {'row' if receipt.accepted == 1 else 'rows'}"
    if foreseen.state == "quarantined":
        yield (
            f"Accepting holds {rows} in quarantine: in no figure and on no map, until an officer of the partnership "
            "loads them without the rows that break the contract, or your corrected file replaces them."
        )
    else:
        left_out = ", without those that break the contract" if receipt.refused else ""
        when = receipt.period.words()
        yield f"Accepting takes {rows} for {when} into the records that figures are made of{left_out}."
    if foreseen.superseded:
        yield f"It supersedes, whole, the file of the same period in the records now (batch {foreseen.superseded})."
    if foreseen.replaced:
        yield f"It replaces what is held in quarantine for the same period: {', '.join(foreseen.replaced)}."


def _did(stored: Stored) -> Iterator[str]:
    if stored.superseded:
        yield f"It supersedes batch {stored.superseded}, whole."
    if stored.replaced:
        yield f"It replaces what was held in quarantine: {', '.join(stored.replaced)}."
