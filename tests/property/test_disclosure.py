"""For all families of tables: what control lets out, an attacker who thinks in other terms cannot undo."""

import json
from collections.abc import Callable
from random import Random
from typing import Any

import numpy as np
import pytest

from benchmarks.families import Family, fill_lattice, make_family, make_flat, make_lattice, make_row
from hub.disclosure.attacker import Attack, attack
from hub.disclosure.control import Released, control, reopen
from hub.disclosure.rules import Rules
from hub.disclosure.tables import CountTable, Hierarchy
from tests.brute_force import brute_force

BLOCKS = 10


def release(family: Family, threshold: int = 5) -> Released:
    return control(
        family.tables,
        family.classes,
        Rules(threshold),
        secret=b"a secret of the installation",
        publication_id="open",
        where=family.where,
    )


def line(seed: int) -> Family:
    draw = np.random.default_rng(seed)
    return make_row(int(draw.integers(1, 15)), float(draw.choice([2, 6, 20])), seed)


def two_way(seed: int) -> Family:
    draw = np.random.default_rng(seed)
    sizes = (int(draw.integers(1, 8)), int(draw.integers(1, 6)))
    return make_flat(*sizes, float(draw.choice([0.0, 0.3, 0.8])), float(draw.choice([2, 8, 20])), seed)


def trees(seed: int) -> Family:
    draw = np.random.default_rng(seed)
    sizes = (int(draw.integers(3, 13)), int(draw.integers(3, 8)))
    return make_flat(*sizes, float(draw.choice([0.0, 0.4, 0.8])), float(draw.choice([3, 10])), seed, trees=True)


def linked(seed: int) -> Family:
    draw = np.random.default_rng(seed)
    lattice = make_lattice(
        side=int(draw.integers(3, 7)),
        lsoas=int(draw.integers(2, 8)),
        msoas=int(draw.integers(1, 4)),
        wards=int(draw.integers(1, 5)),
        cell=int(draw.integers(1, 3)),
        categories=int(draw.integers(1, 5)),
        seed=seed,
    )
    return fill_lattice(
        lattice, int(draw.choice([3, 8, 15, 30, 60, 120, 250])), seed, float(draw.choice([0.1, 0.3, 1]))
    )


KINDS: dict[str, tuple[Callable[[int], Family], int]] = {
    "line": (line, 60),
    "two-way": (two_way, 80),
    "trees": (trees, 60),
    "linked": (linked, 150),
}


@pytest.mark.parametrize("block", range(BLOCKS))
@pytest.mark.parametrize("kind", KINDS)
def test_the_attacker_finds_nothing_in_any_release(kind: str, block: int) -> None:
    make, times = KINDS[kind]
    for seed in range(block, times, BLOCKS):
        family = make(seed)
        assert attack(release(family).publication, family.truth) == [], f"{kind} {seed}"


@pytest.mark.parametrize("seed", range(6))
def test_a_higher_threshold_is_kept_as_well(seed: int) -> None:
    family = linked(1000 + seed)
    released = release(family, threshold=8)
    assert attack(released.publication, family.truth) == []


def test_the_attacker_breaks_tables_that_hide_the_small_cells_only() -> None:
    broken = 0
    for seed in range(30):
        family = two_way(seed)
        document = release(family).publication
        hide(document, family, lambda count: 1 <= count < 5)
        broken += bool(attack(document, family.truth))
    assert broken >= 15


def hide(document: dict[str, Any], family: Family, small: Callable[[int], bool]) -> None:
    """Suppress exactly the counts that ``small`` names."""
    for publication in document["publications"]:
        for cell in publication["cells"]:
            count = family.truth[frozenset({**family.where, **cell["k"]}.items())]
            cell["v"] = None if small(count) else count


@pytest.mark.parametrize("seed", range(12))
def test_the_attacker_agrees_with_brute_force_on_tiny_tables(seed: int) -> None:
    draw = np.random.default_rng(seed)
    rows, columns = (
        Hierarchy("area", "ALL", {"ALL": ("r1", "r2")}),
        Hierarchy("category", "ALL", {"ALL": ("c1", "c2", "c3")}),
    )
    leaves = {(row, column): int(draw.choice([0, 0, 1, 2, 3])) for row in rows.leaves for column in columns.leaves}
    cells = [(row, column) for row in ("ALL", *rows.leaves) for column in ("ALL", *columns.leaves)]
    family = make_family([("tiny", [rows, columns], leaves, cells)])
    document = release(family).publication
    hide(document, family, lambda count: 1 <= count < 5)
    total = sum(leaves.values())
    document["publications"][0]["cells"][0]["v"] = total  # the whole is shown, so that the tables can be counted out
    mind = Attack(document)
    mind._build()
    for place, values in brute_force(document, total).items():
        assert mind.possible(place, range(total + 1)) == values


def test_equal_input_gives_equal_bytes_in_any_order_of_rows() -> None:
    plan = {(f"r{i}", f"c{j}"): (i * 7 + j * 5) % 13 for i in range(9) for j in range(6)}
    rows = Hierarchy("area", "ALL", {"ALL": tuple(f"r{i}" for i in range(9))})
    columns = Hierarchy("category", "ALL", {"ALL": tuple(f"c{j}" for j in range(6))})
    cells = [(row, column) for row in ("ALL", *rows.leaves) for column in ("ALL", *columns.leaves)]
    seen = set()
    for turn in range(5):
        keys = list(plan)
        Random(turn).shuffle(keys)
        table = CountTable("t", [rows, columns], {key: plan[key] for key in keys}, cells)
        released = control([table], [], Rules(), secret=b"s", publication_id="p", where={})
        seen.add(json.dumps(released.publication, sort_keys=True))
    assert len(seen) == 1


def test_a_stored_publication_opens_as_the_tables_that_were_released() -> None:
    family = linked(7)
    released = release(family)
    again = reopen(json.loads(json.dumps(released.publication)))
    assert {name: table.items() for name, table in again.tables.items()} == {
        name: table.items() for name, table in released.tables.items()
    }
    assert again.classes == released.classes
    assert again.summary == released.summary
