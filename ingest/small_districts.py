"""Postcode districts with so few residents that the district itself points at someone.

LEI 6: "care should be taken with postcodes in rural locations". Which they are is for the partnership to say, in
``data/reference/small_population_districts.csv``; a district of the list is no fault of the file, so it is a note.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingest.categories import column as reference_column
from ingest.contract import Mapping
from ingest.extract import FIRST_ROW, Extract
from ingest.problems import ROWS_NAMED, rows_in_words

_TABLE = "small_population_districts"


def note_small_districts(extract: Extract, mapping: Mapping, small: tuple[str, ...] | None = None) -> tuple[str, ...]:
    """One note for each outward-postcode column with rows in a district of the list; row numbers, no district.

    ``small`` takes the place of the reference list.
    """
    listed = reference_column(_TABLE, "outcode") if small is None else small
    columns = [column for column in mapping.columns if column.kind == "outcode" and column.title in extract.headings]
    notes = (_note(extract.texts(column.title), column.title, listed) for column in columns)
    return tuple(note for note in notes if note)


def _note(texts: pa.DictionaryArray, title: str, listed: tuple[str, ...]) -> str:
    small = pc.is_in(pc.utf8_upper(texts.dictionary), value_set=pa.array(listed, pa.string()))
    at = np.flatnonzero(small.to_numpy(zero_copy_only=False)[texts.indices.to_numpy(zero_copy_only=False)])
    if not at.size:
        return ""
    rows = rows_in_words(tuple(int(row) + FIRST_ROW for row in at[:ROWS_NAMED]), int(at.size))
    return f"{title}: a postcode district with a small population ({rows}); take care before publication (LEI 6)."
