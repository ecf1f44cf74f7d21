"""Places told more finely than the contract allows, where it allows an area only (a layout whose scale is "area").

SI 2007/1831 paragraph 9 asks health for the outward part of the postcode; a grid reference of 10 m or a longitude of
four decimals is a doorstep. In layouts whose scale is exact or snapped, coordinates are prescribed and not searched.
"""

import re

from ingest.identifier import EDGE, END, Identifier

_WITHIN = re.compile(r"-?(?P<whole>[0-9]{1,2})\.[0-9]{4,}")
_METRES = re.compile(r"(?P<metres>[0-9]{5,7})(?:\.[0-9]+)?")
_HEADING = re.compile(
    r"\b(?:eastings?|northings?|lat|latitude|long?|longitude|grid ?ref\w*|os ?[gn]\w*|[xy] ?coord\w*|[xy])\b"
)
_COARSE, _MOST_FINE, _LEAST = 100, 0.1, 3

FINER = "a place finer than allowed"
GRID_REFERENCES: tuple[Identifier, ...] = (
    Identifier(
        FINER,
        EDGE + r"(?i:[HJNOST][A-HJ-Z] ?(?:[0-9]{4} ?[0-9]{4}|[0-9]{5} ?[0-9]{5}))" + END,
    ),
    Identifier(
        FINER,
        EDGE + r"-?[0-9]{1,2}\.[0-9]{4,}°? ?[NS]?[,; /]+-?[0-9]{1,2}\.[0-9]{4,}",
    ),
    Identifier(FINER, EDGE + r"[1-6][0-9]{5}(?:\.[0-9]+)?[,; /]+[0-9]{6,7}(?:\.[0-9]+)?" + END),
)
"""Grid references of 8 and 10 figures, pairs of degrees, and pairs of metres, in one cell."""


def fine_numbers(texts: list[str], heading: str) -> list[str]:
    """Of a column of numbers those that are coordinates.

    Where half of the column are, latitudes of the United Kingdom with at least four decimals; under a heading of
    coordinates longitudes too, and metres that are not whole hundreds.
    """
    latitudes = [text for text in texts if _is_degree(text) and "49" <= text < "62"]
    if len(latitudes) >= max(_LEAST, len(texts) / 2):
        return latitudes
    promised = _HEADING.search(re.sub(r"[^a-z]+", " ", heading.casefold()))
    fine = [text for text in texts if promised and (_is_degree(text) or _is_fine(text))]
    return fine if len(fine) > _MOST_FINE * len(texts) else []


def _is_degree(text: str) -> bool:
    found = _WITHIN.fullmatch(text)
    return found is not None and (49 <= int(found["whole"]) <= 61 or int(found["whole"]) <= 9)


def _is_fine(text: str) -> bool:
    found = _METRES.fullmatch(text)
    return found is not None and int(found["metres"]) % _COARSE != 0
