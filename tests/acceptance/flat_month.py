"""One month of exported publications for the attacker, in one dimension, with the truth and the tables that fit it.

In the joint cube of places and categories a month of Milton Keynes has 23,000 unknowns, too many for an attack without
help. But its cells are either of a place (all categories) or of a report area and a category. So the month is written
as two families of unknowns, events by atom of place and events by report area and category, with a fact for each report
area that says that both have the same sum. Every whole-number table of the cube gives one of these; and each of these
is the margin of some table of the cube, for within a report area any two margins of the same sum meet in one. Nothing
that can be worked out is lost, and nothing is added.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hub.disclosure.attacker import Attack, Finding
from hub.hub import Hub
from hub.measures import AREA_TABLE, CATEGORY_TABLE
from hub.stored_lattices import read_lattices, read_witnesses

ALL, ROOT = "ALL", "root"
Tree = Mapping[str, Sequence[str]]
Leaves = dict[str, int]


@dataclass(frozen=True)
class Month:
    """What the attack is told of a month besides the documents: the true counts, and the moves that change no figure.

    The moves are the witnesses that the hub keeps as its proof. The attacker believes those that fit all equations:
    they spare it a search and cannot deceive it.
    """

    tree: Tree
    report_areas: tuple[str, ...]
    truth: Mapping[tuple[str, str, str], int]  # events by atom, report area and category
    moves: tuple[tuple[Mapping[tuple[str, ...], int], Mapping[tuple[str, ...], int]], ...]


def read_month(hub: Hub, dataset: str, month: str, with_moves: bool = True) -> Month:
    """The truth of a month from the records, and the moves from the register."""
    records, geography = hub.records()
    assert geography.report is not None
    events = records.table("event_counts").to_pandas()
    chosen = events[(events["dataset"] == dataset) & (events["month"] == month)]
    truth: dict[tuple[str, str, str], int] = {}
    for row in chosen.to_dict("records"):
        atom = "|".join([*(str(row[level]) for level in geography.levels), str(row["cell"])])
        at = atom, str(row[geography.report]), str(row["category"])
        assert at[1] in geography.boundaries[geography.report].codes, "every event lies in one report area"
        truth[at] = truth.get(at, 0) + int(row["events"])
    stored = [one for about, one in read_lattices(hub.register) if about == (dataset, month)] if with_moves else []
    moves = [
        (found.get(AREA_TABLE, {}), found.get(CATEGORY_TABLE, {}))
        for one in stored
        for found in read_witnesses(one.proof)
    ]
    return Month(
        geography.area_hierarchy.children, tuple(geography.boundaries[geography.report].codes), truth, tuple(moves)
    )


def join_month(documents: Iterable[Mapping[str, Any]], month: str, tree: Tree) -> dict[str, Any]:
    """Everything that several documents tell of a month, as one document over the same ground.

    A figure of several months is the sum of their figures (see ``check_sums``), so it tells nothing more.
    """
    listed = list(documents)
    printed = [cell for one in listed for cell in _cells(one) if cell["k"]["period"] == month]
    cells = {_place(cell["k"]): cell for cell in printed}
    assert all(cells[_place(cell["k"])] == cell for cell in printed), "one cell is printed in two ways"
    stated = [fact for one in listed for fact in one["facts"] if _fact_key(fact)["period"] == month]
    facts = {fact["id"]: fact for fact in stated}
    assert all(facts[fact["id"]] == fact for fact in stated)
    first = listed[0]
    return {
        **first,
        "dimensions": {**first["dimensions"], "area": tree},
        "publications": [{"id": month, "cells": [cell for cell in cells.values() if "m" not in cell]}],
        "facts": list(facts.values()),
    }


def check_sums(document: Mapping[str, Any]) -> int:
    """Assert that each figure of several months is the sum of its months, or a gap; how many there are."""
    values = {_place(cell["k"]): cell for cell in _cells(document)}
    spans = {code: months for code, months in document["dimensions"]["period"].items() if code != ALL}
    longer = [cell for cell in _cells(document) if cell["k"]["period"] in spans]
    for cell in longer:
        months = [values[_place({**cell["k"], "period": month})]["v"] for month in spans[cell["k"]["period"]]]
        assert cell["v"] == (None if None in months else sum(months))
    return len(longer)


def attack_month(document: Mapping[str, Any], month: Month) -> tuple[list[Finding], int]:
    """What the attacker finds in a document of one month, and how many gaps it attacked."""
    flat = _flatten(document, month)
    names = _name_atoms(document["dimensions"]["area"], month.tree)
    attack = Attack(flat, every_value=False)
    truth = attack.tell({(code,): count for code, count in _leaves(month, names).items()})
    for by_place, by_category in month.moves:
        leaves = _leaves(month, names)
        for (atom,), step in by_place.items():
            leaves[names[atom]] = leaves.get(names[atom], 0) + step
        for (area, category), step in by_category.items():
            leaves[_pair(area, category)] = leaves.get(_pair(area, category), 0) + step
        attack.offer({(code,): count for code, count in leaves.items()})
    return attack.run(truth), len(attack.gaps)


def _flatten(document: Mapping[str, Any], month: Month) -> dict[str, Any]:
    areas: dict[str, list[str]] = {code: list(parts) for code, parts in document["dimensions"]["area"].items()}
    categories = document["dimensions"]["category"][ALL]
    known = [area for area in month.report_areas if area in areas]
    tree = dict(areas)
    for area in month.report_areas:
        tree[_pair(area, ALL)] = [_pair(area, category) for category in categories]
    for category in (*categories, ALL):
        tree[_pair(ALL, category)] = [_pair(area, category) for area in month.report_areas]
    tree[ROOT] = [ALL, _pair(ALL, ALL)]
    cells = []
    for cell in _cells(document):
        area, category = cell["k"]["area"], cell["k"]["category"]
        cells.append({**cell, "k": {"count": _code(cell["k"])}})
        if category == ALL and area in (ALL, *known):
            cells.append({**cell, "k": {"count": _pair(area, ALL)}})
    same = [
        {"id": area, "terms": [_term(area, 1), _term(_pair(area, ALL), -1)], "lo": 0, "hi": 0} for area in (ALL, *known)
    ]
    return {
        "threshold": document["threshold"],
        "zeros_shown": document["zeros_shown"],
        "dimensions": {"count": tree},
        "roots": {"count": ROOT},
        "publications": [{"id": "flat", "cells": cells}],
        "facts": [*map(_flatten_fact, document["facts"]), *same],
    }


def _flatten_fact(fact: Mapping[str, Any]) -> dict[str, Any]:
    if "rate" in fact:
        return {**fact, "rate": {**fact["rate"], "k": {"count": _code(fact["rate"]["k"])}}}
    return {**fact, "terms": [_term(_code(term["k"]), term["c"]) for term in fact["terms"]]}


def _name_atoms(areas: Tree, tree: Tree) -> dict[str, str]:
    """For each atom of the ground the atom of a document: the one that the same of its codes hold."""
    if areas is tree:
        return {atom: atom for code in tree for atom in _atoms(tree, code)}
    by_codes: dict[str, set[str]] = {}
    ground: dict[str, set[str]] = {}
    for code, parts in areas.items():
        for part in parts:
            by_codes.setdefault(part, set()).add(code)
        for atom in _atoms(tree, code):
            ground.setdefault(atom, set()).add(code)
    named = {frozenset(codes): atom for atom, codes in by_codes.items()}
    return {atom: named[frozenset(codes)] for atom, codes in ground.items()}


def _atoms(tree: Tree, code: str) -> Iterable[str]:
    if code not in tree:
        yield code
        return
    for part in tree[code]:
        yield from _atoms(tree, part)


def _leaves(month: Month, names: Mapping[str, str]) -> Leaves:
    found: Leaves = {}
    for (atom, area, category), count in month.truth.items():
        for code in (names[atom], _pair(area, category)):
            found[code] = found.get(code, 0) + count
    return found


def _cells(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [cell for one in document["publications"] for cell in one["cells"]]


def _place(key: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(key[name] for name in sorted(key))


def _fact_key(fact: Mapping[str, Any]) -> Mapping[str, str]:
    found: Mapping[str, str] = fact["rate"]["k"] if "rate" in fact else fact["terms"][0]["k"]
    return found


def _pair(area: str, category: str) -> str:
    return f"{area} / {category}"


def _code(key: Mapping[str, str]) -> str:
    return key["area"] if key["category"] == ALL else _pair(key["area"], key["category"])


def _term(code: str, weight: int) -> dict[str, Any]:
    return {"k": {"count": code}, "c": weight}
