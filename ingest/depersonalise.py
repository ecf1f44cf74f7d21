"""No person, no doorstep: the guard that stands before anything is kept.

First line: closed schemas. A layout names every heading it knows; any other column is refused by name. Second line:
identifiers, looked for in the text of every column, kept or not, except a row identifier the layout drops. Texts in the
strict form of their contract (a listed code, a date, a number) are not searched; anything else in such a column is.
SI 2007/1831 asks for depersonalised information, and for health only the "general postcode address", the outward part.
"""

from typing import ClassVar

from geo.checks import Refused
from ingest.contract import Dataset, ExtractRefused, Mapping
from ingest.extract import Extract
from ingest.searched_columns import heading_in_words, searched_columns
from ingest.small_districts import note_small_districts


class PersonalDataRefused(Refused):
    """A column that looks like a person or an address; the hub never takes it."""

    exit_code: ClassVar[int] = 12


def check_depersonalised(extract: Extract, dataset: Dataset, mapping: Mapping) -> tuple[str, ...]:
    """The notes for the receipt on what is doubtful; each names column, kind and rows, never a value.

    Raises PersonalDataRefused, naming all suspect columns and rows, when a column looks like a person or an address.
    """
    columns = searched_columns(extract, mapping)
    faults = [words for column in columns if (words := column.suspicion())]
    if faults:
        raise _refusal(extract.file_name, dataset, faults)
    doubts = tuple(words for column in columns for words in column.doubts())
    return (*doubts, *note_small_districts(extract, mapping))


def _refusal(file_name: str, dataset: Dataset, faults: list[str]) -> PersonalDataRefused:
    postcode = any("postcode" in words for words in faults)
    outward = " Of a postcode only the outward part may be sent (MK9)." if postcode else ""
    do = "ask the agency for the extract without it and delete this copy as your agreement says; nothing was stored."
    return PersonalDataRefused(
        f"{file_name}: it looks like personal data; {dataset.words} is depersonalised information only.",
        "; ".join(faults) + ".",
        do + outward,
    )


def check_headings(extract: Extract, dataset: Dataset, mapping: Mapping) -> None:
    """ExtractRefused when the headings are not exactly those of the layout: the missing and the extra ones, by name."""
    missing, extra = mapping.missing(extract.headings), mapping.unknown(extract.headings)
    if not missing and not extra:
        return
    counted = [f"{len(names)} {word}" for names, word in ((missing, "missing"), (extra, "not allowed")) if names]
    known = [heading for heading in extract.headings if heading in mapping.headings]
    found = [f"{len(extract.headings)} columns, {len(known)} as expected"]
    found += [f"no {_named(missing)}"] if missing else []
    found += [f"not allowed: {_listed(extra, bool(known))}"] if extra else []
    others = _others(dataset, mapping)
    raise ExtractRefused(
        f"{extract.file_name}: not the columns of {dataset.words}: {' and '.join(counted)} (layout {mapping.name}).",
        "; ".join(found) + ".",
        f"send exactly the prescribed columns ({', '.join(mapping.headings)}); other layouts: {others}.",
    )


def nearest_mapping(dataset: Dataset, headings: tuple[str, ...]) -> Mapping:
    """The layout that differs from these headings the least, the earlier one where two differ alike; the agency form
    where none shares a heading with the file."""
    near = [mapping for mapping in dataset.mappings if set(headings) & set(mapping.headings)] or dataset.mappings[:1]
    return min(near, key=lambda mapping: len(mapping.missing(headings)) + len(mapping.unknown(headings)))


def _named(headings: list[str]) -> str:
    return ", ".join(f'"{heading}"' for heading in headings)


def _others(dataset: Dataset, mapping: Mapping) -> str:
    return ", ".join(other.name for other in dataset.mappings if other is not mapping) or "there is none yet"


def _listed(headings: list[str], has_heading_row: bool) -> str:
    """Headings by name; a first row that is no row of headings, or a heading that looks like data, is not shown."""
    if not has_heading_row:
        return f"{len(headings)} headings, not shown because the first row may be data"
    return ", ".join(heading_in_words(heading) for heading in headings)
