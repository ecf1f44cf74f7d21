"""Collisions and casualties of the Department for Transport come as two tables; joined, they are one layout.

The collision table has the date, the time and the place, the casualty table who was hurt and how badly; paragraph 5
asks for both. Both are searched for persons whole; of all their columns only the seven that the layout needs are kept.
The vehicle table holds nothing that is prescribed.
"""

import hashlib

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingest.agencies.council import STATS19_CODED
from ingest.categories import reference
from ingest.contract import Column, Dataset, ExtractRefused, Mapping
from ingest.depersonalise import check_depersonalised
from ingest.extract import Extract

KEY = "collision_index"
_DO = "name the collision table and the casualty table of the same year; the vehicle table is not needed."


def join_collisions(one: Extract, other: Extract, dataset: Dataset) -> Extract:
    """The rows of the casualty table, each with the day, time and place of its collision; the tables in any order.

    Raises PersonalDataRefused for either table that looks like a person or an address, and ExtractRefused where they
    are not these two tables, or a reference stands for two collisions. Casualties without a collision keep blank cells,
    which the contract refuses row by row.
    """
    if STATS19_CODED not in dataset.mappings:
        raise ExtractRefused(
            f"{one.file_name} and {other.file_name}: {dataset.words} comes as one file.",
            "two files.",
            "receive them one by one.",
        )
    tables = {_kind(extract, dataset): extract for extract in (one, other)}
    if len(tables) != 2:
        raise ExtractRefused(
            f"{one.file_name} and {other.file_name}: {dataset.words} is joined from two tables.",
            "the same table twice.",
            _DO,
        )
    doubts = [check_depersonalised(extract, dataset, _layout(kind)) for kind, extract in tables.items()]
    collisions, casualties = tables["collision"], tables["casualty"]
    at = _find(collisions, casualties, dataset)
    columns = {column.title: _column(column, collisions, casualties, at) for column in STATS19_CODED.columns}
    without = collisions.rows - len(np.unique(at[at >= 0]))
    told = f"{without:,} collisions without a casualty in the casualty table are in no count." if without else ""
    return Extract(
        f"{casualties.file_name} with {collisions.file_name}",
        hashlib.sha256(f"{casualties.fingerprint}|{collisions.fingerprint}".encode()).hexdigest(),
        pa.table(columns),
        {heading: kind for heading, kind in collisions.moments.items() if heading in columns},
        tuple(filter(None, (*casualties.notes, *collisions.notes, *(note for each in doubts for note in each), told))),
    )


def _headings(kind: str) -> dict[str, bool]:
    """Every heading that a table of this kind may have, and whether its column is kept."""
    return {row["heading"]: row["kept"] == "yes" for row in reference("stats19_tables") if row["table"] == kind}


def _layout(kind: str) -> Mapping:
    """The table as the guard sees it: what is kept, and what is searched and dropped."""
    kept = tuple(column for column in STATS19_CODED.columns if _headings(kind).get(column.title))
    dropped = {heading: "not prescribed" for heading, is_kept in _headings(kind).items() if not is_kept}
    references = {heading for heading in dropped if heading.endswith(("_ref_no", "_reference"))}
    return Mapping(kind, kind, kept, "", "exact", dropped, frozenset({KEY, *references}))


def _kind(extract: Extract, dataset: Dataset) -> str:
    """Which of the two tables it is: the one whose kept headings it has, and no heading that is of neither."""
    for kind in ("collision", "casualty"):
        known = _headings(kind)
        if all(heading in extract.headings for heading, is_kept in known.items() if is_kept):
            strange = [heading for heading in extract.headings if heading not in known]
            if not strange:
                return kind
    raise ExtractRefused(
        f"{extract.file_name}: neither the collision table nor the casualty table of {dataset.words}.",
        f"{len(extract.headings)} columns that are not those of either table in the guide of 2024.",
        _DO,
    )


def _find(collisions: Extract, casualties: Extract, dataset: Dataset) -> np.ndarray:
    """The row of the collision table that each casualty belongs to; -1 where there is none."""
    keys = collisions.texts(KEY)
    if len(keys.dictionary) != collisions.rows:
        twice = collisions.rows - len(keys.dictionary)
        raise ExtractRefused(
            f"{collisions.file_name}: each collision of {dataset.words} has one row and one reference.",
            f'{twice:,} rows whose "{KEY}" is that of another row.',
            "ask for the collision table again.",
        )
    row = np.empty(collisions.rows, dtype=np.int64)
    row[keys.indices.to_numpy()] = np.arange(collisions.rows)
    theirs = casualties.texts(KEY)
    known = pc.index_in(theirs.dictionary, value_set=keys.dictionary).fill_null(-1).to_numpy()
    at = known[theirs.indices.to_numpy()]
    return np.where(at >= 0, row[at], -1)


def _column(column: Column, collisions: Extract, casualties: Extract, at: np.ndarray) -> pa.DictionaryArray:
    """One column of the joined table; blank where a casualty has no collision."""
    if column.title in casualties.headings:
        return casualties.texts(column.title)
    texts = collisions.texts(column.title)
    blank = len(texts.dictionary)
    index = np.append(texts.indices.to_numpy(), blank)[at].astype(np.int32)
    joined = pa.DictionaryArray.from_arrays(
        index, pa.concat_arrays([texts.dictionary, pa.array([""])])
    ).dictionary_decode()
    encoded: pa.DictionaryArray = joined.dictionary_encode()
    return encoded
