"""What an attacker reads: a publication document as atoms, rows, printed values, gaps and facts.

Atoms are the common refinement of every code used anywhere in the document, in every dimension at once.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Place = frozenset[tuple[str, str]]
"""A full key: (dimension, code) of every dimension."""


class Reading:
    """A document in the attacker's terms."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.threshold: int = document["threshold"]
        self.zeros_shown = document.get("zeros_shown", "not-under-small-totals")
        self.roots = document["roots"]
        self.names = sorted(document["dimensions"])
        self.leaves = {name: _expand(document["dimensions"][name], self.roots[name]) for name in self.names}
        self.parts: list[tuple[dict[Place, int], set[Place]]] = []  # what was released together
        self.contradicted: list[Place] = []  # cells that are printed with two values
        self.spread: dict[Place, int] = {}  # of rounded cells: by how much they may be off
        self.shown, self.hidden = self._read(document)
        self.facts = [self._read_fact(fact) for fact in document["facts"]]
        self.atoms = self._refine()
        self.atom_of = {
            name: {leaf: at for at, atom in enumerate(found) for leaf in atom} for name, found in self.atoms.items()
        }
        self._held: dict[tuple[str, str], Ints] = {}

    # --- reading ---

    def _full(self, key: Mapping[str, str], where: Mapping[str, str]) -> Place:
        return frozenset((name, key.get(name, where.get(name, self.roots[name]))) for name in self.names)

    def _read(self, document: Mapping[str, Any]) -> tuple[dict[Place, int], set[Place]]:
        shown: dict[Place, int] = {}
        hidden: set[Place] = set()
        listed = document["publications"]
        for numbers in document.get("released_together", [range(len(listed))]):
            printed, gaps = self._read_cells([listed[number] for number in numbers])
            self.parts.append((printed, gaps))
            for place, value in printed.items():
                self._see(shown, place, value, self.spread.get(place, 0))
            hidden |= gaps
        return shown, hidden - set(shown)

    def _read_cells(self, publications: Sequence[Mapping[str, Any]]) -> tuple[dict[Place, int], set[Place]]:
        shown: dict[Place, int] = {}
        hidden: set[Place] = set()
        for publication in publications:
            for cell in publication["cells"]:
                place = self._full(cell["k"], publication.get("where", {}))
                if cell["v"] is not None:
                    self._see(shown, place, cell["v"], cell.get("r", 0))
                elif "m" not in cell:
                    hidden.add(place)
        return shown, hidden - set(shown)

    def _see(self, shown: dict[Place, int], place: Place, value: int, spread: int) -> None:
        """Take note of a printed value; of two that differ by rounding alone, the closer one is kept."""
        known = self.spread.get(place, 0)
        if place in shown and abs(shown[place] - value) > known + spread:
            self.contradicted.append(place)
        elif place not in shown or spread < known:
            shown[place] = value
            self.spread[place] = spread

    def _read_fact(self, fact: Mapping[str, Any]) -> tuple[list[tuple[Place, int]], float, float]:
        if "rate" in fact:
            rate = fact["rate"]
            half, per = 0.5 * 10 ** -rate["dp"], rate["per"] / rate["pop"]
            low, high, spread = (rate["value"] - half) / per, (rate["value"] + half) / per, rate.get("r", 0)
            return [(self._full(rate["k"], {}), 1)], low - spread, high + spread
        terms = [(self._full(term["k"], {}), term["c"]) for term in fact["terms"]]
        return terms, fact.get("lo", -np.inf), fact.get("hi", np.inf)

    def _refine(self) -> dict[str, list[frozenset[str]]]:
        """Atoms of each dimension: sets of leaves that no used code tells apart."""
        places: list[Place] = [*self.shown, *self.hidden, *(place for terms, _, _ in self.facts for place, _ in terms)]
        atoms = {}
        for name in self.names:
            used = sorted({dict(place)[name] for place in places} | {self.roots[name]})
            by_leaf: dict[str, list[str]] = {leaf: [] for leaf in self.leaves[name][self.roots[name]]}
            for code in used:
                for leaf in self.leaves[name][code]:
                    by_leaf[leaf].append(code)
            groups: dict[tuple[str, ...], set[str]] = {}
            for leaf, codes in by_leaf.items():
                groups.setdefault(tuple(codes), set()).add(leaf)
            atoms[name] = [frozenset(group) for _, group in sorted(groups.items())]
        return atoms

    # --- the system of equations ---

    def row(self, place: Place) -> Ints:
        """Numbers of the joint atoms that a cell sums up."""
        at, row = dict(place), np.zeros(1, dtype=np.int64)
        for name in self.names:
            row = (row[:, None] * len(self.atoms[name]) + self._inside(name, at[name])).ravel()
        return row

    def _inside(self, name: str, code: str) -> Ints:
        """Numbers of the atoms of one dimension that a used code is made of."""
        if (name, code) not in self._held:
            held = {self.atom_of[name][leaf] for leaf in self.leaves[name][code]}
            self._held[name, code] = np.array(sorted(held), dtype=np.int64)
        return self._held[name, code]

    def floors(self) -> dict[Place, int]:
        """What the rules tell of each gap, by the release that tells most.

        In one release a gap under no gap is at least 1; where every zero is printed, any gap is; where zeros count as
        small, none need be. A gap above a printed cell that nothing outside the gap tells is no small total, for below
        small totals everything is suppressed.
        """
        floors = dict.fromkeys(self.hidden, 0)
        for shown, hidden in self.parts:
            for place, least in self._find_floors(shown, hidden).items():
                if place in floors:
                    floors[place] = max(floors[place], least)
        return floors

    def _find_floors(self, shown: Mapping[Place, int], hidden: set[Place]) -> dict[Place, int]:
        places = [*shown, *hidden]
        at, contained = self._contain(places)
        values = np.array([*shown.values(), *(0 for _ in hidden)], dtype=np.int64)
        is_shown = np.arange(len(places)) < len(shown)
        zeros = np.flatnonzero(is_shown & (values == 0))
        atoms = {int(zero): set(self.row(places[zero]).tolist()) for zero in zeros}
        floors = {}
        for number in range(len(shown), len(places)):
            under, over = np.ones(len(places), dtype=bool), np.ones(len(places), dtype=bool)
            for codes, holds in zip(at, contained, strict=True):
                under &= holds[codes, codes[number]]
                over &= holds[codes[number], codes]
            same = under & over
            below, covered = under & ~same, bool((over & ~same & ~is_shown).any())
            least = 0 if self.zeros_shown is False or (covered and self.zeros_shown is not True) else 1
            telling = bool((below & (values > 0)).any())
            if not telling and below[zeros].any():
                apart = set().union(*(atoms[int(zero)] for zero in zeros[~below[zeros]]))
                telling = any(not atoms[int(zero)] <= apart for zero in zeros[below[zeros]])
            floors[places[number]] = self.threshold if telling else least
        return floors

    def _contain(self, places: Sequence[Place]) -> tuple[list[Ints], list[NDArray[np.bool_]]]:
        """For each dimension the code of every place, as a number, and which code lies in which."""
        at, contained = [], []
        for name in self.names:
            listed = [dict(place)[name] for place in places]
            number = {code: position for position, code in enumerate(dict.fromkeys(listed))}
            holds = np.zeros((len(number), len(self.atoms[name])), dtype=np.float32)
            for code, position in number.items():
                holds[position, self._inside(name, code)] = 1
            at.append(np.array([number[code] for code in listed], dtype=np.int64))
            contained.append(holds @ holds.T == holds.sum(axis=1)[:, None])
        return at, contained


def _expand(children: Mapping[str, list[str]], root: str) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}

    def leaves(code: str) -> frozenset[str]:
        if code not in found:
            parts = children.get(code)
            found[code] = frozenset({code}) if parts is None else frozenset().union(*(leaves(part) for part in parts))
        return found[code]

    for code in (root, *children):
        leaves(code)
    for leaf in set().union(*found.values()):
        leaves(leaf)
    return found
