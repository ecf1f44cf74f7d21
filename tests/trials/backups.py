"""Backups that are killed at any moment, and restored: whole and the same hub, or not there at all."""

import multiprocessing
import random
import time
import traceback
from collections import Counter
from multiprocessing.connection import Connection
from pathlib import Path

from hub.backup import take_backup
from hub.hub import Hub, open_hub
from hub.release import release
from hub.restoring import restore_backup
from ingest.periods import Period
from tests.unit.hub.small_hub import WHO, entries, events, extract, make_hub, receive

MONTHS = [f"2025-{month:02d}" for month in range(1, 5)]
PRELOADED = ["tests.trials.backups"]


def run(folder: Path, trials: int, seed: str = "backups") -> Counter[str]:
    """Kill so many backups; restore each that has its name. AssertionError at the first that is not the same hub."""
    chance, told = random.Random(seed), Counter[str]()
    hub = make_hub(folder / "hub")
    for month in MONTHS:
        receive(hub, extract(folder, "before.csv", month, 200))
    asked, backups = answers(hub), folder / "backups"
    backups.mkdir()
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    whole = max(_killed(context, hub, backups / f"whole-{number}.tar", None) for number in range(3))
    for trial in range(trials):
        path = backups / f"{trial}.tar"
        _killed(context, hub, path, chance.uniform(0, 1.2 * whole))
        if not path.exists():
            told["no archive"] += 1
            continue
        restore_backup(path, folder / f"again-{trial}", WHO)
        assert answers(open_hub(folder / f"again-{trial}")) == asked, "a restored hub answers otherwise"
        told["restored, the same"] += 1
    assert entries(hub)
    take_backup(hub, backups / "last.tar", WHO)
    assert not list(backups.glob("*.part")), "a killed backup left something behind that the next one did not remove"
    return told


def answers(hub: Hub) -> list[tuple[str, str]]:
    """What a hub says to fixed questions: its events, and three products of each month."""
    found = [(str(events(hub)), str(hub.periods("recorded-crime")))]
    for month in MONTHS:
        for product in ("hotspot-explorer", "tactical-assessment", "strategic-summary"):
            audience = {"hotspot-explorer": "partner", "tactical-assessment": "closed"}.get(product, "board")
            made = release(hub, product, period=Period.parse(month), audience=audience, who=WHO)
            found.append((made.release_id, repr(made.sections)))
    return found


def _killed(context: multiprocessing.context.ForkServerContext, hub: Hub, path: Path, after: float | None) -> float:
    """Seconds of a backup in a process of its own, killed ``after`` so many where that is given."""
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_back_up, args=(hub.settings.directory, path, theirs))
    process.start()
    theirs.close()
    why = ours.recv()
    assert not why, why
    start = time.perf_counter()
    process.join(after)
    if after is not None:
        process.kill()
        process.join()
    return time.perf_counter() - start


def _back_up(folder: Path, path: Path, begun: Connection) -> None:
    try:
        hub = open_hub(folder)
    except Exception:
        begun.send(traceback.format_exc())
        raise
    begun.send("")
    take_backup(hub, path, WHO)
