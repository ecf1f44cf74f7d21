"""`saferhub audit`: nothing is found in what the gate let out, and everything that was put past it is."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select, update
from typer.testing import CliRunner

from hub.__main__ import app
from hub.geography import ALL
from hub.hub import Hub
from hub.packed import pack, unpack
from hub.purging import purge
from hub.register import LATTICES, RELEASES
from hub.release import release
from hub.release_audit import Audit, audit_releases
from hub.stored_lattices import read_lattices
from ingest.periods import Period
from tests.unit.hub.small_hub import HEAD, WHO, make_hub, receive

MONTHS = ("2025-01", "2025-02", "2025-03")


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    """A hub with three months, each released to two audiences."""
    made = make_hub(tmp_path / "hub")
    for number, month in enumerate(MONTHS):
        receive(made, scattered(tmp_path, month, number))
    for audience, product in (("open", "tactical-assessment"), ("board", "strategic-summary")):
        release(made, product, period=Period.parse("2025-Q1"), audience=audience, who=WHO)
    return made


def scattered(folder: Path, month: str, seed: int) -> Path:
    """An extract with 0 to 6 events of each kind in each of 16 areas, in two categories."""
    what = ("burglary,Burglary in a dwelling", "Robbery,Robbery of personal property")
    rows = []
    for area in range(16):
        x, y = 450_100 + 1_000 * (area // 4), 100_100 + 1_000 * (area % 4)
        for kind in (0, 1):
            number = (7 * area + 5 * kind + 3 * seed) % 13 // 2
            rows += [f"{day % 28 + 1:02d}/{month[5:]}/{month[:4]},12:30,{what[kind]},{x},{y}" for day in range(number)]
    path = folder / f"{month}.csv"
    path.write_text("\n".join([HEAD, *rows, ""]), encoding="utf-8")
    return path


def kinds(audit: Audit) -> set[str]:
    return {finding.kind for one in audit.attacks for finding in one.findings}


def tamper(hub: Hub, change: Callable[[dict], None]) -> None:
    """Change the stored lattice of the first month, as somebody could who writes to the register."""
    with hub.register.writing() as connection:
        held = connection.execute(select(LATTICES).where(LATTICES.c.month == MONTHS[0])).one()
        document = json.loads(held.document)
        change(document)
        this = (LATTICES.c.basis == held.basis) & (LATTICES.c.month == held.month)
        connection.execute(update(LATTICES).where(this).values(document=json.dumps(document)))


def cells(document: dict) -> list[dict]:
    return [cell for one in document["publications"] for cell in one["cells"]]


def test_nothing_is_found_in_what_the_gate_let_out(hub: Hub) -> None:
    audit = audit_releases(hub, WHO)
    assert audit.clean
    assert [one.month for one in audit.attacks] == list(MONTHS)
    assert all(one.with_truth and one.gaps for one in audit.attacks)
    assert {audience: told.releases for audience, told in audit.audiences.items()} == {
        "open": 1,
        "closed": 0,
        "board": 1,
        "partner": 0,
    }
    assert all(told.figures > 20 for told in audit.audiences.values() if told.releases)
    assert hub.verify_ledger().broken_at is None


def test_a_figure_that_is_not_the_truth_is_found(hub: Hub) -> None:
    def change(document: dict) -> None:
        for cell in cells(document):
            if cell["v"] and cell["k"]["area"] == ALL:
                cell["v"] += 10

    tamper(hub, change)
    audit = audit_releases(hub, WHO)
    assert kinds(audit) >= {"WRONG", "CLASH"}
    assert audit.audiences["open"].strangers


def test_a_figure_with_two_values_is_found(hub: Hub) -> None:
    def change(document: dict) -> None:
        next(cell for cell in cells(document) if cell["k"]["area"] == ALL and cell["v"])["v"] += 10

    tamper(hub, change)
    assert "CLASH" in kinds(audit_releases(hub, WHO))


def test_gaps_that_were_filled_are_found(hub: Hub) -> None:
    """What an office that blanks small counts alone would have printed: other gaps follow from it."""
    ((_, first), *_) = read_lattices(hub.register)
    totals = {tuple(sorted(cell["k"].items())) for cell in cells(first.document) if cell["v"] is None}
    assert len(totals) > 4

    def change(document: dict) -> None:
        for cell in cells(document):
            if cell["v"] is None:
                cell["v"] = 5

    tamper(hub, change)
    assert kinds(audit_releases(hub, WHO))


def test_a_small_count_in_print_is_found(hub: Hub) -> None:
    def change(document: dict) -> None:
        next(cell for cell in cells(document) if cell["v"] is None)["v"] = 3

    tamper(hub, change)
    assert "SMALL_SHOWN" in kinds(audit_releases(hub, WHO))


def test_a_release_with_a_figure_of_no_lattice_is_found_and_its_value_is_not_told(hub: Hub, tmp_path: Path) -> None:
    with hub.register.writing() as connection:
        row = connection.execute(select(RELEASES).where(RELEASES.c.audience == "board")).one()
        publication = unpack(row.publication)
        found = next(cell for cell in cells(publication) if cell["v"] is not None)
        found["v"] = 98_765
        connection.execute(update(RELEASES).where(RELEASES.c.id == row.id).values(publication=pack(publication)))
    told = CliRunner().invoke(app, ["audit", "--hub", str(tmp_path / "hub")])
    assert told.exit_code == 27
    assert f"FOUND release {row.id}: recorded-crime, {found['k']['period']}, {found['k']['area']}" in told.stdout
    assert "98765" not in told.stdout
    assert "98,765" not in told.stdout


def test_records_that_were_destroyed_are_audited_as_any_reader_could(hub: Hub) -> None:
    gone = next(one for one in hub.batches("recorded-crime") if one["period"] == MONTHS[1])
    purge(hub, gone["id"], "sent by mistake", WHO)
    audit = audit_releases(hub, WHO)
    assert audit.clean
    assert [one.with_truth for one in audit.attacks] == [True, False, True]


def test_the_command_says_what_was_done_for_each_audience(hub: Hub, tmp_path: Path) -> None:
    told = CliRunner().invoke(app, ["audit", "--hub", str(tmp_path / "hub")])
    assert told.exit_code == 0
    assert "Attacked 3 months of records (3 of them beside the records themselves)" in told.stdout
    assert "open: 1 releases, " in told.stdout
    assert told.stdout.endswith("Nothing was found.\n")
    plain = json.loads(CliRunner().invoke(app, ["audit", "--json", "--hub", str(tmp_path / "hub")]).stdout)
    assert (plain["clean"], len(plain["attacks"])) == (True, 3)
    assert ALL not in plain["audiences"]
