"""The analyst's page on near repeats: whether one crime makes another close by likelier, in plain words."""

from dashboards.views.part_of_explorer import show_part
from hub.products.near_repeats import HEADING

PAGE = "near-repeats"
TITLE = "Near repeats"
ABOUT = (
    "Is a place where it happened, and are its neighbours, at greater risk in the days after? Where they are, help in "
    "those days reaches the next one in time; where they are not, it is better spent on the hot spots."
)


def view() -> None:
    """The reading of each category of one data set over the last whole quarter."""
    show_part(PAGE, TITLE, ABOUT, (HEADING,))
