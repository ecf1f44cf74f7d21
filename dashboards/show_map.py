"""A map that needs no internet: shapes on a plain ground, no tiles, no fonts, nothing fetched from anywhere.

Each entry of the legend is a trace of its own. A trace carries codes and the printed words of its cells, and refers to
shapes, which carry codes and names; what it is coloured by is which entry it is, so that no value, shown or hidden, is
in the figure as a number (SDC-10, SDC-11). Areas without a figure are covered by a pattern: slanted strokes suppressed,
dots not supplied, crosses not applicable.
"""

from collections.abc import Callable, Mapping
from math import cos, log2, radians
from typing import Any

from plotly import graph_objects as go

from dashboards.style import MAP_BACKGROUND, STROKE, TEMPLATE, chart_words, swatch, tag
from hub.disclosure.marks import Mark, SafeCell
from hub.paper.figures import decimals
from hub.paper.palette import Entry, legend_entries
from hub.products.product import MapBlock
from hub.shapes import as_geojson, as_lines, corners, crosses, dots, hatching, homes, letters, signs
from hub.symbols import SYMBOLS

# The source holds one point of no meaning: an empty set of sources is lost on the way to the browser.
PLAIN_GROUND = {
    "version": 8,
    "sources": {"nothing": {"type": "geojson", "data": {"type": "Point", "coordinates": [0, 0]}}},
    "layers": [{"id": "ground", "type": "background", "paint": {"background-color": MAP_BACKGROUND}}],
}
_TILE = 512  # pixels of the whole world at zoom 0


Place = Callable[[Mapping[str, Any]], object]


def draw_map(block: MapBlock, height: int, width: int, place: Place) -> go.Figure:
    """The figure of a map block, ``height`` pixels high, so that a frame ``width`` pixels wide holds it all.

    ``place`` puts a GeoJSON shape at an address and returns that, or the shape itself.
    """
    entries = legend_entries(block)
    areas = place(as_geojson(block.shapes, _hover_names(block), block.cells))
    traces = [_areas(block, entry, areas) for entry in entries]
    layers = [_pattern(block, entry, place) for entry in entries if entry.mark is not Mark.SHOWN]
    layers += _outlines(block, place)
    for layer in (one for one in block.points if one.places):
        layers += _rimmed(place(signs(block.shapes, layer.places, SYMBOLS[layer.name])), 4.0, 1.6)
    layers += _rimmed(place(letters(block.shapes, block.labels)), 6.0, 2.0) if block.labels else []
    layout = {
        "template": TEMPLATE,
        "height": height,
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "showlegend": False,
        "uirevision": block.title,
        "map": {"style": PLAIN_GROUND, "layers": layers, **_view(block, width, height)},
    }
    return go.Figure(traces, layout)


def legend(block: MapBlock) -> str:
    """The legend of a map as a list: the same entries, grounds and patterns as on the map and on paper."""
    items = (
        f"<li>{swatch(entry.ground, entry.mark)}{tag('span', entry.label)}</li>" for entry in legend_entries(block)
    )
    points = (
        f"<li>{tag('span', SYMBOLS[layer.name].character, 'sh-sign')}{tag('span', layer.title)}</li>"
        for layer in block.points
    )
    return f'<ul class="sh-legend tall">{"".join([*items, *points])}</ul>'


def _areas(block: MapBlock, entry: Entry, areas: object) -> go.Choroplethmap:
    return go.Choroplethmap(
        geojson=areas,
        locations=list(entry.codes),
        z=[0] * len(entry.codes),
        colorscale=[[0, entry.ground], [1, entry.ground]],
        showscale=False,
        marker={"line": {"width": 0.5, "color": "#757c84"}},
        unselected={"marker": {"opacity": 1}},
        text=_said(block, entry),
        hovertemplate=f"<b>%{{properties.name}}</b><br>{chart_words(block.measure)}: %{{text}}<extra></extra>",
        name=chart_words(entry.label),
    )


def _view(block: MapBlock, width: int, height: int) -> dict[str, Any]:
    """Middle and zoom at which all shapes fill the frame, with a little room (Web Mercator)."""
    (west, east), (south, north) = corners(block.shapes)
    up = (north - south) / cos(radians((north + south) / 2))
    pixels = 360 / _TILE
    zoom = min(log2(width * pixels / (east - west)), log2(height * pixels / up)) - 0.08
    return {"center": {"lon": (west + east) / 2, "lat": (south + north) / 2}, "zoom": zoom, "fitbounds": False}


def _pattern(block: MapBlock, entry: Entry, place: Place) -> dict[str, Any]:
    if entry.mark is Mark.NOT_SUPPLIED:
        source = place(dots(block.shapes, entry.codes))
        return {"sourcetype": "geojson", "source": source, "type": "circle", "circle": {"radius": 1.3}, "color": STROKE}
    strokes = hatching if entry.mark is Mark.SUPPRESSED else crosses
    return _line_layer(place(strokes(block.shapes, entry.codes)), 1.0, STROKE)


def _outlines(block: MapBlock, place: Place) -> list[dict[str, Any]]:
    """The larger areas as dark lines; one alone is what a map is about, and stands out on dark ground too."""
    if not block.outline:
        return []
    lines = place(as_lines(block.outline))
    return _rimmed(lines, 5.0, 2.2) if len(block.outline) == 1 else [_line_layer(lines, 1.6, "#2b2f33")]


def _line_layer(source: object, width: float, colour: str) -> dict[str, Any]:
    return {"sourcetype": "geojson", "source": source, "type": "line", "line": {"width": width}, "color": colour}


def _rimmed(source: object, rim: float, line: float) -> list[dict[str, Any]]:
    """Black lines over white ones, which can be read on any ground."""
    return [_line_layer(source, rim, "#ffffff"), _line_layer(source, line, "#111111")]


def _hover_names(block: MapBlock) -> dict[str, str]:
    """For each code its name and that of the larger area it lies in, as words for a chart."""
    home = homes(block.shapes, block.outline) if block.outline else {}
    names = {}
    for code in block.cells:
        both = dict.fromkeys([block.names.get(code, code), block.outline_names.get(home.get(code, ""), "")])
        names[code] = ", ".join(chart_words(name) for name in both if name)
    return names


def _said(block: MapBlock, entry: Entry) -> str | list[str]:
    """The printed words of each cell of an entry; once, where all of them say the same."""
    words = [_figure_words(block, code) for code in entry.codes]
    return words[0] if len(set(words)) == 1 else words


def _figure_words(block: MapBlock, code: str) -> str:
    cell = block.cells[code]
    return chart_words(cell.text(decimals(block.kind, cell)) if isinstance(cell, SafeCell) else cell.text())
