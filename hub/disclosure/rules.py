"""The rules of release and the one refusal of the gate.

Rules S1-S8 of disclosure control, in the order in which they are applied:

* S1  a cell with 1 to threshold - 1 records is small and suppressed (`004` section 6); where zeros count as small
  (sensitive data sets), one with 0 records too;
* S2  below a small total every published cell is suppressed, zeros included, unless printed zeros elsewhere give a zero
  away anyhow; everywhere else a true zero is printed;
* S3  every small cell keeps a whole-number table at 1 (0 where zeros count as small) and another at threshold - 1 that
  agree with all that is printed;
* S4  one mark for every suppressed cell: a reader cannot tell why it is hidden;
* S5  a derived figure inherits the suppression of every count it uses (`derive.py`);
* S6  a class is printed only where its interval does not tell one small count from another;
* S7  a count that differs by 1 to threshold - 1 from what an earlier release printed in its place is suppressed;
* S8  an area of fewer residents than the partnership's least is not published, and its count cannot be worked out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

SMALLEST_THRESHOLD = 5
ROUNDINGS = (1, 5)
ZEROS_SHOWN = "not-under-small-totals"


class ReleaseRefused(Exception):  # noqa: N818 (the house says Refused)
    """Raised where a table cannot be opened, read or proved safe. Three lines: what, found, do. No counts in them."""

    exit_code: ClassVar[int] = 17

    def __init__(self, what: str, found: str, do: str) -> None:
        super().__init__(what, found, do)
        self.what, self.found, self.do = what, found, do

    def __str__(self) -> str:
        return f"REFUSED {self.what}\nFound: {self.found}\nDo: {self.do}"


@dataclass(frozen=True)
class Rules:
    """The threshold T: a count of 1..T-1 is small. Never under 5; there is no switch for less.

    ``zeros_small``: 0 is small too, and no zero is printed (sensitive data sets). ``rounding``: what is printed is
    rounded to the nearest multiple of it; 1 is as counted, 5 the rule of hospital statistics. ``worth`` multiplies the
    price of hiding a code (1 where it is not named): which totals readers need most.
    """

    threshold: int = SMALLEST_THRESHOLD
    zeros_small: bool = False
    rounding: int = 1
    worth: Mapping[str, float] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        if self.rounding not in ROUNDINGS:
            raise ReleaseRefused("an unknown rounding", f"rounding to {self.rounding}", "round to 5, or leave it out")
        if not isinstance(self.threshold, int) or self.threshold < SMALLEST_THRESHOLD:
            raise ReleaseRefused(
                "a threshold under the floor",
                f"threshold {self.threshold}; the floor is {SMALLEST_THRESHOLD}",
                f"set a whole number of at least {SMALLEST_THRESHOLD}",
            )

    @property
    def largest_small(self) -> int:
        """The largest count that is small."""
        return self.threshold - 1

    @property
    def smallest(self) -> int:
        """The smallest count that is small."""
        return 0 if self.zeros_small else 1

    @property
    def zeros_shown(self) -> str | bool:
        """What the publication format says of zeros."""
        return False if self.zeros_small else ZEROS_SHOWN

    def is_stricter_than(self, other: "Rules") -> bool:
        """Whether they hide in any way what the other rules show."""
        return (
            self.threshold > other.threshold or self.zeros_small > other.zeros_small or self.rounding > other.rounding
        )

    def is_small(self, count: int) -> bool:
        """Whether a count is small (S1)."""
        return self.smallest <= count < self.threshold

    def round(self, count: int) -> int:
        """A count as it is printed."""
        return (count + self.rounding // 2) // self.rounding * self.rounding

    def words(self) -> str:
        """The rules in one sentence, for the foot of a product."""
        also = f" Figures are rounded to the nearest {self.rounding}." if self.rounding > 1 else ""
        return (
            f"Counts of {self.smallest} to {self.largest_small} are suppressed, and so is every count, rate or class "
            f"from which one of them could be worked out.{also}"
        )
