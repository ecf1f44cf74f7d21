"""The colours and patterns of a map, and which of them each area gets.

Counts and rates run from light to dark in one hue, so that they keep their order in greyscale and for every kind of
colour vision. A true zero is white. Suppressed, not supplied and not applicable are patterns, never colours, each
with its own legend entry (SDC-10). Class edges come from shown values only.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hub.disclosure.marks import WORDS, Mark, SafeCell, SafeClass
from hub.products.product import MapBlock

SEQUENCE = ("#d9e6f2", "#abc9e4", "#74a5cf", "#3b78b0", "#143f73")
CLASS_COLOURS = {
    "hotspot 99 %": "#7a1e12", "hotspot 95 %": "#c8502a", "hotspot 90 %": "#e59a5e", "not a hotspot": "#f3f2ee",
}  # fmt: skip
OTHER_CLASSES = ("#f3f2ee", *SEQUENCE[1:])
_QUINTILES = (0.2, 0.4, 0.6, 0.8)
PATTERNS = {Mark.SUPPRESSED: "hatch", Mark.NOT_SUPPLIED: "dots", Mark.NOT_APPLICABLE: "crosses"}
PATTERN_GROUND = {Mark.SUPPRESSED: "#f1f1f1", Mark.NOT_SUPPLIED: "#ffffff", Mark.NOT_APPLICABLE: "#e2e2e2"}


@dataclass(frozen=True)
class Entry:
    """One line of a legend and the areas drawn so: a ground colour and perhaps a pattern over it."""

    label: str
    ground: str
    codes: tuple[str, ...]
    mark: Mark = Mark.SHOWN


def legend_entries(block: MapBlock) -> tuple[Entry, ...]:
    """The entries of a map, highest first, then zero, then the marks; only those that occur on the map."""
    shown = _class_entries(block) if block.kind == "class" else _number_entries(block)
    marks = (Entry(WORDS[mark], PATTERN_GROUND[mark], _codes(block, mark), mark) for mark in PATTERNS)
    return tuple(entry for entry in (*shown, *marks) if entry.codes)


def class_edges(values: Sequence[float], breaks: Sequence[float]) -> tuple[float, ...]:
    """Inner edges of the colour classes: the given breaks inside the range of the values, or quintiles of them.

    A value on an edge belongs to the class above. Breaks may or may not carry the two ends of the range: a first
    break at the lowest value says that they do, and then the last one is the highest value and no edge.
    """
    if not values:
        return ()
    wanted = tuple(breaks) or tuple(float(edge) for edge in np.quantile(values, _QUINTILES, method="higher"))
    if breaks and wanted[0] <= min(values) and wanted[-1] >= max(values):
        wanted = wanted[:-1]
    return tuple(sorted({edge for edge in wanted if min(values) < edge <= max(values)}))


def _codes(block: MapBlock, mark: Mark) -> tuple[str, ...]:
    return tuple(code for code in block.shapes if block.cells[code].mark is mark)


def _number_entries(block: MapBlock) -> list[Entry]:
    values = {code: _value(block.cells[code]) for code in _codes(block, Mark.SHOWN)}
    some = {code: value for code, value in values.items() if value != 0}
    edges = class_edges(tuple(some.values()), block.breaks)
    places = {code: bisect_right(edges, value) for code, value in some.items()}
    entries = []
    for place in range(len(edges), -1, -1):
        codes = tuple(code for code in some if places[code] == place)
        inside = [some[code] for code in codes]
        entries.append(Entry(_span(inside, block.kind), _shade(place, len(edges) + 1), codes))
    return [*entries, Entry(_zero_words(block), "#ffffff", tuple(code for code in values if code not in some))]


def _value(cell: SafeCell | SafeClass) -> float:
    if isinstance(cell, SafeClass) or cell.value is None:
        raise ValueError("a map of numbers needs a number in each shown cell")
    return float(cell.value)


def _span(values: Sequence[float], kind: str) -> str:
    """The lowest and highest shown value of a class, in words."""
    if not values:
        return ""
    low, high = (f"{value:,.0f}" if kind == "count" else f"{value:,.1f}" for value in (min(values), max(values)))
    return low if low == high else f"{low} to {high}"


def _shade(place: int, classes: int) -> str:
    """The colour of class ``place`` of ``classes``, spread over the sequence; a lone class takes the middle."""
    if classes == 1:
        return SEQUENCE[2]
    if classes <= len(SEQUENCE):
        return SEQUENCE[round(place * (len(SEQUENCE) - 1) / (classes - 1))]
    return _mix(place * (len(SEQUENCE) - 1) / (classes - 1))


def _mix(position: float) -> str:
    """A colour between two of the sequence."""
    low = min(int(position), len(SEQUENCE) - 2)
    pairs = ((int(SEQUENCE[low][at : at + 2], 16), int(SEQUENCE[low + 1][at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * (position - low)):02x}" for a, b in pairs)


def _zero_words(block: MapBlock) -> str:
    return "0 (none)" if block.kind == "count" else "0.0 (none)"


def _class_entries(block: MapBlock) -> list[Entry]:
    """Known classes in their own order, then any others by name."""
    labels = {code: _label(block.cells[code]) for code in _codes(block, Mark.SHOWN)}
    others = sorted(set(labels.values()) - set(CLASS_COLOURS))
    colours = CLASS_COLOURS | dict(zip(others, OTHER_CLASSES, strict=False))
    if len(others) > len(OTHER_CLASSES):
        raise ValueError(f"a map tells {len(OTHER_CLASSES)} classes of its own apart, not {len(others)}")
    return [
        Entry(label, colour, tuple(code for code in labels if labels[code] == label))
        for label, colour in colours.items()
    ]


def _label(cell: SafeCell | SafeClass) -> str:
    if isinstance(cell, SafeCell) or cell.label is None:
        raise ValueError("a map of classes needs a class in each shown cell")
    return cell.label
