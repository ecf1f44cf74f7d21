"""The police force: recorded crime (SI 2007/1831 paragraph 2), on its own form and as data.police.uk street files."""

from ingest.categories import column
from ingest.contract import Column, Dataset, Mapping

FORM = Mapping(
    name="agency-form",
    title="Recorded crime, agency form",
    scheme="notifiable-offences-2007",
    scale="exact",
    default_provider="Police",
    columns=(
        Column("date", "Offence date", "Day of the offence.", "date", form="DD/MM/YYYY"),
        Column(
            "time",
            "Offence time",
            "Local time; blank when unknown, which is not midnight.",
            "time",
            blank=True,
            form="HH:MM",
        ),
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
        Column(
            "easting",
            "Easting",
            "British National Grid, metres; blank when there is no location.",
            "easting",
            blank=True,
        ),
        Column(
            "northing",
            "Northing",
            "British National Grid, metres; blank when there is no location.",
            "northing",
            blank=True,
        ),
    ),
)

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
        Column(
            "longitude",
            "Longitude",
            "WGS84 degrees of the snap point; blank when there is no location.",
            "longitude",
            blank=True,
        ),
        Column(
            "latitude",
            "Latitude",
            "WGS84 degrees of the snap point; blank when there is no location.",
            "latitude",
            blank=True,
        ),
        Column(
            "crime_type",
            "Crime type",
            "One of the published crime types.",
            "code",
            allowed=column("police_uk_crime_types", "crime_type"),
        ),
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
    notes=("Points are snapped by the publisher to a street: two crimes at one point need not be at one address.",),
)

RECORDED_CRIME = Dataset(
    name="recorded-crime",
    title="Recorded crime",
    clause="SI 2007/1831 ¶2",
    agency="police",
    mappings=(FORM, POLICE_UK),
)
"""Crimes by sub-category with time, date and location.

A street file also carries anti-social behaviour incidents, which are prescribed by paragraph 1(a), not 2. They come in
the same file, from the same force, for the same month, and separating them would break the sum on the receipt; so they
are accepted with it under the category ``asb``, which no notifiable offence can have.
"""
