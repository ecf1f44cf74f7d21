"""Words as gptables takes them for words: no formula, no link, no mark of a note, no cell without a letter.

gptables reads ``[words](address)`` as a link and ``$$word$$`` as the mark of a note, and refuses a blank row, a cell of
signs alone and equal headings. A name from a file must be able to be any of these without stopping a workbook.
"""

import re
from collections.abc import Sequence

from hub.paper.harmless import harmless

TO_FILL_IN = "to be filled in"
"""What stands in a cell that is left free for the pen on paper: a blank in a spreadsheet reads as a mistake."""
LONGEST_HEADING = 200
"""Letters; a spreadsheet takes at most 255, with the unit."""
_LINK = re.compile(r"\](?=\()")
_NOTE = re.compile(r"\$(?=\$)")


def plain(words: str) -> str:
    """The words, harmless; what would make a link or the mark of a note is broken by a space."""
    return _NOTE.sub("$ ", _LINK.sub("] ", harmless(words)))


def plain_lines(words: Sequence[str]) -> list[str]:
    """Lines of words, without those that are empty."""
    return [plain(line) for line in words if line]


def plain_cell(words: str) -> str:
    """The words of a cell of a table: never blank, and never signs alone."""
    written = plain(words)
    if not written.strip():
        return TO_FILL_IN
    return written if re.search("[A-Za-z0-9]", written) else f"{written} (as it was written)"


def distinct_headings(titles: Sequence[str]) -> list[str]:
    """The titles as headings of one table, none equal to another (letter case does not tell them apart)."""
    headings: list[str] = []
    taken: set[str] = set()
    for title in (plain_cell(title)[:LONGEST_HEADING] for title in titles):
        number = 2
        heading = title
        while heading.casefold() in taken:
            heading, number = f"{title} ({number})", number + 1
        headings.append(heading)
        taken.add(heading.casefold())
    return headings
