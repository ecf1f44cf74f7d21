"""Near repeats: pairs counted by hand, chance, and a planted series."""

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from geo.checks import PlaceRefused
from geo.repeats import Metric, find_repeats

ARSON = Path(__file__).resolve().parents[4] / "shared" / "realdata" / "reference" / "chicago_arson.csv"
DISTANCES, DAYS = [0, 1, 101, 201], [0, 1, 8, 15]


def count_by_hand(x: np.ndarray, y: np.ndarray, day: np.ndarray, metric: Metric) -> np.ndarray:
    found = np.zeros((3, 3), dtype=int)
    for one, two in combinations(range(len(x)), 2):
        across, up = abs(x[one] - x[two]), abs(y[one] - y[two])
        away = across + up if metric == "manhattan" else (across**2 + up**2) ** 0.5
        row = next((at for at in range(3) if DISTANCES[at] <= away < DISTANCES[at + 1]), None)
        column = next((at for at in range(3) if DAYS[at] <= abs(day[one] - day[two]) < DAYS[at + 1]), None)
        if row is not None and column is not None:
            found[row, column] += 1
    return found


@pytest.mark.parametrize("metric", ["manhattan", "euclidean"])
def test_each_pair_is_counted_once_in_half_open_bins(metric: Metric) -> None:
    draw = np.random.default_rng(6)
    x, y, day = draw.integers(0, 900, 120) // 50 * 50, draw.integers(0, 900, 120) // 50 * 50, draw.integers(0, 60, 120)
    found = find_repeats(x, y, day, DISTANCES, DAYS, metric, permutations=0)
    assert found.observed.tolist() == count_by_hand(x, y, day, metric).tolist()
    assert found.observed.sum() > 50


def test_the_known_table_of_chicago_arson() -> None:
    """522 fires, 135,981 pairs, Manhattan distance (`shared/realdata/README.md`, Known answers)."""
    if not ARSON.exists():
        pytest.skip("the real open data are not beside the repository (../shared/realdata)")
    x, y, day = np.loadtxt(ARSON, delimiter=",", dtype=str).T
    found = find_repeats(
        x.astype(float), y.astype(float), day.astype("datetime64[D]").astype(int),
        [0, 1, 200, 400, 600, 1e9], [0, 1, 2, 3, 10_000],
    )  # fmt: skip
    assert found.observed.tolist() == [
        [1, 2, 0, 8],
        [8, 1, 1, 45],
        [4, 0, 0, 141],
        [6, 0, 0, 233],
        [393, 710, 770, 133_658],
    ]
    assert found.observed.sum() == 135_981
    assert found.p[1, 0] == pytest.approx(0.001), "within 200 m on one day: the calculator's strongest cell"


def test_chance_alone_is_seldom_significant_and_expected_is_what_is_seen() -> None:
    low = []
    for seed in range(30):
        draw = np.random.default_rng(seed)
        x, y, day = draw.random(150) * 1_500, draw.random(150) * 1_500, draw.integers(0, 90, 150)
        found = find_repeats(x, y, day, [0, 150, 300], [0, 8, 15], permutations=99, seed=seed)
        low += (found.p <= 0.05).ravel().tolist()
        assert found.expected.sum() == pytest.approx(found.observed.sum(), rel=0.35)
    assert np.mean(low) <= 0.1


@pytest.mark.parametrize("apart", [1, 400])
def test_expected_is_the_product_of_the_margins(apart: int) -> None:
    # Any pair of places is as likely as any other to get any pair of days: pairs of the distance bin, times the share
    # of all pairs of days that lie in the day bin. Days that lie a century apart need wider numbers.
    draw = np.random.default_rng(4)
    x, y, day = draw.random(700) * 2_000, draw.random(700) * 2_000, 45_000 + draw.integers(0, 90, 700) * apart
    days = [0, apart, 8 * apart, 15 * apart]
    found = find_repeats(x, y, day, [0, 100, 400], days, permutations=300)
    whole = find_repeats(x, y, day, [0, 100, 400], [0, 10**9], permutations=0).observed
    between = np.abs(np.subtract.outer(day, day))[np.triu_indices(700, 1)]
    share = np.histogram(between, days)[0] - [0, 0, (between == days[-1]).sum()]
    assert whole[1, 0] > 15_000
    assert found.expected == pytest.approx(whole * share / len(between), rel=0.03)


def test_no_events_make_no_pairs() -> None:
    assert find_repeats([], [], [], DISTANCES, DAYS, permutations=3).observed.sum() == 0


def test_a_planted_series_is_found() -> None:
    draw = np.random.default_rng(8)
    x, y, day = draw.random(200) * 4_000, draw.random(200) * 4_000, draw.integers(0, 365, 200)
    x, y = np.append(x, x[:40] + draw.integers(0, 80, 40)), np.append(y, y[:40])
    day = np.append(day, day[:40] + draw.integers(1, 7, 40))
    found = find_repeats(x, y, day, [0, 100, 400], [0, 8, 60], permutations=199)
    assert found.p[0, 0] == pytest.approx(1 / 200)
    assert found.ratio[0, 0] > 5
    assert found.p[1, 1] > 0.05


def test_the_same_seed_gives_the_same_answer() -> None:
    draw = np.random.default_rng(9)
    x, y, day = draw.random(80) * 900, draw.random(80) * 900, draw.integers(0, 60, 80)
    one, two = (find_repeats(x, y, day, DISTANCES, DAYS, permutations=50, seed=3) for _ in range(2))
    assert one.p.tolist() == two.p.tolist()


def test_limits_that_do_not_rise_are_refused() -> None:
    with pytest.raises(PlaceRefused):
        find_repeats([0], [0], [0], [0, 0], DAYS)
    with pytest.raises(PlaceRefused):
        find_repeats([0], [0, 1], [0], DISTANCES, DAYS)
