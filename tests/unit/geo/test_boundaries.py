"""Boundary files: read in any CRS, repaired or refused by name, kept in British National Grid."""

import json

import geopandas
import numpy as np
import pytest
import shapely

from geo.boundaries import Boundaries, read_boundaries
from geo.checks import PlaceRefused

SQUARE = shapely.box(485_000, 238_000, 486_000, 239_000)
BESIDE = shapely.box(486_000, 238_000, 487_000, 239_000)


def write(path, shapes, codes=None, crs=27700, **options):
    codes = codes or [f"E0{at}" for at in range(len(shapes))]
    frame = geopandas.GeoDataFrame(
        {"code": codes, "name": [f"Area {code}" for code in codes]}, geometry=shapes, crs=crs
    )
    frame.to_file(path, **options)
    return path


def read(path, **options):
    return read_boundaries(path, "lsoa", "code", "name", **options)


@pytest.mark.parametrize("name", ["areas.gpkg", "areas.shp", "areas.geojson"])
@pytest.mark.parametrize("crs", [27700, 4326, 3857, 4258])
def test_outlines_are_the_same_from_any_file_in_any_crs(tmp_path, name, crs):
    shapes = [SQUARE, BESIDE]
    if crs != 27700:  # the file as somebody would make it who transforms as we do
        shapes = list(geopandas.GeoSeries(shapes, crs=27700).to_crs(crs))
    options = {"RFC7946": "NO"} if name.endswith("geojson") else {}
    found = read(write(tmp_path / name, shapes, crs=crs, **options))
    assert found.codes == ("E00", "E01")
    assert found.names == ("Area E00", "Area E01")
    for outline, drawn in zip(found.outlines, (SQUARE, BESIDE), strict=True):
        assert outline.hausdorff_distance(drawn) < 0.05


def test_geojson_without_crs_is_longitude_latitude(tmp_path):
    ring = [[-0.75, 52.0], [-0.74, 52.0], [-0.74, 52.01], [-0.75, 52.0]]
    feature = {"type": "Feature", "properties": {"code": "A", "name": "A"}}
    feature["geometry"] = {"type": "Polygon", "coordinates": [ring]}
    path = tmp_path / "areas.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    west, south, _, _ = read(path).outlines[0].bounds
    assert (west, south) == pytest.approx((485_900, 234_240), abs=100)


def test_areas_are_sorted_by_code_and_take_their_parents(tmp_path):
    found = read(
        write(tmp_path / "a.gpkg", [BESIDE, SQUARE], ["E2", "E1"]), parents={"E1": "W1", "E2": "W2", "E3": "W3"}
    )
    assert found.codes == ("E1", "E2")
    assert found.parents == ("W1", "W2")
    assert found.outlines[0].equals(SQUARE)


def test_a_spike_is_repaired_and_told(tmp_path):
    spike = shapely.Polygon(
        [
            (485000, 238000),
            (486000, 238000),
            (486000, 238500),
            (486200, 238500),
            (486000, 238500),
            (486000, 239000),
            (485000, 239000),
        ]
    )
    assert not spike.is_valid
    found = read(write(tmp_path / "a.gpkg", [spike, BESIDE]))
    assert found.repairs == ("E00",)
    assert found.outlines[0].is_valid
    assert found.outlines[0].area == pytest.approx(1e6)


def test_a_bow_tie_is_refused_by_its_code(tmp_path):
    bow_tie = shapely.Polygon([(485000, 238000), (486000, 239000), (486000, 238000), (485000, 239000)])
    with pytest.raises(PlaceRefused, match="crosses itself") as refusal:
        read(write(tmp_path / "a.gpkg", [SQUARE, bow_tie], ["GOOD", "TIED"]))
    assert refusal.value.found == "TIED"


def test_what_is_no_boundary_file_is_refused_in_three_lines(tmp_path):
    picture = tmp_path / "map.gpkg"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    for path in (picture, tmp_path / "absent.gpkg"):
        with pytest.raises(PlaceRefused) as refusal:
            read(path)
        assert [line.split()[0] for line in str(refusal.value).splitlines()] == ["REFUSED", "Found:", "Do:"]


def test_a_missing_column_is_refused_with_the_columns_there_are(tmp_path):
    path = write(tmp_path / "a.gpkg", [SQUARE])
    with pytest.raises(PlaceRefused, match="LSOA11CD") as refusal:
        read_boundaries(path, "lsoa", "LSOA11CD", "name")
    assert refusal.value.found == "columns code, name"


@pytest.mark.parametrize(
    ("shapes", "codes", "crs", "what"),
    [
        ([SQUARE, BESIDE], ["A", "A"], 27700, "more than once"),
        ([SQUARE, BESIDE], ["A", ""], 27700, "without a code"),
        ([SQUARE, shapely.Point(485_000, 238_000)], None, 27700, "not a polygon"),
        ([SQUARE, None], None, 27700, "not a polygon"),
        ([SQUARE], None, None, "no coordinate reference system"),
        ([shapely.box(2, 48, 3, 49)], None, 4326, "outside Great Britain"),
        ([SQUARE], None, 4326, "outside Great Britain"),
        ([], [], 27700, "no area"),
    ],
)
def test_what_cannot_be_measured_is_refused(tmp_path, shapes, codes, crs, what):
    options = {} if shapes else {"geometry_type": "Polygon"}
    path = write(tmp_path / "a.gpkg", shapes, codes, crs, **options)
    with pytest.raises(PlaceRefused, match=what):
        read(path)


def test_an_area_without_parent_in_the_look_up_is_refused(tmp_path):
    with pytest.raises(PlaceRefused, match="without a parent") as refusal:
        read(write(tmp_path / "a.gpkg", [SQUARE, BESIDE], ["A", "B"]), parents={"A": "W"})
    assert refusal.value.found == "B"


def test_well_known_binary_there_and_back_is_the_same():
    found = Boundaries.from_wkb("ward", ["B", "A"], ["b", "a"], [SQUARE.wkb, BESIDE.wkb], ["P", None])
    assert found.codes == ("B", "A")
    assert found.parents == ("P", None)
    assert found.to_wkb() == [SQUARE.wkb, BESIDE.wkb]


def test_boundaries_cannot_be_changed():
    found = Boundaries.from_wkb("ward", ["A"], ["a"], [SQUARE.wkb])
    with pytest.raises(AttributeError):
        found.codes = ()  # type: ignore[misc]
    with pytest.raises(ValueError, match="read-only"):
        found.outlines[0] = BESIDE


def test_the_outline_closes_slivers_and_keeps_every_area():
    near = shapely.box(486_000.6, 238_000, 487_000, 239_000)
    found = Boundaries.from_wkb("ward", ["A", "B"], ["a", "b"], [SQUARE.wkb, near.wkb])
    assert found.outline().geom_type == "Polygon"
    assert found.outline().area == pytest.approx(2_000_000, abs=1)


def test_the_outline_of_milton_keynes_is_one_polygon_without_holes(realdata):
    file = realdata / "boundaries" / "milton_keynes_lsoa_2011.geojson"
    found = read_boundaries(file, "lsoa", "LSOA11CD", "LSOA11NM")
    outline = found.outline()
    assert len(found) == 152
    assert outline.geom_type == "Polygon"
    assert len(outline.interiors) == 0
    assert outline.area == pytest.approx(np.sum([shape.area for shape in found.outlines]), rel=1e-6)
