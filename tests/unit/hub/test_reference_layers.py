"""Reference layers in products: what lies in a hotspot, where fears and records disagree, releases beside burglary."""

from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest

from dashboards.show_map import draw_map as draw_on_screen
from dashboards.show_map import legend
from hub.access.identity import Identity
from hub.disclosure.marks import Mark, SafeCell
from hub.hub import Hub
from hub.paper.map_drawing import MOST_SIGNS, draw_map
from hub.products.product import Block, MapBlock, MapPoints, Product, TableBlock, Text, Words
from hub.release import release
from hub.symbols import SYMBOLS
from ingest.layers import LAYERS, Wanted
from ingest.periods import Period
from tests.unit.hub.sample_products import sample_class_map
from tests.unit.hub.small_hub import WHO, extract, make_hub, receive

READER = Identity("reader", "analyst", "tests")
AREAS = tuple(f"E81{number:08d}" for number in range(1, 17))
RECORDED = tuple(AREAS[position] for position in (0, 4, 8, 12))
"""The four areas in which the extract's events lie: a row of squares from west to east."""
Kind = TypeVar("Kind", bound=Block)


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    hub = make_hub(tmp_path / "hub")
    receive(hub, extract(tmp_path, "crime.csv", ["2026-01", "2026-02", "2026-03"], 400))
    hub.add_residents("lsoa", dict.fromkeys(AREAS, 1_500), WHO)
    return hub


def add(hub: Hub, folder: Path, layer: str, text: str, **columns: str) -> None:
    path = folder / f"{layer}.csv"
    path.write_text(text, encoding="utf-8")
    hub.add_layer(path, Wanted(layer, "OGL v3", "2026", **columns), WHO)  # type: ignore[arg-type]


def explorer(hub: Hub, month: str = "2026-03") -> Product:
    return release(hub, "hotspot-explorer", period=Period.parse(month), audience="partner", who=READER)


def blocks(product: Product, kind: type[Kind]) -> list[Kind]:
    return [block for section in product.sections for block in section.blocks if isinstance(block, kind)]


def table(product: Product, title: str) -> TableBlock | None:
    return next((block for block in blocks(product, TableBlock) if block.title == title), None)


def hotspot_map(product: Product) -> MapBlock:
    return next(block for block in blocks(product, MapBlock) if block.layer == "cell")


def survey(scores: dict[str, float]) -> str:
    return "area,score\n" + "".join(f"{code},{scores.get(code, 0.3)}\n" for code in AREAS)


def test_without_layers_a_product_says_nothing_of_them(hub: Hub) -> None:
    product = explorer(hub)
    assert hotspot_map(product).points == ()
    titles = {block.title for block in blocks(product, TableBlock)}
    assert not titles & {"Where perception and records disagree", "Prison releases beside burglary"}


def test_what_lies_in_a_hotspot_is_counted_and_drawn_and_what_lies_elsewhere_is_not(hub: Hub, tmp_path: Path) -> None:
    hot = next(code for code, cell in hotspot_map(explorer(hub)).cells.items() if cell.text().startswith("hotspot"))
    grid = hub.geography().grid
    east, north = (int(axis[grid.codes.index(hot)]) + 100 for axis in (grid.easting, grid.northing))
    there, elsewhere = f"x,{east},{north}\n", "y,450100,103900\n"
    add(hub, tmp_path, "cctv-cameras", "id,easting,northing\n" + there + elsewhere)
    add(hub, tmp_path, "schools", "id,easting,northing\n" + elsewhere)
    product = explorer(hub)
    found = table(product, "Hotspots")
    assert found is not None
    assert found.columns[-1].title == "Lies in it"
    assert "CCTV cameras of 2026 (OGL v3); Schools of 2026 (OGL v3)" in found.note
    drawn = hotspot_map(product).points
    assert [one.title for one in drawn] == ["CCTV cameras", "Schools"]
    assert set(drawn[0].places) == {(float(east), float(north))}
    assert not drawn[1].places
    said = [row[-1].words for row in found.rows if isinstance(row[-1], Text)]
    assert any("Schools: none" in words and "CCTV cameras: 1" in words for words in said)


def test_the_survey_and_the_records_disagree_where_one_is_high_and_the_other_low(hub: Hub, tmp_path: Path) -> None:
    quiet = next(code for code in reversed(AREAS) if code not in RECORDED)
    scores = {quiet: 0.9, **dict.fromkeys(RECORDED, 0.3), RECORDED[0]: 0.1}
    add(hub, tmp_path, "perception-survey", survey(scores), code="area", value="score")
    found = table(explorer(hub), "Where perception and records disagree")
    assert found is not None
    names = hub.geography().boundaries["lsoa"]
    told = {row[0].words: row[3].words for row in found.rows if isinstance(row[0], Text) and isinstance(row[3], Text)}
    assert told[names.names[names.codes.index(quiet)]] == "high in the survey, low in the records"
    assert told[names.names[names.codes.index(RECORDED[0])]] == "low in the survey, high in the records"
    assert "OGL v3" in found.note


def test_a_survey_of_few_areas_is_not_compared(hub: Hub, tmp_path: Path) -> None:
    add(
        hub,
        tmp_path,
        "perception-survey",
        "area,score\n" + "".join(f"{code},1\n" for code in AREAS[:5]),
        code="area",
        value="score",
    )
    assert table(explorer(hub), "Where perception and records disagree") is None


def test_releases_are_told_in_steps_beside_burglary_of_the_same_quarter(hub: Hub, tmp_path: Path) -> None:
    wards = hub.geography().boundaries["ward"].codes
    numbers = dict(zip(wards, (0, 9, 10, 31), strict=True))
    rows = "".join(f"{code},2026-Q1,{number}\n" for code, number in numbers.items())
    add(hub, tmp_path, "prison-releases", "ward,quarter,n\n" + rows, code="ward", value="n", period="quarter")
    found = table(explorer(hub), "Prison releases beside burglary")
    assert found is not None
    assert sorted(row[1].words for row in found.rows if isinstance(row[1], Text)) == [
        "10 to 19", "30 or more", "fewer than 10", "fewer than 10",
    ]  # fmt: skip
    assert all(isinstance(row[2], SafeCell) for row in found.rows)
    assert sum(row[2].value or 0 for row in found.rows if isinstance(row[2], SafeCell)) == 1_200
    early = [line for words in blocks(explorer(hub, "2026-02"), Words) for line in words.paragraphs]
    assert any(line == "Prison releases, February 2026: not supplied." for line in early)


def test_a_larger_area_has_the_residents_of_the_areas_that_make_it_up(hub: Hub) -> None:
    product = release(
        hub, "strategic-summary", period=Period.parse("2026-03"), audience="board", who=Identity("b", "board", "tests")
    )
    places = next(
        block for block in blocks(product, TableBlock) if "Per 1,000 residents" in [c.title for c in block.columns][2:]
    )
    rates = [row[3] for row in places.rows]
    assert all(isinstance(rate, SafeCell) and rate.mark is not Mark.NOT_SUPPLIED for rate in rates)


def test_each_layer_has_a_sign_of_its_own_on_screen_and_on_paper() -> None:
    assert len(SYMBOLS) >= sum(layer.form == "points" for layer in LAYERS)
    block = sample_class_map()
    points = (MapPoints("Cameras", ((450_250.0, 300_250.0),)), MapPoints("Schools", ()))
    with_points = replace(block, points=points)
    assert draw_map(with_points) != draw_map(block)
    assert all(one.title in draw_map(with_points) and one.title in legend(with_points) for one in points)
    layers = draw_on_screen(with_points, 500, 600).layout.map.layers
    assert len(layers) == len(draw_on_screen(block, 500, 600).layout.map.layers) + 2


def test_more_places_than_a_printed_map_can_carry_are_left_to_the_table() -> None:
    block = sample_class_map()
    many = replace(block, points=(MapPoints("Cameras", ((450_250.0, 300_250.0),) * (MOST_SIGNS + 1)),))
    assert draw_map(many) == draw_map(block)
