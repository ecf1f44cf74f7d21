"""A proposal for reading an agency's own headings as ours: which column is which, why, what is missing, what is left.

Nothing here decides. The user corrects the proposal, names every column that is to be dropped, and saves it; then it
is judged with the whole file (``ingest.saved_mapping``).
"""

import dataclasses
from collections.abc import Iterator
from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from ingest.contract import NO_REASONS, Column, Kind, Mapping
from ingest.extract import Extract
from ingest.likeness import SYNONYM, Evidence, compare, compare_names
from ingest.values import MOMENT_FORMS

Confidence = Literal["sure", "likely", "check", "named", "missing", "not needed"]
LEAST_NAME, FITS, HALF = 0.6, 0.95, 0.5
_WEIGHTS: dict[Confidence, float] = {"sure": 1.0, "named": 1.0, "likely": 0.8, "check": 0.4}
_TELLING: frozenset[Kind] = frozenset({"month", "date", "time", "outcode", "area", "icd10", "code"})
"""Kinds whose cells say what they are even under a strange heading; a number could be anything."""
_GRID, _DEGREES = "Metres of the British National Grid.", "WGS84 degrees."
COORDINATES: ReadOnly[str, Column] = MappingProxyType(
    {
        "easting": Column("easting", "Easting", _GRID, "easting"),
        "northing": Column("northing", "Northing", _GRID, "northing"),
        "longitude": Column("longitude", "Longitude", _DEGREES, "longitude"),
        "latitude": Column("latitude", "Latitude", _DEGREES, "latitude"),
    }
)
_OTHER = {"easting": "longitude", "northing": "latitude", "longitude": "easting", "latitude": "northing"}


@dataclass(frozen=True)
class Corrections:
    """What the user says: ``headings``: our column name -> their heading ('' for none); ``forms``: our name -> form;
    ``codes``: our name -> pairs of their code and ours; ``provider``: who sends the file, where no column says it."""

    headings: ReadOnly[str, str] = field(default_factory=lambda: NO_REASONS)
    forms: ReadOnly[str, str] = field(default_factory=lambda: NO_REASONS)
    codes: ReadOnly[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    provider: str = ""


@dataclass(frozen=True)
class Match:
    """One of our columns and the heading of theirs that is taken for it; ``by_name`` when that says so itself or the
    user does."""

    column: Column
    heading: str
    form: str
    confidence: Confidence
    why: str
    by_name: bool = False


@dataclass(frozen=True)
class Proposal:
    """Every column of one layout with its match, and their headings that no column takes.

    ``dropped``: those of the headings that the layout itself drops, with its reason; ``left``: those that the user must
    name to have them dropped.
    """

    layout: Mapping
    matches: tuple[Match, ...]
    dropped: ReadOnly[str, str]
    left: tuple[str, ...]

    @property
    def missing(self) -> tuple[Column, ...]:
        """Columns that the contract needs and no heading is taken for."""
        return tuple(match.column for match in self.matches if match.confidence == "missing")

    @property
    def placed(self) -> tuple[Match, ...]:
        """The matches that have a heading."""
        return tuple(match for match in self.matches if match.confidence not in ("missing", "not needed"))


def propose(extract: Extract, layouts: tuple[Mapping, ...], corrections: Corrections) -> Proposal:
    """The one of the layouts that a file comes nearest to, with every heading placed, missing or left over."""
    variants = [variant for layout in layouts for variant in with_other_coordinates(layout)]
    return max((_propose(extract, variant, corrections) for variant in variants), key=_merit)


def with_other_coordinates(layout: Mapping) -> Iterator[Mapping]:
    """The layout, and the same with its place in the other of the two coordinate systems; both say where."""
    names = {column.name for column in layout.columns}
    others = {name: _OTHER[name] for name in names & set(_OTHER)}
    if len(others) == 2 and not layout.fold:
        yield dataclasses.replace(layout, columns=tuple(_swap(column, others) for column in layout.columns))
    yield layout


def _swap(column: Column, others: dict[str, str]) -> Column:
    if column.name not in others:
        return column
    return dataclasses.replace(COORDINATES[others[column.name]], blank=column.blank, optional=column.optional)


def _merit(proposal: Proposal) -> tuple[int, float]:
    return -len(proposal.missing), sum(_WEIGHTS.get(match.confidence, 0.0) for match in proposal.matches)


def _propose(extract: Extract, layout: Mapping, said: Corrections) -> Proposal:
    coded = [dataclasses.replace(one, translations=said.codes.get(one.name, ())) for one in layout.columns]
    columns = [dataclasses.replace(one, form=said.forms.get(one.name, one.form)) for one in coded]
    placed = _place(extract, columns, said)
    matches = tuple(_match(column, placed.get(column.name), layout, said) for column in columns)
    rest = _free(extract, placed)
    dropped = {heading: layout.dropped[heading] for heading in rest if heading in layout.dropped}
    return Proposal(layout, matches, dropped, tuple(heading for heading in rest if heading not in dropped))


Placed = dict[str, tuple[str, Evidence]]


def _place(extract: Extract, columns: list[Column], said: Corrections) -> Placed:
    """Our column name -> their heading: as the user says, then by name, then by content alone, then from a moment."""
    known = [column for column in columns if said.headings.get(column.name)]
    placed: Placed = {
        column.name: (heading, compare(extract, column, heading))
        for column in known
        for heading in [said.headings[column.name]]
    }
    open_ = [column for column in columns if column.name not in said.headings]
    _place_by_name(extract, open_, placed)
    _place_by_content(extract, open_, placed)
    _share_moments(extract, open_, placed)
    return placed


def _free(extract: Extract, placed: Placed) -> list[str]:
    used = {heading for heading, _ in placed.values()}
    return [heading for heading in extract.headings if heading not in used]


def _place_by_name(extract: Extract, columns: list[Column], placed: Placed) -> None:
    """Best pairs first; a heading that is only alike in spelling needs cells that fit as well."""
    pairs = [
        (column.name, heading, compare(extract, column, heading))
        for column in columns
        for heading in _free(extract, placed)
        if compare_names(column, heading)[0] >= LEAST_NAME
    ]
    good = [pair for pair in pairs if pair[2].name >= SYNONYM or pair[2].content >= HALF]
    for name, heading, evidence in sorted(good, key=lambda pair: -pair[2].name - pair[2].content / 2):
        if name not in placed and heading in _free(extract, placed):
            placed[name] = (heading, evidence)


def _place_by_content(extract: Extract, columns: list[Column], placed: Placed) -> None:
    """A column without a name takes the one free heading whose cells all but say it; of several it takes none."""
    for column in columns:
        if column.name not in placed and column.kind in _TELLING:
            seen = [(heading, compare(extract, column, heading)) for heading in _free(extract, placed)]
            fitting = [one for one in seen if one[1].content >= FITS]
            if len(fitting) == 1:
                placed[column.name] = fitting[0]


def _share_moments(extract: Extract, columns: list[Column], placed: Placed) -> None:
    """A time that has no column of its own is read from the date's, where that holds both."""
    date = placed.get("date")
    for column in columns:
        if column.kind == "time" and column.name not in placed and date and date[1].form in MOMENT_FORMS:
            placed[column.name] = (date[0], compare(extract, column, date[0]))


def _match(column: Column, found: tuple[str, Evidence] | None, layout: Mapping, said: Corrections) -> Match:
    if found is None:
        spared = column.optional or (column.name == layout.provider_column and bool(said.provider))
        why = "the provider is named" if column.name == layout.provider_column and said.provider else ""
        return Match(column, "", column.form, "not needed" if spared else "missing", why)
    heading, evidence = found
    form = said.forms.get(column.name, evidence.form)
    named = column.name in said.headings
    certainty = "named" if named else _confidence(evidence)
    return Match(column, heading, form, certainty, _why(column, evidence, form), named or evidence.name > 0)


def _confidence(evidence: Evidence) -> Confidence:
    if evidence.content < FITS or evidence.name == 0:
        return "check"
    return "sure" if evidence.name >= SYNONYM else "likely"


def _why(column: Column, evidence: Evidence, form: str) -> str:
    """Heading and cells in words; never a cell."""
    fit = round(evidence.content * evidence.written)
    shown = f" as {form}" if form else ""
    cells = "no cell is written" if not evidence.written else f"{fit:,} of {evidence.written:,} cells fit{shown}"
    hint = "; give their codes with --values" if column.kind == "code" and evidence.content < FITS else ""
    return f"{evidence.name_why or 'by its cells alone'}; {cells}{hint}"
