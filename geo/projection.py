"""To British National Grid (EPSG:27700), by one pinned transformation for outlines and events alike.

PROJ would choose a transformation by what happens to be on the machine: exact with Ordnance Survey's OSTN15 grid,
metres off without. Two machines would then place the same event differently. So the pipeline is written out: the
seven-parameter Helmert transformation "OSGB36 to WGS 84 (6)" (EPSG:1314, inverse), then the British National Grid
(EPSG:19916). Its accuracy is 2 m by EPSG's record and up to 5 m in places by the Ordnance Survey's (3.5 m at Caister,
its worked example); events and outlines shift together. It needs no grid file, and the network of PROJ is off.
"""

from functools import cache
from typing import Any

import numpy as np
import pyproj
import pyproj.network
import shapely
from numpy.typing import ArrayLike, NDArray

from geo.checks import BRITISH_NATIONAL_GRID, Shapes

pyproj.network.set_network_enabled(False)  # type: ignore[attr-defined]

Metres = NDArray[np.float64]

PIPELINE = (
    "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step +proj=push +v_3 +step +proj=cart +ellps=WGS84 "
    "+step +inv +proj=helmert +x=446.448 +y=-125.157 +z=542.06 +rx=0.15 +ry=0.247 +rz=0.842 +s=-20.489 "
    "+convention=position_vector +step +inv +proj=cart +ellps=airy +step +proj=pop +v_3 "
    "+step +proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy"
)


def project_points(lon: ArrayLike, lat: ArrayLike) -> tuple[Metres, Metres]:
    """Project WGS84 longitude and latitude (degrees, 1-D) to easting and northing (EPSG:27700, metres).

    The transformation is EPSG:1314 inverse ("OSGB36 to WGS 84 (6)", accuracy 2 m, in places 5 m) and EPSG:19916, as a
    pinned pipeline. NaN stays NaN; what is no position on Earth (beyond 180 or 90 degrees) becomes NaN.
    """
    x, y = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    on_earth = (np.abs(x) <= 180) & (np.abs(y) <= 90)
    easting, northing = _pinned().transform(np.where(on_earth, x, np.nan), np.where(on_earth, y, np.nan))
    lost = ~(np.isfinite(easting) & np.isfinite(northing))
    return np.where(lost, np.nan, easting), np.where(lost, np.nan, northing)


def project_shapes(shapes: Shapes, crs: Any) -> Shapes:
    """Project outlines from ``crs`` (anything pyproj reads) to EPSG:27700; heights are dropped.

    Coordinates on the OSGB36 datum are only re-projected; all others go by way of WGS84 and the pinned pipeline.
    """
    source = pyproj.CRS.from_user_input(crs)
    source = source.sub_crs_list[0] if source.is_compound else source
    flat = shapely.force_2d(shapes)
    if source.equals(BRITISH_NATIONAL_GRID, ignore_axis_order=True):
        return flat
    if "OSGB" in str(source.geodetic_crs) or "Airy 1830" in str(source.ellipsoid):
        return _reproject(flat, source, BRITISH_NATIONAL_GRID)
    return shapely.transform(_reproject(flat, source, 4326), _project_corners)


def _project_corners(corners: Metres) -> Metres:
    """Project longitude and latitude, (n, 2); what is not on Earth becomes infinite, so that rings stay closed."""
    projected = np.column_stack(project_points(corners[:, 0], corners[:, 1]))
    return np.where(np.isnan(projected), np.inf, projected)


def _reproject(shapes: Shapes, source: pyproj.CRS, target: int) -> Shapes:
    change = pyproj.Transformer.from_crs(source, target, always_xy=True)
    return shapely.transform(shapes, lambda xy: np.column_stack(change.transform(xy[:, 0], xy[:, 1])))


@cache
def _pinned() -> pyproj.Transformer:
    return pyproj.Transformer.from_pipeline(PIPELINE)
