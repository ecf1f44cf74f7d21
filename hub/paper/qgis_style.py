"""The colours and patterns of a map as a style for QGIS (QML), so that a GIS shows it as screen and paper do.

One rule for each entry of the printed legend (`palette.legend_entries`), by the columns ``value`` and ``mark`` of the
layer. Suppressed, not supplied and not applicable are patterns, never colours (SDC-10). Sizes are those of print, in
points. Read by QGIS 3.22 and later; built as a tree, so that no name can become markup.
"""

from collections.abc import Mapping
from xml.etree import ElementTree

from hub.disclosure.marks import WORDS, Mark, SafeCell
from hub.paper.figures import decimals
from hub.paper.map_drawing import AREA_LINE
from hub.paper.palette import PATTERNS, Entry, legend_entries
from hub.paper.patterns import (
    CROSS_ARM,
    CROSS_PEN,
    CROSS_STEP,
    DOT_RADIUS,
    DOT_STEP,
    HATCH_PEN,
    HATCH_STEP,
    INK,
)
from hub.products.product import MapBlock

SHOWN = "shown"
"""The word for a cell with a figure in the column ``mark``."""
_POLYGONS = "2"
_EDGE_PEN = 0.35
_DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
_DIAGONAL = 2**-0.5
Properties = Mapping[str, str | float]


def write_style(block: MapBlock) -> str:
    """The QML text of a layer with the columns ``value`` (number, or words of a class) and ``mark`` (words)."""
    root = ElementTree.Element("qgis", {"version": "3.22.0", "styleCategories": "Symbology|Fields"})
    renderer = ElementTree.SubElement(root, "renderer-v2", {"type": "RuleRenderer", "symbollevels": "0"})
    rules = ElementTree.SubElement(renderer, "rules", {"key": "legend"})
    symbols = ElementTree.SubElement(renderer, "symbols")
    for place, entry in enumerate(legend_entries(block)):
        about = {"key": f"entry-{place}", "symbol": str(place), "label": entry.label, "filter": _filter(block, entry)}
        ElementTree.SubElement(rules, "rule", about)
        _add_fill(symbols, str(place), entry)
    aliases = ElementTree.SubElement(root, "aliases")
    ElementTree.SubElement(aliases, "alias", {"field": "value", "index": "3", "name": block.measure})
    ElementTree.SubElement(root, "layerGeometryType").text = _POLYGONS
    return _DOCTYPE + ElementTree.tostring(root, encoding="unicode")


def _filter(block: MapBlock, entry: Entry) -> str:
    """Which rows of the layer an entry of the legend draws, as an expression of QGIS."""
    if entry.mark is not Mark.SHOWN:
        return f"\"mark\" = '{WORDS[entry.mark]}'"
    if block.kind == "class":
        label = entry.label.replace("'", "''")
        return f"\"mark\" = '{SHOWN}' AND \"value\" = '{label}'"
    cells = (block.cells[code] for code in entry.codes)
    values = [float(cell.symbol(decimals(block.kind, cell))) for cell in cells if isinstance(cell, SafeCell)]
    return f'"mark" = \'{SHOWN}\' AND "value" >= {min(values):.15g} AND "value" <= {max(values):.15g}'


def _add_fill(symbols: ElementTree.Element, name: str, entry: Entry) -> None:
    """The symbol of an entry: its ground, over it the pattern of its mark."""
    symbol = _add_symbol(symbols, name, "fill")
    edge: Properties = {
        "outline_style": "solid",
        "outline_color": _rgba(AREA_LINE),
        **_sized("outline_width", _EDGE_PEN),
    }
    _add_layer(symbol, "SimpleFill", {"style": "solid", "color": _rgba(entry.ground), **edge})
    if entry.mark is not Mark.SHOWN:
        {"hatch": _add_hatch, "dots": _add_dots, "crosses": _add_crosses}[PATTERNS[entry.mark]](symbol, f"@{name}@1")


def _add_hatch(symbol: ElementTree.Element, name: str) -> None:
    layer = _add_layer(symbol, "LinePatternFill", {"angle": 45, **_sized("distance", HATCH_STEP * _DIAGONAL)})
    pen: Properties = {"line_color": _rgba(INK), "line_style": "solid", **_sized("line_width", HATCH_PEN)}
    _add_layer(_add_symbol(layer, name, "line"), "SimpleLine", pen)


def _add_dots(symbol: ElementTree.Element, name: str) -> None:
    dot: Properties = {"name": "circle", "color": _rgba(INK), "outline_style": "no", **_sized("size", 2 * DOT_RADIUS)}
    _add_points(symbol, name, DOT_STEP, dot)


def _add_crosses(symbol: ElementTree.Element, name: str) -> None:
    pen: Properties = {"outline_color": _rgba(INK), "outline_style": "solid", **_sized("outline_width", CROSS_PEN)}
    _add_points(symbol, name, CROSS_STEP, {"name": "cross", **_sized("size", 2 * CROSS_ARM), **pen})


def _add_points(symbol: ElementTree.Element, name: str, step: float, marker: Properties) -> None:
    """Markers on a staggered lattice."""
    apart = {**_sized("distance_x", step), **_sized("distance_y", step), **_sized("displacement_x", step / 2)}
    layer = _add_layer(symbol, "PointPatternFill", {**apart, "clip_mode": "shape"})
    _add_layer(_add_symbol(layer, name, "marker"), "SimpleMarker", marker)


def _add_symbol(parent: ElementTree.Element, name: str, kind: str) -> ElementTree.Element:
    about = {"name": name, "type": kind, "alpha": "1", "clip_to_extent": "1", "force_rhr": "0"}
    return ElementTree.SubElement(parent, "symbol", about)


def _add_layer(symbol: ElementTree.Element, kind: str, properties: Properties) -> ElementTree.Element:
    """A layer of a symbol with its properties, in the form that QGIS has written since 3.22."""
    layer = ElementTree.SubElement(symbol, "layer", {"class": kind, "enabled": "1", "locked": "0", "pass": "0"})
    options = ElementTree.SubElement(layer, "Option", {"type": "Map"})
    for name, value in sorted(properties.items()):
        written = value if isinstance(value, str) else f"{value:.4g}"
        ElementTree.SubElement(options, "Option", {"type": "QString", "name": name, "value": written})
    return layer


def _sized(name: str, points: float) -> Properties:
    return {name: points, f"{name}_unit": "Point"}


def _rgba(colour: str) -> str:
    """``#3b78b0`` as QGIS writes it: ``59,120,176,255``."""
    return ",".join([*(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5)), "255"])
