"""The minutes of a meeting, set as paper is: what stands on the sheet, and how broad the columns are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from hub.paper.characters import printable, width
from hub.paper.typesetting import set_pages

PAGE, BESIDE, SIZE = 482.0, 12.0, 9.0
"""Points: between the margins, beside the words of a cell, and the size of its letters."""
SHORT, BROADEST = 17, 120
"""Letters of an entry that is not broken, and the most that a column is given room for."""


@dataclass(frozen=True)
class Section:
    """A heading, what is said under it, and the columns and rows of its table."""

    heading: str
    paragraphs: Sequence[str]
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class MinutesSheet:
    """A document of the minutes, ready to be set. ``marking`` stands at head and foot of every page, ``standing`` at
    the foot; ``day`` is its date, and the only moment in it."""

    title: str
    partnership: str
    running: str
    marking: str
    standing: str
    day: datetime
    cover: Sequence[tuple[str, str]]
    sections: Sequence[Section]


def set_minutes(sheet: MinutesSheet) -> bytes:
    """The tagged PDF."""
    day = sheet.day.replace(tzinfo=UTC)
    data = {
        "title": printable(sheet.title),
        "partnership": printable(sheet.partnership),
        "marking": printable(sheet.marking),
        "running": printable(sheet.running),
        "release_line": printable(sheet.standing),
        "date": [day.year, day.month, day.day],
        "cover": [[name, printable(words)] for name, words in sheet.cover],
        "parts": [_section(one) for one in sheet.sections],
    }
    return set_pages("minutes.typ", data, {}, day)


def find_shares(section: Section) -> list[float]:
    """How broad the columns of a table are, in points: by their longest words, and no word of one piece is broken."""
    columns = [[title, *(row[at] for row in section.rows)] for at, title in enumerate(section.columns)]
    needed = [max(_longest_piece(words) for words in column) + BESIDE for column in columns]
    wanted = [min(max(map(len, column)), BROADEST) ** 0.75 for column in columns]
    wide = [need < PAGE * want / sum(wanted) for need, want in zip(needed, wanted, strict=True)]
    room = PAGE - sum(need for need, is_wide in zip(needed, wide, strict=True) if not is_wide)
    shared = sum(want for want, is_wide in zip(wanted, wide, strict=True) if is_wide) or 1.0
    return [
        round(room * want / shared if is_wide else need, 1)
        for need, want, is_wide in zip(needed, wanted, wide, strict=True)
    ]


def _longest_piece(words: str) -> float:
    """Points of what has to stand on one line: a short entry as a whole, such as a day, else its longest word."""
    pieces = [words] if len(words) <= SHORT else words.split()
    return max((width(one, SIZE) for one in pieces), default=0.0)


def _section(one: Section) -> dict[str, object]:
    return {
        "heading": printable(one.heading),
        "paragraphs": [printable(words) for words in one.paragraphs],
        "columns": [printable(words) for words in one.columns],
        "shares": find_shares(one) if one.rows else [],
        "rows": [[printable(words) for words in row] for row in one.rows],
    }
