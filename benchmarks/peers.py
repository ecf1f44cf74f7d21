"""Ours beside the public tools of the field, on two-way tables with margins: seconds, gaps, and what gaps give away.

The peers are `pytauargus` (small counts and further gaps) and `acro` (small counts alone). Where one is missing, a row
says so:

    pip install -e '.[peers]' && pip install --no-deps acro==1.0.2

(acro asks for a pandas before 3, but works with ours; the extra names what else it needs.) The ways of asking:

* frequency rule: counts under 5 are unsafe, with a range of 30 % to either side of them;
* levels to 1 and 4: protection levels by hand, so that each small count may be 1 and may be 4 (of a 4, that it may be
  5). A reader who sees zeros printed knows that no gap is 0; the peer cannot be told, so it promises less than ours;
* our promise: its solver is told that too, past its batch files. Only here the same is protected, but for trees, where
  readers know more of a gap below a gap (rule S2) than it can be told;
* acro: what its crosstab leaves out, zeros included, with the true totals in print. It prints totals of what it shows,
  which give nothing away and are wrong;
* office habit: counts of 1 to 4, then the next smallest in each row and column with one gap.

Seconds are of the whole job, files and all, and the better of two. The attacker tries both ends of the small counts.
"""

import importlib
import logging
import math
from collections import Counter
from collections.abc import Callable, Mapping
from copy import deepcopy
from time import perf_counter
from typing import Any

import pandas as pd

from benchmarks.disclosure import blank_by_habit, release
from benchmarks.families import Family, Key, make_flat
from benchmarks.tau_argus import ask_batch, ask_solver
from hub.disclosure.attacker import attack
from hub.disclosure.tables import open_counts

SIZES = (
    (20, 8, 0.3, 8.0),
    (34, 12, 0.3, 40.0),
    (60, 15, 0.5, 40.0),
    (100, 30, 0.4, 20.0),
    (160, 60, 0.5, 20.0),
    (200, 60, 0.5, 20.0),
    (200, 60, 0.5, 60.0),
    (200, 60, 0.7, 100.0),
)
"""Rows, columns, share of zeros and mean count. The last two have few small counts, and are the hardest."""
TREES = ((12, 6, 0.4, 8.0), (20, 8, 0.3, 8.0), (34, 12, 0.3, 40.0), (100, 30, 0.4, 20.0), (200, 60, 0.5, 20.0))
"""The same of tables with trees on both sides; there the peer is asked for our promise alone."""
LARGEST = 4_000
"""Cells of the largest table that acro is given: one of 12,000 takes it more than a minute."""
EFFORT = 2_000_000
"""Gaps times cells of the largest table that is attacked: beyond, an attack takes minutes."""
PROMISE = "pytauargus, our promise"
Row = tuple[str, float, float, str]
Asked = tuple[set[Key], str]
"""The cells that a peer hides, and what to remark."""


def run() -> list[Row]:
    """Rows of (measurement, our seconds, peer's seconds, note); nan where a peer is missing."""
    logging.disable(logging.WARNING)
    rows = [row for size in SIZES for row in _compare(*size, trees=False)]
    rows += [row for size in TREES for row in _compare(*size, trees=True)]
    logging.disable(logging.NOTSET)
    missing = [name for name in ("pytauargus", "acro") if find_peer(name) is None]
    return [*rows, *((name, math.nan, math.nan, "not installed: benchmarks/peers.py says how") for name in missing)]


def find_peer(name: str) -> Any:
    """The module of a peer, or None where it is not installed."""
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def _compare(rows: int, columns: int, zeros: float, mean: float, trees: bool) -> list[Row]:
    family = make_flat(rows, columns, zeros=zeros, mean=mean, seed=1, trees=trees)
    counts = {_key(dict(place)): count for place, count in family.truth.items()}
    small = {key for key, count in counts.items() if 1 <= count < 5}
    released, ours = _time(lambda: release(family))
    document = released.publication
    gaps, found = len(_read_gaps(document) - small), _attack(document, family)
    ways = _find_ways(family, counts, document)
    lines = []
    for name, ask in ways.items():
        if trees and name != PROMISE:
            continue
        (hidden, remark), theirs = _time(ask)
        worked_out = _attack(_blank(document, counts, hidden), family)
        note = f"{len(small)} small; further gaps: ours {gaps}, theirs {len(hidden - small)}"
        note += f"; worked out: ours {found}, theirs {worked_out}" + (f"; {remark}" if remark else "")
        lines.append((f"{rows} x {columns}{' with trees' * trees}: {name}", ours, theirs, note))
    return lines


def _find_ways(family: Family, counts: Mapping[Key, int], document: dict[str, Any]) -> dict[str, Callable[[], Asked]]:
    ways: dict[str, Callable[[], Asked]] = {"office habit": lambda: _ask_habit(document, family)}
    if find_peer("pytauargus"):
        sides = open_counts(family.tables[0]).hierarchies
        ways["pytauargus, frequency rule"] = lambda: ask_batch(counts, by_hand=False)
        ways["pytauargus, levels to 1 and 4"] = lambda: ask_batch(counts, by_hand=True)
        ways[PROMISE] = lambda: ask_solver(counts, sides)
    if find_peer("acro") and len(counts) <= LARGEST:
        ways["acro"] = lambda: _ask_acro(counts)
    return ways


def _time(work: Callable[[], Any]) -> tuple[Any, float]:
    taken = []
    for _ in range(2):
        start = perf_counter()
        given = work()
        taken.append(perf_counter() - start)
    return given, min(taken)


def _ask_habit(document: dict[str, Any], family: Family) -> Asked:
    copied = deepcopy(document)
    blank_by_habit(copied, family)
    return _read_gaps(copied), ""


def _ask_acro(counts: Mapping[Key, int]) -> Asked:
    """What acro leaves out of a crosstab of one row for each event, where its threshold is ours."""
    events = [key for key, count in counts.items() if "ALL" not in key for _ in range(count)]
    frame = pd.DataFrame(events, columns=["area", "category"])
    session = importlib.import_module("acro").ACRO(suppress=True)
    session.config["safe_threshold"] = 5
    table = session.crosstab(frame["area"], frame["category"], margins=True, margins_name="ALL")
    lines: dict[str, dict[str, float]] = table.to_dict("index")
    shown: dict[Key, float] = {(area, kind): n for area, line in lines.items() for kind, n in line.items() if n == n}
    totals = {key for key in counts if "ALL" in key}
    wrong = sum(shown.get(key) != counts[key] for key in totals)
    return counts.keys() - shown.keys() - totals, f"{wrong} of its {len(totals)} totals wrong"


def _key(place: Mapping[str, str]) -> Key:
    return place["area"], place["category"]


def _read_gaps(document: dict[str, Any]) -> set[Key]:
    return {_key(cell["k"]) for one in document["publications"] for cell in one["cells"] if cell["v"] is None}


def _blank(document: dict[str, Any], counts: Mapping[Key, int], hidden: set[Key]) -> dict[str, Any]:
    """Our publication with other gaps; where a zero is among them, it says that zeros count as small."""
    copied = deepcopy(document)
    for cell in (cell for one in copied["publications"] for cell in one["cells"]):
        key = _key(cell["k"])
        cell["v"] = None if key in hidden else counts[key]
    if any(counts[key] == 0 for key in hidden):
        copied["zeros_shown"] = False
    return copied


def _attack(document: dict[str, Any], family: Family) -> str:
    if len(_read_gaps(document)) * len(family.truth) > EFFORT:
        return "not tried"
    found = Counter(finding.kind for finding in attack(document, family.truth, every_value=False))
    return " and ".join(f"{number} {kind}" for kind, number in sorted(found.items())) or "nothing"
