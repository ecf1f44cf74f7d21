"""Reference layers: real published tables, and what refuses one."""

import datetime as dt
from functools import cache
from pathlib import Path

import pytest

from geo.boundaries import read_boundaries
from geo.checks import PlaceRefused
from geo.grid import cells_over
from ingest.layer_tables import read_layer
from ingest.layers import LayerRefused, LayerTable, Wanted
from ingest.placing import Places
from tests.unit.ingest.samples import places

TODAY = dt.date(2026, 9, 30)
OGL = "Open Government Licence v3.0"


@cache
def greater_manchester(realdata: Path) -> Places:
    folder = realdata / "boundaries"
    levels = {
        level: read_boundaries(folder / f"gm_{file}_super_generalised.geojson", level, "area_code", "area_name")
        for level, file in (("lsoa", "lsoa_2011"), ("ward", "ward_2023"))
    }
    return Places("lsoa", levels, cells_over(levels["lsoa"].outline(), 1000))


def made(folder: Path, text: str, layer: str, where: Places | None = None, **options: object) -> LayerTable:
    path = folder / "layer.csv"
    path.write_text(text, encoding="utf-8")
    named = {"licence": OGL, "date": "2019", **options}
    return read_layer(path, Wanted(layer, **named), where or places(), TODAY)  # type: ignore[arg-type]


POINTS = "id,Easting,Northing\n1,485500,235500\n2,485600,235600\n3,400000,300000\n4,NA,\n"
VALUES = "area,score\nE01000001,12.5\nE01000002,NA\nE01000009,3\nGrand Total,99\n"


def test_points_in_the_partnership_are_kept_and_every_row_is_told(tmp_path: Path) -> None:
    layer = made(tmp_path, POINTS, "cctv-cameras", label="id")
    assert layer.table.to_numpy().tolist() == [["1", 485500.0, 235500.0], ["2", 485600.0, 235600.0]]
    assert (layer.rows, layer.elsewhere, layer.without, layer.passed_over) == (4, 1, 1, 0)
    assert layer.as_text().startswith("4 rows; 2 kept; 1 outside the partnership; 1 without")


def test_numbers_of_areas_are_kept_and_a_missing_one_is_not_zero(tmp_path: Path) -> None:
    layer = made(tmp_path, VALUES, "deprivation", code="area", value="score")
    assert layer.table[["area", "level", "period", "value"]].to_numpy().tolist() == [["E01000001", "lsoa", "", 12.5]]
    assert (layer.rows, layer.elsewhere, layer.without, layer.passed_over) == (4, 1, 1, 1)


def test_thousands_separators_and_scientific_notation_are_numbers(tmp_path: Path) -> None:
    text = 'area,score\nE01000001,"1,954"\nE01000002,9.9500000000000005E-2\n'
    layer = made(tmp_path, text, "perception-survey", code="area", value="score")
    assert layer.table["value"].tolist() == [1954.0, 0.0995]


def test_prison_releases_are_by_period_and_area(tmp_path: Path) -> None:
    text = "area,when,n\nE01000001,2026-Q1,6\nE01000001,2026-Q2,8\n"
    layer = made(tmp_path, text, "prison-releases", code="area", value="n", period="when")
    assert layer.table[["area", "period", "value"]].to_numpy().tolist() == [
        ["E01000001", "2026-Q1", 6.0],
        ["E01000001", "2026-Q2", 8.0],
    ]
    with pytest.raises(LayerRefused, match="name their columns"):
        made(tmp_path, text, "prison-releases", code="area", value="n")


@pytest.mark.parametrize(
    ("options", "what"),
    [
        ({"licence": ""}, "without a licence"),
        ({"licence": "  "}, "without a licence"),
        ({"date": ""}, "without a date"),
        ({"date": "June 2019"}, "without a date"),
        ({"date": "2019-13"}, "does not exist"),
        ({"date": "2026-10-01"}, "in the future"),
        ({"date": "2027"}, "in the future"),
    ],
)
def test_a_layer_without_a_licence_or_a_date_is_refused(tmp_path: Path, options: dict[str, str], what: str) -> None:
    with pytest.raises(LayerRefused, match=what) as refused:
        made(tmp_path, POINTS, "cctv-cameras", **options)
    assert (refused.value.exit_code, len(str(refused.value).splitlines())) == (21, 3)


@pytest.mark.parametrize(
    ("text", "layer", "options", "what"),
    [
        (POINTS, "cctv", {}, "no such layer"),
        (VALUES, "cctv-cameras", {}, "no column holds their position"),
        (POINTS, "deprivation", {}, "name their columns"),
        (VALUES, "deprivation", {"code": "area", "value": "score", "period": "area"}, "name their columns"),
        (VALUES.replace("12.5", "high"), "deprivation", {"code": "area", "value": "score"}, "something else"),
        (VALUES + "E01000001,4\n", "deprivation", {"code": "area", "value": "score"}, "more than one number"),
        (VALUES.replace("E01000001", "E0100001"), "deprivation", {"code": "area", "value": "score"}, "a zero was lost"),
        (VALUES.replace("E01", "E02"), "deprivation", {"code": "area", "value": "score"}, "nothing of it lies"),
        ("lon,lat\n51.5,-0.1\n", "premises", {}, "nothing of it lies"),
        ("lon,lat\n" + "-0.755,52.007\n" * 20, "premises", {}, "at one and the same place"),
        (
            "area,when,n\nE01000001,spring,6\n",
            "prison-releases",
            {"code": "area", "value": "n", "period": "when"},
            "period",
        ),
    ],
)
def test_a_table_that_is_no_such_layer_is_refused(
    tmp_path: Path, text: str, layer: str, options: dict[str, str], what: str
) -> None:
    with pytest.raises(LayerRefused, match=what):
        made(tmp_path, text, layer, **options)


def test_only_a_part_of_the_rows_may_be_read_and_must_exist(tmp_path: Path) -> None:
    text = "area,domain,n\nE01000001,Crime,6\nE01000001,Health,8\n"
    layer = made(tmp_path, text, "deprivation", code="area", value="n", only=("domain", "Crime"))
    assert layer.table["value"].tolist() == [6.0]
    with pytest.raises(PlaceRefused, match="no such rows"):
        made(tmp_path, text, "deprivation", code="area", value="n", only=("domain", "Housing"))


def real(realdata: Path, name: str, layer: str, **options: object) -> LayerTable:
    wanted = Wanted(layer, OGL, "2019", **options)  # type: ignore[arg-type]
    return read_layer(realdata / name, wanted, greater_manchester(realdata), TODAY)


def test_the_published_index_of_deprivation_is_a_layer(realdata: Path) -> None:
    layer = real(
        realdata,
        "deprivation/GB_IMD_E_lsoa2011.csv.gz",
        "deprivation",
        code="lsoa",
        value="original_decile",
        only=("nation", "E"),
    )
    assert (layer.rows, len(layer.table), layer.elsewhere) == (32_844, 1_673, 31_171)
    assert set(layer.table["value"]) == set(range(1, 11))


def test_one_domain_of_a_long_table_is_a_layer_and_all_together_are_none(realdata: Path) -> None:
    name, columns = "deprivation/gm_lsoa_IMD_2015.csv.gz", {"code": "lsoa11cd", "value": "score"}
    layer = real(realdata, name, "deprivation", only=("index_domain", "Index of Multiple Deprivation"), **columns)
    assert layer.table.set_index("area")["value"]["E01033688"] == 70.73
    assert len(layer.table) == 1_673
    with pytest.raises(LayerRefused, match="more than one number"):
        real(realdata, name, "deprivation", **columns)


def test_the_cameras_of_trafford_are_points(realdata: Path) -> None:
    layer = real(realdata, "overlays/trafford_cctv_cameras.csv", "cctv-cameras", label="camera_id")
    assert (layer.rows, layer.without, layer.elsewhere + len(layer.table)) == (163, 0, 163)
    assert len(layer.table) >= 160


def test_gambling_premises_keep_those_with_a_position(realdata: Path) -> None:
    layer = real(realdata, "overlays/gm_gambling_premises.csv", "premises", label="activity")
    assert (layer.rows, layer.without) == (415, 2)
    assert len(layer.table) + layer.elsewhere == 413
    assert "Adult Gaming Centre" in set(layer.table["label"])


def test_area_codes_that_lost_a_zero_are_named(realdata: Path) -> None:
    with pytest.raises(LayerRefused, match="a zero was lost") as refused:
        real(realdata, "overlays/gm_gambling_premises.csv", "perception-survey", code="area_code", value="lon")
    assert refused.value.found.startswith("370 rows: E080000")


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("trafford_defibrillators", "Location"),
        ("trafford_fast_food_outlets", "name"),
        ("trafford_general_practices", "name"),
        ("trafford_metrolink_stops", "name"),
        ("trafford_schools_and_colleges", "name"),
        ("gm_probation_offices", "name"),
    ],
)
def test_coordinates_are_found_under_each_publishers_headings(realdata: Path, name: str, label: str) -> None:
    layer = real(realdata, f"overlays/{name}.csv", "premises", label=label)
    assert len(layer.table) >= 0.95 * (layer.rows - layer.without)


def test_bus_stops_that_all_stand_at_one_place_are_refused(realdata: Path) -> None:
    with pytest.raises(LayerRefused, match="one and the same place") as refused:
        real(realdata, "overlays/trafford_bus_stops.csv", "premises", label="common_name")
    assert refused.value.found == "1,025 of 1,025 points at one position."


def test_pharmacies_without_coordinates_are_refused(realdata: Path) -> None:
    with pytest.raises(LayerRefused, match="no column holds their position"):
        real(realdata, "overlays/gm_pharmacies.csv", "premises")


@pytest.mark.parametrize(
    ("heading", "text"),
    [("Self-defined ethnicity", "White"), ("Age range", "18-24"), ("Note", "AB123456C"), ("Note", "born 13/07/1961")],
)
def test_a_label_about_persons_is_refused_and_never_quoted(tmp_path: Path, heading: str, text: str) -> None:
    table = f"{heading},Easting,Northing\n{text},485500,235500\n"
    with pytest.raises(LayerRefused) as refused:
        made(tmp_path, table, "premises", label=heading)
    assert "never anything about persons" in refused.value.what
    assert text not in str(refused.value)


def test_the_name_and_address_of_a_surgery_is_a_label_and_a_missing_one_is_blank(tmp_path: Path) -> None:
    table = 'name,Easting,Northing\n"Dr Hart, 12 High Street MK9 3ES",485500,235500\nNA,485600,235600\n'
    layer = made(tmp_path, table, "premises", label="name")
    assert layer.table["label"].tolist() == ["Dr Hart, 12 High Street MK9 3ES", ""]
