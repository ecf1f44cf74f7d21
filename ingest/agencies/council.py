"""The local authority: road traffic collisions (SI 2007/1831 paragraph 5), racial incidents (7), anti-social behaviour
identified by it or reported to it (8)."""

from dataclasses import replace

from ingest.categories import column, reference
from ingest.columns import degrees, grid, when
from ingest.contract import Column, Dataset, Mapping, Unfit

_SEVERITIES = (("Killed", "killed"), ("Serious", "seriously injured"), ("Slight", "slightly injured"))
_CHILD = "A child is 0 to 15; a casualty of unknown age counts as an adult."

FORM = Mapping(
    name="agency-form",
    title="Road traffic collisions, agency form",
    scheme="",
    scale="exact",
    default_provider="Local authority",
    columns=(
        *when("Collision", "collision"),
        *grid(),
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
        *degrees("lon", "lat"),
    ),
    dropped={
        **dict.fromkeys(("year", "month", "day", "hour"), "says the same as date and output_time"),
        **dict.fromkeys(("mode", "sex"), "about the casualty; not prescribed"),
        **dict.fromkeys(("light_conditions", "speed_limit", "number_vehicles"), "not prescribed"),
        **dict.fromkeys(("collision_severity", "number_casualties"), "worked out from the casualties"),
        "area_name": "the point is placed instead",
    },
    identifiers=frozenset({"AREFNO"}),
    notes=(_CHILD,),
)

STATS19_CODED = Mapping(
    name="stats19-coded",
    title="STATS19 tables of the Department for Transport, joined: one coded row for each casualty",
    scheme="",
    scale="exact",
    default_provider="Local authority",
    fold="casualties-to-collisions",
    columns=(
        Column("key", "collision_index", "Reference of the collision: joins its casualties, then is dropped.", "key"),
        Column("date", "date", "Day of the collision.", "date", form="DD/MM/YYYY"),
        Column("time", "time", "Local time; blank when unknown.", "time", blank=True, form="HH:MM"),
        *grid("location_easting_osgr", "location_northing_osgr"),
        Column(
            "severity",
            "casualty_severity",
            "Severity of this casualty: 1 fatal, 2 serious, 3 slight.",
            "code",
            allowed=column("stats19_severity_codes", "severity"),
        ),
        Column(
            "age_band",
            "age_band_of_casualty",
            "Age band: 1 to 3 are children; -1 is unknown.",
            "code",
            allowed=column("stats19_age_band_codes", "age_band"),
        ),
    ),
    identifiers=frozenset({"collision_index"}),
    notes=(
        _CHILD,
        "The hub joins the casualty and the collision table itself (saferhub receive FILE --with OTHER); it keeps "
        "these columns alone.",
    ),
)

_JOIN = (
    "receive the collision table and the casualty table of the year together: "
    "saferhub receive FILE --with OTHER --dataset road-collisions."
)

ROAD_COLLISIONS = Dataset(
    name="road-collisions",
    title="Road traffic collisions",
    clause="SI 2007/1831 ¶5",
    agency="local authority",
    mappings=(FORM, STATS19, STATS19_CODED),
    unfit=(
        Unfit(
            title="a STATS19 casualty table without its collisions",
            headings=("Accident Index", "CasualtyNumber", "CasualtySeverity"),
            found="casualties with a year, and no date, time or location of the collision, which paragraph 5 asks for.",
            do="ask for the decoded casualty file (layout stats19-casualties), which holds them.",
        ),
        Unfit(
            title="the casualty table of the Department for Transport",
            headings=("collision_index", "casualty_reference", "casualty_severity"),
            lacks=("date", "location_easting_osgr"),
            found="casualties, and no date, time or location of the collision, which paragraph 5 asks for.",
            do=_JOIN,
        ),
        Unfit(
            title="the collision table of the Department for Transport",
            headings=("collision_index", "number_of_casualties", "location_easting_osgr"),
            lacks=("casualty_severity",),
            found="collisions without the numbers of adults and children killed, seriously and slightly injured.",
            do=_JOIN,
        ),
        Unfit(
            title="the vehicle table of the Department for Transport",
            headings=("collision_index", "vehicle_reference", "vehicle_type"),
            lacks=("casualty_severity",),
            found="vehicles and their drivers, of which paragraph 5 asks for nothing.",
            do=_JOIN,
        ),
    ),
)
"""Collisions: time, date, location, and how many adults and children were killed, seriously and slightly injured."""

RACIAL_INCIDENTS = Dataset(
    name="racial-incidents",
    title="Racial incidents",
    clause="SI 2007/1831 ¶7",
    agency="local authority",
    mappings=(
        Mapping(
            name="agency-form",
            title="Racial incidents, agency form",
            scheme="",
            category="racial-incident",
            scale="exact",
            default_provider="Local authority",
            columns=(*when("Incident", "incident"), *grid()),
            notes=(
                "Racial: perceived to be racist by the victim or any other person (Best Value Performance Indicators "
                "2005/06, 174 and 175). Hate crimes flagged by the police are another series; do not add the two.",
            ),
        ),
    ),
    sensitive=True,
)
"""Incidents recorded by the authority as racial: time, date and location, nothing about those involved."""

FIXMYSTREET = Mapping(
    name="fixmystreet-counts",
    title="Street problems reported on FixMyStreet, numbers by area and category, one file a month",
    scheme="council-asb",
    scale="area",
    default_provider="FixMyStreet (mySociety)",
    said={"told_by": "Reported by the public", "scheme": "SHEF_A"},
    repeated="number",
    columns=(
        Column("area", "lsoa", "Area of 2011 (LSOA, data zone or super output area) in which the problem is.", "area"),
        Column(
            "code",
            "SHEF_A_CODE",
            "Category in the scheme SHEF_A.",
            "code",
            allowed=tuple(row["code"] for row in reference("council_asb_codes") if row["scheme"] == "SHEF_A"),
        ),
        Column("number", "reports", "How many reports; an area and category without a row had none.", "count"),
    ),
    dropped={
        "unique_users": "counts those who reported, not what was reported",
        "average_per_user": "says of those who reported, not of what was reported",
    },
    notes=(
        "Reports made on one website are a part of what the public reports to an authority; do not add the two sets.",
        "Reports are held at a point of their area, without day or time.",
    ),
)

COUNCIL_ASB = Dataset(
    name="council-asb",
    title="Anti-social behaviour known to the local authority",
    clause="SI 2007/1831 ¶8",
    agency="local authority",
    mappings=(
        Mapping(
            name="agency-form",
            title="Anti-social behaviour known to the local authority, agency form",
            scheme="council-asb",
            scale="exact",
            default_provider="Local authority",
            told_by="told_by",
            columns=(
                *when("Incident", "incident"),
                Column(
                    "told_by",
                    "Told by",
                    "Whether (a) the authority identified it or (b) the public reported it.",
                    "code",
                    allowed=column("asb_tellers", "told_by"),
                ),
                Column(
                    "scheme",
                    "Scheme",
                    "The list the code is of: any system the authority uses, once it is in the code list.",
                    "code",
                    allowed=column("council_asb_codes", "scheme"),
                ),
                Column(
                    "code",
                    "Code",
                    "The category in that scheme; no text beside it.",
                    "code",
                    allowed=column("council_asb_codes", "code"),
                ),
                *grid(),
            ),
            notes=("The partnership edits the codes and their categories: data/reference/council_asb_codes.csv.",),
        ),
    ),
)
"""Incidents identified by the authority (a) and reported to it by the public (b): category, time, date, location."""

STREET_PROBLEMS = Dataset(
    name="street-problem-reports",
    title="Street problems reported on a public website",
    clause="open data beside SI 2007/1831 ¶8",
    agency="publisher of the website",
    mappings=(
        replace(FIXMYSTREET, name="agency-form", title="Street problems, numbers by area and category", dropped={}),
        FIXMYSTREET,
    ),
)
"""Open numbers of reports by area and category: a set of its own, so that they are never added to the authority's."""
