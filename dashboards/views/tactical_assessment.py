"""The chair's page: choose month and session, press one button, have the pack; below it what the pack holds."""

from dashboards import choice, frame, keep, show
from dashboards.views import assessment_part

PRODUCT = "tactical-assessment"
TITLE = "Tactical assessment"


def view() -> None:
    """The choice, the print button, and a preview of every section of the pack."""
    chosen = choice.choose(PRODUCT)
    product = chosen.product
    with chosen.top:
        frame.head(product)
    with chosen.tools:
        frame.files(product, ("pdf",), main=True)
        keep.offer(PRODUCT, product)
    assessment_part.show(product)
    for section in product.sections:
        show.section(section)
    frame.foot(product)
