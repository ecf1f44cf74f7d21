"""Saved mappings of a hub: noted in the ledger, found by name and by headings, refused when they were changed."""

import json
from pathlib import Path

import numpy as np
import pytest
import shapely
from typer.testing import CliRunner, Result

from geo.boundaries import Boundaries
from geo.checks import Refused
from hub.__main__ import app
from hub.access.identity import Identity
from hub.hub import Hub, open_hub
from hub.ledger import read_entries
from hub.settings import write_settings
from ingest.contract import ExtractRefused
from ingest.depersonalise import PersonalDataRefused
from ingest.saved_mapping import MappingRefused

WHO = Identity("tester", "analyst", "tests")
OURS = "Offence date,Offence time,Offence group,Sub-category,Easting,Northing"
THEIRS = "When,Class,Offence,X,Y,Outcome"
ROW = "15/01/2019 22:30,BURG,Burglary in a dwelling,450500,100500,charged"
SAID = (
    "--set", "Offence date=When", "--set", "Offence time=When", "--set", "Offence group=Class",
    "--set", "Sub-category=Offence", "--drop", "Outcome",
)  # fmt: skip


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    write_settings(tmp_path / "hub", "Test partnership")
    hub = open_hub(tmp_path / "hub")
    outline = np.array([shapely.box(450_000, 100_000, 451_000, 101_000)], dtype=object)
    for level, code in (("lsoa", "E01000001"), ("ward", "E05000001")):
        hub.add_areas(Boundaries(level, (code,), (code,), outline, (None,)), WHO)
    return hub


def write(folder: Path, name: str, *lines: str) -> Path:
    path = folder / name
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return path


def run(hub: Hub, *words: object) -> Result:
    return CliRunner().invoke(app, [*map(str, words), "--hub", str(hub.settings.directory)])


def save(hub: Hub, folder: Path, name: str = "our-force", *more: str) -> Result:
    file = write(folder, "theirs.csv", THEIRS, ROW)
    codes = write(folder, "codes.csv", "theirs,ours", "BURG,Burglary")
    said = ["map", file, "--dataset", "recorded-crime", "--provider", "Our force", "--values", codes, *SAID, *more]
    return run(hub, *said, "--save", name)


def mappings(hub: Hub) -> list[Path]:
    return sorted(hub.settings.data_directory.rglob("*.toml"))


def receive(hub: Hub, path: Path, mapping: str | None = None, provider: str | None = None):
    return hub.receive(path, "recorded-crime", WHO, mapping, None, provider).receipt


def refused(result: Result, kind: type[Refused]) -> Refused:
    assert isinstance(result.exception, kind)
    return result.exception


def test_a_saved_mapping_is_noted_in_the_ledger_with_its_hash(hub: Hub, tmp_path: Path) -> None:
    assert save(hub, tmp_path).exit_code == 0
    with hub.register.reading() as connection:
        entry = read_entries(connection, 1)[0]
    assert (entry["action"], entry["subject"]) == ("mapping", "recorded-crime/our-force")
    detail = json.loads(entry["detail"])
    assert (detail["layout"], detail["provider"], detail["columns"], detail["dropped"]) == (
        "agency-form",
        "Our force",
        6,
        1,
    )
    assert hub.verify_ledger().broken_at is None


def test_a_file_is_received_with_the_mapping_that_is_named(hub: Hub, tmp_path: Path) -> None:
    save(hub, tmp_path)
    receipt = receive(hub, tmp_path / "theirs.csv", "our-force")
    assert (receipt.mapping, receipt.provider, receipt.accepted) == ("our-force", "Our force", 1)


def test_a_file_is_received_with_the_mapping_that_its_headings_tell(hub: Hub, tmp_path: Path) -> None:
    save(hub, tmp_path)
    assert receive(hub, tmp_path / "theirs.csv").mapping == "our-force"
    ours = write(tmp_path, "ours.csv", OURS, "16/01/2019,,Burglary,Burglary in a dwelling,,")
    assert receive(hub, ours).mapping == "agency-form"


def test_of_two_mappings_with_the_same_headings_that_of_the_provider_is_taken(hub: Hub, tmp_path: Path) -> None:
    save(hub, tmp_path)
    save(hub, tmp_path, "their-force", "--provider", "Their force")
    assert receive(hub, tmp_path / "theirs.csv", provider="Their force").mapping == "their-force"
    assert receive(hub, tmp_path / "theirs.csv", provider="Our force").mapping == "our-force"


def test_a_mapping_of_the_same_name_is_replaced(hub: Hub, tmp_path: Path) -> None:
    save(hub, tmp_path)
    save(hub, tmp_path, "our-force", "--provider", "The force")
    assert len(mappings(hub)) == 1
    assert receive(hub, tmp_path / "theirs.csv").provider == "The force"


@pytest.mark.parametrize("edit", ["# a comment", '[columns.surname]\nheading = "Surname"', 'identifiers = ["Outcome"]'])
def test_a_mapping_that_was_edited_is_refused_at_its_next_use(hub: Hub, tmp_path: Path, edit: str) -> None:
    save(hub, tmp_path)
    path = mappings(hub)[0]
    path.write_text(path.read_text(encoding="utf-8") + edit + "\n", encoding="utf-8")
    with pytest.raises(MappingRefused, match="is not as it was saved"):
        receive(hub, tmp_path / "theirs.csv", "our-force")
    with pytest.raises(MappingRefused, match="is not as it was saved"):
        receive(hub, tmp_path / "theirs.csv")


def test_a_mapping_that_was_put_there_by_hand_is_refused(hub: Hub, tmp_path: Path) -> None:
    save(hub, tmp_path)
    path = mappings(hub)[0]
    path.rename(path.with_name("another.toml"))
    with pytest.raises(MappingRefused, match="another of"):
        receive(hub, tmp_path / "theirs.csv")


def test_a_changed_mapping_does_not_stop_a_file_whose_layout_is_named(hub: Hub, tmp_path: Path) -> None:
    save(hub, tmp_path)
    mappings(hub)[0].write_bytes(b"\xff")
    ours = write(tmp_path, "ours.csv", OURS, "16/01/2019,,Burglary,Burglary in a dwelling,,")
    assert receive(hub, ours, "agency-form").rows == 1


def test_a_name_that_is_nowhere_is_refused_with_those_that_are(hub: Hub, tmp_path: Path) -> None:
    save(hub, tmp_path)
    with pytest.raises(ExtractRefused) as caught:
        receive(hub, tmp_path / "theirs.csv", "our-farce")
    assert caught.value.do == "write our-force."


def test_nothing_is_saved_of_a_file_that_does_not_keep_the_contract(hub: Hub, tmp_path: Path) -> None:
    before = hub.verify_ledger()
    file = write(tmp_path, "theirs.csv", THEIRS, ROW)
    refused(run(hub, "map", file, "--dataset", "recorded-crime", *SAID, "--save", "our-force"), ExtractRefused)
    assert (mappings(hub), hub.verify_ledger()) == ([], before)


def test_nothing_is_shown_of_a_file_that_looks_like_persons(hub: Hub, tmp_path: Path) -> None:
    rows = [ROW.replace("charged", text) for text in ("o.f@example.org", "a.b@example.org")]
    file = write(tmp_path, "theirs.csv", THEIRS, *rows)
    result = run(hub, "map", file, "--dataset", "recorded-crime", *SAID, "--save", "our-force")
    refused(result, PersonalDataRefused)
    assert result.stdout == ""


def test_a_proposal_without_a_name_saves_nothing_and_needs_no_hub(tmp_path: Path) -> None:
    file = write(tmp_path, "theirs.csv", OURS + ",Outcome", "15 Jan 2019,,Burglary,Burglary in a dwelling,,,charged")
    result = CliRunner().invoke(app, ["map", str(file), "--dataset", "recorded-crime", "--hub", str(tmp_path)])
    assert result.exit_code == 0
    assert all(word in result.stdout for word in ("Offence date", "DD Mon", '"Outcome"', "left over"))
    assert [path.name for path in tmp_path.iterdir()] == ["theirs.csv"]


def test_the_ledger_entry_and_the_file_are_written_together_or_not_at_all(hub: Hub, tmp_path: Path) -> None:
    before = hub.verify_ledger()
    (hub.settings.data_directory / "mappings").write_text("a file where the folder should be", encoding="utf-8")
    assert isinstance(save(hub, tmp_path).exception, OSError)
    assert hub.verify_ledger() == before
