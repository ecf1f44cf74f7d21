"""Charts drawn once and kept as long as their product is: it never changes, so neither do its maps and series."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import RLock
from typing import Any
from weakref import finalize

from dashboards.geometry import lend_shapes, pack_shape
from dashboards.show_map import Place, draw_map
from dashboards.show_series import draw_series
from hub.access.identity import Sight
from hub.products.product import MapBlock, SeriesBlock

KEPT_CHARTS = 2_000
_KEPT: OrderedDict[tuple[float, ...], "_Drawn"] = OrderedDict()
_LOCK = RLock()  # a block may be let go of, and its charts with it, at any moment


@dataclass(frozen=True, eq=False)
class _Drawn:
    """A chart that was drawn, and its shapes by address."""

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
    drawn = _draw(draw)
    with _LOCK:
        if key not in _KEPT:
            finalize(block, _forget, key).atexit = False
        _KEPT[key] = drawn
        while len(_KEPT) > KEPT_CHARTS:
            _KEPT.popitem(last=False)
    return drawn


def _forget(key: tuple[float, ...]) -> None:
    """Let go of a chart whose block is gone, so that no other block is ever known by the same identity."""
    with _LOCK:
        _KEPT.pop(key, None)


def _draw(draw: Callable[[Place], Any]) -> _Drawn:
    shapes: dict[str, bytes] = {}

    def place(shape: Mapping[str, Any]) -> str:
        address, content = pack_shape(shape)
        shapes[address] = content
        return address

    figure = draw(place)
    written = figure.to_dict()
    figure.to_dict = lambda: written  # asked for at every run of a page, and copied deeply each time
    return _Drawn(figure, shapes)
