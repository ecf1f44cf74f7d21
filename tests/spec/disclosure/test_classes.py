"""Classes are facts about counts: what they may say, and what they may not (rules S3 and S6)."""

from hub.disclosure.marks import Mark
from tests.spec.disclosure import cases


def test_a_class_that_would_narrow_a_small_count_is_suppressed_and_the_counts_stay() -> None:
    released = cases.TELLING_CLASS.release()
    assert released.classes["hotspots"].label("B+C").mark is Mark.SUPPRESSED
    assert released.tables["events"].cell("C").value == 20


def test_a_class_that_says_little_enough_is_printed() -> None:
    assert cases.WIDE_CLASS.release().classes["hotspots"].label("B+C").text() == "hotspot"


def test_a_class_that_tells_one_small_count_from_another_is_suppressed() -> None:
    classes = cases.FINE_CLASS.release().classes["hotspots"]
    assert classes.label("A+").text() == "suppressed"
    assert classes.label("C+").text() == "hotspot"


def test_a_hidden_class_leaves_no_fact_in_the_publication() -> None:
    facts = {fact["id"] for fact in cases.FINE_CLASS.release().publication["facts"]}
    assert facts == {"hotspots:C+"}


def test_a_place_without_a_class_is_not_applicable() -> None:
    assert cases.WIDE_CLASS.release().classes["hotspots"].label("nowhere").mark is Mark.NOT_APPLICABLE
