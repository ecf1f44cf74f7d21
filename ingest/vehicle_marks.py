"""Registration marks of vehicles: the current, the prefix and the suffix form, and Northern Ireland's.

Dateless marks ("ABC 123") look like any code, so they are known by the heading of their column alone. Source: DVLA
INF104, "Vehicle registration numbers and number plates" (forms, letters not used, county codes of Northern Ireland).
"""

import re

from ingest.identifier import EDGE, END, Identifier, words_of

_NORTHERN_IRELAND = "IA|DZ|KZ|RZ|IB|IJ|BZ|JZ|SZ|IL|IG|IW|NZ|UI|YZ|JI|HZ|VZ|AZ|CZ|EZ|FZ|GZ|MZ|OI|PZ|TZ|UZ|WZ|XI|LZ|XZ"
_CURRENT = re.compile(
    r"(?<![0-9A-Za-z])[A-HJ-PR-Y]{2}(?:0[2-9]|[12][0-9]|5[1-9]|[67][0-9])(?P<gap>[ -]?)"
    r"(?P<word>[A-HJ-PR-Z]{3})(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"(?<![0-9A-Za-z])(?:[A-HJ-NPR-TV-Y][0-9]{1,3}(?P<gap>[ -]?)(?P<word>[A-Z]{3})"
    r"|(?P<first>[A-Z]{3})(?P<space>[ -]?)[0-9]{1,3}[A-HJ-NPR-TV-Y])(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_IRISH = re.compile(rf"(?<![0-9A-Za-z])[A-Z](?:{_NORTHERN_IRELAND})[ -]?[0-9]{{1,4}}(?![0-9A-Za-z])", re.IGNORECASE)
_LABEL = re.compile(
    r"\b(?:reg|regn|registration|vrm|vrn|index|plate|vehicle|car|van|lorry|moped|motorcycle)\b", re.IGNORECASE
)
_WORDS = words_of("no-mark")


def _has_mark(text: str) -> bool:
    labelled = bool(_LABEL.search(text))
    whole = any(form.fullmatch(text) for form in (_CURRENT, _DATED, _IRISH))
    current = any(_stands(found, text, labelled) for found in _CURRENT.finditer(text))
    dated = any(_stands(found, text, labelled, roads=True) for found in _DATED.finditer(text))
    return current or dated or ((labelled or whole) and bool(_IRISH.search(text)))


def _stands(found: re.Match[str], text: str, labelled: bool, *, roads: bool = False) -> bool:
    """Whether a form is a mark here: "MK12 and", "A34 jct" and "on 05 May" are forms too."""
    parts = found.groupdict()
    word, gap = parts["word"] or parts["first"], parts["gap"] or parts.get("space") or ""
    if word.casefold() in _WORDS and gap == " ":
        return False
    if labelled or found[0] == text.strip():
        return True
    return found[0] == found[0].upper() and (not roads or not gap)


VEHICLE_MARKS: tuple[Identifier, ...] = (
    Identifier(
        "a vehicle registration mark",
        EDGE + r"(?i:[A-HJ-PR-Y]{2}[0-9]{2}[ -]?[A-HJ-PR-Z]{3}|[A-HJ-NPR-TV-Y][0-9]{1,3}[ -]?[A-Z]{3}"
        rf"|[A-Z]{{3}}[ -]?[0-9]{{1,3}}[A-HJ-NPR-TV-Y]|[A-Z](?:{_NORTHERN_IRELAND})[ -]?[0-9]{{1,4}})" + END,
        _has_mark,
    ),
)
