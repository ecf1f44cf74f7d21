"""Rows placed and written in slices, side by side, are what they are in one piece."""

from pathlib import Path

import numpy as np
import pytest

from tests.unit.hub.small_hub import HEAD, events, make_hub, receive

ROWS = 700


def made(folder: Path) -> Path:
    """Rows sorted by place: first those without location, then outside and on every edge of the areas."""
    draw = np.random.default_rng(4)
    x = 449_600 + np.sort(draw.integers(0, 48, ROWS)) * 100
    y = 99_800 + draw.integers(0, 44, ROWS) * 100
    lines = [HEAD]
    for row in range(ROWS):
        where = "," if row < 120 else f"{x[row]},{y[row]}"
        time = "" if row % 7 == 0 else f"{row % 24:02d}:30"
        lines.append(f"{row % 28 + 1:02d}/{row % 3 + 1:02d}/2025,{time},burglary,Burglary in a dwelling,{where}")
    path = folder / "sorted.csv"
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return path


def held(folder: Path) -> list[tuple]:
    hub = make_hub(folder / "hub")
    stored = receive(hub, made(folder))
    told = stored.receipt
    assert told.accepted + told.outside_area + told.no_location == ROWS
    assert events(hub) == told.accepted
    table = hub.records()[0].table("events").drop("batch").execute()
    return sorted(table.astype(str).itertuples(index=False, name=None))


def test_small_slices_give_the_same_events(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("whole", "sliced"):
        (tmp_path / name).mkdir()
    whole = held(tmp_path / "whole")
    monkeypatch.setattr("ingest.placing._SLICE", 50)
    monkeypatch.setattr("geo.location.MANY", 20)
    monkeypatch.setattr("hub.store_tables.ROW_GROUP", 40)
    assert held(tmp_path / "sliced") == whole
    assert len({row[-2:] for row in whole}) > 1
