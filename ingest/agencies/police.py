"""The police force: incidents (SI 2007/1831 paragraph 1) and recorded crime (paragraph 2), on the force's own forms, as
data.police.uk street files, and as burglary points cut from them."""

from ingest.categories import column
from ingest.columns import degrees, grid, when
from ingest.contract import Column, Dataset, Mapping, Unfit


def _incident(edition: str) -> tuple[Column, Column]:
    """Family and category of an incident in one edition of the National Incident Category List."""
    table, asked = f"national_incident_categories_{edition}", "(a) anti-social behaviour, (b) transport or (c) public"
    words = f"{asked} safety/welfare; administration is known and not prescribed."
    return (
        Column("family", "Incident family", words, "code", allowed=column(table, "family")),
        Column("incident", "Incident category", "Category of its family.", "code", allowed=column(table, "incident")),
    )


_ASB_TYPE = Column(
    "asb_type",
    "ASB type",
    "From April 2011, of anti-social behaviour only; blank when it was not noted.",
    "code",
    blank=True,
    allowed=column("asb_types", "asb_type"),
    only_with=("family", "Anti-social behaviour"),
)
_BREAK = "Hoax calls are anti-social behaviour before April 2011 and public safety/welfare since: a trend breaks there."
_QUALIFIERS = "Qualifiers (repeat caller, knife, child at risk and others) are not prescribed: leave the column out."

INCIDENTS = Mapping(
    name="agency-form",
    title="Police incidents, agency form (categories from April 2011)",
    scheme="nicl-2011",
    scale="exact",
    default_provider="Police",
    columns=(*when("Incident", "incident"), *_incident("2011"), _ASB_TYPE, *grid()),
    notes=(_BREAK, _QUALIFIERS),
)

INCIDENTS_2007 = Mapping(
    name="nicl-2007",
    title="Police incidents, categories of 2007/08 (incidents before April 2011)",
    scheme="nicl-2007",
    scale="exact",
    default_provider="Police",
    columns=(*when("Incident", "incident"), *_incident("2007"), *grid()),
    notes=(_BREAK, _QUALIFIERS),
)

_SEARCHES = Unfit(
    title="a stop and search file",
    headings=("Object of search", "Outcome", "Self-defined ethnicity", "Age range", "Gender"),
    found="searches of persons with their age, gender and ethnicity, which no paragraph of the Regulations prescribes.",
    do="ask for what paragraph 1 or 2 prescribes: incidents or recorded crimes, nothing about who was involved.",
)

POLICE_INCIDENTS = Dataset(
    name="police-incidents",
    title="Police incidents",
    clause="SI 2007/1831 ¶1",
    agency="police",
    mappings=(INCIDENTS, INCIDENTS_2007),
    unfit=(_SEARCHES,),
)
"""Incidents of anti-social behaviour, transport and public safety/welfare by category, with time, date and location."""

FORM = Mapping(
    name="agency-form",
    title="Recorded crime, agency form",
    scheme="notifiable-offences-2007",
    scale="exact",
    default_provider="Police",
    columns=(
        *when("Offence", "offence"),
        Column(
            "group",
            "Offence group",
            "One of the nine groups (a) to (i) of paragraph 2.",
            "code",
            allowed=column("notifiable_offences_2007", "offence_group"),
        ),
        Column(
            "offence",
            "Sub-category",
            "Sub-category in the Home Office Notifiable Offences List of 22 June 2007.",
            "code",
            allowed=column("notifiable_offences_2007", "sub_category"),
        ),
        *grid(),
    ),
)

CODES = Mapping(
    name="offence-codes",
    title="Recorded crime by Home Office offence code",
    scheme="notifiable-offence-codes",
    scale="exact",
    default_provider="Police",
    columns=(
        *when("Offence", "offence"),
        Column(
            "offence",
            "Offence code",
            "Home Office code, as text: 4.10 is not 4.1.",
            "code",
            allowed=column("notifiable_offence_codes", "code"),
        ),
        *grid(),
    ),
    notes=("Each code has one group in the list of 2007 and one in the current one; both are in the code list.",),
)

_CRIME_TYPE = column("police_uk_crime_types", "crime_type")
_SNAPPED = "Points are snapped by the publisher to a street: two crimes at one point need not be at one address."

POLICE_UK = Mapping(
    name="police-uk-street",
    title="Street-level crime file of data.police.uk",
    scheme="police-uk-crime-types",
    scale="snapped",
    provider_column="provider",
    columns=(
        Column("month", "Month", "Month of the crime; there is no day or time.", "month"),
        Column(
            "provider", "Reported by", "The force that sent the file.", "code", allowed=column("police_forces", "force")
        ),
        *degrees("Longitude", "Latitude", "of the snap point"),
        Column("crime_type", "Crime type", "One of the published crime types.", "code", allowed=_CRIME_TYPE),
    ),
    dropped={
        "Crime ID": "row identifier of the provider: never kept",
        "Falls within": "says the same as Reported by",
        "Location": "free text of the snap point; the point itself is used",
        "LSOA code": "of another year's boundaries for some files; the point is placed instead",
        "LSOA name": "of another year's boundaries for some files; the point is placed instead",
        "Last outcome category": "not prescribed",
        "Context": "free text, not prescribed",
    },
    identifiers=frozenset({"Crime ID"}),
    notes=(_SNAPPED,),
)

BURGLARY_POINTS = Mapping(
    name="gmp-burglary-points",
    title="Burglary points of Greater Manchester, four columns of the street-level files",
    scheme="police-uk-crime-types",
    scale="snapped",
    default_provider="Greater Manchester Police",
    columns=(
        Column("month", "Month", "Month of the crime; there is no day or time.", "month"),
        Column("crime_type", "Crime.type", "One of the published crime types.", "code", allowed=_CRIME_TYPE),
        *degrees("Longitude", "Latitude", "of the snap point"),
    ),
    notes=(_SNAPPED, "Rows alike in every column are crimes of their own: these files carry no reference."),
)

RECORDED_CRIME = Dataset(
    name="recorded-crime",
    title="Recorded crime",
    clause="SI 2007/1831 ¶2",
    agency="police",
    mappings=(FORM, POLICE_UK, CODES, BURGLARY_POINTS),
    unfit=(_SEARCHES,),
)
"""Crimes by sub-category with time, date and location.

A street file also carries anti-social behaviour incidents, which are prescribed by paragraph 1(a), not 2. They come in
the same file, from the same force, for the same month, and separating them would break the sum on the receipt; so they
are accepted with it under the category ``asb``, which no notifiable offence can have.
"""
