"""The map on paper: fills, patterns, legend, names; and no figure of a single area in it."""

import re
from dataclasses import replace
from itertools import pairwise
from string import ascii_lowercase
from xml.etree import ElementTree

import numpy as np
import pytest
import shapely

from hub.disclosure.marks import Mark, SafeCell, SafeClass
from hub.paper.characters import width
from hub.paper.frame import fit, steps
from hub.paper.map_drawing import GAP, MOST_HEIGHT, SCALE_ROOM, WIDTH, draw_map
from hub.paper.map_labels import LEADING, SIZE, place_names
from hub.paper.map_legend import LEGEND_WIDTH
from hub.paper.palette import CLASS_COLOURS, SEQUENCE, class_edges, legend_entries
from tests.unit.hub.sample_products import SUPPRESSED, sample_class_map, sample_map

_SVG = "{http://www.w3.org/2000/svg}"


def _words(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter(f"{_SVG}text")]


def _luminance(colour: str) -> float:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_each_mark_and_a_true_zero_have_their_own_legend_entry() -> None:
    words = _words(draw_map(sample_map()))
    for entry in ("0 (none)", "suppressed", "not supplied", "not applicable"):
        assert words.count(entry) == 1


def test_a_mark_that_does_not_occur_has_no_legend_entry() -> None:
    block = replace(sample_map(2), cells={f"SQ{place:03}": SafeCell(place + 5) for place in range(4)})
    assert not {"0 (none)", "suppressed", "not supplied", "not applicable"} & set(_words(draw_map(block)))


def test_every_area_is_in_exactly_one_legend_entry() -> None:
    for block in (sample_map(), sample_class_map()):
        codes = [code for entry in legend_entries(block) for code in entry.codes]
        assert sorted(codes) == sorted(block.shapes)


def test_colours_run_from_light_to_dark_so_that_greyscale_keeps_their_order() -> None:
    shades = [_luminance(colour) for colour in SEQUENCE]
    assert all(light - dark > 30 for light, dark in pairwise(shades))
    hot = [_luminance(CLASS_COLOURS[f"hotspot {level} %"]) for level in (99, 95, 90)]
    assert hot == sorted(hot)
    assert max(hot) < _luminance(CLASS_COLOURS["not a hotspot"]) - 20


def test_class_edges_come_from_shown_values_only() -> None:
    cells = {f"SQ{place:03}": SafeCell(value) for place, value in enumerate((5, 6, 7))} | {"SQ003": SUPPRESSED}
    labels = [entry.label for entry in legend_entries(replace(sample_map(2), cells=cells))]
    assert labels == ["7", "6", "5", "suppressed"]
    assert class_edges((5.0, 6.0, 7.0, 8.0, 9.0, 10.0), ()) == (6.0, 7.0, 8.0, 9.0)
    assert class_edges((), ()) == ()


def test_breaks_may_carry_the_ends_of_the_range_or_leave_them_out() -> None:
    values = (5.0, 8.0, 12.0, 20.0)
    assert class_edges(values, (8.0, 12.0)) == (8.0, 12.0)
    assert class_edges(values, (5.0, 8.0, 12.0, 20.0)) == (8.0, 12.0)
    assert class_edges(values, (1.0, 8.0, 99.0)) == (8.0,)


def test_a_legend_names_the_lowest_and_highest_shown_value_of_each_class() -> None:
    cells = {f"SQ{place:03}": SafeCell(value) for place, value in enumerate((5, 8, 12, 1400))}
    block = replace(sample_map(2), cells=cells, breaks=(10.0,))
    assert [entry.label for entry in legend_entries(block)] == ["12 to 1,400", "5 to 8"]


def test_equal_maps_are_drawn_with_equal_bytes_whatever_the_order_of_their_areas() -> None:
    block = sample_map()
    turned = replace(block, shapes=dict(reversed(block.shapes.items())), cells=dict(reversed(block.cells.items())))
    assert draw_map(block) == draw_map(turned)


def test_the_drawing_of_two_suppressed_areas_tells_nothing_of_either() -> None:
    """Changing which mark or number stands elsewhere leaves the hatching as it was."""
    block = sample_map()
    other = replace(block, cells={c: SafeCell(5) if cell.shown else cell for c, cell in block.cells.items()})
    assert _hatching(draw_map(block)) == _hatching(draw_map(other))
    assert _hatching(draw_map(block))


def test_a_shape_without_a_cell_is_refused_rather_than_left_white() -> None:
    block = sample_map()
    with pytest.raises(ValueError, match="a cell for each shape"):
        draw_map(replace(block, cells={"SQ000": SUPPRESSED}))


def test_names_from_a_file_cannot_become_markup() -> None:
    assert "Eastwood" in "".join(_words(draw_map(sample_map())))
    assert "<b>" not in draw_map(sample_map())


def test_the_scale_bar_is_as_long_as_it_says() -> None:
    svg = draw_map(sample_map())
    room = (WIDTH - LEGEND_WIDTH - GAP, MOST_HEIGHT - SCALE_ROOM)
    frame = fit(np.array([shapely.box(480_000, 230_000, 483_500, 233_500)]), *room)
    dark = [box for box in ElementTree.fromstring(svg).iter(f"{_SVG}rect") if box.get("height") == "3.2"]
    assert "0.5 km" in _words(svg)
    assert sum(float(box.get("width", 0)) for box in dark) == pytest.approx(500 * frame.scale, abs=0.02)


def test_north_is_up_and_one_metre_is_as_long_both_ways() -> None:
    frame = fit(np.array([shapely.box(0, 0, 2000, 1000)]), 206, 206)
    corners = frame.project(np.array([(0.0, 0.0), (2000.0, 1000.0)]))
    assert corners.tolist() == [[3.0, 103.0], [203.0, 3.0]]


def test_holes_are_drawn_as_holes() -> None:
    ring = shapely.box(0, 0, 9, 9).difference(shapely.box(3, 3, 6, 6))
    assert steps(np.array([ring])).count("M") == 2


def test_names_do_not_overlap_and_those_without_room_get_a_letter_or_are_counted() -> None:
    shapes = {f"W{place:02}": shapely.box(place % 5 * 20, place // 5 * 12, place % 5 * 20 + 20, place // 5 * 12 + 12)
              for place in range(25)}  # fmt: skip
    names = {code: f"Great Longname {code}" for code in shapes}
    labels = place_names(shapes, names, (0, 0, 100, 60))
    boxes = [(label.x - _wide(label.lines) / 2, label.y - SIZE * 0.85, label.x + _wide(label.lines) / 2,
              label.y - SIZE * 0.85 + LEADING * len(label.lines)) for label in labels.placed]  # fmt: skip
    assert not any(shapely.box(*a).intersection(shapely.box(*b)).area > 0.01 for a in boxes for b in boxes if a != b)
    assert len(labels.placed) + labels.left_out == 25
    assert [letter for letter, _ in labels.key] == list(ascii_lowercase[: len(labels.key)])
    assert labels.key
    assert all(name.startswith("Great Longname") for _, name in labels.key)


def test_a_map_of_an_unknown_class_still_names_it() -> None:
    cells = {f"SQ{place:03}": SafeClass("emerging") for place in range(4)}
    assert "emerging" in _words(draw_map(replace(sample_class_map(2), cells=cells)))


def test_a_lone_shown_area_and_a_map_without_outlines_can_be_drawn() -> None:
    cells = {f"SQ{place:03}": SUPPRESSED for place in range(4)} | {"SQ003": SafeCell(6)}
    assert "6" in _words(draw_map(replace(sample_map(2), cells=cells, outline={}, outline_names={})))
    hidden = {code: SafeCell(None, Mark.SUPPRESSED) for code in cells}
    assert "suppressed" in _words(draw_map(replace(sample_map(2), cells=hidden, outline={})))


def _hatching(svg: str) -> list[str]:
    """The hatch lines on the map, without the one in the legend, which moves with the number of entries."""
    found = re.findall(r'<path d="([^"]*)"[^>]*stroke="#5c5c5c" stroke-width="0.55"', svg)
    return found[:1]


def _wide(lines: tuple[str, ...]) -> float:
    return max(width(line, SIZE) for line in lines)
