"""Harm in a file of a product, worked out again from the released counts and the weights, by other arithmetic.

Every figure of the tables of count and harm, and what the sentences above them say.
"""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Protocol

from hub.harm_weights import HarmWeights
from ingest.periods import Period

ALL, MARKS = "ALL", ("[c]", "[x]", "[z]")
TITLE = "Count and harm by "
_MONTHS = r"(?:[A-Z][a-z]+ to )?[A-Z][a-z]+ \d{4}"
_GREATEST = re.compile(
    rf"Greatest harm in {_MONTHS}: (?P<category>[^,]+), with (?P<events>\d+ %|a suppressed share) of the events and "
    r"(?P<harm>\d+) % of the harm\."
)
_NONE = re.compile(
    rf"The harm of all categories in {_MONTHS} is (?P<mark>suppressed|not supplied), as a count in it is\."
)
_PLACES = re.compile(
    r"Of the (?:wards|LSOAs) with a figure of harm, most events are in (?P<most>.+?) and the greatest harm is in "
    r"(?P<worst>.+?)\."
)
_LEFT_OUT = re.compile(r"No table of harm by (?:ward|LSOA): in most of them a count is suppressed or not supplied\.")

Figure = float | str


class Places(Protocol):
    """What is needed of the places."""

    codes: Mapping[str, str]
    residents: Mapping[str, int]


class Released(Protocol):
    """What is needed of the released figures."""

    cells: Mapping[tuple[str, str, str], Figure]
    categories: Mapping[str, str]
    places: Places
    period: Period
    area: str
    weights: HarmWeights | None

    def count(self, period: Period, area: str, category: str) -> Figure:
        """What is released of a count."""

    def rate(self, period: Period, area: str, category: str) -> Figure:
        """The rate that follows from it."""


def expect_harm(released: Released, title: str, label: str, head: str) -> Figure | None:
    """A cell of a table of count and harm; None where it is a figure of nothing."""
    name, by_category = re.sub(r"[\s\u00ad-]+", "", label), title.startswith(f"{TITLE}category, ")
    area = released.area if by_category else released.places.codes[name]
    category = released.categories[name] if by_category else ALL
    events, harm = released.count(released.period, area, category), _harm(released, area, category)
    residents = released.places.residents.get(area)
    of_all = {
        "Share of events, %": (events, released.count(released.period, area, ALL)),
        "Share of harm, %": (harm, _harm(released, area, ALL)),
        "Harm per 1,000 residents": (harm, "[x]" if residents is None else residents / 10),
    }
    if head in of_all:
        return _percent(*of_all[head])
    if head == "Weight":
        return "each its own" if category == ALL else _weights(released)[category]
    rate = released.rate(released.period, area, ALL)
    return {"Events": events, "Harm": harm, "Events per 1,000 residents": rate}.get(head)


def take_harm(released: Released, line: str) -> tuple[str, list[str]]:
    """The line without the sentences about harm and the name of the weights, and what is wrong with them."""
    wrong = []
    for found in _GREATEST.finditer(line):
        wrong += [] if _is_greatest(released, found) else ["not the greatest harm"]
    for found in _NONE.finditer(line):
        mark = {"suppressed": "[c]", "not supplied": "[x]"}[found["mark"]]
        wrong += [] if _harm(released, released.area, ALL) == mark else ["harm that could be given"]
    for found in _PLACES.finditer(line):
        wrong += [] if _are_first(released, found) else ["other places have more"]
    if _LEFT_OUT.search(line):
        harms = [_harm(released, area, ALL) for area in _wards(released)]
        wrong += [] if sum(one in MARKS for one in harms) > len(harms) / 2 else ["a table that could be shown"]
    for sentence in (_GREATEST, _NONE, _PLACES, _LEFT_OUT):
        line = sentence.sub("", line)
    return line.replace(released.weights.about(), "") if released.weights else line, wrong


def _is_greatest(released: Released, found: re.Match[str]) -> bool:
    category = released.categories[re.sub(r"[\s\u00ad-]+", "", found["category"])]
    harms = {one: _harm(released, released.area, one) for one in _weights(released)}
    most = max(one for one in harms.values() if isinstance(one, float))
    events = _percent(
        released.count(released.period, released.area, category), released.count(released.period, released.area, ALL), 0
    )
    of_events = f"{events:.0f} %" if isinstance(events, float) else "a suppressed share"
    share = _percent(harms[category], _harm(released, released.area, ALL), 0)
    return (harms[category], of_events, float(found["harm"])) == (most, found["events"], share)


def _are_first(released: Released, found: re.Match[str]) -> bool:
    most, worst = (released.places.codes[re.sub(r"[\s\u00ad-]+", "", found[name])] for name in ("most", "worst"))
    both = {
        area: (events, harm)
        for area in _wards(released)
        if isinstance(events := released.count(released.period, area, ALL), float)
        and isinstance(harm := _harm(released, area, ALL), float)
    }
    tops = tuple(max(pair[at] for pair in both.values()) for at in (0, 1))
    return (both[most][0], both[worst][1]) == tops


def _wards(released: Released) -> list[str]:
    return sorted({area for _, area, category in released.cells if category != ALL and area != ALL})


def _harm(released: Released, area: str, category: str) -> Figure:
    """Count times weight, of one category or of all; the strongest mark of the counts that are taken."""
    weights = _weights(released)
    taken = [one for one in weights if one == category or (category == ALL and weights[one] > 0)]
    counts = {one: released.count(released.period, area, one) for one in taken}
    marks = [mark for mark in MARKS if mark in counts.values()]
    if marks:
        return marks[0]
    exact = sum(Fraction(str(weights[one])) * Fraction(float(count)) for one, count in counts.items())
    return round(float(exact), 1)


def _percent(part: Figure, whole: Figure, digits: int = 1) -> Figure:
    marks = [mark for mark in MARKS if mark in (part, whole)]
    if marks:
        return marks[0]
    return round(100 * float(part) / float(whole), digits) if whole else "[z]"


def _weights(released: Released) -> Mapping[str, float]:
    assert released.weights is not None, "harm without weights"
    return released.weights.by_category
