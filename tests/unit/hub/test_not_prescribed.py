"""Rows that the Regulations do not ask for: counted on the stored receipt, and left out of what is made of it."""

from pathlib import Path

import pytest

from hub.disclosure.marks import Mark, SafeClass
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


def match_rate(hub: Hub) -> SafeClass:
    records, geography = hub.records()
    supplied = {"fires": hub.supplied("fires")}
    provider = hub.batches("fires")[0]["provider"]
    datasets = {"fires": find_dataset("fires")}
    figures = Figures(hub.lattices, records, geography, datasets, supplied, entry_of(WHO, "control", "test", {}))
    return figures.match_rate("fires", provider, JANUARY)


def test_a_file_without_one_prescribed_row_is_stored_as_a_return_of_no_events(hub: Hub, tmp_path: Path) -> None:
    path = fires(tmp_path, ("In a derelict vehicle", "450100,100500", 30))
    stored = hub.receive(path, "fires", WHO, None, None, None)
    assert (stored.new, stored.receipt.not_prescribed, stored.receipt.events, events(hub)) == (True, 30, 0, 0)
    assert match_rate(hub).mark is Mark.NOT_APPLICABLE


def test_the_share_of_located_rows_is_one_of_prescribed_rows(hub: Hub, tmp_path: Path) -> None:
    path = fires(
        tmp_path,
        ("In a derelict vehicle", "450100,100500", 300),
        ("Not in a vehicle", "450100,100500", 150),
        ("Not in a vehicle", ",", 50),
    )
    hub.receive(path, "fires", WHO, None, None, None)
    assert match_rate(hub) == SafeClass("fewer than 85 %")


@pytest.mark.parametrize(
    ("located", "without", "said"),
    [
        (97, 3, "at least 95 %"),
        (100, 0, "at least 95 %"),
        (95, 5, "at least 95 %"),
        (90, 10, "85 to 95 %"),
        (84, 16, "fewer than 85 %"),
        (95, 4, "too few rows to tell"),
        (4, 1, None),
        (3, 30, None),
    ],
)
def test_a_match_rate_tells_no_small_count(
    hub: Hub, tmp_path: Path, located: int, without: int, said: str | None
) -> None:
    """97 of 100 would say that three events have no place; of a total that is suppressed nothing is said."""
    path = fires(tmp_path, ("Not in a vehicle", "450100,100500", located), ("Not in a vehicle", ",", without))
    hub.receive(path, "fires", WHO, None, None, None)
    assert match_rate(hub) == (SafeClass(said) if said else SafeClass(None, Mark.SUPPRESSED))
