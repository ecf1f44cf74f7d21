"""The main job on real input: Greater Manchester's STATS19 casualties, few events over very many areas."""

from pathlib import Path

import pytest

from geo.boundaries import read_boundaries
from hub.delivery import Delivery
from hub.disclosure.attacker import attack
from hub.hub import Hub, open_hub
from hub.products.product import MapBlock, Words
from hub.release import release
from hub.settings import write_settings
from ingest.periods import Period
from tests.acceptance.conftest import WHO
from tests.acceptance.one_month import count_truth, one_month
from tests.acceptance.test_no_small_cell import check

pytestmark = pytest.mark.xdist_group("greater-manchester")
MONTH = "2019-07"


@pytest.fixture(scope="module")
def greater_manchester(realdata_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Hub:
    directory = tmp_path_factory.mktemp("greater-manchester") / "hub"
    write_settings(directory, "Safer Greater Manchester")
    hub = open_hub(directory)
    for level, name in (("lsoa", "lsoa_2021"), ("ward", "ward_2023")):
        path = realdata_folder / "boundaries" / f"gm_{name}_super_generalised.geojson"
        hub.add_areas(read_boundaries(path, level, "area_code", "area_name"), WHO)
    casualties = realdata_folder / "road" / "STATS19_road_casualties_2019-Jun2024.csv.gz"
    hub.receive_all([Delivery(casualties, "road-collisions")], WHO)
    return hub


def test_casualties_become_collisions_and_every_row_is_accounted_for(greater_manchester: Hub) -> None:
    (events,) = [one["events"] for one in greater_manchester.batches("road-collisions")]
    records, _ = greater_manchester.records()
    held = records.table("events").to_pandas()
    assert len(held) == events
    assert 15_645 - events < 150, "the outlines are generalised: a few collisions at the edge lie outside"


def test_few_events_over_many_areas_are_shown_by_ward_with_their_totals(greater_manchester: Hub) -> None:
    """By LSOA nearly every count is 1 or 2: nothing could be shown, not even the total. So the areas are coarser."""
    records, _ = greater_manchester.records()
    held = records.table("events").to_pandas()
    month = held[held["month"] == MONTH]
    product = release(
        greater_manchester,
        "tactical-assessment",
        period=Period.parse(MONTH),
        audience="open",
        who=WHO,
        dataset="road-collisions",
    )
    check(product)
    blocks = [block for section in product.sections for block in section.blocks]
    maps = [block.layer for block in blocks if isinstance(block, MapBlock)]
    words = " ".join(words for block in blocks if isinstance(block, Words) for words in block.paragraphs)
    assert maps[-1] == "ward"
    assert f"{len(month):,} events" in words
    assert "Too few events for figures by LSOA; the finest shown are by ward." in words
    document = one_month(product.publication, MONTH)
    cells = document["publications"][0]["cells"]
    shown = {(cell["k"]["area"], cell["k"]["category"]): cell["v"] for cell in cells}
    severe = int((month["category"] == "killed-or-seriously-injured").sum())
    assert (shown["ALL", "ALL"], shown["ALL", "killed-or-seriously-injured"]) == (len(month), severe)
    assert attack(document, count_truth(greater_manchester, MONTH, cells), every_value=False) == []
