"""Reference layers: published facts about places, never about persons, each with its licence and its date.

Not extracts: nobody owes them, anyone may publish them, and their columns have many names. Only a position, an area
code or a category, a label or a number, and a period are kept. A layer whose licence is not named is refused, as it
could never be printed. Population is a layer with a command of its own (`saferhub population add`).
"""

import datetime as dt
import re
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import ClassVar, Literal

import pandas as pd

from geo.checks import Refused


class LayerRefused(Refused):
    """A reference layer without a licence or a date, or a table that is none."""

    exit_code: ClassVar[int] = 21


HARM = "harm-weights"


@dataclass(frozen=True)
class Layer:
    """A kind of reference set: ``points`` on the ground, ``values`` of areas (perhaps by period), ``weights`` of
    categories."""

    name: str
    title: str
    form: Literal["points", "values", "weights"]
    by_period: bool = False


LAYERS: tuple[Layer, ...] = (
    Layer("deprivation", "Deprivation", "values"),
    Layer("cctv-cameras", "CCTV cameras", "points"),
    Layer("premises", "Premises", "points"),
    Layer("schools", "Schools", "points"),
    Layer("transport-stops", "Bus and tram stops", "points"),
    Layer("perception-survey", "Perception survey by neighbourhood", "values"),
    Layer("prison-releases", "Prison releases by period and area", "values", by_period=True),
    Layer(HARM, "Harm weights", "weights"),
)


EVERY_PERIOD = ""
"""The period of a number that is of none."""


@dataclass(frozen=True)
class Wanted:
    """Which layer a file is, under which licence and of which date, and which of its columns to read.

    ``label`` names points; ``code`` and ``value`` are the columns of values or weights; ``only`` is a column and the
    text of the rows to read. The columns of a position are found by their usual names. ``name`` is what the publisher
    calls the set, where the title of its kind is not enough.
    """

    layer: str
    licence: str
    date: str
    label: str | None = None
    code: str | None = None
    value: str | None = None
    period: str | None = None
    only: tuple[str, str] | None = None
    name: str = ""


@dataclass(frozen=True)
class LayerTable:
    """A layer as stored. Points: label, easting, northing (EPSG:27700, metres). Values: area, level, period, value.
    Weights: category, value.

    rows = kept + elsewhere (outside the partnership) + without (no position, no number) + passed over (no area).
    """

    layer: Layer
    licence: str
    date: str
    file_name: str
    fingerprint: str
    rows: int
    elsewhere: int
    without: int
    passed_over: int
    table: pd.DataFrame = field(repr=False)

    def as_text(self) -> str:
        """What became of its rows, in one line."""
        if self.layer.form == "weights":
            return f"{self.rows:,} rows; {len(self.table):,} weights kept."
        told = {
            "rows": self.rows,
            "kept": len(self.table),
            "outside the partnership": self.elsewhere,
            "without a position or number": self.without,
            "no area, such as a total": self.passed_over,
        }
        return "; ".join(f"{count:,} {words}" for words, count in told.items()) + "."


def find_layer(name: str) -> Layer:
    """The layer of that name; LayerRefused with the nearest name otherwise."""
    known = {layer.name: layer for layer in LAYERS}
    if name not in known:
        near = get_close_matches(name, known, n=1)
        found = f"a name that is none of: {', '.join(known)}."
        raise LayerRefused("there is no such layer.", found, f"write {near[0]}." if near else "use one of these names.")
    return known[name]


def check_licence(wanted: Wanted, today: dt.date) -> None:
    """LayerRefused without a licence, without a date (year, month or day), or with an impossible or future one."""
    if len(wanted.licence.strip()) < 3:
        do = 'name it as its publisher does: --licence "Open Government Licence v3.0".'
        raise LayerRefused("a layer without a licence cannot be kept: it could never be printed.", "no licence.", do)
    do = "write the year, month or day that the figures are of: --date 2019, 2019-06 or 2019-06-30."
    if not re.fullmatch(r"\d{4}(-\d\d){0,2}", wanted.date):
        raise LayerRefused("a layer without a date cannot be kept.", "no date that is a year, a month or a day.", do)
    first = (wanted.date + "-01-01")[:10]
    try:
        late = dt.date.fromisoformat(first) > today
    except ValueError:
        raise LayerRefused("the date of the layer does not exist.", "a day or month out of range.", do) from None
    if late:
        raise LayerRefused("the date of the layer is in the future.", f"a date after {today:%Y-%m-%d}.", do)
