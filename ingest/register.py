"""Every data set the hub accepts, in the order of the Regulations."""

import difflib

from ingest.agencies.ambulance import AMBULANCE_CALLS
from ingest.agencies.council import COUNCIL_ASB, RACIAL_INCIDENTS, ROAD_COLLISIONS
from ingest.agencies.fire import FIRES, MALICIOUS_FALSE_ALARMS
from ingest.agencies.health import HOSPITAL_ADMISSIONS
from ingest.agencies.police import POLICE_INCIDENTS, RECORDED_CRIME
from ingest.contract import Dataset, ExtractRefused, Mapping

DATASETS: tuple[Dataset, ...] = (
    POLICE_INCIDENTS,
    RECORDED_CRIME,
    FIRES,
    MALICIOUS_FALSE_ALARMS,
    ROAD_COLLISIONS,
    RACIAL_INCIDENTS,
    COUNCIL_ASB,
    HOSPITAL_ADMISSIONS,
    AMBULANCE_CALLS,
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
