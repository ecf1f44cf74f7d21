"""Made-up families through the gate, each attacked: the kinds of the tests and larger ones, with seeds no test has."""

from collections import Counter
from math import inf
from pathlib import Path

import numpy as np

from benchmarks.families import Family, make_flat
from hub.disclosure.attacker import attack
from hub.disclosure.rules import ReleaseRefused
from tests.property.test_disclosure import KINDS, release, release_year

FROM = 10_000
"""The first seed."""
OF_A_HUNDRED = {"line": 14, "two-way": 25, "trees": 20, "linked": 28, "faces": 10, "year": 2, "large": 1}
TURNS = [kind for kind, times in OF_A_HUNDRED.items() for _ in range(times)]


def run(_: Path, trials: int, first: int = 0, seconds: float = inf) -> Counter[str]:
    """Release and attack so many families; AssertionError, with kind and seed, at the first finding.

    Counts families by kind, their cells and gaps, and what was refused for want of a proof: nothing leaves then.
    """
    del seconds  # an attack takes what it takes
    told = Counter[str]()
    for number in range(first, first + trials):
        kind, seed = TURNS[number * 37 % len(TURNS)], FROM + number
        told[kind] += 1
        if kind == "year":
            document, truth = release_year(seed)
            assert attack(document, truth) == [], f"{kind} {seed}"
            continue
        family = large(seed) if kind == "large" else KINDS[kind][0](seed)
        try:
            released = release(family)
        except ReleaseRefused:
            told["refused"] += 1
            continue
        assert attack(released.publication, family.truth, every_value=kind != "large") == [], f"{kind} {seed}"
        told["cells"] += released.summary["cells"]
        told["gaps"] += released.summary["cells_hidden"]
    return told


def large(seed: int) -> Family:
    """A two-way table with margins, of up to 200 x 60."""
    draw = np.random.default_rng(seed)
    sizes = (int(draw.integers(40, 201)), int(draw.integers(15, 61)))
    return make_flat(*sizes, float(draw.choice([0.5, 0.9])), 20.0, seed)
