"""Audit: checks a finished release against its witnesses by plain addition, without solver, matrix or trust.

Written apart from the search: counts are dictionaries, codes are added up one by one. It is told the true leaves, what
is to be printed and, for each witness, how its leaves differ from the truth; it decides whether a reader of the release
could rule a witness out, and whether the witnesses leave every hidden cell open.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, product

from hub.disclosure.hierarchy import Hierarchy
from hub.disclosure.rules import ReleaseRefused, Rules

Key = tuple[str, ...]
Leaves = Mapping[Key, int]
Counts = Mapping[Key, int]
Subject = tuple[int, str]
Windows = Mapping[Subject, Mapping[str, int]]
CodesAbove = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Claim:
    """What is to be released of one table: the truth, the keys printed, and the keys hidden with their known floors."""

    hierarchies: tuple[Hierarchy, ...]
    leaves: Leaves
    printed: Mapping[Key, int]
    floors: Mapping[Key, int]


@dataclass(frozen=True)
class Fact:
    """A class to be printed: the count of a window lies between the limits. ``table`` says whose leaves it sums."""

    table: int
    hierarchy: Hierarchy
    window: str
    lowest: int
    highest: int | None

    @property
    def subject(self) -> Subject:
        """The table and dimension that it speaks of."""
        return self.table, self.hierarchy.name


@dataclass(frozen=True)
class Counter:
    """Adds leaves up to every key that holds them: ``above`` gives the codes over each leaf, by dimension."""

    above: Sequence[CodesAbove]

    def add_up(self, leaves: Leaves) -> Counts:
        """Count of every key of a table that holds any of these leaves; 0 for any other."""
        found: dict[Key, int] = defaultdict(int)
        for leaf, count in leaves.items():
            for key in product(*(codes[part] for codes, part in zip(self.above, leaf, strict=True))):
                found[key] += count
        return found


def check_release(
    claims: Sequence[Claim], facts: Sequence[Fact], witnesses: Sequence[Sequence[Leaves]], rules: Rules
) -> None:
    """Raises ReleaseRefused unless the witnesses prove every hidden cell open. A witness holds one change per table."""
    counters = [Counter([_codes_above(one) for one in claim.hierarchies]) for claim in claims]
    truth = [counter.add_up(claim.leaves) for counter, claim in zip(counters, claims, strict=True)]
    for claim, counts in zip(claims, truth, strict=True):
        _check_print(claim, counts, rules)
    same = _list_same(claims)
    subjects = {fact.subject: fact for fact in facts}
    spoken_of = {s: (_place_of(claims[fact.table], fact), _codes_above(fact.hierarchy)) for s, fact in subjects.items()}
    windows = _count_windows(spoken_of, [claim.leaves for claim in claims])
    _check_facts(facts, windows, {subject: {fact.window: 0 for fact in facts} for subject in subjects})
    seen: list[dict[Key, set[int]]] = [
        {key: {counts[key]} for key in claim.floors} for claim, counts in zip(claims, truth, strict=True)
    ]
    for witness in witnesses:
        changes = [counter.add_up(leaves) for counter, leaves in zip(counters, witness, strict=True)]
        if any(changes[one][mine] != changes[two][theirs] for one, mine, two, theirs in same):
            raise _refuse("a witness in which two tables disagree")
        for place, claim in enumerate(claims):
            _check_witness(claim, witness[place], truth[place], changes[place], seen[place])
        _check_facts(facts, windows, _count_windows(spoken_of, witness))
    for claim, counts, values in zip(claims, truth, seen, strict=True):
        _check_ends(claim, counts, values, rules)


def _check_print(claim: Claim, counts: Counts, rules: Rules) -> None:
    if any(counts[key] != value for key, value in claim.printed.items()):
        raise _refuse("a printed value that is not the true count")
    lowest = 0 if rules.zeros_small else 1
    if any(lowest <= value < rules.threshold for value in claim.printed.values()):
        raise _refuse("a small count in print")
    if any(counts[key] < floor for key, floor in claim.floors.items()):
        raise _refuse("a hidden count below what a reader would take for granted")


def _check_witness(claim: Claim, leaves: Leaves, truth: Counts, change: Counts, seen: dict[Key, set[int]]) -> None:
    if any(claim.leaves.get(key, 0) + step < 0 for key, step in leaves.items()):
        raise _refuse("a witness with a negative count")
    for key, step in change.items():
        if step and key in claim.printed:
            raise _refuse("a witness that changes a printed value")
        if step and key in claim.floors:
            value = truth[key] + step
            if value < claim.floors[key]:
                raise _refuse("a witness below what a reader knows")
            seen[key].add(value)


def _check_ends(claim: Claim, truth: Counts, seen: Mapping[Key, set[int]], rules: Rules) -> None:
    lowest = 0 if rules.zeros_small else 1
    for key in claim.floors:
        if lowest <= truth[key] < rules.threshold and not {lowest, rules.threshold - 1} <= seen[key]:
            raise _refuse("a small cell without a witness at both ends")
        if len(seen[key]) < 2:
            raise _refuse("a hidden cell with one possible value")


def _check_facts(facts: Sequence[Fact], truth: Windows, change: Windows) -> None:
    steps = {subject: codes for subject, codes in change.items() if codes}
    for fact in facts:
        step = steps.get(fact.subject, {}).get(fact.window)
        if step is not None:
            value = truth[fact.subject].get(fact.window, 0) + step
            if value < fact.lowest or (fact.highest is not None and value > fact.highest):
                raise _refuse("a witness that breaks a printed class")


def _list_same(claims: Sequence[Claim]) -> list[tuple[int, Key, int, Key]]:
    """Pairs of keys of two tables that mean the same count: equal codes in shared dimensions, roots elsewhere."""
    found = []
    for one, two in combinations(range(len(claims)), 2):
        mine = {h.name: h for h in claims[one].hierarchies}
        theirs = {h.name: h for h in claims[two].hierarchies}
        shared = [name for name in mine if name in theirs]
        for codes in product(*([c for c in mine[n].expanded if c in theirs[n].expanded] for n in shared)):
            at = dict(zip(shared, codes, strict=True))
            left, right = (tuple(at.get(h.name, h.root) for h in side.values()) for side in (mine, theirs))
            found.append((one, left, two, right))
    return found


def _place_of(claim: Claim, fact: Fact) -> int:
    return [one.name for one in claim.hierarchies].index(fact.hierarchy.name)


def _count_windows(spoken_of: Mapping[Subject, tuple[int, CodesAbove]], leaves: Sequence[Leaves]) -> Windows:
    """Count of every code of each dimension that facts speak of, whatever the other dimensions of the table."""
    found: dict[Subject, dict[str, int]] = {}
    for subject, (place, above) in spoken_of.items():
        counts = found.setdefault(subject, {})
        for key, count in leaves[subject[0]].items():
            for code in above[key[place]]:
                counts[code] = counts.get(code, 0) + count
    return found


@lru_cache(maxsize=16)
def _codes_above(hierarchy: Hierarchy) -> CodesAbove:
    """Every code that holds a leaf, for each leaf."""
    found: dict[str, list[str]] = {}
    for code, leaves in hierarchy.expanded.items():
        for leaf in leaves:
            found.setdefault(leaf, []).append(code)
    return {leaf: tuple(codes) for leaf, codes in found.items()}


def _refuse(found: str) -> ReleaseRefused:
    return ReleaseRefused(
        "a release that could not be proved safe",
        found,
        "publish a coarser level or a longer period; nothing was released",
    )
