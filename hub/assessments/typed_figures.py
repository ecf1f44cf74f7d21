"""Figures in what somebody typed: a count that is written by hand would reach its reader past the gate.

What is plainly a date, a clock time, a road or a cell of the published grid is no figure. Numbers in words are figures
too, from two on. A sentence is judged, nothing of it is told.
"""

import re
import unicodedata
from collections.abc import Collection

_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    "|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec"
)
_DAY, _YEAR = r"(?:3[01]|[12]?\d)(?:st|nd|rd|th)?", r"(?:19|20)\d{2}"
_AND = r"\s?(?:to|and|or|until|,|-|–)\s?"
_HOUR = r"(?:2[0-4]|1\d|0?\d)"
_NO_FIGURES = re.compile(
    rf"(?<![\w.,])(?:"
    rf"(?:{_DAY}{_AND})*{_DAY}\s(?:{_MONTHS})(?:\s{_YEAR})?"
    rf"|(?:{_MONTHS})\s{_YEAR}"
    rf"|{_YEAR}-(?:0\d|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?"
    rf"|(?:3[01]|[12]\d|0?[1-9])/(?:0?[1-9]|1[0-2])/{_YEAR}"
    rf"|{_HOUR}:[0-5]\d(?:\s?[ap]m)?"
    rf"|(?:{_HOUR}(?:[.:][0-5]\d)?{_AND})?{_HOUR}(?:[.:][0-5]\d)?\s?[ap]m"
    rf"|(?:A|B|M)\d{{1,4}}(?:\(M\))?"
    rf")(?![\w%])"
)
_CELL = re.compile(r"\b[A-Z]{2}\s?\d{2,3}\s?\d{2,3}(?:\s?[NS][EW])?\b")
_WORDS = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
    r"|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:-\w+)?|dozens?|hundreds?|thousands?|millions?)\b",
    re.IGNORECASE,
)


def find_figure(words: str, cells: Collection[str]) -> str:
    """What kind of figure a sentence holds; empty where it holds none. ``cells``: the codes of the published grid."""
    told = _CELL.sub(lambda found: "" if re.sub(r"\s", "", found[0]) in cells else found[0], words)
    left = _NO_FIGURES.sub(" ", told)
    if any(unicodedata.category(letter).startswith("N") for letter in left):
        return "a figure"
    return "a number in words" if _WORDS.search(left) else ""
