"""The main job on real input: Thames Valley street-level crime for Milton Keynes."""

import json
from pathlib import Path

import geopandas
import pandas as pd
import pytest

from hub.briefing import write_pdf
from hub.disclosure.attacker import attack
from hub.disclosure.marks import Mark, SafeCell
from hub.hub import Hub
from hub.products.product import MapBlock, Product, SeriesBlock, TableBlock
from hub.release import release
from ingest.periods import Period
from tests.acceptance.conftest import MONTHS, WHO
from tests.acceptance.one_month import count_truth, one_month

pytestmark = pytest.mark.xdist_group("milton-keynes")
ROWS = {"2018-10": 16_338, "2018-11": 15_995, "2018-12": 14_345, "2019-01": 14_993, "2019-02": 13_498}
NO_LOCATION = {"2018-10": 1_762, "2018-11": 1_671, "2018-12": 1_462, "2019-01": 1_489, "2019-02": 1_361}


def ask(hub: Hub, product: str = "tactical-assessment", month: str = "2019-01", audience: str = "open") -> Product:
    return release(hub, product, period=Period.parse(month), audience=audience, who=WHO)


def recount(folder: Path, month: str) -> pd.DataFrame:
    """The month's rows joined to the LSOA outlines by geopandas, apart from the hub."""
    rows = pd.read_csv(folder / "police" / f"{month}-thames-valley-street.csv.gz")
    rows = rows.dropna(subset=["Longitude", "Latitude"])
    points = geopandas.GeoDataFrame(
        rows, geometry=geopandas.points_from_xy(rows["Longitude"], rows["Latitude"]), crs="EPSG:4326"
    )
    lsoas = geopandas.read_file(folder / "boundaries" / "milton_keynes_lsoa_2011.geojson")
    return pd.DataFrame(points.sjoin(lsoas, predicate="within"))


def test_every_row_of_the_five_months_is_accounted_for(milton_keynes: Hub) -> None:
    receipts = {one["period"]: json.loads(one["receipt"]) for one in milton_keynes.batches("recorded-crime")}
    assert sorted(receipts) == sorted(MONTHS)
    for month, receipt in receipts.items():
        parts = [receipt[name] for name in ("accepted", "outside_area", "no_location", "refused")]
        assert receipt["rows"] == sum(parts) == ROWS[month]
        assert receipt["no_location"] == NO_LOCATION[month]
        assert receipt["refused"] == 0
    assert receipts["2019-01"]["accepted"] == 1_899


@pytest.mark.parametrize("month", ["2018-12", "2019-01"])
def test_counts_by_lsoa_equal_those_recomputed_apart(milton_keynes: Hub, realdata_folder: Path, month: str) -> None:
    records, _ = milton_keynes.records()
    events = records.table("events").to_pandas()
    ours = events[events["month"] == month].groupby("lsoa").size()
    theirs = recount(realdata_folder, month).groupby("LSOA11CD").size()
    assert ours.to_dict() == theirs.to_dict()


def test_every_figure_in_print_is_true(milton_keynes: Hub, realdata_folder: Path) -> None:
    found = recount(realdata_folder, "2019-01")
    by_lsoa = found.groupby("LSOA11CD").size()
    product = ask(milton_keynes, "hotspot-explorer", audience="partner")
    shown = 0
    for cell in product.publication["publications"][0]["cells"]:
        key = cell["k"]
        if key["area"].startswith("E01") and key["period"] == "2019-01" and cell["v"] is not None:
            assert cell["v"] == by_lsoa.get(key["area"], 0)
            shown += 1
    assert shown > 90
    total = next(
        cell["v"]
        for cell in product.publication["publications"][0]["cells"]
        if (cell["k"]["area"], cell["k"]["category"], cell["k"]["period"]) == ("ALL", "ALL", "2019-01")
    )
    assert total == 1_899


def test_the_attacker_works_nothing_out_from_the_published_document(milton_keynes: Hub) -> None:
    month = one_month(ask(milton_keynes).publication, "2019-01")
    truth = count_truth(milton_keynes, "2019-01", month["publications"][0]["cells"])
    assert attack(month, truth, every_value=False) == []


def test_one_cell_is_shown_alike_in_every_product_and_for_every_audience(milton_keynes: Hub) -> None:
    seen: dict[tuple, int | None] = {}
    asked = [("hotspot-explorer", "partner"), ("tactical-assessment", "closed"), ("strategic-summary", "board")]
    for product, audience in asked:
        for month in ("2019-01", "2019-02"):
            for cell in ask(milton_keynes, product, month, audience).publication["publications"][0]["cells"]:
                key = tuple(sorted(cell["k"].items()))
                assert seen.setdefault(key, cell["v"]) == cell["v"]
    assert len(seen) > 1_000


def test_a_quarter_is_the_sum_of_its_months_or_suppressed(milton_keynes: Hub) -> None:
    cells = ask(milton_keynes, "strategic-summary", "2018-Q4", "board").publication["publications"][0]["cells"]
    value = {tuple(cell["k"].values()): cell["v"] for cell in cells}
    quarters = [key for key in value if "2018-Q4" in key]
    assert quarters
    for key in quarters:
        months = [value[tuple(part if part != "2018-Q4" else month for part in key)] for month in MONTHS[:3]]
        assert value[key] == (None if None in months else sum(months))


def test_the_tactical_assessment_has_what_a_chair_needs(milton_keynes: Hub) -> None:
    product = ask(milton_keynes)
    headings = [section.heading for section in product.sections]
    assert headings[:3] == ["Last meeting's actions and results", "Executive picture", "Exceptions this period"]
    assert headings.index("Hotspots") < headings.index("Areas")
    blocks = [block for section in product.sections for block in section.blocks]
    hotspots = next(block for block in blocks if isinstance(block, MapBlock) and block.layer == "cell")
    assert set(hotspots.labels.values()) >= {"A"}
    assert write_pdf(product)[:5] == b"%PDF-"


def test_a_month_that_was_not_supplied_is_no_zero(milton_keynes: Hub) -> None:
    product = ask(milton_keynes, "strategic-summary", "2019-02", "board")
    series = next(b for section in product.sections for b in section.blocks if isinstance(b, SeriesBlock))
    (cells,) = series.series.values()
    marks = dict(zip(series.x, (cell.mark for cell in cells), strict=True))
    assert marks["2018-09"] is Mark.NOT_SUPPLIED
    assert marks["2018-10"] is Mark.SHOWN


def test_one_ward_can_be_asked_for(milton_keynes: Hub) -> None:
    code, name = next(one for one in milton_keynes.areas("ward") if one[1] == "Wolverton")
    product = release(
        milton_keynes, "hotspot-explorer", period=Period.parse("2019-01"), audience="partner", who=WHO, area=code
    )
    assert product.area_name == name
    table = next(b for s in product.sections for b in s.blocks if isinstance(b, TableBlock) and "LSOA" in b.title)
    assert 3 <= len(table.rows) <= 12


def test_releases_are_in_the_ledger(milton_keynes: Hub) -> None:
    before = milton_keynes.verify_ledger()
    ask(milton_keynes)
    after = milton_keynes.verify_ledger(before.head)
    assert (after.entries, after.broken_at) == (before.entries + 1, None)


def test_marks_are_four_and_never_alike() -> None:
    texts = {SafeCell(0).text(), *(SafeCell(None, mark).text() for mark in Mark if mark is not Mark.SHOWN)}
    assert len(texts) == 4
