"""Disclosure control: time to release a month of three sizes, and what the office habit would have given away instead.

No free tool protects linked, overlapping tables with classes, so there is no peer for those. The office habit (blank
the small counts, then the next smallest in each row and column) is timed on flat tables, beside ours, with what the
attacker of the tests works out from either.
"""

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any
from unittest.mock import patch

from benchmarks.families import Family, fill_lattice, make_faces, make_flat, make_lattice
from benchmarks.optimum import Optimum, pose_family, price_of
from benchmarks.whole_programme import WholeProgramme
from hub import lattice
from hub.demo import make_demo
from hub.disclosure.attacker import Finding, attack
from hub.disclosure.control import Released, control
from hub.disclosure.moves import Moves
from hub.disclosure.puzzle import Puzzle
from hub.disclosure.rules import Rules
from hub.disclosure.search import Search
from hub.disclosure.secondary import Choices, find_secondary

TABLES = 30
SEEDS = 4
FLAT = ((20, 8, 0.3, 8.0), (60, 15, 0.5, 40.0), (160, 60, 0.5, 20.0), (200, 60, 0.5, 20.0))
"""Rows, columns, share of zeros and mean count of flat tables whose cheapest gaps can be found."""
TREES = ((8, 4, 0.4, 8.0), (12, 6, 0.4, 8.0), (12, 6, 0.4, 20.0), (20, 8, 0.3, 8.0), (34, 12, 0.3, 40.0))
"""The same of tables with trees on both sides."""
SIDES = ((20, 8), (60, 15), (100, 30), (160, 60), (200, 60))
ZEROS, MEANS = (0.3, 0.5, 0.7, 0.9, 0.97), (20.0, 60.0, 200.0)
"""Flat tables of every kind: from full to nearly empty, with many small counts or few."""
SMALL: dict[str, Callable[[int], Family]] = {
    "towns of 14 LSOAs, with wards by category": lambda seed: fill_lattice(
        make_lattice(14, 14, 5, 5, 4, 3, seed), 160, seed
    ),
    "faces of 5 x 4 x 3": lambda seed: make_faces((5, 4, 3), zeros=0.4, mean=8, seed=seed),
    "cubes of 5 x 4 x 3": lambda seed: make_faces((5, 4, 3), zeros=0.5, mean=20, seed=seed, inside=True),
}
"""Families that are no networks, by seed."""
MINUTE = 60.0


def run() -> list[tuple[str, float, float, str]]:
    """Rows of (measurement, our seconds, peer's seconds or nan, note)."""
    town = fill_lattice(make_lattice(108, 152, 32, 23, 3, 14, seed=1), 1_900, seed=1)
    city = fill_lattice(make_lattice(215, 1_673, 346, 215, 3, 2, seed=1), 240, seed=1)
    flat = make_flat(200, 60, zeros=0.5, mean=20, seed=1)
    cube = make_faces((40, 15, 12), zeros=0.7, mean=2, seed=1)
    rows = [
        _time("release: 152 LSOAs, 23 wards x 14, 1,296 classes", town),
        *(_time_towns(records) for records in (1_900, 900)),
        _time_demo(),
        _time("release: 1,673 LSOAs, 215 wards x 2, 5,184 classes", city),
        _time("release: one table of 200 x 60, half zeros", flat),
        _time("release: the same with trees on both sides", make_flat(200, 60, zeros=0.5, mean=20, seed=1, trees=True)),
        _time("release: three linked faces of 40 x 15 x 12", cube),
    ]
    rows += [_compare_with_habit(), *(_compare_with_optimum(*size, trees=False) for size in FLAT)]
    rows += [_compare_with_optimum(*size, trees=True) for size in TREES]
    rows += [_compare_with_whole(name, make) for name, make in SMALL.items()]
    return [*rows, *(_search_every_kind(*sides) for sides in SIDES)]


def release(family: Family) -> Released:
    """One family through the gate."""
    return control(
        family.tables, family.classes, Rules(), secret=b"benchmark", publication_id="benchmark", where=family.where
    )


def _time(name: str, family: Family) -> tuple[str, float, float, str]:
    release(family)
    start = perf_counter()
    released = release(family)
    seconds = perf_counter() - start
    summary = released.summary
    note = f"{summary['cells_hidden']:,} of {summary['cells']:,} cells and {summary['classes_hidden']:,} classes hidden"
    return name, seconds, math.nan, note


def _time_towns(records: int) -> tuple[str, float, float, str]:
    """The slowest of several towns of one month, each released once."""
    towns = [fill_lattice(make_lattice(108, 152, 32, 23, 3, 14, seed), records, seed) for seed in range(1, 9)]
    seconds = sorted(_time("", town)[1] for town in towns)
    return (
        f"release: the slowest of 8 such towns of {records:,} records",
        seconds[-1],
        math.nan,
        f"fastest {seconds[0]:.2f} s",
    )


def _time_demo() -> tuple[str, float, float, str]:
    """The slowest of all families that the demo releases, as it is made."""
    seconds: list[float] = []

    def timed(*given: Any, **named: Any) -> Released:
        start = perf_counter()
        released = control(*given, **named)
        seconds.append(perf_counter() - start)
        return released

    with TemporaryDirectory() as folder, patch.object(lattice, "control", timed):
        make_demo(Path(folder) / "demo", show_progress=False)
    note = f"{len(seconds)} families, half of them in less than {median(seconds):.2f} s"
    return "release: the slowest month of the demo", max(seconds), math.nan, note


def _compare_with_habit() -> tuple[str, float, float, str]:
    ours = theirs = 0.0
    broken = exact = still = 0
    for seed in range(TABLES):
        family = make_flat(6, 5, zeros=0.2, mean=8, seed=seed)
        start = perf_counter()
        document = release(family).publication
        ours += perf_counter() - start
        still += len(attack(document, family.truth))
        start = perf_counter()
        blank_by_habit(document, family)
        theirs += perf_counter() - start
        found = attack(document, family.truth)
        broken += bool(found)
        exact += sum(_is_small(finding, family) for finding in found)
    note = f"habit: {broken} of {TABLES} tables broken, {exact} small counts worked out exactly; ours: {still} findings"
    return f"release: {TABLES} tables of 6 x 5 against the office habit", ours, theirs, note


def _compare_with_optimum(
    rows: int, columns: int, zeros: float, mean: float, trees: bool
) -> tuple[str, float, float, str]:
    """Ours against cutting planes of another make, each of some tables within a minute."""
    puzzles = [
        pose_family(make_flat(rows, columns, zeros=zeros, mean=mean, seed=seed, trees=trees))
        for seed in range(1, SEEDS + 1)
    ]
    name = f"gaps: {SEEDS} tables of {rows} x {columns}" + (" with trees" if trees else "")
    return _compare(name, puzzles, lambda puzzle: Optimum(puzzle, MINUTE).find()[1])


def _compare_with_whole(name: str, make: Callable[[int], Family]) -> tuple[str, float, float, str]:
    """Ours against one programme of whole numbers, each of some families within a minute."""

    def find(puzzle: Puzzle) -> float:
        price, whole = WholeProgramme(puzzle).find(MINUTE)
        return price if whole else math.inf

    return _compare(f"gaps: {SEEDS} {name}", [pose_family(make(seed)) for seed in range(1, SEEDS + 1)], find)


def _compare(name: str, puzzles: Sequence[Puzzle], find: Callable[[Puzzle], float]) -> tuple[str, float, float, str]:
    ours = theirs = 0.0
    ratios = []
    for puzzle in puzzles:
        start = perf_counter()
        found = find_secondary(puzzle)
        ours, start = ours + perf_counter() - start, perf_counter()
        price = find(puzzle)
        theirs += perf_counter() - start
        assert found
        if 0 < price < math.inf:
            ratios.append(price_of(puzzle, found[0]) / price)
    told = ", ".join(f"{ratio:.3f}" for ratio in ratios) or "none found in time"
    return name, ours, theirs, f"what ours cost by the optimum: {told}"


def _search_every_kind(rows: int, columns: int) -> tuple[str, float, float, str]:
    """Tables with much or little to hide: how many got the cheapest gaps for certain, and what the others may cost."""
    taken, excess, certain = [], [], 0
    for zeros in ZEROS:
        for mean in MEANS:
            puzzle = pose_family(make_flat(rows, columns, zeros=zeros, mean=mean, seed=1))
            start = perf_counter()
            moves = Moves(puzzle)
            moves.barred = puzzle.grand & ~puzzle.forced
            search = Search(puzzle, moves, puzzle.forced.copy(), puzzle.floors(puzzle.forced), [])
            choices = Choices(search)
            assert choices.find()
            taken.append(perf_counter() - start)
            certain += choices.planes.cheapest
            if choices.least and not choices.planes.cheapest:
                excess.append(search.price / choices.least)
    note = f"slowest {max(taken):.1f} s; {certain} at the optimum for certain"
    if excess:
        middle = sorted(excess)[len(excess) // 2]
        note += f", the others at most {middle:.2f} (median) and {max(excess):.2f} times it"
    return f"gaps: {len(taken)} tables of {rows} x {columns} of every kind", sum(taken), math.nan, note


def _is_small(finding: Finding, family: Family) -> bool:
    return finding.kind == "EXACT" and 1 <= family.truth[frozenset(finding.key)] < 5


def blank_by_habit(document: dict[str, Any], family: Family) -> None:
    """Blank counts of 1 to 4; then, in each row and column with one blank, the smallest other count."""
    cells = {tuple(cell["k"].values()): cell for one in document["publications"] for cell in one["cells"]}
    for cell in cells.values():
        count = family.truth[frozenset(cell["k"].items())]
        cell["v"] = None if 1 <= count < 5 else count
    for place in (0, 1):
        for code in sorted({key[place] for key in cells}):
            _blank_second([cells[key] for key in sorted(cells) if key[place] == code and "ALL" not in key])


def _blank_second(line: list[dict[str, Any]]) -> None:
    shown = [cell for cell in line if cell["v"]]
    if shown and sum(cell["v"] is None for cell in line) == 1:
        min(shown, key=lambda cell: int(cell["v"]))["v"] = None
