"""What a person is told when a meeting or an action cannot be written down as asked."""

from typing import ClassVar

from geo.checks import Refused


class MeetingRefused(Refused):
    """A step that a meeting cannot take, a member or an action that there is not, or words that may name a person."""

    exit_code: ClassVar[int] = 36
