"""The four states of a released figure, and the word each is printed as.

Hidden, not supplied, not applicable and a true zero never look alike (`004` section 6: "suppressed"). A reader
cannot tell primary from secondary suppression: there is one mark for both.
"""

from dataclasses import dataclass
from enum import Enum


class Mark(Enum):
    """State of a released cell; the value is the symbol used in files (Analysis Function shorthand)."""

    SHOWN = ""
    SUPPRESSED = "c"
    NOT_SUPPLIED = "x"
    NOT_APPLICABLE = "z"


SHARED = " †"
"""What stands behind a figure that is not for publication."""
WORDS = {
    Mark.SUPPRESSED: "suppressed",
    Mark.NOT_SUPPLIED: "not supplied",
    Mark.NOT_APPLICABLE: "not applicable",
}


@dataclass(frozen=True)
class SafeCell:
    """One released figure. ``value`` is a number exactly when ``mark`` is SHOWN. Made only inside this package.

    ``spread``: by how much it may be off, where counts are rounded. ``shared``: it is suppressed in what is published,
    and shown to a shared audience by its owner's grant; it looks like no other figure.
    """

    value: int | float | None
    mark: Mark = Mark.SHOWN
    spread: int = 0
    shared: bool = False

    def __post_init__(self) -> None:
        if (self.value is None) == (self.mark is Mark.SHOWN):
            raise ValueError("a released cell has a value exactly when it is shown")

    @property
    def shown(self) -> bool:
        """Whether a reader sees a number."""
        return self.mark is Mark.SHOWN

    def text(self, decimals: int = 0) -> str:
        """The cell in words for a page: ``1,234``, ``suppressed``, ``not supplied`` or ``not applicable``."""
        return WORDS[self.mark] if self.value is None else f"{self.value:,.{decimals}f}{SHARED if self.shared else ''}"

    def symbol(self, decimals: int = 0) -> str:
        """The cell for a file: ``1234``, ``[c]``, ``[x]`` or ``[z]``."""
        return f"[{self.mark.value}]" if self.value is None else f"{self.value:.{decimals}f}"


@dataclass(frozen=True)
class SafeClass:
    """One released class (for example a Gi* class). ``label`` is a text exactly when ``mark`` is SHOWN."""

    label: str | None
    mark: Mark = Mark.SHOWN

    def __post_init__(self) -> None:
        if (self.label is None) == (self.mark is Mark.SHOWN):
            raise ValueError("a released class has a label exactly when it is shown")

    @property
    def shown(self) -> bool:
        """Whether a reader sees the class."""
        return self.mark is Mark.SHOWN

    def text(self) -> str:
        """The class in words, or the word of its mark."""
        return WORDS[self.mark] if self.label is None else self.label


NOT_SUPPLIED = SafeCell(None, Mark.NOT_SUPPLIED)
"""The cell of a period or population that was not supplied."""
NOT_APPLICABLE = SafeCell(None, Mark.NOT_APPLICABLE)
"""The cell of what has no figure."""
SUPPRESSED = SafeCell(None, Mark.SUPPRESSED)
"""A cell that is not shown."""
CLASS_NOT_SUPPLIED = SafeClass(None, Mark.NOT_SUPPLIED)
"""The class of a place in a period that was not supplied."""
CLASS_SUPPRESSED = SafeClass(None, Mark.SUPPRESSED)
"""A class that is not shown."""
