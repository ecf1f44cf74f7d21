"""Where the names of the outlined areas go, so that no two overlap.

Larger areas choose first. A name that finds no room is replaced by a small letter, explained beside the map (never a
number, which a reader would take for a count); where even the letters run out, the map says how many names it lacks.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Any

import numpy as np
import shapely

from hub.paper.characters import printable, width

SIZE = 6.6
LEADING = 7.4
MOST_LETTERS = 16
MOST_AREAS = 60
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Label:
    """Lines of a name (or its letter) centred on x, the first baseline at y."""

    lines: tuple[str, ...]
    x: float
    y: float


@dataclass(frozen=True)
class Labels:
    """Placed labels, the key of the lettered ones, and how many names found no room at all."""

    placed: tuple[Label, ...]
    key: tuple[tuple[str, str], ...]
    left_out: int


def place_names(shapes: Mapping[str, Any], names: Mapping[str, str], page: Box) -> Labels:
    """Place a name in each shape (in points of the drawing) inside the ``page`` box (left, top, right, bottom)."""
    if len(shapes) > MOST_AREAS:
        return Labels((), (), len(shapes))
    taken: list[Box] = []
    placed: list[Label] = []
    crowded: list[str] = []
    for code in sorted(shapes, key=lambda code: (-shapes[code].area, code)):
        label = _find_room(_lines(names.get(code, code)), shapes[code], taken, page)
        if label is None:
            crowded.append(code)
        else:
            placed.append(label)
    return _letter(crowded, shapes, names, placed, taken, page)


def _letter(
    crowded: list[str], shapes: Mapping[str, Any], names: Mapping[str, str], placed: list[Label],
    taken: list[Box], page: Box,
) -> Labels:  # fmt: skip
    """Letters, in order of name, for the areas whose name found no room."""
    key: list[tuple[str, str]] = []
    for code in sorted(crowded, key=lambda code: names.get(code, code)):
        letter = ascii_lowercase[len(key)]
        label = _find_room((letter,), shapes[code], taken, page) if len(key) < MOST_LETTERS else None
        if label is not None:
            placed.append(label)
            key.append((letter, printable(names.get(code, code))))
    return Labels(tuple(placed), tuple(key), len(crowded) - len(key))


def _lines(name: str) -> tuple[str, ...]:
    """A name on one line, or on two of about equal length where it is long."""
    words = printable(name).split()
    if len(words) < 2 or width(" ".join(words), SIZE) < 42:
        return (" ".join(words),)
    cuts = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    return min(cuts, key=lambda cut: max(width(line, SIZE) for line in cut))


def _find_room(lines: tuple[str, ...], shape: Any, taken: list[Box], page: Box) -> Label | None:
    """The first free place near the middle of the shape; the place taken is added to ``taken``."""
    wide, high = max(width(line, SIZE) for line in lines), LEADING * len(lines)
    for x, y in _places(shape):
        box = (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
        if _inside(box, page) and not any(_overlap(box, other) for other in taken):
            taken.append(box)
            return Label(lines, x, box[1] + SIZE * 0.85)
    return None


def _places(shape: Any) -> list[tuple[float, float]]:
    """Centre of the largest circle inside the shape, then points round it that still lie in the shape."""
    circle = shapely.maximum_inscribed_circle(shape, tolerance=0.5)
    x, y = circle.coords[0]
    steps = [(dx * 5.0, dy * 4.0) for dy in range(-5, 6) for dx in range(-5, 6)]
    near = sorted(steps, key=lambda step: (step[0] ** 2 + step[1] ** 2, step))
    spots = np.array([(x + dx, y + dy) for dx, dy in near])
    inside = shapely.contains_xy(shape, spots[:, 0], spots[:, 1])
    inside[0] = True
    return [(float(a), float(b)) for a, b in spots[inside]]


def _inside(box: Box, page: Box) -> bool:
    return box[0] >= page[0] and box[1] >= page[1] and box[2] <= page[2] and box[3] <= page[3]


def _overlap(one: Box, other: Box, gap: float = 1.0) -> bool:
    apart = one[2] + gap <= other[0] or other[2] + gap <= one[0] or one[3] <= other[1] or other[3] <= one[1]
    return not apart
