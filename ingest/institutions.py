"""Names and addresses of schools, which paragraph 6 prescribes: they are public, and look like persons and doorsteps.

A postcode of a school is nobody's home, and "Thomas More School" nobody's name. All other identifiers are refused in
these columns as anywhere; and so is a column whose names say of no institution, or a school with several addresses,
for then the pupils' own may have been written.
"""

import re
from collections.abc import Mapping as ReadOnly

import numpy as np
import pandas as pd

from ingest.contract import Mapping
from ingest.faults import Faults

_PLACE = re.compile(
    r"\b(school|academy|college|primary|secondary|infants?|juniors?|grammar|nursery|high|centre|unit|campus|trust|"
    r"provision|road|street|lane|avenue|drive|way|close)\b",
    re.IGNORECASE,
)
_PUBLIC = ("postcode", "house", "street")
_LEAST = 3


def keep_suspicious(found: ReadOnly[str, list[str]]) -> dict[str, list[str]]:
    """Of what a column of an institution's name or address looks like, that which it may not be."""
    kept = {}
    for kind, suspects in found.items():
        if "names of persons" in kind:
            people = [text for text in suspects if not _PLACE.search(text)]
            kept.update({kind: people} if len(people) >= _LEAST else {})
        elif not any(word in kind for word in _PUBLIC):
            kept[kind] = suspects
    return kept


def refuse_two_addresses(frame: pd.DataFrame, layout: Mapping, faults: Faults) -> None:
    """Refuse the rows of a school that comes with more than one address."""
    if not {"school", "address"} <= set(frame.columns):
        return
    plain = frame[["school", "address"]].apply(lambda texts: texts.str.casefold().str.split().str.join(" "))
    several = plain.groupby("school")["address"].transform("nunique") > 1
    column = layout.column("address")
    do = "write the registered address of the school on every row; never that of a pupil."
    rows = np.asarray(several, dtype=bool) & ~faults.refused
    faults.add(column.title if column else "", "a school with more than one address", rows, do)
