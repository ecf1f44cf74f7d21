"""Maps and charts in greyscale and for other colour vision: neighbouring classes, gaps, zero, and small areas."""

import json
import re
from dataclasses import replace
from itertools import combinations, pairwise

import numpy as np
import pypdfium2
import pytest
import shapely

from dashboards import style
from hub.briefing import write_pdf
from hub.disclosure.marks import Mark, SafeCell, SafeClass
from hub.paper.frame import fit
from hub.paper.map_drawing import picture_map
from hub.paper.palette import CLASS_COLOURS, OTHER_CLASSES, PATTERN_GROUND, SEQUENCE, Entry, legend_entries
from hub.paper.patterns import INK, fill_pattern
from hub.paper.svg import Picture
from hub.products.product import MapBlock, Section
from hub.shapes import crosses, dots, hatching
from tests.colour_vision import GREY, KINDS, distance, lightness, see
from tests.contrast import contrast
from tests.unit.hub.sample_products import NOT_APPLICABLE, NOT_SUPPLIED, SUPPRESSED, sample_map, sample_product

APART = 8.0
"""L* on grey, and CIE 1976 in colour, between neighbours of a legend: some three times the 2.3 that is just noticed."""
PALETTES = {
    "numbers, with zero": ("#ffffff", *SEQUENCE),
    "hotspots": tuple(CLASS_COLOURS.values()),
    "other classes": OTHER_CLASSES,
}
GAPS = {Mark.SUPPRESSED: SUPPRESSED, Mark.NOT_SUPPLIED: NOT_SUPPLIED, Mark.NOT_APPLICABLE: NOT_APPLICABLE}
DOTS_AN_INCH = 300
INKED = 70.0
"""Below this L* a pixel of a gap is ink of its pattern."""


def gapped(side: int, gap: SafeCell) -> MapBlock:
    """A map of true zeros in which single squares, far from each other, are a gap."""
    plain = sample_map(side)
    cells = {code: gap if at % side % 3 == at // side % 3 == 1 else SafeCell(0) for at, code in enumerate(plain.cells)}
    return replace(plain, cells=cells, outline={}, outline_names={})


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("palette", PALETTES)
def test_neighbours_of_a_palette_are_told_apart(palette: str, kind: str) -> None:
    assert all(distance(one, other, kind) >= APART for one, other in pairwise(PALETTES[palette]))


@pytest.mark.parametrize("kind", KINDS)
def test_no_two_colours_of_a_palette_look_alike(kind: str) -> None:
    for colours in PALETTES.values():
        assert all(distance(one, other, kind) >= APART for one, other in combinations(colours, 2))


def test_the_measure_tells_what_cannot_be_told_apart() -> None:
    assert distance("#c0392b", "#2e7d32", GREY) < APART < distance("#c0392b", "#2e7d32", "tritanopia")
    assert lightness("#000000") == pytest.approx(0, abs=0.01)
    assert lightness("#ffffff") == pytest.approx(100, abs=0.01)
    white = np.ones(3)
    assert all(see(white, kind) == pytest.approx(white, abs=0.01) for kind in KINDS)


@pytest.mark.parametrize("ink", [INK, style.STROKE])
def test_the_ink_of_patterns_stands_out_on_every_ground_of_a_gap(ink: str) -> None:
    assert all(contrast(ink, ground) >= 4.5 for ground in PATTERN_GROUND.values())


def test_a_map_refuses_more_classes_than_it_has_colours() -> None:
    names = [f"class {letter}" for letter in "abcdefgh"]
    block = sample_map(3)
    cells = {code: SafeClass(names[at % 8]) for at, code in enumerate(block.cells)}
    with pytest.raises(ValueError, match="tells 5 classes"):
        legend_entries(replace(block, kind="class", cells=cells))


@pytest.fixture(scope="module")
def swatches() -> dict[str, np.ndarray]:
    """The swatch of each entry of a printed legend, as pixels in greyscale (L*)."""
    block = sample_map()
    pdf = write_pdf(replace(sample_product(), sections=(Section("Map", (block,)),)))
    document = pypdfium2.PdfDocument(pdf)
    found = {}
    scale = DOTS_AN_INCH / 72
    for page in document:
        words = page.get_textpage()
        picture = np.asarray(page.render(scale=scale).to_pil().convert("RGB")) / 255
        for entry in legend_entries(block):
            search = words.search(entry.label, match_case=True, match_whole_word=True)
            place = search.get_next()
            if place and entry.label not in found:
                left, bottom, _, top = words.get_charbox(place[0])
                middle, at = page.get_height() - (bottom + top) / 2, left - 14
                part = picture[int((middle - 3.2) * scale) : int((middle + 3.2) * scale),
                               int((at - 5.5) * scale) : int((at + 5.5) * scale)]  # fmt: skip
                found[entry.label] = _lightness(part)
    document.close()
    return found


def _lightness(part: np.ndarray) -> np.ndarray:
    grey = see(part, GREY)[..., 0]
    light = np.where(grey <= 0.04045, grey / 12.92, ((grey + 0.055) / 1.055) ** 2.4)
    return np.where(light > 216 / 24389, 116 * np.cbrt(light) - 16, light * 24389 / 27)


def test_hidden_zero_and_not_supplied_never_look_alike_on_a_grey_page(swatches: dict[str, np.ndarray]) -> None:
    ink = {label: float((part < INKED).mean()) for label, part in swatches.items()}
    ground = {label: float(np.percentile(part, 90)) for label, part in swatches.items()}
    assert float(swatches["0 (none)"].min()) > 99, "zero is white and nothing else"
    assert min(ink["suppressed"], ink["not supplied"], ink["not applicable"]) > 0.02
    assert ink["suppressed"] > 2 * max(ink["not supplied"], ink["not applicable"]), "a hatch is darker than dots"
    assert ground["not supplied"] - ground["not applicable"] > APART, "dots are on white, crosses on grey"


def test_a_class_is_an_even_tone_and_a_gap_is_not(swatches: dict[str, np.ndarray]) -> None:
    gaps = {"suppressed", "not supplied", "not applicable"}
    assert all((part.std() > 8) == (label in gaps) for label, part in swatches.items())
    assert len(swatches) == len(legend_entries(sample_map()))


@pytest.mark.parametrize("mark", GAPS)
@pytest.mark.parametrize("side", [8, 40, 90])
def test_every_area_of_a_gap_has_its_pattern_however_small_on_paper(side: int, mark: Mark) -> None:
    block = gapped(side, GAPS[mark])
    entry = next(one for one in legend_entries(block) if one.mark is mark)
    boxes = _on_page(block, entry)
    drawn = Picture(500, 500)
    fill_pattern(drawn, mark, np.array(boxes))
    marks = _drawn(drawn.text())
    assert len(boxes) > 3
    assert set(shapely.STRtree(boxes).query(marks, predicate="intersects")[1]) == set(range(len(boxes)))
    assert picture_map(block).text()


@pytest.mark.parametrize("mark", GAPS)
def test_every_area_of_a_gap_has_its_pattern_however_small_on_the_screen(mark: Mark) -> None:
    block = gapped(120, GAPS[mark])
    entry = next(one for one in legend_entries(block) if one.mark is mark)
    pattern = {Mark.SUPPRESSED: hatching, Mark.NOT_SUPPLIED: dots, Mark.NOT_APPLICABLE: crosses}[mark]
    drawn = shapely.from_geojson(_as_json(pattern(block.shapes, entry.codes)))
    parts = len(shapely.get_parts(drawn))
    assert parts >= len(entry.codes) * (2 if mark is Mark.NOT_APPLICABLE else 1)


def _as_json(shape: object) -> str:
    return json.dumps(shape)


def _on_page(block: MapBlock, entry: Entry) -> list[shapely.Polygon]:
    """The areas of an entry where a page has them, in points."""
    shapes = np.array([shapely.from_wkb(one) for one in block.shapes.values()])
    frame = fit(shapes, 356, 324)
    return list(frame.project_shapes(np.array([shapely.from_wkb(block.shapes[code]) for code in entry.codes])))


def _drawn(svg: str) -> list[shapely.Geometry]:
    """Middles of dots, and the strokes of paths, of a drawing."""
    found: list[shapely.Geometry] = [
        shapely.Point(float(x), float(y)) for x, y in re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', svg)
    ]
    for steps in re.findall(r'<path d="([^"]+)"', svg):
        for x, y, across, _ in re.findall(r"M([\d.-]+) ([\d.-]+)H([\d.-]+)M([\d.-]+)", steps):
            found.append(shapely.LineString([(float(x), float(y)), (float(across), float(y))]))
        for stroke in re.findall(r"M([^MHVZ]+)", steps) if "H" not in steps else []:
            pairs = np.array(re.findall(r"-?[\d.]+", stroke), dtype=float).reshape(-1, 2)
            found.append(shapely.LineString(pairs) if len(pairs) > 1 else shapely.Point(pairs[0]))
    return found
