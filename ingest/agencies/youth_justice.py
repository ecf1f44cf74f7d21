"""The youth offending services of the county and of the city: numbers of young people (2009 agreement, Appendix 1).

Two providers share one contract. Each sends only the areas it answers for, so the city is never counted in the county.
"""

from ingest.categories import column, measure_codes
from ingest.contract import Column, Dataset, Mapping
from ingest.count_columns import AREA, ETHNICITY, FIGURE, GENDER, QUARTER

AGES = tuple(str(age) for age in range(10, 18))
"""The years of age of young people in youth justice: 10 to 17."""

FORM = Mapping(
    name="agency-form",
    title="Young people and offending, agency form",
    scheme="",
    scale="area",
    provider_column="provider",
    territory="youth_offending_services",
    columns=(
        Column(
            "provider",
            "Service",
            "The youth offending service that counted.",
            "code",
            allowed=column("youth_offending_services", "provider"),
        ),
        AREA,
        QUARTER,
        Column(
            "measure",
            "Measure",
            "What was counted; known is what the city's service sends.",
            "code",
            allowed=measure_codes("youth-offending"),
        ),
        Column("age", "Age", "Years; blank where the number is for all.", "code", blank=True, allowed=AGES),
        GENDER,
        ETHNICITY,
        Column(
            "offence",
            "Offence type",
            "With offences and known only; blank where the number is for all.",
            "code",
            blank=True,
            allowed=column("youth_offence_types", "offence"),
        ),
        FIGURE,
    ),
    notes=("The county's service answers for the county and its districts, the city's for the city: never for both.",),
)

YOUTH_OFFENDING = Dataset(
    name="youth-offending",
    title="Young people and offending",
    clause="Information Sharing Agreement 2009, Appendix 1",
    agency="youth offending services",
    mappings=(FORM,),
    shape="counts",
    grain="quarter",
    sensitive=True,
)
"""Offences by young people, referrals, waiting, support and prolific offenders, with age, gender and ethnicity."""
