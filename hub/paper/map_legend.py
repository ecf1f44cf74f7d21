"""What stands beside a map: the legend, the key of lettered names, the scale bar and the north arrow."""

from collections.abc import Sequence

import numpy as np
import shapely

from hub.disclosure.marks import Mark
from hub.paper.characters import wrap
from hub.paper.frame import Frame
from hub.paper.map_labels import Labels
from hub.paper.palette import Entry
from hub.paper.patterns import fill_pattern
from hub.paper.svg import Picture, ring
from hub.symbols import Symbol

LEGEND_WIDTH = 112.0
ROW = 15.0
SWATCH = (18.0, 10.0)
SIZE = 8.0
SIGN = 2.6
_INK = "#222222"
Signs = Sequence[tuple[Symbol | None, str]]
"""The layers of points in a legend: sign and title; no sign where the words speak for themselves."""
_LENGTHS_KM = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)


def legend_height(measure: str, entries: tuple[Entry, ...], signs: Signs, labels: Labels) -> float:
    """How many points the legend needs, from the top of the picture."""
    key = sum(len(wrap(f"{letter} {name}", SIZE - 1, LEGEND_WIDTH)) for letter, name in labels.key)
    named = 16 + 10 * key if labels.key else 0
    heading = 12 * len(wrap(measure, SIZE, LEGEND_WIDTH))
    return heading + ROW * (len(entries) + len(signs)) + named + (24 if labels.left_out else 0) + 10


def draw_legend(
    picture: Picture, x: float, measure: str, entries: tuple[Entry, ...], signs: Signs, labels: Labels
) -> None:
    """The measure as a heading, one swatch and its words for each entry, the signs of the layers of points by their
    titles, then the key of lettered names."""
    y = 9.0
    for line in wrap(measure, SIZE, LEGEND_WIDTH):
        picture.words(x, y, line, SIZE, font_weight="bold", fill=_INK)
        y += 11
    for entry in entries:
        _draw_entry(picture, x, y - 3, entry)
        y += ROW
    for symbol, title in signs:
        if symbol:
            draw_sign(picture, symbol, x + SWATCH[0] / 2, y - 3 + SWATCH[1] / 2)
        for row, line in enumerate(wrap(title, SIZE, LEGEND_WIDTH - SWATCH[0] - 6)):
            picture.words(x + SWATCH[0] + 6, y + 5 + 10 * row, line, SIZE, fill=_INK)
        y += _sign_height(title)
    _draw_key(picture, x, y + 10, labels)


def _draw_entry(picture: Picture, x: float, y: float, entry: Entry) -> None:
    picture.box(x, y, *SWATCH, fill=entry.ground, stroke="none")
    if entry.mark is not Mark.SHOWN:
        fill_pattern(picture, entry.mark, np.array([shapely.box(x, y, x + SWATCH[0], y + SWATCH[1])]))
    picture.box(x, y, *SWATCH, fill="none", stroke="#6a6a6a", stroke_width=0.5)
    picture.words(x + SWATCH[0] + 6, y + 8, entry.label, SIZE, fill=_INK)


def _draw_key(picture: Picture, x: float, y: float, labels: Labels) -> None:
    if labels.key:
        picture.words(x, y, "Names on the map", SIZE - 1, font_weight="bold", fill=_INK)
    for letter, name in labels.key:
        for line in wrap(f"{letter} {name}", SIZE - 1, LEGEND_WIDTH):
            y += 10
            picture.words(x, y, line, SIZE - 1, fill=_INK)
    if labels.left_out:
        for line in wrap(f"{labels.left_out} names left out for want of room", SIZE - 1, LEGEND_WIDTH):
            y += 10
            picture.words(x, y, line, SIZE - 1, fill="#555555", font_style="italic")


def _sign_height(title: str) -> float:
    """Points that the title of a layer takes in the legend."""
    return ROW + 10.0 * (len(wrap(title, SIZE, LEGEND_WIDTH - SWATCH[0] - 6)) - 1)


def draw_sign(picture: Picture, symbol: Symbol, x: float, y: float) -> None:
    """The sign of a layer with its middle at (x, y)."""
    corners = np.array(symbol.ring) * (SIGN, -SIGN) + (x, y)
    picture.path(ring(corners), fill="#ffffff", stroke=_INK, stroke_width=0.8, stroke_linejoin="round")


def draw_scale(picture: Picture, frame: Frame, y: float, share: float = 0.25) -> None:
    """A bar in two halves with its length in km: the longest round length within a share of the map's width."""
    room = frame.width * share / frame.scale / 1000
    length = max([km for km in _LENGTHS_KM if km <= room], default=_LENGTHS_KM[0])
    half, x = length * 1000 * frame.scale / 2, 4.0
    picture.box(x, y, half, 3.2, fill="#222222", stroke="#222222", stroke_width=0.5)
    picture.box(x + half, y, half, 3.2, fill="#ffffff", stroke="#222222", stroke_width=0.5)
    picture.words(x, y + 12, "0", 7, text_anchor="middle", fill=_INK)
    picture.words(x + half, y + 12, f"{length / 2:g}", 7, text_anchor="middle", fill=_INK)
    picture.words(x + 2 * half - 2, y + 12, f"{length:g} km", 7, fill=_INK)


def draw_north(picture: Picture, x: float, y: float) -> None:
    """An arrow to grid north."""
    picture.path(f"M{x:g} {y:g}L{x + 4:g} {y + 11:g}L{x:g} {y + 8.6:g}L{x - 4:g} {y + 11:g}Z", fill="#222222")
    picture.words(x, y + 19, "N", 7.5, text_anchor="middle", font_weight="bold", fill=_INK)
