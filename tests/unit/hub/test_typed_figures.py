"""What somebody types beside released figures may hold none: a count written by hand would pass the gate unseen."""

import pytest

from hub.assessments.typed_figures import find_figure

CELLS = frozenset({"SP8539", "SU500000"})


@pytest.mark.parametrize(
    "words",
    [
        "Most of it is shed burglary on the estate.",
        "On Friday 12 January and in the week before",
        "It began in January 2019 and ended on 14th February.",
        "Between 12 and 19 January 2019",
        "Since 2019-01-12, or 12/01/2019",
        "From 18:00 to 02:00, mostly at 6.30pm or 10 to 11 pm",
        "Beside the A5, the M1, the B4034 and the A1(M)",
        "In cell SP8539 and in SP 85 39",
        "One offender was charged.",
    ],
)
def test_dates_times_roads_and_cells_are_no_figures(words: str) -> None:
    assert find_figure(words, CELLS) == ""


@pytest.mark.parametrize(
    "words",
    [
        "There were 7 burglaries.",
        "Up by 12%",
        "12 % more",
        "Burglary fell from 31 to 19",
        "2019 burglaries",
        "In cell SP8540",
        "At 25:00",
        "On 45 January",
        "Some ７ of them",
        "About ½ of them, or ² more",
        "٣ robberies",
        "A5000000",
        "12:30 7",
        "3.5 times",
        "Ⅳ of them",
        "1,200 calls",
    ],
)
def test_any_other_digit_in_any_script_is_a_figure(words: str) -> None:
    assert find_figure(words, CELLS) == "a figure"


@pytest.mark.parametrize("words", ["Three robberies", "a dozen calls", "twenty-one of them", "some Hundreds", "forty"])
def test_numbers_in_words_are_figures_too(words: str) -> None:
    assert find_figure(words, CELLS) == "a number in words"
