"""Who else sees a hotspot: worked out anew from what was released of each data set."""

import re

import pytest

from hub.hub import Hub
from hub.measures import HOT
from hub.products.product import Block, MapBlock, Product, SafeCell, TableBlock, Text, Words
from hub.release import release
from ingest.periods import Period
from tests.acceptance.conftest import WHO

pytestmark = pytest.mark.xdist_group("demo")
COLLISIONS = "road-collisions"


def explorer(hub: Hub, period: Period, dataset: str = "recorded-crime") -> Product:
    return release(hub, "hotspot-explorer", period=period, audience="partner", who=WHO, dataset=dataset)


def blocks(product: Product) -> list[Block]:
    return [block for section in product.sections for block in section.blocks]


def classes(product: Product) -> dict[str, str | None]:
    (found,) = (block for block in blocks(product) if isinstance(block, MapBlock) and block.layer == "cell")
    return {code: cell.label for code, cell in found.cells.items() if not isinstance(cell, SafeCell)}


def mix(product: Product) -> TableBlock:
    return next(b for b in blocks(product) if isinstance(b, TableBlock) and b.title == "Source mix of the hotspots")


def counts(product: Product) -> dict[str, SafeCell]:
    """The last column, all categories, of the table of wards by category."""
    table = next(b for b in blocks(product) if isinstance(b, TableBlock) and " by ward and category" in b.title)
    return {row[0].words: row[-1] for row in table.rows if isinstance(row[0], Text) and isinstance(row[-1], SafeCell)}


def test_the_source_mix_is_what_each_data_set_was_released_with(demo: Hub) -> None:
    period = Period.parse(demo.periods(COLLISIONS)[-1])
    crime, collisions = explorer(demo, period), explorer(demo, period, COLLISIONS)
    table, by_crime, by_collisions = mix(crime), counts(crime), counts(collisions)
    titles = [column.title for column in table.columns]
    assert titles[1:3] == ["Recorded crime", "Road traffic collisions"]
    assert not any("total" in title.lower() or title == "All" for title in titles), "unlike things are never added up"
    assert table.rows
    for row in table.rows:
        assert isinstance(row[0], Text)
        ward = row[0].words.split(": ")[1]
        assert (row[1], row[2]) == (by_crime[ward], by_collisions[ward])


def test_what_is_not_supplied_is_said_and_never_a_zero(demo: Hub) -> None:
    last = Period.parse(demo.periods("recorded-crime")[-1])
    assert str(last) not in demo.periods(COLLISIONS)
    assert {row[2].text() for row in mix(explorer(demo, last)).rows} == {"not supplied"}


def test_how_much_of_the_ground_others_see_alone_follows_from_the_released_classes(demo: Hub) -> None:
    period = Period.parse(demo.periods(COLLISIONS)[-1])
    product = explorer(demo, period)
    crime, collisions = classes(product), classes(explorer(demo, period, COLLISIONS))
    hot = {code for code, label in collisions.items() if label in HOT}
    alone = {code for code in hot if crime[code] is not None and crime[code] not in HOT}
    said = next(b for b in blocks(product) if isinstance(b, Words) and b.heading.startswith("Where recorded crime"))
    line = next(one for one in said.paragraphs if one.startswith("Road traffic collisions"))
    share = re.search(r": (\d+) % of the ground", line)
    assert hot, "the demo's collisions have hotspots, or this test says nothing"
    assert (int(share[1]) if share else 0) == round(100 * len(alone) / len(hot))
