"""Rows that the Regulations do not ask for: counted on the stored receipt, and left out of what is made of it."""

from pathlib import Path

import pytest

from hub.figures import Figures
from hub.hub import Hub, entry_of, open_hub
from hub.settings import write_settings
from ingest.periods import Period
from ingest.register import find_dataset
from tests.unit.hub.test_store import WHO, events, squares
from tests.unit.ingest.samples import FIRE, write

JANUARY = Period.parse("2025-01")


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    write_settings(tmp_path / "hub", "Test partnership")
    hub = open_hub(tmp_path / "hub")
    hub.add_areas(squares("lsoa", "E81", 1_000), WHO)
    hub.add_areas(squares("ward", "E85", 2_000), WHO)
    return hub


def fires(folder: Path, *rows: tuple[str, str, int]) -> Path:
    """Deliberate secondary fires: in which vehicle, where, how many."""
    lines = [f"15/01/2025,,Deliberate secondary fire,{vehicle},{at}" for vehicle, at, n in rows for _ in range(n)]
    return write(folder, FIRE, *lines)


def located_share(hub: Hub) -> float | None:
    records, geography = hub.records()
    batches = {"fires": hub.batches("fires")}
    datasets = {"fires": find_dataset("fires")}
    figures = Figures(hub.lattices, records, geography, datasets, batches, entry_of(WHO, "control", "test", {}))
    return figures.located_share("fires", JANUARY)


def test_a_file_without_one_prescribed_row_is_stored_as_a_return_of_no_events(hub: Hub, tmp_path: Path) -> None:
    path = fires(tmp_path, ("In a derelict vehicle", "450100,100500", 30))
    stored = hub.receive(path, "fires", WHO, None, None, None)
    assert (stored.new, stored.receipt.not_prescribed, stored.receipt.events, events(hub)) == (True, 30, 0, 0)
    assert located_share(hub) is None


def test_the_share_of_located_rows_is_one_of_prescribed_rows(hub: Hub, tmp_path: Path) -> None:
    path = fires(
        tmp_path,
        ("In a derelict vehicle", "450100,100500", 30),
        ("Not in a vehicle", "450100,100500", 15),
        ("Not in a vehicle", ",", 5),
    )
    hub.receive(path, "fires", WHO, None, None, None)
    assert located_share(hub) == 75.0
