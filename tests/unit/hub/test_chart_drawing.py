"""Charts on paper: a month without a number is never a zero, and the axis tells no more than the figures."""

import re
from xml.etree import ElementTree

import pytest

from hub.disclosure.marks import Mark, SafeCell
from hub.paper.chart_axes import round_scale
from hub.paper.chart_drawing import draw_series
from hub.products.product import SeriesBlock
from tests.unit.hub.sample_products import NOT_SUPPLIED, SUPPRESSED, sample_series

_SVG = "{http://www.w3.org/2000/svg}"
_BAR = "#3b78b0"


def _words(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter(f"{_SVG}text")]


def _series(*cells: SafeCell) -> SeriesBlock:
    months = tuple(f"2019-{month + 1:02}" for month in range(len(cells)))
    return SeriesBlock("Events", months, {"All": cells}, "Events a month")


@pytest.mark.parametrize(
    ("highest", "scale"),
    [(0, (1, 4)), (1, (0.2, 1)), (5, (1, 5)), (9, (2, 10)), (79, (20, 80)), (100, (20, 100)), (2295, (500, 2500))],
)
def test_the_value_axis_ends_at_the_lowest_round_number_that_reaches(
    highest: float, scale: tuple[float, float]
) -> None:
    assert round_scale(highest) == pytest.approx(scale)


def test_a_month_without_a_number_has_no_bar_and_a_zero_has_a_label() -> None:
    svg = draw_series(_series(SafeCell(8), SUPPRESSED, NOT_SUPPLIED, SafeCell(0)))
    bars = [box for box in ElementTree.fromstring(svg).iter(f"{_SVG}rect") if box.get("fill") == _BAR]
    assert [float(bar.get("height", -1)) > 0 for bar in bars] == [True, False]
    assert {"8", "0", "suppressed", "not supplied"} <= set(_words(svg))
    assert "not applicable" not in _words(svg)


def test_the_axis_is_the_same_whichever_months_are_hidden() -> None:
    one = draw_series(_series(SafeCell(8), SUPPRESSED))
    other = draw_series(_series(SafeCell(8), SafeCell(None, Mark.NOT_APPLICABLE)))
    assert _words(one)[:6] == _words(other)[:6]


def test_lines_break_at_gaps_and_carry_their_names() -> None:
    svg = draw_series(sample_series())
    lines = re.findall(r'<path d="M([^"]*)" fill="none" stroke="#143f73"', svg)
    assert len(lines) == 3  # a gap in month 5 and one in month 9 leave three runs
    assert {"Burglary", "Robbery"} <= set(_words(svg))


def test_more_series_than_can_be_told_apart_get_a_chart_each() -> None:
    names = ("Arson", "Burglary", "Drugs", "Robbery", "Theft")
    words = _words(draw_series(sample_series(names)))
    assert all(words.count(name) == 1 for name in names)
    assert "Events a month (each chart has its own scale)" in words


def test_a_series_that_is_not_as_long_as_its_months_is_refused() -> None:
    with pytest.raises(ValueError, match="one cell for each month"):
        draw_series(SeriesBlock("T", ("2019-01", "2019-02"), {"All": (SafeCell(5),)}, "Events"))
