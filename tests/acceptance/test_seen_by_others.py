"""Who else sees a hotspot: worked out anew from what was released of each data set."""

import re
from typing import Any

import pytest

from hub.disclosure.rules import ReleaseRefused
from hub.hub import Hub
from hub.lattice import Lattices
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
    return next(
        b for b in blocks(product) if isinstance(b, TableBlock) and b.title.startswith("Source mix of the hotspots")
    )


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
    wards = [row[0].words.split(": ")[1] for row in table.rows if isinstance(row[0], Text)]
    assert len(wards) == len(set(wards)), "one row for each ward, or a reader adds it up twice"


def test_what_is_not_supplied_is_said_and_never_a_zero(demo: Hub) -> None:
    last = Period.parse(demo.periods("recorded-crime")[-1])
    assert str(last) not in demo.periods(COLLISIONS)
    assert {row[2].text() for row in mix(explorer(demo, last)).rows} == {"not supplied"}


@pytest.mark.parametrize("back", [1, 3])
def test_how_much_of_the_ground_others_see_alone_follows_from_the_released_classes(demo: Hub, back: int) -> None:
    """In two months; in the second some classes are suppressed."""
    period = Period.parse(demo.periods(COLLISIONS)[-back])
    product = explorer(demo, period)
    crime, collisions = classes(product), classes(explorer(demo, period, COLLISIONS))
    hot = {code for code, label in collisions.items() if label in HOT}
    alone = {code for code in hot if crime[code] is not None and crime[code] not in HOT}
    unknown = {code for code in hot if crime[code] is None}
    said = next(b for b in blocks(product) if isinstance(b, Words) and b.heading.startswith("Hotspots of others"))
    line = next(one for one in said.paragraphs if one.startswith("Road traffic collisions"))
    share, not_known = re.search(r": (\d+) % of the ground", line), re.search(r"of (\d+) % it is not known", line)
    assert hot, "the demo's collisions have hotspots, or this test says nothing"
    assert (int(share[1]) if share else 0) == round(100 * len(alone) / len(hot))
    assert (int(not_known[1]) if not_known else 0) == round(100 * len(unknown) / len(hot))


def test_one_data_set_without_a_proof_is_suppressed_and_refuses_nothing_but_itself(
    demo: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    period = Period.parse(demo.periods(COLLISIONS)[-1])
    get = Lattices.get

    def get_or_refuse(self: Lattices, *about: Any) -> Any:
        if about[2].name == COLLISIONS:
            raise ReleaseRefused("no proof was found.", "made so by a test.", "nothing.")
        return get(self, *about)

    monkeypatch.setattr(Lattices, "get", get_or_refuse)
    product = explorer(demo, period)
    assert {row[2].text() for row in mix(product).rows} == {"suppressed"}
    said = next(b for b in blocks(product) if isinstance(b, Words) and b.heading.startswith("Hotspots of others"))
    assert said.paragraphs == ("Road traffic collisions: suppressed.",)
