"""Rows that each paragraph and letter of SI 2007/1831 asks for, and rows of it that must be refused. Worked by hand."""

from dataclasses import dataclass

from tests.unit.ingest.samples import COLLISION, COUNCIL_ASB, CRIME, FIRE

WHERE = "485500,235500"  # inside the western square of the sample partnership
HEADINGS = {
    "police-incidents": "Incident date,Incident time,Incident family,Incident category,ASB type,Easting,Northing",
    "police-incidents 2007": "Incident date,Incident time,Incident family,Incident category,Easting,Northing",
    "recorded-crime": CRIME,
    "recorded-crime codes": "Offence date,Offence time,Offence code,Easting,Northing",
    "fires": FIRE,
    "malicious-false-alarms": "Call date,Call time,Purported easting,Purported northing",
    "road-collisions": COLLISION,
    "racial-incidents": "Incident date,Incident time,Easting,Northing",
    "council-asb": COUNCIL_ASB,
    "ambulance-calls": "Call date,Call time,Scheme,Code,Easting,Northing",
}
LETTERS = {1: "abc", 2: "abcdefghi", 3: "abcde", 4: "-", 5: "-", 7: "-", 8: "ab", 12: "-"}
"""The letters of each paragraph told here, '-' where it has none."""


@dataclass(frozen=True)
class Case:
    """One row. ``layout`` is a key of HEADINGS; ``expect`` the category it gets, or a part of the rule it breaks."""

    paragraph: int
    letter: str
    layout: str
    row: str
    expect: str

    @property
    def dataset(self) -> str:
        return self.layout.split(" ")[0]


def _police(letter: str, family: str, incident: str, expect: str, asb_type: str = "") -> Case:
    return Case(1, letter, "police-incidents", f"15/01/2019,,{family},{incident},{asb_type},{WHERE}", expect)


def _early(letter: str, family: str, incident: str, expect: str, date: str = "15/01/2010") -> Case:
    return Case(1, letter, "police-incidents 2007", f"{date},23:10,{family},{incident},{WHERE}", expect)


def _crime(letter: str, group: str, offence: str, expect: str) -> Case:
    return Case(2, letter, "recorded-crime", f"15/01/2019,22:30,{group},{offence},{WHERE}", expect)


def _code(letter: str, code: str, expect: str, date: str = "15/01/2019") -> Case:
    return Case(2, letter, "recorded-crime codes", f"{date},,{code},{WHERE}", expect)


def _fire(letter: str, kind: str, vehicle: str, expect: str) -> Case:
    return Case(3, letter, "fires", f"15/01/2019,03:20,{kind},{vehicle},{WHERE}", expect)


def _asb(letter: str, told_by: str, scheme: str, code: str, expect: str) -> Case:
    return Case(8, letter, "council-asb", f"15/01/2019,,{told_by},{scheme},{code},{WHERE}", expect)


def _call(scheme: str, code: str, expect: str, date: str = "15/01/2019") -> Case:
    return Case(12, "-", "ambulance-calls", f"{date},01:15,{scheme},{code},{WHERE}", expect)


ASB, TRANSPORT, SAFETY = "Anti-social behaviour", "Transport", "Public safety and welfare"
OURS, THEIRS = "Identified by the authority", "Reported by the public"
NO, YES, DERELICT = "Not in a vehicle", "In a vehicle", "In a derelict vehicle"
COMBINATION, LISTED = "a combination that the list does not have for that month", "a code that is not in the list"

ACCEPTED: tuple[Case, ...] = (
    _police("a", ASB, "Noise", "asb", "Nuisance"),
    _police("a", ASB, "Trespass", "asb"),
    _police("b", TRANSPORT, "Highway disruption", "transport"),
    _police("c", SAFETY, "Concern for safety", "public-safety-welfare"),
    _police("c", SAFETY, "Hoax call to emergency services", "public-safety-welfare"),
    _early("a", ASB, "Street drinking", "asb"),
    _early("a", ASB, "Hoax calls to emergency services", "asb"),
    _early("b", TRANSPORT, "Road traffic collision: injury", "transport", "31/03/2011"),
    _early("c", SAFETY, "Missing person", "public-safety-welfare"),
    _crime("a", "Burglary", "Burglary in a dwelling", "burglary"),
    _crime("b", "Criminal damage", "Arson", "criminal-damage-arson"),
    _crime("c", "Drug offences", "Other drug offences", "drugs"),
    _crime("d", "Fraud and forgery", "False accounting", "other-crime"),
    _crime("e", "Robbery", "Robbery of personal property", "robbery"),
    _crime("f", "Sexual offences", "Rape of a male", "violence-sexual-offences"),
    _crime("g", "Theft and handling stolen goods", "Theft from a shop", "shoplifting"),
    _crime("h", "Violence against the person", "Common assault", "violence-sexual-offences"),
    _crime("i", "Other offences", "Dangerous driving", "other-crime"),
    _code("a", "28E", "burglary"),
    _code("h", "4.10", "violence-sexual-offences"),
    _code("g", "37.2", "vehicle-crime"),
    _fire("a", "Deliberate primary fire", NO, "deliberate-primary"),
    _fire("b", "Deliberate primary fire", YES, "deliberate-primary-vehicle"),
    _fire("c", "Deliberate secondary fire", NO, "deliberate-secondary"),
    _fire("d", "Violence against staff", NO, "violence-against-staff"),
    _fire("e", '"Dwelling fire, no smoke alarm fitted"', NO, "dwelling-no-smoke-alarm"),
    Case(4, "-", "malicious-false-alarms", f"15/01/2019,16:40,{WHERE}", "malicious-false-alarm"),
    Case(5, "-", "road-collisions", f"15/01/2019,08:00,{WHERE},0,0,0,1,2,0", "killed-or-seriously-injured"),
    Case(5, "-", "road-collisions", f"15/01/2019,08:00,{WHERE},0,0,0,0,0,1", "slight"),
    Case(7, "-", "racial-incidents", f"15/01/2019,,{WHERE}", "racial-incident"),
    _asb("a", OURS, "SHEF_A", "A33", "environmental"),
    _asb("b", THEIRS, "SHEF_A", "A51", "noise"),
    _asb("b", THEIRS, "NICL 2007/08", "Begging or vagrancy", "begging-vagrancy"),
    _asb("a", OURS, "Plain words", "Neighbour nuisance", "neighbours"),
    _call("AMPDS", "4", "assault"),
    _call("Plain words", "Sexual assault", "sexual-assault"),
    _call("AMPDS", "27", "stabbing-shooting"),
    _call("AMPDS", "23", "overdose-poisoning"),
    _call("Plain words", "Alcohol", "alcohol"),
    _call("AMPDS", "25", "psychiatric-self-harm"),
    _call("AMPDS", "32", "unknown-problem"),
    _call("AMPDS", "29", "traffic", "01/04/2009"),
)

REFUSED: tuple[Case, ...] = (
    _police("a", ASB, "Missing person", COMBINATION),
    _police("a", ASB, "Loitering", LISTED),
    _police("a", ASB, "Noise", LISTED, "Loud"),
    _police("b", TRANSPORT, "Noise", COMBINATION),
    _police("b", TRANSPORT, "Highway disruption", 'filled where "Incident family" is not', "Personal"),
    _police("c", SAFETY, "Trespass", COMBINATION),
    _early("a", ASB, "Noise", COMBINATION, "01/04/2011"),
    _crime("a", "Burglary", "Arson", COMBINATION),
    _crime("b", "Criminal damage", "Burglary in a dwelling", COMBINATION),
    _crime("c", "Drug offences", "Common assault", COMBINATION),
    _crime("d", "Fraud and forgery", "Theft from a shop", COMBINATION),
    _crime("e", "Robbery", "Theft from the person", COMBINATION),
    _crime("f", "Sexual offences", "Harassment", COMBINATION),
    _crime("g", "Theft and handling stolen goods", "Robbery of personal property", COMBINATION),
    _crime("h", "Violence against the person", "Rape of a male", COMBINATION),
    _crime("i", "Other offences", "Homicide", COMBINATION),
    _code("a", "28Z", LISTED),
    _code("h", "5A", COMBINATION, "31/03/2008"),
    _fire("a", "Deliberate primary fire", "In a boat", LISTED),
    _fire("b", "Vehicle arson", YES, LISTED),
    _fire("c", "Secondary fire", NO, LISTED),
    _fire("d", "Violence against staff", YES, COMBINATION),
    _fire("e", '"Dwelling fire, no smoke alarm fitted"', YES, COMBINATION),
    Case(4, "-", "malicious-false-alarms", f"2019-01-15,16:40,{WHERE}", "not a date written DD/MM/YYYY"),
    Case(4, "-", "malicious-false-alarms", "15/01/2019,16:40,485500,", "one without the other"),
    Case(5, "-", "road-collisions", f"15/01/2019,08:00,{WHERE},0,0,0,0,0,0", "no casualty at all"),
    Case(5, "-", "road-collisions", f"15/01/2019,08:00,{WHERE},0,0,-1,0,2,0", "not a whole number"),
    Case(7, "-", "racial-incidents", f",09:00,{WHERE}", "blank where a value is needed"),
    _asb("a", OURS, "Our own", "A33", LISTED),
    _asb("a", "Somebody", "SHEF_A", "A33", LISTED),
    _asb("b", THEIRS, "SHEF_A", "A72", LISTED),
    _asb("b", THEIRS, "NICL 2007/08", "A51", COMBINATION),
    _call("AMPDS", "99", LISTED),
    _call("AMPDS", "Alcohol", COMBINATION),
    _call("AMPDS", "4", COMBINATION, "31/03/2009"),
)

SET_ASIDE: tuple[Case, ...] = (
    _police("-", "Administration", "Administration", "outside the three families"),
    _fire("-", "Deliberate secondary fire", DERELICT, "excluded from (c), and not primary"),
    _fire("-", "Deliberate secondary fire", YES, "excluded from (c), and not primary"),
    _fire("-", "Accidental primary fire", NO, "not deliberate"),
    _fire("-", "Chimney fire", NO, "not deliberate"),
    _asb("-", THEIRS, "SHEF_A", "A60", "a pothole is no anti-social behaviour"),
    _call("AMPDS", "17", "a fall is no crime or disorder"),
)
