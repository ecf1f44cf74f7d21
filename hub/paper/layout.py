"""A product as the plain data and pictures the Typst template lays out.

Data reach Typst as JSON texts and SVG pictures only; nothing here writes Typst, so a name from a file stays a name.
"""

from dataclasses import dataclass, field
from typing import Any

from hub.disclosure.marks import Mark, SafeCell
from hub.paper.characters import printable, width
from hub.paper.chart_drawing import draw_series
from hub.paper.circulation import find_circulation
from hub.paper.figures import alt_text, block_cells, decimals, holds
from hub.paper.handling import handling_card
from hub.paper.map_drawing import draw_map
from hub.products.product import Block, Cell, Column, MapBlock, Product, SeriesBlock, TableBlock, Text, Words

SHORT = 14
NARROW, BROAD = 12, 70
"""Letters that a column of words is given room for, at least and at most."""
ROOM_FOR_FIGURES = 330.0
PAGE, ROUND_WORDS, MUCH = 482.0, 12.0, 110.0
"""Points between the margins, of the white on both sides of a cell, and of words that are much for one line of it."""
_WHOLES = ("total", "all", "all areas", "partnership", "whole partnership")


@dataclass
class Layout:
    """``data`` for data.json, and each picture by file name; tables and pictures are numbered as they come."""

    data: dict[str, Any] = field(default_factory=dict)
    pictures: dict[str, str] = field(default_factory=dict)
    _numbers: dict[str, int] = field(default_factory=dict)

    def number(self, word: str) -> str:
        """``Table 1``, ``Table 2``, ...: the next number of its kind."""
        self._numbers[word] = self._numbers.get(word, 0) + 1
        return f"{word} {self._numbers[word]}"


def lay_out(product: Product) -> Layout:
    """Everything the template prints, in the order it prints it."""
    layout = Layout()
    sections = [
        {
            "heading": printable(section.heading),
            "new_page": section.new_page,
            "sheet": section.sheet,
            "blocks": [_block(layout, product, block, section.sheet) for block in section.blocks],
        }
        for section in product.sections
    ]
    layout.data = {**_cover(product), **_method(product), "sections": sections, "handling": _handling(product.marking)}
    return layout


def _cover(product: Product) -> dict[str, Any]:
    circulation = find_circulation(product.audience)
    release = f"release {product.release_id}"
    facts = (
        ("Area", product.area_name), ("Period", product.period), ("For", circulation.session),
        ("Purpose", product.purpose), ("Circulation", circulation.words),
        ("Made on", f"{_date(product.released_on)}, {release}, data version {product.data_version}"),
        ("Release review", product.standing),
    )  # fmt: skip
    return {
        "title": printable(product.title),
        "subtitle": printable(product.subtitle),
        "partnership": printable(product.partnership),
        "marking": printable(product.marking),
        "running": printable(f"{product.title} · {product.area_name} · {product.period}"),
        "release_line": printable(f"R{release[1:]}"),
        "cover": _pairs(facts),
        "date": [int(part) for part in product.released_on.split("-")],
    }


def _method(product: Product) -> dict[str, Any]:
    return {
        "chosen": _pairs(product.chosen),
        "rules": printable(product.rules),
        "suppression_note": printable(product.suppression_note),
        "sources": [printable(source) for source in product.sources],
    }


def _handling(marking: str) -> dict[str, Any]:
    card = handling_card(marking)
    return {
        "intro": printable(card.intro),
        "heads": [printable(head) for head in card.heads],
        "rows": [[printable(words) for words in row] for row in card.rows],
        "older": _pairs(card.older),
    }


def _pairs(pairs: tuple[tuple[str, str], ...]) -> list[list[str]]:
    return [[printable(name), printable(words)] for name, words in pairs if words]


def _date(iso: str) -> str:
    """``2026-10-29`` as ``29 October 2026``. Raises ValueError where it is no date."""
    return f"{int(iso[8:])} {_MONTH_NAMES[int(iso[5:7]) - 1]} {iso[:4]}"


def _block(layout: Layout, product: Product, block: Block, compact: bool) -> dict[str, Any]:
    if isinstance(block, Words):
        return {
            "type": "words",
            "heading": printable(block.heading),
            "paragraphs": [printable(paragraph) for paragraph in block.paragraphs],
            "slot": bool(block.slot),
        }
    suppressed = holds(Mark.SUPPRESSED, block_cells(block))
    common = {
        "title": printable(block.title),
        "note": printable(block.note),
        "reason": printable(product.suppression_note) if suppressed else "",
    }
    if isinstance(block, TableBlock):
        return {**common, "type": "table", "number": layout.number("Table"), **_table(product, block)}
    return {**common, "type": "picture", **_picture(layout, block, compact)}


def _table(product: Product, block: TableBlock) -> dict[str, Any]:
    if any(len(row) != len(block.columns) for row in block.rows):
        raise ValueError("each row of a table needs one cell for each column")
    wholes = {*_WHOLES, product.area_name.lower(), product.partnership.lower()}
    return {
        "columns": [
            {"title": printable(column.title), "text": column.holds_words, "share": share, "points": points}
            for column, share, points in zip(block.columns, _shares(block), _broken_figures(block), strict=True)
        ],
        "tight": _figures_width(block) > ROOM_FOR_FIGURES,
        "whole": len(block.rows) <= SHORT,
        "rows": [
            {
                "pen": any(isinstance(cell, Text) and not cell.words.strip() for cell in row),
                "bold": isinstance(row[0], Text) and row[0].words.lower() in wholes,
                "cells": [_cell(column, cell) for column, cell in zip(block.columns, row, strict=True)],
            }
            for row in block.rows
        ],
    }


def _shares(block: TableBlock) -> list[float]:
    """Points of the page that each column of words asks for, beside those of figures (0).

    By the longest words, within bounds; never less than the longest word of one piece needs, such as a grid reference.
    """
    words = [place for place, column in enumerate(block.columns) if column.holds_words]
    wanted = {place: _longest(block, place) ** 0.75 for place in words}
    room = max(PAGE - (sum(_broken_figures(block)) or _figures_width(block)), PAGE / 3)
    needed = {place: _longest_piece(block, place) + ROUND_WORDS for place in words}
    share = {place: max(room * wanted[place] / sum(wanted.values()), needed[place]) for place in words}
    spare = {place: share[place] - needed[place] for place in words}
    over = max(sum(share.values()) - room, 0.0)
    kept = max(1 - over / sum(spare.values()), 0.0) if sum(spare.values()) else 1.0
    return [round(needed[at] + kept * spare[at], 2) if at in share else 0.0 for at in range(len(block.columns))]


def _longest(block: TableBlock, place: int) -> int:
    """Letters of the longest words in a column, its title among them, within bounds; the most for one to be filled in
    beside words that are printed."""
    if place and not any(_column_words(block, place)) and any(_column_words(block, 0)):
        return BROAD
    longest = max(map(len, (block.columns[place].title, *_column_words(block, place))))
    return min(max(longest, NARROW if place else 2 * NARROW), BROAD)


def _longest_piece(block: TableBlock, place: int) -> float:
    """Points of the longest word of one piece in the cells of a column."""
    return max((width(piece, 9.5) for words in _column_words(block, place) for piece in words.split()), default=0.0)


def _column_words(block: TableBlock, place: int) -> list[str]:
    cells = (row[place] for row in block.rows)
    return [cell.words if isinstance(cell, Text) else cell.text() for cell in cells]


def _figures_width(block: TableBlock) -> float:
    """Points the columns of figures would take on one line each; past a limit the columns share the page instead."""
    longest = (max(column.title, "suppressed", key=len) for column in block.columns if not column.holds_words)
    return sum(width(words, 9.5) + 11 for words in longest)


def _broken_figures(block: TableBlock) -> list[float]:
    """Points of each column of figures, its title broken between words, where words beside it need the room; else 0."""
    words = [place for place, column in enumerate(block.columns) if column.holds_words]
    said = [[width(one, 9.5) for one in (*_column_words(block, place), "")] for place in words]
    needed = sum(min(max(one), MUCH) + ROUND_WORDS for one in said)
    if _figures_width(block) > ROOM_FOR_FIGURES or _figures_width(block) + needed <= PAGE:
        return [0.0] * len(block.columns)
    return [_broken(column.title) if not column.holds_words else 0.0 for column in block.columns]


def _broken(title: str) -> float:
    """Points of a title of which each word has a line of its own; 0 where breaking it gains nothing."""
    whole, piece = (max(width(one, 9.5) for one in (*words, "suppressed")) for words in ([title], title.split()))
    return round(piece + ROUND_WORDS, 2) if piece < whole else 0.0


def _cell(column: Column, cell: Cell) -> dict[str, Any]:
    """The words of a cell and whether they stand for a missing figure."""
    if isinstance(cell, Text):
        return {"words": printable(cell.words), "missing": False}
    words = cell.text(decimals(column.kind, cell)) if isinstance(cell, SafeCell) else cell.text()
    return {"words": printable(words), "missing": not cell.shown}


def _picture(layout: Layout, block: MapBlock | SeriesBlock, compact: bool) -> dict[str, Any]:
    drawn = draw_map(block, compact) if isinstance(block, MapBlock) else draw_series(block)
    number = layout.number("Map" if isinstance(block, MapBlock) else "Chart")
    name = f"{number.lower().replace(' ', '-')}.svg"
    layout.pictures[name] = drawn
    return {"number": number, "file": name, "alt": alt_text(block)}


_MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
