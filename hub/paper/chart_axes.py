"""The scales of a chart over months: a value axis from zero to a round top, and readable month labels."""

from dataclasses import dataclass
from math import ceil, floor, log10

from hub.paper.svg import Picture

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SIZE = 8.0
INK = "#333333"
GRID = "#d6d6d6"


@dataclass(frozen=True)
class Axes:
    """The plotting area in points of the page, with ``count`` months across and values from 0 to ``top``."""

    left: float
    upper: float
    width: float
    height: float
    count: int
    top: float

    @property
    def slot(self) -> float:
        """Width of one month."""
        return self.width / max(self.count, 1)

    def x(self, month: int) -> float:
        """Middle of the month at position ``month``."""
        return self.left + (month + 0.5) * self.slot

    def y(self, value: float) -> float:
        """Height of a value on the page."""
        return self.upper + self.height * (1 - value / self.top)


def round_scale(highest: float) -> tuple[float, float]:
    """Step and top of a value axis: three to six steps of 1, 2 or 5 times a power of ten, the lowest top that reaches.

    Counts below the highest shown figure only: the axis says no more than the figures do (SDC-10).
    """
    if highest <= 0:
        return 1.0, 4.0
    power = 10.0 ** floor(log10(highest / 3))
    steps = [factor * power for factor in (0.5, 1.0, 2.0, 5.0, 10.0)]
    scales = [(ceil(highest / step - 1e-9) * step, -step) for step in steps if 3 <= ceil(highest / step - 1e-9) <= 6]
    top, step = min(scales)
    return -step, top


def draw_value_axis(picture: Picture, axes: Axes, step: float) -> None:
    """Thin lines at each step with their values, and the base line."""
    for place in range(round(axes.top / step) + 1):
        value, y = place * step, axes.y(place * step)
        edge = (axes.left + axes.width, y)
        picture.line(
            [(axes.left, y), edge], stroke=INK if place == 0 else GRID, stroke_width=0.7 if place == 0 else 0.5
        )
        picture.words(axes.left - 5, y + 2.8, f"{value:,.10g}", SIZE, text_anchor="end", fill=INK)


def draw_months(picture: Picture, axes: Axes, periods: tuple[str, ...], y: float) -> None:
    """Month names as far as there is room, and the year below its first month."""
    every = next(step for step in (1, 2, 3, 6, 12, 24, 60) if step * axes.slot >= 21 or step == 60)
    for place, period in enumerate(periods):
        month, year = _split(period)
        first = place == 0 or month == MONTHS[0]
        starts = MONTHS.index(month) % every == 0 if month in MONTHS and every <= 12 else place % every == 0
        if starts:
            picture.words(axes.x(place), y, month, SIZE, text_anchor="middle", fill=INK)
        if first and year and (every <= 12 or place % every == 0):
            picture.words(axes.x(place), y + 10.5, year, SIZE, text_anchor="middle", font_weight="bold", fill=INK)


def _split(period: str) -> tuple[str, str]:
    """``2019-01`` as ``("Jan", "2019")``; any other period as it is, without a year."""
    year, _, month = period.partition("-")
    if year.isdigit() and month.isdigit() and 1 <= int(month) <= 12:
        return MONTHS[int(month) - 1], year
    return period, ""
