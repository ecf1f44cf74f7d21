"""The surroundings of a place: the square round it, and what of a shape lies in it."""

import numpy as np
import shapely

from geo.surroundings import clip, square_round


def test_the_square_holds_every_cell_with_a_margin_and_is_as_high_as_wide() -> None:
    cells = np.array([[1_000.0, 2_000.0], [2_500.0, 2_000.0]])
    assert square_round(cells, 500, 1_000) == (0.0, 250.0, 4_000.0, 4_250.0)


def test_a_shape_is_cut_at_the_square_and_one_that_only_touches_it_is_left_out() -> None:
    shapes = {
        "across": shapely.to_wkb(shapely.box(5, 5, 25, 8)),
        "beside": shapely.to_wkb(shapely.box(10, 0, 20, 10)),
        "away": shapely.to_wkb(shapely.box(50, 50, 60, 60)),
    }
    found = clip(shapes, (0, 0, 10, 10))
    assert list(found) == ["across"]
    assert shapely.from_wkb(found["across"]).equals(shapely.box(5, 5, 10, 8))
