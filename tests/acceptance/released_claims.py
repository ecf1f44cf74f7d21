"""Sentences that say more of several released figures: where half of the events lie, and what earlier months allow.

Each number in them is worked out again from the released document, by other arithmetic than the product's.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import accumulate
from math import sqrt
from statistics import fmean
from typing import Protocol

from ingest.periods import Period

LEVELS = {"LSOA": "E01", "ward": "E05"}
_MONTH = r"[A-Z][a-z]+ \d{4}"
_HALF = re.compile(r"Half of the events lie in (?P<few>\d+) of the (?P<many>\d+) (?P<level>LSOA|ward)s, or in fewer\.")
_LIMITS = re.compile(
    rf"(?P<month>{_MONTH}) is (?P<where>above|below|within) the limits that [A-Z][a-z]+(?: \d{{4}})? to {_MONTH} set: "
    r"(?P<low>[\d,.]+) to (?P<high>[\d,.]+) \(three standard deviations\)\."
)
_NO_LIMITS = re.compile(
    rf"No control limits for (?P<month>{_MONTH}): they take a figure of it and of each month of [A-Za-z0-9 ]+\."
)
_LAST_MAP = re.compile(
    rf"The hotspots shown of (?P<before>{_MONTH}), (?P<share>[\d.]+) % of the grid cells, held "
    rf"(?P<held>less than [\d.]+|at least [\d.]+|[\d.]+ to [\d.]+) % of the events of {_MONTH}: "
    r"(?P<times>fewer than|at least as many as|at least [a-z]+ times as many as|[a-z]+ to [a-z]+ times as many as)"
    r" chance would put there\."
)
TIMES = {"fewer than": 1, "one": 1, "two": 2, "three": 3, "five": 5, "ten": 10}
BASELINE, REACH = 8, 1.5
_SHARE = re.compile(r"It is (?P<share>[\d.]+) % of all recorded crime there\.")
_MOST = re.compile(r"Most of it, as far as figures are shown: (?P<named>.+ \(\d+\), .+ \(\d+\) and .+ \(\d+\))\.")


class Released(Protocol):
    """What is needed of the released figures."""

    cells: Mapping[tuple[str, str, str], float | str]
    period: Period
    area: str
    kind: str
    periods: Mapping[str, Period]
    classes: Mapping[str, Mapping[str, str | None]]

    def count(self, period: Period, area: str, category: str) -> float | str:
        """What is released of a count."""

    def share(self, area: str, kind: str) -> float | str:
        """A category in per cent of an area's events."""


def take_claims(released: Released, line: str) -> tuple[str, list[str]]:
    """The line without these sentences, and what is wrong with them."""
    rest = _MOST.sub("", _SHARE.sub("", line))
    rest = _LAST_MAP.sub("", _NO_LIMITS.sub("", _LIMITS.sub("", _HALF.sub("", rest))))
    checks = (_check_half, _check_limits, _check_without, _check_last_map, _check_share, _check_most)
    return rest, [wrong for check in checks for wrong in check(released, line)]


def _check_half(released: Released, line: str) -> Iterator[str]:
    for found in _HALF.finditer(line):
        areas = {key[1] for key in released.cells if key[1].startswith(LEVELS[found["level"]]) and key[2] == "ALL"}
        counts = [released.count(released.period, area, "ALL") for area in sorted(areas)]
        whole = released.count(released.period, released.area, "ALL")
        sums = list(accumulate(sorted((one for one in counts if isinstance(one, float)), reverse=True)))
        few = next((number for number, held in enumerate(sums, 1) if held >= float(whole) / 2), None)
        if (str(few), str(len(areas))) != (found["few"], found["many"]):
            yield "half of the events lie elsewhere"


def _check_limits(released: Released, line: str) -> Iterator[str]:
    for found in _LIMITS.finditer(line):
        now, *before = _counts(released, found["month"])
        if isinstance(now, str) or any(isinstance(one, str) for one in before):
            yield "limits of figures that were not released"
            continue
        root = sqrt(fmean(one for one in before if isinstance(one, float)))
        low, high = max(root - REACH, 0) ** 2, (root + REACH) ** 2
        where = "above" if now > high else "below" if now < low else "within"
        stated = [float(found[end].replace(",", "")) for end in ("low", "high")]
        if where != found["where"] or any(abs(a - b) > 0.5 for a, b in zip(stated, (low, high), strict=True)):
            yield "other limits"


def _check_without(released: Released, line: str) -> Iterator[str]:
    for found in _NO_LIMITS.finditer(line):
        if not any(isinstance(one, str) for one in _counts(released, found["month"])):
            yield "limits that could be given"


def _check_last_map(released: Released, line: str) -> Iterator[str]:
    """The numbers are those of the cells in print and of the words, so they tell no more than the two."""
    for found in _LAST_MAP.finditer(line):
        classes = released.classes[str(released.periods[re.sub(r"\s+", "", found["before"])])]
        share = 100 * sum((one or "").startswith("hotspot") for one in classes.values()) / len(classes)
        steps = [TIMES[one] for one in re.findall(r"fewer than|\b(?:one|two|three|five|ten)\b", found["times"])]
        ends = [float(one) for one in re.findall(r"[\d.]+", found["held"])]
        right = [share * step for step in steps or [1]]
        if len(ends) != len(right) or any(abs(a - b) > 0.051 for a, b in zip(ends, right, strict=True)):
            yield "another hit rate than the steps allow"
        if abs(float(found["share"]) - share) > 0.051:
            yield "another share of the cells"


def _check_share(released: Released, line: str) -> Iterator[str]:
    for found in _SHARE.finditer(line):
        if released.share(released.area, released.kind) != float(found["share"]):
            yield "another share of all events"


def _check_most(released: Released, line: str) -> Iterator[str]:
    """The three largest of the wards' figures that are released."""
    for found in _MOST.finditer(line):
        areas = {key[1] for key in released.cells if key[1].startswith(LEVELS["ward"])}
        counts = [released.count(released.period, area, released.kind) for area in areas]
        largest = sorted((one for one in counts if isinstance(one, float)), reverse=True)[:3]
        if [float(one) for one in re.findall(r"\((\d+)\)", found["named"])] != largest:
            yield "other areas have most of it"


def _counts(released: Released, month: str) -> list[float | str]:
    """The month and the eight before it."""
    months: list[Period] = [released.periods[re.sub(r"\s+", "", month)]]
    while len(months) <= BASELINE:
        months.append(months[-1].previous())
    return [released.count(one, released.area, released.kind) for one in months]
