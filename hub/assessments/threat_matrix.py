"""The threat matrix: probability times harm is the threat of a problem, and people decide what an assessment takes up.

Probability and harm are judgements of the partnership, from 1 to 20; nothing here is worked out from records. What is
high is taken up and what is low is not, unless somebody decides otherwise and says why.

Source: Leicester City, Joint Strategic Assessment 2010/11, appendix A-1 (domain.md 4.13). It gives threats and bands,
not where one band ends: 55 is low in it, 90 medium, 165 high. The cut points between them are this hub's own.
"""

from dataclasses import dataclass
from typing import Literal, get_args

HIGHEST = 20
MEDIUM_FROM, HIGH_FROM = 60, 150
Band = Literal["low", "medium", "high"]
Decision = Literal["by band", "include", "leave out"]
DECISIONS: tuple[Decision, ...] = get_args(Decision)


@dataclass(frozen=True)
class Score:
    """Probability and harm, each from 1 to 20, and what was decided: to go by the band, or otherwise."""

    probability: int
    harm: int
    decision: Decision = "by band"

    def __post_init__(self) -> None:
        if not all(1 <= one <= HIGHEST for one in (self.probability, self.harm)):
            raise ValueError(f"probability and harm are from 1 to {HIGHEST}")

    @property
    def threat(self) -> int:
        """Probability times harm."""
        return self.probability * self.harm

    def words(self) -> str:
        """The threat as readers see it, which nobody takes for a count: ``176 of 400``."""
        return f"{self.threat} of {HIGHEST**2}"

    @property
    def band(self) -> Band:
        """Low, medium or high."""
        return "high" if self.threat >= HIGH_FROM else "medium" if self.threat >= MEDIUM_FROM else "low"

    @property
    def included(self) -> bool:
        """Whether the assessment takes it up: what is medium or high, unless it was decided otherwise."""
        return self.band != "low" if self.decision == "by band" else self.decision == "include"

    @property
    def against_band(self) -> bool:
        """Whether it was decided otherwise than its band says."""
        return self.decision != "by band" and self.included != Score(self.probability, self.harm).included
