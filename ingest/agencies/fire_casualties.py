"""The fire and rescue authority: casualties after fires in dwellings (2009 agreement, Appendix 1: an additional set).

Numbers only, by area and information period; the incident sets of the same authority have a file of their own.
"""

from ingest.categories import measure_codes
from ingest.contract import Column, Dataset, Mapping
from ingest.count_columns import AREA, FIGURE, QUARTER

FORM = Mapping(
    name="agency-form",
    title="Casualties after fires in dwellings, agency form",
    scheme="",
    scale="area",
    default_provider="Fire and rescue authority",
    columns=(
        AREA,
        QUARTER,
        Column(
            "measure",
            "Measure",
            "What was counted.",
            "code",
            allowed=measure_codes("dwelling-fire-casualties"),
        ),
        FIGURE,
    ),
    notes=("Casualties include those who were only checked or advised, so they may be more than deaths and injuries.",),
)

DWELLING_FIRE_CASUALTIES = Dataset(
    name="dwelling-fire-casualties",
    title="Casualties after fires in dwellings",
    clause="Information Sharing Agreement 2009, Appendix 1",
    agency="fire and rescue authority",
    mappings=(FORM,),
    shape="counts",
    grain="quarter",
)
"""How many people were casualties, died or were injured following fires in domestic dwellings."""
