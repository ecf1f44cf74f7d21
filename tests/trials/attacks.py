"""Made-up families through the gate, each attacked: the kinds of the tests, with seeds that no test has."""

from collections import Counter
from math import inf
from pathlib import Path

from hub.disclosure.attacker import attack
from hub.disclosure.rules import ReleaseRefused
from tests.property.test_disclosure import KINDS, release

FROM = 10_000
"""The first seed."""


def run(_: Path, trials: int, first: int = 0, seconds: float = inf) -> Counter[str]:
    """Release and attack so many families; AssertionError, with kind and seed, at the first finding.

    Counts families by kind, their cells and gaps, and what was refused for want of a proof: nothing leaves then.
    """
    del seconds  # an attack takes what it takes
    told, kinds = Counter[str](), sorted(KINDS)
    for number in range(first, first + trials):
        kind, seed = kinds[number % len(kinds)], FROM + number
        family = KINDS[kind][0](seed)
        told[kind] += 1
        try:
            released = release(family)
        except ReleaseRefused:
            told["refused"] += 1
            continue
        assert attack(released.publication, family.truth) == [], f"{kind} {seed}"
        told["cells"] += released.summary["cells"]
        told["gaps"] += released.summary["cells_hidden"]
    return told
