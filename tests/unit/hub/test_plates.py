"""A map or chart that stands alone: marking, title and release in the picture; the drawing is the printed one."""

import re
from dataclasses import replace
from io import BytesIO
from xml.etree import ElementTree

import pytest
from PIL import Image

from hub.disclosure.marks import SafeCell
from hub.disclosure.rules import ReleaseRefused
from hub.export import PICTURES, list_pictures, write_png, write_svg
from hub.paper.chart_drawing import draw_series
from hub.paper.map_drawing import draw_map
from hub.products.product import MapBlock, Section, SeriesBlock
from tests.unit.hub.sample_products import MARKING, REASON, sample_map, sample_product, sample_series

_SVG = "{http://www.w3.org/2000/svg}"
TITLES = ("Events by square", "Hotspots by square", "Events by month", "Events by month (no. 2)")


def _words(svg: bytes | str) -> list[str]:
    return [one.text or "" for one in ElementTree.fromstring(svg).iter(f"{_SVG}text")]


def test_every_map_and_chart_can_be_had_alone() -> None:
    assert list_pictures(sample_product()) == TITLES


@pytest.mark.parametrize("title", TITLES)
def test_marking_title_area_period_and_release_are_in_the_picture(title: str) -> None:
    words = _words(write_svg(sample_product(), title))
    assert words[0] == words[-1] == MARKING
    assert words[1] == title
    assert "Safer Sampleton Partnership: Sampleton, January 2019" in words
    assert any("release rel-0042, made on 2026-10-29" in line for line in words)
    assert " ".join(words).count(REASON) == 1
    assert "Source: Sampleton Police, recorded crime" in words


def test_the_drawing_is_the_printed_one_and_nothing_but_it() -> None:
    for block in (sample_map(), sample_series()):
        drawn = draw_map(block) if isinstance(block, MapBlock) else draw_series(block)
        product = replace(sample_product(), sections=(Section("One", (block,)),))
        inner = ElementTree.fromstring(write_svg(product)).find(f"{_SVG}g")
        assert inner is not None
        ours, printed = (
            [(one.tag, one.attrib, one.text) for one in tree] for tree in (inner, ElementTree.fromstring(drawn))
        )
        assert ours == printed


def test_no_number_of_a_gap_is_in_it() -> None:
    """Months that are not shown leave the same picture whatever they were; a shown one is in the scale."""
    series = SeriesBlock("T", ("2019-01", "2019-02"), {"All": (SafeCell(40), SafeCell(98_765))}, "events")
    shown = write_svg(replace(sample_product(), sections=(Section("One", (series,)),)))
    assert "98,765" in _words(shown)
    hidden = replace(series, series={"All": (SafeCell(40), sample_series().series["Burglary"][4])})
    words = _words(write_svg(replace(sample_product(), sections=(Section("One", (hidden,)),))))
    numbers = {float(one.replace(",", "")) for line in words for one in re.findall(r"\d[\d,]*", line)}
    assert max(number for number in numbers if number not in (2018, 2019, 2026)) <= 42


def test_a_picture_says_what_it_shows_to_a_reader_who_cannot_see_it() -> None:
    root = ElementTree.fromstring(write_svg(sample_product(), "Events by square"))
    assert root.attrib["role"] == "img"
    assert [one.tag for one in root][:2] == [f"{_SVG}title", f"{_SVG}desc"]
    assert (root[0].text, root[1].text) == (
        f"{MARKING}: Events by square",
        "Map of squares, darker where there were more events. Sampleton, January 2019.",
    )


def test_nothing_in_a_picture_runs_or_is_loaded() -> None:
    hostile = "<script>alert(1)</script><image href='http://a.example'/>"
    block = replace(sample_map(), title=hostile, note=hostile, measure=hostile)
    product = replace(sample_product(), sections=(Section("One", (block,)),), area_name=hostile, sources=(hostile,))
    svg = write_svg(product, hostile)
    tags = {one.tag.removeprefix(_SVG) for one in ElementTree.fromstring(svg).iter()}
    assert tags <= {"svg", "g", "title", "desc", "path", "rect", "circle", "text"}
    assert b"href=" not in re.sub(rb">[^<]*<", b"><", svg)


def test_long_words_wrap_within_the_picture() -> None:
    product = replace(sample_product(), sources=tuple(f"Agency number {at} of the partnership." for at in range(40)))
    words = _words(write_svg(product, "Events by month"))
    lines = [line for line in words if "Agency number" in line]
    assert len(lines) > 5
    assert max(map(len, lines)) < 140


def test_the_png_is_the_same_picture_at_300_pixels_an_inch() -> None:
    product = sample_product()
    root = ElementTree.fromstring(write_svg(product, "Events by square"))
    with Image.open(BytesIO(write_png(product, "Events by square"))) as picture:
        assert picture.format == "PNG"
        assert picture.width == pytest.approx(float(root.attrib["width"]) * 300 / 72, abs=1)
        assert picture.height == pytest.approx(float(root.attrib["height"]) * 300 / 72, abs=1)
        assert not picture.info.keys() - {"dpi"}
        colours = picture.convert("RGB").getcolors(1 << 24)
    assert colours is not None
    assert {(20, 63, 115), (59, 120, 176), (217, 230, 242), (255, 255, 255)} <= {colour for _, colour in colours}


def test_the_title_may_be_left_out_where_there_is_one_picture_only() -> None:
    alone = replace(sample_product(), sections=(Section("One", (sample_series(("Theft",)),)),))
    assert write_svg(alone) == write_svg(alone, "Events by month")
    for draw in PICTURES.values():
        with pytest.raises(ReleaseRefused, match="is not said") as refused:
            draw(sample_product(), "")
        assert refused.value.found == " | ".join(TITLES)
        with pytest.raises(ReleaseRefused, match="no map or chart of that name"):
            draw(sample_product(), "Events by day")
        with pytest.raises(ReleaseRefused, match="do not leave as a file"):
            draw(replace(sample_product(), shared=True), "Events by square")
