"""A map of areas as vectors, for print: fills by class, patterns for marks, ward outlines and names, legend and scale.

It reads a `MapBlock` only, so it can draw nothing but released figures. Every area of one class is one path: the
file holds no figure of a single area. One point is 1/72 inch; the picture is as wide as the page between margins.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from hub.disclosure.marks import Mark
from hub.paper.frame import Frame, fit, steps
from hub.paper.map_labels import LEADING, MOST_AREAS, SIZE, Labels, place_names
from hub.paper.map_legend import LEGEND_WIDTH, Signs, draw_legend, draw_north, draw_scale, draw_sign, legend_height
from hub.paper.palette import Entry, legend_entries
from hub.paper.patterns import fill_pattern
from hub.paper.svg import Picture
from hub.products.product import MapBlock
from hub.symbols import SYMBOLS

WIDTH = 482.0
MOST_HEIGHT = 350.0
COMPACT = 182.0
"""Points that the ground takes at most, up and across, of a map that stands beside words."""
GAP = 14.0
SCALE_ROOM = 26.0
DISC = 5.2
MANY = 400
MOST_SIGNS = 60
"""More places than these would cover what lies under them; on the screen, which can be enlarged, all are drawn."""
IN_THE_TABLE = "Places: too many to draw, see the table"
AREA_LINE = "#9a9a9a"
MANY_LINE = "#c2c2c2"
OUTLINE = "#2b2b2b"


def draw_map(block: MapBlock, compact: bool = False) -> str:
    """The map as SVG text (`picture_map`)."""
    return picture_map(block, compact).text()


def picture_map(block: MapBlock, compact: bool = False) -> Picture:
    """The map as a picture, 482 points wide and at most about 500 high; a ``compact`` one as wide as it needs.

    Raises ValueError where a shape has no cell: an area must never be left white by mistake, which would say "none".
    """
    if not block.cells.keys() >= block.shapes.keys():
        raise ValueError("a map needs a cell for each shape it draws")
    shapes, outlines = _read(block.shapes), _read(block.outline)
    room = (COMPACT, COMPACT) if compact else (WIDTH - LEGEND_WIDTH - GAP, MOST_HEIGHT - SCALE_ROOM)
    frame = fit(_array({**shapes, **outlines}), *room)
    width = frame.width + GAP + LEGEND_WIDTH if compact else WIDTH
    shapes, outlines = _project(shapes, frame), _project(outlines, frame)
    entries = legend_entries(block)
    labels = place_names(outlines, block.outline_names, (0, 0, frame.width, frame.height))
    few = sum(len(one.places) for one in block.points) <= MOST_SIGNS
    signs: Signs = [(SYMBOLS[one.name], one.title) for one in block.points]
    signs = signs if few else [(None, IN_THE_TABLE)]
    height = max(frame.height + SCALE_ROOM, legend_height(block.measure, entries, signs, labels))
    picture = Picture(round(width, 1), round(height + 2, 1))
    _draw_areas(picture, entries, shapes)
    _draw_outlines(picture, outlines)
    _draw_names(picture, labels)
    if few:
        _draw_points(picture, block, frame)
    _draw_letters(picture, block.labels, shapes)
    draw_scale(picture, frame, frame.height + 8, share=0.45 if compact else 0.25)
    draw_north(picture, frame.width - 10, frame.height + 4)
    draw_legend(picture, width - LEGEND_WIDTH, block.measure, entries, signs, labels)
    return picture


def _read(shapes: Mapping[str, bytes]) -> dict[str, Any]:
    """Shapes from WKB, in the order of their codes."""
    codes = sorted(shapes)
    return dict(zip(codes, shapely.from_wkb([shapes[code] for code in codes]), strict=True))


def _array(shapes: Mapping[str, Any]) -> NDArray[Any]:
    return np.array(list(shapes.values()), dtype=object)


def _project(shapes: Mapping[str, Any], frame: Frame) -> dict[str, Any]:
    return dict(zip(shapes, frame.project_shapes(_array(shapes)), strict=True)) if shapes else {}


def _draw_areas(picture: Picture, entries: tuple[Entry, ...], shapes: Mapping[str, Any]) -> None:
    """Grounds first, then patterns, then the thin lines between areas."""
    picked = [_array({code: shapes[code] for code in sorted(entry.codes)}) for entry in entries]
    for entry, areas in zip(entries, picked, strict=True):
        picture.path(steps(areas), fill=entry.ground, stroke=entry.ground, stroke_width=0.2)
    for entry, areas in zip(entries, picked, strict=True):
        if entry.mark is not Mark.SHOWN:
            fill_pattern(picture, entry.mark, areas)
    thin, ink = (0.35, AREA_LINE) if len(shapes) < MANY else (0.15, MANY_LINE)
    picture.path(steps(_array(shapes)), fill="none", stroke=ink, stroke_width=thin, stroke_linejoin="round")


def _draw_outlines(picture: Picture, outlines: Mapping[str, Any]) -> None:
    """The larger areas as dark lines; one alone is what a map is about, and stands out on dark ground too."""
    if len(outlines) == 1:
        for width, stroke in ((3.2, "#ffffff"), (1.5, OUTLINE)):
            picture.path(
                steps(_array(outlines)), stroke_width=width, stroke=stroke, stroke_linejoin="round", fill="none"
            )
    elif outlines:
        ink = {"stroke": OUTLINE, "stroke_linejoin": "round", "fill": "none"}
        thick = 0.8 if len(outlines) <= MOST_AREAS else 0.45
        picture.path(steps(_array(outlines)), stroke_width=thick, **ink)


def _draw_points(picture: Picture, block: MapBlock, frame: Frame) -> None:
    """Each place by the sign of its layer."""
    for layer in block.points:
        if layer.places:
            for x, y in frame.project(np.array(layer.places)).tolist():
                draw_sign(picture, SYMBOLS[layer.name], x, y)


def _draw_letters(picture: Picture, letters: Mapping[str, str], shapes: Mapping[str, Any]) -> None:
    """The letter of each lettered shape on a white disc at its middle."""
    for code, letter in sorted(letters.items()):
        middle = shapes[code].centroid
        picture.dot(middle.x, middle.y, DISC, fill="#ffffff", stroke=OUTLINE, stroke_width=0.7)
        ink = {"fill": "#111111", "text_anchor": "middle", "font_weight": "bold"}
        picture.words(middle.x, middle.y + SIZE * 0.36, letter, SIZE, **ink)


def _draw_names(picture: Picture, labels: Labels) -> None:
    """Every name twice: white rims first, so that no rim covers a letter, then the names in ink."""
    rim: dict[str, str | float] = {
        "fill": "#ffffff",
        "stroke": "#ffffff",
        "stroke_width": 2,
        "stroke_linejoin": "round",
    }
    ink: dict[str, str | float] = {"fill": "#111111"}
    for style in (rim, ink):
        for label in labels.placed:
            for row, line in enumerate(label.lines):
                picture.words(label.x, label.y + row * LEADING, line, SIZE, text_anchor="middle", **style)
