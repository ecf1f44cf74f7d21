"""Made-up persons and their numbers, in the ways people write them: the positives of the guard's labelled corpus.

Everything is drawn from a seeded generator and names nobody: surnames are joined from syllables, numbers are computed
with their check character, telephone numbers lie in any series, postcodes may or may not exist.
"""

from collections.abc import Callable
from random import Random

from stdnum.gb import nhs, upn

from ingest.reference_numbers import check_letter

_START = (
    "Feather",
    "Hart",
    "Brad",
    "Wolver",
    "Ash",
    "Cald",
    "Thorn",
    "Whit",
    "Pem",
    "Lang",
    "Ever",
    "Stan",
    "Oak",
    "Mar",
    "Nor",
    "Gold",
    "Ravens",
    "Kil",
    "Ching",
    "O'Bran",
)
_END = (
    "stone",
    "haugh",
    "ley",
    "ton",
    "worth",
    "field",
    "brook",
    "bury",
    "ford",
    "well",
    "more",
    "wick",
    "ham",
    "by",
    "son",
    "man",
    "den",
    "gate",
    "mere",
    "croft",
)
_WIDE = (
    "Patel",
    "Khan",
    "Begum",
    "Singh",
    "Hussain",
    "Kowalski",
    "Nowak",
    "Okafor",
    "Adeyemi",
    "Nguyen",
    "Chen",
    "Ó",
    "Súilleabháin",
    "Müller",
    "García",
)
_FIRST = (
    "Ottoline",
    "Zebedee",
    "Iolanthe",
    "Perpetua",
    "Thaddeus",
    "Clodagh",
    "Oluwaseun",
    "Agnieszka",
    "Siobhán",
    "Xanthe",
    "Kwabena",
    "Ishaan",
)
_COMMON = (
    "John",
    "Margaret",
    "David",
    "Susan",
    "James",
    "Mary",
    "Robert",
    "Patricia",
    "Michael",
    "Sarah",
    "William",
    "Emma",
    "Mohammed",
    "Aisha",
    "Daniel",
)
_TITLES = ("Mr", "Mrs", "Miss", "Ms", "Mx", "Dr", "Mr.", "Mrs.", "MR", "MRS", "Rev", "Cllr")
_LABELS = (
    "Victim",
    "Suspect",
    "victim",
    "OFFENDER",
    "Witness",
    "Complainant",
    "Aggrieved",
    "Patient",
    "Informant",
    "Caller",
)
_STREETS = (
    "Road",
    "Street",
    "Avenue",
    "Lane",
    "Close",
    "Drive",
    "Way",
    "Court",
    "Crescent",
    "Terrace",
    "Grove",
    "Rd",
    "St",
)
_AREAS = ("MK", "LE", "M", "B", "SW", "EC", "OX", "L", "CF", "HP", "N", "SK")
_SAYINGS = (
    "{}",
    "{}",
    "{}",
    "ref {}",
    "see {} for details",
    "{}; no reply",
    "given as {}.",
    "({})",
    "spoke to the desk, {}",
    "{}/checked",
)
_TALES = (
    "{who} said that {thing} was taken from the shed while {they} were away",
    "{who} states that the door had been forced and {thing} was missing",
    "caller reports {thing} thrown over the fence after an argument with {who}",
    "informant saw two males run off when the alarm sounded near {thing}",
    "{who} has had {thing} damaged three times since they complained",
    "when officers arrived {who} was upset because {thing} had gone",
)
_THINGS = (
    "a bicycle",
    "the garden furniture",
    "his telephone",
    "a window",
    "her handbag",
    "tools",
    "the car",
    "a fence panel",
)
_WHO = ("the neighbour", "the victim", "the shopkeeper", "a passer-by", "the tenant", "the driver", "her brother")

Maker = Callable[[Random], str]


def _figures(rng: Random, count: int) -> str:
    return "".join(rng.choices("0123456789", k=count))


def surname(rng: Random) -> str:
    made = rng.choice(_START) + rng.choice(_END)
    return rng.choice((made, made, made, rng.choice(_WIDE), f"{made}-{rng.choice(_WIDE)}"))


def titled(rng: Random) -> str:
    first = rng.choice(("", "", f"{rng.choice(_FIRST)} ", f"{rng.choice('ABCDEFGHJKLM')} "))
    shape = rng.choice(
        ("{}", "{}", "spoke to {} at the door", "{} was at home", "seen by {}.", "contact {}, ground floor")
    )
    return shape.format(f"{rng.choice(_TITLES)} {first}{surname(rng)}")


def labelled(rng: Random) -> str:
    name = f"{rng.choice(_FIRST)} {surname(rng)}"
    mark = rng.choice((":", ": ", " : ", " = ", " - ", " name: "))
    shape = rng.choice(("{}", "{}", "{}, aged 34", "assault. {}", "log 12; {}"))
    return shape.format(f"{rng.choice(_LABELS)}{mark}{name}")


def bare_name(rng: Random, common: float = 0.75) -> str:
    """A name without title or label; three in four forenames are common ones."""
    first, last = rng.choice(_COMMON if rng.random() < common else _FIRST), surname(rng)
    return rng.choice(
        (f"{first} {last}", f"{first} {last}", f"{last}, {first}", f"{last.upper()}, {first}", f"{first} J {last}")
    )


def birth_day(rng: Random) -> str:
    day, month, year = rng.randint(1, 28), rng.randint(1, 12), rng.randint(1930, 2018)
    word = ["Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec"][month - 1]
    return rng.choice(
        (
            f"{day:02d}/{month:02d}/{year}",
            f"{day}.{month}.{year % 100:02d}",
            f"{year}-{month:02d}-{day:02d}",
            f"{day} {word} {year}",
            f"{day}-{word}-{year}",
        )
    )


def labelled_birth(rng: Random) -> str:
    label = rng.choice(
        ("DOB ", "dob: ", "D.O.B. ", "d.o.b ", "born ", "Born on ", "date of birth: ", "DOB=", "Date of Birth ")
    )
    return rng.choice(("{}", "{}", "male, {}", "{} (juvenile)", "pupil {}; year 9")).format(label + birth_day(rng))


def _nhs(rng: Random) -> str:
    while True:
        stem = rng.choice("467") + _figures(rng, 8)
        digit = (11 - nhs.checksum(stem + "0")) % 11
        if digit != 10:
            return f"{stem}{digit}"


def nhs_number(rng: Random) -> str:
    bare = _nhs(rng)
    grouped = f"{bare[:3]}{{0}}{bare[3:6]}{{0}}{bare[6:]}"
    written = rng.choice((bare, bare, grouped.format(" "), grouped.format("-")))
    return rng.choice(("{}", "{}", "NHS {}", "NHS no: {}", "patient {} admitted", "nhs number {}")).format(written)


def insurance_number(rng: Random) -> str:
    while True:
        prefix = rng.choice("ABCEGHJKLMNOPRSTWXYZ") + rng.choice("ABCEGHJKLMNPRSTWXYZ")
        if prefix not in {"BG", "GB", "NK", "KN", "TN", "NT", "ZZ"}:
            break
    pairs, last = [_figures(rng, 2) for _ in range(3)], rng.choice("ABCD")
    written = rng.choice(
        (f"{prefix}{''.join(pairs)}{last}", f"{prefix} {' '.join(pairs)} {last}", f"{prefix}{'-'.join(pairs)}-{last}")
    )
    return _said(
        rng, rng.choice((written, written, written.lower(), f"NI no. {prefix}{''.join(pairs)}", f"NINO: {written}"))
    )


def pupil_number(rng: Random) -> str:
    authority = rng.choice((204, 331, 354, 381, 420, 801, 826, 838, 857, 874, 893, 916, 925, 938, 941, 943))
    body = f"{authority}{_figures(rng, 4)}{rng.randint(0, 24):02d}{_figures(rng, 2)}{rng.choice('0123456789AJKZ')}"
    written = str(upn.calc_check_digit(body)) + body
    return rng.choice((written, written, written.lower(), f"UPN {written}", f"pupil {written}, year 9"))


def pnc_number(rng: Random) -> str:
    year, serial = rng.randint(1965, 2024), rng.randint(1, 9_999_999)
    letter = check_letter(int(f"{year % 100:02d}{serial:07d}"))
    full, short = f"{year}/{serial:07d}{letter}", f"{year % 100:02d}/{serial}{letter}"
    return _said(
        rng, rng.choice((full, full, short, full.replace("/", ""), full.lower(), f"PNC {full}", f"PNCID: {full}"))
    )


def cro_number(rng: Random) -> str:
    year, serial = rng.randint(40, 99), rng.randint(1, 999_999)
    letter = check_letter(int(f"{year:02d}{serial:06d}"))
    return _said(
        rng,
        rng.choice(
            (f"{serial:06d}/{year:02d}{letter}", f"{serial}/{year:02d}{letter}", f"SF{year:02d}/{serial}{letter}")
        ),
    )


def custody_number(rng: Random) -> str:
    station, serial, year = rng.choice(("HT", "EK", "MD", "JC", "BH")), rng.randint(1, 99_999), rng.randint(9, 24)
    form = f"{rng.randint(1, 45):02d}{station}/{serial}/{year:02d}"
    court, letter = rng.choice(("00", "01", "NP")), rng.choice("ABCDEFGH")
    summons = f"{year:02d}/{_figures(rng, 4)}/{court}/{rng.randint(1, 999_999)}{letter}"
    label = rng.choice(("custody ref ", "Custody record no: ", "custody number ", "Custody: ", "ASN "))
    return rng.choice((form, f"held under {form}", summons, f"{label}{station}{serial}/{year:02d}", f"{label}{form}"))


def crime_reference_with_name(rng: Random) -> str:
    year = rng.randint(9, 24)
    reference = rng.choice(
        (
            f"43{year:02d}{_figures(rng, 7)}",
            f"CR/{_figures(rng, 6)}/{year:02d}",
            f"Crime ref {_figures(rng, 7)}/{year:02d}",
            f"crime no. {_figures(rng, 8)}",
            f"URN {_figures(rng, 4)} of {birth_day(rng)}",
            f"occurrence {_figures(rng, 11)}",
        )
    )
    title = f"{rng.choice(_TITLES)} {surname(rng)}"
    name = rng.choice((title, f"victim: {rng.choice(_FIRST)} {surname(rng)}", bare_name(rng, 1.0)))
    return rng.choice(
        (f"{reference} {name}", f"{name} {reference}", f"{reference} - {name}", f"{reference} reported by {name}")
    )


def e_mail(rng: Random) -> str:
    who = rng.choice(("j.smith", "otto+line", "x_y", "o'brien", "a", "info", "first.last99"))
    where = rng.choice(("example.org", "mail.example.co.uk", "gov.example", "EXAMPLE.COM", "sub-domain.example.net"))
    return _said(rng, f"{who}{rng.randint(1, 2000)}@{where}")


def telephone(rng: Random) -> str:
    series, rest = rng.choice(
        (
            ("1908", 6),
            ("1582", 6),
            ("20", 8),
            ("161", 7),
            ("113", 7),
            ("7700", 6),
            ("7911", 6),
            ("7457", 6),
            ("800", 7),
            ("3301", 6),
        )
    )
    figures = _figures(rng, rest)
    grouped = rng.choice((figures, figures, f"{figures[:3]} {figures[3:]}", f"{figures[:3]}-{figures[3:]}"))
    start = rng.choice(
        (
            f"0{series}",
            f"0{series} ",
            f"(0{series}) ",
            f"+44 {series} ",
            f"+44{series}",
            f"0044 {series} ",
            f"+44 (0){series} ",
        )
    )
    said = rng.choice(
        ("{}", "{}", "Tel: {}", "call {} after six", "{} (mobile)", "tel.{}", "ring {}, ask for the warden")
    )
    return said.format(start + grouped)


def vehicle_mark(rng: Random) -> str:
    used, last = "ABCDEFGHJKLMNOPRSTUVWXY", "ABCDEFGHJKLMNOPRSTUVWXYZ"
    three = (
        rng.choice(("BXD", "KLM", "PVW", "RTY", "GHK", "XCV"))
        if rng.random() < 0.3
        else "".join(rng.choices("BCDFGHJKLMNPRSTVWXYZ", k=3))
    )
    year, number = rng.choice((2, 7, 12, 19, 24, 51, 58, 65, 73)), rng.randint(1, 999)
    current = (
        rng.choice(used)
        + rng.choice(used)
        + f"{year:02d}{{}}"
        + "".join(rng.choices([c for c in last if c not in "AEIOU"], k=3))
    )
    prefix = rng.choice("ABCDEFGHJKLMNPRSTVWXY") + f"{number}{{}}{three}"
    suffix = f"{three}{{}}{number}" + rng.choice("ABCDEFGHJKLMNPRSTVWXY")
    irish = rng.choice(("AIG", "LFZ", "XIA", "BJI", "CUI", "RIJ")) + f"{{}}{rng.randint(1000, 9999)}"
    gap = rng.choice(("", " ", "-"))
    whole = rng.choice((current, current, prefix, suffix, irish)).format(gap)
    label = rng.choice(("reg {}", "vehicle {} seen", "VRM: {}", "silver van, index {}", "car {} made off"))
    return rng.choice(
        (
            whole,
            whole,
            whole.lower(),
            label.format(whole),
            f"made off in {current.format(rng.choice(('', ' ')))} towards the ring road",
        )
    )


def postcode(rng: Random) -> str:
    area = rng.choice(_AREAS)
    district = f"{rng.randint(1, 19)}" if area not in {"EC", "SW"} else f"{rng.randint(1, 4)}{rng.choice('AEHPVWXY')}"
    inward = f"{rng.randint(0, 9)}{rng.choice('ABDEFGHJLNPQRSTUWXYZ')}{rng.choice('ABDEFGHJLNPQRSTUWXYZ')}"
    written = f"{area}{district}{rng.choice((' ', ' ', '', '  '))}{inward}"
    return _said(rng, rng.choice((written, written, written.lower(), f"12 {surname(rng)} Road, Newtown, {written}")))


def house_and_street(rng: Random) -> str:
    number = f"{rng.randint(1, 320)}{rng.choice(('', '', '', 'a', 'B'))}"
    street = f"{surname(rng)}{rng.choice(('', ' Park', ' Old'))} {rng.choice(_STREETS)}"
    written = rng.choice(
        (
            f"{number} {street}",
            f"{number}, {street}",
            f"Flat {rng.randint(1, 40)}, {number} {street}",
            f"No. {number} {street}",
        )
    )
    return rng.choice(("{}", "{}", "{}, Newtown", "outside {}", "{} (rear)")).format(
        rng.choice((written, written, written.upper()))
    )


def tale(rng: Random) -> str:
    told = rng.choice(_TALES).format(
        who=rng.choice(_WHO), thing=rng.choice(_THINGS), they=rng.choice(("they", "she", "he"))
    )
    return rng.choice((told, told.capitalize() + ".", f"{told}, about {rng.randint(1, 11)} pm"))


def grid_reference(rng: Random) -> str:
    square = rng.choice(("SP", "SJ", "TQ", "SK", "TL", "NZ", "SU"))
    east, north = _figures(rng, 5), _figures(rng, 5)
    pair = f"{rng.uniform(50, 55):.6f}, {rng.uniform(-3, 1):.5f}"
    return rng.choice(
        (
            f"{square}{east}{north}",
            f"{square} {east} {north}",
            f"near {square} {east[:4]} {north[:4]}",
            pair,
            f"({pair})",
            f"4{_figures(rng, 5)},2{_figures(rng, 5)}",
        )
    )


def _said(rng: Random, written: str) -> str:
    return rng.choice(_SAYINGS).format(written)


CELLS: dict[str, tuple[str, Maker]] = {
    "titled names": ("a named or labelled person", titled),
    "labelled names": ("a named or labelled person", labelled),
    "labelled dates of birth": ("a date of birth", labelled_birth),
    "NHS numbers": ("an NHS number", nhs_number),
    "National Insurance numbers": ("a National Insurance number", insurance_number),
    "unique pupil numbers": ("a unique pupil number", pupil_number),
    "PNC numbers": ("a PNC number", pnc_number),
    "CRO numbers": ("a CRO number", cro_number),
    "custody and arrest numbers": ("a custody or arrest number", custody_number),
    "crime references beside names": ("a crime reference beside a name", crime_reference_with_name),
    "e-mail addresses": ("an e-mail address", e_mail),
    "telephone numbers": ("a telephone number", telephone),
    "vehicle marks": ("a vehicle registration mark", vehicle_mark),
    "full postcodes": ("a full postcode", postcode),
    "places finer than allowed": ("a place finer than allowed", grid_reference),
}
"""Name of the corpus -> the kind the guard must say, and the maker of one cell; each cell counts by itself."""
DOUBTS: dict[str, tuple[str, Maker]] = {"house and street (note)": ("a house number and street", house_and_street)}
"""Kinds that become a note on the receipt."""
COLUMNS: dict[str, tuple[str, Maker]] = {
    "columns of bare names": ("names of persons", bare_name),
    "columns of dates of birth": ("dates of birth", birth_day),
    "columns of addresses": ("house numbers and streets", house_and_street),
    "columns of free text": ("free text", tale),
}
"""Kinds that a whole column shows; twenty cells to a column, each column counts once."""


def cells(make: Maker, count: int, seed: int) -> list[str]:
    """That many different cells of one kind; the same seed gives the same cells."""
    rng, made = Random(seed), dict[str, None]()
    for _ in range(50 * count):
        made.setdefault(make(rng))
        if len(made) == count:
            break
    return list(made)
