"""The health board: hospital admissions (SI 2007/1831 paragraph 9). Outward part of the postcode only."""

from ingest.categories import column
from ingest.contract import Column, Dataset, Mapping

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
)
"""Admissions for assault, substance misuse and alcohol: date, sub-category, postcode district."""
