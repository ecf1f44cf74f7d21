"""The same records under other areas: the new release is proved together with what was released before (SDC-4)."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select, update

from hub.disclosure.attacker import attack
from hub.disclosure.publication import join_publications
from hub.geography import ALL
from hub.hub import Hub, open_hub
from hub.packed import unpack
from hub.purging import purge
from hub.register import LATTICES
from hub.release_audit import audit_releases
from hub.settings import write_settings
from hub.stored_lattices import read_floors
from tests.unit.hub.test_coarsening import SIDE, SIZE, WHO, ask, shown, spread_events, squares

COUNTS = [6, 0, 7, 12, 9, 1, 8, 30, 2, 5, 14, 3, 3, 0, 11, 6] * 16


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    """A hub that knows its smallest areas only, with a month of burglaries."""
    write_settings(tmp_path / "hub", "Test partnership")
    made = open_hub(tmp_path / "hub")
    made.add_areas(squares("lsoa", "E81", SIZE), WHO)
    made.receive(spread_events(COUNTS, tmp_path), "recorded-crime", WHO, None, None, None)
    return made


def documents(hub: Hub) -> list[dict]:
    with hub.register.reading() as connection:
        rows = connection.execute(select(LATTICES).order_by(LATTICES.c.made_at)).all()
    return [json.loads(row.document) for row in rows]


def truth(document: dict) -> Callable[[frozenset], int]:
    """Counts of a joined document: burglaries of the base areas below a code."""
    tree = document["dimensions"]["area"]
    codes = [f"E81{at + 1:08d}" for at in range(SIDE * SIDE)]
    counts = dict(zip(codes, COUNTS, strict=True))

    def count(place: frozenset) -> int:
        at = dict(place)
        if at["category"] not in (ALL, "burglary"):
            return 0
        found = {part for atom in leaves(tree, at["area"]) for part in atom.split("|") if part in counts}
        return sum(counts[one] for one in found)

    return count


def leaves(tree: dict[str, list[str]], code: str) -> list[str]:
    return [leaf for child in tree[code] for leaf in leaves(tree, child)] if code in tree else [code]


class Truth(dict):
    """The counts of every key, worked out when asked."""

    def __init__(self, count: Callable[[frozenset], int]) -> None:
        super().__init__()
        self.count = count

    def __missing__(self, place: frozenset) -> int:
        return self.count(place)


def test_areas_that_are_added_later_are_safe_beside_what_was_released_without_them(hub: Hub) -> None:
    before = shown(ask(hub))
    hub.add_areas(squares("ward", "E85", 4 * SIZE), WHO)
    after = shown(ask(hub))
    wards = [cell for (area, _), cell in after.items() if area.startswith("E85")]
    assert sum(cell["v"] is not None for cell in wards) >= 8
    printed = {key: cell["v"] for key, cell in before.items() if cell["v"] is not None}
    assert len(printed) > 100
    assert {key: after[key]["v"] for key in printed} == printed
    first, second = documents(hub)
    joined = join_publications([second, first])
    assert attack(joined, Truth(truth(joined)), every_value=False) == []


def test_two_patterns_of_the_same_records_would_have_been_worked_back(hub: Hub) -> None:
    ask(hub)
    hub.add_areas(squares("ward", "E85", 4 * SIZE), WHO)
    with hub.register.writing() as connection:
        connection.execute(update(LATTICES).values(records="others"))
    ask(hub)
    first, second = documents(hub)
    joined = join_publications([second, first])
    assert attack(joined, Truth(truth(joined)), every_value=False), "so the test above can fail"


def test_what_was_released_stands_when_the_threshold_is_raised(hub: Hub, tmp_path: Path) -> None:
    before = shown(ask(hub))
    settings = tmp_path / "hub" / "saferhub.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("threshold = 5", "threshold = 8"), encoding="utf-8")
    again = open_hub(tmp_path / "hub")
    again.add_areas(squares("ward", "E85", 4 * SIZE), WHO)
    after = shown(ask(again))
    assert {key: after[key] for key in before} == before
    assert not [cell for (area, _), cell in after.items() if area.startswith("E85") and cell["v"] is not None]


def test_what_was_released_stands_when_its_proof_is_gone(hub: Hub) -> None:
    before = shown(ask(hub))
    with hub.register.writing() as connection:
        connection.execute(update(LATTICES).values(proof=None))
    hub.add_areas(squares("ward", "E85", 4 * SIZE), WHO)
    after = shown(ask(hub))
    assert {key: after[key] for key in before} == before
    assert after[ALL, "burglary"]["v"] == sum(COUNTS)


@pytest.mark.parametrize("records", [None, "same"])
def test_what_was_released_stands_when_nobody_noted_its_records_or_its_ground_moved(
    hub: Hub, records: str | None
) -> None:
    hub.add_areas(squares("ward", "E85", 4 * SIZE), WHO)
    before = shown(ask(hub))
    if records is None:
        with hub.register.writing() as connection:
            connection.execute(update(LATTICES).values(records=None, proof=None, basis="older"))
    else:
        hub.add_areas(squares("ward", "E85", 4 * SIZE, by=SIZE), WHO)
    assert {key: cell["v"] for key, cell in shown(ask(hub)).items()} == {key: cell["v"] for key, cell in before.items()}


def test_an_audit_sees_two_patterns_of_the_same_records(hub: Hub) -> None:
    ask(hub)
    hub.add_areas(squares("ward", "E85", 4 * SIZE), WHO)
    with hub.register.writing() as connection:
        same = connection.execute(select(LATTICES.c.records)).scalar_one()
        connection.execute(update(LATTICES).values(records="others"))
    ask(hub)
    with hub.register.writing() as connection:
        connection.execute(update(LATTICES).values(records=same))
    (attacked,) = audit_releases(hub, WHO).attacks
    assert (attacked.lattices, attacked.with_truth) == (2, True)
    assert {finding.kind for finding in attacked.findings} & {"EXACT", "PINNED", "NARROW"}


def test_a_hub_without_larger_areas_shows_categories_of_the_whole_partnership_only(hub: Hub) -> None:
    cells = shown(ask(hub))
    assert {area for area, category in cells if category != ALL} == {ALL}
    assert cells[ALL, "burglary"]["v"] == sum(COUNTS)


def test_the_register_keeps_the_proof_until_the_records_are_destroyed(hub: Hub) -> None:
    ask(hub)
    with hub.register.reading() as connection:
        proof = connection.execute(select(LATTICES.c.proof)).scalar_one()
    assert set(read_floors(proof)) == {"areas", "categories"}
    assert unpack(proof)["witnesses"]
    (batch,) = hub.batches("recorded-crime")
    purge(hub, batch["id"], "sent by mistake", WHO)
    with hub.register.reading() as connection:
        assert connection.execute(select(LATTICES.c.proof)).scalar_one() is None
