"""One slide after another: marking at head and foot, a title, number and release, and between them words or a picture.

Every length is worked out from the widths of the letters of the shipped font, which is wider than those that a program
of slides shows, so that what fits here fits there. No letter is smaller than 14 points.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import zip_longest
from typing import Any, TypeVar

from pptx.dml.color import RGBColor
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Pt

from hub.paper.characters import printable, width, wrap
from hub.paper.deck_file import HIGH, WIDE
from hub.products.product import Product

Row = TypeVar("Row")
LEFT, ROOM = 40.0, WIDE - 80.0
TOP, FOOT = 100.0, 478.0
"""Where the words of a slide begin and end, in points."""
SMALL, PLAIN, LARGE = 14.0, 18.0, 44.0
TITLE, MARKED = 28.0, 16.0
LINE = 1.25
"""Height of a line of text, in its size."""
FONT = "Arial"
INK, GREY, BLUE = "222222", "555555", "123A63"
_PAD = 6.0


@dataclass(frozen=True)
class Written:
    """A paragraph: its words and size in points, bold or not."""

    words: str
    size: float = PLAIN
    bold: bool = False

    def height(self, room: float = ROOM) -> float:
        """Points down the slide, with the white below it."""
        return len(wrap(self.words, self.size * (1.06 if self.bold else 1), room)) * self.size * LINE + self.size * 0.5


class Slides:
    """The slides of a product, made one by one."""

    def __init__(self, deck: Any, product: Product) -> None:
        self._deck, self._product, self._count = deck, product, 0

    def begin(self, title: str) -> Any:
        """A new slide of this title."""
        self._count += 1
        slide, product = self._deck.slides.add_slide(self._deck.slide_layouts[0]), self._product
        for place in [one for one in slide.placeholders if one.placeholder_format.idx]:
            place._element.getparent().remove(place._element)
        head = slide.shapes.title
        if head is None:
            raise ValueError("a slide needs a title")
        head.left, head.top, head.width, head.height = (Pt(one) for one in (LEFT, 40.0, ROOM, 52.0))
        lines = [Written(cut(title, TITLE, ROOM), TITLE, bold=True)]
        _write(head.text_frame, lines, colour=BLUE, middle=MSO_ANCHOR.MIDDLE)
        marking = Written(product.marking, MARKED, bold=True)
        if len(wrap(marking.words, MARKED * 1.06, ROOM)) > 1:
            marking = Written(product.marking, SMALL, bold=True)  # two lines of it fit; a marking is never cut
        for top in (4.0, HIGH - 34.0):
            self.put(slide, [marking], top, 34.0, align=PP_ALIGN.CENTER)
        running = f"{product.title}, {product.period}. Release {product.release_id}"
        self.put(slide, [Written(cut(running, SMALL, ROOM - 90), SMALL)], HIGH - 56, 22, ROOM - 80, colour=GREY)
        _number(slide, self._count)
        return slide

    def put(
        self,
        slide: Any,
        lines: Sequence[Written],
        top: float,
        height: float,
        room: float = ROOM,
        colour: str = INK,
        align: PP_ALIGN = PP_ALIGN.LEFT,
        left: float = LEFT,
    ) -> None:
        """Paragraphs in a box of this height, from ``top`` down."""
        box = slide.shapes.add_textbox(Pt(left), Pt(top), Pt(room), Pt(height))
        _write(box.text_frame, lines, colour, align)

    def tell(self, title: str, lines: Sequence[Written]) -> None:
        """Paragraphs on as many slides as they need."""
        for part in _pages(lines, [one.height() for one in lines], FOOT - TOP):
            self.put(self.begin(title), part, TOP, FOOT - TOP)

    def show(self, slide: Any, picture: bytes, alt: str, size: tuple[float, float]) -> None:
        """A picture of this size in points at the foot of the slide; ``alt`` is for who sees none."""
        wide, high = size
        shown = slide.shapes.add_picture(BytesIO(picture), Pt((WIDE - wide) / 2), Pt(FOOT - high), Pt(wide), Pt(high))
        shown.name = "Chart"
        shown._element.nvPicPr.cNvPr.set("descr", printable(alt))

    def tabulate(
        self, title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], shares: Sequence[float], note: str = ""
    ) -> None:
        """A table with its header on as many slides as it needs; ``shares``: of the width, for each column."""
        widths = [ROOM * one / sum(shares) for one in shares]
        below = [Written(note, SMALL)] if note else []
        left = FOOT - TOP - _height(heads, widths, bold=True) - sum(one.height() for one in below)
        for part in _pages(rows, [_height(row, widths) for row in rows], left):
            slide = self.begin(title)
            down = _table(slide, title, heads, part, widths)
            if below:
                self.put(slide, below, TOP + down + 8, FOOT - TOP - down - 8, colour=GREY)


def cut(words: str, size: float, room: float) -> str:
    """The words, as many of them as stand in one line; bold ones too."""
    plain = printable(words)
    if width(plain, size * 1.06) <= room:
        return plain
    return f"{wrap(plain, size * 1.06, room - size)[0]} …"


def _pages(rows: Sequence[Row], heights: Sequence[float], room: float) -> list[list[Row]]:
    """The rows parted so that the heights of each part fit; a row that fits nowhere has a part of its own."""
    pages: list[list[Row]] = [[]]
    used = 0.0
    for row, height in zip(rows, heights, strict=True):
        if pages[-1] and used + height > room:
            pages.append([])
            used = 0.0
        pages[-1].append(row)
        used += height
    return pages


def _height(row: Sequence[str], widths: Sequence[float], bold: bool = False) -> float:
    size = SMALL * (1.06 if bold else 1)
    lines = max(len(wrap(printable(words), size, room - 2 * _PAD)) for words, room in zip_longest(row, widths))
    return lines * SMALL * LINE + _PAD


def _table(
    slide: Any, title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]
) -> float:
    """A native table with its first row as header; how far down it goes."""
    heights = [_height(heads, widths, bold=True), *(_height(row, widths) for row in rows)]
    frame = slide.shapes.add_table(len(heights), len(heads), Pt(LEFT), Pt(TOP), Pt(ROOM), Pt(sum(heights)))
    frame.name = "Table"
    frame._element.nvGraphicFramePr.cNvPr.set("descr", printable(title))
    table = frame.table
    table.first_row, table.horz_banding = True, False
    for place, room in enumerate(widths):
        table.columns[place].width = Pt(room)
    for at, (row, height) in enumerate(zip((heads, *rows), heights, strict=True)):
        table.rows[at].height = Pt(height)
        for place, words in enumerate(row):
            cell = table.cell(at, place)
            cell.margin_left = cell.margin_right = Pt(_PAD)
            cell.margin_top = cell.margin_bottom = Pt(_PAD / 2)
            cell.fill.solid()
            cell.fill.fore_color.rgb = _colour("E3EAF1" if at == 0 else "FFFFFF")
            _write(cell.text_frame, [Written(words, SMALL, bold=at == 0 or place == 0)])
    return sum(heights)


def _write(
    text: Any,
    lines: Sequence[Written],
    colour: str = INK,
    align: PP_ALIGN = PP_ALIGN.LEFT,
    middle: MSO_ANCHOR = MSO_ANCHOR.TOP,
) -> None:
    """Paragraphs into a frame, each in one run, without a margin that the sums do not know of."""
    text.word_wrap = True
    text.vertical_anchor = middle
    text.margin_left = text.margin_right = text.margin_top = text.margin_bottom = 0
    for at, one in enumerate(lines):
        paragraph = text.paragraphs[0] if at == 0 else text.add_paragraph()
        paragraph.alignment, paragraph.space_after = align, Pt(one.size * 0.5 if at + 1 < len(lines) else 0)
        run = paragraph.add_run()
        run.text = printable(one.words)
        font = run.font
        font.name, font.size, font.bold = FONT, Pt(one.size), one.bold
        font.language_id = MSO_LANGUAGE_ID.ENGLISH_UK
        font.color.rgb = _colour(colour)


def _colour(words: str) -> Any:
    return RGBColor.from_string(words)  # type: ignore[no-untyped-call]


def _number(slide: Any, number: int) -> None:
    """The number of the slide, as a field that stays right where somebody moves it."""
    box = slide.shapes.add_textbox(Pt(WIDE - 120), Pt(HIGH - 56), Pt(80), Pt(22))
    box.name = "Slide number"
    _write(box.text_frame, [Written(str(number), SMALL)], GREY, PP_ALIGN.RIGHT)
    run = box.text_frame.paragraphs[0].runs[0]._r
    field = OxmlElement("a:fld")
    field.set("id", "{00000000-0000-4000-8000-000000000001}")
    field.set("type", "slidenum")
    for part in list(run):
        field.append(part)
    run.getparent().replace(run, field)
