"""Proving: from true counts to what is hidden, with the witnesses that show it safe, and the audit of both."""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import prod

import numpy as np

from hub.disclosure.audit import check_release
from hub.disclosure.claims import Claim, Fact
from hub.disclosure.earlier import Earlier, Printed, Standing
from hub.disclosure.family import Family
from hub.disclosure.placing import open_places
from hub.disclosure.primary import find_fallen, find_hidden, find_revised, find_telling
from hub.disclosure.puzzle import Bools, Floats, Ints, Puzzle, pose_puzzle
from hub.disclosure.rules import ReleaseRefused, Rules
from hub.disclosure.secondary import find_secondary
from hub.disclosure.tables import ClassRow, OpenClasses, OpenCounts
from hub.disclosure.witnesses import Witness

JITTER = 0.25
Key = tuple[str, ...]


@dataclass(frozen=True)
class Proof:
    """Hidden keys of the family, hidden classes, and each witness as the change of each leaf."""

    hidden: Bools
    gone: Bools
    witnesses: tuple[dict[int, int], ...]
    floors: Ints


def prove(
    family: Family,
    leaves: Ints,
    rows: Sequence[ClassRow],
    rules: Rules,
    secret: bytes,
    revised: Sequence[Mapping[int, Printed]],
    standing: Standing,
    withheld: Bools,
) -> Proof:
    """Hide and prove. ``leaves`` are the true counts, ``rows`` the classes, ``revised`` what earlier releases of other
    records printed by key, ``standing`` what those of the same records told, ``withheld`` the keys of areas that are
    not published. Raises ReleaseRefused without a proof."""
    gone = find_telling(rows, rules)
    puzzle = pose(family, leaves, rules, secret, revised, standing, withheld)
    found = find_secondary(puzzle)
    if found is None:
        raise ReleaseRefused(
            "a release that could not be proved safe",
            "a small cell without a witness at both ends",
            "publish a coarser level or a longer period; nothing was released",
        )
    quantities, witnesses = found
    gone, placed = _place_witnesses(family, leaves, rows, gone, puzzle, witnesses)
    if np.any(gone & standing.shown):
        raise ReleaseRefused(
            "a release that could not be proved safe beside an earlier one of the same records",
            "a class that was shown and would have to be hidden",
            "use the earlier release of these records; nothing was released",
        )
    floors = np.append(puzzle.floors(quantities), 0)[puzzle.quantity]
    return Proof(puzzle.hidden_keys(quantities), gone, placed, floors)


def pose(
    family: Family,
    leaves: Ints,
    rules: Rules,
    secret: bytes,
    revised: Sequence[Mapping[int, Printed]],
    standing: Standing,
    withheld: Bools,
) -> Puzzle:
    """The puzzle that a reader of these counts would face if only what the rules hide were hidden."""
    counts = family.sums @ leaves
    hidden = find_hidden(counts, family.above, rules) | find_revised(counts, revised, rules) | withheld
    weights = _weigh(family.keys, secret, tuple(sorted(rules.worth.items())))
    fallen = find_fallen(len(counts), revised, rules)
    return pose_puzzle(family, leaves, hidden & ~standing.printed, weights, rules, standing, withheld, fallen)


def _place_witnesses(
    family: Family, leaves: Ints, rows: Sequence[ClassRow], gone: Bools, puzzle: Puzzle, witnesses: list[Witness]
) -> tuple[Bools, tuple[dict[int, int], ...]]:
    lowest = np.array([row[2] for row in rows], dtype=np.int64)
    highest = np.array([-1 if row[3] is None else row[3] for row in rows], dtype=np.int64)
    sums = family.windows @ leaves
    if np.any((sums < lowest) | ((highest >= 0) & (sums > highest))):
        raise ReleaseRefused("a class that is not true", "a window outside the interval", "correct the class table")
    places = open_places(leaves, puzzle.group, family.windows, lowest, highest, gone)
    placed = tuple(places.place(one.moved) for one in witnesses)
    return places.gone(), placed


@lru_cache(maxsize=8)
def _weigh(keys: tuple[Key, ...], secret: bytes, worth: tuple[tuple[str, float], ...]) -> Floats:
    """What each key's price is multiplied by: what readers ask after first, and a keyed number in [1, 1 + JITTER).

    The keyed number breaks ties in a way that a reader of the program cannot redo. Neither looks at a count, so both
    are kept for the next month of the same family.
    """
    digests = (hmac.digest(secret, "\x1f".join(key).encode(), "sha256") for key in keys)
    jitter = np.array([int.from_bytes(digest[:8], "big") / 2**64 * JITTER for digest in digests])
    asked = dict(worth)
    weights = (1 + jitter) * np.array([prod(asked.get(code, 1.0) for code in key) for key in keys])
    weights.flags.writeable = False
    return np.asarray(weights)


def audit(
    family: Family,
    opened: Sequence[OpenCounts],
    leaves: Ints,
    labelled: Sequence[OpenClasses],
    proof: Proof,
    rules: Rules,
    earlier: Sequence[Earlier],
) -> None:
    """Have the proof checked by plain addition. Raises ReleaseRefused where it does not hold."""
    counts = np.asarray(family.sums @ leaves).tolist()
    hidden, floors = proof.hidden.tolist(), proof.floors.tolist()
    claims = []
    for position, one in enumerate(opened):
        home = list(zip(one.cells + one.withheld, family.home[position], strict=True))
        printed = {key: counts[row] for key, row in home if not hidden[row]}
        gaps = {key: floors[row] for key, row in home if hidden[row]}
        claims.append(Claim(one.hierarchies, one.leaves, printed, gaps, one.withheld))
    merged = {one.hierarchy.name: one.hierarchy for one in family.dimensions}
    rows = [(one.hierarchy.name, row) for one in labelled for row in one.rows]
    facts = [
        Fact(family.centre, merged[name], row[4], row[2], row[3])
        for (name, row), gone in zip(rows, proof.gone.tolist(), strict=True)
        if not gone
    ]
    witnesses = [name_changes(family, change) for change in proof.witnesses]
    check_release(claims, facts, witnesses, rules, earlier)


def name_changes(family: Family, change: Mapping[int, int]) -> list[dict[Key, int]]:
    """A witness by table and leaf key instead of leaf number."""
    named: list[dict[Key, int]] = [{} for _ in family.plans]
    for leaf, step in change.items():
        table = max(position for position, start in enumerate(family.starts) if start <= leaf)
        place, codes = leaf - family.starts[table], []
        for hierarchy in reversed(family.plans[table].hierarchies):
            place, number = divmod(place, len(hierarchy.leaves))
            codes.append(hierarchy.leaves[number])
        named[table][tuple(reversed(codes))] = step
    return named
