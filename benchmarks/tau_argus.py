"""Asks pytauargus (Tau-Argus with the HiGHS solver) for the gaps of a two-way table with margins.

By its own batch files (frequency rule, protection levels, a price of 1 for every cell), or past them by its solver,
which can be told more: that no gap is less than 1, and that a count of 4 need not reach 5. It is given a minute for the
optimal way, and is then asked for the modular one; its engine refuses the hypercube.
"""

import contextlib
import importlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from hub.disclosure.hierarchy import Hierarchy

Key = tuple[str, ...]
MINUTE = 60.0
METADATA = """<SEPARATOR> ";"
area
<RECODEABLE>
<TOTCODE> "ALL"
category
<RECODEABLE>
<TOTCODE> "ALL"
number
<NUMERIC>
records
<FREQUENCY>
price
<NUMERIC> <COSTVAR>
"""
BATCH = """<OPENTABLEDATA> "table.tab"
<OPENMETADATA> "table.rda"
<SPECIFYTABLE> "area""category"|"number"||"price"
<SAFETYRULE> FREQ(5,30)
<READTABLE>
{levels}<SUPPRESS> {method}(1,1)
<WRITETABLE> (1,5,SO+,"gaps.tab")
"""
LEVELS = '<APRIORI> "levels.hst",1,";",0,0\n'


def ask_batch(counts: Mapping[Key, int], by_hand: bool) -> tuple[set[Key], str]:
    """What its batch hides, and a remark: counts under 5 with a range of 30 %, or with levels by hand to 1 and 4."""
    cells = [f"{area};{kind};{count};{count};1\n" for (area, kind), count in counts.items() if count]
    levels = [f"{area};{kind};PL;{n - 1};{4 - n}\n" for (area, kind), n in counts.items() if 1 <= n < 5]
    with TemporaryDirectory() as folder, contextlib.chdir(folder):
        Path("table.rda").write_text(METADATA)
        Path("table.tab").write_text("".join(cells))
        Path("levels.hst").write_text("".join(["ALL;ALL;C;1\n", *levels]))  # it wants one number in the first line
        for method in ("OPT", "MOD"):
            Path("table.arb").write_text(BATCH.format(levels=LEVELS if by_hand else "", method=method))
            start = perf_counter()
            importlib.import_module("pytauargus.engine").run_batch("table.arb")
            if perf_counter() - start < MINUTE:
                break
        rows = importlib.import_module("pytauargus.result").parse_simple_tab("gaps.tab", ["area", "category"], "number")
    hidden: set[Key] = {(row["area"], row["category"]) for row in rows if row["status"] in "UM"}
    return hidden, "" if method == "OPT" else "modular"


def ask_solver(counts: Mapping[Key, int], sides: Sequence[Hierarchy]) -> tuple[set[Key], str]:
    """What its solver hides, and a remark, where no gap is less than 1 and small counts have to reach 1 and 4.

    ``sides`` are the two dimensions; where they are trees, it is told every sum of them.
    """
    number = {key: place for place, key in enumerate(sorted(counts))}
    lines, everything = ["0", str(len(number))], max(counts.values())
    for key, place in number.items():
        count = counts[key]
        state, down, up = ("u", count - 1, 4 - count) if 1 <= count < 5 else ("s" if count else "z", 0, 0)
        lines.append(f"{place} {count} 1 {state} {min(count, 1)} {everything} {down} {up} 0")
    sums = [_list_terms(number, key, side, at) for at, side in enumerate(sides) for key in number]
    sums = [terms for terms in sums if terms]
    lines += [str(len(sums)), *(f"0 {len(terms)} : {' '.join(terms)}" for terms in sums)]
    solver = importlib.import_module("pytauargus._tauargus").HiTaSCtrl()
    with TemporaryDirectory() as folder, contextlib.chdir(folder):
        Path("in.jj").write_text("\n".join(lines) + "\n")
        code = solver.full_jj(in_file_jj="in.jj", out_file="out.jj", max_time=1)
        chosen = {int(line.split()[0]) for line in Path("out.jj").read_text().splitlines()}
    hidden = {key for key, place in number.items() if place in chosen or 1 <= counts[key] < 5}
    return hidden, f"stopped with code {code}" if code else ""


def _list_terms(number: Mapping[Key, int], key: Key, side: Hierarchy, at: int) -> list[str]:
    """The sum that makes up one cell of a table, along one of its dimensions; nothing for a leaf of that."""
    parts = [(*key[:at], code, *key[at + 1 :]) for code in side.children.get(key[at], ())]
    return [f"{number[key]} (-1)", *(f"{number[part]} (1)" for part in parts)] if parts else []
