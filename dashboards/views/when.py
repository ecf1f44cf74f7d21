"""The analyst's page on time: when in the week events pile up, and how the months stand to one another."""

from dashboards.views.part_of_explorer import show_part
from hub.products.peak_times import HEADING as WEEK
from hub.products.trend import HEADING as MONTHS

PAGE = "when"
TITLE = "When"
ABOUT = (
    "At which hours of which days does it happen, and is it more than before? The week is read over a whole quarter; "
    "the same month a year before is in the trend, so that a season is not taken for a change."
)


def view() -> None:
    """The week and the months of one data set, period and area."""
    show_part(PAGE, TITLE, ABOUT, (WEEK, MONTHS))
