"""The chair's page: choose month and session, press one button, have the pack; below it what the pack holds."""

from dashboards import frame
from dashboards.views import assessment_part

PRODUCT = "tactical-assessment"
TITLE = "Tactical assessment"


def view() -> None:
    """The choice, the print button, and a preview of every section of the pack."""
    frame.foot(assessment_part.view_assessment(PRODUCT))
