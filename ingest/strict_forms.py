"""What needs no search: texts that already have the strict form their contract asks for.

A closed code list, a date, a number of few figures cannot hold a person, and searching them would cost time and raise
false alarms. Whatever in such a column has another form is searched like any text.
"""

from collections.abc import Mapping
from types import MappingProxyType

import pyarrow as pa
import pyarrow.compute as pc

from ingest.contract import Column
from ingest.identifier import matching, sample_of

_NUMBER = r"-?[0-9]{0,7}(?:\.[0-9]{0,20})?(?:[eE]-?[0-9]{1,2})?"
_NOT_SO_LARGE = 10_000_000
_DAY = r"[0-9]{1,2}[/. -](?:[0-9]{1,2}|[A-Za-z]{3,9})[/. -](?:[0-9]{4}|[0-9]{2})|[0-9]{4}[/.-][0-9]{1,2}[/.-][0-9]{1,2}"
_CLOCK = r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?"

FORMS: Mapping[str, str] = MappingProxyType(
    {
        "month": r"[0-9]{4}[-/]?[0-9]{2}",
        "quarter": r"[0-9]{4}[ /-]?(?:[0-9]{2,4}[ /-])?Q[1-4]|Q[1-4][ /-]?[0-9]{4}",
        "date": rf"(?:{_DAY})(?:[T ]{_CLOCK}Z?)?",
        "time": rf"{_CLOCK}|[0-9]{{1,4}}",
        "count": _NUMBER,
        "figure": _NUMBER,
        "easting": _NUMBER,
        "northing": _NUMBER,
        "longitude": _NUMBER,
        "latitude": _NUMBER,
        "outcode": r"[A-Za-z]{1,2}[0-9][A-Za-z0-9]?",
        "area": r"[A-Z][0-9]{8}|95[A-Z0-9]{4,6}",
        "icd10": r"[A-Z][0-9]{2}(?:\.?[0-9X])?",
    }
)
"""Kind of a contract's column -> the form (RE2, the whole cell) in which a text of it is harmless."""


def without_strict(distinct: pa.Array, column: Column | None) -> pa.Array:
    """The distinct texts of a column that must be searched; ``column`` is None where the contract keeps none of it."""
    rest = distinct if column is None else _without_codes(distinct, column)
    if _are_numbers(rest):
        return rest.slice(0, 0)
    form = FORMS.get(column.kind) if column else None
    return _without(rest, form) if form else rest


def _without_codes(distinct: pa.Array, column: Column) -> pa.Array:
    if not column.allowed:
        return distinct
    return distinct.filter(pc.invert(pc.is_in(distinct, value_set=pa.array(column.allowed, pa.string()))))


def _are_numbers(distinct: pa.Array) -> bool:
    """Whether all texts are numbers below ten million: a sample says whether it is worth reading them all."""
    sample = sample_of(distinct)
    if len(matching(sample, f"^(?:{_NUMBER})$")) < len(sample):
        return False
    try:
        numbers = pc.cast(distinct.filter(pc.not_equal(distinct, "")), pa.float64())
    except pa.ArrowInvalid:
        return False
    largest = pc.max(pc.abs(numbers)).as_py()
    return largest is None or largest < _NOT_SO_LARGE


def _without(texts: pa.Array, form: str) -> pa.Array:
    return texts.filter(pc.invert(pc.match_substring_regex(texts, f"^(?:{form})$")))
