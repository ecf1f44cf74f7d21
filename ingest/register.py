"""Every data set the hub accepts: the prescribed ones in the order of the Regulations, those of the agreement, and open
data beside them."""

import difflib

from ingest.agencies.ambulance import AMBULANCE_CALLS
from ingest.agencies.council import COUNCIL_ASB, RACIAL_INCIDENTS, ROAD_COLLISIONS, STREET_PROBLEMS
from ingest.agencies.fire import FIRES, MALICIOUS_FALSE_ALARMS
from ingest.agencies.fire_casualties import DWELLING_FIRE_CASUALTIES
from ingest.agencies.health import (
    DOMESTIC_ABUSE_ADMISSIONS,
    DRUG_TREATMENT,
    HOSPITAL_ADMISSIONS,
    MENTAL_ILLNESS_OUTPATIENTS,
)
from ingest.agencies.police import POLICE_INCIDENTS, RECORDED_CRIME
from ingest.agencies.probation import PROBATION
from ingest.agencies.schools import EXCLUSIONS
from ingest.agencies.youth_justice import YOUTH_OFFENDING
from ingest.contract import Dataset, ExtractRefused, Mapping

DATASETS: tuple[Dataset, ...] = (
    POLICE_INCIDENTS,
    RECORDED_CRIME,
    FIRES,
    MALICIOUS_FALSE_ALARMS,
    ROAD_COLLISIONS,
    EXCLUSIONS,
    RACIAL_INCIDENTS,
    COUNCIL_ASB,
    HOSPITAL_ADMISSIONS,
    DOMESTIC_ABUSE_ADMISSIONS,
    MENTAL_ILLNESS_OUTPATIENTS,
    DRUG_TREATMENT,
    AMBULANCE_CALLS,
    DWELLING_FIRE_CASUALTIES,
    PROBATION,
    YOUTH_OFFENDING,
    STREET_PROBLEMS,
)


def find_dataset(name: str) -> Dataset:
    """The data set of that name; ExtractRefused with the nearest name otherwise."""
    names = [dataset.name for dataset in DATASETS]
    if name not in names:
        raise _unknown("data set", names, name)
    return DATASETS[names.index(name)]


def find_mapping(dataset: Dataset, name: str) -> Mapping:
    """The mapping of that name for a data set; ExtractRefused with the nearest name otherwise."""
    names = [mapping.name for mapping in dataset.mappings]
    if name not in names:
        raise _unknown(f"mapping for {dataset.words}", names, name)
    return dataset.mappings[names.index(name)]


def _unknown(kind: str, names: list[str], name: str) -> ExtractRefused:
    near = difflib.get_close_matches(name, names, n=1)
    found = f"a name that is none of: {', '.join(names)}."
    return ExtractRefused(
        f"there is no such {kind}.", found, f"write {near[0]}." if near else "use one of these names."
    )
