"""A plate: one map or chart that stands alone, with marking, title, area, period and release in the picture itself.

The drawing is the one that is printed (`map_drawing`, `chart_drawing`), so its colours, axis and patterns come from
released figures only (SDC-10). A picture is cut out of its file and pasted somewhere: how it may travel, what its gaps
mean and which release it is of go with it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hub.disclosure.marks import Mark
from hub.disclosure.rules import ReleaseRefused
from hub.paper.characters import wrap
from hub.paper.chart_drawing import picture_series
from hub.paper.figures import Drawn, alt_text, block_cells, holds, pictures
from hub.paper.map_drawing import picture_map
from hub.paper.svg import Picture
from hub.products.product import MapBlock, Product

RIM = 18.0
"""Points of white round everything."""
_INK, _GREY = "#222222", "#555555"


@dataclass(frozen=True)
class _Line:
    """One line of words of a size in points; a marking is bold and in the middle."""

    words: str
    size: float
    ink: str = _INK
    bold: bool = False
    middle: bool = False
    gap: float = 0.0
    """White above it, in points."""

    @property
    def height(self) -> float:
        return self.gap + self.size * 1.4


def draw_plate(product: Product, title: str = "") -> Picture:
    """The plate of the map or chart of this title, 518 points wide (a point is 1/72 inch).

    Raises:
        ReleaseRefused: no map or chart of this title, or several where none was named.
        ValueError: a map or chart that is not whole (shape or month without cell).
    """
    title, block = find_picture(product, title)
    drawn = picture_map(block) if isinstance(block, MapBlock) else picture_series(block)
    above, below = list(_above(product, title, drawn.width)), list(_below(product, block, drawn.width))
    top = RIM + _height(above) + 8
    foot = top + drawn.height + 8
    plate = Picture(drawn.width + 2 * RIM, round(foot + _height(below) + RIM, 1))
    plate.box(0, 0, plate.width, plate.height, fill="#ffffff")
    _write(plate, above, RIM)
    plate.put(RIM, top, drawn)
    _write(plate, below, foot)
    plate.name(f"{product.marking}: {title}", f"{alt_text(block)} {product.area_name}, {product.period}.")
    return plate


def find_picture(product: Product, title: str = "") -> tuple[str, Drawn]:
    """Title and block of the map or chart of this title; of the only one where no title is given."""
    found = pictures(product)
    if title in found:
        return title, found[title]
    if not title and len(found) == 1:
        return next(iter(found.items()))
    raise ReleaseRefused(
        f"{product.title} has no map or chart of that name." if title else "which map or chart is not said.",
        " | ".join(found) or "no map and no chart",
        "name one of them." if found else "take the tables, as workbook or CSV.",
    )


def _above(product: Product, title: str, room: float) -> Iterator[_Line]:
    yield _Line(product.marking, 10, bold=True, middle=True)
    yield from _lines(title, 12, room, bold=True)
    yield from _lines(f"{product.partnership}: {product.area_name}, {product.period}", 9, room, ink=_GREY)


def _below(product: Product, block: Drawn, room: float) -> Iterator[_Line]:
    suppressed = holds(Mark.SUPPRESSED, block_cells(block))
    sources = f"Source: {' '.join(product.sources)}" if product.sources else ""
    release = f"{product.title}, release {product.release_id}, made on {product.released_on}. {product.standing}"
    for words in (block.note, product.suppression_note if suppressed else "", sources, release):
        yield from _lines(words, 7.5, room, ink=_GREY)
    yield _Line(product.marking, 10, bold=True, middle=True, gap=6)


def _lines(words: str, size: float, room: float, ink: str = _INK, bold: bool = False) -> Iterator[_Line]:
    yield from (_Line(line, size, ink, bold) for line in wrap(words, size * (1.06 if bold else 1), room) if line)


def _height(lines: Sequence[_Line]) -> float:
    return sum(line.height for line in lines)


def _write(plate: Picture, lines: Sequence[_Line], y: float) -> None:
    for line in lines:
        x, anchor = (plate.width / 2, "middle") if line.middle else (RIM, "start")
        weight = "bold" if line.bold else "normal"
        plate.words(
            x, y + line.gap + line.size, line.words, line.size, text_anchor=anchor, font_weight=weight, fill=line.ink
        )
        y += line.height
