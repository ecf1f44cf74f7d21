"""What the tactical assessment says of its exceptions is true: how many are chance alone."""

import numpy as np
import pytest

from hub.disclosure.marks import SafeCell
from hub.products.tactical_assessment import EXCEPTION_Z, _root_difference


@pytest.mark.parametrize("mean", [5, 12, 30, 100])
def test_about_one_in_twenty_five_stands_out_by_chance(mean: int) -> None:
    draw = np.random.default_rng(mean)
    pairs = draw.poisson(mean, (20_000, 2)).tolist()
    found = [_root_difference(SafeCell(now), SafeCell(before)) for now, before in pairs]
    share = sum(abs(one) >= EXCEPTION_Z for one in found if one is not None) / len(found)
    assert 1 / 31 <= share <= 1 / 21


def test_thirty_six_against_twenty_five_is_two() -> None:
    assert _root_difference(SafeCell(36), SafeCell(25)) == pytest.approx(2.0)
