"""A chart of figures over months as vectors, for print: bars for one series, lines for a few, panels for many.

A month without a number is never drawn at zero: a suppressed one is hatched, one not supplied dotted, one not
applicable crossed; for bars as a band over the month, for lines as a row of small boxes under the chart. The value
axis comes from shown figures only (SDC-10).
"""

from collections.abc import Sequence

from hub.disclosure.marks import Mark, SafeCell
from hub.paper.characters import printable, width
from hub.paper.chart_axes import INK, SIZE, Axes, draw_months, draw_value_axis, round_scale
from hub.paper.chart_bars import draw_bars, draw_key
from hub.paper.chart_lines import MOST_LINES, ROW, draw_gap_rows, draw_lines
from hub.paper.palette import PATTERNS
from hub.paper.svg import Picture
from hub.products.product import SeriesBlock

WIDTH = 482.0
HEIGHT = 100.0
PANEL_WIDTH = 231.0
PANEL_HEIGHT = 64.0
_MOST_NAME = 130.0


def draw_series(block: SeriesBlock) -> str:
    """The chart as SVG text (`picture_series`)."""
    return picture_series(block).text()


def picture_series(block: SeriesBlock) -> Picture:
    """The chart as a picture, 482 points wide. Raises ValueError where a series is not as long as its months."""
    if any(len(cells) != len(block.x) for cells in block.series.values()):
        raise ValueError("a series needs one cell for each month")
    cells = [cell for cells in block.series.values() for cell in cells]
    marks = [mark for mark in PATTERNS if any(cell.mark is mark for cell in cells)]
    if len(block.series) > MOST_LINES:
        return _draw_panels(block, marks)
    return _draw_together(block, marks, cells)


def _draw_together(block: SeriesBlock, marks: Sequence[Mark], cells: Sequence[SafeCell]) -> Picture:
    """One chart: bars for a single series, lines for several."""
    several = len(block.series) > 1
    gaps = [name for name, row in block.series.items() if several and not all(cell.shown for cell in row)]
    names = [width(printable(name), SIZE) + 12 for name in block.series if several]
    rows = [width(printable(name), 7) + 8 for name in gaps]
    right, left = min(max(names, default=4), _MOST_NAME), min(max(rows, default=0), _MOST_NAME)
    axes, step = _scale(cells, len(block.x), (0, 18), (WIDTH - right, HEIGHT), left)
    base = axes.upper + axes.height + 5 + ROW * len(gaps)
    picture = Picture(WIDTH, base + 26 + (16 if marks else 0))
    _draw_unit(picture, block.unit)
    draw_value_axis(picture, axes, step)
    if several:
        draw_lines(picture, axes, block)
        draw_gap_rows(picture, axes, block, gaps)
    else:
        draw_bars(picture, axes, cells)
    draw_months(picture, axes, block.x, base + 6)
    draw_key(picture, axes.left, base + 24, marks)
    return picture


def _draw_panels(block: SeriesBlock, marks: Sequence[Mark]) -> Picture:
    """A small chart of bars for each series, two beside each other, each with its own scale."""
    step_down = PANEL_HEIGHT + 52
    rows = (len(block.series) + 1) // 2
    picture = Picture(WIDTH, 16 + rows * step_down + (14 if marks else 0))
    _draw_unit(picture, f"{block.unit} (each chart has its own scale)")
    for place, (name, cells) in enumerate(block.series.items()):
        x, y = place % 2 * (WIDTH - PANEL_WIDTH), 26 + place // 2 * step_down
        axes, step = _scale(cells, len(block.x), (x, y + 10), (PANEL_WIDTH, PANEL_HEIGHT), 28)
        picture.words(x, y, name, SIZE, font_weight="bold", fill=INK)
        draw_value_axis(picture, axes, step)
        draw_bars(picture, axes, cells)
        draw_months(picture, axes, block.x, axes.upper + PANEL_HEIGHT + 11)
    draw_key(picture, 0, 16 + rows * step_down, marks)
    return picture


def _scale(
    cells: Sequence[SafeCell], months: int, corner: tuple[float, float], size: tuple[float, float], left: float
) -> tuple[Axes, float]:
    """Axes from the upper left ``corner``, with room at the left for the values (and at least ``left`` points)."""
    step, top = round_scale(max((float(cell.value) for cell in cells if cell.value is not None), default=0.0))
    room = max(width(f"{top:,.10g}", SIZE) + 8, left)
    return Axes(corner[0] + room, corner[1], size[0] - room, size[1], months, top), step


def _draw_unit(picture: Picture, unit: str) -> None:
    picture.words(0, 9, unit, SIZE, fill=INK, font_weight="bold")
