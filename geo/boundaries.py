"""Outlines of the areas of one level, always in British National Grid (EPSG:27700), and the files they come from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import geopandas
import numpy as np
import pyogrio
import shapely

from geo.areas import read_columns, read_lookup, read_population
from geo.checks import GAP, PlaceRefused, Shapes, check_codes, check_extent, check_polygons, name_some, repair
from geo.projection import project_shapes

__all__ = ["Boundaries", "read_boundaries", "read_columns", "read_lookup", "read_population"]

_LONGITUDE_LATITUDE = 4326


@dataclass(frozen=True, eq=False)
class Boundaries:
    """The outlines of one level, in the order of ``codes``; nothing in it can be changed.

    ``outlines`` is a read-only array of shapely (multi)polygons in EPSG:27700; ``repairs`` holds the codes whose
    outline was invalid and has been repaired, to be told to the user.
    """

    level: str
    codes: tuple[str, ...]
    names: tuple[str, ...]
    outlines: Shapes
    parents: tuple[str | None, ...]
    repairs: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_codes(self.codes)
        if not len(self.codes) == len(self.names) == len(self.outlines) == len(self.parents):
            sizes = [len(part) for part in (self.codes, self.names, self.outlines, self.parents)]
            found = "{} codes, {} names, {} outlines, {} parents".format(*sizes)
            raise PlaceRefused(
                "boundaries that do not match.", found, "give one code, name, outline and parent for each area."
            )
        check_polygons(self.codes, self.outlines)
        self.outlines.setflags(write=False)

    def __len__(self) -> int:
        return len(self.codes)

    @classmethod
    def from_wkb(
        cls,
        level: str,
        codes: Sequence[str],
        names: Sequence[str],
        wkb: Sequence[bytes],
        parents: Sequence[str | None] | None = None,
    ) -> Self:
        """Build from well-known binary in EPSG:27700, one for each code, in the order given."""
        outlines = np.array([shapely.from_wkb(shape) for shape in wkb], dtype=object)
        return cls(level, tuple(codes), tuple(names), outlines, tuple(parents) if parents else (None,) * len(codes))

    def to_wkb(self) -> list[bytes]:
        """Give each outline as well-known binary (EPSG:27700), in the order of ``codes``."""
        return list(self._wkb)

    @cached_property
    def _wkb(self) -> tuple[bytes, ...]:
        return tuple(shapely.to_wkb(self.outlines))

    def outline(self) -> shapely.Geometry:
        """Give the outline of all areas together (EPSG:27700), slivers narrower than 1 m between neighbours closed."""
        return self._outline

    @cached_property
    def _outline(self) -> shapely.Geometry:
        swollen = shapely.union_all(shapely.buffer(self.outlines, GAP / 2, join_style="mitre"))
        closed = shapely.buffer(swollen, -GAP / 2, join_style="mitre")
        return shapely.union_all([*self.outlines, closed])

    @cached_property
    def tree(self) -> shapely.STRtree:
        """The search tree over the outlines, made once; prepared outlines test points up to eight times faster."""
        shapely.prepare(self.outlines)
        return shapely.STRtree(self.outlines)

    @cached_property
    def ranks(self) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """The place of each code among the sorted codes: the lowest wins where outlines meet."""
        return np.argsort(np.argsort(np.array(self.codes))).astype(np.int64)


def read_boundaries(
    path: Path | str,
    level: str,
    code_column: str,
    name_column: str,
    parents: Mapping[str, str] | None = None,
) -> Boundaries:
    """Read a GeoJSON, GeoPackage or shapefile in any CRS as the outlines of one level, sorted by code, in EPSG:27700.

    Invalid polygons are repaired where that changes less than 0.1 % of their area (see ``Boundaries.repairs``). Raises
    ``PlaceRefused``: unreadable, no areas, missing column, no CRS (GeoJSON: WGS84, RFC 7946), repeated code, no
    polygon, not to be repaired, outside Great Britain, or an area without parent where ``parents`` is given.
    """
    table = _read_shapes(Path(path), (code_column, name_column))
    codes = _texts(table, code_column)
    check_codes(codes)
    table, codes = table.iloc[np.argsort(codes)], sorted(codes)
    outlines = np.array(table.geometry.array, dtype=object)
    check_polygons(codes, outlines)
    outlines = project_shapes(outlines, _find_crs(Path(path), table))
    check_extent(codes, outlines)
    outlines, repairs = repair(codes, outlines)
    return Boundaries(
        level, tuple(codes), tuple(_texts(table, name_column)), outlines, _find_parents(codes, parents), repairs
    )


def _read_shapes(path: Path, columns: tuple[str, str]) -> geopandas.GeoDataFrame:
    """Read the layer that has both columns; list the columns found where none has."""
    headings: list[str] = []
    try:
        for layer, kind in pyogrio.list_layers(_check_file(path)):
            fields = list(pyogrio.read_info(path, layer=layer)["fields"])
            if kind is not None and set(columns) <= set(fields):
                return pyogrio.read_dataframe(path, layer=layer, columns=list(dict.fromkeys(columns)))
            headings += fields
    except (
        pyogrio.errors.DataSourceError,
        pyogrio.errors.DataLayerError,
        shapely.errors.ShapelyError,
        ValueError,
    ) as fault:
        do = "give a GeoJSON, GeoPackage or shapefile of polygons."
        raise PlaceRefused(
            f"{path.name} is not a boundary file.", f"not readable ({type(fault).__name__})", do
        ) from fault
    wanted = " and ".join(f'"{name}"' for name in columns)
    found = f"columns {name_some(headings, 30)}" if headings else "no columns"
    raise PlaceRefused(
        f"{path.name}: no layer with the columns {wanted}.", found, "name the columns that hold code and name."
    )


def _check_file(path: Path) -> Path:
    if not path.is_file():
        raise PlaceRefused(f"{path.name} cannot be read.", "no such file", "check the name.")
    return path


def _texts(table: geopandas.GeoDataFrame, column: str) -> list[str]:
    return [str(value).strip() for value in table[column].fillna("")]


def _find_crs(path: Path, table: geopandas.GeoDataFrame) -> Any:
    if table.crs is not None:
        return table.crs
    if path.suffix.lower() in (".geojson", ".json"):
        return _LONGITUDE_LATITUDE
    do = "save it again with its CRS (a shapefile needs its .prj), for example EPSG:27700."
    raise PlaceRefused(f"{path.name} names no coordinate reference system.", "no CRS", do)


def _find_parents(codes: Sequence[str], parents: Mapping[str, str] | None) -> tuple[str | None, ...]:
    if parents is not None and (orphans := [code for code in codes if code not in parents]):
        do = "give a look-up made for this edition of the areas."
        raise PlaceRefused("areas without a parent in the look-up.", name_some(orphans), do)
    return tuple(None if parents is None else parents[code] for code in codes)
