"""Codes that changed: a code is good for a row only when the list that held it was valid in the row's period."""

from functools import cache

import numpy as np
import pandas as pd

from ingest.categories import reference
from ingest.contract import Mapping
from ingest.faults import Faults
from ingest.periods import Period


def refuse_other_editions(frame: pd.DataFrame, layout: Mapping, faults: Faults) -> None:
    """Refuse rows whose code was in no edition valid in the month or information period of the row."""
    for column in layout.columns:
        if column.editions and column.name in frame:
            key = frame[column.name].astype("str").str.cat(frame["month"].astype("str"), sep="|")
            bad = [one for one in key.dropna().unique() if not is_valid(column.editions, *one.rpartition("|")[::2])]
            rows = np.asarray(key.isin(bad), dtype=bool) & ~faults.refused
            do = "use the codes of the list that was valid in that period; DATASETS.md names the editions."
            faults.add(column.title, "a code that is not in the list of that period", rows, do)


@cache
def is_valid(table: str, code: str, month: str) -> bool:
    """Whether an edition of the table that was valid in a month or information period holds the code."""
    when = Period.parse(month)
    return any(
        (row["valid_from"][:7] or when.last) <= when.last and when.first <= (row["valid_to"][:7] or when.first)
        for row in reference(table)
        if row["code"] == code
    )


def current_codes(table: str, codes: pd.Series) -> pd.Series:
    """Codes as the current edition writes them: one that was replaced becomes its successor, never the other way."""
    successor = {row["code"]: row["becomes"] for row in reference(table) if row["becomes"]}
    return codes.replace(successor)
