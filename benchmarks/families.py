"""Made-up families of tables for benchmarks and property tests: areas on a lattice of squares, and flat tables.

LSOAs and MSOAs nest, wards cut across some of them, grid cells across all: as in reality. All from a seed.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np
from scipy.spatial import cKDTree

from hub.disclosure.tables import ClassTable, CountTable, Hierarchy

_SIDES = ("area", "category", "period")
Key = tuple[str, ...]
Plan = tuple[str, Sequence[Hierarchy], Mapping[Key, int], Sequence[Key]]
Truth = dict[frozenset[tuple[str, str]], int]


@dataclass(frozen=True)
class Family:
    """Sealed tables and classes, and the truth by full key for an attacker to be marked against."""

    tables: tuple[CountTable, ...]
    classes: tuple[ClassTable, ...]
    truth: Truth
    where: Mapping[str, str]


@dataclass(frozen=True)
class Lattice:
    """Areas of a made-up partnership: each atom is (LSOA, MSOA, ward, grid cell)."""

    atoms: tuple[tuple[str, str, str, str], ...]
    categories: tuple[str, ...]

    def codes(self, place: int) -> tuple[str, ...]:
        """Codes of one level, by its place in the atoms."""
        return tuple(sorted({atom[place] for atom in self.atoms}))

    @cached_property
    def windows(self) -> dict[str, tuple[str, ...]]:
        """Cells of the 3 x 3 window round each cell."""
        cells = set(self.codes(3))
        return {code + "+": tuple(one for one in _around(code) if one in cells) for code in sorted(cells)}

    @cached_property
    def areas(self) -> Hierarchy:
        """All levels and windows down to the atoms."""
        found: dict[str, list[str]] = defaultdict(list)
        for atom in self.atoms:
            for code in atom:
                found[code].append("|".join(atom))
        tree = {code: tuple(leaves) for code, leaves in found.items()}
        return Hierarchy("area", "ALL", {**tree, "ALL": self.codes(2), **self.windows})

    @cached_property
    def wards(self) -> Hierarchy:
        """Wards under the whole."""
        return Hierarchy("area", "ALL", {"ALL": self.codes(2)})

    @cached_property
    def kinds(self) -> Hierarchy:
        """Categories under the whole."""
        return Hierarchy("category", "ALL", {"ALL": self.categories})


def _around(code: str) -> list[str]:
    y, x = divmod(int(code[1:]), 1000)
    return [f"C{(y + up) * 1000 + x + over:06d}" for up in (-1, 0, 1) for over in (-1, 0, 1) if y + up >= 0 <= x + over]


def make_lattice(side: int, lsoas: int, msoas: int, wards: int, cell: int, categories: int, seed: int) -> Lattice:
    """Areas drawn on ``side`` x ``side`` squares; grid cells are ``cell`` squares wide."""
    draw = np.random.default_rng(seed)
    squares = np.stack(np.meshgrid(np.arange(side), np.arange(side)), axis=-1).reshape(-1, 2) + 0.5
    middles, ward_middles = draw.random((lsoas, 2)) * side, draw.random((wards, 2)) * side
    lsoa = _nearest(middles, squares)
    msoa = _nearest(draw.random((msoas, 2)) * side, middles)
    aligned = draw.random(lsoas) < 0.7
    whole, cut = _nearest(ward_middles, middles), _nearest(ward_middles, squares)
    ward = np.where(aligned[lsoa], whole[lsoa], cut)
    grid = (squares // cell).astype(int)
    found = {
        (f"L{one:04d}", f"M{msoa[one]:03d}", f"W{ward[place]:03d}", f"C{grid[place, 1] * 1000 + grid[place, 0]:06d}")
        for place, one in enumerate(lsoa)
    }
    return Lattice(tuple(sorted(found)), tuple(f"c{number:02d}" for number in range(categories)))


def _nearest(middles: Any, points: Any) -> Any:
    return cKDTree(middles).query(points)[1]


def fill_lattice(lattice: Lattice, events: int, seed: int, evenness: float = 1.0, least: int = 5) -> Family:
    """Throw events on a lattice and class its windows; ``least`` is the fewest events of a hotspot."""
    draw = np.random.default_rng(seed)
    weight = draw.gamma(evenness, size=len(lattice.atoms)) + 1e-9
    by_lsoa = dict(zip(lattice.codes(0), draw.gamma(1.0, size=len(lattice.codes(0))) + 1e-9, strict=True))
    weight *= np.array([by_lsoa[atom[0]] for atom in lattice.atoms])
    counts = draw.multinomial(events, weight / weight.sum())
    shares = draw.dirichlet(np.ones(len(lattice.categories)))
    areas: dict[Key, int] = {}
    kinds: dict[Key, int] = defaultdict(int)
    cells: dict[str, int] = defaultdict(int)
    for atom, count in zip(lattice.atoms, counts.tolist(), strict=True):
        if count:
            areas["|".join(atom),] = count
            cells[atom[3]] += count
            for kind, number in zip(lattice.categories, draw.multinomial(count, shares).tolist(), strict=True):
                kinds[atom[2], kind] += number
    keys = [("ALL",), *((code,) for place in (0, 1, 2) for code in lattice.codes(place))]
    pairs = [(area, kind) for area in ("ALL", *lattice.codes(2)) for kind in ("ALL", *lattice.categories)]
    plans: list[Plan] = [
        ("areas", [lattice.areas], areas, keys),
        ("categories", [lattice.wards, lattice.kinds], dict(kinds), pairs),
    ]
    return make_family(plans, (_class_windows(lattice, cells, least),), {"period": "2019-01"})


def _class_windows(lattice: Lattice, cells: Mapping[str, int], least: int) -> ClassTable:
    sums = {window: sum(cells.get(cell, 0) for cell in parts) for window, parts in lattice.windows.items()}
    spread = np.array(list(sums.values()), dtype=float)
    warm = max(least, int(spread.mean() + 2.6 * spread.std()) + 1)
    hot = max(warm + 1, int(spread.mean() + 3.3 * spread.std()) + 1)
    steps: list[tuple[str, int, int | None]] = [("hot", hot, None), ("warm", warm, hot - 1), ("not", 0, warm - 1)]
    rows = []
    for window, count in sums.items():
        label, low, high = next(step for step in steps if count >= step[1])
        rows.append((window[:-1], label, low, high, window))
    return ClassTable("hotspots", lattice.areas, rows)


def make_family(plans: Sequence[Plan], classes: tuple[ClassTable, ...] = (), where: Any = None) -> Family:
    """A family of tables from their leaves and published keys, with its truth."""
    fixed: dict[str, str] = dict(where or {})
    roots = {one.name: one.root for _, hierarchies, _, _ in plans for one in hierarchies} | fixed
    truth: Truth = {}
    for _, hierarchies, leaves, cells in plans:
        sums = _sum_up(hierarchies, leaves)
        for key in cells:
            at = {**roots, **{one.name: code for one, code in zip(hierarchies, key, strict=True)}}
            truth[frozenset(at.items())] = sums.get(tuple(key), 0)
    return Family(tuple(CountTable(*plan) for plan in plans), classes, truth, fixed)


def _sum_up(hierarchies: Sequence[Hierarchy], leaves: Mapping[Key, int]) -> dict[Key, int]:
    """Every count of a table, one dimension after the other."""
    counts: Mapping[Key, int] = leaves
    for place, hierarchy in enumerate(hierarchies):
        above: dict[str, list[str]] = defaultdict(list)
        for code in hierarchy.expanded:
            for leaf in hierarchy.under(code):
                above[leaf].append(code)
        summed: dict[Key, int] = defaultdict(int)
        for key, count in counts.items():
            for code in above[key[place]]:
                summed[(*key[:place], code, *key[place + 1 :])] += count
        counts = summed
    return dict(counts)


def make_flat(rows: int, columns: int, zeros: float, mean: float, seed: int, trees: bool = False) -> Family:
    """One two-way table with margins, or with a tree on both sides."""
    draw = np.random.default_rng(seed)
    counts = draw.poisson(draw.gamma(1.0, mean, size=(rows, columns))) * (draw.random((rows, columns)) >= zeros)
    down, across = _tree("area", "r", rows, trees), _tree("category", "c", columns, trees)
    leaves: dict[Key, int] = {
        (down.leaves[i], across.leaves[j]): int(counts[i, j]) for i, j in np.argwhere(counts).tolist()
    }
    cells: list[Key] = [(one, two) for one in sorted(down.expanded) for two in sorted(across.expanded)]
    return make_family([("flat", [down, across], leaves, cells)])


def make_faces(sizes: tuple[int, int, int], zeros: float, mean: float, seed: int, inside: bool = False) -> Family:
    """The three linked faces of a cube (area by category by period) with margins, and its inside where asked for."""
    draw = np.random.default_rng(seed)
    cube = draw.poisson(draw.gamma(1.0, mean, size=sizes)) * (draw.random(sizes) >= zeros)
    sides = [_tree(name, name[0], size, trees=False) for name, size in zip(_SIDES, sizes, strict=True)]
    leaves: dict[Key, int] = {
        tuple(side.leaves[at] for side, at in zip(sides, place, strict=True)): int(cube[tuple(place)])
        for place in np.argwhere(cube).tolist()
    }
    cells: list[Key] = [key for key in product(*(("ALL", *side.leaves) for side in sides)) if inside or "ALL" in key]
    return make_family([("faces", sides, leaves, cells)])


def _tree(name: str, letter: str, size: int, trees: bool, width: int = 5) -> Hierarchy:
    leaves = [f"{letter}{number:03d}" for number in range(size)]
    if not trees:
        return Hierarchy(name, "ALL", {"ALL": tuple(leaves)})
    groups = {f"{letter.upper()}{at:03d}": tuple(leaves[at : at + width]) for at in range(0, size, width)}
    return Hierarchy(name, "ALL", {"ALL": tuple(groups), **groups})


def make_row(size: int, mean: float, seed: int) -> Family:
    """One dimension and its total, some counts small."""
    draw = np.random.default_rng(seed)
    counts = draw.poisson(draw.gamma(1.0, mean, size=size)).tolist()
    line = _tree("area", "r", size, trees=False)
    leaves: dict[Key, int] = {(code,): count for code, count in zip(line.leaves, counts, strict=True) if count}
    cells: list[Key] = [(code,) for code in ("ALL", *line.leaves)]
    return make_family([("row", [line], leaves, cells)])
