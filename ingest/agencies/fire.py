"""The fire and rescue authority: fires, violence against staff (SI 2007/1831 paragraph 3), malicious false alarms (4).

As defined in Fire Statistics, United Kingdom 2005. A deliberate secondary fire in a vehicle (a derelict one) is
excluded from 3(c) and, being not primary, from 3(b): it is known here and not prescribed.
"""

from ingest.categories import column
from ingest.columns import grid, when
from ingest.contract import Column, Dataset, Mapping, Unfit

_BOTH = (
    "A deliberate fire in a dwelling without a smoke alarm is owed under (a) and under (e): one row for each letter."
)

FORM = Mapping(
    name="agency-form",
    title="Fires and violence against staff, agency form",
    scheme="fire-classes",
    scale="exact",
    default_provider="Fire and rescue authority",
    columns=(
        *when("Incident", "incident"),
        Column(
            "incident",
            "Incident kind",
            "What it was; deliberate includes doubtful ignition.",
            "code",
            allowed=column("fire_classes", "incident"),
        ),
        Column(
            "vehicle",
            "Vehicle",
            "Whether the fire was in a vehicle, and whether that was derelict.",
            "code",
            allowed=column("fire_classes", "vehicle"),
        ),
        *grid(),
    ),
    notes=(f"{_BOTH} The five letters together are not a number of fires.",),
)

CALLS = Mapping(
    name="agency-form",
    title="Malicious false alarms, agency form",
    scheme="",
    category="malicious-false-alarm",
    scale="exact",
    default_provider="Fire and rescue authority",
    columns=(*when("Call", "call"), *grid("Purported easting", "Purported northing", "of the place the caller named")),
)

_PLACED, _RESPONSE = "the rounded point is placed instead", "about the response, not prescribed"

LONDON = Mapping(
    name="lfb-incidents",
    title="Incident records of the London Fire Brigade",
    scheme="lfb-stop-codes",
    scale="snapped",
    default_provider="London Fire Brigade",
    columns=(
        Column("date", "DateOfCall", "Day of the call.", "date", form="DD Mon YYYY"),
        Column("time", "TimeOfCall", "Local time of the call.", "time", blank=True, form="HH:MM:SS"),
        Column(
            "group",
            "IncidentGroup",
            "Fire, false alarm or special service.",
            "code",
            allowed=column("lfb_stop_codes", "incident_group"),
        ),
        Column(
            "stop",
            "StopCodeDescription",
            "What it turned out to be; only a malicious false alarm is loaded.",
            "code",
            allowed=column("lfb_stop_codes", "stop_code"),
        ),
        *grid("Easting_rounded", "Northing_rounded", "middle of a 100 m square"),
    ),
    dropped={
        "IncidentNumber": "row identifier of the provider: never kept",
        **dict.fromkeys(("CalYear", "HourOfCall"), "says the same as DateOfCall and TimeOfCall"),
        "SpecialServiceType": "special services are not prescribed",
        **dict.fromkeys(("PropertyCategory", "PropertyType", "AddressQualifier"), "not prescribed of a false alarm"),
        **dict.fromkeys(("Postcode_full", "UPRN", "USRN"), "points at one building or street: never kept"),
        "Postcode_district": _PLACED,
        **dict.fromkeys(("IncGeo_BoroughCode", "IncGeo_BoroughName", "ProperCase"), _PLACED),
        **dict.fromkeys(("IncGeo_WardCode", "IncGeo_WardName", "IncGeo_WardNameNew"), _PLACED),
        **dict.fromkeys(("Easting_m", "Northing_m"), "to the metre, blank for dwellings: the rounded point is used"),
        **dict.fromkeys(("Latitude", "Longitude"), "to the metre, blank for dwellings: the rounded point is used"),
        **dict.fromkeys(("FRS", "IncidentStationGround"), _RESPONSE),
        **dict.fromkeys(("FirstPumpArriving_AttendanceTime", "FirstPumpArriving_DeployedFromStation"), _RESPONSE),
        **dict.fromkeys(("SecondPumpArriving_AttendanceTime", "SecondPumpArriving_DeployedFromStation"), _RESPONSE),
        **dict.fromkeys(("NumStationsWithPumpsAttending", "NumPumpsAttending", "PumpCount"), _RESPONSE),
        **dict.fromkeys(("PumpMinutesRounded", "Notional Cost (£)", "NumCalls"), _RESPONSE),
    },
    identifiers=frozenset({"IncidentNumber", "Postcode_full", "UPRN", "USRN"}),
    notes=("Points are the middle of a 100 m square for every incident: plotted alone they make a grid.",),
)

_ANIMALS = Unfit(
    title="the London Fire Brigade's list of animal rescues",
    headings=("AnimalGroupParent", "FinalDescription"),
    found="special services, which no paragraph of the Regulations prescribes, with free text in FinalDescription.",
    do="do not send it: no data set of the hub takes it; for malicious false alarms ask for the incident records.",
)
_MOBILISATIONS = Unfit(
    title="the London Fire Brigade's table of mobilisations",
    headings=("ResourceMobilisationId", "DateAndTimeMobilised"),
    found="one row for each appliance sent, without a place and without saying what the incident was.",
    do="ask for the incident records, which hold both.",
)
_UNSAID = Unfit(
    title="the London Fire Brigade's table of incident records",
    headings=("IncidentGroup", "StopCodeDescription", "PropertyCategory"),
    found="primary and secondary fires without saying which were deliberate, or whether a smoke alarm was fitted: "
    "classes (a) to (c) and (e) cannot be told from it.",
    do="ask the brigade for deliberate fires on the agency form; this file is taken as malicious-false-alarms.",
)

FIRES = Dataset(
    name="fires",
    title="Fires and violence against fire staff",
    clause="SI 2007/1831 ¶3",
    agency="fire and rescue authority",
    mappings=(FORM,),
    unfit=(_ANIMALS, _MOBILISATIONS, _UNSAID),
)
"""Five classes: deliberate primary fires not in vehicles (a) and in vehicles (b), deliberate secondary fires not in
vehicles (c), violence against staff (d), dwelling fires where no smoke alarm was fitted (e)."""

MALICIOUS_FALSE_ALARMS = Dataset(
    name="malicious-false-alarms",
    title="Malicious false alarms",
    clause="SI 2007/1831 ¶4",
    agency="fire and rescue authority",
    mappings=(CALLS, LONDON),
    unfit=(_ANIMALS, _MOBILISATIONS),
    claimed=True,
)
"""Time and date of each call, and the purported location: where the caller said it was, which may be anywhere."""
