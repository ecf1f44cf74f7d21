"""What a block carries to the browser: printed words and shapes, never a value that is not printed."""

import base64
import gc
import json
import re
from dataclasses import replace
from typing import Any

import pytest

from dashboards import drawn
from dashboards.drawn import keep_series
from dashboards.show import cell_words, write_table
from dashboards.show_map import PLAIN_GROUND, draw_map, legend
from dashboards.show_series import draw_series
from dashboards.style import chart_words, part, tag
from hub.disclosure.marks import Mark, SafeCell, SafeClass
from hub.products.product import Column, MapBlock, SeriesBlock, Text
from tests.unit.hub.sample_products import sample_class_map, sample_map, sample_series

CELLS = (SafeCell(12345), SafeCell(0), SafeCell(None, Mark.SUPPRESSED), SafeCell(None, Mark.NOT_SUPPLIED))


def payload(figure: Any) -> str:
    """What plotly sends, with packed arrays unpacked, so that a search sees every number."""
    text: str = figure.to_json()
    packed = re.findall(r'"bdata":\s*"([^"]+)"', text)
    return text + "".join(base64.b64decode(each).hex() for each in packed)


@pytest.fixture(params=[sample_map, sample_class_map])
def block(request: pytest.FixtureRequest) -> MapBlock:
    made: MapBlock = request.param()
    return made


def test_a_map_asks_nothing_of_any_server(block: MapBlock) -> None:
    assert not re.search(r"https?:|//|glyphs|sprite|tiles", json.dumps(PLAIN_GROUND))
    assert "http" not in payload(draw_map(block, 500, 600, dict).update_layout(template=None))


def test_every_area_is_drawn_once(block: MapBlock) -> None:
    drawn = [code for trace in draw_map(block, 500, 600, dict).data for code in trace.locations]
    assert sorted(drawn) == sorted(block.shapes)


def test_each_state_is_a_trace_of_its_own_with_the_name_it_has_in_the_legend(block: MapBlock) -> None:
    names = [trace.name for trace in draw_map(block, 500, 600, dict).data]
    assert {"suppressed", "not supplied", "not applicable"} <= set(names)
    assert len(names) == len(set(names))
    assert [tag("span", name) in legend(block) for name in names] == [True] * len(names)


def test_a_true_zero_is_not_drawn_as_any_kind_of_gap() -> None:
    traces = {trace.name: trace for trace in draw_map(sample_map(), 500, 600, dict).data}
    zero = traces["0 (none)"]
    assert zero.text == "0"
    assert zero.colorscale[0][1] not in {traces[name].colorscale[0][1] for name in ("suppressed", "not applicable")}


def test_areas_without_a_figure_are_covered_by_three_different_patterns(block: MapBlock) -> None:
    layers = draw_map(block, 500, 600, dict).layout.map.layers
    assert [layer.type for layer in layers] == ["line", "circle", "line", "line"]


def test_a_map_carries_no_value_as_a_number_only_words(block: MapBlock) -> None:
    for trace in draw_map(block, 500, 600, dict).data:
        assert set(trace.z) == {0}
        assert trace.customdata is None
        words = [trace.text] * len(trace.locations) if isinstance(trace.text, str) else trace.text
        assert all(block.cells[code].text() == said for code, said in zip(trace.locations, words, strict=True))


def test_the_words_of_a_place_cannot_begin_markup_in_a_chart() -> None:
    wild = replace(sample_map(), names=dict.fromkeys(sample_map().names, "<a href=x>$\\alpha$ %{z}"))
    traces = draw_map(wild, 500, 600, dict).data
    said = [feature["properties"]["name"] for trace in traces for feature in trace.geojson["features"]]
    assert not any(re.search(r"<a|\$|%\{", line) for line in said)
    assert chart_words("Westcroft & Shenley <b>") == "Westcroft &amp; Shenley b"


def test_a_month_without_a_figure_is_a_break_and_a_band_never_a_point() -> None:
    block = SeriesBlock("t", ("2019-01", "2019-02", "2019-03", "2019-04"), {"All": CELLS}, "events")
    *bands, line = draw_series(block, 300).data
    assert list(line.y) == [12345, 0, None, None]
    assert line.connectgaps is False
    assert [(band.name, list(band.x)) for band in bands] == [
        ("suppressed", ["March 2019"]),
        ("not supplied", ["April 2019"]),
    ]


def test_the_lines_of_a_series_differ_in_dash_as_well_as_colour() -> None:
    lines = [trace for trace in draw_series(sample_series(), 300).data if trace.type == "scatter"]
    assert len({trace.line.dash for trace in lines}) == len({trace.line.color for trace in lines}) == len(lines)


def test_a_table_prints_each_cell_by_itself_and_marks_the_gaps() -> None:
    columns = (Column("Area", "text"), *(Column(str(at), "count") for at in range(4)))
    written = write_table("Events", columns, [(Text("Ward"), *CELLS)])
    assert re.findall(r"<td[^>]*>([^<]*)</td>", written) == ["12,345", "0", "suppressed", "not supplied"]
    assert written.count("gap") == 2


def test_what_an_agency_wrote_is_text_on_the_page() -> None:
    written = write_table("T", (Column("Area", "text"),), [(Text("<img src=x onerror=alert(1)>"),)])
    assert "<img" not in written + part(tag("p", "<img>"))


@pytest.mark.parametrize("wrong", [3, 3.0, None, "3"])
def test_anything_that_is_not_text_or_released_is_refused(wrong: Any) -> None:
    with pytest.raises(TypeError):
        cell_words(wrong, Column("Events", "count"))


def test_a_class_is_printed_by_its_label_or_its_mark() -> None:
    column = Column("Class", "class")
    assert cell_words(SafeClass("hotspot 99 %"), column) == "hotspot 99 %"
    assert cell_words(SafeClass(None, Mark.SUPPRESSED), column) == "suppressed"


def test_a_chart_is_drawn_once_and_goes_with_its_block() -> None:
    block = sample_series()
    figure, place = keep_series(block, 100), id(block)
    assert keep_series(block, 100) is figure
    assert {key[0] for key in drawn._KEPT} >= {place}
    del block
    gc.collect()
    assert place not in {key[0] for key in drawn._KEPT}
