"""What the tactical assessment says of its exceptions is true: how many are chance alone."""

import numpy as np
import pytest

from geo.change import root_difference
from hub.products.tactical_assessment import EXCEPTION_Z


@pytest.mark.parametrize("mean", [5, 12, 30, 100])
def test_about_one_in_twenty_five_stands_out_by_chance(mean: int) -> None:
    draw = np.random.default_rng(mean)
    now, before = draw.poisson(mean, (2, 20_000))
    assert 1 / 31 <= np.mean(np.abs(root_difference(now, before)) >= EXCEPTION_Z) <= 1 / 21
