"""Bars over months, and the marks that stand where a month has no number (never a bar at zero)."""

from collections.abc import Sequence

import numpy as np
import shapely

from hub.disclosure.marks import WORDS, Mark, SafeCell
from hub.paper.characters import width
from hub.paper.chart_axes import INK, SIZE, Axes
from hub.paper.palette import PATTERN_GROUND
from hub.paper.patterns import fill_pattern
from hub.paper.svg import Picture

_BAR = "#3b78b0"


def draw_bars(picture: Picture, axes: Axes, cells: Sequence[SafeCell]) -> None:
    """Bars, with their figures above where all of them fit; a band over each month without a number."""
    labels = [cell.text(0 if float(cell.value).is_integer() else 1) for cell in cells if cell.value is not None]
    labelled = all(width(words, 7) <= axes.slot * 1.05 for words in labels)
    wide = axes.slot * 0.68
    for place, cell in enumerate(cells):
        if cell.value is None:
            left = axes.left + place * axes.slot
            draw_mark(picture, cell.mark, left + axes.slot * 0.08, axes.upper, axes.slot * 0.84, axes.height)
            continue
        top, words = axes.y(float(cell.value)), labels.pop(0)
        picture.box(axes.x(place) - wide / 2, top, wide, axes.upper + axes.height - top, fill=_BAR)
        if labelled:
            picture.words(axes.x(place), top - 2.5, words, 7, text_anchor="middle", fill=INK)


def draw_mark(picture: Picture, mark: Mark, x: float, y: float, wide: float, high: float) -> None:
    """A framed box with the pattern of a mark."""
    picture.box(x, y, wide, high, fill=PATTERN_GROUND[mark])
    fill_pattern(picture, mark, np.array([shapely.box(x, y, x + wide, y + high)]))
    picture.box(x, y, wide, high, fill="none", stroke="#8a8a8a", stroke_width=0.4)


def draw_key(picture: Picture, x: float, y: float, marks: Sequence[Mark]) -> None:
    """One swatch and word for each mark that occurs."""
    for mark in marks:
        draw_mark(picture, mark, x, y, 18, 9)
        picture.words(x + 23, y + 7.5, WORDS[mark], SIZE, fill=INK)
        x += 23 + width(WORDS[mark], SIZE) + 16
