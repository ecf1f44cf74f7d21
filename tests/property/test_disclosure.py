"""For all families of tables: what control lets out, an attacker who thinks in other terms cannot undo."""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from random import Random
from typing import Any

import numpy as np
import pytest

from benchmarks.families import (
    Family,
    Key,
    Truth,
    fill_lattice,
    make_faces,
    make_family,
    make_flat,
    make_lattice,
    make_row,
)
from hub.disclosure import moves
from hub.disclosure.attacker import Attack, attack
from hub.disclosure.control import Released, control, reopen
from hub.disclosure.earlier import Earlier
from hub.disclosure.publication import join_publications
from hub.disclosure.rules import ReleaseRefused, Rules
from hub.disclosure.tables import CountTable, Hierarchy, OpenCounts, SafeTable, open_counts
from tests.brute_force import brute_force

BLOCKS = 10


def release(family: Family, rules: Rules | None = None) -> Released:
    return control(
        family.tables,
        family.classes,
        rules or Rules(),
        secret=b"a secret of the installation",
        publication_id="open",
        where=family.where,
    )


def release_year(seed: int) -> tuple[dict[str, Any], Truth]:
    """Twelve monthly releases as one document, with the truth by full key.

    Some months are released twice: first the totals of one side, then everything (of the same records); or first as
    they came and then corrected (of other records), where no count in print may change by a small number. Where the
    second cannot be proved, the first stands.
    """
    draw = np.random.default_rng(seed)
    documents, truth = list[dict[str, Any]](), dict[Any, int]()
    sizes, grown = (int(draw.integers(3, 9)), int(draw.integers(2, 6))), bool(draw.random() < 0.3)
    for month in range(1, 13):
        zeros, mean = float(draw.choice([0.2, 0.6])), float(draw.choice([3, 9]))
        family = make_flat(*sizes, zeros, mean, seed * 100 + month, trees=grown)
        table, period = open_counts(family.tables[0]), f"2019-{month:02d}"
        totals = [key for key in table.cells if key[1] == "ALL"]
        again = str(draw.choice(["no", "more", "corrected"]))
        first = _release_month(table, table.leaves, totals if again == "more" else table.cells, period, ())
        documents.append(first.publication)
        truth |= _place_in(family.truth, period)
        if again == "more":
            with suppress(ReleaseRefused):
                earlier = Earlier(first.publication, True, first.floors)
                documents.append(_release_month(table, table.leaves, table.cells, period, [earlier]).publication)
        if again == "corrected":
            leaves = {key: max(0, count + int(draw.integers(-3, 4))) for key, count in table.leaves.items()}
            truth |= _place_in(make_family([("flat", table.hierarchies, leaves, table.cells)]).truth, f"{period} anew")
            with suppress(ReleaseRefused):
                second = _release_month(table, leaves, table.cells, f"{period} anew", [Earlier(first.publication)])
                documents.append(second.publication)
                _check_changes(first.tables["flat"], second.tables["flat"])
    return join_publications(documents), truth


def _release_month(
    table: OpenCounts, leaves: Mapping[Key, int], cells: Sequence[Key], period: str, earlier: Sequence[Earlier]
) -> Released:
    counted = CountTable("flat", table.hierarchies, leaves, cells)
    where = {"period": period}
    return control([counted], (), Rules(), secret=b"s", publication_id=period, where=where, earlier=earlier)


def _place_in(truth: Truth, period: str) -> Truth:
    return {place | {("period", period)}: count for place, count in truth.items()}


def _check_changes(before: SafeTable, after: SafeTable) -> None:
    """No count that is printed twice changed by a small number (rule S7)."""
    printed = {key: cell.value for key, cell in before.items()}
    both = [(printed[key], cell.value) for key, cell in after.items()]
    assert not [1 for old, new in both if old is not None and new is not None and 1 <= abs(new - old) < 5]


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


def faces(seed: int) -> Family:
    draw = np.random.default_rng(seed)
    sizes = (int(draw.integers(2, 7)), int(draw.integers(2, 5)), int(draw.integers(2, 4)))
    return make_faces(sizes, float(draw.choice([0.0, 0.4, 0.7])), float(draw.choice([1, 3, 8])), seed)


KINDS: dict[str, tuple[Callable[[int], Family], int]] = {
    "line": (line, 60),
    "two-way": (two_way, 80),
    "trees": (trees, 60),
    "linked": (linked, 150),
    "faces": (faces, 60),
}


@pytest.mark.parametrize("block", range(BLOCKS))
@pytest.mark.parametrize("kind", KINDS)
def test_the_attacker_finds_nothing_in_any_release(kind: str, block: int) -> None:
    make, times = KINDS[kind]
    for seed in range(block, times, BLOCKS):
        family = make(seed)
        assert attack(release(family).publication, family.truth) == [], f"{kind} {seed}"


@pytest.mark.parametrize("block", range(BLOCKS))
def test_the_attacker_finds_nothing_in_faces_that_were_proved_slice_by_slice(
    block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the large ones are, of which no whole programme comes to an end."""
    monkeypatch.setattr(moves, "SLICED", 0)
    for seed in range(block, 60, BLOCKS):
        family = faces(2000 + seed)
        assert attack(release(family).publication, family.truth) == [], f"faces {seed}"


@pytest.mark.parametrize("seed", range(8))
def test_the_attacker_finds_nothing_in_a_year_of_monthly_releases(seed: int) -> None:
    document, truth = release_year(seed)
    assert attack(document, truth) == []


def test_a_table_linked_to_a_cube_is_released_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """What moves in one slice of the cube moves nothing of the other table: there the whole programme is asked."""
    monkeypatch.setattr(moves, "SLICED", 0)
    for seed in range(4):
        draw = np.random.default_rng(seed)
        cube = make_faces((5, 4, 3), 0.2, 6, seed)
        table = open_counts(cube.tables[0])
        area, ages = table.hierarchies[0], Hierarchy("age", "ALL", {"ALL": ("old", "young")})
        leaves: dict[Key, int] = {}
        for key, count in table.leaves.items():
            old = int(draw.binomial(count, 0.1))
            for age, part in (("old", old), ("young", count - old)):
                leaves[key[0], age] = leaves.get((key[0], age), 0) + part
        cells = [(one, age) for one in ("ALL", *area.leaves) for age in ("ALL", *ages.leaves)]
        family = make_family(
            [
                ("cube", table.hierarchies, table.leaves, table.cells),
                ("ages", [area, ages], leaves, cells),
            ]
        )
        assert attack(release(family).publication, family.truth) == [], seed


@pytest.mark.parametrize("seed", range(6))
def test_a_higher_threshold_is_kept_as_well(seed: int) -> None:
    family = linked(1000 + seed)
    released = release(family, Rules(8))
    assert attack(released.publication, family.truth) == []


@pytest.mark.parametrize("block", range(BLOCKS))
@pytest.mark.parametrize("kind", KINDS)
def test_where_zeros_count_as_small_every_value_from_zero_stays_open_and_no_zero_is_printed(
    kind: str, block: int
) -> None:
    make, times = KINDS[kind]
    for seed in range(block, times // 4, BLOCKS):
        family = make(3000 + seed)
        released = release(family, Rules(zeros_small=True))
        shown = [cell.value for table in released.tables.values() for _, cell in table.items() if cell.shown]
        assert min(shown, default=5) >= 5
        assert attack(released.publication, family.truth) == [], f"{kind} {seed}"
        assert reopen(released.publication).rules == Rules(zeros_small=True)


@pytest.mark.parametrize("seed", range(8))
def test_rounded_figures_tell_less_and_are_never_further_off_than_they_say(seed: int) -> None:
    family = (two_way, trees, linked)[seed % 3](4000 + seed)
    exact, rounded = release(family, Rules(8)), release(family, Rules(8, rounding=5))
    for name, table in rounded.tables.items():
        assert {key for key, cell in table.items() if cell.shown} == {
            key for key, cell in exact.tables[name].items() if cell.shown
        }
        for key, cell in table.items():
            if cell.value is not None and exact.tables[name].cell(*key).value is not None:
                assert cell.value % 5 == 0
                assert abs(cell.value - (exact.tables[name].cell(*key).value or 0)) <= cell.spread
    assert attack(rounded.publication, family.truth) == []
    assert reopen(rounded.publication).tables["flat" if seed % 3 < 2 else "areas"].items()


@pytest.mark.parametrize("seed", range(12))
def test_the_count_of_an_area_that_is_not_published_cannot_be_worked_out(seed: int) -> None:
    family = line(5000 + seed)
    opened = open_counts(family.tables[0])
    chosen = next((key for key in opened.cells[1:] if opened.leaves.get(key, 0) >= 5), opened.cells[1])
    cells = [key for key in opened.cells if key != chosen]
    table = CountTable("row", opened.hierarchies, opened.leaves, cells, [chosen])
    released = control([table], [], Rules(), secret=b"s", publication_id="p", where={})
    assert not released.tables["row"].publishes(*chosen)
    document = json.loads(json.dumps(released.publication))
    document["zeros_shown"] = False  # an attacker who knows nothing of the area by the rules
    document["publications"][0]["cells"].append({"k": {"area": chosen[0]}, "v": None})
    assert "EXACT" not in {one.kind for one in attack(document, family.truth)}


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
    for turn in range(100):
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
