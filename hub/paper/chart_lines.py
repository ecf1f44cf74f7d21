"""Lines over months for a few series side by side, told apart by dash, marker and name rather than by colour."""

from collections.abc import Sequence
from itertools import groupby

from hub.disclosure.marks import SafeCell
from hub.paper.chart_axes import INK, SIZE, Axes
from hub.paper.chart_bars import draw_mark
from hub.paper.svg import Picture
from hub.products.product import SeriesBlock

ROW = 12.0
_STYLES = (("#143f73", "none"), ("#c8502a", "6 2"), ("#3f3f3f", "1.5 1.8"), ("#4f8a34", "7 2 1.5 2"))
MOST_LINES = len(_STYLES)


def draw_lines(picture: Picture, axes: Axes, block: SeriesBlock) -> None:
    """One line for each series, broken at gaps, with its name where it ends."""
    ends: list[tuple[float, str, str]] = []
    for place, (name, cells) in enumerate(block.series.items()):
        colour, dash = _STYLES[place % MOST_LINES]
        height = axes.y(0)
        for run in _runs(cells):
            points = [(axes.x(month), axes.y(float(cells[month].value or 0))) for month in run]
            picture.line(points, stroke=colour, stroke_width=1.5, stroke_dasharray=dash, stroke_linejoin="round")
            for x, y in points:
                _draw_marker(picture, place, x, y, colour)
            height = points[-1][1]
        ends.append((height, name, colour))
    for y, name, colour in _spread(ends, axes):
        picture.words(axes.left + axes.width + 4, y + 2.8, name, SIZE, fill=colour, font_weight="bold")


def draw_gap_rows(picture: Picture, axes: Axes, block: SeriesBlock, gaps: Sequence[str]) -> None:
    """Under the chart, for each series with gaps, a small box at each month without a number."""
    for row, name in enumerate(gaps):
        y = axes.upper + axes.height + 4 + row * ROW
        picture.words(axes.left - 5, y + 7.5, name, 7, text_anchor="end", fill=INK)
        for place, cell in enumerate(block.series[name]):
            if not cell.shown:
                draw_mark(picture, cell.mark, axes.left + place * axes.slot + 0.5, y, axes.slot - 1, ROW - 3)


def _runs(cells: Sequence[SafeCell]) -> list[list[int]]:
    """Positions of unbroken runs of shown cells."""
    grouped = groupby(range(len(cells)), key=lambda place: cells[place].shown)
    return [list(run) for shown, run in grouped if shown]


def _draw_marker(picture: Picture, place: int, x: float, y: float, colour: str) -> None:
    """Dot, square, triangle or diamond."""
    steps = (
        "",
        f"M{x - 1.9:.2f} {y - 1.9:.2f}h3.8v3.8h-3.8Z",
        f"M{x:.2f} {y - 2.5:.2f}l2.3 4.2h-4.6Z",
        f"M{x:.2f} {y - 2.6:.2f}l2.6 2.6l-2.6 2.6l-2.6 -2.6Z",
    )[place % MOST_LINES]
    if steps:
        picture.path(steps, fill=colour)
    else:
        picture.dot(x, y, 1.9, fill=colour)


def _spread(ends: list[tuple[float, str, str]], axes: Axes, apart: float = 10.0) -> list[tuple[float, str, str]]:
    """Heights of line names, pushed up until none overlap, the lowest kept above the months."""
    spread: list[tuple[float, str, str]] = []
    for y, name, colour in sorted(ends, reverse=True):
        ceiling = spread[-1][0] - apart if spread else axes.upper + axes.height - 2
        spread.append((min(y, ceiling), name, colour))
    return spread
