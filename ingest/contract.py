"""What an extract must hold: data sets, columns, mappings, and the typed schema made from them.

Words first: a contract is a table that is read by the reader, the checker, the templates and the documents.
An extract is judged in two stages. ``values.py`` turns every text into a typed value by strict rules of our own
(nothing is guessed); then the pandera schema of ``schema_for`` judges the typed values (nothing is coerced).
"""

from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Any, ClassVar, Literal

import pandera.pandas as pa

from geo.checks import Refused
from ingest.problems import Problem

Kind = Literal[
    "month",
    "date",
    "time",
    "count",
    "code",
    "key",
    "icd10",
    "outcode",
    "area",
    "easting",
    "northing",
    "longitude",
    "latitude",
    "quarter",
    "figure",
    "institution",
]
Scale = Literal["exact", "snapped", "area"]
CLAIMED = "The location is claimed: where a caller said something was. Nothing need have happened there."
SENSITIVE = "Of high risk to those behind the rows: in what is released a zero counts as a small count."
Shape = Literal["events", "counts"]
Grain = Literal["month", "quarter"]
NO_REASONS: ReadOnly[str, str] = MappingProxyType({})

RANGES: ReadOnly[Kind, tuple[float, float]] = MappingProxyType(
    {
        "easting": (0.0, 700_000.0),
        "northing": (0.0, 1_300_000.0),
        "longitude": (-180.0, 180.0),
        "latitude": (-90.0, 90.0),
        "count": (0, 999),
    }
)
DTYPES: ReadOnly[Kind, str] = MappingProxyType(
    {
        "date": "datetime64[s]",
        "count": "int64",
        "easting": "float64",
        "northing": "float64",
        "longitude": "float64",
        "latitude": "float64",
    }
)
PATTERNS: ReadOnly[Kind, str] = MappingProxyType(
    {
        "key": r"[A-Za-z0-9/_-]{1,40}",
        "outcode": r"[A-Z]{1,2}[0-9][A-Z0-9]?",
        "area": r"[EWSN][0-9]{8}|95[A-Z]{2}[0-9]{2}[SW][0-9]",
        "icd10": r"([A-Z][0-9]{2})(?:\.?([0-9]))?",
        "quarter": r"[0-9]{4}-Q[1-4]",
    }
)
"""How a text of each kind is written, as a pattern of the whole cell (Python's and XML Schema's dialect alike)."""


class ExtractRefused(Refused):
    """An extract that is a table but does not keep its contract: wrong columns, or too many bad values.

    ``problems`` are the faults row by row, where the rows were judged: the receipt of a refusal lists them.
    """

    exit_code: ClassVar[int] = 10

    def __init__(self, what: str, found: str, do: str, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(what, found, do)
        self.problems = problems


@dataclass(frozen=True)
class Column:
    """One column of an extract.

    ``name`` is ours, ``title`` the heading in the file. ``optional``: the file may lack it. ``blank``: a cell may be
    empty. ``allowed``: the codes a ``code`` column may hold. ``editions``: the versioned table that says in which years
    each of them is valid. ``form``: how a date or time is written. ``translations``: codes the agency writes instead,
    each with the allowed one it means. ``only_with``: another column (our name) and the one value of it beside which
    this cell may be filled.
    """

    name: str
    title: str
    description: str
    kind: Kind
    optional: bool = False
    blank: bool = False
    allowed: tuple[str, ...] = ()
    editions: str = ""
    form: str = ""
    translations: tuple[tuple[str, str], ...] = ()
    only_with: tuple[str, str] = ("", "")

    @property
    def required(self) -> bool:
        """Whether a file without this column is refused."""
        return not self.optional


@dataclass(frozen=True)
class Mapping:
    """One layout an agency's file may have, and how its columns become ours.

    ``dropped`` names every other heading of the layout with the reason it is not kept. ``identifiers`` are those
    dropped headings that hold a row identifier of the provider or of a building (never kept; their content is not
    searched for persons, as hexadecimal and long numbers look like anything). ``provider_column`` names the provider
    in each row. ``category``: the one category of a layout that needs no scheme. ``told_by``: our column that says who
    told of an event, where two may tell of the same one. ``kept``: columns beyond when, what and where that are held
    with each event, under our names. ``territory``: the table that says which provider answers for which area, where
    two providers share one contract. ``said``: our column -> the one code that is true of every row of this layout.
    ``repeated``: our count column that says how many events a row stands for. A layout without date and month is for
    the one month that is named when a file is received.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    scheme: str
    scale: Scale
    dropped: ReadOnly[str, str] = field(default_factory=lambda: NO_REASONS)
    identifiers: frozenset[str] = frozenset()
    default_provider: str = ""
    provider_column: str = ""
    category: str = ""
    told_by: str = ""
    said: ReadOnly[str, str] = field(default_factory=lambda: NO_REASONS)
    repeated: str = ""
    kept: tuple[str, ...] = ()
    territory: str = ""
    fold: Literal["", "casualties-to-collisions", "admissions-to-counts"] = ""
    notes: tuple[str, ...] = ()

    @property
    def headers(self) -> ReadOnly[str, str]:
        """Their heading -> our column name."""
        return {column.title: column.name for column in self.columns}

    @property
    def is_dated(self) -> bool:
        """Whether a row says by itself when it was."""
        return any(column.kind in ("date", "month", "quarter") for column in self.columns)

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading the layout knows, kept or dropped."""
        return (*self.headers, *self.dropped)

    def missing(self, headings: tuple[str, ...]) -> list[str]:
        """Headings this layout needs and the file lacks."""
        needed = [*(column.title for column in self.columns if column.required), *self.dropped]
        return [heading for heading in needed if heading not in headings]

    def unknown(self, headings: tuple[str, ...]) -> list[str]:
        """Headings of the file this layout does not know."""
        return [heading for heading in headings if heading not in self.headings]

    def column(self, name: str) -> Column | None:
        """The column of that (our) name, or None."""
        return next((column for column in self.columns if column.name == name), None)


@dataclass(frozen=True)
class Unfit:
    """A layout that is well known and cannot be the data set: it has all of ``headings`` and none of ``lacks``.

    ``found`` and ``do`` are what its sender is told.
    """

    title: str
    headings: tuple[str, ...]
    found: str
    do: str
    lacks: tuple[str, ...] = ()

    def is_layout_of(self, headings: tuple[str, ...]) -> bool:
        """Whether a file with these headings is of this layout."""
        return set(self.headings) <= set(headings) and not set(self.lacks) & set(headings)


@dataclass(frozen=True)
class Dataset:
    """One prescribed data set: who owes it under which clause, its form, and every layout it is accepted in.

    ``mappings[0]`` is the agency form; ``columns`` are its columns. ``unfit``: layouts refused for a reason of their
    own. ``claimed``: its locations are purported ones (paragraph 4), not where anything is known to have been.
    ``sensitive``: of high risk to those behind its rows (`004` section 6: health, exclusions, racial incidents,
    probation, youth justice): zeros count as small, and small counts are shared for a named task only.
    ``shape``: one row is an event, or a figure for an area, a period and a measure. ``grain``: what a row is dated by,
    a month (or day) or an information period (three months). Products are made by month, so only events by month
    reach them.
    """

    name: str
    title: str
    clause: str
    agency: str
    mappings: tuple[Mapping, ...]
    unfit: tuple[Unfit, ...] = ()
    claimed: bool = False
    sensitive: bool = False
    shape: Shape = "events"
    grain: Grain = "month"

    @property
    def is_monthly(self) -> bool:
        """Whether products by month can be made of it."""
        return self.shape == "events" and self.grain == "month"

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the agency form, in order."""
        return self.mappings[0].columns

    @property
    def default_provider(self) -> str:
        """Who is taken to have sent a file in the agency form when nobody is named."""
        return self.mappings[0].default_provider

    @property
    def notes(self) -> tuple[str, ...]:
        """What every receipt and document of the data set says."""
        return (*((CLAIMED,) if self.claimed else ()), *((SENSITIVE,) if self.sensitive else ()))

    @property
    def words(self) -> str:
        """'"recorded crime" (SI 2007/1831 ¶2)', as refusals name it."""
        return f'"{self.name.replace("-", " ")}" ({self.clause})'


@cache
def schema_for(columns_of: tuple[Column, ...]) -> pa.DataFrameSchema:
    """The pandera schema of the typed values of some columns: strict, nothing coerced, every column judged."""
    columns: dict[str, Any] = {column.name: _typed(column) for column in columns_of}
    return pa.DataFrameSchema(columns, strict=True, coerce=False)


def _typed(column: Column) -> pa.Column:
    checks = []
    if column.kind in RANGES:
        checks.append(pa.Check.in_range(*RANGES[column.kind], error=range_rule(column.kind)))
    if column.kind == "code":
        checks.append(pa.Check.isin(column.allowed, error=NOT_LISTED))
    return pa.Column(DTYPES.get(column.kind, "str"), checks, nullable=column.blank, required=column.required)


NOT_LISTED = "a code that is not in the list"
BLANK = "blank where a value is needed"


def range_rule(kind: Kind) -> str:
    """The rule of a number out of range, in words."""
    low, high = RANGES[kind]
    return f"a number outside {low:,.0f} to {high:,.0f}"
