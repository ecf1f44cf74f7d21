"""The surroundings of a place: a square of the ground, and the part of some shapes that lies in it."""

from collections.abc import Mapping

import numpy as np
import shapely

Square = tuple[float, float, float, float]
"""West, south, east and north (metres, EPSG:27700)."""


def square_round(places: np.ndarray, size: float, margin: float) -> Square:
    """The square round cells of a ``size`` by their south-west corners (n x 2), with a margin on each side."""
    west, south = places.min(axis=0) - margin
    east, north = places.max(axis=0) + size + margin
    x, y, half = (west + east) / 2, (south + north) / 2, max(east - west, north - south) / 2
    return float(x - half), float(y - half), float(x + half), float(y + half)


def clip(shapes: Mapping[str, bytes], square: Square) -> dict[str, bytes]:
    """The part of each shape (WKB) inside the square; without those that have no ground in it."""
    box, found = shapely.box(*square), {}
    for code, shape in shapes.items():
        part = shapely.intersection(shapely.from_wkb(shape), box)
        polygons = [one for one in shapely.get_parts(part) if shapely.area(one) > 0]
        if polygons:
            found[code] = shapely.to_wkb(polygons[0] if len(polygons) == 1 else shapely.multipolygons(polygons))
    return found
