"""A reference layer is held with its licence, date and ledger entry, or not at all."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hub.__main__ import app
from hub.access.identity import Identity
from hub.hub import Hub, open_hub
from hub.register import LEDGER
from hub.settings import write_settings
from ingest.layers import LayerRefused, Wanted
from tests.unit.hub.test_store import bytes_of, entries, squares

WHO = Identity("tester", "analyst", "tests")
CAMERAS = "camera,Easting,Northing\nA,450500,100500\nB,450600,100600\nC,460000,100000\n"
SCORES = "area,score\nE8100000001,3.5\nE8100000002,1\nGrand Total,9\n"


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    write_settings(tmp_path / "hub", "Test partnership")
    hub = open_hub(tmp_path / "hub")
    hub.add_areas(squares("lsoa", "E81", 1_000), WHO)
    return hub


def written(folder: Path, text: str) -> Path:
    path = folder / "layer.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_layer_is_held_with_licence_date_and_ledger_entry(hub: Hub, tmp_path: Path) -> None:
    before = entries(hub)
    hub.add_layer(written(tmp_path, CAMERAS), Wanted("cctv-cameras", "OGL v3", "2026-06", label="camera"), WHO)
    records = hub.store.read()
    about = records.table("layers").to_pandas().iloc[0]
    assert (about["layer"], about["licence"], about["date"]) == ("cctv-cameras", "OGL v3", "2026-06")
    assert sorted(records.table("layer_points").to_pandas()["label"]) == ["A", "B"]
    assert entries(hub) == before + 1
    with hub.register.reading() as connection:
        newest = connection.execute(LEDGER.select().order_by(LEDGER.c.position.desc())).first()
    assert newest is not None
    detail = json.loads(newest.detail)
    assert (newest.action, newest.subject, detail["licence"], detail["kept"]) == ("layer", "cctv-cameras", "OGL v3", 2)


def test_a_newer_layer_replaces_the_older_and_leaves_the_others(hub: Hub, tmp_path: Path) -> None:
    score = Wanted("deprivation", "OGL v3", "2019", code="area", value="score")
    hub.add_layer(written(tmp_path, CAMERAS), Wanted("cctv-cameras", "OGL v3", "2026"), WHO)
    hub.add_layer(written(tmp_path, SCORES), score, WHO)
    hub.add_layer(written(tmp_path, SCORES.replace("3.5", "4.5")), score, WHO)
    records = hub.store.read()
    assert sorted(records.table("layer_values").to_pandas()["value"]) == [1.0, 4.5]
    assert len(records.table("layer_points").to_pandas()) == 2
    assert len(records.table("layers").to_pandas()) == 2


def test_a_layer_without_a_licence_changes_nothing(hub: Hub, tmp_path: Path) -> None:
    before = bytes_of(hub)
    with pytest.raises(LayerRefused):
        hub.add_layer(written(tmp_path, CAMERAS), Wanted("cctv-cameras", "", "2026"), WHO)
    assert bytes_of(hub) == before


def test_the_command_says_what_became_of_the_rows(hub: Hub, tmp_path: Path) -> None:
    options = ["--licence", "OGL v3", "--date", "2019", "--code-column", "area", "--value-column", "score"]
    command = ["layer", "add", str(written(tmp_path, SCORES)), "--layer", "deprivation", *options]
    said = CliRunner().invoke(app, [*command, "--hub", str(hub.settings.directory)])
    assert said.exit_code == 0
    assert "3 rows; 2 kept" in said.output
    refused = CliRunner().invoke(app, [*command[:5], "--hub", str(hub.settings.directory)])
    assert isinstance(refused.exception, LayerRefused)


def test_the_population_command_names_the_rows_it_passed_over(hub: Hub, tmp_path: Path) -> None:
    path = written(tmp_path, 'area,sex,n\nE8100000001,All,"1,954"\nE8100000001,Men,900\nGrand Total,All,9\n')
    options = ["--level", "lsoa", "--code-column", "area", "--count-column", "n", "--only", "sex=All"]
    said = CliRunner().invoke(app, ["population", "add", str(path), *options, "--hub", str(hub.settings.directory)])
    assert said.output.strip() == (
        "Residents of 1 areas of level lsoa added. Passed over, as they are no areas: Grand Total."
    )
    assert hub.store.read().residents("lsoa") == {"E8100000001": 1954}
