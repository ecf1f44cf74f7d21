"""A corrected extract makes a new release of its month, which knows what was printed before (SDC-19, rule S7)."""

from pathlib import Path

from hub.geography import ALL
from tests.unit.hub.test_coarsening import WHO, ask, make_hub, shown, spread_events

FIRST = [6, 0, 7, 12] * 64


def corrected(changes: dict[int, int]) -> list[int]:
    return [count + changes.get(at, 0) for at, count in enumerate(FIRST)]


def code(at: int) -> str:
    return f"E81{at + 1:08d}"


def test_a_small_change_is_suppressed_and_a_large_one_is_printed(tmp_path: Path) -> None:
    little, much = 3, {255: 18, 120: 25, 60: 9}
    hub = make_hub(tmp_path, FIRST)
    before = shown(ask(hub))
    counts = corrected({little: 2, **much})
    hub.receive(spread_events(counts, tmp_path), "recorded-crime", WHO, None, None, None)
    after = shown(ask(hub))
    assert before[code(little), ALL]["v"] == 12
    assert after[code(little), ALL]["v"] is None
    assert after[ALL, ALL]["v"] == sum(counts)
    printed = {at for at in much if after[code(at), ALL]["v"] is not None}
    assert len(printed) >= 2
    assert all(after[code(at), ALL]["v"] == counts[at] for at in printed)
    both = [(before[key]["v"], after[key]["v"]) for key in before.keys() & after.keys()]
    assert not [1 for old, new in both if old is not None and new is not None and 1 <= abs(new - old) < 5]
    assert sum(new is not None for _, new in both) > 0.8 * len(both)


def test_the_first_file_again_gives_the_first_release_again(tmp_path: Path) -> None:
    hub = make_hub(tmp_path, FIRST)
    before = shown(ask(hub))
    hub.receive(spread_events(corrected({3: 2, 255: 18}), tmp_path), "recorded-crime", WHO, None, None, None)
    ask(hub)
    hub.receive(spread_events(FIRST, tmp_path), "recorded-crime", WHO, None, None, None)
    assert shown(ask(hub)) == before
