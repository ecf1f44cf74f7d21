"""From text to typed values, by strict rules of our own: one way to write each kind, nothing guessed.

Each rule works on the distinct texts of a column and is spread to the rows afterwards, so a file of 200,000 rows with
90 dates parses 90 dates. A blank is a missing value; whether it may be missing is for the contract to say.
"""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from ingest.contract import DTYPES, PATTERNS, Column, Kind
from ingest.marks import read_figure, read_institution, read_quarter
from ingest.periods import FIRST_YEAR, LAST_YEAR

Mask = NDArray[np.bool_]
DAY_FIRST, YEAR_FIRST, DAY_NAMED = "DD/MM/YYYY", "YYYY-MM-DD", "DD Mon YYYY"
DATE_FORMS = (DAY_FIRST, YEAR_FIRST, DAY_NAMED)
TIME_FORMS = ("HH:MM", "HH:MM:SS")
MOMENT_FORMS = tuple(f"{date} {time}" for date in (DAY_FIRST, YEAR_FIRST) for time in TIME_FORMS)
"""Date and time in one cell: our date and our time column are both read from it."""
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_NUMBER = r"^-?\d{1,7}(\.\d{1,20})?([eE]-?\d{1,2})?$"
_COUNT = r"^\d{1,6}$"
_FORMS = {
    "month": r"(?P<y>\d{4})-(?P<m>0[1-9]|1[0-2])",
    "HH:MM": r"(?P<t>(?:[01]\d|2[0-3]):[0-5]\d)",
    "HH:MM:SS": r"(?P<t>(?:[01]\d|2[0-3]):[0-5]\d):[0-5]\d",
    DAY_FIRST: r"(?P<d>\d\d)/(?P<m>\d\d)/(?P<y>\d{4})",
    YEAR_FIRST: r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)",
    DAY_NAMED: rf"(?P<d>\d\d) (?P<named>{'|'.join(MONTHS)}) (?P<y>\d{{4}})",
}
_MOMENTS = {form: f"{_FORMS[date]} {_FORMS[time]}" for form in MOMENT_FORMS for date, time in [form.split(" ")]}
_WRITTEN: dict[str, str] = dict(**PATTERNS) | _FORMS | _MOMENTS
_PATTERNS: dict[str, re.Pattern[str]] = {
    name: re.compile(pattern, re.ASCII | (re.IGNORECASE if name == DAY_NAMED else 0))
    for name, pattern in _WRITTEN.items()
}


@dataclass(frozen=True)
class Parsed:
    """One column, typed: ``distinct`` values, of which each row has the one at ``index``; ``bad`` marks those distinct
    values whose text breaks ``rule`` (they are missing values)."""

    distinct: pd.Series
    index: NDArray[np.int32]
    bad: Mask
    rule: str
    do: str

    @property
    def values(self) -> pd.Series:
        """The value of each row: numbers and dates as such, everything else as a categorical with sorted categories."""
        if self.distinct.dtype != "str":
            return pd.Series(self.distinct.to_numpy()[self.index])
        codes, categories = pd.factorize(self.distinct, sort=True)
        return pd.Series(pd.Categorical.from_codes(codes[self.index], categories=categories))

    def rows(self, marked: Mask) -> Mask:
        """The rows whose distinct value is marked."""
        return marked[self.index] if marked.any() else np.zeros(len(self.index), dtype=bool)


def parse_column(texts: pa.DictionaryArray, column: Column) -> Parsed:
    """Type one column of text (distinct texts in ``texts.dictionary``). Bad and blank texts become missing values."""
    distinct, index = texts.dictionary, texts.indices.to_numpy(zero_copy_only=False)
    blank = pc.equal(distinct, "").to_numpy(zero_copy_only=False)
    parse = _RULES[column.kind]
    values, good, rule, do = parse(distinct, column)
    good = good & ~blank if column.kind == "count" else good | blank
    return Parsed(_typed(values, good & ~blank, column.kind), index, ~good, rule, do)


def months_of(dates: pd.Series) -> pd.Series:
    """'YYYY-MM' of each date; missing stays missing."""
    months: pd.Series = dates.dt.strftime("%Y-%m").astype("str")
    return months


def looks_month_first(texts: pa.DictionaryArray, column: Column) -> bool:
    """Whether a column holds dates that are possible only with day and month swapped: none of them can be trusted then.

    Dates with a named month cannot be swapped.
    """
    if column.kind != "date" or column.form.startswith(DAY_NAMED):
        return False
    parts = [found for text in texts.dictionary.to_pylist() if (found := _PATTERNS[column.form].fullmatch(text))]
    return any(int(part["m"]) > 12 and 1 <= int(part["d"]) <= 12 for part in parts)


def _typed(values: Any, good: Mask, kind: Kind) -> pd.Series:
    """The distinct values in the type of their kind; a missing value where the text was not good."""
    if kind == "count":
        return pd.Series(np.where(good, values, 0).astype(np.int64))
    if DTYPES.get(kind) == "float64":
        return pd.Series(np.where(good, values, np.nan))
    if kind == "date":
        return pd.Series(np.where(good, values, np.datetime64("NaT")).astype("datetime64[s]"))
    return pd.Series([value if fine else None for value, fine in zip(values, good, strict=True)], dtype="str")


Rule = tuple[Any, Mask, str, str]


def _numbers(distinct: pa.Array, pattern: str, kind: pa.DataType) -> tuple[Any, Mask]:
    good = pc.match_substring_regex(distinct, pattern)
    numbers = pc.cast(pc.if_else(good, distinct, "0"), kind)
    return numbers.to_numpy(zero_copy_only=False), good.to_numpy(zero_copy_only=False)


def _number(distinct: pa.Array, _: Column) -> Rule:
    values, good = _numbers(distinct, _NUMBER, pa.float64())
    return values, good, "not a plain number", "write metres or degrees as digits, without separators or units."


def _count(distinct: pa.Array, _: Column) -> Rule:
    values, good = _numbers(distinct, _COUNT, pa.int64())
    return values, good, "not a whole number", "write 0 where there is none; digits only."


def _each(read: Callable[[str], Any], distinct: pa.Array) -> tuple[list[Any], Mask]:
    values = [read(text) for text in distinct.to_pylist()]
    return values, np.array([value is not None for value in values], dtype=bool)


def _date(distinct: pa.Array, column: Column) -> Rule:
    def read(text: str) -> np.datetime64 | None:
        found = _PATTERNS[column.form].fullmatch(text)
        if not found or not FIRST_YEAR <= int(found["y"]) <= LAST_YEAR:
            return None
        try:
            return np.datetime64(dt.date(int(found["y"]), _month_number(found), int(found["d"])), "s")
        except ValueError:
            return None

    values, good = _each(read, distinct)
    dates = np.array([np.datetime64("NaT") if value is None else value for value in values], dtype="datetime64[s]")
    return dates, good, f"not a date written {column.form}", f"write every date as {column.form}."


def _month_number(found: re.Match[str]) -> int:
    parts = found.groupdict()
    return MONTHS.index(parts["named"].title()) + 1 if "named" in parts else int(parts["m"])


def _month(distinct: pa.Array, _: Column) -> Rule:
    def read(text: str) -> str | None:
        found = _PATTERNS["month"].fullmatch(text)
        return text if found and FIRST_YEAR <= int(found["y"]) <= LAST_YEAR else None

    return *_each(read, distinct), "not a month written YYYY-MM", "write every month as YYYY-MM."


def _time(distinct: pa.Array, column: Column) -> Rule:
    pattern = _PATTERNS[column.form]
    values = _each(lambda text: found["t"] if (found := pattern.fullmatch(text)) else None, distinct)
    return *values, f"not a time written {column.form}", "write 00:00 to 23:59; leave an unknown time blank."


def _code(distinct: pa.Array, column: Column) -> Rule:
    """Give each code the spelling of the list; an unknown one is kept as it is, for the contract to refuse."""
    listed = {_plain(code): code for code in column.allowed}
    listed |= {_plain(theirs): ours for theirs, ours in column.translations}
    values = [listed.get(_plain(text), text) for text in distinct.to_pylist()]
    return values, np.ones(len(values), dtype=bool), "", ""


def _pattern(distinct: pa.Array, column: Column) -> Rule:
    pattern = _PATTERNS[column.kind]
    values = _each(lambda text: shaped if pattern.fullmatch(shaped := text.upper()) else None, distinct)
    return *values, f"not written as {_SHAPES[column.kind]}", f"write {_SHAPES[column.kind]}."


def _icd10(distinct: pa.Array, column: Column) -> Rule:
    def read(text: str) -> str | None:
        found = _PATTERNS["icd10"].fullmatch(text.upper())
        if not found or found[1] not in column.allowed:
            return None
        return f"{found[1]}.{found[2]}" if found[2] else found[1]

    return (
        *_each(read, distinct),
        "not an ICD-10 code of the prescribed blocks",
        "send X85-Y09, F10-F19, T51, Y90 and Y91 only.",
    )


def _figure(distinct: pa.Array, _: Column) -> Rule:
    do = "write digits only, 0 for none, [c] where it is suppressed; leave blank what is not known."
    return *_each(read_figure, distinct), "neither a whole number nor a mark of suppression", do


def _quarter(distinct: pa.Array, _: Column) -> Rule:
    do = "write 2026-Q3 for July to September 2026."
    return *_each(read_quarter, distinct), "not an information period of three months", do


def _institution(distinct: pa.Array, _: Column) -> Rule:
    return *_each(read_institution, distinct), "not a name or address on one line", "write at most 200 characters."


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


_SHAPES: dict[str, str] = {
    "key": "a reference of letters and digits",
    "outcode": "the outward part of a postcode (such as MK9)",
    "area": "the code of an area (such as E01016725)",
}
_RULES: dict[Kind, Callable[[pa.Array, Column], Rule]] = {
    "month": _month,
    "date": _date,
    "time": _time,
    "count": _count,
    "code": _code,
    "key": _pattern,
    "outcode": _pattern,
    "area": _pattern,
    "icd10": _icd10,
    "figure": _figure,
    "quarter": _quarter,
    "institution": _institution,
    **dict.fromkeys(("easting", "northing", "longitude", "latitude"), _number),
}
