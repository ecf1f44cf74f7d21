"""No person, no doorstep: the guard that stands before anything is kept.

First line: closed schemas. A layout names every heading it knows; any other column is refused by name. Second line:
patterns of identifiers, tried on the text of every column, kept or not, except a row identifier the layout drops.
SI 2007/1831 asks for depersonalised information, and for health only the "general postcode address", the outward part.
"""

from typing import ClassVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.checks import Refused
from ingest.contract import Dataset, ExtractRefused, Mapping
from ingest.detectors import find_personal, heading_kind
from ingest.extract import FIRST_ROW, Extract
from ingest.institutions import keep_suspicious
from ingest.receipt import ROWS_NAMED, rows_in_words

_SHOWN = 40


class PersonalDataRefused(Refused):
    """A column that looks like a person or an address; the hub never takes it."""

    exit_code: ClassVar[int] = 12


def check_depersonalised(extract: Extract, dataset: Dataset, mapping: Mapping) -> None:
    """PersonalDataRefused, naming all suspect columns and rows, never a value."""
    faults = [words for heading in extract.headings if (words := _suspicion(extract, mapping, heading))]
    if not faults:
        return
    postcode = any("postcode" in words for words in faults)
    outward = " Of a postcode only the outward part may be sent (MK9)." if postcode else ""
    do = "ask the agency for the extract without it and delete this copy as your agreement says; nothing was stored."
    raise PersonalDataRefused(
        f"{extract.file_name}: it looks like personal data; {dataset.words} is depersonalised information only.",
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
    """The layout that differs from these headings the least; the earlier one where two differ alike."""
    return min(dataset.mappings, key=lambda mapping: len(mapping.missing(headings)) + len(mapping.unknown(headings)))


def _named(headings: list[str]) -> str:
    return ", ".join(f'"{heading}"' for heading in headings)


def _others(dataset: Dataset, mapping: Mapping) -> str:
    return ", ".join(other.name for other in dataset.mappings if other is not mapping) or "there is none yet"


def _listed(headings: list[str], has_heading_row: bool) -> str:
    """Headings by name; a first row that is no row of headings, or a heading that looks like data, is not shown."""
    if not has_heading_row:
        return f"{len(headings)} headings, not shown because the first row may be data"
    return ", ".join(heading_in_words(heading) for heading in headings)


def heading_in_words(heading: str) -> str:
    """The heading in quotation marks, unless it is itself suspect, long or mostly digits."""
    digits = sum(letter.isdigit() for letter in heading)
    suspect = (
        bool(find_personal(pa.array([heading]))) or len(heading) > _SHOWN or digits > 4 or not heading.isprintable()
    )
    return "one that is not shown" if suspect else f'"{heading}"'


def _suspicion(extract: Extract, mapping: Mapping, heading: str) -> str:
    """What one column looks like, in words; '' when it is harmless."""
    known = heading in mapping.headings
    if not known and (promised := heading_kind(heading)):
        return f"column {heading_in_words(heading)}: {promised}, by its heading"
    if heading in mapping.identifiers:
        return ""
    texts = extract.texts(heading)
    found = find_personal(texts.dictionary)
    if any(column.title == heading and column.kind == "institution" for column in mapping.columns):
        found = keep_suspicious(found)
    if not found:
        return ""
    kind, suspects = next(iter(found.items()))
    return f"column {heading_in_words(heading)}: {kind} ({_rows(texts, suspects)})"


def _rows(texts: pa.DictionaryArray, suspects: list[str]) -> str:
    positions = pc.index_in(pa.array(suspects), value_set=texts.dictionary)
    at = np.flatnonzero(np.isin(texts.indices.to_numpy(zero_copy_only=False), positions.to_numpy(zero_copy_only=False)))
    return rows_in_words(tuple(int(row) + FIRST_ROW for row in at[:ROWS_NAMED]), int(at.size))
