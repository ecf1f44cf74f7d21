"""Why somebody decided something: a sentence that stands in the ledger for good, so it may name nobody."""

from typing import ClassVar

from geo.checks import Refused
from hub.sentence import check_sentence

LONGEST = 300


class ReasonRefused(Refused):
    """A reason that is none, or that may name a person."""

    exit_code: ClassVar[int] = 24


def check_reason(reason: str) -> str:
    """The reason with single blanks. Raises ReasonRefused where it is too short, too long, or looks like a person."""
    return check_sentence("Reason", reason, ReasonRefused, LONGEST)
