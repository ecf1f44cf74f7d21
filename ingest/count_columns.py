"""The columns that every table of numbers has: area, information period, number, and who was counted."""

from ingest.categories import column
from ingest.contract import Column

AREA = Column(
    "area",
    "Area code",
    "Nine-character code: a local authority of the partnership, or one of its districts, wards or small areas.",
    "area",
)
QUARTER = Column(
    "quarter",
    "Information period",
    "Calendar quarter: 2026-Q3 is July to September 2026. May be left out when it is named on receiving.",
    "quarter",
    optional=True,
)
FIGURE = Column(
    "figure",
    "Number",
    "Whole number; 0 is none; [c], * or suppressed where it is withheld; blank is not supplied.",
    "figure",
    blank=True,
)
GENDER = Column(
    "gender", "Gender", "Blank where the number is for all.", "code", blank=True, allowed=column("genders", "gender")
)
ETHNICITY = Column(
    "ethnicity",
    "Ethnicity",
    "Code of the 18+1 list, blank where the number is for all; O1 of the older 16+1 list is read as A4.",
    "code",
    blank=True,
    allowed=column("ethnicities", "code"),
)
