"""Charts drawn once and kept: a released product never changes, so neither do its maps and series."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

from dashboards.geometry import lend_shapes, pack_shape
from dashboards.show_map import Place, draw_map
from dashboards.show_series import draw_series
from hub.access.identity import Sight
from hub.products.product import MapBlock, SeriesBlock

KEPT_CHARTS = 2_000
_KEPT: OrderedDict[tuple[float, ...], "_Drawn"] = OrderedDict()
_LOCK = Lock()


@dataclass(frozen=True, eq=False)
class _Drawn:
    """A chart that was drawn. It holds its block, so that no other block is ever known by the same identity."""

    block: object
    figure: Any
    shapes: Mapping[str, bytes]


def keep_map(block: MapBlock, height: int, width: int, sight: Sight) -> Any:
    """The figure of a map block, its shapes lent to those who may see the same. Do not change it."""
    drawn = _keep(block, (height, width), lambda place: draw_map(block, height, width, place))
    lend_shapes(drawn.shapes, sight)
    return drawn.figure


def keep_series(block: SeriesBlock, height: int, small: bool = False, top: float | None = None) -> Any:
    """The figure of a series block. Do not change it."""
    size = (height, int(small), -1 if top is None else top)
    return _keep(block, size, lambda _: draw_series(block, height, small, top)).figure


def _keep(block: object, size: tuple[float, ...], draw: Callable[[Place], Any]) -> _Drawn:
    key = (id(block), *size)
    with _LOCK:
        found = _KEPT.get(key)
        if found is not None:
            _KEPT.move_to_end(key)
            return found
    drawn = _draw(block, draw)
    with _LOCK:
        _KEPT[key] = drawn
        while len(_KEPT) > KEPT_CHARTS:
            _KEPT.popitem(last=False)
    return drawn


def _draw(block: object, draw: Callable[[Place], Any]) -> _Drawn:
    shapes: dict[str, bytes] = {}

    def place(shape: Mapping[str, Any]) -> str:
        address, content = pack_shape(shape)
        shapes[address] = content
        return address

    figure = draw(place)
    written = figure.to_dict()
    figure.to_dict = lambda: written  # asked for at every run of a page, and copied deeply each time
    return _Drawn(block, figure, shapes)
