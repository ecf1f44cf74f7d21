"""The ambulance service: calls to incidents relating to crime and disorder (SI 2007/1831 paragraph 12), any scheme.

Owed by the Primary Care Trust or Local Health Board of the time, and not before the year 2009/10.
"""

from ingest.categories import column
from ingest.columns import grid, when
from ingest.contract import Column, Dataset, Mapping

FORM = Mapping(
    name="agency-form",
    title="Ambulance calls, agency form",
    scheme="ambulance-calls",
    scale="exact",
    default_provider="Ambulance service",
    columns=(
        *when("Call", "call"),
        Column(
            "scheme",
            "Scheme",
            "The list the code is of: any system the service uses, once it is in the code list.",
            "code",
            allowed=column("ambulance_call_codes", "scheme"),
        ),
        Column(
            "code",
            "Code",
            "The category in that scheme; of AMPDS the number of the protocol only, without determinant.",
            "code",
            allowed=column("ambulance_call_codes", "code"),
        ),
        *grid(),
    ),
    notes=(
        "A call code is not a diagnosis: it says what the caller was understood to say, not what the crew found.",
        "The partnership edits the codes and their categories: data/reference/ambulance_call_codes.csv.",
        "Calls before April 2009 are not owed and are refused.",
    ),
)

AMBULANCE_CALLS = Dataset(
    name="ambulance-calls",
    title="Ambulance calls to crime and disorder",
    clause="SI 2007/1831 ¶12",
    agency="ambulance service",
    mappings=(FORM,),
)
"""Location, time, date and category of each call, in whatever scheme the service uses."""
