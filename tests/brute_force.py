"""Every table that fits a tiny document: what the attacker is measured by."""

from collections.abc import Mapping
from itertools import combinations
from typing import Any

import numpy as np

from hub.disclosure.attacker import Attack
from hub.disclosure.reading import Place


def brute_force(document: Mapping[str, Any], total: int) -> dict[Place, set[int]]:
    """Values of each gap over every table with this total: for tiny documents, to test the attacker."""
    mind = Attack(document)
    size = int(np.prod([len(mind.atoms[name]) for name in mind.names]))
    floors = mind.floors()
    found: dict[Place, set[int]] = {place: set() for place in mind.hidden}
    rows = {place: mind.row(place) for place in (*mind.shown, *mind.hidden)}
    facts = [([(mind.row(p), w) for p, w in terms], low, high) for terms, low, high in mind.facts]
    for bars in combinations(range(total + size - 1), size - 1):
        cells = np.diff([-1, *bars, total + size - 1]) - 1
        if any(abs(cells[rows[place]].sum() - value) > mind.spread[place] for place, value in mind.shown.items()):
            continue
        if any(cells[rows[place]].sum() < least for place, least in floors.items()):
            continue
        if any(not low <= sum(w * cells[r].sum() for r, w in terms) <= high for terms, low, high in facts):
            continue
        for place in mind.hidden:
            found[place].add(int(cells[rows[place]].sum()))
    return found
