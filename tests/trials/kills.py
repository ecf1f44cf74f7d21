"""Receiving that is killed at any moment: the batch is held whole or not at all, and no other is touched."""

import logging
import multiprocessing
import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

from hub.generations import LEFT_BEHIND
from hub.hub import Hub, open_hub
from tests.unit.hub.small_hub import WHO, entries, extract, make_hub, receive

MONTHS = [f"20{year}-{month:02d}" for year in (22, 23) for month in range(1, 13)]
HELD_BEFORE = 4
ROWS = 400
PRELOADED = ["tests.trials.kills", "ingest.synthetic"]


def run(folder: Path, trials: int, seed: str = "kills") -> Counter[str]:
    """Kill so many receives; counts what became of them. AssertionError at the first thing that is not as it should."""
    chance, told = random.Random(seed), Counter[str]()
    hub = make_hub(folder / "hub")
    held = dict.fromkeys(MONTHS[:HELD_BEFORE], ROWS)
    for month, rows in held.items():
        receive(hub, extract(folder, "before.csv", month, rows))
    landed = entries(hub)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    whole = max(_killed(context, folder, "2021-01", ROWS, None) for _ in range(3))
    held["2021-01"], landed = ROWS, landed + 1
    for _ in range(trials):
        month, rows = chance.choice(MONTHS), chance.randrange(ROWS // 2, ROWS)
        _killed(context, folder, month, rows, chance.uniform(0, 1.1 * whole))
        left = _left(folder)
        with said_at_start() as said:
            now = _held(open_hub(folder / "hub"))
        assert LEFT_BEHIND in said or not left, "a load was killed, and the next start did not say so"
        told["said at the next start"] += bool(left)
        if now != held:
            held, landed = held | {month: rows}, landed + 1
            told["landed"] += 1
        else:
            told["as before"] += 1
        again = open_hub(folder / "hub")
        assert _held(again) == held, "a batch in part, or another one lost"
        assert entries(again) == landed, "a batch without its ledger entry, or an entry without its batch"
        assert not _left(folder), "a killed receive left something behind that the next start did not sweep"
    return told


def run_together(folder: Path, trials: int, seed: str = "together") -> Counter[str]:
    """Two receives at once, each in its process; in one trial of two the second is killed. Counts what landed."""
    chance, told = random.Random(seed), Counter[str]()
    landed, held = entries(make_hub(folder / "hub")), dict[str, int]()
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    for number in range(trials):
        pair = {month: _other_rows(chance, held.get(month)) for month in chance.sample(MONTHS, 2)}
        killed = list(pair)[1] if number % 2 else None
        begun = {month: _begun(context, folder, month, rows) for month, rows in pair.items()}
        if killed:
            begun[killed].join(chance.uniform(0, 1))
            begun[killed].kill()
        for process in begun.values():
            process.join()
        assert all(process.exitcode == 0 for month, process in begun.items() if month != killed)
        hub = open_hub(folder / "hub")
        now = _held(hub)
        whole = {month for month, rows in pair.items() if now.get(month) == rows}
        assert whole >= pair.keys() - {killed}, "one of two receives was lost"
        assert now == held | {month: pair[month] for month in whole}, "a batch in part, or another one lost"
        landed += len(whole)
        assert entries(hub) == landed, "a batch without its ledger entry, or an entry without its batch"
        assert not _left(folder)
        held = now
        told["both landed" if len(whole) == len(pair) else "one landed, one killed"] += 1
    return told


def _other_rows(chance: random.Random, held: int | None) -> int:
    """A number of rows that is not held already: a file that is received twice changes nothing."""
    return chance.choice([rows for rows in range(ROWS // 2, ROWS) if rows != held])


@contextmanager
def said_at_start() -> Iterator[list[str]]:
    """What the hub says meanwhile: the words of its log."""
    said: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    logging.getLogger("saferhub").addHandler(handler)
    try:
        yield said
    finally:
        logging.getLogger("saferhub").removeHandler(handler)


def _left(folder: Path) -> list[str]:
    """Release files that somebody began and did not end."""
    return [path.name for path in (folder / "hub").rglob("build-*.duckdb*")]


def _held(hub: Hub) -> dict[str, int]:
    """Month -> events in the release file, after comparing them with what the register says of each batch."""
    records, _ = hub.records()
    found = records.table("events").group_by(["batch", "month"]).agg(rows=lambda table: table.count()).execute()
    counted = {(row.batch, row.month): int(row.rows) for row in found.itertuples()}
    batches = hub.batches("recorded-crime")
    assert counted == {(one["id"], one["period"]): one["events"] for one in batches}
    return {month: rows for (_, month), rows in counted.items()}


def _killed(
    context: multiprocessing.context.ForkServerContext, folder: Path, month: str, rows: int, after: float | None
) -> float:
    """Seconds of a receive in a process of its own, killed ``after`` so many where that is given."""
    process = _begun(context, folder, month, rows)
    start = time.perf_counter()
    process.join(after)
    if after is None:
        assert process.exitcode == 0
    else:
        process.kill()
        process.join()
    return time.perf_counter() - start


def _begun(
    context: multiprocessing.context.ForkServerContext, folder: Path, month: str, rows: int
) -> multiprocessing.context.ForkServerProcess:
    """A process that is receiving so many rows of a month."""
    path = extract(folder, f"{month}.csv", month, rows)
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_receive, args=(folder / "hub", path, theirs))
    process.start()
    theirs.close()
    ours.recv()
    return process


def _receive(folder: Path, path: Path, begun: Connection) -> None:
    hub = open_hub(folder)
    begun.send(True)
    hub.receive(path, "recorded-crime", WHO, None, None, None)
