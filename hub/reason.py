"""Why somebody decided something: a sentence that stands in the ledger for good, so it may name nobody."""

from typing import ClassVar

import pyarrow as pa

from geo.checks import Refused
from ingest.detectors import find_personal

SHORTEST, LONGEST = 3, 300


class ReasonRefused(Refused):
    """A reason that is none, or that may name a person."""

    exit_code: ClassVar[int] = 24


def check_reason(reason: str) -> str:
    """The reason with single blanks. Raises ReasonRefused where it is too short, too long, or looks like a person."""
    words = " ".join(reason.split())
    if SHORTEST <= len(words) <= LONGEST and words.isprintable() and not find_personal(pa.array([words])):
        return words
    raise ReasonRefused(
        "this needs a reason that may stand in the ledger for good.",
        f"a reason that is too short, longer than {LONGEST} characters, or looks like personal data.",
        "say in a sentence why, without naming a person: --reason TEXT",
    )
