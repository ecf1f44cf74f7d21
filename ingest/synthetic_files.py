"""How Wrenshire's files are written: the same values always give the same bytes (UTF-8, one line feed to a line)."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pyproj
import shapely

from geo.projection import PIPELINE
from ingest.synthetic_faults import PLANTED, STATE
from ingest.synthetic_places import Floats, Geography, Layer
from ingest.synthetic_truth import AreaFile

POPULATION, LOOKUP = "population.csv", "lsoa_lookup.csv"


def to_degrees(points: Floats) -> tuple[Floats, Floats]:
    """WGS84 longitude and latitude of points (n, 2) in EPSG:27700: the inverse of what the hub applies."""
    lon, lat = pyproj.Transformer.from_pipeline(PIPELINE).transform(points[:, 0], points[:, 1], direction="INVERSE")
    return lon, lat


def write_areas(directory: Path, land: Geography) -> tuple[AreaFile, ...]:
    """The three levels as GeoJSON, the look-up from LSOA to MSOA and ward, and the residents of each LSOA."""
    layers = (land.lsoa, land.msoa, land.ward)
    for layer in layers:
        (directory / f"{layer.level}.geojson").write_text(_geojson(layer), encoding="utf-8", newline="\n")
    parents = ((land.msoa, land.msoa_of), (land.ward, land.ward_of))
    lookup = {"lsoa_code": land.lsoa.codes, "lsoa_name": land.lsoa.names}
    for layer, at in parents:
        lookup[f"{layer.level}_code"] = tuple(layer.codes[i] for i in at)
        lookup[f"{layer.level}_name"] = tuple(layer.names[i] for i in at)
    write_table(directory / LOOKUP, pd.DataFrame(lookup))
    write_table(directory / POPULATION, pd.DataFrame({"code": land.lsoa.codes, "residents": land.residents}))
    return tuple(AreaFile(f"{one.level}.geojson", one.level, "code", "name", len(one.codes)) for one in layers)


def write_table(path: Path, frame: pd.DataFrame) -> None:
    """One frame as CSV, without the columns that are never written."""
    kept = frame.drop(columns=[STATE, PLANTED], errors="ignore")
    kept.to_csv(path, index=False, lineterminator="\n", encoding="utf-8")


def _geojson(layer: Layer) -> str:
    """RFC 7946: WGS84, outer rings anticlockwise, seven decimals (about a centimetre), one feature to a line."""
    features = (
        json.dumps({"type": "Feature", "properties": {"code": code, "name": name}, "geometry": _geometry(shape)})
        for code, name, shape in zip(layer.codes, layer.names, shapely.orient_polygons(layer.outlines), strict=True)
    )
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(features) + "\n]}\n"


def _geometry(shape: shapely.Polygon) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": _rings([shape.exterior, *shape.interiors])}


def _rings(rings: Sequence[shapely.LinearRing]) -> list[list[list[float]]]:
    return [_degrees(np.asarray(ring.coords)) for ring in rings]


def _degrees(points: Floats) -> list[list[float]]:
    lon, lat = to_degrees(points)
    pairs: Iterable[tuple[float, float]] = zip(lon.tolist(), lat.tolist(), strict=True)
    return [[round(x, 7), round(y, 7)] for x, y in pairs]
