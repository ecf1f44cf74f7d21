"""Signs of the layers of points on a map: a sign of its own for each layer, told apart by form and never by colour."""

from dataclasses import dataclass
from math import cos, pi, sin


@dataclass(frozen=True)
class Symbol:
    """A closed ring round (0, 0), about one unit to each side, y up; and the character that shows it in a list."""

    character: str
    ring: tuple[tuple[float, float], ...]


def _corners(number: int, first: float, reach: float = 1.0) -> tuple[tuple[float, float], ...]:
    """So many corners at equal angles; ``first`` is the angle of the first (radians, counted from the right)."""
    turns = [first + 2 * pi * at / number for at in range(number)]
    return tuple((reach * cos(turn), reach * sin(turn)) for turn in turns)


SYMBOLS = {
    "cctv-cameras": Symbol("□", _corners(4, pi / 4, 1.2)),
    "premises": Symbol("△", _corners(3, pi / 2, 1.3)),
    "schools": Symbol("○", _corners(16, 0.0)),
    "transport-stops": Symbol("◇", _corners(4, 0.0, 1.35)),
}
"""By the name of the layer, so that a layer looks the same on every map."""
