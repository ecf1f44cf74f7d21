"""What was planted in Wrenshire and where: the answers against which the hub and its tests are held.

Everything here is written to ``truth.json`` beside the files. Points are EPSG:27700 metres, dates ISO 8601. The people
and places are invented, so unlike anything about a real partnership this file may be shown to anybody.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal


@dataclass(frozen=True)
class LayerFile:
    """One reference layer's file and how to read it: the names of its columns, and the date of its figures."""

    file: str
    layer: str
    date: str
    columns: Mapping[str, str]


@dataclass(frozen=True)
class AreaFile:
    """One boundary or look-up file: how to read it."""

    file: str
    level: str
    code_column: str
    name_column: str
    areas: int


@dataclass(frozen=True)
class Receipt:
    """One extract and what its receipt must say: ``rows`` is the sum of the four counts that follow it."""

    file: str
    dataset: str
    mapping: str
    provider: str
    period: str
    rows: int
    accepted: int
    outside_area: int
    no_location: int
    refused: int


@dataclass(frozen=True)
class Hotspot:
    """A planted hotspot: where, what, when and how often; all its events lie within ``radius_m`` of the point."""

    name: str
    pattern: Literal["persistent", "emerging", "former"]
    place: str
    easting: float
    northing: float
    spread_m: float
    radius_m: float
    sub_category: str
    first_month: str
    last_month: str
    monthly: float
    hours: tuple[int, ...]
    weekdays: tuple[int, ...]
    events: int = 0


@dataclass(frozen=True)
class NearRepeat:
    """One burglary, first, and those that followed it within the distance and the days: (date, easting, northing)."""

    events: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True)
class Season:
    """A summer swing: the expected factor of each calendar month, January first, against the mean of the year."""

    dataset: str
    category: str
    swing: float
    factors: tuple[float, ...]


@dataclass(frozen=True)
class RefusedRow:
    """One row that must be refused: its number in the file (the heading is row 1), the column and the reason."""

    file: str
    row: int
    column: str
    why: str


@dataclass(frozen=True)
class Duplicate:
    """One assault that two agencies report: the row of each file (the heading is row 1)."""

    crime_file: str
    crime_row: int
    admission_file: str
    admission_row: int
    date: str


@dataclass(frozen=True)
class Faults:
    """The planted faults, each of which the hub must notice or survive."""

    not_supplied: tuple[tuple[str, str], ...]  # (data set, month) that no file holds
    blank_locations: tuple[str, int, int]  # file, rows without a location, rows
    midnight_from: str
    midnight_to: str
    midnight_rows: int
    duplicates: tuple[Duplicate, ...]
    refused: tuple[RefusedRow, ...]


@dataclass(frozen=True)
class Truth:
    """The whole invented partnership as written to a directory, and everything planted in it."""

    directory: Path
    seed: int
    name: str
    first_month: str
    last_month: str
    residents: int
    areas: tuple[AreaFile, ...]
    lookup: str
    population: str
    layers: tuple[LayerFile, ...]
    extracts: tuple[tuple[str, str], ...]  # file, data set; in the order in which they arrive
    receipts: tuple[Receipt, ...]
    hotspots: tuple[Hotspot, ...]
    near_repeats: tuple[NearRepeat, ...]
    near_repeat_metres: int
    near_repeat_days: int
    seasons: tuple[Season, ...]
    faults: Faults

    def as_dict(self) -> dict[str, Any]:
        """Everything but the directory, in plain values."""
        found = asdict(self)
        del found["directory"]
        return found

    def write(self) -> Path:
        """Write ``truth.json`` into the directory; the same truth gives the same bytes."""
        path = self.directory / "truth.json"
        path.write_text(json.dumps(self.as_dict(), indent=1) + "\n", encoding="utf-8", newline="\n")
        return path
