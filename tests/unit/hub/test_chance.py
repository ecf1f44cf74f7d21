"""What products say of chance, of the months before and of concentration: from released figures, and true."""

import numpy as np
import pytest

from hub.disclosure.marks import SHARED, Mark, SafeCell, SafeClass
from hub.products.chance import BEYOND, WITHIN, change_limits, find_limits, judge_change
from hub.products.history import History
from hub.products.sentences import describe_change, describe_range
from ingest.periods import Period

SUPPRESSED, NOT_SUPPLIED = SafeCell(None, Mark.SUPPRESSED), SafeCell(None, Mark.NOT_SUPPLIED)


def test_what_is_worked_out_of_a_hidden_count_is_hidden() -> None:
    for now, before, mark in (
        (SUPPRESSED, SafeCell(9), Mark.SUPPRESSED),
        (SafeCell(9), NOT_SUPPLIED, Mark.NOT_SUPPLIED),
        (SUPPRESSED, NOT_SUPPLIED, Mark.SUPPRESSED),
    ):
        assert [one.mark for one in change_limits(now, before)] == [mark, mark]
        assert judge_change(now, before) == SafeClass(None, mark)
    assert [one.mark for one in find_limits([SafeCell(9)] * 7 + [SUPPRESSED])] == [Mark.SUPPRESSED] * 2


def test_shared_counts_give_shared_limits() -> None:
    assert all(one.shared for one in change_limits(SafeCell(9, shared=True), SafeCell(12)))


def test_there_is_no_most_where_nothing_happened_before() -> None:
    least, most = change_limits(SafeCell(12), SafeCell(0))
    assert least.value is not None and least.value > 0
    assert most.mark is Mark.NOT_APPLICABLE
    assert judge_change(SafeCell(12), SafeCell(0)).label == BEYOND
    assert judge_change(SafeCell(0), SafeCell(0)).label == WITHIN


@pytest.mark.parametrize("mean", [8, 40, 400])
def test_chance_is_called_beyond_chance_at_most_one_time_in_twenty(mean: int) -> None:
    pairs = np.random.default_rng(mean).poisson(mean, (2_000, 2)).tolist()
    called = [judge_change(SafeCell(now), SafeCell(before)).label == BEYOND for now, before in pairs]
    assert 0.005 <= np.mean(called) <= 0.055


MAY, APRIL, MARCH = (Period.parse(month) for month in ("2026-05", "2026-04", "2026-03"))


def test_the_sentence_says_whether_it_is_chance() -> None:
    assert describe_change(SafeCell(110), SafeCell(100), MAY, MARCH) == (
        "That is 10.0 % more than in March 2026 (100), a change that chance alone could give."
    )
    told = describe_change(SafeCell(1_100), SafeCell(1_000), MAY, MARCH)
    assert told.endswith("(1,000), a change beyond chance.")
    assert describe_change(SUPPRESSED, SafeCell(100), MAY, MARCH) == "The change on March 2026 is suppressed."


def test_a_shorter_month_is_no_fall() -> None:
    """The same number for each day: 2,000 in 31 days, 1,806 in 28."""
    february, january = Period.parse("2026-02"), Period.parse("2026-01")
    told = describe_change(SafeCell(1_806), SafeCell(2_000), february, january)
    assert told.endswith("a change that chance alone could give.")
    assert judge_change(SafeCell(1_806), SafeCell(2_000)).label == BEYOND


def test_rounded_counts_are_judged_by_what_they_may_be() -> None:
    assert judge_change(SafeCell(15), SafeCell(5)).label == BEYOND
    assert judge_change(SafeCell(15, spread=2), SafeCell(5, spread=2)).label == WITHIN


def test_what_rests_on_a_shared_count_is_marked() -> None:
    assert judge_change(SafeCell(3, shared=True), SafeCell(90)).text() == f"{BEYOND}{SHARED}"
    told = describe_change(SafeCell(3, shared=True), SafeCell(90), MAY, MARCH)
    assert told.endswith("a change beyond chance.") and SHARED in told


def test_nothing_against_nothing_has_no_limits() -> None:
    assert [one.mark for one in change_limits(SafeCell(0), SafeCell(0))] == [Mark.NOT_APPLICABLE] * 2


def look_back(pattern: str) -> History:
    """``x`` a hotspot, ``-`` none, ``?`` not known; the last month is September 2026."""
    months = [Period.parse("2026-09")]
    while len(months) < len(pattern):
        months.append(months[-1].previous())
    known = {"x": True, "-": False, "?": None}
    return History(tuple(reversed(months)), tuple(known[one] for one in pattern))


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("xxxxxxxxx-xx", "persistent: 11 of 12 months known"),
        ("----------xx", "emerging: first in August 2026, 12 months known"),
        ("---------x--", "intermittent: 1 of 12 months known"),
        ("x----x-----x", "intermittent: 3 of 12 months known"),
        ("xx-x--------", "former: last in January 2026"),
        ("------------", "never in this time"),
        ("??---------x", "emerging: first in September 2026, 10 months known"),
        ("???-------xx", "2 of 9 months known"),
        ("xx?x?xxxxxxx", "persistent: 10 of 10 months known"),
    ],
)
def test_five_words_and_their_dates(pattern: str, words: str) -> None:
    assert look_back(pattern).words() == words


def test_a_range_is_said_in_words_with_both_ends_and_only_of_figures_that_are_shown() -> None:
    """The interval of 110 beside 100 is that of the table of changes (Clopper, Pearson 1934)."""
    limits = [one.text(1) for one in change_limits(SafeCell(110), SafeCell(100))]
    when = MAY, MARCH
    said = describe_range(SafeCell(110), SafeCell(100), *when)
    between = f"the change lies between {limits[0][1:]} % fewer and {limits[1]} % more."
    assert said == f"Allowing for chance (95 %), {between}"
    assert between == "the change lies between 16.9 % fewer and 45.7 % more."
    assert describe_range(SUPPRESSED, SafeCell(100), *when) == ""
    assert "fewer and" in describe_range(SafeCell(100), SafeCell(100), *when)
    assert "the change is at least " in describe_range(SafeCell(12), SafeCell(0), *when)
    assert describe_range(SafeCell(110, shared=True), SafeCell(100), *when).endswith(f"more{SHARED}.")


def test_a_range_is_by_the_day_as_the_judgement_beside_it_and_never_against_it() -> None:
    """1,806 in 28 days after 2,000 in 31: as many a day, so chance could give it, and the range holds no change."""
    february, january = Period.parse("2026-02"), Period.parse("2026-01")
    now, before = SafeCell(1_806), SafeCell(2_000)
    assert "chance alone could give" in describe_change(now, before, february, january)
    said = describe_range(now, before, february, january)
    assert said.startswith("Day for day, allowing for chance (95 %), the change lies between ")
    assert "fewer and" in said
    assert said.endswith("more.")
