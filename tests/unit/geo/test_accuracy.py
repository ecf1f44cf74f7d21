"""Accuracy of a map: the answer worked by hand in the domain notes, and what holds for every map."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.accuracy import judge_map
from geo.checks import PlaceRefused


def test_fifty_of_two_hundred_crimes_in_two_and_a_half_of_fifty_square_kilometres() -> None:
    hot = [True, True, False, False]
    found = judge_map(hot, [30, 20, 100, 50], areas=[1.5, 1.0, 20, 27.5])
    assert (found.hits, found.events) == (50, 200)
    assert found.hit_rate == pytest.approx(0.25)
    assert found.pai == pytest.approx(5.0)


def test_efficiency_is_the_share_of_what_as_many_cells_could_have_told() -> None:
    # Two of ten cells are hot and hold 12 of 40; the best two hold 10 + 6: PAI 1.5 of 2.0.
    found = judge_map([True, True] + [False] * 8, [10, 2, 6, 5, 5, 4, 4, 4, 0, 0])
    assert (found.pai, found.most, found.pei) == pytest.approx((1.5, 16, 0.75))
    assert judge_map([True, False, True] + [False] * 7, [10, 2, 6, 5, 5, 4, 4, 4, 0, 0]).pei == pytest.approx(1.0)


def test_the_best_cells_are_the_best_for_their_area() -> None:
    # 10 events on 10 of 12 are no better than everywhere; the best single cell holds 3 on 1.
    found = judge_map([True, False, False], [10, 3, 1], areas=[10, 1, 1])
    assert (found.most, found.best_share) == pytest.approx((3, 1 / 12))
    assert found.pei == pytest.approx(1 / 3)


def test_where_nothing_was_hot_or_nothing_happened_there_is_no_figure() -> None:
    cold = judge_map([False] * 3, [1, 2, 3])
    assert (cold.hit_rate, cold.pai, cold.pei) == (0.0, None, None)
    quiet = judge_map([True, False, False], [0, 0, 0])
    assert (quiet.hit_rate, quiet.pai, quiet.pei) == (None, None, None)
    missed = judge_map([True, False, False], [0, 1, 4])
    assert (missed.hit_rate, missed.pai, missed.pei) == (0.0, 0.0, 0.0)


@settings(max_examples=200, deadline=None)
@given(cells=st.lists(st.tuples(st.booleans(), st.integers(0, 30), st.integers(1, 9)), min_size=1, max_size=9))
def test_no_map_is_better_than_the_best_found_by_trying_all(cells: list[tuple[bool, int, int]]) -> None:
    hot, later, areas = (np.array(column) for column in zip(*cells, strict=True))
    found = judge_map(hot, later, areas)
    if found.pai is None or found.pei is None:
        assert not hot.any() or not later.sum()
        return
    picks = [list(pick) for pick in combinations(range(len(hot)), int(hot.sum()))]
    best = max(later[pick].sum() / areas[pick].sum() for pick in picks) / (later.sum() / areas.sum())
    assert found.pei == pytest.approx(found.pai / best)
    assert 0 <= found.pei <= 1


@pytest.mark.parametrize(
    ("hot", "later", "areas"),
    [
        ([], [], None),
        ([True], [1, 2], None),
        ([True, False], [1, 2], [1]),
        ([True, False], [1, -1], None),
        ([True, False], [1, np.nan], None),
        ([True, False], [1, 2], [1, 0]),
    ],
)
def test_cells_that_do_not_fit_are_refused(hot, later, areas) -> None:
    with pytest.raises(PlaceRefused):
        judge_map(hot, later, areas)
