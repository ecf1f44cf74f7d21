"""Release files that are damaged on disk: never a wrong answer, but the last whole release, said aloud."""

import random
from collections import Counter
from pathlib import Path

from hub.hub import Hub, open_hub
from hub.store import StoreRefused
from tests.unit.hub.small_hub import entries, extract, make_hub, receive

ACTS = ("flip", "cut", "zero")
BOTH = 10
"""Of so many trials one damages both files that are kept."""


def run(folder: Path, trials: int, seed: str = "damage") -> Counter[str]:
    """Damage the files of a store so many times; counts how. AssertionError when an answer is not a true one."""
    chance, told = random.Random(seed), Counter[str]()
    hub = make_hub(folder / "hub")
    receive(hub, extract(folder, "a.csv", "2025-01", 400))
    before = _answer(hub)
    earlier = hub.store.current().path
    receive(hub, extract(folder, "b.csv", "2025-02", 300))
    after, newest = _answer(hub), hub.store.current().path
    ledger = entries(hub)
    kept = {path: path.read_bytes() for path in (earlier, newest)}
    for trial in range(trials):
        act = chance.choice(ACTS)
        broken = (newest, earlier) if trial % BOTH == BOTH - 1 else (newest,)
        for path in broken:
            path.write_bytes(_damaged(kept[path], act, chance))
        again = open_hub(folder / "hub")
        assert entries(again) == ledger
        if len(broken) == 2:
            told["both damaged, refused"] += _is_refused(again)
        else:
            current = again.store.current()
            assert (_answer(again), "damaged" in current.warning) == (before, True), f"{act} of the newest file"
            told[f"{act}, fell back"] += 1
        for path in broken:
            path.write_bytes(kept[path])
        assert _answer(open_hub(folder / "hub")) == after
    return told


def _damaged(content: bytes, act: str, chance: random.Random) -> bytes:
    at = chance.randrange(len(content))
    if act == "cut":
        return content[:at]
    if act == "flip":
        return content[:at] + bytes([content[at] ^ (1 << chance.randrange(8))]) + content[at + 1 :]
    while not any(content[at:]):
        at -= 1
    return content[:at] + bytes(len(content) - at)


def _answer(hub: Hub) -> dict[tuple[str, str], int]:
    records, _ = hub.records()
    found = records.table("events").group_by(["month", "lsoa"]).agg(rows=lambda table: table.count()).execute()
    return {(row.month, row.lsoa): int(row.rows) for row in found.itertuples()}


def _is_refused(hub: Hub) -> bool:
    try:
        _answer(hub)
    except StoreRefused:
        return True
    raise AssertionError("an answer from damaged files")
