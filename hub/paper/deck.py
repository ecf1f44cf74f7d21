"""The strategic summary as slides: the same released blocks as on screen and paper, one figure to a slide.

A trend is the picture that is printed, not a native chart: that would carry a sheet of numbers with it and draw a
suppressed month like one without events. Its alternative text has every figure, or the word of its gap.
"""

from collections.abc import Iterator
from dataclasses import replace

from hub.disclosure.marks import SafeCell
from hub.months import name_period
from hub.paper.chart_drawing import picture_series
from hub.paper.circulation import find_circulation
from hub.paper.deck_file import open_deck, write_deck
from hub.paper.figures import decimals
from hub.paper.slides import LARGE, LEFT, PLAIN, ROOM, SMALL, TITLE, TOP, Slides, Written
from hub.paper.supply_rows import late_rows
from hub.paper.typesetting import set_picture
from hub.products.product import Cell, Column, Product, Section, SeriesBlock, TableBlock, Text, Words

PIXELS_AN_INCH = 220.0
BESIDE, BAND, GAP = 640.0, 76.0, 16.0
"""Points across and down of the sentence beside a figure, whose months have the rest, and of the white between."""
PRIORITIES, SUPPLY = "Priorities", "Supply and data quality"


def write_slides(product: Product) -> bytes:
    """The deck as PPTX; equal products give equal bytes."""
    deck = open_deck()
    slides = Slides(deck, product)
    _title(slides, product)
    five, *others = product.sections
    table = next(block for block in five.blocks if isinstance(block, TableBlock))
    sentences = [line for block in five.blocks if isinstance(block, Words) for line in block.paragraphs]
    _tabulate(slides, "Five figures", table, [34, *(16 for _ in table.columns[1:])])
    trends = {next(iter(one.series)): one for one in _series(product) if len(one.series) == 1}
    for row, sentence in zip(table.rows, sentences, strict=True):
        _figure(slides, row, sentence, trends)
    for section in others:
        if section.heading == PRIORITIES:
            _say(slides, "Priorities", section)
        elif section.heading == SUPPLY:
            _late(slides, section)
    _method(slides, product)
    return write_deck(deck, product)


def _title(slides: Slides, product: Product) -> None:
    slide, circulation = slides.begin(product.title), find_circulation(product.audience)
    lines = [
        Written(product.partnership, 24, bold=True),
        Written(f"{product.area_name}, {product.period}", 24),
        Written(f"{circulation.session}. {circulation.words}"),
        Written(product.purpose),
        *([Written(product.standing)] if product.standing else []),
        Written(f"Release {product.release_id}, made on {product.released_on} from {product.data_version}.", SMALL),
    ]
    slides.put(slide, lines, TOP + 30, sum(one.height() for one in lines))


def _figure(slides: Slides, row: tuple[Cell, ...], sentence: str, trends: dict[str, SeriesBlock]) -> None:
    """One figure, large, with its sentence and its months."""
    name, cell = row[0], row[1]
    if not isinstance(name, Text) or not isinstance(cell, SafeCell):
        raise TypeError("a figure of a deck is a released cell with its name")
    slide, words = slides.begin(name.words), cell.text(decimals("count", cell))
    figure = Written(words, LARGE if cell.shown else TITLE, bold=True)
    said = next((one for one in _sized(sentence) if one.height(BESIDE) <= BAND), Written(sentence, SMALL))
    down = max(figure.height(ROOM - BESIDE), said.height(BESIDE))
    slides.put(slide, [figure], TOP, down, ROOM - BESIDE - GAP)
    slides.put(slide, [said], TOP, down, BESIDE, left=LEFT + ROOM - BESIDE)
    if name.words in trends:
        block = trends[name.words]
        drawn = picture_series(block)
        content = set_picture(drawn.text(), drawn.width, drawn.height, PIXELS_AN_INCH)
        size = ROOM, ROOM * drawn.height / drawn.width
        slides.show(slide, content, f"{block.title}: {'; '.join(_months(block))}.", size)


def _sized(sentence: str) -> Iterator[Written]:
    yield from (Written(sentence, size) for size in (PLAIN, 16.0, SMALL))


def _months(block: SeriesBlock) -> Iterator[str]:
    for cells in block.series.values():
        for month, cell in zip(block.x, cells, strict=True):
            yield f"{name_period(month)} {cell.text(decimals('count', cell))}"


def _say(slides: Slides, title: str, section: Section) -> None:
    """The sentences of a section, then its tables."""
    lines = [Written(line) for block in section.blocks if isinstance(block, Words) for line in block.paragraphs]
    if lines:
        slides.tell(title, lines)
    for block in section.blocks:
        if isinstance(block, TableBlock):
            _tabulate(slides, block.title, block, [26, *(12 for _ in block.columns[1:])])


def _late(slides: Slides, section: Section) -> None:
    """What was not supplied, or not wholly; said too where all was."""
    for block in section.blocks:
        if isinstance(block, TableBlock):
            late = late_rows(block)
            if late:
                _tabulate(slides, "Late or missing data", replace(block, rows=late), [1.0 for _ in block.columns])
            else:
                slides.tell("Late or missing data", [Written("Everything owed for this period was supplied.")])


def _method(slides: Slides, product: Product) -> None:
    """What is held back, by which rules, and what was chosen."""
    held = (product.suppression_note, product.rules, "A month that was not supplied is a gap, never a zero.")
    slides.tell("What is held back", [Written(line, PLAIN) for line in held if line])
    chosen = (f"{name}: {words}" for name, words in product.chosen)
    lines = [Written(line, SMALL) for line in (*chosen, *(f"Source: {words}" for words in product.sources))]
    slides.tell("How this was made", lines)


def _tabulate(slides: Slides, title: str, block: TableBlock, shares: list[float]) -> None:
    rows = [[_words(column, cell) for column, cell in zip(block.columns, row, strict=True)] for row in block.rows]
    slides.tabulate(title, [column.title for column in block.columns], rows, shares, block.note)


def _words(column: Column, cell: Cell) -> str:
    if isinstance(cell, Text):
        return cell.words
    return cell.text(decimals(column.kind, cell)) if isinstance(cell, SafeCell) else cell.text()


def _series(product: Product) -> Iterator[SeriesBlock]:
    for section in product.sections:
        yield from (block for block in section.blocks if isinstance(block, SeriesBlock))
