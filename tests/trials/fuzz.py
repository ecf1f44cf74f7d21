"""Mutated and hostile files: each is received with sums that close, or refused in three lines; nothing else happens."""

import csv
import gzip
import io
import multiprocessing
import os
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from math import inf
from multiprocessing.connection import Connection
from pathlib import Path

from geo.checks import Refused
from hub.hub import open_hub
from ingest.fine_coordinates import FINER
from ingest.reading_process import READING
from ingest.receive import receive
from ingest.register import find_dataset
from tests.unit.hub.small_hub import make_hub
from tests.unit.ingest.forms_samples import as_csv, as_json_lines, as_parquet, as_workbook, zipped
from tests.unit.ingest.guard_persons import CELLS
from tests.unit.ingest.samples import ADMISSION, COLLISION, COUNCIL_ASB, CRIME, FIRE, places
from tests.unit.ingest.test_forms_fuzz import changed

SECONDS, MEGABYTES = 5.0, 2_048
"""In the long trials no input may take longer; no process may ever hold more."""
TABLES = {
    "recorded-crime": (CRIME, "15/01/2019,22:30,Burglary,Burglary in a dwelling,{x},{y}"),
    "road-collisions": (COLLISION, "15/01/2019,08:00,{x},{y},0,0,0,1,2,0"),
    "hospital-admissions": (ADMISSION, "MK9,15/01/2019,X99.4,{area}"),
    "fires": (FIRE, "15/01/2019,03:20,Deliberate secondary fire,Not in a vehicle,{x},{y}"),
    "council-asb": (COUNCIL_ASB, "15/01/2019,,Identified by the authority,SHEF_A,A29,{x},{y}"),
}
FORMS: dict[str, Callable[[list[list[str]]], bytes]] = {
    "CSV": lambda table: as_csv(table).encode(),
    "CSV, quoted": lambda table: as_csv(table, ";", "\r\n", quote_all=True).encode(),
    "UTF-16": lambda table: as_csv(table, "\t").encode("utf-16"),
    "gzip": lambda table: gzip.compress(as_csv(table).encode(), mtime=0),
    "zip": lambda table: zipped(("a.csv", as_csv(table).encode())),
    "JSON lines": as_json_lines,
    "Parquet": as_parquet,
    "XLSX": as_workbook,
}
ODD = (
    *("", " ", "0", "-1", "nan", "NULL", "1e5", "1e400", "9" * 12, "31/02/2019", "2019-01-15", "24:00", "x", "٣"),
    *("486500", "400000", "00:00", "=1+1", "=cmd|'/C calc'!A0", "@SUM(A1)", "+44", "../../etc/passwd", "..\\..\\x"),
    *("<b>", "\x00", "\u202e", "\ufeff", "É" * 3, "\ud7ff", "a\nb", '"', "'", ";", "\t", "A" * 9_999, "A" * 10_001),
    *("#REF!", "01/15/2019", "E01000002"),
)
NAMES = (
    "extract.csv",
    "..%2f..%2fx.csv",
    "a b;c&d.csv",
    "extract.xlsx",
    "con.txt",
    "-r.csv",
    "x" * 150 + ".csv",
    "é.csv",
)
HEAVY = {
    "a cell of 10 MB": lambda: b"a,b\n1," + b"x" * (10 << 20) + b"\n",
    "a gzip bomb": lambda: gzip.compress(bytes(200 << 20), 9, mtime=0),
    "a zip bomb": lambda: zipped(("a.csv", b"a,b\n" + (b"x" * 97 + b",1\n") * (2 << 20))),
    "NUL bytes": lambda: bytes(1 << 20),
    "random bytes": lambda: random.Random(1).randbytes(1 << 20),
}
PRELOADED = ["tests.trials.fuzz", "hub.__main__", "hub.receipts", "pandera.backends.pandas.builtin_checks"]
HEAVY_EVERY = 200
"""One input of so many is a heavy one: each kind in its turn."""
ENDS_WITH = {0, 3, 10, 11, 12, 15, 18}
"""Exit codes of `saferhub receive`: received, held, refused by contract, reader, guard, store or period."""


def make_input(number: int, seed: str) -> tuple[str, str, bytes, bool]:
    """Data set, file name and content of an input, and whether somebody's identifier was written into a cell of it."""
    chance = random.Random(f"{seed} {number}")
    if number % HEAVY_EVERY == HEAVY_EVERY - 1:
        return "recorded-crime", "heavy.csv", _heavy(list(HEAVY)[number // HEAVY_EVERY % len(HEAVY)]), False
    dataset = chance.choice(sorted(TABLES))
    table, form = _table(dataset, chance), chance.choice(sorted(FORMS))
    kind = chance.choice(("bytes", "cells", "cells", "cells", "both", "person"))
    if kind in ("cells", "both"):
        for _ in range(chance.randint(1, 6)):
            row = chance.choice(table[1:])
            row[chance.randrange(len(row))] = chance.choice(ODD)
    if kind == "person":
        row = chance.choice(table[1:])
        kinds = [make for kind, make in CELLS.values() if kind != FINER or dataset == "hospital-admissions"]
        row[chance.randrange(len(row))] = chance.choice(kinds)(chance)
    content = FORMS[form](table)
    if kind in ("bytes", "both"):
        content = changed(content, chance)
    return dataset, chance.choice(NAMES), content, kind == "person"


@cache
def _heavy(kind: str) -> bytes:
    return HEAVY[kind]()


def _table(dataset: str, chance: random.Random) -> list[list[str]]:
    heading, row = TABLES[dataset]
    at = {"x": 485_500, "y": 235_500, "area": "E01000001"}
    rows = [next(csv.reader(io.StringIO(row.format(**at)))) for _ in range(chance.randint(1, 40))]
    return [heading.split(","), *rows]


def run(folder: Path, trials: int, seed: str = "fuzz", first: int = 0, seconds: float = inf) -> Counter[str]:
    """Offer so many inputs to reader, guard, contract and placing, in one process; counts how each ended.

    AssertionError, with the number of the input, at any other exception, sums that do not close, an identifier in a row
    that is taken in, a hang or too much memory.
    """
    told, area = Counter[str](), places()
    slowest = 0.0
    for number in range(first, first + trials):
        dataset, name, content, person = make_input(number, seed)
        path = folder / name
        path.write_bytes(content)
        start = time.perf_counter()
        try:
            receipt = receive(path, find_dataset(dataset), area).receipt
        except Refused as refusal:
            assert len(str(refusal).splitlines()) == 3, number
            told[type(refusal).__name__] += 1
        except Exception as fault:
            raise AssertionError(f"input {number} of seed {seed}: {type(fault).__name__}") from None
        else:
            assert not person or receipt.refused, f"input {number} of seed {seed}: an identifier was taken in"
            parts = receipt.accepted, receipt.outside_area, receipt.no_location, receipt.refused, receipt.not_prescribed
            assert sum(parts) == receipt.rows, number
            told["received"] += 1
        slowest = max(slowest, time.perf_counter() - start)
        path.unlink()
    assert slowest < seconds, f"an input took {slowest:.1f} s"
    told["slowest, ms"] = int(1_000 * slowest)
    told["most memory, MB"] = _most_memory()
    assert told["most memory, MB"] < MEGABYTES, f"{told['most memory, MB']} MB"
    return told


def run_side_by_side(folder: Path, trials: int, kind: Callable[..., Counter[str]] = run) -> Counter[str]:
    """The trials of one kind, shared out to one process for each processor."""
    workers = os.cpu_count() or 1
    each = -(-trials // workers)
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        shares = [
            pool.submit(_share, kind, folder, min(each, trials - first), first) for first in range(0, trials, each)
        ]
        found = [share.result() for share in shares]
    most = {words: max(one[words] for one in found) for words in found[0] if words.startswith(("slowest", "most"))}
    return Counter({**sum(found, Counter()), **most})


def _share(kind: Callable[..., Counter[str]], folder: Path, trials: int, first: int) -> Counter[str]:
    own = folder / str(first)
    own.mkdir()
    return kind(own, trials, first=first, seconds=SECONDS)


def _most_memory() -> int:
    """Megabytes that this process, or the larger of the reading processes it had, ever held."""
    READING.close()
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) // 1_024


def run_command(folder: Path, trials: int, seed: str = "command", first: int = 0, seconds: float = inf) -> Counter[str]:
    """The same inputs through `saferhub receive`, each in a process of its own; counts the exit codes.

    AssertionError, with the number of the input, at an exit code that is not one of ``receive``'s, a traceback, an
    identifier in a row that is taken in, a hang, too much memory, or at the end records that are not those registered.
    """
    told = Counter[str]()
    hub = make_hub(folder / "hub")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    loading = context.Process(target=int)  # so that the modules are loaded before any clock runs
    loading.start()
    loading.join()
    for number in range(first, first + trials):
        dataset, name, content, person = make_input(number, seed)
        path = folder / name
        path.write_bytes(content.replace(b"485500", b"450500").replace(b"235500", b"100500"))
        process, said, held, took = _run_command(context, dataset, path, folder / "hub")
        if took > seconds:  # the machine may have been busy with something else
            took = _run_command(context, dataset, path, folder / "hub")[-1]
        assert took < seconds, f"input {number} of seed {seed}: {took:.1f} s"
        assert held < MEGABYTES, f"input {number} of seed {seed}: {held} MB"
        told["most memory, MB"] = max(told["most memory, MB"], held)
        assert process.exitcode in ENDS_WITH, f"input {number} of seed {seed}: exit code {process.exitcode}"
        assert not (person and process.exitcode == 0), f"input {number} of seed {seed}: an identifier was taken in"
        assert "Traceback" not in said, f"input {number} of seed {seed}"
        told[f"exit code {process.exitcode}"] += 1
        told["slowest, ms"] = max(told["slowest, ms"], int(1_000 * took))
        path.unlink()
    _check_closed(folder)
    assert hub.verify_ledger().broken_at is None
    return told


def _run_command(
    context: multiprocessing.context.ForkServerContext, dataset: str, path: Path, hub: Path
) -> tuple[multiprocessing.context.ForkServerProcess, str, int, float]:
    """The ended process, what it said, the most megabytes that it held, and its seconds."""
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_command, args=(dataset, path, hub, theirs))
    start = time.perf_counter()
    process.start()
    theirs.close()
    said, held = ours.recv()
    process.join()
    return process, said, held, time.perf_counter() - start


def _check_closed(folder: Path) -> None:
    """What the release file holds is what the register says of its batches."""
    hub = open_hub(folder / "hub")
    records, _ = hub.records()
    told = sum(one["events"] for dataset in TABLES for one in hub.batches(dataset))
    assert int(records.table("events").count().execute()) == told


def _command(dataset: str, path: Path, hub: Path, said: Connection) -> None:
    from hub.__main__ import main

    words = io.StringIO()
    sys.argv = ["saferhub", "receive", "--dataset", dataset, "--hub", str(hub), "--", str(path)]
    with redirect_stdout(words), redirect_stderr(words):
        try:
            main()
        finally:
            said.send((words.getvalue(), _most_memory()))
