"""The probation service: offenders resident, their needs and who they are, as numbers (2009 agreement, Appendix 1)."""

from ingest.categories import column, measure_codes
from ingest.contract import Column, Dataset, Mapping
from ingest.count_columns import AREA, ETHNICITY, FIGURE, GENDER, QUARTER

FORM = Mapping(
    name="agency-form",
    title="Offenders resident and their needs, agency form",
    scheme="",
    scale="area",
    default_provider="Probation service",
    columns=(
        AREA,
        QUARTER,
        Column(
            "measure",
            "Measure",
            "Offenders resident, or those of them with a need.",
            "code",
            allowed=measure_codes("probation"),
        ),
        Column(
            "age",
            "Age band",
            "Blank where the number is for all.",
            "code",
            blank=True,
            allowed=column("probation_age_bands", "age"),
        ),
        GENDER,
        ETHNICITY,
        FIGURE,
    ),
)

PROBATION = Dataset(
    name="probation",
    title="Offenders resident and their needs",
    clause="Information Sharing Agreement 2009, Appendix 1",
    agency="probation service",
    mappings=(FORM,),
    shape="counts",
    grain="quarter",
    sensitive=True,
)
"""Offenders who live in the area: numbers, aggregate needs and demographics; never a person."""
