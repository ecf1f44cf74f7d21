"""The supply calendar: what is owed by when, what has come, and that a gap is never a zero."""

import datetime as dt
from pathlib import Path

import pypdf
import pytest
from typer.testing import CliRunner

from hub.__main__ import app
from hub.chaser import write_letter
from hub.hub import Hub
from hub.nil_returns import declare_nil
from hub.products.product import TableBlock, Text
from hub.release import release
from hub.store import StoreRefused
from hub.supply import SupplyRefused
from hub.supply_calendar import Calendar
from ingest.contract import ExtractRefused
from ingest.periods import Period
from tests.unit.hub.small_hub import WHO, entries, extract, make_hub, receive

NORTH, SOUTH = "North force", "South force"
OWED = f"""[supply]
since = "2025-01"

[supply.monthly]
"recorded-crime" = 31

[supply.owed]
"{NORTH}" = ["recorded-crime"]
"{SOUTH}" = ["recorded-crime", "fires"]

[supply.contacts]
"{SOUTH}" = "Liaison Officer, telephone 01632 960000"
"""
DAY = dt.date(2025, 4, 20)


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    return make_hub(tmp_path / "hub", OWED)


def lines(hub: Hub, day: dt.date = DAY) -> dict[tuple[str, str, str], tuple[str, int]]:
    return {
        (one.dataset, one.provider, str(one.period)): (one.state, one.days_late) for one in hub.calendar(day).lines()
    }


@pytest.mark.parametrize(
    ("period", "due"),
    [
        ("2007-Q3", dt.date(2007, 12, 31)),
        ("2025-Q1", dt.date(2025, 6, 30)),
        ("2025-02", dt.date(2025, 6, 30)),
        ("2025-Q4", dt.date(2026, 3, 31)),
    ],
)
def test_an_information_period_is_due_by_the_end_of_the_next_one(period: str, due: dt.date) -> None:
    assert Period.parse(period).due() == due


def test_what_has_not_come_is_missing_after_its_day_and_awaited_before(hub: Hub) -> None:
    found = lines(hub)
    assert found["recorded-crime", NORTH, "2025-01"] == ("missing", 48)  # due 3 March: 31 days after 31 January
    assert found["recorded-crime", NORTH, "2025-03"] == ("awaited", 0)  # due 1 May
    assert found["fires", SOUTH, "2025-Q1"] == ("awaited", 0)  # due 30 June
    assert lines(hub, dt.date(2025, 7, 1))["fires", SOUTH, "2025-Q1"] == ("missing", 1)
    assert not any(dataset == "fires" and provider == NORTH for dataset, provider, _ in found)


def test_a_month_is_supplied_only_when_everybody_who_owes_it_has_sent_it(hub: Hub, tmp_path: Path) -> None:
    receive(hub, extract(tmp_path, "a.csv", "2025-01", 40), NORTH)
    assert hub.periods("recorded-crime") == ()
    receive(hub, extract(tmp_path, "b.csv", "2025-01", 50), SOUTH)
    assert hub.periods("recorded-crime") == ("2025-01",)


def test_a_month_of_an_extract_without_a_row_is_a_gap_until_it_is_declared(hub: Hub, tmp_path: Path) -> None:
    stored = receive(hub, extract(tmp_path, "a.csv", ["2025-01", "2025-03"], 40), NORTH)
    assert stored.receipt.supplied == ("2025-01", "2025-03")
    assert any("No row for 2025-02" in note for note in stored.receipt.letter().notes)
    for month in ("2025-01", "2025-02", "2025-03"):
        receive(hub, extract(tmp_path, f"s{month}.csv", month, 30), SOUTH)
    assert hub.periods("recorded-crime") == ("2025-01", "2025-03")
    count = entries(hub)
    declare_nil(hub, "recorded-crime", NORTH, Period.parse("2025-02"), WHO, DAY)
    assert (hub.periods("recorded-crime"), entries(hub)) == (("2025-01", "2025-02", "2025-03"), count + 1)


def test_a_month_that_one_provider_owes_is_printed_as_not_supplied_never_as_a_smaller_figure(
    hub: Hub, tmp_path: Path
) -> None:
    receive(hub, extract(tmp_path, "a.csv", "2025-01", 40), NORTH)
    receive(hub, extract(tmp_path, "b.csv", "2025-01", 50), SOUTH)
    receive(hub, extract(tmp_path, "c.csv", "2025-02", 45), NORTH)
    product = release(
        hub,
        "hotspot-explorer",
        period=Period.parse("2025-Q1"),
        audience="partner",
        who=WHO,
        dataset="recorded-crime",
        today=DAY,
    )
    cells = product.publication["publications"][0]["cells"]
    whole = [one for one in cells if one["k"]["area"] == "ALL" and one["k"]["category"] == "ALL"]
    assert {one["k"]["period"]: (one["v"], one.get("m")) for one in whole}["2025-02"] == (None, "x")
    assert 45 not in {one["v"] for one in cells}


@pytest.mark.parametrize(
    ("provider", "period", "fault"),
    [("North farce", "2025-02", SupplyRefused), (NORTH, "2025-04", ExtractRefused), (NORTH, "2025-01", StoreRefused)],
)
def test_a_nil_return_that_cannot_be_is_refused_and_changes_nothing(
    hub: Hub, tmp_path: Path, provider: str, period: str, fault: type[Exception]
) -> None:
    receive(hub, extract(tmp_path, "a.csv", "2025-01", 40), NORTH)
    before = entries(hub), lines(hub)
    with pytest.raises(fault):
        declare_nil(hub, "recorded-crime", provider, Period.parse(period), WHO, DAY)
    assert (entries(hub), lines(hub)) == before


def test_rows_that_come_after_a_nil_return_take_its_place(hub: Hub, tmp_path: Path) -> None:
    declare_nil(hub, "recorded-crime", NORTH, Period.parse("2025-01"), WHO, DAY)
    receive(hub, extract(tmp_path, "a.csv", "2025-01", 40), NORTH)
    assert [one["events"] for one in hub.batches("recorded-crime")] == [40]


def test_a_late_file_is_late_by_its_days_and_a_corrected_one_makes_it_no_later(hub: Hub, tmp_path: Path) -> None:
    receive(hub, extract(tmp_path, "a.csv", "2025-01", 40), NORTH)
    receive(hub, extract(tmp_path, "b.csv", "2025-02", 40), NORTH)
    receive(hub, extract(tmp_path, "c.csv", "2025-02", 41), NORTH)
    days = iter(("2025-03-01", "2025-04-10", "2025-04-12"))
    by_age = sorted(hub.store.batches(), key=lambda row: (row["months"], row["superseded_by"] is None))
    rows = [{**row, "received_at": f"{next(days)}T09:00:00+00:00"} for row in by_age]
    calendar = Calendar(hub.settings.supply, hub.settings.retention, rows, DAY)
    found = {str(one.period): (one.state, one.days_late) for one in calendar.lines() if one.provider == NORTH}
    assert found == {"2025-01": ("received", 0), "2025-02": ("late", 10), "2025-03": ("awaited", 0)}


def test_a_hub_that_begins_with_old_files_calls_none_of_them_late(hub: Hub, tmp_path: Path) -> None:
    receive(hub, extract(tmp_path, "a.csv", "2025-01", 40), NORTH)
    today = dt.datetime.now(dt.UTC).date()
    assert lines(hub, today)["recorded-crime", NORTH, "2025-01"] == ("received", 0)


def test_the_letter_names_what_is_missing_and_whom_it_goes_to_and_no_number_of_events(hub: Hub, tmp_path: Path) -> None:
    receive(hub, extract(tmp_path, "a.csv", "2025-01", 4321), NORTH)
    path = tmp_path / "letter.pdf"
    pages, asked = write_letter(hub.settings, hub.calendar(DAY), SOUTH)
    path.write_bytes(pages)
    words = " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(path).pages).split())
    assert [str(one.period) for one in asked] == ["2025-01", "2025-02"]
    for told in (SOUTH, "01632 960000", "January 2025", "3 March 2025", "SI 2007/1831", "48"):
        assert told in words
    assert "4,321" not in words
    assert pages == write_letter(hub.settings, hub.calendar(DAY), SOUTH)[0]
    with pytest.raises(SupplyRefused):
        write_letter(hub.settings, hub.calendar(DAY), "Nobody at all")


def test_the_calendar_and_the_letter_from_the_command_line(hub: Hub, tmp_path: Path) -> None:
    place = ["--hub", str(tmp_path / "hub"), "--as-of", "2025-04-20"]
    told = CliRunner().invoke(app, ["supply", *place])
    assert told.exit_code == 0
    assert "MISSING, 48 days late" in told.stdout
    assert "ask: Liaison Officer" in told.stdout
    count = entries(hub)
    made = CliRunner().invoke(app, ["supply", "letter", "--provider", SOUTH, "-o", str(tmp_path / "l.pdf"), *place])
    assert (made.exit_code, entries(hub)) == (0, count + 1)
    assert (tmp_path / "l.pdf").read_bytes().startswith(b"%PDF")


def test_where_zeros_are_small_a_nil_return_looks_like_any_month_of_a_few_events(tmp_path: Path) -> None:
    """Rule S3: of racial incidents nobody is told whether a month had none or three."""
    hub = make_hub(tmp_path / "hub")
    receive(hub, extract(tmp_path, "crime.csv", ["2024-01", "2024-02"], 60))
    rows = [
        "Incident date,Incident time,Easting,Northing",
        *(f"0{day}/01/2024,12:30,45010{day},100500" for day in (1, 2, 3)),
    ]
    path = tmp_path / "incidents.csv"
    path.write_text("\n".join([*rows, ""]), encoding="utf-8")
    assert hub.receive(path, "racial-incidents", WHO, None, None, NORTH).state == "loaded"
    declare_nil(hub, "racial-incidents", NORTH, Period.parse("2024-02"), WHO, DAY)
    told, today = [], dt.date.today()
    for month in ("2024-01", "2024-02"):
        pack = release(hub, "tactical-assessment", period=Period.parse(month), audience="open", who=WHO)
        tables = [block for section in pack.sections for block in section.blocks if isinstance(block, TableBlock)]
        (supply,) = [one for one in tables if one.title == "What was supplied"]
        told += [
            [cell.words for cell in row if isinstance(cell, Text)] for row in supply.rows if "Racial" in str(row[0])
        ]
    assert len(told) == 2, told
    assert told[0] == told[1] and told[0][2] == "complete" and told[0][4] == "suppressed"
    assert not any(line.nil for line in hub.calendar(today).lines())
    declare_nil(
        hub, "recorded-crime", hub.calendar(today).owed("recorded-crime")[0].provider, Period.parse("2024-03"), WHO, DAY
    )
    assert any(line.nil for line in hub.calendar(today).lines()), "elsewhere it is told"
