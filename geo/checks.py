"""What any shape must be before it is measured, and the three-line refusal that every floor uses.

A refusal says what is wrong, what was found and what to do. It never quotes a value from an extract. Area codes are
reference data, so a refused boundary file names the codes at fault.
"""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

import numpy as np
import shapely
from numpy.typing import NDArray

BRITISH_NATIONAL_GRID = 27700
EXTENT = (0.0, 0.0, 700_000.0, 1_300_000.0)
"""Least easting, least northing, greatest easting, greatest northing of the British National Grid, metres."""
GAP = 1.0
"""Metres: outlines of neighbours closer than this meet, and an event this close to an area belongs to it."""
REPAIR_LIMIT = 0.001
"""Largest share of a polygon's area that a repair may change."""

Shapes = NDArray[np.object_]


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """Base of every refusal: ``what`` is wrong, what was ``found``, what to ``do``; ``exit_code`` names the kind."""

    exit_code: ClassVar[int] = 1

    def __init__(self, what: str, found: str, do: str) -> None:
        super().__init__(what)
        self.what = what
        self.found = found
        self.do = do

    def __str__(self) -> str:
        return f"REFUSED {self.what}\nFound: {self.found}\nDo: {self.do}"


class PlaceRefused(Refused):
    """A boundary file, look-up or point set cannot be measured."""

    exit_code: ClassVar[int] = 14


def name_some(codes: Iterable[str], most: int = 10) -> str:
    """Write up to ``most`` codes in a row, and how many more there are."""
    listed = list(codes)
    rest = f" and {len(listed) - most:,} more" if len(listed) > most else ""
    return ", ".join(listed[:most]) + rest


def check_codes(codes: Sequence[str]) -> None:
    """Refuse an empty list of codes, a blank code and a code that occurs twice."""
    if not codes:
        raise PlaceRefused("the boundary file holds no area.", "0 areas", "give a file with one row for each area.")
    if blank := sum(not code for code in codes):
        raise PlaceRefused(
            "areas without a code.", f"{blank:,} blank codes", "give every area a code, or name another column."
        )
    seen: set[str] = set()
    if twice := sorted({code for code in codes if code in seen or seen.add(code)}):  # type: ignore[func-returns-value]
        raise PlaceRefused(
            "an area code occurs more than once.",
            name_some(twice),
            "give each area once (parts of one area as one multipolygon), or name the column that holds the code.",
        )


def check_polygons(codes: Sequence[str], outlines: Shapes) -> None:
    """Refuse outlines that are missing, empty, or neither polygon nor multipolygon (shapes in any CRS)."""
    areal = np.isin(shapely.get_type_id(outlines), (3, 6)) & ~shapely.is_empty(outlines)
    if not areal.all():
        raise PlaceRefused(
            "an outline is not a polygon.",
            name_some(_pick(codes, ~areal)),
            "give polygons or multipolygons: points and lines have no inside.",
        )


def check_extent(codes: Sequence[str], outlines: Shapes) -> None:
    """Refuse outlines (EPSG:27700) that reach outside Great Britain: nearly always a wrong or missing CRS."""
    west, south, east, north = shapely.bounds(outlines).T
    inside = (west >= EXTENT[0]) & (south >= EXTENT[1]) & (east <= EXTENT[2]) & (north <= EXTENT[3])
    if not inside.all():
        raise PlaceRefused(
            "an outline lies outside Great Britain.",
            name_some(_pick(codes, ~inside)),
            "check the coordinate reference system: GeoJSON that names none is read as longitude, latitude.",
        )


def repair(codes: Sequence[str], outlines: Shapes) -> tuple[Shapes, tuple[str, ...]]:
    """Make invalid outlines (EPSG:27700) valid where that moves less than 0.1 % of the area; refuse the rest by code.

    Returns the outlines and the codes repaired, to be told to the user.
    """
    broken = ~shapely.is_valid(outlines)
    if not broken.any():
        return outlines, ()
    mended = outlines.copy()
    mended[broken] = [_keep_polygons(shape) for shape in shapely.make_valid(outlines[broken])]
    before, after = shapely.area(outlines), shapely.area(mended)
    lost = broken & ~((after > 0) & (np.abs(after - before) < REPAIR_LIMIT * before))
    if lost.any():
        raise PlaceRefused(
            "an outline crosses itself and cannot be repaired without changing the area.",
            name_some(_pick(codes, lost)),
            "repair these outlines in a GIS, or ask the publisher for a corrected file.",
        )
    return mended, tuple(_pick(codes, broken))


def _keep_polygons(shape: Any) -> Any:
    """Drop the lines and points that a repair can leave beside the polygons."""
    parts = shapely.get_parts(shapely.get_parts(shape))
    return shapely.multipolygons(parts[shapely.get_type_id(parts) == 3])


def _pick(codes: Sequence[str], chosen: NDArray[np.bool_]) -> list[str]:
    return [code for code, take in zip(codes, chosen, strict=True) if take]
