"""When, where and how often things happen in Wrenshire: the tables from which its events are drawn.

Every number here is invented. Monthly means are for the whole partnership, without what is planted.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Where = Literal["homes", "mixed", "centres"]

CENTRE_SHARE: dict[str, float] = {"homes": 0.03, "mixed": 0.22, "centres": 0.62}
CENTRE_SPREAD_M = 420.0

HOURS = {  # weights of the hours from midnight
    "day": "1 1 1 1 1 1 2 3 5 6 7 7 8 8 8 9 9 8 6 5 4 3 2 2",
    "evening": "5 3 2 1 1 1 1 2 3 3 4 4 5 5 6 7 8 9 9 10 10 10 9 7",
    "night": "10 9 7 4 2 1 1 1 2 3 3 3 4 4 4 5 5 6 7 8 9 10 11 11",
    "shop": "0 0 0 0 0 0 1 2 4 8 10 12 12 12 12 12 12 10 6 4 3 1 0 0",
}
WEEKS = {  # weights of the days from Monday
    "flat": "1 1 1 1 1 1 1",
    "weekend": "0.9 0.9 0.9 1 1.3 1.6 1.2",
    "working": "1.1 1.1 1.1 1.1 1.2 1.1 0.5",
}
SEASON_PEAK_DAY = 205  # late July


@dataclass(frozen=True)
class Kind:
    """One kind of recorded crime as the agency writes it, and its rhythm; ``season`` 0.4 is 40 % up in July."""

    group: str
    sub_category: str
    monthly: float
    where: Where
    hours: str
    week: str = "flat"
    season: float = 0.0


VIOLENCE, THEFT, DAMAGE = "Violence against the person", "Theft and handling stolen goods", "Criminal damage"
KINDS: tuple[Kind, ...] = (
    Kind(VIOLENCE, "Common assault", 210, "mixed", "evening", season=0.05),
    Kind(VIOLENCE, "Actual bodily harm", 120, "mixed", "night", "weekend"),
    Kind(VIOLENCE, "Harassment", 85, "homes", "evening"),
    Kind(VIOLENCE, "Public fear, alarm or distress", 125, "centres", "night", "weekend", 0.10),
    Kind(VIOLENCE, "Possession of an article with a blade or point", 12, "mixed", "evening"),
    Kind("Sexual offences", "Other miscellaneous sexual offences", 30, "homes", "night", "weekend"),
    Kind("Burglary", "Burglary in a dwelling", 62, "homes", "evening", season=-0.15),
    Kind("Burglary", "Burglary in a building other than a dwelling", 26, "mixed", "night"),
    Kind("Robbery", "Robbery of personal property", 18, "centres", "night", "weekend"),
    Kind(THEFT, "Theft from a shop", 120, "centres", "shop", "working"),
    Kind(THEFT, "Theft from a vehicle", 75, "homes", "night"),
    Kind(THEFT, "Theft of a motor vehicle", 34, "homes", "night"),
    Kind(THEFT, "Theft of a pedal cycle", 24, "centres", "day", "working", 0.30),
    Kind(THEFT, "Theft from the person", 24, "centres", "evening", "weekend"),
    Kind(THEFT, "Other theft or unauthorised taking", 118, "mixed", "day"),
    Kind(DAMAGE, "Criminal damage to a vehicle", 70, "homes", "night", "weekend", 0.25),
    Kind(DAMAGE, "Other criminal damage", 72, "mixed", "evening", "weekend", 0.45),
    Kind(DAMAGE, "Arson", 9, "homes", "night", season=0.30),
    Kind("Drug offences", "Possession of controlled drugs (cannabis)", 45, "centres", "evening", "weekend"),
    Kind("Drug offences", "Trafficking in controlled drugs", 13, "mixed", "evening"),
    Kind("Fraud and forgery", "Other fraud", 22, "homes", "day", "working"),
    Kind("Other offences", "Other offences against the state or public order", 16, "centres", "night", "weekend"),
    Kind("Other offences", "Dangerous driving", 8, "mixed", "evening"),
)


def kind_of(sub_category: str) -> int:
    """The position of a sub-category in ``KINDS``."""
    return [kind.sub_category for kind in KINDS].index(sub_category)


BURGLARY, ASSAULTS = "Burglary in a dwelling", ("Common assault", "Actual bodily harm")


@dataclass(frozen=True)
class Site:
    """Where a hotspot is planted: the point (EPSG:27700), the spread of its events, and when (Monday is 0)."""

    name: str
    pattern: Literal["persistent", "emerging", "former"]
    place: str
    at: tuple[float, float]
    spread_m: float
    sub_category: str
    monthly: float
    hours: tuple[int, ...]
    weekdays: tuple[int, ...]


EMERGING_MONTHS = 5
EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
SITES: tuple[Site, ...] = (
    Site(
        "night-time violence", "persistent", "Harrowmere market square", (446_560.0, 301_120.0), 110.0,
        "Actual bodily harm", 42.0, (22, 23, 0, 1, 2), (4, 5),
    ),
    Site(
        "retail theft", "persistent", "Wrenfold shopping park", (457_300.0, 298_900.0), 120.0,
        "Theft from a shop", 85.0, (10, 11, 12, 13, 14, 15, 16, 17, 18), (0, 1, 2, 3, 4, 5),
    ),
    Site(
        "theft from parked vehicles", "emerging", "Harrowmere station car park", (444_900.0, 299_300.0), 90.0,
        "Theft from a vehicle", 80.0, (8, 9, 10, 11, 12, 13, 14, 15, 16, 17), EVERY_DAY,
    ),
    Site(
        "damage to vehicles", "former", "Harrowmere Tannery estate", (448_300.0, 303_500.0), 100.0,
        "Criminal damage to a vehicle", 80.0, (18, 19, 20, 21, 22, 23), EVERY_DAY,
    ),
)  # fmt: skip
ASB_MONTHLY, ASB_SEASON = 420.0, 0.45

COLLISIONS_MONTHLY = 60.0
ADMISSIONS_MONTHLY = 40.0
ADMISSION_CODES = {  # ICD-10 code and weight
    "X99.4": 3, "X99.9": 2, "Y04.0": 6, "Y04.4": 8, "Y00.4": 2, "Y08.9": 1, "F10.0": 14, "F10.2": 12, "F10.3": 5,
    "F11.0": 4, "F11.2": 4, "F13.0": 1, "F14.1": 2, "F19.0": 3, "T51.0": 8, "Y90.6": 2, "Y91.2": 2,
}  # fmt: skip
ASSAULT_CODES = ("Y04.4", "Y04.0", "X99.4")


def weights(text: str) -> Floats:
    """The weights written in a table above, as shares that add to one."""
    found = np.array(text.split(), dtype=np.float64)
    return np.asarray(found / found.sum())


def season_factor(day_of_year: NDArray[np.int64], swing: float) -> Floats:
    """How much likelier an event is on each day of the year: 1 + swing in late July, 1 - swing in late January."""
    return np.asarray(1 + swing * np.cos(2 * np.pi * (day_of_year - SEASON_PEAK_DAY) / 365.25))
