"""What lies in the hotspots: cameras, premises, schools, stops, from the partnership's reference layers.

These are published places, not events; they pass no gate. Only those inside a hotspot are drawn and counted.
"""

from collections.abc import Sequence

import numpy as np

from hub.products.draft import Draft
from hub.products.hotspot_groups import Hotspot
from hub.products.product import MapPoints
from hub.reference_layers import Points


def points_in(draft: Draft, cells: Sequence[str]) -> tuple[MapPoints, ...]:
    """Every layer of points held, by name, with those of its places that lie in any of these grid cells."""
    wanted, layers = set(cells), draft.layers.points
    return tuple(MapPoints(one.source.title, _inside(draft, one, wanted)) for _, one in sorted(layers.items()))


def _inside(draft: Draft, layer: Points, wanted: set[str]) -> tuple[tuple[float, float], ...]:
    grid, places = draft.geography.grid, np.array(layer.places)
    found = grid.find(places[:, 0], places[:, 1])
    return tuple(
        place for place, cell in zip(layer.places, found, strict=True) if cell >= 0 and grid.codes[cell] in wanted
    )


def count_points(draft: Draft, group: Hotspot) -> str:
    """How many places of each layer lie in a hotspot, in words: ``CCTV cameras: 12; Schools: none``."""
    return "; ".join(f"{one.title}: {len(one.places) or 'none'}" for one in points_in(draft, group.cells))


def name_sources(draft: Draft) -> str:
    """The layers with date and licence, as a sentence; empty where none is held."""
    told = "; ".join(one.source.words() for _, one in sorted(draft.layers.points.items()))
    return f"Places in them: {told}." if told else ""
