"""Outlines for the screen: British National Grid shapes (WKB) as longitude and latitude, codes and names only.

Pages cannot reach `geo`; they get shapes here. No function takes or returns a figure: what is drawn in which colour
is decided in `dashboards/show_map.py` from released cells. The transform is the pinned one of `geo/projection.py`,
backwards. Coordinates are rounded to 5 decimals (about 1 m).
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import pyproj
import shapely
from shapely import affinity

from geo.projection import PIPELINE
from hub.letters import draw_letters
from hub.symbols import Symbol

DECIMALS = 5
_STROKES_ACROSS = 110
_LETTERS_ACROSS = 48
_SIGNS_ACROSS = 180
_GRID_TO_WGS84 = pyproj.Transformer.from_pipeline(PIPELINE)
Pieces = tuple[tuple[str, bytes], ...]
Corners = tuple[list[float], list[float]]


def as_geojson(shapes: Mapping[str, bytes], names: Mapping[str, str], codes: Iterable[str]) -> dict[str, Any]:
    """Return a WGS84 FeatureCollection of ``codes``, each with its code as ``id`` and its name. Do not change it."""
    geometries = _geometries(tuple(shapes.items()))
    features = [
        {"type": "Feature", "id": code, "properties": {"name": names.get(code, code)}, "geometry": geometries[code]}
        for code in codes
    ]
    return {"type": "FeatureCollection", "features": features}


def corners(shapes: Mapping[str, bytes]) -> Corners:
    """Return longitudes and latitudes of the south-west and north-east corners of the frame round all ``shapes``."""
    west, south, east, north = shapely.total_bounds(_to_wgs84(_read(tuple(shapes.items())))).tolist()
    return [west, east], [south, north]


def as_lines(shapes: Mapping[str, bytes]) -> dict[str, Any]:
    """Return the outlines as one GeoJSON MultiLineString in WGS84."""
    return _lines(shapely.boundary(_read(tuple(shapes.items()))))


def hatching(shapes: Mapping[str, bytes], codes: Iterable[str]) -> dict[str, Any]:
    """Return slanted lines that fill the shapes of ``codes``: a GeoJSON MultiLineString in WGS84.

    As for dots and crosses, the distance between strokes depends on the extent of all ``shapes`` alone, never on which
    of them are filled.
    """
    box, area = _paper_and_area(shapes, codes)
    west, south, east, north = box
    reach = float(np.hypot(east - west, north - south)) / 2
    x, y = (west + east) / 2, (south + north) / 2
    offsets = np.arange(-reach, reach, _step(box))
    level = shapely.MultiLineString([[(x - reach, y + d), (x + reach, y + d)] for d in offsets])
    cut = shapely.intersection(area, affinity.rotate(level, 45.0, origin=(x, y)))
    small = [
        shapely.intersection(shapely.LineString([(one.x - reach, one.y - reach), (one.x + reach, one.y + reach)]), area)
        for one in middles_of_unmarked(area, shapely.get_parts(cut))
    ]
    return _lines(shapely.union_all([cut, *small]) if small else cut)


def dots(shapes: Mapping[str, bytes], codes: Iterable[str]) -> dict[str, Any]:
    """Return points on a staggered lattice inside the shapes of ``codes``: a GeoJSON MultiPoint in WGS84."""
    at = _lattice(*_paper_and_area(shapes, codes), 1.5)
    return {"type": "MultiPoint", "coordinates": np.round(_degrees(at), DECIMALS).tolist()}


def crosses(shapes: Mapping[str, bytes], codes: Iterable[str]) -> dict[str, Any]:
    """Return small upright crosses inside the shapes of ``codes``: a GeoJSON MultiLineString in WGS84."""
    box, area = _paper_and_area(shapes, codes)
    arm = _step(box) * 0.45
    return _lines(
        shapely.MultiLineString(
            [
                stroke
                for x, y in _lattice(box, area, 2.0).tolist()
                for stroke in ([(x - arm, y), (x + arm, y)], [(x, y - arm), (x, y + arm)])
            ]
        )
    )


def letters(shapes: Mapping[str, bytes], labels: Mapping[str, str]) -> dict[str, Any]:
    """Return the letter of each labelled shape, at its middle, as lines: a GeoJSON MultiLineString in WGS84."""
    box = shapely.total_bounds(_read(tuple(shapes.items())))
    height = float(np.hypot(box[2] - box[0], box[3] - box[1])) / _LETTERS_ACROSS
    middles = {code: shapely.centroid(shapely.from_wkb(shapes[code])) for code in labels}
    drawn = (draw_letters(word, middles[code].x, middles[code].y, height) for code, word in labels.items())
    return _lines(shapely.MultiLineString([stroke for strokes in drawn for stroke in strokes]))


def signs(shapes: Mapping[str, bytes], places: Iterable[tuple[float, float]], symbol: Symbol) -> dict[str, Any]:
    """Return the sign at each place (EPSG:27700, metres) as lines: a GeoJSON MultiLineString in WGS84."""
    box = shapely.total_bounds(_read(tuple(shapes.items())))
    size = float(np.hypot(box[2] - box[0], box[3] - box[1])) / _SIGNS_ACROSS
    closed = np.array([*symbol.ring, symbol.ring[0]]) * size
    return _lines(shapely.MultiLineString([closed + np.array(place) for place in places]))


def middles_of_unmarked(area: Any, marks: Any) -> Any:
    """Return a point in each part of ``area`` that no line or point of a pattern is in: left out, a small area would
    look like one of another kind, such as a true zero."""
    parts = shapely.get_parts(area)
    marked = shapely.STRtree(parts).query(np.asarray(marks, dtype=object), predicate="intersects")[1]
    return shapely.point_on_surface(np.delete(parts, np.unique(marked)))


def homes(shapes: Mapping[str, bytes], outline: Mapping[str, bytes]) -> dict[str, str]:
    """Return the code of the ``outline`` area that holds the middle of each shape; shapes in none are left out."""
    return dict(_homes(tuple(shapes.items()), tuple(outline.items())))


def _paper_and_area(shapes: Mapping[str, bytes], codes: Iterable[str]) -> tuple[Any, Any]:
    """Bounds of all shapes in metres, and the shapes of ``codes`` joined."""
    joined = shapely.union_all(shapely.from_wkb([shapes[code] for code in codes]), grid_size=0.01)
    return shapely.total_bounds(_read(tuple(shapes.items()))), joined


def _step(box: Any) -> float:
    """Metres between two strokes: about 110 of them across the whole map."""
    return float(np.hypot(box[2] - box[0], box[3] - box[1])) / _STROKES_ACROSS


def _lattice(box: Any, area: Any, stretch: float) -> Any:
    """Points (n, 2) in metres on a staggered lattice inside ``area``; at least one in every part of it."""
    step = _step(box) * stretch
    x, y = (grid.ravel() for grid in np.meshgrid(np.arange(box[0], box[2], step), np.arange(box[1], box[3], step)))
    x = x + np.where(np.round((y - box[1]) / step) % 2 == 1, step / 2, 0)
    shapely.prepare(area)
    inside = shapely.contains_xy(area, x, y)
    points = np.column_stack([x[inside], y[inside]])
    return np.concatenate([points, shapely.get_coordinates(middles_of_unmarked(area, shapely.points(points)))])


@lru_cache(maxsize=16)
def _homes(shapes: Pieces, outline: Pieces) -> tuple[tuple[str, str], ...]:
    middles = shapely.point_on_surface(_read(shapes))
    found = shapely.STRtree(_read(outline)).query(middles, predicate="within")
    return tuple((shapes[shape][0], outline[home][0]) for shape, home in found.T.tolist()[::-1])


@lru_cache(maxsize=16)
def _geometries(shapes: Pieces) -> dict[str, dict[str, Any]]:
    written = (_rounded(shapely.geometry.mapping(outline)) for outline in _to_wgs84(_read(shapes)))
    return dict(zip((code for code, _ in shapes), written, strict=True))


def _rounded(geometry: Any) -> dict[str, Any]:
    return {"type": geometry["type"], "coordinates": _round_all(geometry["coordinates"])}


def _round_all(part: Any) -> Any:
    return [_round_all(each) for each in part] if isinstance(part, (tuple, list)) else round(part, DECIMALS)


def _read(shapes: Pieces) -> Any:
    return shapely.from_wkb([wkb for _, wkb in shapes])


def _to_wgs84(geometries: Any) -> Any:
    return shapely.transform(geometries, _degrees)


def _degrees(metres: Any) -> Any:
    """Longitude and latitude (n, 2) of eastings and northings (n, 2)."""
    return np.column_stack(_GRID_TO_WGS84.transform(metres[:, 0], metres[:, 1], direction="INVERSE"))


def _lines(geometries: Any) -> dict[str, Any]:
    """Every piece of line in ``geometries`` (metres) in one GeoJSON geometry."""
    parts = shapely.get_parts(shapely.get_parts(geometries))
    pieces = _to_wgs84(parts[shapely.get_dimensions(parts) == 1])
    written = [np.round(shapely.get_coordinates(piece), DECIMALS).tolist() for piece in pieces]
    return {"type": "MultiLineString", "coordinates": written}
