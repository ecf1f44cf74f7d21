"""Reference layers as products read them: published places and numbers of areas, with licence and date; no events."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from hub.records import Records


@dataclass(frozen=True)
class Published:
    """What somebody else published: its title, its licence, and of which year, month or day it is."""

    title: str
    licence: str
    date: str

    def about(self) -> str:
        """Title, date and licence, as printed with everything made of it: ``CCTV cameras, 2026-06 (OGL v3)``."""
        return f"{self.title}, {self.date} ({self.licence})"


@dataclass(frozen=True)
class ReferenceLayer(Published):
    """One layer. ``places``: easting and northing of each thing (EPSG:27700, metres). ``values``: numbers by area code
    and period (``ingest.layers.EVERY_PERIOD`` where they are of none). A layer has one or the other.
    """

    name: str
    places: tuple[tuple[float, float], ...] = field(default=(), repr=False)
    values: Mapping[tuple[str, str], float] = field(default_factory=dict, repr=False)

    def source(self) -> str:
        """Its line among the sources of a product."""
        return f"{self.about()}."

    def identity(self) -> str:
        """What tells this layer from any other: products with other layers are other releases."""
        return f"{self.about()} {self.places} {sorted(self.values.items())}"


ReferenceLayers = Mapping[str, ReferenceLayer]
"""The layers of points and of numbers that are held, by name, in the order of their names."""


def find_printed(layers: ReferenceLayers, notes: Iterable[str]) -> list[ReferenceLayer]:
    """The layers that a product is made of: whatever is made of a layer prints its date and licence in its note."""
    printed = "\n".join(notes)
    return [layer for layer in layers.values() if layer.about() in printed]


def read_reference_layers(records: Records) -> ReferenceLayers:
    """The reference layers of a release file."""
    if "reference layers" not in records.kept:
        records.kept["reference layers"] = _ask(records)
    found: ReferenceLayers = records.kept["reference layers"]
    return found


def _ask(records: Records) -> ReferenceLayers:
    places: dict[str, list[tuple[float, float]]] = {}
    values: dict[str, dict[tuple[str, str], float]] = {}
    points, numbers, layers = (records.table(name) for name in ("layer_points", "layer_values", "layers"))
    located = records.ask(points.select("layer", "easting", "northing").order_by("layer", "easting", "northing"))
    for layer, easting, northing in located.itertuples(index=False, name=None):
        places.setdefault(str(layer), []).append((float(easting), float(northing)))
    given = records.ask(numbers.select("layer", "area", "period", "value"))
    for layer, area, period, value in given.itertuples(index=False, name=None):
        values.setdefault(str(layer), {})[str(area), str(period)] = float(value)
    about = records.ask(layers.select("layer", "title", "licence", "date").order_by("layer"))
    return {
        str(name): ReferenceLayer(
            str(title), str(licence), str(date), str(name), tuple(places.get(name, ())), values.get(name, {})
        )
        for name, title, licence, date in about.itertuples(index=False, name=None)
        if name in places or name in values
    }
