"""The way in. From a file to a guarded Batch; there is no other place that makes one.

extract (a strict table of text) -> depersonalise (no person) -> contract (typed rows) -> adapter (our columns) ->
placing (areas and cells) -> Batch with its Receipt. A refusal says what, found, do, and nothing is kept.
"""

import dataclasses
import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from ingest.adapter import adapt, add_month
from ingest.casualties import COUNTS
from ingest.contract import Dataset, ExtractRefused, Mapping, Shape
from ingest.counts import count_figures, refuse_territory
from ingest.depersonalise import check_depersonalised, check_headings, nearest_mapping
from ingest.editions import refuse_other_editions
from ingest.extract import Extract, read_extract
from ingest.faults import Faults
from ingest.institutions import refuse_two_addresses
from ingest.periods import Period
from ingest.placing import Places, Spots, find_spots, place_events
from ingest.quarters import add_quarter, check_grain
from ingest.receipt import Receipt
from ingest.register import find_mapping
from ingest.rows import type_rows

__all__ = ["Batch", "Places", "receive"]

_WHEN_WHAT = ("month", "date", "time", "hour", "category", "subcategory")


@dataclass(frozen=True)
class Batch:
    """The events of one file, guarded and placed, and the account of it. Made by ``receive`` only.

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
    mapping: str | None = None,
    period: Period | None = None,
    provider: str | None = None,
    today: dt.date | None = None,
) -> Batch:
    """Read one file of one data set. Raises FileUnreadable, PersonalDataRefused or ExtractRefused; never half a batch.

    Without ``mapping`` the layout whose headings are exactly those of the file is taken. Rows outside ``period`` or
    after ``today`` are refused rows. Without ``provider`` the layout says who sent it. Good rows are kept; more than
    5 % of refused rows refuse the file.
    """
    extract = read_extract(Path(path))
    layout = _choose(extract, dataset, mapping)
    check_depersonalised(extract, dataset, layout)
    check_grain(extract, dataset, layout, period)
    check_headings(extract, dataset, layout)
    layout = _without_provider(layout) if provider else layout
    faults = Faults(extract.rows)
    frame = type_rows(extract, dataset, layout, faults)
    if dataset.grain == "quarter":
        add_quarter(frame, dataset, layout, faults, period, today)
    else:
        add_month(frame, layout, faults, period, today)
    refuse_other_editions(frame, layout, faults)
    refuse_two_addresses(frame, layout, faults)
    if dataset.shape == "counts":
        return _receive_counts(extract, dataset, layout, places, frame, faults, period, provider)
    events, notes = adapt(frame, layout, faults)
    faults.check_share(extract.file_name, dataset)
    sender = provider or _sender(extract, dataset, layout, events)
    spots = find_spots(events, places)
    header = _Header(dataset, sender, period or Period.covering(events["month"].unique()), extract, layout.name)
    return _mint(header, _place(events, spots, layout, places), _told(events, spots), faults, notes)


def _receive_counts(
    extract: Extract,
    dataset: Dataset,
    layout: Mapping,
    places: Places,
    frame: pd.DataFrame,
    faults: Faults,
    period: Period | None,
    provider: str | None,
) -> Batch:
    """The batch of a table of numbers, or of a list that is counted at the door."""
    faults.check_share(extract.file_name, dataset)
    good = frame[~faults.refused]
    sender = provider or _sender(extract, dataset, layout, good)
    refuse_territory(frame, layout, sender, faults)
    counted = count_figures(frame, extract.file_name, dataset, layout, places, faults)
    header = _Header(dataset, sender, period or Period.covering(good["month"].unique()), extract, layout.name)
    return _mint(header, counted.table, (counted.accepted, counted.outside, 0), faults, counted.notes)


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


def _sender(extract: Extract, dataset: Dataset, layout: Mapping, events: pd.DataFrame) -> str:
    """Who sent the file; ExtractRefused when its rows name more than one."""
    if not layout.provider_column:
        return layout.default_provider
    named = list(events[layout.provider_column].unique())
    if len(named) == 1:
        return str(named[0])
    column = layout.column(layout.provider_column)
    raise ExtractRefused(
        f"{extract.file_name}: one file of {dataset.words} comes from one provider.",
        f'{len(named)} providers in "{column.title if column else ""}".',
        "split the file, or name the provider when receiving it.",
    )


@dataclass(frozen=True)
class _Header:
    dataset: Dataset
    provider: str
    period: Period
    extract: Extract
    mapping: str


def _place(events: pd.DataFrame, spots: Spots, layout: Mapping, places: Places) -> pd.DataFrame:
    """The event table of the rows inside the area, in the columns every batch has."""
    inside = spots.base >= 0
    kept = events[inside]
    codes = {level: pd.Series(code, kept.index) for level, code in place_events(spots, inside, places).items()}
    where = {"easting": spots.easting[inside], "northing": spots.northing[inside]}
    scale = pd.Series(layout.scale, kept.index, dtype="str")
    more = [name for name in (*COUNTS, *layout.kept) if name in kept]
    table = kept[list(_WHEN_WHAT)].assign(**where, scale=scale, **codes)
    return table.assign(**{name: kept[name] for name in more}).reset_index(drop=True)


def _told(events: pd.DataFrame, spots: Spots) -> tuple[int, int, int]:
    """File rows accepted, outside the area, and without a location."""
    rows, inside = events["rows"].to_numpy(), spots.base >= 0
    outside, nowhere = spots.located & ~inside, ~spots.located
    return int(rows[inside].sum()), int(rows[outside].sum()), int(rows[nowhere].sum())


def _mint(
    header: _Header, table: pd.DataFrame, told: tuple[int, int, int], faults: Faults, notes: tuple[str, ...]
) -> Batch:
    accepted, outside_area, no_location = told
    receipt = Receipt(
        dataset=header.dataset.name,
        provider=header.provider,
        period=header.period,
        file_name=header.extract.file_name,
        mapping=header.mapping,
        fingerprint=header.extract.fingerprint,
        rows=header.extract.rows,
        accepted=accepted,
        outside_area=outside_area,
        no_location=no_location,
        refused=int(np.count_nonzero(faults.refused)),
        events=len(table),
        problems=tuple(faults.problems),
        notes=notes,
    )
    return Batch(
        dataset=header.dataset.name,
        provider=header.provider,
        period=header.period,
        fingerprint=header.extract.fingerprint,
        file_name=header.extract.file_name,
        mapping=header.mapping,
        events=table,
        receipt=receipt,
        shape=header.dataset.shape,
    )
