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
from hub.disclosure.marks import SafeCell
from hub.disclosure.publication import read_classes, read_tables
from hub.disclosure.rules import ReleaseRefused
from hub.disclosure.tables import OpenClasses

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Key = tuple[str, ...]
Printed = tuple[int, int, int]
"""A printed count, and the least and the most that it may have been: rounding, and no small count in print."""


@dataclass(frozen=True)
class Earlier:
    """A publication that was released before.

    ``same``: whether it is of the same records (None: nobody noted of which); ``floors``: where it is, those of its
    hidden counts, by table.
    """

    publication: Mapping[str, Any]
    same: bool | None = False
    floors: Mapping[str, Mapping[Key, int]] = field(default_factory=dict)


class StandsRefused(ReleaseRefused):
    """Nothing new can be released beside ``publication``, which says of the same records what the new tables do not."""

    def __init__(self, publication: Mapping[str, Any], found: str) -> None:
        super().__init__(
            "a release beside an earlier one of the same records",
            found,
            "use the earlier release of these records, or ask with the outlines and cells that it was made of",
        )
        self.publication = publication


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
) -> tuple[list[dict[int, Printed]], Standing]:
    """The printed counts by key of each release of other records, and what stands from those of the same.

    Raises StandsRefused where a release of the same records has a cell or a class that this family has not, or has
    otherwise: what it says could not be taken into the proof. So where the records are not noted and no count differs.
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
        differs = any(not least <= counts[place] <= most for place, (_, least, most) in printed.items())
        if one.same is False or (one.same is None and differs):
            revised.append(printed)
            continue
        if differs or elsewhere or one.same is None:
            raise StandsRefused(
                one.publication, "a cell of an earlier release that the new tables do not have as it was"
            )
        standing.printed[list(printed)] = True
        for place, _, floor in cells:
            standing.floors[place] = max(int(standing.floors[place]), floor)
        _read_shown(one.publication, rows, number, standing.shown)
    return revised, standing


def _pairs(labelled: Sequence[OpenClasses]) -> list[tuple[OpenClasses, Any]]:
    return [(one, row) for one in labelled for row in one.rows]


def _find_cells(family: Family, one: Earlier) -> tuple[list[tuple[int, Printed | None, int]], int]:
    """The family's key, printed count and floor of each cell of a publication, and how many cells have no such key."""
    number = {key: place for place, key in enumerate(family.keys)}
    roots = {dimension.hierarchy.name: dimension.hierarchy.root for dimension in family.dimensions}
    found, elsewhere, threshold = [], 0, int(one.publication["threshold"])
    for table, (names, cells) in read_tables(one.publication).items():
        known = one.floors.get(table, {})
        for key, cell in cells.items():
            codes = {**roots, **dict(zip(names, key, strict=True))}
            place = number.get(tuple(codes[name] for name in family.names))
            if place is None:
                elsewhere += 1
            else:
                printed = _read_print(cell, threshold) if cell.shown else None
                found.append((place, printed, known.get(key, 0)))
    return found, elsewhere


def _read_print(cell: SafeCell, threshold: int) -> Printed:
    value, spread = int(cell.value or 0), cell.spread
    return value, max(value - spread, threshold if value else 0), value + spread


def _read_shown(
    publication: Mapping[str, Any], rows: Sequence[Any], number: Mapping[tuple[str, str], int], shown: Bools
) -> None:
    """Mark the classes that a publication showed, each with the interval that it stated."""
    stated = {fact["id"]: (fact.get("lo"), fact.get("hi")) for fact in publication["facts"]}
    for name, found in read_classes(publication).items():
        for code, one in found.items():
            if not one.shown:
                continue
            place = number.get((name, code))
            if place is None or rows[place][1] != one.label or rows[place][2:4] != stated.get(f"{name}:{code}"):
                raise StandsRefused(publication, "a class of an earlier release that the new classes do not have")
            shown[place] = True
