"""Made-up rows of any layout, from its contract alone: valid by construction, the same for the same seed.

They know the kinds of columns and the declared code lists and nothing of any agency, so a new data set has its made-up
extract on the day its contract is written. What needs two columns is drawn together: a code with its sub-code, both
coordinates or neither, six counts of which one is not nought. Every row is an event of its own.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from geo.checks import EXTENT
from ingest.categories import SCHEMES, Row, reference
from ingest.contract import RANGES, Column, Dataset, Kind, Mapping
from ingest.editions import is_valid
from ingest.periods import Period
from ingest.values import DAY_FIRST, DAY_NAMED, MONTHS, YEAR_FIRST

Texts = list[str]
Rng = np.random.Generator

QUARTER = Period("2025-01", "2025-03")
UNKNOWN_SHARE = 0.05
LARGEST_COUNT = 4
LARGEST_FIGURE = 60
SCHOOLS = 12
AREAS = 100_000
GREAT_BRITAIN: dict[str, tuple[float, float]] = {"longitude": (-7.5, 1.7), "latitude": (50.0, 58.6)}
_PAIRS: tuple[tuple[Kind, Kind], ...] = (("easting", "northing"), ("longitude", "latitude"))


def make_rows(
    dataset: Dataset,
    mapping: Mapping,
    rows: int,
    seed: int,
    *,
    period: Period | None = None,
    within: tuple[float, float, float, float] = EXTENT,
) -> pd.DataFrame:
    """So many rows of text under the headings of a layout of ``dataset``, every one accepted by its contract.

    Days lie in ``period`` (a quarter in which the layout's code list is valid when left out), eastings and northings
    in ``within`` (west, south, east, north; metres). One cell in twenty is blank where a cell may be; headings that the
    layout drops are there and blank.
    """
    rng = np.random.default_rng([seed, rows, *dataset.name.encode(), *mapping.name.encode()])
    west, south, east, north = within
    spans = {"easting": (west, east), "northing": (south, north)} | GREAT_BRITAIN
    days = rng.choice(_days(period or usual_period(mapping)), rows)
    made = {column.name: _make(rng, column, days, spans) for column in mapping.columns}
    made |= _drawn_together(rng, mapping, days)
    _leave_blank(rng, mapping, made)
    dates_last = sorted(mapping.columns, key=lambda column: column.kind == "date")
    blank = dict.fromkeys(mapping.dropped, [""] * rows)
    titled = blank | {column.title: made[column.name] for column in dates_last}
    return pd.DataFrame({heading: titled[heading] for heading in mapping.headings}, dtype="str")


def usual_period(mapping: Mapping) -> Period:
    """January to March 2025, or the last month before it in which the layout's code list holds anything.

    January alone where a row does not say when it was.
    """
    if not mapping.is_dated:
        return Period(QUARTER.first, QUARTER.first)
    lines = _lines(mapping)
    if not lines or any(_is_valid(line, QUARTER.first) and _is_valid(line, QUARTER.last) for line in lines):
        return QUARTER
    last = max(line["valid_to"][:7] for line in lines)
    return Period(last, last)


def _days(period: Period) -> Any:
    return np.arange(np.datetime64(period.first), np.datetime64(period.last) + 1, dtype="datetime64[D]")


def _make(rng: Rng, column: Column, days: Any, spans: dict[str, tuple[float, float]]) -> Texts:
    if column.kind in spans:
        low, high = spans[column.kind]
        metres = column.kind in ("easting", "northing")
        return [f"{value:.0f}" if metres else f"{value:.6f}" for value in rng.uniform(low + 1, high - 1, len(days))]
    return _MAKERS[column.kind](rng, column, days)


def _month(_: Rng, __: Column, days: Any) -> Texts:
    return [str(day)[:7] for day in days]


def _date(rng: Rng, column: Column, days: Any) -> Texts:
    """A date in the form of the column, with the time of day where the form holds it."""
    form, _, clock = column.form.partition(" HH")
    dates = [_write_date(form, str(day)) for day in days]
    times = _clock(rng, f"HH{clock}", len(dates)) if clock else []
    return [f"{date} {time}" for date, time in zip(dates, times, strict=True)] if clock else dates


def _write_date(form: str, day: str) -> str:
    year, month, number = day.split("-")
    named = f"{number} {MONTHS[int(month) - 1]} {year}"
    return {DAY_FIRST: f"{number}/{month}/{year}", YEAR_FIRST: day, DAY_NAMED: named}[form]


def _time(rng: Rng, column: Column, days: Any) -> Texts:
    return _clock(rng, column.form, len(days))


def _clock(rng: Rng, form: str, rows: int) -> Texts:
    seconds = ":00" if form.endswith(":SS") else ""
    return [f"{minute // 60:02d}:{minute % 60:02d}{seconds}" for minute in rng.integers(0, 1440, rows)]


def _count(rng: Rng, column: Column, days: Any) -> Texts:
    low, high = RANGES[column.kind]
    return [str(number) for number in rng.integers(int(low), min(int(high), LARGEST_COUNT) + 1, len(days))]


def _listed(rng: Rng, column: Column, days: Any) -> Texts:
    """A code of the list; of a list with editions one that is valid in all the months of the days."""
    months = {str(day)[:7] for day in days} if column.editions else set()
    allowed = [code for code in column.allowed if all(is_valid(column.editions, code, month) for month in months)]
    return [allowed[at] for at in rng.integers(0, len(allowed), len(days))]


def _icd10(rng: Rng, column: Column, days: Any) -> Texts:
    endings = ("", *(f".{digit}" for digit in range(10)))
    return [code + endings[int(rng.integers(0, len(endings)))] for code in _listed(rng, column, days)]


def _key(_: Rng, __: Column, days: Any) -> Texts:
    return [f"K{number:07d}" for number in range(1, len(days) + 1)]


def _area(rng: Rng, _: Column, days: Any) -> Texts:
    """Another area in each row: a table of numbers says one figure of an area only once."""
    first = int(rng.integers(0, AREAS))
    return [f"E010{(first + row) % AREAS:05d}" for row in range(len(days))]


def _quarter(_: Rng, __: Column, days: Any) -> Texts:
    return [str(Period.quarter_of(str(day)[:7])) for day in days]


def _figure(rng: Rng, _: Column, days: Any) -> Texts:
    return [str(number) for number in rng.integers(0, LARGEST_FIGURE + 1, len(days))]


def _institution(_: Rng, column: Column, days: Any) -> Texts:
    """Schools in turn, each with one address."""
    form = "{} School Lane" if column.name == "address" else "Made-up School {}"
    return [form.format(row % SCHOOLS + 1) for row in range(len(days))]


def _outcode(rng: Rng, _: Column, days: Any) -> Texts:
    return [f"MK{number}" for number in rng.integers(1, 20, len(days))]


_MAKERS: dict[Kind, Callable[[Rng, Column, Any], Texts]] = {
    "month": _month,
    "date": _date,
    "time": _time,
    "count": _count,
    "code": _listed,
    "icd10": _icd10,
    "key": _key,
    "area": _area,
    "outcode": _outcode,
    "quarter": _quarter,
    "figure": _figure,
    "institution": _institution,
}
MADE_KINDS = frozenset([*_MAKERS, *(kind for pair in _PAIRS for kind in pair)])


def _drawn_together(rng: Rng, mapping: Mapping, days: Any) -> dict[str, Texts]:
    """The columns whose values depend on one another: codes of one scheme, the provider, counts not all nought."""
    made = _scheme_codes(rng, mapping, days) if _lines(mapping) else {}
    provider = mapping.column(mapping.provider_column)
    if provider:
        made[provider.name] = _listed(rng, provider, days[:1]) * len(days)
    counts = [column for column in mapping.columns if column.kind == "count"]
    if counts:
        some = counts[int(rng.integers(0, len(counts)))]
        made[some.name] = [str(number) for number in rng.integers(1, LARGEST_COUNT + 1, len(days))]
    return made


def _scheme_codes(rng: Rng, mapping: Mapping, days: Any) -> dict[str, Texts]:
    """For each row one line of the scheme's table that is valid in the month of its day."""
    lines = _lines(mapping)
    months = [str(day)[:7] for day in days]
    valid = {month: [line for line in lines if _is_valid(line, month)] for month in set(months)}
    chosen = [valid[month][int(rng.integers(0, len(valid[month])))] for month in months]
    keys = [(ours, heading) for ours, heading in SCHEMES[mapping.scheme].keys if mapping.column(ours)]
    return {ours: [line[heading] for line in chosen] for ours, heading in keys}


def _lines(mapping: Mapping) -> list[Row]:
    """The lines of the scheme's table that the layout can write; none where a code is looked up by its stem."""
    scheme = SCHEMES.get(mapping.scheme)
    if scheme is None or scheme.stem:
        return []
    allowed = [(heading, set(column.allowed)) for ours, heading in scheme.keys if (column := mapping.column(ours))]
    allowed += [(heading, {mapping.said[ours]}) for ours, heading in scheme.keys if ours in mapping.said]
    return [line for line in reference(scheme.table) if all(line[heading] in codes for heading, codes in allowed)]


def _is_valid(line: Row, month: str) -> bool:
    return (line["valid_from"][:7] or "0000-00") <= month <= (line["valid_to"][:7] or "9999-99")


def _leave_blank(rng: Rng, mapping: Mapping, made: dict[str, Texts]) -> None:
    """Blank one cell in twenty of each column that allows it; a pair of coordinates is blanked together.

    A code that may be blank is always left so: beside which other codes it may be filled its list alone does not say.
    """
    shared = {kind: pair for pair in _PAIRS for kind in pair}
    drawn: dict[Any, Any] = {}
    for column in mapping.columns:
        texts = made[column.name]
        unknown = drawn.setdefault(shared.get(column.kind, column.name), rng.random(len(texts)) < UNKNOWN_SHARE)
        if column.blank:
            share = unknown | (column.kind == "code")
            made[column.name] = ["" if blank else text for blank, text in zip(share, texts, strict=True)]
