"""A chart of figures over months. A month without a figure is a patterned band, not a point.

The axis begins at zero and ends where the shown figures make it end (SDC-10). Lines differ in dash as well as colour.
"""

from collections.abc import Sequence
from typing import Any

from plotly import graph_objects as go

from dashboards.style import AXIS, DASHES, SERIES, TEMPLATE, chart_words
from hub.disclosure.marks import WORDS, Mark, SafeCell
from hub.months import name_months, name_period
from hub.products.product import SeriesBlock

PATTERNS = {Mark.SUPPRESSED: "/", Mark.NOT_SUPPLIED: ".", Mark.NOT_APPLICABLE: "+"}
BAND, SOFT_STROKE = "#f0f1f3", "#757c84"
ROOM = 1.06
"""A scale that is given ends a little above the highest figure, so that its mark is whole."""
EVERY_MONTH = 8  # more months than this: every second one is named, counted back from the last


def draw_series(block: SeriesBlock, height: int, small: bool = False, top: float | None = None) -> go.Figure:
    """The figure of a series block; ``small``: no grid or legend, the first and last month only.

    ``top``: where the scale ends, for charts that stand side by side; else where the shown figures make it end.
    """
    months = [name_period(month) for month in block.x]
    traces: list[go.Bar | go.Scatter] = []
    for mark, pattern in PATTERNS.items():
        gaps = [month for at, month in enumerate(months) if _has(block, at, mark)]
        if gaps:
            traces.append(_band(mark, pattern, gaps))
    for number, (name, cells) in enumerate(block.series.items()):
        traces.append(_line(name, number, months, cells, small))
    layout = _layout(block, months, small)
    if top is not None:
        layout["yaxis2"] |= {"range": [0, top * ROOM]}
    return go.Figure(traces, {"template": TEMPLATE, "height": height, **layout})


def find_top(blocks: Sequence[SeriesBlock]) -> float | None:
    """The highest figure that any of these charts shows; None where none shows one above zero."""
    cells = (cell for block in blocks for some in block.series.values() for cell in some)
    return max((float(cell.value) for cell in cells if cell.value), default=None)


def _has(block: SeriesBlock, at: int, mark: Mark) -> bool:
    return any(cells[at].mark is mark for cells in block.series.values())


def _line(name: str, number: int, months: list[str], cells: Sequence[SafeCell], small: bool) -> go.Scatter:
    colour = SERIES[number % len(SERIES)]
    return go.Scatter(
        x=months,
        y=[cell.value for cell in cells],
        yaxis="y2",
        name=chart_words(name),
        mode="lines+markers",
        connectgaps=False,
        line={"color": colour, "width": 2, "dash": DASHES[number % len(DASHES)]},
        marker={"size": 4 if small else 6},
        text=[cell.text() for cell in cells],
        hovertemplate="%{x}: %{text}<extra></extra>",
    )


def _band(mark: Mark, pattern: str, months: list[str]) -> go.Bar:
    """A band over the whole height of each month that has no figure: it stands for no number."""
    return go.Bar(
        x=months,
        y=[1] * len(months),
        width=1,
        name=WORDS[mark],
        marker={
            "color": BAND,
            "line": {"width": 0},
            "pattern": {"shape": pattern, "size": 8, "solidity": 0.12, "fgcolor": SOFT_STROKE, "bgcolor": BAND},
        },
        hovertemplate="%{x}: " + WORDS[mark] + "<extra></extra>",
    )


def _layout(block: SeriesBlock, months: list[str], small: bool) -> dict[str, Any]:
    marked = block.x[(len(block.x) - 1) % 2 :: 2] if len(block.x) > EVERY_MONTH else block.x
    ends = [name_months([month])[0].replace("<br>", " ") for month in (block.x[0], block.x[-1])]
    edges = {"categoryorder": "array", "categoryarray": months, "range": [-0.5, len(months) - 0.5], "fixedrange": True}
    bands = {"range": [0, 1], "visible": False, "fixedrange": True, "showgrid": False}
    if small:
        return {
            "margin": {"l": 30, "r": 30, "t": 4, "b": 30},
            "showlegend": False,
            "xaxis": edges | {"tickvals": [months[0], months[-1]], "ticktext": ends, "tickangle": 0},
            "yaxis": bands,
            "yaxis2": {"visible": False, "fixedrange": True, "overlaying": "y", "rangemode": "tozero"},
        }
    return {
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "showlegend": True,
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        "xaxis": edges
        | {
            "tickvals": [name_period(month) for month in marked],
            "ticktext": name_months(marked),
            "tickangle": 0,
            "automargin": True,
        },
        "yaxis": bands,
        "yaxis2": AXIS
        | {
            "title": {"text": chart_words(block.unit)},
            "fixedrange": True,
            "automargin": True,
            "overlaying": "y",
            "tickmode": "auto",
        },
    }
