"""From the ground to the page: metres of the British National Grid to points of a drawing."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from hub.paper.svg import ring


@dataclass(frozen=True)
class Frame:
    """A window of the ground: ``west`` and ``north`` (m, EPSG:27700) lie at the left and upper edge of the drawing."""

    west: float
    north: float
    scale: float
    width: float
    height: float

    def project(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Easting and northing (n x 2, metres) as x and y (n x 2, points; y runs down)."""
        return (points - (self.west, self.north)) * (self.scale, -self.scale)

    def project_shapes(self, shapes: NDArray[Any]) -> NDArray[Any]:
        """Shapes in metres as shapes in points of the drawing."""
        return np.asarray(shapely.transform(shapes, self.project))


def fit(shapes: NDArray[Any], width: float, height: float, margin: float = 3.0) -> Frame:
    """The frame that shows all ``shapes`` in at most ``width`` x ``height`` points, as large as they go.

    Raises ValueError where there is no shape with an extent: a map of nothing is a fault of the caller.
    """
    west, south, east, north = shapely.total_bounds(shapes)
    if not east - west > 0 or not north - south > 0:
        raise ValueError("a map needs at least one shape with an extent")
    scale = min((width - 2 * margin) / (east - west), (height - 2 * margin) / (north - south))
    rim = margin / scale
    fitted = ((east - west) * scale + 2 * margin, (north - south) * scale + 2 * margin)
    return Frame(west - rim, north + rim, scale, *fitted)


def steps(shapes: NDArray[Any]) -> str:
    """SVG path steps through every ring or line of ``shapes`` (already in points of the drawing)."""
    parts = shapely.get_parts(shapes)
    areas = shapely.get_dimensions(parts) == 2
    closed = [ring(shapely.get_coordinates(edge)[:-1]) for edge in shapely.get_rings(parts[areas])]
    lines = shapely.get_dimensions(parts) == 1
    return "".join(closed + [ring(shapely.get_coordinates(line), closed=False) for line in parts[lines]])
