"""The way in. From a file to a guarded Batch; there is no other place that makes one.

extract (a strict table of text) -> depersonalise (no person) -> contract (typed rows) -> adapter (our columns) ->
placing (areas and cells) -> Batch with its Receipt. A refusal says what, found, do, and nothing is kept.
"""

import dataclasses
import datetime as dt
import hashlib
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ingest.adapter import adapt, check_months, check_period
from ingest.casualties import COUNTS
from ingest.collision_tables import join_collisions
from ingest.contract import Dataset, ExtractRefused, Mapping, Shape
from ingest.counts import count_figures, refuse_territory
from ingest.depersonalise import check_depersonalised, check_headings, nearest_mapping
from ingest.editions import refuse_other_editions
from ingest.extract import Extract, read_extract
from ingest.faults import SHARE_REFUSED, Faults
from ingest.held import unpack
from ingest.institutions import refuse_two_addresses
from ingest.periods import Period
from ingest.placing import Places, Spots, find_spots, place_events
from ingest.quarters import add_quarter, check_grain
from ingest.receipt import Quality, Receipt
from ingest.register import find_dataset, find_mapping
from ingest.rows import type_rows
from ingest.unfit import refuse_unfit

__all__ = ["Batch", "Places", "receive", "receive_nil", "reopen"]

NIL = "nil return"
_COORDINATES = frozenset({"easting", "northing", "longitude", "latitude"})
"""Columns that are let go of once the points are found: in a large file they weigh as much as all others."""
_WHEN_WHAT = ("month", "date", "time", "hour", "category", "subcategory")


@dataclass(frozen=True)
class Batch:
    """The events of one file, guarded and placed, and the account of it. Made by ``receive`` and ``reopen`` only.

    ``events``: month 'YYYY-MM'; date (datetime64 or NaT); time 'HH:MM' or missing; hour Int8 (missing is unknown, 0 is
    midnight); category; subcategory or missing; easting and northing (EPSG:27700, metres); scale 'exact', 'snapped' or
    'area'; one code column for each boundary level; cell; for collisions the six casualty counts (Int16); the columns a
    layout keeps. Of a data set by information period ``month`` is that period ('2026-Q3'). Where ``shape`` is 'counts',
    a row is a figure: area, level, period, measure, the breakdowns, number (Int64 or missing) and mark.
    ``fingerprint`` is the sha256 of the uncompressed file.
    """

    dataset: str
    provider: str
    period: Period
    fingerprint: str
    file_name: str
    mapping: str
    events: pd.DataFrame = field(repr=False)
    receipt: Receipt
    shape: Shape = "events"


def receive(
    path: Path,
    dataset: Dataset,
    places: Places,
    *,
    beside: Path | None = None,
    mapping: str | None = None,
    period: Period | None = None,
    provider: str | None = None,
    today: dt.date | None = None,
    limit: float = SHARE_REFUSED,
) -> Batch:
    """Read one file of one data set. Raises FileUnreadable, PersonalDataRefused or ExtractRefused; never half a batch.

    ``beside`` is the other table of road collisions that come as two (``ingest/collision_tables.py``); the rows are
    those of the casualty table. Without ``mapping`` the layout whose headings are exactly those of the file is taken.
    Rows outside ``period`` or after ``today`` are refused rows. Without ``provider`` the layout says who sent it. Good
    rows are kept; more than the share ``limit`` of refused rows refuses the file.
    """
    extract = read_extract(Path(path))
    if beside is not None:
        extract = join_collisions(extract, read_extract(Path(beside)), dataset)
    frame, faults, file = _type_extract(extract, dataset, mapping, _Asked(places, period, provider, limit))
    del extract  # its text is no longer needed, and in a large file it is much
    if dataset.grain == "quarter":
        add_quarter(frame, dataset, file.layout, faults, period, today)
    else:
        check_months(frame, file.layout, faults, period, today)
    refuse_other_editions(frame, file.layout, faults)
    refuse_two_addresses(frame, file.layout, faults)
    return (_take_counts if dataset.shape == "counts" else _take_events)(frame, faults, file)


@dataclass(frozen=True)
class _Told:
    """File rows accepted, outside the area and without a location, how those accepted are located, months supplied."""

    accepted: int
    outside_area: int
    no_location: int
    quality: Quality
    months: tuple[str, ...]


@dataclass(frozen=True)
class _Asked:
    """How a file is to be received: where, for which period, from whom, and how many refused rows refuse it."""

    places: Places
    period: Period | None
    provider: str | None
    limit: float


@dataclass(frozen=True)
class _File:
    """What is known of a file whose rows are typed; its text is no longer held."""

    name: str
    fingerprint: str
    rows: int
    dataset: Dataset
    layout: Mapping
    asked: _Asked
    notes: tuple[str, ...]

    def sender(self, rows: pd.DataFrame) -> str:
        return self.asked.provider or _sender(self, rows)

    def covered(self, frame: pd.DataFrame, faults: Faults) -> Period:
        months = frame.loc[~faults.refused, "month"].unique()
        return self.asked.period or Period.covering([str(month) for month in months])


def _type_extract(
    extract: Extract, dataset: Dataset, mapping: str | None, asked: _Asked
) -> tuple[pd.DataFrame, Faults, _File]:
    """The typed rows of an extract that looks like nobody and has the headings of a layout."""
    refuse_unfit(extract, dataset)
    layout = _choose(extract, dataset, mapping)
    doubts = check_depersonalised(extract, dataset, layout)
    check_grain(extract, dataset, layout, asked.period)
    check_headings(extract, dataset, layout)
    check_period(extract.file_name, dataset, layout, asked.period)
    layout = _without_provider(layout) if asked.provider else layout
    faults = Faults(extract.rows)
    frame = type_rows(extract, dataset, layout, faults)
    about = extract.file_name, extract.fingerprint, extract.rows
    return frame, faults, _File(*about, dataset, layout, asked, (*extract.notes, *doubts))


def _take_events(frame: pd.DataFrame, faults: Faults, file: _File) -> Batch:
    """The batch of a file of events."""
    events, notes = adapt(file.name, frame, file.layout, faults)
    faults.check_share(file.name, file.dataset, file.asked.limit)
    sender, spots = file.sender(events), find_spots(events, file.asked.places)
    for name in _COORDINATES & {*events}:
        del frame[name], events[name]
    table, rows = _place(events, spots, file.layout, file.asked.places), events["rows"].to_numpy()
    inside = spots.base >= 0
    told = _Told(
        accepted=int(rows[inside].sum()),
        outside_area=int(rows[spots.located & ~inside].sum()),
        no_location=int(rows[~spots.located].sum()),
        quality=_judge_quality(rows[inside], table["scale"]),
        months=_months(events["month"][spots.located], _not_prescribed(frame, events, faults)),
    )
    return _mint(file, (sender, file.covered(frame, faults)), table, told, faults, notes)


def _take_counts(frame: pd.DataFrame, faults: Faults, file: _File) -> Batch:
    """The batch of a table of numbers, or of a list that is counted at the door."""
    words = frame.select_dtypes("category").columns
    frame = frame.astype(dict.fromkeys(words, "str"))
    faults.check_share(file.name, file.dataset, file.asked.limit)
    sender = file.sender(frame[~faults.refused])
    refuse_territory(frame, file.layout, sender, faults)
    counted = count_figures(frame, file.name, file.dataset, file.layout, file.asked.places, faults)
    months = _months(frame.loc[~faults.refused, "month"])
    told = _Told(counted.accepted, counted.outside, 0, Quality(0, 0, counted.accepted), months)
    return _mint(file, (sender, file.covered(frame, faults)), counted.table, told, faults, counted.notes)


def _not_prescribed(frame: pd.DataFrame, events: pd.DataFrame, faults: Faults) -> pd.Series:
    """The months of honest rows that are not prescribed: they say that the month was sent."""
    month = frame.loc[~faults.refused, "month"]
    return month[~month.index.isin(events.index)] if faults.not_prescribed else month[:0]


def _months(*written: pd.Series) -> tuple[str, ...]:
    """Every month of the months or information periods that are written, oldest first."""
    periods = {str(one) for months in written for one in months.unique()}
    return tuple(sorted({month for one in periods for month in Period.parse(one).months}))


def receive_nil(dataset: Dataset, provider: str, month: str, today: dt.date) -> Batch:
    """A provider's word that a month ('YYYY-MM') had no event: a batch without rows that supplies the month.

    It is the only way a month without rows becomes a true zero. Raises ExtractRefused for a month not over ``today``.
    """
    if f"{today:%Y-%m}" <= month:
        raise ExtractRefused(
            f"a nil return of {dataset.words} is for a month that is over.",
            f"the month {month} on {today.isoformat()}.",
            "declare it when the month is over.",
        )
    fingerprint = hashlib.sha256(f"{NIL}|{dataset.name}|{provider}|{month}".encode()).hexdigest()
    header = (dataset.name, provider, Period(month, month))
    receipt = Receipt(*header, NIL, NIL, fingerprint, 0, 0, 0, 0, 0, 0)
    return _batch(pd.DataFrame(columns=list(_WHEN_WHAT)), receipt)


def _choose(extract: Extract, dataset: Dataset, mapping: str | None) -> Mapping:
    return find_mapping(dataset, mapping) if mapping else nearest_mapping(dataset, extract.headings)


def _without_provider(layout: Mapping) -> Mapping:
    """The layout with its provider column dropped, as the provider was named by the person who receives the file."""
    column = layout.column(layout.provider_column)
    if column is None:
        return layout
    kept = tuple(other for other in layout.columns if other is not column)
    return dataclasses.replace(
        layout, columns=kept, dropped={**layout.dropped, column.title: "the provider was named"}, provider_column=""
    )


def _sender(file: _File, events: pd.DataFrame) -> str:
    """Who sent the file; ExtractRefused when its rows name more than one."""
    if not file.layout.provider_column:
        return file.layout.default_provider
    named = list(events[file.layout.provider_column].unique())
    if len(named) == 1:
        return str(named[0])
    column = file.layout.column(file.layout.provider_column)
    raise ExtractRefused(
        f"{file.name}: one file of {file.dataset.words} comes from one provider.",
        f'{len(named)} providers in "{column.title if column else ""}".',
        "split the file, or name the provider when receiving it.",
    )


def _place(events: pd.DataFrame, spots: Spots, layout: Mapping, places: Places) -> pd.DataFrame:
    """The event table of the rows inside the area, in the columns every batch has."""
    inside = spots.base >= 0
    kept = events[[*_WHEN_WHAT, *(name for name in (*COUNTS, *layout.kept) if name in events)]]
    kept = (kept if inside.all() else kept[inside]).reset_index(drop=True)
    where = {"easting": spots.easting[inside], "northing": spots.northing[inside]}
    scale = pd.Categorical.from_codes(np.zeros(len(kept), dtype=np.int8), categories=pd.Index([layout.scale]))
    return kept.assign(**where, scale=scale, **place_events(spots, inside, places))


def _mint(
    file: _File, sent: tuple[str, Period], table: pd.DataFrame, told: _Told, faults: Faults, notes: tuple[str, ...]
) -> Batch:
    receipt = Receipt(
        dataset=file.dataset.name,
        provider=sent[0],
        period=sent[1],
        file_name=file.name,
        mapping=file.layout.name,
        fingerprint=file.fingerprint,
        rows=file.rows,
        refused=int(np.count_nonzero(faults.refused)),
        not_prescribed=faults.not_prescribed,
        events=len(table),
        problems=tuple(faults.problems),
        notes=(*file.notes, *notes, *file.dataset.notes),
        **vars(told),
    )
    return _batch(table, receipt)


def _judge_quality(rows: NDArray[np.int64], scale: pd.Series) -> Quality:
    """How many file rows stand behind the events of each scale."""
    return Quality(*(int(rows[(scale == name).to_numpy()].sum()) for name in ("exact", "snapped", "area")))


def _batch(events: pd.DataFrame, receipt: Receipt) -> Batch:
    return Batch(
        dataset=receipt.dataset,
        provider=receipt.provider,
        period=receipt.period,
        fingerprint=receipt.fingerprint,
        file_name=receipt.file_name,
        mapping=receipt.mapping,
        events=events,
        receipt=receipt,
        shape=find_dataset(receipt.dataset).shape,
    )


def reopen(content: bytes, sha256: str, places: Places) -> Batch:
    """A batch back from quarantine, from the bytes of ``ingest.held.pack`` and the hash noted when they were held.

    Raises HeldRefused where the bytes are others, or the base areas have changed; see ``ingest.held.unpack``.
    """
    return _batch(*unpack(content, sha256, places))
