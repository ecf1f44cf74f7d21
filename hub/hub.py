"""One open hub: its settings, register and store, and what the command line and the pages may ask of them."""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import pandas as pd

from geo.boundaries import Boundaries
from geo.checks import PlaceRefused
from geo.grid import Grid, atoms, cells_over
from geo.nesting import find_nesting, keep_nested
from hub.access.earlier_accounts import take_over_accounts
from hub.access.identity import Identity
from hub.delivery import Delivery
from hub.disk import refusing_disk_faults
from hub.geography import Geography, read_geography
from hub.lattice import Lattices
from hub.ledger import Entry, Verdict, verify
from hub.mappings import with_saved
from hub.quarantine import Quarantine
from hub.records import Records
from hub.register import Register
from hub.secret import read_secret
from hub.settings import Settings, SettingsRefused, read_settings
from hub.store import Store, Stored, StoreRefused
from hub.supply import Supplied, find_supplied
from hub.supply_calendar import Calendar
from hub.uploads import Uploads
from ingest.contract import Dataset
from ingest.layer_tables import read_layer
from ingest.layers import LayerTable, Wanted
from ingest.periods import Period
from ingest.placing import Places, Spots, place_events
from ingest.receive import Batch, receive
from ingest.register import DATASETS, find_dataset


@dataclass
class Hub:
    """An open hub. Use ``open_hub``."""

    settings: Settings
    register: Register
    store: Store
    _opened: tuple[int, Records] | None = field(default=None, repr=False)
    _places: tuple[int, Geography] | None = field(default=None, repr=False)
    _placing: Lock = field(default_factory=Lock, repr=False)
    _supplied: tuple[tuple[int, ...], dict[str, Supplied]] = field(default=((), {}), repr=False)

    @cached_property
    def lattices(self) -> Lattices:
        """The released lattices of this hub."""
        return Lattices(self.register, self.settings, read_secret(self.settings.data_directory))

    @cached_property
    def quarantine(self) -> Quarantine:
        """The batches of partly bad files, held apart from the records."""
        tolerable = self.settings.receive.tolerable_share
        return Quarantine(self.settings.data_directory, self.register, self.store, tolerable)

    @cached_property
    def uploads(self) -> Uploads:
        """Uploaded files while they are read."""
        return Uploads(self.settings.data_directory)

    def at_one_moment(self) -> AbstractContextManager[None]:
        """In this thread, answer everything from one release of the records, whatever is received meanwhile."""
        return self.store.holding_still()

    def records(self) -> tuple[Records, Geography]:
        """The current release file and its places; opened again when a newer release exists."""
        geography, current = self.geography(), self.store.current()
        number = current.number if current else 0
        if self._opened is None or self._opened[0] != number:
            self._opened = (number, self.store.read())
        return self._opened[1], geography

    def geography(self) -> Geography:
        """The places of the current release; read again only when a release changed them.

        Raises:
            StoreRefused: no outlines of the base level are held.
        """
        current = self.store.current()
        places_from = current.places_from if current else 0
        with self._placing:
            if self._places is None or self._places[0] != places_from:
                self._places = (places_from, read_geography(self.store.read(), self.settings))
            return self._places[1]

    def receive(
        self,
        path: Path,
        dataset: str,
        who: Identity,
        mapping: str | None,
        period: Period | None,
        provider: str | None,
        beside: Path | None = None,
    ) -> Stored:
        """The way in: one agency's file through contract and guard into the store, or into quarantine.

        ``beside``: the other table of road collisions that come as two.
        """
        return self.receive_all([Delivery(path, dataset, mapping, period, provider, beside)], who)[0]

    def receive_all(self, deliveries: Iterable[Delivery], who: Identity) -> list[Stored]:
        """Several files in one release of the store: every one is taken, or none."""
        return self.quarantine.take([self.check(one, who) for one in deliveries], self.geography().places)

    def check(self, one: Delivery, who: Identity) -> tuple[Batch, Entry]:
        """One file through contract and guard, and the ledger entry for when it is taken; nothing is stored here."""
        batch = receive(
            one.path,
            with_saved(self.register, find_dataset(one.dataset), one.mapping, one.provider),
            replace(self.geography().places, own=tuple(self.settings.partnership.area_codes)),
            beside=one.beside,
            mapping=one.mapping,
            period=one.period,
            provider=one.provider,
            today=datetime.now(UTC).date(),
            limit=self.settings.receive.wrong_layout_share,
        )
        detail = {key: value for key, value in batch.receipt.as_dict().items() if isinstance(value, int | str)}
        return batch, entry_of(who, "receive", one.dataset, {**detail, "file": batch.file_name})

    def add_areas(self, boundaries: Boundaries, who: Identity) -> None:
        """Store the outlines of one level; events already held are placed on it.

        Raises:
            SettingsRefused: the level is not in the settings.
            StoreRefused: the base level is replaced while events are held.
        """
        levels = self.settings.areas.levels
        if boundaries.level not in levels:
            raise SettingsRefused(
                f'level "{boundaries.level}" is not in use here.',
                f"levels in saferhub.toml: {', '.join(levels)}.",
                "name one of them, or add the level to [areas] levels.",
            )
        base, known, events = self.settings.areas.base, *self._held()
        if events is not None and boundaries.level == base:
            raise StoreRefused(
                "the base level cannot be replaced while events are held: those outside were not kept.",
                f"{len(events):,} events placed on {boundaries.level}.",
                "make a new hub with the new outlines and receive the extracts again.",
            )
        known[boundaries.level] = boundaries
        detail = {"level": boundaries.level, "areas": len(boundaries.codes), "repaired": list(boundaries.repairs)}
        entry = entry_of(who, "areas", boundaries.level, detail)
        if base not in known:
            self.store.set_areas(boundaries, [], {}, None, entry)
            return
        grid = cells_over(known[base].outline(), self.settings.areas.cell_size)
        nesting, levels = find_nesting(known, base), sorted(known)
        layers: list[Boundaries | Grid] = [*(known[level] for level in levels), grid]
        combinations = keep_nested(atoms(layers, base=levels.index(base)), levels, nesting)
        places = Places(base, known, grid, nesting)
        placed = None if events is None else _place_held(events, places)
        self.store.set_areas(boundaries, combinations, nesting, placed, entry)

    def add_residents(self, level: str, counts: Mapping[str, int], who: Identity) -> int:
        """Store residents of a level's areas; returns how many areas have a figure. Codes of elsewhere are ignored."""
        records = self.store.read()
        if level not in records.levels():
            raise StoreRefused(
                f"no outlines of level {level} are held.",
                f"outlines of: {', '.join(records.levels())}.",
                "add the outlines first: saferhub areas add FILE --level " + level,
            )
        codes = set(records.boundaries(level).codes)
        known = {code: count for code, count in counts.items() if code in codes}
        if not known:
            raise PlaceRefused(
                "no area of the file is an area of this hub.",
                f"{len(counts):,} codes, none of them among the {len(codes):,} of level {level}.",
                "check the code column and the year of the codes.",
            )
        detail = {"level": level, "areas": len(known), "without": len(codes) - len(known)}
        self.store.set_residents(level, known, entry_of(who, "residents", level, detail))
        return len(known)

    def add_layer(self, path: Path, wanted: Wanted, who: Identity) -> LayerTable:
        """Store a reference layer with its licence and date; what lies outside the partnership is not kept."""
        taken = read_layer(path, wanted, self.geography().places, datetime.now(UTC).date())
        told = {"kept": len(taken.table), "elsewhere": taken.elsewhere, "without": taken.without}
        about = {"name": taken.layer.title, "licence": taken.licence, "date": taken.date}
        about |= {"file": taken.file_name, "sha256": taken.fingerprint}
        self.store.set_layer(taken, entry_of(who, "layer", taken.layer.name, {**about, "rows": taken.rows, **told}))
        return taken

    def verify_ledger(self, expected_head: str | None = None) -> Verdict:
        """Walk the ledger's hash chain."""
        with self.register.reading() as connection:
            return verify(connection, expected_head)

    def batches(self, dataset: str) -> list[dict[str, Any]]:
        """Batches of a data set whose records are held, oldest month first."""
        return [row for row in self.store.batches() if row["held"] and row["dataset"] == dataset]

    def supplied(self, dataset: str) -> Supplied:
        """What is held of a data set, and who owes it."""
        state, (known_of, known) = self.store.state(), self._supplied
        if not state or known_of != state:
            known = {}
            self._supplied = state, known
        if dataset not in known:
            known[dataset] = find_supplied(self.settings.supply, self.store.batches(), dataset)
        return known[dataset]

    def calendar(self, as_of: date) -> Calendar:
        """The supply calendar as it stands on a day."""
        rows = self.store.batches()
        return Calendar(self.settings.supply, self.settings.retention, rows, as_of, self.settings.count_zeros(rows))

    def datasets(self) -> tuple[tuple[str, str], ...]:
        """Name and title of every data set that products can be made of and at least one current batch supplies."""
        return tuple((one.name, one.title) for one in self.supplied_datasets())

    def held_datasets(self) -> tuple[Dataset, ...]:
        """Data sets with at least one current batch, in the order of the Regulations, of any shape and grain."""
        held = {row["dataset"] for row in self.store.batches() if row["held"]}
        return tuple(dataset for dataset in DATASETS if dataset.name in held)

    def supplied_datasets(self) -> tuple[Dataset, ...]:
        """Those of them that products are made of: events by month."""
        return tuple(dataset for dataset in self.held_datasets() if dataset.is_monthly)

    def periods(self, dataset: str) -> tuple[str, ...]:
        """Months of a data set that every provider who owes it has sent, oldest first; none where it is not monthly."""
        return self.supplied(dataset).months if find_dataset(dataset).is_monthly else ()

    def levels(self) -> tuple[str, ...]:
        """Levels with outlines, the base first, then the report level, then the others."""
        geography = self.geography()
        first = [level for level in (geography.base, geography.report) if level]
        return tuple(dict.fromkeys([*first, *geography.levels]))

    def areas(self, level: str) -> tuple[tuple[str, str], ...]:
        """Code and name of every area of a level, by name."""
        geography = self.geography()
        outlines = geography.boundaries[level]
        return tuple(sorted(zip(outlines.codes, outlines.names, strict=True), key=lambda one: one[1]))

    def data_version(self) -> str:
        """Number of the store release in use, as printed on a product; names newer ones that are damaged."""
        current = self.store.current()
        if current is None:
            return "empty"
        damaged = ", ".join(str(number) for number in current.damaged)
        return f"release {current.number}" + (f" (release {damaged} is damaged and not used)" if damaged else "")

    def warning(self) -> str:
        """What every reader must be told about the records; empty where all is well."""
        current = self.store.current()
        return current.warning if current else ""

    def _held(self) -> tuple[dict[str, Boundaries], pd.DataFrame | None]:
        """Outlines held by level, and the points of held events (None where there are none)."""
        if self.store.current() is None:
            return {}, None
        records = self.store.read()
        levels = records.levels()
        events = (
            records.event_points(self.settings.areas.base) if self.settings.areas.base in levels else pd.DataFrame()
        )
        return {level: records.boundaries(level) for level in levels}, events if len(events) else None


def open_hub(directory: Path, serving: bool = False) -> Hub:
    """Open the hub in a directory that holds ``saferhub.toml``; makes the register on first use.

    What a killed or failed load left behind is removed, and said on the log ``saferhub`` (the error stream).
    ``serving``: many will ask at once, so connections to the register stay open.
    """
    settings = read_settings(directory.resolve())
    data = settings.data_directory
    with refusing_disk_faults():
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        register = Register(data / "register.sqlite", keep_open=serving)
        register.prepare()
        take_over_accounts(data, register)
    store = Store(data, register)
    store.sweep()
    Uploads(data).sweep()
    return Hub(settings, register, store)


def entry_of(who: Identity, action: str, subject: str, detail: Mapping[str, Any]) -> Entry:
    """A ledger entry by this person, now (UTC)."""
    return Entry(who.name, who.role, action, subject, detail, datetime.now(UTC))


def _place_held(events: pd.DataFrame, places: Places) -> pd.DataFrame:
    """Codes of held events at every level and on the grid; their base area stays what it was."""
    base = pd.Index(places.boundaries[places.base].codes).get_indexer(pd.Index(events["base"]))
    here = np.ones(len(events), dtype=bool)
    spots = Spots(events["easting"].to_numpy(), events["northing"].to_numpy(), here, base.astype(np.int32))
    return pd.DataFrame({"row": events["row"], **place_events(spots, here, places)})
