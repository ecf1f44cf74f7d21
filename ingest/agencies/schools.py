"""The local authority for its schools: exclusions (SI 2007/1831 paragraph 6), which have no date but a period."""

from ingest.categories import column
from ingest.contract import Column, Dataset, Mapping
from ingest.count_columns import QUARTER

AGES = tuple(str(age) for age in range(4, 20))
"""Years of age of pupils of state primary and secondary schools, with a sixth form: 4 to 19."""

_REASONS = column("exclusion_reasons", "code")
_KEPT = ("age", "gender", "school", "phase", "reason_2", "reason_3")
_PUPIL_AND_SCHOOL = (
    QUARTER,
    Column("age", "Age", "Age of the pupil in years; never a date of birth.", "code", allowed=AGES),
    Column("gender", "Gender", "Gender of the pupil.", "code", allowed=column("genders", "gender")),
    Column("school", "School name", "Name of the school; it is the location.", "institution"),
    Column(
        "address", "School address", "Address of the school; checked, then left out of what is held.", "institution"
    ),
    Column("phase", "School phase", "State primary or state secondary.", "code", allowed=("Primary", "Secondary")),
    Column("type", "Exclusion type", "Permanent or fixed term.", "code", allowed=column("exclusion_types", "type")),
    *(
        Column(
            f"reason_{number}",
            f"Reason {number}",
            "National code of the reason, of the list valid in the period.",
            "code",
            blank=number > 1,
            allowed=_REASONS,
            editions="exclusion_reasons",
        )
        for number in (1, 2, 3)
    ),
)
_NOTES = ("No date is prescribed: an exclusion is known by its information period only.",)

FORM = Mapping(
    name="agency-form",
    title="Exclusions from school, agency form",
    scheme="exclusion-types",
    scale="exact",
    default_provider="Local education authority",
    kept=_KEPT,
    columns=(
        *_PUPIL_AND_SCHOOL,
        Column("easting", "Easting", "Of the school; British National Grid, metres.", "easting", blank=True),
        Column("northing", "Northing", "Of the school; British National Grid, metres.", "northing", blank=True),
    ),
    notes=_NOTES,
)
BY_AREA = Mapping(
    name="agency-form-by-area",
    title="Exclusions from school, with the area code of the school",
    scheme="exclusion-types",
    scale="area",
    default_provider="Local education authority",
    kept=_KEPT,
    columns=(
        *_PUPIL_AND_SCHOOL,
        Column("area", "Area code", "Code of the small area that the school stands in.", "area", blank=True),
    ),
    notes=_NOTES,
)

EXCLUSIONS = Dataset(
    name="exclusions",
    title="Exclusions from school",
    clause="SI 2007/1831 ¶6",
    agency="local authority",
    mappings=(FORM, BY_AREA),
    grain="quarter",
    sensitive=True,
)
"""Pupils excluded from state schools: age, gender, the school's name and address, reasons, permanent or fixed term."""
