"""Readers: what they know of a release before they do any sum, worked out from codes alone and apart from the search.

The rules are public, so a gap tells something: no empty cell is suppressed alone, and below a suppressed total of few
records nothing is printed (S1, S2). So do earlier releases of the same cells (SDC-4, S7). The audit holds what the
search took for granted against this.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from hub.disclosure.claims import Counts, Key, codes_above
from hub.disclosure.earlier import Earlier
from hub.disclosure.hierarchy import Hierarchy
from hub.disclosure.rules import Rules

Merged = Mapping[str, Hierarchy]
Print = tuple[int, int, int]
"""A printed count, and between which limits it was: rounded, and never a small one."""


@dataclass(frozen=True)
class Page:
    """A release as its readers have it, over the codes of all its dimensions, the root where a table has none.

    ``hidden`` and ``printed`` hold the true counts; ``withheld`` are the hidden ones of areas that nobody publishes.
    """

    below: dict[str, dict[str, list[tuple[str, bool]]]]  # by dimension and code: what it holds, less than it?
    names: tuple[str, ...]
    roots: tuple[str, ...]
    hidden: dict[Key, int]
    printed: dict[Key, int]
    withheld: set[Key]

    def name(self, names: Sequence[str], key: Sequence[str]) -> Key:
        """The full key of a key in these dimensions."""
        if tuple(names) == self.names:
            return tuple(key)
        codes = dict(zip(names, key, strict=True))
        return tuple(codes.get(name, root) for name, root in zip(self.names, self.roots, strict=True))

    def parts(self, key: Key) -> Iterator[Key]:
        """Every full key that this one holds, and that is less than it."""
        each = [codes[code] for codes, code in zip(self.below.values(), key, strict=True)]
        if max(map(len, each)) > 1:
            yield from (tuple(code for code, _ in one) for one in product(*each) if any(less for _, less in one))


def open_page(tables: Sequence[tuple[tuple[str, ...], Counts, Counts, Iterable[Key]]], merged: Merged) -> Page:
    """The page of these tables: names of dimensions, hidden counts, printed counts and withheld keys of each."""
    page = Page({}, tuple(merged), tuple(one.root for one in merged.values()), {}, {}, set())
    for names, hidden, printed, withheld in tables:
        page.hidden.update({page.name(names, key): count for key, count in hidden.items()})
        page.printed.update({page.name(names, key): count for key, count in printed.items()})
        page.withheld.update(page.name(names, key) for key in withheld)
    for place, (name, one) in enumerate(merged.items()):
        page.below[name] = _find_below(one, {key[place] for key in (*page.hidden, *page.printed)})
    return page


def _find_below(hierarchy: Hierarchy, codes: set[str]) -> dict[str, list[tuple[str, bool]]]:
    """For each code the codes among these that lie wholly in it, itself too, and whether they hold less."""
    above = codes_above(hierarchy)
    below: dict[str, list[tuple[str, bool]]] = {code: [] for code in codes}
    for code in codes:
        first, *others = hierarchy.under(code)
        for total in codes.intersection(above[first], *(above[leaf] for leaf in others)):
            below[total].append((code, len(hierarchy.under(total)) > 1 + len(others)))
    return below


def find_ruled_out(page: Page, changed: Iterable[Mapping[Key, Print]], rules: Rules) -> set[Key]:
    """The printed counts that a rule would hide: below a small total (S2), or close to an earlier print (S7)."""
    small = [key for key, count in page.hidden.items() if rules.is_small(count)]
    found = {part for key in small for part in page.parts(key) if part in page.printed}
    for one in changed:
        found |= {
            key for key, print_ in one.items() if key in page.printed and _close(page.printed[key], print_, rules)
        }
    return found


def find_known(page: Page, told: set[Key], changed: Iterable[Mapping[Key, Print]], rules: Rules) -> dict[Key, int]:
    """The least that the rules tell of each hidden count. ``told``: zeros that other zeros tell, so they tell nothing.

    1 where no total above is hidden, else 0; 0 too where zeros count as small, and where a zero would be hidden, as
    earlier releases of other records (``changed``) printed little more (S7). The threshold where a cell below is
    printed, for below a total of few records none would be.
    """
    parts = {key: list(page.parts(key)) for key in page.hidden}
    fallen = {key for one in changed for key, print_ in one.items() if _close(0, print_, rules)}
    covered = page.withheld.union(fallen, *parts.values())
    return {
        key: rules.threshold
        if any(part in page.printed and part not in told for part in held)
        else int(key not in covered and not rules.zeros_small)
        for key, held in parts.items()
    }


def read_prints(page: Page, publication: Mapping[str, Any]) -> dict[Key, Print]:
    """What an earlier publication printed, by full key."""
    found: dict[Key, Print] = {}
    for one in publication["publications"]:
        for cell in one["cells"]:
            value, off = cell["v"], cell.get("r", 0)
            if value is not None:
                lowest = max(publication["threshold"], value - off) if value > 0 else 0
                found[page.name(one["order"], [cell["k"][name] for name in one["order"]])] = value, lowest, value + off
    return found


def name_floors(page: Page, one: Earlier) -> dict[Key, int]:
    """What an earlier release told of its gaps, by full key."""
    names = {table["table"]: table["order"] for table in one.publication["publications"]}
    return {page.name(names[table], key): floor for table, known in one.floors.items() for key, floor in known.items()}


def _close(count: int, before: Print, rules: Rules) -> bool:
    value, lowest, highest = before
    return rules.round(count) != value and lowest - rules.threshold < count < highest + rules.threshold
