"""Known: holds what the search took for granted against what readers know, from the rules and from earlier releases."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import product
from typing import Any

from hub.disclosure.claims import Claim, Counter, Counts, Fact, Key, Same, leaves_of, refuse_release
from hub.disclosure.earlier import Earlier
from hub.disclosure.hierarchy import Hierarchy
from hub.disclosure.readers import Page, find_known, find_ruled_out, name_floors, open_page, read_prints
from hub.disclosure.rules import Rules

BIG = 1 << 62


def check_known(
    claims: Sequence[Claim],
    counters: Sequence[Counter],
    truth: Sequence[Counts],
    facts: Sequence[Fact],
    same: Sequence[Same],
    rules: Rules,
    earlier: Sequence[Earlier],
) -> None:
    """What readers know already, from the rules and from earlier releases, the floors must hold and the print allow."""
    page = open_page(
        [
            (claim.names, {key: counts[key] for key in claim.floors}, claim.printed, claim.withheld)
            for claim, counts in zip(claims, truth, strict=True)
        ],
        _merge(claims),
    )
    if page.hidden.keys() & page.printed.keys():
        raise refuse_release("a cell that one table prints and another hides")
    changed, standing = [], set[Key]()
    told: dict[Key, int] = {}
    for one in earlier:
        prints = read_prints(page, one.publication)
        if not one.same:
            changed.append(prints)
            continue
        if any(not least <= page.printed.get(key, -BIG) <= most for key, (_, least, most) in prints.items()):
            raise refuse_release("a count of an earlier release that is not printed as it was")
        if not _stated(one.publication) <= {(f.hierarchy.name, f.window, f.lowest, f.highest) for f in facts}:
            raise refuse_release("a class of an earlier release that is not shown as it was")
        standing |= prints.keys()
        told |= {key: max(told.get(key, 0), floor) for key, floor in name_floors(page, one).items()}
    ruled_out = (find_ruled_out(page, changed, rules) | (page.withheld & page.printed.keys())) - standing
    implied = _find_implied(claims, counters, same, page, ruled_out) if ruled_out else set()
    if ruled_out - implied:
        raise refuse_release("a count in print that the rules hide")
    known = find_known(page, implied, changed, rules)
    for claim in claims:
        for key, floor in claim.floors.items():
            name = page.name(claim.names, key)
            if floor < max(known[name], told.get(name, 0)):
                raise refuse_release("a hidden count of which readers know more than the proof says")


def _merge(claims: Sequence[Claim]) -> dict[str, Hierarchy]:
    """One hierarchy for each dimension, with every code of every table."""
    found: dict[str, Hierarchy] = {}
    for one in sorted({h for claim in claims for h in claim.hierarchies}, key=lambda h: (h.name, len(h.children))):
        known = found.get(one.name)
        found[one.name] = _join(known, one) if known else one
    return found


@lru_cache(maxsize=16)
def _join(one: Hierarchy, other: Hierarchy) -> Hierarchy:
    """Both in one. Kept, as the next month has the same two and a hierarchy works out its leaves but once."""
    return Hierarchy(one.name, other.root, {**one.children, **other.children})


def _stated(publication: Mapping[str, Any]) -> set[tuple[str, str, int, int | None]]:
    """The classes that a publication showed: dimension, window, lowest and highest."""
    names = [name for name in publication["dimensions"] if publication["dimensions"][name]]
    return {
        (name, fact["terms"][0]["k"][name], fact["lo"], fact.get("hi"))
        for fact in publication["facts"]
        for name in names
        if name in fact["terms"][0]["k"]
    }


def _find_implied(
    claims: Sequence[Claim], counters: Sequence[Counter], same: Sequence[Same], page: Page, asked: set[Key]
) -> set[Key]:
    """Those of the keys that the other printed zeros show to be zero, through the agreement of tables as well."""
    where = [[(page.name(claim.names, key), key) for key, n in claim.printed.items() if n == 0] for claim in claims]
    shut = [
        {leaf for name, key in one if name not in asked for leaf in leaves_of(claim, key)}
        for claim, one in zip(claims, where, strict=True)
    ]
    while True:
        found = {
            name
            for claim, one, gone in zip(claims, where, shut, strict=True)
            for name, key in one
            if name in asked and all(leaf in gone for leaf in leaves_of(claim, key))
        }
        if found == asked or not _shut_more(claims, counters, same, shut):
            return found


def _shut_more(
    claims: Sequence[Claim], counters: Sequence[Counter], same: Sequence[Same], shut: Sequence[set[Key]]
) -> bool:
    """Shut the leaves of a table that another one shows to be zero. False: there was none."""
    if not same:
        return False
    held = []
    for claim, counter, gone in zip(claims, counters, shut, strict=True):
        leaves = product(*(one.leaves for one in claim.hierarchies))
        held.append(counter.add_up({leaf: 1 for leaf in leaves if leaf not in gone}))
    before = sum(map(len, shut))
    for one, left, two, right in same:
        if bool(held[one].get(left)) != bool(held[two].get(right)):
            table, key = (two, right) if held[two].get(right) else (one, left)
            shut[table].update(leaves_of(claims[table], key))
    return sum(map(len, shut)) > before
