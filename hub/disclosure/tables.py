"""Tables on both sides of the gate: CountTable and ClassTable, sealed, and SafeTable and SafeClasses, released.

A sealed table keeps nothing on itself: its content lies in a vault of this file that only `open_counts` and
`open_classes` read, and only `control.py` calls those. Every other way of looking in raises ReleaseRefused.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Never
from weakref import WeakKeyDictionary

import pandas as pd

from hub.disclosure.hierarchy import Hierarchy
from hub.disclosure.marks import Mark, SafeCell, SafeClass
from hub.disclosure.rules import ReleaseRefused

__all__ = ["ClassTable", "CountTable", "Hierarchy", "SafeCell", "SafeClass", "SafeClasses", "SafeTable"]

Key = tuple[str, ...]
ClassRow = tuple[str, str, int, int | None, str]


@dataclass(frozen=True)
class OpenCounts:
    """Content of a CountTable: whole counts by leaf key, the keys to be published, and those that nobody may know."""

    name: str
    hierarchies: tuple[Hierarchy, ...]
    leaves: Mapping[Key, int]
    cells: tuple[Key, ...]
    withheld: tuple[Key, ...] = ()


@dataclass(frozen=True)
class OpenClasses:
    """Content of a ClassTable: rows of (code, label, lowest, highest or None, window code)."""

    name: str
    hierarchy: Hierarchy
    rows: tuple[ClassRow, ...]


class Sealed:
    """Refuses every protocol by which Python, pandas, Streamlit or Plotly look into an object; shows only its shape."""

    __slots__ = ("__weakref__", "_shape")
    _shape: str

    def _refuse(self, *_: object, **__: object) -> Never:
        raise ReleaseRefused(
            f"a look into a sealed table ({self._shape})",
            "an attempt to read, copy or convert it before release",
            "release it through hub.disclosure.control and use the SafeTable",
        )

    __iter__ = __getitem__ = __len__ = __contains__ = __bool__ = __array__ = __dataframe__ = _refuse
    __reduce__ = __reduce_ex__ = __getstate__ = __copy__ = __deepcopy__ = _refuse
    __int__ = __float__ = __index__ = __lt__ = __gt__ = __le__ = __ge__ = _refuse
    __add__ = __radd__ = __sub__ = __mul__ = __arrow_c_array__ = __arrow_c_stream__ = __arrow_c_schema__ = _refuse
    _repr_html_ = _repr_mimebundle_ = _repr_json_ = to_pandas = to_dict = to_csv = to_json = to_numpy = _refuse
    __array_interface__ = __array_struct__ = __geo_interface__ = property(_refuse)

    def __repr__(self) -> str:
        return self._shape

    def __format__(self, _: str) -> str:
        return self._shape


class CountTable(Sealed):
    """Counts of events that nobody may see yet.

    ``leaves``: whole counts by leaf key in the order of the hierarchies, or a frame with one column per hierarchy name
    and ``count``; an absent leaf is 0. ``cells``: the keys to be published, chosen without looking at the data.
    ``withheld``: keys that are not, and that nobody may work out either (S8).
    """

    __slots__ = ()

    def __init__(
        self,
        name: str,
        hierarchies: Sequence[Hierarchy],
        leaves: Mapping[Key, int] | pd.DataFrame,
        cells: Sequence[Key],
        withheld: Sequence[Key] = (),
    ) -> None:
        listed, kept = tuple(tuple(key) for key in cells), tuple(tuple(key) for key in withheld)
        opened = _read_counts(name, tuple(hierarchies), leaves, listed, kept)
        dimensions = " x ".join(f"{one.name} {len(one.leaves)}" for one in opened.hierarchies)
        self._shape = f"<sealed counts {name}: {dimensions}, {len(opened.cells)} cells>"
        _COUNTS[self] = opened


class ClassTable(Sealed):
    """Classes (such as Gi*) that nobody may see yet.

    Each row (code, label, lowest, highest or None, window code) states that the count of the window lies between
    lowest and highest, both included; None is no upper limit.
    """

    __slots__ = ()

    def __init__(self, name: str, hierarchy: Hierarchy, rows: Sequence[ClassRow]) -> None:
        opened = _read_classes(name, hierarchy, rows)
        self._shape = f"<sealed classes {name}: {len(opened.rows)} codes of {hierarchy.name}>"
        _CLASSES[self] = opened


_COUNTS: WeakKeyDictionary[CountTable, OpenCounts] = WeakKeyDictionary()
_CLASSES: WeakKeyDictionary[ClassTable, OpenClasses] = WeakKeyDictionary()


def open_counts(table: CountTable) -> OpenCounts:
    """Content of a sealed table. Called in `control.py` and nowhere else (house rule D4)."""
    return _COUNTS[table]


def open_classes(table: ClassTable) -> OpenClasses:
    """Content of a sealed class table. Called in `control.py` and nowhere else (house rule D4)."""
    return _CLASSES[table]


def _read_counts(
    name: str,
    hierarchies: tuple[Hierarchy, ...],
    leaves: Mapping[Key, int] | pd.DataFrame,
    cells: tuple[Key, ...],
    withheld: tuple[Key, ...],
) -> OpenCounts:
    if not hierarchies or len({one.name for one in hierarchies}) != len(hierarchies):
        raise _refuse(name, "no dimension, or one dimension twice")
    every = cells + withheld
    if len(set(every)) != len(every) or not cells:
        raise _refuse(name, "no published cells, or one of them twice")
    known = [set(one.expanded) for one in hierarchies]
    if any(len(key) != len(known) or any(k not in codes for k, codes in zip(key, known, strict=True)) for key in every):
        raise _refuse(name, "a published cell whose key is not in the hierarchies")
    pairs = _pairs(name, hierarchies, leaves)
    counts = _whole_counts(name, pairs)
    ends = [set(one.leaves) for one in hierarchies]
    if any(len(key) != len(ends) or any(k not in codes for k, codes in zip(key, ends, strict=True)) for key in counts):
        raise _refuse(name, "a count for a key that is not a leaf")
    return OpenCounts(name, hierarchies, MappingProxyType(counts), cells, withheld)


def _pairs(
    name: str, hierarchies: tuple[Hierarchy, ...], leaves: Mapping[Key, int] | pd.DataFrame
) -> Iterator[tuple[Key, Any]]:
    if not isinstance(leaves, pd.DataFrame):
        return iter(leaves.items())
    wanted = [*(one.name for one in hierarchies), "count"]
    if any(column not in leaves.columns for column in wanted):
        raise _refuse(name, f"a frame without one of the columns {', '.join(wanted)}")
    columns = [leaves[column].tolist() for column in wanted]
    return ((row[:-1], row[-1]) for row in zip(*columns, strict=True))


def _whole_counts(name: str, pairs: Iterator[tuple[Key, Any]]) -> dict[Key, int]:
    counts: dict[Key, int] = {}
    for key, count in pairs:
        if count != count or int(count) != count or count < 0:
            raise _refuse(name, "a count that is not a whole number of at least 0")
        if key in counts:
            raise _refuse(name, "one leaf counted twice")
        if count:
            counts[key] = int(count)
    return counts


def _read_classes(name: str, hierarchy: Hierarchy, rows: Sequence[ClassRow]) -> OpenClasses:
    if len({row[0] for row in rows}) != len(rows):
        raise _refuse(name, "one code classed twice")
    if any(row[4] not in hierarchy.expanded for row in rows):
        raise _refuse(name, "a window that is not in the hierarchy")
    if any(low < 0 or (high is not None and high < low) for _, _, low, high, _ in rows):
        raise _refuse(name, "a class whose interval is empty or negative")
    tidy = tuple((str(c), str(label), int(lo), None if hi is None else int(hi), str(w)) for c, label, lo, hi, w in rows)
    return OpenClasses(name, hierarchy, tidy)


def _refuse(name: str, found: str) -> ReleaseRefused:
    return ReleaseRefused(f"the table {name}", found, "correct the question that made the table")


@dataclass(frozen=True)
class SafeTable:
    """Released counts. Made only by `control.py`; ``cells`` holds every published key in the order of publication."""

    name: str
    dimensions: tuple[str, ...]
    cells: Mapping[Key, SafeCell]

    def cell(self, *key: str) -> SafeCell:
        """The released cell of a key, one code per dimension. Raises ReleaseRefused for an unpublished key."""
        if key not in self.cells:
            raise ReleaseRefused(
                f"a cell outside the table {self.name}", f"no cell {key}", "ask for one of the published cells"
            )
        return self.cells[key]

    def publishes(self, *key: str) -> bool:
        """Whether the table has a cell of that key."""
        return key in self.cells

    def keys(self) -> tuple[Key, ...]:
        """Every published key."""
        return tuple(self.cells)

    def items(self) -> tuple[tuple[Key, SafeCell], ...]:
        """Every published key and its cell."""
        return tuple(self.cells.items())

    def codes(self, dimension: str) -> tuple[str, ...]:
        """Codes of one dimension that occur in published keys, in the order of publication."""
        place = self.dimensions.index(dimension)
        return tuple(dict.fromkeys(key[place] for key in self.cells))

    def __len__(self) -> int:
        return len(self.cells)


@dataclass(frozen=True)
class SafeClasses:
    """Released classes. Made only by `control.py`."""

    name: str
    classes: Mapping[str, SafeClass]

    def label(self, code: str) -> SafeClass:
        """The released class of a code; a code without a class is not applicable."""
        return self.classes.get(code, SafeClass(None, Mark.NOT_APPLICABLE))

    def codes(self) -> tuple[str, ...]:
        """Every code with a class, shown or hidden."""
        return tuple(self.classes)

    def __len__(self) -> int:
        return len(self.classes)
