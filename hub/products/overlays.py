"""What lies in the hotspots: cameras, premises, schools, stops, from the partnership's reference layers.

These are published places, not events; they pass no gate. Only those inside a hotspot are drawn and counted.
"""

from collections.abc import Sequence

import numpy as np

from hub.products.draft import Draft
from hub.products.hotspot_groups import Hotspot
from hub.products.product import MapPoints
from hub.reference_layers import ReferenceLayer


def point_layers(draft: Draft) -> list[ReferenceLayer]:
    """The layers of points that are held."""
    return [layer for layer in draft.layers.values() if layer.places]


def points_in(draft: Draft, cells: Sequence[str]) -> tuple[MapPoints, ...]:
    """Every layer of points with those of its places that lie in any of these grid cells."""
    wanted = set(cells)
    return tuple(MapPoints(one.name, one.title, _inside(draft, one, wanted)) for one in point_layers(draft))


def _inside(draft: Draft, layer: ReferenceLayer, wanted: set[str]) -> tuple[tuple[float, float], ...]:
    grid, places = draft.geography.grid, np.array(layer.places)
    found = grid.find(places[:, 0], places[:, 1])
    return tuple(
        place for place, cell in zip(layer.places, found, strict=True) if cell >= 0 and grid.codes[cell] in wanted
    )


def count_points(draft: Draft, group: Hotspot) -> str:
    """How many places of each layer lie in a hotspot, in words: ``CCTV cameras: 12; Schools: none``."""
    return "; ".join(f"{one.title}: {len(one.places) or 'none'}" for one in points_in(draft, group.cells))


def name_layers(draft: Draft) -> str:
    """The layers of points with date and licence, as a sentence; empty where none is held."""
    told = "; ".join(layer.about() for layer in point_layers(draft))
    return f" Places in hotspots: {told}." if told else ""
