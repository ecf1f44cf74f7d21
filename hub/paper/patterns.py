"""Hatches, dots and crosses as real lines, cut to the areas they fill.

No SVG pattern fill: viewers and printers draw those differently, some not at all. A pattern is laid out over the
whole drawing and cut to the joined areas, so nothing of one area's figure can show in it.
"""

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from hub.disclosure.marks import Mark
from hub.paper.frame import steps
from hub.paper.palette import PATTERNS
from hub.paper.svg import Picture
from hub.shapes import middles_of_unmarked

HATCH_STEP = 3.2
DOT_STEP = 4.0
CROSS_STEP = 6.0
HATCH_PEN, DOT_RADIUS, CROSS_ARM, CROSS_PEN = 0.55, 0.55, 1.2, 0.45
"""Points, as the steps are."""
INK = "#5c5c5c"


def fill_pattern(picture: Picture, mark: Mark, areas: NDArray[Any]) -> None:
    """Draw the pattern of a mark over ``areas`` (polygons in points of the drawing)."""
    if not len(areas):
        return
    where = shapely.union_all(areas, grid_size=0.01)
    {"hatch": _hatch, "dots": _dots, "crosses": _crosses}[PATTERNS[mark]](picture, where)


def _hatch(picture: Picture, where: Any) -> None:
    """Parallel lines at 45 degrees."""
    left, top, right, bottom = where.bounds
    reach = bottom - top
    starts = np.arange(np.floor((left - reach) / HATCH_STEP) * HATCH_STEP, right, HATCH_STEP)
    ends = np.stack([np.stack([starts, starts + reach], 1), np.stack([starts * 0 + bottom, starts * 0 + top], 1)], 2)
    cut = shapely.intersection(shapely.linestrings(ends), where)
    small = [shapely.intersection(_stroke(middle, reach), where) for middle in middles_of_unmarked(where, cut)]
    picture.path(steps(np.array([*cut, *small])), stroke=INK, stroke_width=HATCH_PEN, fill="none")


def _stroke(middle: Any, reach: float) -> Any:
    """A line of the hatch through a point."""
    return shapely.LineString([(middle.x - reach, middle.y + reach), (middle.x + reach, middle.y - reach)])


def _dots(picture: Picture, where: Any) -> None:
    """Dots on a staggered lattice."""
    for x, y in _lattice(where, DOT_STEP):
        picture.dot(x, y, DOT_RADIUS, fill=INK)


def _crosses(picture: Picture, where: Any) -> None:
    """Small upright crosses on a staggered lattice."""
    arm = CROSS_ARM
    strokes = [f"M{x - arm:.2f} {y:.2f}H{x + arm:.2f}M{x:.2f} {y - arm:.2f}V{y + arm:.2f}" for x, y in
               _lattice(where, CROSS_STEP)]  # fmt: skip
    picture.path("".join(strokes), stroke=INK, stroke_width=CROSS_PEN, fill="none")


def _lattice(where: Any, step: float) -> list[tuple[float, float]]:
    """Points of a staggered lattice inside the shape; at least one in every part, so that none goes unmarked."""
    left, top, right, bottom = where.bounds
    rows = np.arange(np.floor(top / step) * step, bottom + step, step)
    columns = np.arange(np.floor(left / step) * step, right + step, step)
    x, y = (grid.ravel() for grid in np.meshgrid(columns, rows))
    x = x + np.where(np.round(y / step) % 2 == 1, step / 2, 0)
    shapely.prepare(where)
    inside = shapely.contains_xy(where, x, y)
    points = list(zip(x[inside].tolist(), y[inside].tolist(), strict=True))
    return points + [(one.x, one.y) for one in middles_of_unmarked(where, shapely.points(points))]
