"""What each data set must hold, in words, from its contract: for the page that anybody who signs in may read."""

from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from hub.access.identity import Identity
from hub.access.opening import check_opening
from hub.disclosure.marks import SHARED, WORDS, Mark
from hub.register import Register
from ingest.catalogue import editions_of, needed, said_of_rows, what_it_holds
from ingest.contract import Column, Dataset, Kind, Mapping
from ingest.register import DATASETS
from ingest.template_notes import NEVER, how_written

PAGE = "definitions"
UNITS: ReadOnly[Kind, str] = MappingProxyType(
    {
        "month": "month",
        "date": "day",
        "time": "minute, local time",
        "count": "number",
        "code": "code of a list",
        "key": "text",
        "icd10": "ICD-10 code",
        "outcode": "outward code",
        "area": "code of an area",
        "easting": "metres, British National Grid",
        "northing": "metres, British National Grid",
        "longitude": "degrees, WGS84",
        "latitude": "degrees, WGS84",
        "quarter": "information period, three months",
        "figure": "number",
        "institution": "name and address of a school",
    }
)
MEANINGS: tuple[tuple[str, str, str], ...] = (
    ("0", "0", "The agency supplied the month, and nothing of the kind happened there."),
    (WORDS[Mark.SUPPRESSED], f"[{Mark.SUPPRESSED.value}]",
     "Too few to print, or printing it would give another figure away. It does not mean zero."),
    (WORDS[Mark.NOT_SUPPLIED], f"[{Mark.NOT_SUPPLIED.value}]",
     "An agency that owes the month has not sent it. Nothing is known; it is neither zero nor a fall."),
    (WORDS[Mark.NOT_APPLICABLE], f"[{Mark.NOT_APPLICABLE.value}]",
     "There can be no such figure, for instance a rate of a place without residents."),
    (f"a figure with{SHARED}", SHARED.strip(),
     "Suppressed in what is published, and shown to you by its owner's grant. It is not for publication."),
)  # fmt: skip
"""What stands in a table, how files write it, and what it means."""


@dataclass(frozen=True)
class CodeList:
    """The codes that a column may hold; ``heading`` says which edition of a list, where there are several."""

    heading: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Heading:
    """One column: its heading in the file, what it holds, its unit, how a cell is written, whether it is needed."""

    title: str
    holds: str
    unit: str
    written: str
    needed: str
    codes: tuple[CodeList, ...]


@dataclass(frozen=True)
class Layout:
    """One layout that a data set is accepted in; ``dropped``: headings that must be there and are never kept, why."""

    name: str
    title: str
    headings: tuple[Heading, ...]
    dropped: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Definition:
    """One data set: who owes it under which paragraph, what it holds, its layouts, and what is refused."""

    name: str
    title: str
    clause: str
    agency: str
    holds: str
    notes: tuple[str, ...]
    layouts: tuple[Layout, ...]
    never: str
    refused: tuple[tuple[str, str], ...]


def list_definitions(register: Register, who: Identity) -> tuple[Definition, ...]:
    """Every data set in the order of the Regulations. Raises AccessRefused for a role that is not in the matrix."""
    check_opening(register, who, PAGE)
    return _all()


@cache
def _all() -> tuple[Definition, ...]:
    return tuple(_define(dataset) for dataset in DATASETS)


def _define(dataset: Dataset) -> Definition:
    return Definition(
        name=dataset.name,
        title=dataset.title,
        clause=dataset.clause,
        agency=dataset.agency,
        holds=what_it_holds(dataset).replace("`", ""),
        notes=dataset.notes,
        layouts=tuple(_layout(mapping) for mapping in dataset.mappings),
        never=NEVER,
        refused=tuple((layout.title, f"{layout.found} Do: {layout.do}") for layout in dataset.unfit),
    )


def _layout(mapping: Mapping) -> Layout:
    return Layout(
        name=mapping.name,
        title=mapping.title,
        headings=tuple(_heading(column) for column in mapping.columns),
        dropped=tuple(mapping.dropped.items()),
        notes=(*said_of_rows(mapping), *mapping.notes),
    )


def _heading(column: Column) -> Heading:
    written = f"Written {column.form}." if column.form else how_written(column)
    return Heading(column.title, column.description, UNITS[column.kind], written, needed(column), _codes(column))


def _codes(column: Column) -> tuple[CodeList, ...]:
    if column.editions:
        return tuple(CodeList(heading, tuple(codes)) for heading, codes in editions_of(column.editions).items())
    return (CodeList("", column.allowed),) if column.allowed else ()
