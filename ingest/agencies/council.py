"""The local authority: road traffic collisions (SI 2007/1831 paragraph 5), on its form and as STATS19 casualties."""

from ingest.categories import column
from ingest.contract import Column, Dataset, Mapping

_SEVERITIES = (("Killed", "killed"), ("Serious", "seriously injured"), ("Slight", "slightly injured"))

FORM = Mapping(
    name="agency-form",
    title="Road traffic collisions, agency form",
    scheme="",
    scale="exact",
    default_provider="Local authority",
    columns=(
        Column("date", "Collision date", "Day of the collision.", "date", form="DD/MM/YYYY"),
        Column(
            "time",
            "Collision time",
            "Local time; blank when unknown, which is not midnight.",
            "time",
            blank=True,
            form="HH:MM",
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
        *(
            Column(f"{short.lower()}_{who}", f"{short} {who}", f"Number of {ages} {harm}.", "count")
            for short, harm in _SEVERITIES
            for who, ages in (("adult", "adults (16 and over, or age unknown)"), ("child", "children (0 to 15)"))
        ),
    ),
)

STATS19 = Mapping(
    name="stats19-casualties",
    title="STATS19 casualty file, decoded, one row for each casualty",
    scheme="",
    scale="exact",
    default_provider="Local authority",
    fold="casualties-to-collisions",
    columns=(
        Column("key", "AREFNO", "Reference of the collision: joins its casualties, then is dropped.", "key"),
        Column("date", "date", "Day of the collision.", "date", form="YYYY-MM-DD"),
        Column("time", "output_time", "Local time; blank when unknown.", "time", blank=True, form="HH:MM:SS"),
        Column(
            "severity",
            "casualty_severity",
            "Severity of this casualty.",
            "code",
            allowed=column("stats19_severities", "severity"),
        ),
        Column(
            "age_band", "ageband", "Age band; -1 is unknown.", "code", allowed=column("stats19_age_bands", "age_band")
        ),
        Column("longitude", "lon", "WGS84 degrees.", "longitude", blank=True),
        Column("latitude", "lat", "WGS84 degrees.", "latitude", blank=True),
    ),
    dropped={
        **dict.fromkeys(("year", "month", "day", "hour"), "says the same as date and output_time"),
        **dict.fromkeys(("mode", "sex"), "about the casualty; not prescribed"),
        **dict.fromkeys(("light_conditions", "speed_limit", "number_vehicles"), "not prescribed"),
        **dict.fromkeys(("collision_severity", "number_casualties"), "worked out from the casualties"),
        "area_name": "the point is placed instead",
    },
    identifiers=frozenset({"AREFNO"}),
    notes=("A child is 0 to 15; a casualty of unknown age counts as an adult.",),
)

ROAD_COLLISIONS = Dataset(
    name="road-collisions",
    title="Road traffic collisions",
    clause="SI 2007/1831 ¶5",
    agency="local authority",
    mappings=(FORM, STATS19),
)
"""Collisions: time, date, location, and how many adults and children were killed, seriously and slightly injured."""
