"""Columns whose cells are dates or times by nature, not by how somebody wrote them: in workbooks and Parquet."""

from collections.abc import Mapping
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

Moment = Literal["date", "time", "datetime"]
_MIDNIGHT = " 00:00:00"


def settle(table: pa.Table, moments: Mapping[str, Moment]) -> tuple[pa.Table, dict[str, Moment]]:
    """The table and its moments, where a column of YYYY-MM-DD HH:MM:SS that is always midnight becomes its dates."""
    settled = dict(moments)
    for heading in [heading for heading, moment in moments.items() if moment == "datetime"]:
        at = table.column_names.index(heading)
        column = table.column(at).chunk(0)
        texts = column.dictionary
        if pc.all(pc.or_(pc.equal(texts, ""), pc.ends_with(texts, _MIDNIGHT))).as_py():
            dates = pc.replace_substring(texts, _MIDNIGHT, "")
            table = table.set_column(at, heading, pa.DictionaryArray.from_arrays(column.indices, dates))
            settled[heading] = "date"
    return table, settled
