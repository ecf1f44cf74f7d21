"""Chance: whether two released counts differ by more than events that come by chance would (Poisson, 95 %)."""

from collections.abc import Sequence
from math import inf

from geo.change import control_limits, count_interval, ratio_interval
from hub.disclosure.derive import classify, work_out
from hub.disclosure.marks import CLASS_NOT_SUPPLIED, NOT_SUPPLIED, SafeCell, SafeClass

CONFIDENCE = 0.95
BEYOND, WITHIN = "beyond chance", "within chance"
HIGHER, LOWER, ALIKE = "higher", "lower", "not told apart"


def change_limits(now: SafeCell, before: SafeCell, longer: float = 1.0) -> tuple[SafeCell, SafeCell]:
    """Least and most change in per cent that the two counts allow (95 %, exact); hidden as soon as either count is.

    The most is not applicable where there may have been nothing before, and both where nothing happened at all.
    ``longer``: as for ``judge_change``; the change is then that of a day.
    """
    limits = [
        work_out((now, before), lambda *counts, end=end: _limits(counts, (now.spread, before.spread), longer)[end])
        for end in (0, 1)
    ]
    return limits[0], limits[1]


def judge_change(now: SafeCell, before: SafeCell, longer: float = 1.0) -> SafeClass:
    """Whether two counts differ by more than chance would give; no class where either is hidden.

    ``longer``: the length of the period of now as a multiple of that of before, as a month of 31 days has more.
    """

    def judge(*counts: float) -> str:
        least, most = _limits(counts, (now.spread, before.spread))
        even = 100 * (longer - 1)
        return BEYOND if (least is not None and least > even) or (most is not None and most < even) else WITHIN

    return classify((now, before), judge)


def _limits(
    counts: Sequence[float], spreads: tuple[int, int], longer: float = 1.0
) -> tuple[float | None, float | None]:
    """Change in per cent of counts (now, before); the widest that counts so much off (rounding) allow."""
    (now, before), (spread, spread_before) = map(int, counts), spreads
    if not now and not before:
        return None, None
    low, _ = ratio_interval(max(now - spread, 0), before + spread_before, CONFIDENCE)
    _, high = ratio_interval(now + spread, max(before - spread_before, 0), CONFIDENCE)
    return 100 * (low / longer - 1), None if high == inf else 100 * (high / longer - 1)


def count_limits(count: SafeCell) -> tuple[SafeCell, SafeCell]:
    """Least and most that the mean behind a count may be (95 %, exact); hidden with the count."""
    low, high = (work_out((count,), lambda number, end=end: _mean(number, count.spread)[end]) for end in (0, 1))
    return low, high


def rate_limits(count: SafeCell, residents: int | None) -> tuple[SafeCell, SafeCell]:
    """The same per 1,000 residents; not supplied where nobody knows how many there are."""
    if residents is None:
        return NOT_SUPPLIED, NOT_SUPPLIED
    low, high = (
        work_out((count,), lambda number, end=end: _rate(_mean(number, count.spread)[end], residents)) for end in (0, 1)
    )
    return low, high


def judge_rates(one: SafeCell, other: SafeCell, residents: int | None, of_other: int | None) -> SafeClass:
    """Whether the rate of ``other`` is higher or lower than that of ``one`` by more than chance would give."""
    if not residents or not of_other:
        return CLASS_NOT_SUPPLIED

    def judge(count: float, beside: float) -> str:
        even = of_other / residents
        low, _ = ratio_interval(max(int(beside) - other.spread, 0), int(count) + one.spread, CONFIDENCE)
        _, high = ratio_interval(int(beside) + other.spread, max(int(count) - one.spread, 0), CONFIDENCE)
        return HIGHER if low > even else LOWER if high < even else ALIKE

    return classify((one, other), judge)


def _mean(count: float, spread: int) -> tuple[float, float]:
    """Limits of the mean behind a count that may be so much off."""
    low, _ = count_interval(max(int(count) - spread, 0), CONFIDENCE)
    _, high = count_interval(int(count) + spread, CONFIDENCE)
    return low, high


def _rate(events: float, residents: int) -> float | None:
    return 1000 * events / residents if residents else None


def find_limits(earlier: Sequence[SafeCell]) -> tuple[SafeCell, SafeCell]:
    """Control limits (three standard deviations) of the count after earlier ones; hidden as soon as one of them is."""
    low, high = (work_out(earlier, lambda *counts, end=end: control_limits(counts)[end], decimals=2) for end in (0, 1))
    return low, high
