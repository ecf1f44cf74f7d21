"""Shapes for the screen: in the right place, without figures, and patterned where they should be."""

import json
from string import ascii_uppercase

import numpy as np
import pytest
import shapely

from hub.letters import HIGH, WIDE, draw_letters
from hub.shapes import as_geojson, as_lines, corners, crosses, dots, hatching, homes, letters

# A square of 1 km on the Norfolk coast, and its neighbour.
SHAPES = {
    "A": shapely.box(651_000, 313_000, 652_000, 314_000).wkb,
    "B": shapely.box(652_000, 313_000, 653_000, 314_000).wkb,
}
NAMES = {"A": "Caister", "B": "Sea"}


def test_a_shape_lies_where_the_ordnance_survey_says() -> None:
    """OS guide to coordinate systems: E 651409.792 N 313177.448 is 52.658007833 N 1.716073973 E (within 5 m here)."""
    (west, east), (south, north) = corners({"A": shapely.Point(651_409.792, 313_177.448).buffer(1).wkb})
    assert (west + east) / 2 == pytest.approx(1.716073973, abs=5 / 67_500)
    assert (south + north) / 2 == pytest.approx(52.658007833, abs=5 / 111_200)


def test_a_feature_holds_code_name_and_outline_and_nothing_else() -> None:
    written = as_geojson(SHAPES, NAMES, ["A"])
    assert [set(feature) for feature in written["features"]] == [{"type", "id", "properties", "geometry"}]
    assert written["features"][0]["properties"] == {"name": "Caister"}
    assert json.loads(json.dumps(written))["features"][0]["id"] == "A"


def test_coordinates_have_five_decimals() -> None:
    ring = as_geojson(SHAPES, NAMES, ["A"])["features"][0]["geometry"]["coordinates"][0]
    assert all(round(value, 5) == value for point in ring for value in point)


def test_strokes_stay_inside_the_shapes_they_fill() -> None:
    inside = shapely.geometry.shape(as_geojson(SHAPES, NAMES, ["A"])["features"][0]["geometry"]).buffer(2e-5)
    for pattern in (hatching, dots):
        drawn = shapely.geometry.shape(pattern(SHAPES, ["A"]))
        assert not drawn.is_empty
        assert inside.covers(drawn)
    assert not shapely.geometry.shape(crosses(SHAPES, ["A"])).is_empty


def test_the_pattern_of_one_shape_does_not_depend_on_which_others_are_filled() -> None:
    alone = {tuple(map(tuple, line)) for line in hatching(SHAPES, ["A"])["coordinates"]}
    both = shapely.geometry.shape(hatching(SHAPES, ["A", "B"]))
    assert all(both.buffer(2e-5).covers(shapely.LineString(line)) for line in alone)


def test_no_small_area_goes_without_a_dot() -> None:
    tiny = {**SHAPES, "C": shapely.box(651_400, 313_400, 651_401, 313_401).wkb}
    assert dots(tiny, ["C"])["coordinates"]


def test_each_shape_is_at_home_in_the_area_that_holds_its_middle() -> None:
    whole = {"W": shapely.box(651_000, 313_000, 652_000, 314_000).wkb}
    assert homes(SHAPES, whole) == {"A": "W"}


def test_outlines_become_lines() -> None:
    assert as_lines(SHAPES)["type"] == "MultiLineString"
    assert len(as_lines(SHAPES)["coordinates"]) == 2


def test_every_letter_is_centred_and_as_high_as_asked() -> None:
    for letter in ascii_uppercase:
        points = np.array([point for stroke in draw_letters(letter, 100.0, 200.0, 60.0) for point in stroke])
        assert len(points) >= 2, letter
        assert np.ptp(points[:, 1]) == pytest.approx(60.0, abs=60 * 0.1)
        assert np.abs(points[:, 0] - 100).max() <= 60 * (WIDE / 2 + 0.3) / HIGH
    one, two = (draw_letters(word, 0.0, 0.0, 6.0) for word in ("A", "AB"))
    assert min(x for stroke in two for x, _ in stroke) == pytest.approx(-(2 * WIDE + 1.6) / 2)
    assert len(two) == len(one) + len(draw_letters("B", 0.0, 0.0, 6.0))
    assert draw_letters("1", 0.0, 0.0, 6.0) == []


def test_letters_stand_in_the_middle_of_their_shapes() -> None:
    squares = {
        code: shapely.box(east, 230_000, east + 500, 230_500).wkb
        for code, east in (("west", 480_000), ("east", 490_000))
    }
    drawn = letters(squares, {"east": "H"})
    points = np.array([point for line in drawn["coordinates"] for point in line])
    middle = as_geojson(squares, {}, ["east"])["features"][0]["geometry"]["coordinates"][0]
    assert points.mean(axis=0) == pytest.approx(np.mean(middle[:4], axis=0), abs=1e-3)
    assert len(drawn["coordinates"]) == 3
