"""Tables of numbers and events by information period: held with the same promises, and never in a product by month."""

import json
from pathlib import Path

import pandas as pd
import pytest

from hub.access.identity import Identity
from hub.disclosure.rules import ReleaseRefused
from hub.hub import Hub, open_hub
from hub.products.product import TableBlock, Text
from hub.release import release
from hub.settings import SettingsRefused, write_settings
from hub.store import StoreRefused
from ingest.periods import Period
from tests.spec.datasets.test_schools import HEAD, ROW
from tests.unit.hub.test_store import bytes_of, entries, events, extract, squares

WHO = Identity("tester", "analyst", "tests")
EXCLUSION = ROW.replace("485500,235500", "450500,100500")


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    path = write_settings(tmp_path / "hub", "Test partnership")
    path.write_text(path.read_text().replace("area_codes = []", 'area_codes = ["E06000016"]'), encoding="utf-8")
    hub = open_hub(tmp_path / "hub")
    hub.add_areas(squares("lsoa", "E81", 1_000), WHO)
    hub.add_areas(squares("ward", "E85", 2_000), WHO)
    return hub


def receive(hub: Hub, folder: Path, dataset: str, *lines: str, name: str = "a.csv", provider: str | None = None):
    path = folder / name
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return hub.receive(path, dataset, WHO, None, None, provider)


def treated(hub: Hub, folder: Path, *cells: str, name: str = "a.csv", provider: str | None = None):
    areas = ("E06000016", "E8500000001", "E8500000002")
    rows = [f"{area},{cell}" for area, cell in zip(areas, cells, strict=False)]
    return receive(
        hub, folder, "drug-treatment", "Area code,Information period,Number", *rows, name=name, provider=provider
    )


def figures(hub: Hub) -> pd.DataFrame:
    found: pd.DataFrame = hub.records()[0].table("counts").to_pandas()
    return found


def test_a_figure_is_held_with_its_mark_and_its_ledger_entry(hub: Hub, tmp_path: Path) -> None:
    before = entries(hub)
    stored = treated(hub, tmp_path, "2026-Q3,12", name="a.csv")
    stored = treated(hub, tmp_path, "2026-Q3,[c]", name="b.csv", provider="another")
    held = figures(hub)
    assert entries(hub) == before + 2
    assert held["number"].tolist()[0] == 12
    assert pd.isna(held["number"].tolist()[1])
    assert held[["mark", "level", "provider"]].to_numpy().tolist() == [
        ["", "partnership", "Health board"],
        ["c", "partnership", "another"],
    ]
    assert (stored.new, set(held["area"])) == (True, {"E06000016"})


def test_the_same_table_twice_changes_nothing_and_a_corrected_one_supersedes_it(hub: Hub, tmp_path: Path) -> None:
    first = treated(hub, tmp_path, "2026-Q3,12")
    treated(hub, tmp_path, "2026-Q2,9", name="b.csv")
    before = bytes_of(hub)
    assert (treated(hub, tmp_path, "2026-Q3,12").new, bytes_of(hub)) == (False, before)
    assert treated(hub, tmp_path, "2026-Q3,13", name="c.csv").superseded == first.batch
    assert sorted(zip(figures(hub)["period"], figures(hub)["number"], strict=True)) == [("2026-Q2", 9), ("2026-Q3", 13)]


def test_a_run_of_quarters_that_overlaps_in_part_is_refused(hub: Hub, tmp_path: Path) -> None:
    treated(hub, tmp_path, "2026-Q3,12")
    with pytest.raises(StoreRefused):
        receive(
            hub,
            tmp_path,
            "drug-treatment",
            "Area code,Information period,Number",
            "E06000016,2026-Q3,1",
            "E06000016,2026-Q4,2",
            name="b.csv",
        )


def test_an_exclusion_is_held_by_quarter_and_reaches_no_count_by_month(hub: Hub, tmp_path: Path) -> None:
    stored = receive(hub, tmp_path, "exclusions", HEAD, EXCLUSION, EXCLUSION)
    records, _ = hub.records()
    held = records.table("events").to_pandas()
    assert (events(hub), stored.receipt.events) == (2, 2)
    assert set(held["month"]) == {"2026-Q3"}
    assert held[["age", "gender", "school", "phase", "reason_2"]].iloc[0].tolist() == [
        "14",
        "Female",
        "Thomas More School",
        "Secondary",
        "DA",
    ]
    assert int(records.table("event_counts").count().execute()) == 0
    hub.add_areas(squares("district", "E87", 4_000), WHO)
    records, _ = hub.records()
    assert int(records.table("event_counts").count().execute()) == 0
    assert set(records.table("events").to_pandas()["district"]) == {"E8700000001"}


def test_products_are_offered_events_by_month_only(hub: Hub, tmp_path: Path) -> None:
    receive(hub, tmp_path, "exclusions", HEAD, EXCLUSION)
    treated(hub, tmp_path, "2026-Q3,12", name="b.csv")
    assert (hub.datasets(), hub.periods("exclusions"), hub.periods("drug-treatment")) == ((), (), ())
    assert [one.name for one in hub.held_datasets()] == ["exclusions", "drug-treatment"]
    with pytest.raises(ReleaseRefused, match="nothing can be released"):
        release(hub, "tactical-assessment", period=Period.parse("2026-Q3"), audience="open", who=WHO)
    hub.receive(extract(tmp_path, "c.csv", "2026-07", 30), "recorded-crime", WHO, None, None, None)
    assert [name for name, _ in hub.datasets()] == ["recorded-crime"]
    for dataset in ("exclusions", "drug-treatment"):
        with pytest.raises(ReleaseRefused, match="not held"):
            release(
                hub,
                "tactical-assessment",
                period=Period.parse("2026-07"),
                audience="open",
                who=WHO,
                dataset=dataset,
            )


def test_what_is_held_by_quarter_is_in_the_supply_table_and_nowhere_else(hub: Hub, tmp_path: Path) -> None:
    hub.receive(extract(tmp_path, "c.csv", "2026-07", 30), "recorded-crime", WHO, None, None, None)
    receive(hub, tmp_path, "exclusions", HEAD, *[EXCLUSION] * 7)
    treated(hub, tmp_path, "2026-Q2,4321", name="b.csv")
    product = release(hub, "tactical-assessment", period=Period.parse("2026-07"), audience="closed", who=WHO)
    blocks = [block for section in product.sections for block in section.blocks]
    supply = next(one for one in blocks if isinstance(one, TableBlock) and one.title == "What was supplied")
    told = {row[0].words: row[2].words for row in supply.rows if isinstance(row[0], Text) and isinstance(row[2], Text)}
    assert told == {
        "Recorded crime": "complete",
        "Exclusions from school": "complete",
        "Persons receiving drug treatment": "not supplied",
    }
    assert "exclusions" not in json.dumps(product.publication)
    assert "4321" not in json.dumps(product.publication)


def test_a_code_of_the_partnership_that_is_no_official_code_is_refused(tmp_path: Path) -> None:
    path = write_settings(tmp_path / "hub", "Test partnership")
    path.write_text(path.read_text().replace("area_codes = []", 'area_codes = ["Leicester"]'), encoding="utf-8")
    with pytest.raises(SettingsRefused):
        open_hub(tmp_path / "hub")
