"""Earlier releases of the same cells: what their readers know already, which a new release has to be safe beside.

Of the *same* records, every count that was printed stays printed, every class that was shown stays shown, and what the
rules told of a gap stays known: the new release is proved together with the old ones (SDC-4). Of *other* records (a
corrected extract) a count that differs by little from the printed one is suppressed (SDC-19, rule S7).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hub.disclosure.family import Family
from hub.disclosure.marks import SafeClass
from hub.disclosure.publication import read_classes, read_tables
from hub.disclosure.rules import ReleaseRefused
from hub.disclosure.tables import OpenClasses

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Key = tuple[str, ...]


@dataclass(frozen=True)
class Earlier:
    """A publication that was released before; ``floors`` of its hidden counts, by table, where it is of ``same``
    records."""

    publication: Mapping[str, Any]
    same: bool = False
    floors: Mapping[str, Mapping[Key, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Standing:
    """What stands from earlier releases of the same records.

    ``printed``: keys of the family whose count is known; ``floors``: the least that is known of each; ``shown``:
    classes, by row of all class tables, that were shown.
    """

    printed: Bools
    floors: Ints
    shown: Bools


def read_earlier(
    family: Family, leaves: Ints, labelled: Sequence[OpenClasses], earlier: Sequence[Earlier]
) -> tuple[list[dict[int, int]], Standing]:
    """The printed counts by key of each release of other records, and what stands from those of the same.

    Raises ReleaseRefused where a release of the same records has a cell or a class that this family has not: what it
    says could not be taken into the proof.
    """
    counts = family.sums @ leaves
    rows = [row for one in labelled for row in one.rows]
    number = {(one.name, row[0]): place for place, (one, row) in enumerate(_pairs(labelled))}
    standing = Standing(
        np.zeros(len(counts), dtype=bool), np.zeros(len(counts), dtype=np.int64), np.zeros(len(rows), dtype=bool)
    )
    revised = []
    for one in earlier:
        cells, elsewhere = _find_cells(family, one)
        printed = {place: value for place, value, _ in cells if value is not None}
        if not one.same or any(counts[place] != value for place, value in printed.items()):
            revised.append(printed)
            continue
        if elsewhere:
            raise _refuse("a cell of an earlier release that the new tables do not have")
        standing.printed[list(printed)] = True
        for place, _, floor in cells:
            standing.floors[place] = max(int(standing.floors[place]), floor)
        _read_shown(read_classes(one.publication), rows, number, standing.shown)
    return revised, standing


def _pairs(labelled: Sequence[OpenClasses]) -> list[tuple[OpenClasses, Any]]:
    return [(one, row) for one in labelled for row in one.rows]


def _find_cells(family: Family, one: Earlier) -> tuple[list[tuple[int, int | None, int]], int]:
    """The family's key, printed count and floor of each cell of a publication, and how many cells have no such key."""
    number = {key: place for place, key in enumerate(family.keys)}
    roots = {dimension.hierarchy.name: dimension.hierarchy.root for dimension in family.dimensions}
    found, elsewhere = [], 0
    for table, (names, cells) in read_tables(one.publication).items():
        known = one.floors.get(table, {})
        for key, cell in cells.items():
            codes = {**roots, **dict(zip(names, key, strict=True))}
            place = number.get(tuple(codes[name] for name in family.names))
            if place is None:
                elsewhere += 1
            else:
                found.append((place, cell.value if isinstance(cell.value, int) else None, known.get(key, 0)))
    return found, elsewhere


def _read_shown(
    classes: Mapping[str, Mapping[str, SafeClass]],
    rows: Sequence[Any],
    number: Mapping[tuple[str, str], int],
    shown: Bools,
) -> None:
    for name, found in classes.items():
        for code, one in found.items():
            place = number.get((name, code))
            if one.shown and (place is None or rows[place][1] != one.label):
                raise _refuse("a class of an earlier release that the new classes do not have")
            if one.shown and place is not None:
                shown[place] = True


def _refuse(found: str) -> ReleaseRefused:
    return ReleaseRefused(
        "a release beside an earlier one of the same records",
        found,
        "use the earlier release of these records, or ask with the outlines and cells that it was made of",
    )
