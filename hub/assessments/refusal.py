"""What a person is told when a judgement cannot be put on record as asked."""

from typing import ClassVar

from geo.checks import Refused


class AssessmentRefused(Refused):
    """A score, a category or a threat that there is not, or a decision without a reason."""

    exit_code: ClassVar[int] = 37
