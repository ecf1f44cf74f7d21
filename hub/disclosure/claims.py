"""Claims: what a release says of each table and class, as the audit is told it and counts it, by plain addition."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, product

from hub.disclosure.hierarchy import Hierarchy
from hub.disclosure.rules import ReleaseRefused

Key = tuple[str, ...]
Leaves = Mapping[Key, int]
Counts = Mapping[Key, int]
Subject = tuple[int, str]
CodesAbove = Mapping[str, tuple[str, ...]]
Same = tuple[int, Key, int, Key]


@dataclass(frozen=True)
class Claim:
    """What is to be released of one table: the truth, the keys printed, and the keys hidden with their known floors.

    ``withheld`` are those hidden keys of which nobody knows that they exist (S8).
    """

    hierarchies: tuple[Hierarchy, ...]
    leaves: Leaves
    printed: Mapping[Key, int]
    floors: Mapping[Key, int]
    withheld: tuple[Key, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Names of its dimensions."""
        return tuple(one.name for one in self.hierarchies)


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


def list_same(claims: Sequence[Claim]) -> list[Same]:
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


def leaves_of(claim: Claim, key: Key) -> Iterator[Key]:
    """Every leaf under a key of a table."""
    return product(*(one.expanded[code] for one, code in zip(claim.hierarchies, key, strict=True)))


@lru_cache(maxsize=16)
def codes_above(hierarchy: Hierarchy) -> CodesAbove:
    """Every code that holds a leaf, for each leaf."""
    found: dict[str, list[str]] = {}
    for code, leaves in hierarchy.expanded.items():
        for leaf in leaves:
            found.setdefault(leaf, []).append(code)
    return {leaf: tuple(codes) for leaf, codes in found.items()}


def refuse_release(found: str) -> ReleaseRefused:
    """The refusal of a release whose proof does not hold."""
    return ReleaseRefused(
        "a release that could not be proved safe",
        found,
        "publish a coarser level or a longer period; nothing was released",
    )
