"""Reference layers as products read them: published places and numbers of areas, with licence and date; no events."""

from collections.abc import Mapping
from dataclasses import dataclass

from hub.records import Records

EVERY_PERIOD = ""
"""The period of a number that is of none."""


@dataclass(frozen=True)
class Source:
    """Which layer it is, under which licence, of which year, month or day; the sha256 of the file it came in."""

    name: str
    title: str
    licence: str
    date: str
    fingerprint: str

    def words(self) -> str:
        """As it must be printed with everything made of it: ``CCTV cameras of 2026-06 (OGL v3)``."""
        return f"{self.title} of {self.date} ({self.licence})"


@dataclass(frozen=True)
class Points:
    """Where the things of a layer are: easting and northing (EPSG:27700, metres)."""

    source: Source
    places: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Values:
    """The numbers of a layer, by area code and period (``EVERY_PERIOD`` where they are of none)."""

    source: Source
    values: Mapping[tuple[str, str], float]


@dataclass(frozen=True)
class ReferenceLayers:
    """All layers held, by name."""

    points: Mapping[str, Points]
    values: Mapping[str, Values]

    def identity(self) -> tuple[str, ...]:
        """What tells these layers from any others: products with other layers are other releases."""
        held = [*(one.source for one in self.points.values()), *(one.source for one in self.values.values())]
        return tuple(sorted(f"{source.words()} {source.fingerprint}" for source in held))


NO_LAYERS = ReferenceLayers({}, {})


def read_reference_layers(records: Records) -> ReferenceLayers:
    """The reference layers of a release file."""
    if "reference layers" not in records.kept:
        records.kept["reference layers"] = _ask(records)
    found: ReferenceLayers = records.kept["reference layers"]
    return found


def _ask(records: Records) -> ReferenceLayers:
    points: dict[str, list[tuple[float, float]]] = {}
    values: dict[str, dict[tuple[str, str], float]] = {}
    at, of = records.table("layer_points"), records.table("layer_values")
    rows = records.ask(at.select("layer", "easting", "northing").order_by("layer", "easting", "northing"))
    for layer, east, north in rows.itertuples(index=False, name=None):
        points.setdefault(str(layer), []).append((float(east), float(north)))
    for layer, area, period, value in records.ask(of.select("layer", "area", "period", "value")).itertuples(
        index=False, name=None
    ):
        values.setdefault(str(layer), {})[str(area), str(period)] = float(value)
    named = ("layer", "title", "licence", "date", "fingerprint")
    about = records.ask(records.table("layers").select(*named).order_by("layer"))
    sources = {row[0]: Source(*map(str, row)) for row in about.itertuples(index=False, name=None)}
    return ReferenceLayers(
        {name: Points(sources[name], tuple(places)) for name, places in points.items()},
        {name: Values(sources[name], numbers) for name, numbers in values.items()},
    )
