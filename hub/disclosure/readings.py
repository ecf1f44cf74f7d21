"""Readings: statistics that cannot be worked out of released counts, such as a near-repeat ratio, sealed until release.

A reading is a class in words, never a figure. It names the counts that it rests on, and hides with them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from hub.disclosure.tables import Sealed


@dataclass(frozen=True)
class Reading:
    """What is read of one code: the words (None: they have no meaning here), and how many records or pairs of records
    say so.

    ``proved``: whether each witness of what was released of the same records says the same. A reading by place has to
    be, as areas and classes are by place too; where no other figure is of the kind, there is nothing to prove.
    """

    code: str
    label: str | None
    evidence: int
    proved: bool = True


class ReadingTable(Sealed):
    """Readings that nobody may see yet."""

    __slots__ = ()

    def __init__(self, name: str, readings: Sequence[Reading]) -> None:
        self._shape = f"<sealed readings {name}: {len(readings)} codes>"
        _READINGS[self] = name, tuple(readings)


_READINGS: WeakKeyDictionary[ReadingTable, tuple[str, tuple[Reading, ...]]] = WeakKeyDictionary()


def open_readings(table: ReadingTable) -> tuple[str, tuple[Reading, ...]]:
    """Name and content of a sealed table of readings. Called in `control.py` and nowhere else (house rule D4)."""
    return _READINGS[table]
