"""Reference layers in products: what lies in a hotspot, where fears and records disagree, releases beside burglary."""

from dataclasses import replace
from pathlib import Path
from typing import TypeVar
from xml.etree import ElementTree

import pytest
import shapely

from dashboards.show_map import draw_map as draw_on_screen
from dashboards.show_map import legend
from geo.boundaries import Boundaries
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
from tests.unit.hub.small_hub import WHO, extract, make_hub, receive, squares

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
    return next((block for block in blocks(product, TableBlock) if block.title.startswith(title)), None)


def hotspot_map(product: Product) -> MapBlock:
    return next(block for block in blocks(product, MapBlock) if block.layer == "cell")


def survey(scores: dict[str, float]) -> str:
    return "area,score\n" + "".join(f"{code},{scores.get(code, 0.3)}\n" for code in AREAS)


def test_without_layers_a_product_says_nothing_of_them(hub: Hub) -> None:
    product = explorer(hub)
    assert hotspot_map(product).points == ()
    said = [block.title for block in blocks(product, TableBlock)]
    said += [line for words in blocks(product, Words) for line in words.paragraphs]
    assert not any("perception" in line or "Prison" in line for line in said)


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
    assert found.columns[-1].title == "Places in it"
    named = "CCTV cameras, 2026 (OGL v3)", "Schools, 2026 (OGL v3)"
    assert all(one in hotspot_map(product).note and f"{one}." in product.sources for one in named)
    drawn = hotspot_map(product).points
    assert [one.title for one in drawn] == ["CCTV cameras", "Schools"]
    assert set(drawn[0].places) == {(float(east), float(north))}
    assert not drawn[1].places
    said = [row[-1].words for row in found.rows if isinstance(row[-1], Text)]
    assert any("Schools: none" in words and "CCTV cameras: 1" in words for words in said)


def test_the_survey_and_the_records_disagree_where_one_is_high_and_the_other_low(hub: Hub, tmp_path: Path) -> None:
    """Six areas were surveyed: the four with events, and two without any, of which one is full of fear."""
    areas = table(explorer(hub), "Recorded crime by LSOA")
    assert areas is not None
    rates = {row[1].words: row[3].value or 0 for row in areas.rows if isinstance(row[3], SafeCell)}
    worst, quiet = max(RECORDED, key=rates.__getitem__), [code for code in AREAS if code not in RECORDED][:2]
    scores = {code: 0.3 + 0.01 * at for at, code in enumerate((*RECORDED, *quiet))} | {worst: 0.1, quiet[0]: 0.9}
    answers = "area,score\n" + "".join(f"{code},{score}\n" for code, score in scores.items())
    add(hub, tmp_path, "perception-survey", answers, code="area", value="score")
    found = table(explorer(hub), "Where perception and records disagree, March 2026")
    assert found is not None
    names = hub.geography().boundaries["lsoa"]
    told = {row[0].words: row[3].words for row in found.rows if isinstance(row[0], Text) and isinstance(row[3], Text)}
    assert told[names.names[names.codes.index(quiet[0])]] == "high in the survey, low in the records"
    assert told[names.names[names.codes.index(worst)]] == "low in the survey, high in the records"
    assert "OGL v3" in found.note


def test_equal_numbers_are_judged_alike(hub: Hub, tmp_path: Path) -> None:
    add(hub, tmp_path, "perception-survey", survey({}), code="area", value="score")
    found = table(explorer(hub), "Where perception and records disagree")
    assert found is not None
    assert found.rows == ()
    assert found.note.startswith("No area is in the highest third of one and the lowest third of the other.")


@pytest.mark.parametrize("codes", [AREAS[:5], ("E8600000001",)], ids=["few areas", "another level"])
def test_a_survey_that_cannot_be_compared_says_why(hub: Hub, tmp_path: Path, codes: tuple[str, ...]) -> None:
    hub.add_areas(squares("msoa", "E86", 4_000), WHO)
    answers = "area,score\n" + "".join(f"{code},1\n" for code in codes)
    add(hub, tmp_path, "perception-survey", answers, code="area", value="score")
    said = [line for words in blocks(explorer(hub), Words) for line in words.paragraphs]
    assert any(line.startswith("Where perception and records disagree, March 2026: not applicable") for line in said)


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
    assert any(line == "Prison releases beside burglary, February 2026: not supplied." for line in early)


@pytest.mark.parametrize("parts", ["month", "quarter"])
def test_releases_of_all_the_parts_of_a_period_are_added_up(hub: Hub, tmp_path: Path, parts: str) -> None:
    """Four releases in each month are a dozen in the quarter; with a part missing nothing is known of it."""
    ward = hub.geography().boundaries["ward"].codes[0]
    told = ("2026-01", "2026-02", "2026-03") if parts == "month" else ("2026-Q1",)
    number = 4 if parts == "month" else 12
    rows = "".join(f"{ward},{one},{number}\n" for one in told)
    add(hub, tmp_path, "prison-releases", "ward,when,n\n" + rows, code="ward", value="n", period="when")
    found = table(explorer(hub, "2026-Q1"), "Prison releases beside burglary, January to March 2026")
    assert found is not None
    assert [row[1].words for row in found.rows if isinstance(row[1], Text)] == ["10 to 19"]
    assert table(explorer(hub, "2026"), "Prison releases beside burglary") is None


def test_releases_of_other_areas_say_so(hub: Hub, tmp_path: Path) -> None:
    rows = f"{AREAS[0]},2026-Q1,12\n"
    add(hub, tmp_path, "prison-releases", "area,when,n\n" + rows, code="area", value="n", period="when")
    said = [line for words in blocks(explorer(hub), Words) for line in words.paragraphs]
    why = "Prison releases beside burglary: not applicable, as they are held for other areas than by ward."
    assert why in said


def summary(hub: Hub) -> Product:
    reader = Identity("reader", "board", "tests")
    return release(hub, "strategic-summary", period=Period.parse("2026-03"), audience="board", who=reader)


def test_a_release_is_another_one_with_other_layers_and_the_same_without_what_it_does_not_print(
    hub: Hub, tmp_path: Path
) -> None:
    """The numbers of the layer tell it apart too: the same file, read by another column, prints other ones."""
    first = summary(hub)
    add(hub, tmp_path, "cctv-cameras", "id,easting,northing\nx,450100,100500\n")
    assert summary(hub).release_id == first.release_id
    two = "area,score,other\n" + "".join(f"{code},0.3,0.{at % 9}\n" for at, code in enumerate(AREAS))
    add(hub, tmp_path, "perception-survey", two, code="area", value="score")
    second = summary(hub)
    assert second.sources[-1] == "Perception survey by neighbourhood, 2026 (OGL v3)."
    add(hub, tmp_path, "perception-survey", two, code="area", value="other")
    assert len({first.release_id, second.release_id, summary(hub).release_id}) == 3


def places_of(hub: Hub) -> TableBlock:
    return next(block for block in blocks(summary(hub), TableBlock) if block.columns[1].title == "Code")


def test_a_larger_area_has_the_residents_of_the_areas_that_make_it_up(hub: Hub) -> None:
    """Four areas of 1,500 residents to a ward."""
    for row in places_of(hub).rows:
        count, rate = row[2], row[3]
        assert isinstance(count, SafeCell)
        assert isinstance(rate, SafeCell)
        assert rate.value == round(1000 * (count.value or 0) / 6_000, 1)


def test_a_larger_area_has_no_rate_where_a_smaller_one_lies_across_its_border(hub: Hub) -> None:
    """The border between the wards in the south-west and the south-east runs through two areas now."""
    west, east = shapely.box(450_000, 100_000, 451_500, 102_000), shapely.box(451_500, 100_000, 454_000, 102_000)
    north = shapely.box(450_000, 102_000, 454_000, 104_000)
    wkb = [shapely.to_wkb(one) for one in (west, east, north)]
    codes = ["E85000000011", "E85000000012", "E85000000013"]
    hub.add_areas(Boundaries.from_wkb("ward", codes, codes, wkb), WHO)
    marks = {row[1].words: row[3].mark for row in places_of(hub).rows}
    assert marks == dict(zip(codes, (Mark.NOT_SUPPLIED, Mark.NOT_SUPPLIED, Mark.SHOWN), strict=True))


def test_each_layer_has_a_sign_of_its_own_on_screen_and_on_paper() -> None:
    assert set(SYMBOLS) == {layer.name for layer in LAYERS if layer.form == "points"}
    block = sample_class_map()
    points = (MapPoints("cctv-cameras", "Cameras", ((450_250.0, 300_250.0),)), MapPoints("schools", "Schools", ()))
    with_points = replace(block, points=points)
    assert draw_map(with_points) != draw_map(block)
    assert all(one.title in draw_map(with_points) and one.title in legend(with_points) for one in points)
    layers = draw_on_screen(with_points, 500, 600, dict).layout.map.layers
    assert len(layers) == len(draw_on_screen(block, 500, 600, dict).layout.map.layers) + 2


def test_more_places_than_a_printed_map_can_carry_are_left_to_the_table() -> None:
    block = sample_class_map()
    many = replace(block, points=(MapPoints("cctv-cameras", "Cameras", ((450_250.0, 300_250.0),) * (MOST_SIGNS + 1)),))
    drawn = draw_map(many)
    assert "too many" in "".join(ElementTree.fromstring(drawn).itertext())
    assert drawn.count("<path") == draw_map(block).count("<path")
