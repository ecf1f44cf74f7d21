"""Cells of a table of numbers: a whole number, a provider's own mark of suppression, or an information period.

A blank is "not supplied", a mark is "suppressed"; neither is ever a number and never zero (`004` section 6).
"""

import re
from collections.abc import Mapping
from functools import cache

from ingest.categories import reference
from ingest.contract import PATTERNS
from ingest.periods import FIRST_YEAR, LAST_YEAR

NOT_SUPPLIED = "x"
"""The mark of a blank cell, and of [x]: unavailable, not zero."""

_DIGITS = re.compile(r"\d{1,7}", re.ASCII)
_QUARTER = re.compile(PATTERNS["quarter"])
_OTHER_PERIOD = re.compile(
    r"\d{4}(-\d\d){0,2}|(\d{1,2}/)?\d{1,2}/\d{4}|(\d{1,2} )?[A-Za-z]{3,9}[ -]\d{2,4}|\d{4}-\d\d/\d{4}-\d\d", re.ASCII
)
_INSTITUTION = re.compile(r"[^\W_][\w .,:;'’()&/+-]{1,199}")


@cache
def mark_titles() -> Mapping[str, str]:
    """The marks a cell may keep, and what each says: 'c' suppressed, 'x' not supplied, 'z' not applicable."""
    return {row["mark"]: row["title"] for row in reference("suppression_marks")}


@cache
def _written() -> Mapping[str, str]:
    return {row["written"]: row["mark"] for row in reference("suppression_marks")}


def read_figure(text: str) -> str | None:
    """A whole number in digits, or the mark that a provider's word stands for; None for anything else."""
    if _DIGITS.fullmatch(text):
        return str(int(text))
    return _written().get(" ".join(text.casefold().split()))


def read_quarter(text: str) -> str | None:
    """An information period as it is written, '2026-Q3' (July to September 2026); None for anything else."""
    return text if _QUARTER.fullmatch(text) and FIRST_YEAR <= int(text[:4]) <= LAST_YEAR else None


def is_other_period(text: str) -> bool:
    """Whether a text is a date, a month, a year or a run of months: a period, but no information period."""
    return bool(_OTHER_PERIOD.fullmatch(text))


def read_institution(text: str) -> str | None:
    """The name or address of a school or another public institution, on one line of at most 200 characters."""
    return text if _INSTITUTION.fullmatch(text) else None
