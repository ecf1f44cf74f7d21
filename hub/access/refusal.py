"""What a person is told who may not do something: who they are is unknown, or their role does not allow it."""

from typing import ClassVar

from geo.checks import Refused


class AccessRefused(Refused):
    """Nobody of that name and password, or a role that may not see what was asked."""

    exit_code: ClassVar[int] = 16
