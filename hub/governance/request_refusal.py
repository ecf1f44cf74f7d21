"""What a person is told when a request for information cannot be written down, or cannot take a step."""

from typing import ClassVar

from geo.checks import Refused


class RequestRefused(Refused):
    """A request that is not complete, a step it cannot take, or words that may name a person."""

    exit_code: ClassVar[int] = 38
