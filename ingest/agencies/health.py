"""The health board: hospital admissions (SI 2007/1831 paragraphs 9 and 10) and two numbers (paragraph 11).

Of a postcode only the outward part. Domestic abuse admissions are counted at the door: the hub holds how many there
were for each postcode district and information period, and never one admission or its day.
"""

from ingest.categories import column
from ingest.contract import Column, Dataset, Mapping
from ingest.count_columns import AREA, FIGURE, QUARTER

FORM = Mapping(
    name="agency-form",
    title="Hospital admissions, agency form",
    scheme="icd10-prescribed",
    scale="area",
    default_provider="Health board",
    columns=(
        Column("outcode", "Postcode district", "Outward part of the postcode (MK9), never more.", "outcode"),
        Column("date", "Admission date", "Day of admission.", "date", form="DD/MM/YYYY"),
        Column(
            "code",
            "ICD-10 code",
            "Three or four characters of X85-Y09, F10-F19, T51, Y90 or Y91.",
            "icd10",
            allowed=column("icd10_prescribed", "code"),
        ),
        Column(
            "area",
            "Area code",
            "Code of the small area of residence, when it may be given.",
            "area",
            optional=True,
            blank=True,
        ),
    ),
    notes=(
        "Tobacco (F17) is within the prescribed block and is kept apart, so that it can be left out of crime analysis.",
        "A postcode district alone does not place an admission: without an area code it counts as no location.",
    ),
)

HOSPITAL_ADMISSIONS = Dataset(
    name="hospital-admissions",
    title="Hospital admissions",
    clause="SI 2007/1831 ¶9",
    agency="health",
    mappings=(FORM,),
    sensitive=True,
)
"""Admissions for assault, substance misuse and alcohol: date, sub-category, postcode district."""

DOMESTIC_ABUSE_FORM = Mapping(
    name="agency-form",
    title="Domestic abuse admissions, agency form",
    scheme="",
    scale="area",
    default_provider="Health board",
    fold="admissions-to-counts",
    columns=(
        Column("outcode", "Postcode district", "Outward part of the postcode (MK9), never more.", "outcode"),
        Column("date", "Admission date", "Day of admission; only its quarter is held.", "date", form="DD/MM/YYYY"),
    ),
    notes=(
        "Held as numbers by postcode district and information period; no admission and no day is kept.",
        "The definition is that of the 2005 handbook, section 2.2; since 2021 the Domestic Abuse Act is wider, so a "
        "series across that change does not compare like with like.",
    ),
)

DOMESTIC_ABUSE_ADMISSIONS = Dataset(
    name="domestic-abuse-admissions",
    title="Hospital admissions in respect of domestic abuse",
    clause="SI 2007/1831 ¶10",
    agency="health",
    mappings=(DOMESTIC_ABUSE_FORM,),
    shape="counts",
    grain="quarter",
    sensitive=True,
)
"""Admissions in respect of domestic abuse: postcode district and date come in, numbers by quarter are held."""


def _number_form(title: str) -> Mapping:
    return Mapping(
        name="agency-form",
        title=f"{title}, agency form",
        scheme="",
        scale="area",
        default_provider="Health board",
        columns=(AREA, QUARTER, FIGURE),
    )


MENTAL_ILLNESS_OUTPATIENTS = Dataset(
    name="mental-illness-outpatients",
    title="Mental illness outpatient first attendances",
    clause="SI 2007/1831 ¶11(a)",
    agency="health",
    mappings=(_number_form("Mental illness outpatient first attendances"),),
    shape="counts",
    grain="quarter",
    sensitive=True,
)
"""How many mental illness outpatient first attendances there were in the area."""

DRUG_TREATMENT = Dataset(
    name="drug-treatment",
    title="Persons receiving drug treatment",
    clause="SI 2007/1831 ¶11(b)",
    agency="health",
    mappings=(_number_form("Persons receiving drug treatment"),),
    shape="counts",
    grain="quarter",
    sensitive=True,
)
"""How many persons received drug treatment in the area."""
