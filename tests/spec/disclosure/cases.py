"""The examples that DISCLOSURE.md is made from: one small family of tables for each rule."""

from dataclasses import replace

from benchmarks.families import Family, make_family
from hub.disclosure.rules import Rules
from hub.disclosure.tables import ClassTable, CountTable, Hierarchy
from tests.spec.disclosure.drawing import Case, View

KINDS = ("asb", "burglary", "robbery")


def line(*counts: int) -> Family:
    """Places A, B, ... and their total."""
    codes = tuple("ABCDEFGH"[: len(counts)])
    places = Hierarchy("area", "ALL", {"ALL": codes})
    leaves = {(code,): count for code, count in zip(codes, counts, strict=True)}
    return make_family([("events", [places], leaves, [("ALL",), *((code,) for code in codes)])])


def grid(*rows: tuple[int, ...]) -> Family:
    """Wards by category with all margins."""
    wards = tuple(("North", "South", "East", "West")[: len(rows)])
    area, kind = Hierarchy("area", "ALL", {"ALL": wards}), Hierarchy("category", "ALL", {"ALL": KINDS})
    leaves = {
        (ward, one): count for ward, row in zip(wards, rows, strict=True) for one, count in zip(KINDS, row, strict=True)
    }
    cells = [(a, c) for a in (*wards, "ALL") for c in (*KINDS, "ALL")]
    return make_family([("events", [area, kind], leaves, cells)])


def overlapping() -> Family:
    """LSOA L2 lies half in each of two wards; L1 and L3 in one each."""
    area = Hierarchy(
        "area",
        "ALL",
        {
            "ALL": ("North", "South"),
            "North": ("L1|North", "L2|North"),
            "South": ("L2|South", "L3|South"),
            "L1": ("L1|North",),
            "L2": ("L2|North", "L2|South"),
            "L3": ("L3|South",),
        },
    )
    leaves = {("L1|North",): 3, ("L2|North",): 9, ("L2|South",): 8, ("L3|South",): 14}
    return make_family([("events", [area], leaves, [(c,) for c in ("L1", "L2", "L3", "North", "South", "ALL")])])


def by_lsoa(*, wards: bool) -> Family:
    """Six LSOAs; with wards, two areas that overlap them: L3 lies in both."""
    lsoas = ("L1", "L2", "L3", "L4", "L5", "L6")
    outlines = {"North": ("L1", "L2", "L3a"), "South": ("L3b", "L4", "L5", "L6")}
    area = Hierarchy("area", "ALL", {"ALL": lsoas, "L3": ("L3a", "L3b"), **outlines})
    counts = {("L1",): 3, ("L2",): 12, ("L3a",): 7, ("L3b",): 6, ("L4",): 9, ("L5",): 2, ("L6",): 15}
    listed = (*lsoas, *(("North", "South") if wards else ()), "ALL")
    return make_family([("events", [area], counts, [(code,) for code in listed])])


def withheld() -> Family:
    """Places A to D; C has too few residents for any figure."""
    family = line(9, 20, 12, 14)
    codes = ("A", "B", "C", "D")
    leaves = {(code,): count for code, count in zip(codes, (9, 20, 12, 14), strict=True)}
    places = Hierarchy("area", "ALL", {"ALL": codes})
    table = CountTable("events", [places], leaves, [("ALL",), ("A",), ("B",), ("D",)], [("C",)])
    return replace(family, tables=(table,))


def linked() -> Family:
    """One table by LSOA and ward, another by ward and category: they share the ward totals."""
    area = Hierarchy("area", "ALL", {"ALL": ("North", "South"), "North": ("L1", "L2"), "South": ("L3", "L4")})
    wards = Hierarchy("area", "ALL", {"ALL": ("North", "South")})
    kind = Hierarchy("category", "ALL", {"ALL": ("asb", "burglary")})
    lsoas = {("L1",): 2, ("L2",): 11, ("L3",): 7, ("L4",): 12}
    kinds = {
        ("North", "asb"): 9, ("North", "burglary"): 4, ("South", "asb"): 10, ("South", "burglary"): 9,
    }  # fmt: skip
    pairs = [(a, c) for a in ("North", "South", "ALL") for c in ("asb", "burglary", "ALL")]
    return make_family(
        [
            ("by area", [area], lsoas, [(c,) for c in ("L1", "L2", "L3", "L4", "North", "South", "ALL")]),
            ("by category", [wards, kind], kinds, pairs),
        ]
    )


def classed(limits: tuple[tuple[str, int, int | None], ...]) -> Family:
    """Three places and the class of a window over the last two, which holds 26."""
    area = Hierarchy("area", "ALL", {"ALL": ("A", "B", "C"), "B+C": ("B", "C")})
    counts = {("A",): 4, ("B",): 6, ("C",): 20}
    label, low, high = next(one for one in limits if one[1] <= 26 <= (26 if one[2] is None else one[2]))
    rows = [("B+C", label, low, high, "B+C")]
    return make_family(
        [("events", [area], counts, [(c,) for c in ("A", "B", "C", "ALL")])], (ClassTable("hotspots", area, rows),)
    )


def fine_classes() -> Family:
    """Windows of 2 and 26 events, with classes that part 2 from 3."""
    area = Hierarchy("area", "ALL", {"ALL": ("A", "B", "C"), "A+": ("A",), "C+": ("C",)})
    rows = [("A+", "not a hotspot", 0, 2, "A+"), ("C+", "hotspot", 5, None, "C+")]
    return make_family(
        [("events", [area], {("A",): 2, ("B",): 9, ("C",): 26}, [(c,) for c in ("A", "B", "C", "ALL")])],
        (ClassTable("hotspots", area, rows),),
    )


LINE3, LINE4 = ("A", "B", "C", "ALL"), ("A", "B", "C", "D", "ALL")
MARGINS = View("events", ("North", "South", "East", "ALL"), (*KINDS, "ALL"))

SMALL_CELLS = Case(
    "S1",
    "Counts of 1 to 4 are suppressed, 0 and 5 are not",
    "A total that no one needs to hide stays. Three gaps hold each other open: none can be worked out.",
    lambda: line(1, 2, 4, 5, 0),
    (View("events", ("A", "B", "C", "D", "E", "ALL")),),
)
LONE_CELL = Case(
    "S3",
    "A lone small cell takes a second one with it",
    "With one gap the total gives it away: 32 - 9 - 20 = 3. So a second count is hidden as well.",
    lambda: line(3, 9, 20),
    (View("events", LINE3),),
)
LONE_CELL_IN_GRID = Case(
    "S3",
    "In a table with margins a lone small cell takes three more with it",
    "Row and column each give a lone gap away, and columns would give two in a row away. Four keep each other open.",
    lambda: grid((12, 3, 9), (8, 15, 7), (10, 16, 22)),
    (MARGINS,),
)
SMALL_REMAINDER = Case(
    "S3",
    "Two gaps that leave too little between them take a third",
    "The gaps A and B add up to 2, and a gap is at least 1: both would be exactly 1.",
    lambda: line(1, 1, 9, 20),
    (View("events", LINE4),),
)
SMALL_TOTAL = Case(
    "S2",
    "Below a small total everything is suppressed, zeros included",
    "Were the zeros printed, a total of 4 over four gaps would be 1 + 1 + 1 + 1. A second ward goes with the first.",
    lambda: grid((2, 0, 1), (0, 15, 7), (10, 16, 22)),
    (MARGINS,),
)
TRUE_ZEROS = Case(
    "S2",
    "Elsewhere a true zero is printed",
    "An empty place has nobody in it. A zero is never hidden to protect another cell.",
    lambda: grid((12, 0, 9), (8, 15, 0), (10, 16, 22)),
    (MARGINS,),
)
GIVEN_ZEROS = Case(
    "S2",
    "A zero that a printed zero tells anyway is printed",
    "Nobody was robbed anywhere, and the column says so: hiding its parts would only look like protection.",
    lambda: grid((2, 1, 0), (8, 15, 0), (10, 16, 0)),
    (MARGINS,),
)
OVERLAP = Case(
    "S3",
    "Areas that overlap without nesting are protected together",
    "LSOA L2 lies in both wards. What its other half holds is in no table, so L1 cannot be found through either ward.",
    overlapping,
    (View("events", ("L1", "L2", "L3", "North", "South", "ALL")),),
)
LINKED = Case(
    "S3",
    "Tables released together are protected together",
    "Both tables show the wards. A count hidden in one is never left in the other.",
    linked,
    (
        View("by area", ("L1", "L2", "L3", "L4", "North", "South", "ALL")),
        View("by category", ("North", "South", "ALL"), ("asb", "burglary", "ALL")),
    ),
)
TELLING_CLASS = Case(
    "S3",
    "A class that would narrow a small count is suppressed",
    "The class says that B + C is 26 or 27. As all three are 30, A would be 3 or 4. The class goes, the counts stay.",
    lambda: classed((("low", 0, 25), ("middle", 26, 27), ("high", 28, None))),
    (View("events", LINE3),),
)
WIDE_CLASS = Case(
    "S3",
    "A class that says little enough is printed",
    "20 events or more in B + C still allows every small value of A.",
    lambda: classed((("not a hotspot", 0, 19), ("hotspot", 20, None))),
    (View("events", LINE3),),
)
FINE_CLASS = Case(
    "S6",
    "A class that tells one small count from another is suppressed",
    "'0 to 2' says of a place that it has not 3 or 4. Told by its limits alone, so that the gap says no more.",
    fine_classes,
    (View("events", LINE3),),
)
REVISED = Case(
    "S7",
    "A count that a corrected extract changes by little is suppressed",
    "C went from 14 to 16: who has both releases would read that two records were added. E rose by six and is printed.",
    lambda: line(9, 8, 16, 20, 18),
    (View("events", ("A", "B", "C", "D", "E", "ALL")),),
    first=lambda: line(9, 8, 14, 20, 12),
)

ADDED_AREAS = Case(
    "S3",
    "Areas that are added later are proved together with what was released before",
    "What was printed stays printed. With the wards beside it, no gap of the first release can be worked out.",
    lambda: by_lsoa(wards=True),
    (View("events", ("L1", "L2", "L3", "L4", "L5", "L6", "North", "South", "ALL")),),
    first=lambda: by_lsoa(wards=False),
    first_views=(View("events", ("L1", "L2", "L3", "L4", "L5", "L6", "ALL")),),
    same=True,
)
SENSITIVE_ZEROS = Case(
    "S1",
    "In a sensitive data set a zero is a small count",
    "No zero is printed: that nobody of a place was admitted to hospital is something about its people too.",
    lambda: line(0, 2, 9, 14, 0, 11),
    (View("events", ("A", "B", "C", "D", "E", "F", "ALL")),),
    rules=Rules(zeros_small=True),
)
ROUNDED = Case(
    "S1",
    "Where a provider asks for it, counts below 8 are suppressed and others rounded to the nearest 5",
    "The rule of hospital statistics, with a proof beside it. Totals are rounded too, so they need not add up.",
    lambda: line(3, 7, 12, 23, 41, 9),
    (View("events", ("A", "B", "C", "D", "E", "F", "ALL")),),
    rules=Rules(8, rounding=5),
)
FEW_RESIDENTS = Case(
    "S8",
    "The count of an area of too few residents cannot be worked out",
    "C is not published, but the total less all others would be its count. So another place is hidden beside it.",
    withheld,
    (View("events", ("A", "B", "D", "ALL")),),
)

CASES = (
    SMALL_CELLS, LONE_CELL, LONE_CELL_IN_GRID, SMALL_REMAINDER, SMALL_TOTAL, TRUE_ZEROS, GIVEN_ZEROS, OVERLAP, LINKED,
    WIDE_CLASS, TELLING_CLASS, FINE_CLASS, REVISED, ADDED_AREAS, SENSITIVE_ZEROS, ROUNDED, FEW_RESIDENTS,
)  # fmt: skip
