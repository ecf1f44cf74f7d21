"""From a published table to a layer: positions under their usual headings, or numbers by area code.

Blanks and marks of suppression are "without", never zero; rows that are no area, such as a total, are passed over.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from geo.areas import read_columns, read_fingerprint, read_table
from geo.checks import GAP, name_some
from geo.location import place_nearest, project_points
from ingest.detectors import find_personal
from ingest.harm_weights import read_weights
from ingest.layers import EVERY_PERIOD, Layer, LayerRefused, LayerTable, Wanted, check_licence, find_layer
from ingest.periods import Period, PeriodRefused
from ingest.placing import Places

_LOST_ZERO = re.compile(r"[EWS]\d{7}")
_CODE = re.compile(r"[A-Za-z0-9_-]+")
_NUMBER = re.compile(r"-?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?([eE][+-]?\d{1,3})?")
_MISSING = ("", "NA", "N/A", "-", "..", "*", "[c]", "[x]")
_SAME_PLACE, _SAME_FROM = 0.5, 10
_PERSONS = re.compile(
    r"\b(ethnicit\w*|gender|sex|age|aged|religion|nationality|disabilit\w*|offender|victim|suspect|patient|pupil|person)s?\b"
)
_PUBLIC = frozenset(
    {
        *("a full postcode", "a house number and street", "house numbers and streets", "a telephone number"),
        *("an e-mail address", "a named or labelled person", "names of persons"),
    }
)
"""What the name of a surgery or a shop may look like; numbers of persons it never does."""
_AXES: Mapping[str, tuple[str, ...]] = {
    "longitude": ("longitude", "lon", "long", "lng"),
    "latitude": ("latitude", "lat"),
    "easting": ("easting", "eastings", "easting_m"),
    "northing": ("northing", "northings", "northing_m"),
}


def read_layer(path: Path, wanted: Wanted, places: Places, today: dt.date) -> LayerTable:
    """Read a published table as a layer. Raises LayerRefused, or PlaceRefused where it cannot be read as a table."""
    layer = find_layer(wanted.layer)
    check_licence(wanted, today)
    read = {"points": _read_points, "values": _read_values, "weights": _read_weights}[layer.form]
    rows, table, elsewhere, without, passed_over = read(path, layer, wanted, places)
    layer = replace(layer, title=wanted.name.strip() or layer.title)
    if table.empty:
        found = f"{rows:,} rows: {elsewhere:,} elsewhere, {without:,} without a position or number."
        do = "check the columns, the year of the codes and the order of the coordinates."
        raise LayerRefused(f"{path.name}: nothing of it lies in this partnership.", found, do)
    licence, fingerprint = wanted.licence.strip(), read_fingerprint(path)
    return LayerTable(layer, licence, wanted.date, path.name, fingerprint, rows, elsewhere, without, passed_over, table)


Read = tuple[int, pd.DataFrame, int, int, int]


def _read_points(path: Path, layer: Layer, wanted: Wanted, places: Places) -> Read:
    across, up = _find_axes(path, layer)
    label = (wanted.label,) if wanted.label else ()
    table = read_table(path, (across, up, *label), wanted.only)
    x, y = (pd.to_numeric(table[name].where(~table[name].isin(_MISSING)), errors="coerce") for name in (across, up))
    _check_spread(path, x, y)
    axes = {name: axis for axis, names in _AXES.items() for name in names}
    degrees = axes[across.casefold()] == "longitude"
    easting, northing = project_points(x, y) if degrees else (x.to_numpy(np.float64), y.to_numpy(np.float64))
    lost = np.isnan(easting) | np.isnan(northing)
    inside = place_nearest(places.boundaries[places.base], easting, northing, GAP) >= 0
    labels = _read_labels(path, wanted.label, table) if wanted.label else pd.Series("", table.index)
    points = pd.DataFrame({"label": labels, "easting": easting, "northing": northing})[inside]
    return len(table), points.reset_index(drop=True), int((~inside & ~lost).sum()), int(lost.sum()), 0


def _read_labels(path: Path, column: str, table: pd.DataFrame) -> pd.Series:
    """The names of things, blank where none is given. LayerRefused for a column about persons or with their numbers."""
    texts = table[column].where(~table[column].isin(_MISSING), "")
    found = find_personal(pa.array(texts.unique().tolist(), pa.string()), allowed=_PUBLIC)
    about = _PERSONS.search(re.sub(r"[^a-z]+", " ", column.casefold()))
    if about or found:
        raise LayerRefused(
            f"{path.name}: a layer says where things are, never anything about persons.",
            f'column "{column}": {next(iter(found), "what it promises is about persons")}.',
            "name another column as label, or none.",
        )
    return texts


def _find_axes(path: Path, layer: Layer) -> tuple[str, str]:
    """The headings of the two coordinates, by their usual names."""
    headings = {name.casefold(): name for name in read_columns(path)}
    for pair in (("longitude", "latitude"), ("easting", "northing")):
        found = [next((headings[name] for name in _AXES[axis] if name in headings), None) for axis in pair]
        if found[0] and found[1]:
            return found[0], found[1]
    raise LayerRefused(
        f"{path.name}: {layer.title} are points, and no column holds their position.",
        name_some(headings.values(), 20),
        "give longitude and latitude, or easting and northing, under one of those names.",
    )


def _check_spread(path: Path, x: pd.Series, y: pd.Series) -> None:
    """Refuse a table most of whose points are one and the same: the coordinates are then a fault of the export."""
    located = pd.DataFrame({"x": x, "y": y}).dropna()
    most = int(located.value_counts().max()) if len(located) else 0
    if len(located) >= _SAME_FROM and most > _SAME_PLACE * len(located):
        raise LayerRefused(
            f"{path.name}: most of its points are at one and the same place, so the positions cannot be right.",
            f"{most:,} of {len(located):,} points at one position.",
            "ask the publisher for the table with the position of each.",
        )


def _read_values(path: Path, layer: Layer, wanted: Wanted, places: Places) -> Read:
    if wanted.code is None or wanted.value is None or layer.by_period != (wanted.period is not None):
        needed = "--code-column and --value-column" + (" and --period-column" if layer.by_period else ", and no period")
        found = name_some(read_columns(path), 20)
        raise LayerRefused(f"{layer.title} are numbers of areas: name their columns.", found, f"give {needed}.")
    columns = (wanted.code, wanted.value, *((wanted.period,) if wanted.period else ()))
    table = read_table(path, columns, wanted.only)
    named = table[table[wanted.code].str.fullmatch(_CODE)]
    _check_codes(path, wanted.code, named[wanted.code])
    given = named[~named[wanted.value].isin(_MISSING)]
    _check_numbers(path, wanted.value, given[wanted.value])
    values = pd.DataFrame(
        {
            "area": given[wanted.code],
            "period": given[wanted.period].map(_period) if wanted.period else EVERY_PERIOD,
            "value": given[wanted.value].str.replace(",", "").astype(np.float64),
        }
    )
    if values.duplicated(["area", "period"]).any():
        twice = name_some(values.loc[values.duplicated(["area", "period"]), "area"].unique())
        do = "read a part of the rows: --only COLUMN=TEXT, such as --only index_domain=Crime."
        raise LayerRefused(f"{path.name}: an area has more than one number.", f"areas {twice}", do)
    levels = {code: level for level, outlines in places.boundaries.items() for code in outlines.codes}
    values["level"] = values["area"].map(levels)
    kept = values[values["level"].notna()].reset_index(drop=True)
    return len(table), kept, len(values) - len(kept), len(named) - len(given), len(table) - len(named)


def _read_weights(path: Path, layer: Layer, wanted: Wanted, _: Places) -> Read:
    weights = read_weights(path, layer, wanted)
    return len(weights), weights, 0, 0, 0


def _check_codes(path: Path, column: str, codes: pd.Series) -> None:
    lost = codes[codes.str.fullmatch(_LOST_ZERO)]
    if len(lost):
        raise LayerRefused(
            f'{path.name}: area codes of eight characters in "{column}": a zero was lost.',
            f"{len(lost):,} rows: {name_some(lost.unique())}",
            "name another column that holds the codes, or ask the publisher for the table again.",
        )


def _check_numbers(path: Path, column: str, texts: pd.Series) -> None:
    bad = int((~texts.str.fullmatch(_NUMBER)).sum())
    if bad:
        found = f'{bad:,} of {len(texts):,} cells of "{column}" are no numbers.'
        raise LayerRefused(f"{path.name}: a layer of numbers has something else.", found, "name another column.")


def _period(written: str) -> str:
    try:
        return str(Period.parse(written))
    except PeriodRefused:
        do = "write 2019-01, 2019-Q1 (January to March) or 2019 in every row."
        raise LayerRefused("a period that is not written as one.", "a text that is no period.", do) from None
