"""Numbers of street problems by area and category: each is so many events of the month that was named."""

from pathlib import Path

import pandas as pd
import pytest

from ingest.categories import reference
from ingest.contract import ExtractRefused
from ingest.periods import Period
from ingest.receive import receive
from ingest.register import find_dataset
from tests.unit.ingest.samples import refusal, take
from tests.unit.ingest.test_real_files import milton_keynes

HEAD = "lsoa,SHEF_A_CODE,reports,unique_users,average_per_user"
MONTHS = {"2018-12": "2018-12", "2019-01": "2019-1", "2019-02": "2019-2"}
JANUARY = Period.parse("2019-01")


@pytest.mark.parametrize("month", MONTHS)
def test_every_report_in_milton_keynes_that_is_anti_social_behaviour_is_an_event(realdata: Path, month: str) -> None:
    path = realdata / f"council/fixmystreet_lsoa_shef_a_{MONTHS[month]}.csv.gz"
    area = milton_keynes(realdata)
    batch = receive(path, find_dataset("street-problem-reports"), area, period=Period.parse(month))
    category = {row["code"]: row["category"] for row in reference("council_asb_codes") if row["scheme"] == "SHEF_A"}
    table = pd.read_csv(path)
    inside = table[table["lsoa"].isin(area.boundaries["lsoa"].codes)]
    kind = table["SHEF_A_CODE"].map(category)
    wanted = inside[kind[inside.index] != ""]
    counted = wanted.groupby([kind[wanted.index], "lsoa"])["reports"].sum()
    found = batch.events.groupby(["category", "lsoa"], observed=True).size()
    assert found.to_dict() == counted.to_dict()
    receipt = batch.receipt
    assert (receipt.rows, receipt.refused, receipt.no_location) == (len(table), 0, 0)
    assert (receipt.accepted, receipt.events) == (len(wanted), int(wanted["reports"].sum()))
    assert receipt.accepted + receipt.outside_area + receipt.not_prescribed == receipt.rows
    assert set(batch.events["month"]) == {month}
    assert set(batch.events["scale"]) == {"area"}


@pytest.mark.parametrize("period", [None, Period.parse("2019-Q1")])
def test_a_file_whose_month_nobody_names_is_refused(tmp_path: Path, period: Period | None) -> None:
    lines = (HEAD, "E01000001,A29,2,1,2.0")
    refused = refusal(ExtractRefused, lambda: take(tmp_path, "street-problem-reports", *lines, period=period))
    assert "--period 2019-01" in refused.do


def test_an_area_with_no_report_has_no_row(tmp_path: Path) -> None:
    lines = (HEAD, "E01000001,A29,2,1,2.0", "E01000001,A33,0,0,0.0", "95AA01S1,A29,1,1,1.0")
    receipt = take(tmp_path, "street-problem-reports", *lines, period=JANUARY).receipt
    assert (receipt.accepted, receipt.outside_area, receipt.refused, receipt.events) == (1, 1, 1, 2)
    assert receipt.problems[0].rule == "none at all"


def test_numbers_that_stand_for_millions_of_events_are_refused(tmp_path: Path) -> None:
    lines = (HEAD, *["E01000001,A29,999,1,1.0"] * 2_100)
    refused = refusal(ExtractRefused, lambda: take(tmp_path, "street-problem-reports", *lines, period=JANUARY))
    assert "more than 2,000,000 events" in refused.found
