"""What a person is told when a judgement cannot be put on record as asked."""

from typing import ClassVar

from geo.checks import Refused


class AssessmentRefused(Refused):
    """No such score, category or threat, a decision without a reason, or words that may name a person."""

    exit_code: ClassVar[int] = 37
