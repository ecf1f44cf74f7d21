"""Protective markings: which there are and were, which this hub may hold, and where what is above it belongs.

``data/reference/markings.csv``; the scheme of 2009 (GPMS, `004` Appendix 4) ended on 2 April 2014. A document keeps the
marking it was made with; a new one has one of today's.
"""

import re
from dataclasses import dataclass
from functools import cache

from ingest.categories import reference

STRICTEST = "OFFICIAL-SENSITIVE"
"""How a document is handled whose marking is of no scheme."""
ABOVE = ("SECRET", "CONFIDENTIAL")
"""Words that no marking of a document in this hub may hold, whatever stands round them."""


@dataclass(frozen=True)
class Marking:
    """One marking: of which scheme, what the same would be today, and where it belongs if not here."""

    words: str
    scheme: str
    held: bool
    today: str
    belongs: str
    ended: str


@cache
def list_markings() -> tuple[Marking, ...]:
    """Every marking of both schemes."""
    return tuple(
        Marking(row["marking"], row["scheme"], row["held"] == "1", row["today"], row["belongs"], row["valid_to"])
        for row in reference("markings")
    )


def find_marking(words: str) -> Marking | None:
    """The marking that words begin with, the longest of several; None where they begin with none."""
    said = _plain(words)
    found = [one for one in list_markings() if said == one.words or said.startswith(f"{one.words} ")]
    return max(found, key=lambda one: len(one.words), default=None)


def check_marking(words: str) -> str:
    """The words of a marking for new documents. Raises ValueError where this hub may not hold them, or they ended."""
    said, found = _plain(words), find_marking(words)
    above = next(
        (one for one in list_markings() if not one.held and one.words in ABOVE and _holds(said, one.words)), None
    )
    if above is not None:
        raise ValueError(
            f"a document marked {above.words} may not be in this hub, which holds OFFICIAL and OFFICIAL-SENSITIVE; it "
            f"belongs on {above.belongs}"
        )
    if found is not None and found.ended:
        raise ValueError(
            f"{found.words} is a marking of the {found.scheme}, which ended on 2 April 2014; today: {found.today}"
        )
    return words


def _plain(words: str) -> str:
    """The letters and hyphens of a marking in capitals, with single spaces; OFFICIAL-SENSITIVE in one spelling."""
    whole = re.sub(r"\bOFFICIAL[^A-Z]+SENSITIVE\b", STRICTEST, words.upper())
    kept = (one if one.isalpha() or one == "-" else " " for one in whole)
    return " ".join("".join(kept).replace(" - ", " ").split())


def _holds(said: str, word: str) -> bool:
    return re.search(rf"\b{word}\b", said) is not None
