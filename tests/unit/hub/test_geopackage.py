"""Maps for a GIS: released cells only, marks in words, the printed colours and patterns, marking and release."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import geopandas
import pyogrio
import pytest
import shapely

from hub.disclosure.marks import WORDS, Mark, SafeCell, SafeClass
from hub.disclosure.rules import ReleaseRefused
from hub.export import write_gpkg
from hub.paper.geopackage import COLUMNS, layer_name
from hub.paper.palette import PATTERN_GROUND, legend_entries
from hub.products.product import MapBlock, MapPoints, Product, Section
from tests.unit.hub.sample_products import MARKING, REASON, SUPPRESSED, sample_map, sample_product, sample_series

COUNTS, CLASSES = "map_1_events_by_square", "map_2_hotspots_by_square"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    path = tmp_path / "sample.gpkg"
    path.write_bytes(write_gpkg(sample_product()))
    return path


def _maps(product: Product) -> list[MapBlock]:
    return [block for section in product.sections for block in section.blocks if isinstance(block, MapBlock)]


def _with(*blocks: MapBlock) -> Product:
    return replace(sample_product(), sections=(Section("Maps", blocks),))


def _rows(content: bytes, query: str) -> list[Any]:
    with closing(sqlite3.connect(":memory:")) as base:
        base.deserialize(content)
        return base.execute(query).fetchall()


def _styles(content: bytes) -> Iterator[tuple[str, ElementTree.Element]]:
    for name, style in _rows(content, "SELECT f_table_name, styleQML FROM layer_styles ORDER BY id"):
        yield name, ElementTree.fromstring(style)


def _options(layer: ElementTree.Element) -> dict[str, str]:
    return {one.attrib["name"]: one.attrib["value"] for one in layer.findall("Option/Option")}


def test_a_gis_reads_one_layer_for_each_map_in_the_british_national_grid(package: Path) -> None:
    layers = pyogrio.list_layers(package)
    assert layers.tolist() == [[COUNTS, "MultiPolygon"], [CLASSES, "MultiPolygon"], ["layer_styles", None]]
    for layer, block in zip((COUNTS, CLASSES), _maps(sample_product()), strict=True):
        read = geopandas.read_file(package, layer=layer)
        assert read.crs.to_epsg() == 27700
        assert tuple(read.columns) == (*COLUMNS, "geometry")
        assert read.code.tolist() == sorted(block.shapes)
        for code, shape in zip(read.code, read.geometry, strict=True):
            assert shapely.equals(shape, shapely.from_wkb(block.shapes[code]))


def test_values_are_the_released_ones_and_gaps_are_null_with_their_mark_in_words() -> None:
    content = write_gpkg(sample_product())
    for layer, block in zip((COUNTS, CLASSES), _maps(sample_product()), strict=True):
        found = {code: rest for code, *rest in _rows(content, f'SELECT code, name, value, mark FROM "{layer}"')}
        assert found.keys() == block.shapes.keys()
        for code, (name, value, mark) in found.items():
            cell = block.cells[code]
            assert name == block.names[code]
            assert mark == (WORDS[cell.mark] if cell.mark is not Mark.SHOWN else "shown")
            assert value == (cell.value if isinstance(cell, SafeCell) else cell.label)
    assert _rows(content, f"SELECT value, mark FROM \"{COUNTS}\" WHERE code = 'SQ003'") == [(0, "shown")]


def test_counts_are_whole_numbers_rates_have_one_decimal_and_no_more_than_is_printed() -> None:
    block = sample_map(2)
    counts = replace(
        block, cells=dict(zip(block.shapes, (SafeCell(5), SafeCell(9.0), SUPPRESSED, SafeCell(0)), strict=True))
    )
    rates = replace(counts, kind="rate", cells=dict.fromkeys(block.shapes, SafeCell(3.14159)))
    content = write_gpkg(_with(counts, replace(rates, title="Rates")))
    assert _rows(content, f"SELECT value, typeof(value) FROM {COUNTS}") == [
        (5, "integer"), (9, "integer"), (None, "null"), (0, "integer"),
    ]  # fmt: skip
    assert set(_rows(content, "SELECT value, typeof(value) FROM map_2_rates")) == {(3.1, "real")}


def test_it_holds_the_tables_of_the_standard_and_no_more_than_the_maps() -> None:
    block = replace(sample_map(), points=(MapPoints("premises", "Premises", ((480_100.0, 230_100.0),)),))
    content = write_gpkg(_with(block))
    names = {name for (name,) in _rows(content, "SELECT name FROM sqlite_master WHERE type = 'table'")}
    standard = {"spatial_ref_sys", "contents", "geometry_columns", "extensions", "metadata", "metadata_reference"}
    assert names == {*(f"gpkg_{name}" for name in standard), "layer_styles", "sqlite_sequence", COUNTS}
    assert {row[1] for row in _rows(content, f"PRAGMA table_info({COUNTS})")} == {"fid", "geom", *COLUMNS}
    assert _rows(content, "PRAGMA integrity_check") == [("ok",)]
    assert _rows(content, "PRAGMA foreign_key_check") == []
    assert _rows(content, "PRAGMA application_id") == [(int.from_bytes(b"GPKG", "big"),)]
    assert not _rows(content, "SELECT name FROM sqlite_master WHERE type IN ('view', 'trigger')")


def test_no_suppressed_number_is_anywhere_in_the_file() -> None:
    """A cell that is hidden leaves the same bytes whatever it was; what stands beside it is not moved by it."""
    shown = replace(sample_map(), cells={**sample_map().cells, "SQ000": SafeCell(987_654_321)})
    assert b"987654321" in write_gpkg(_with(shown))
    assert b"987654321" not in write_gpkg(_with(sample_map()))
    assert _rows(write_gpkg(_with(shown)), f"SELECT max(value) FROM {COUNTS}") == [(987_654_321,)]


def test_marking_and_release_stand_in_the_metadata_and_beside_each_layer(package: Path) -> None:
    about = pyogrio.read_info(package, layer=COUNTS)
    kept = about["dataset_metadata"]
    assert (kept["MARKING"], kept["RELEASE"], kept["PERIOD"]) == (MARKING, "rel-0042", "January 2019")
    assert kept["SOURCE_1"] == "Sampleton Police, recorded crime"
    for layer, title in ((COUNTS, "Events by square"), (CLASSES, "Hotspots by square")):
        told = pyogrio.read_info(package, layer=layer)["layer_metadata"]
        assert told["IDENTIFIER"] == title
        assert all(words in told["DESCRIPTION"] for words in (MARKING, "rel-0042", "January 2019", REASON))


def test_the_style_is_where_qgis_looks_for_it() -> None:
    query = """SELECT f_table_catalog, f_table_schema, f_geometry_column, useAsDefault FROM layer_styles
        WHERE f_table_schema = '' AND f_table_name = """
    for layer in (COUNTS, CLASSES):
        assert _rows(write_gpkg(sample_product()), f"{query}'{layer}'") == [("", "", "geom", 1)]


def test_each_row_is_drawn_by_one_rule_with_the_colour_of_the_printed_legend() -> None:
    """The rules are read as SQL, which writes these conditions as QGIS does."""
    content = write_gpkg(sample_product())
    for (layer, style), block in zip(_styles(content), _maps(sample_product()), strict=True):
        entries = {entry.label: entry for entry in legend_entries(block)}
        rules = style.findall("renderer-v2/rules/rule")
        assert [rule.attrib["label"] for rule in rules] == list(entries)
        symbols = {one.attrib["name"]: one for one in style.findall("renderer-v2/symbols/symbol")}
        for rule in rules:
            entry = entries[rule.attrib["label"]]
            drawn = _rows(content, f"SELECT code FROM {layer} WHERE {rule.attrib['filter']}")
            assert [code for (code,) in drawn] == sorted(entry.codes)
            ground = symbols[rule.attrib["symbol"]].find("layer")
            assert ground is not None
            assert _options(ground)["color"] == ",".join(
                [*(str(part) for part in bytes.fromhex(entry.ground[1:])), "255"]
            )


def test_gaps_are_patterns_in_the_style_and_never_a_colour_alone() -> None:
    (_, style), _ = _styles(write_gpkg(sample_product()))
    patterns = {}
    for rule in style.findall("renderer-v2/rules/rule"):
        symbol = style.find(f"renderer-v2/symbols/symbol[@name='{rule.attrib['symbol']}']")
        assert symbol is not None
        patterns[rule.attrib["label"]] = [layer.attrib["class"] for layer in symbol.findall("layer")]
    assert patterns["suppressed"] == ["SimpleFill", "LinePatternFill"]
    assert patterns["not supplied"] == patterns["not applicable"] == ["SimpleFill", "PointPatternFill"]
    assert {one.attrib["value"] for one in style.iter("Option") if one.attrib.get("name") == "name"} == {
        "circle", "cross",
    }  # fmt: skip
    shown = [kinds for label, kinds in patterns.items() if label not in WORDS.values()]
    assert all(kinds == ["SimpleFill"] for kinds in shown)
    assert len(PATTERN_GROUND) == 3


def test_names_and_titles_are_words_and_nothing_else() -> None:
    hostile = "'); DROP TABLE gpkg_contents; --\"<b>&=1+1"
    block = sample_map(2)
    names = dict.fromkeys(block.shapes, hostile)
    cells = {code: SafeClass(hostile) for code in block.shapes}
    one = replace(block, title=hostile, measure=hostile, names=names, kind="class", cells=cells)
    content = write_gpkg(replace(_with(one), marking=hostile, sources=(hostile,)))
    table = layer_name(1, hostile)
    assert table == "map_1_drop_table_gpkg_contents_b_1_1"
    assert set(_rows(content, f"SELECT name, value FROM {table}")) == {(hostile, hostile)}
    ((_, style),) = _styles(content)
    (rule,) = style.findall("renderer-v2/rules/rule")
    assert len(_rows(content, f"SELECT code FROM {table} WHERE {rule.attrib['filter']}")) == 4


def test_titles_that_are_equal_make_layers_of_their_own() -> None:
    content = write_gpkg(_with(sample_map(2), sample_map(3), replace(sample_map(2), title="e" * 200)))
    found = _rows(content, "SELECT table_name, identifier FROM gpkg_contents WHERE data_type = 'features'")
    assert [name for name, _ in found][:2] == [COUNTS, "map_2_events_by_square_no_2"]
    assert len({title for _, title in found}) == 3


def test_a_product_without_a_map_and_a_shape_without_a_cell_are_refused() -> None:
    with pytest.raises(ReleaseRefused, match="has no map"):
        write_gpkg(replace(sample_product(), sections=(Section("Months", (sample_series(),)),)))
    with pytest.raises(ValueError, match="a cell for each shape"):
        write_gpkg(_with(replace(sample_map(), cells={"SQ000": SUPPRESSED})))
    with pytest.raises(ReleaseRefused, match="do not leave as a file"):
        write_gpkg(replace(sample_product(), shared=True))


def test_it_opens_from_memory_as_from_a_file() -> None:
    read = pyogrio.read_dataframe(BytesIO(write_gpkg(sample_product())), layer=CLASSES)
    assert len(read) == 49
