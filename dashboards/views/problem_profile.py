"""One kind of problem on one page: how large, where, when, what else is there, and what the meeting has to find out."""

from dashboards import choice, filters, frame, keep, show
from hub.products import problem_profile

PRODUCT = problem_profile.NAME
TITLE = problem_profile.TITLE


def view() -> None:
    """Choose data set, problem, period, area and audience; print it, or read it here. A click on the map goes on."""
    chosen = choice.choose(PRODUCT, by_category=True)
    product = chosen.product
    with chosen.top:
        frame.head(product)
    with chosen.tools:
        frame.files(product, ("pdf",), main=True)
        keep.offer(PRODUCT, product)
    for section in product.sections:
        show.section(section, filters.open_area if section.heading == problem_profile.WHERE else None)
    frame.foot(product)
