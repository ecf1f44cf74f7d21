"""On two-way tables the further gaps are the cheapest that leave the totals in print (`safety.md` 2.4)."""

from math import inf

import pytest

from benchmarks.families import make_flat
from benchmarks.optimum import Optimum, pose_family, price_of
from hub.disclosure.secondary import find_secondary

SHAPES = [(8, 6, 0.2, 8.0), (20, 8, 0.3, 8.0), (34, 12, 0.3, 40.0), (60, 15, 0.5, 8.0)]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: f"{shape[0]}x{shape[1]}")
def test_no_cheaper_gaps_protect_a_two_way_table(shape: tuple[int, int, float, float]) -> None:
    rows, columns, zeros, mean = shape
    compared = 0
    for seed in range(6):
        puzzle = pose_family(make_flat(rows, columns, zeros=zeros, mean=mean, seed=seed))
        found = find_secondary(puzzle)
        assert found
        _, price, _ = Optimum(puzzle, seconds=120).find()
        assert price_of(puzzle, found[0]) <= price * 1.0001 + 1e-6, seed
        compared += price < inf
    assert compared >= 4, "elsewhere a total had to go"
