"""Receiving that is killed at any moment: the batch is held whole or not at all, and no other is touched."""

import multiprocessing
import random
import time
from collections import Counter
from multiprocessing.connection import Connection
from pathlib import Path

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
        now = _held(open_hub(folder / "hub"))
        if now != held:
            held, landed = held | {month: rows}, landed + 1
            told["landed"] += 1
        else:
            told["as before"] += 1
        again = open_hub(folder / "hub")
        assert _held(again) == held, "a batch in part, or another one lost"
        assert entries(again) == landed, "a batch without its ledger entry, or an entry without its batch"
        left = [path.name for path in again.settings.data_directory.iterdir() if path.name.startswith("build-")]
        assert not left, "a killed receive left something behind that the next start did not sweep"
    return told


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
    path = extract(folder, "killed.csv", month, rows)
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_receive, args=(folder / "hub", path, theirs))
    process.start()
    theirs.close()
    ours.recv()
    start = time.perf_counter()
    if after is None:
        process.join()
        assert process.exitcode == 0
    else:
        process.join(after)
        process.kill()
        process.join()
    return time.perf_counter() - start


def _receive(folder: Path, path: Path, begun: Connection) -> None:
    hub = open_hub(folder)
    begun.send(True)
    hub.receive(path, "recorded-crime", WHO, None, None, None)
