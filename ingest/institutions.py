"""Names and addresses of schools, which paragraph 6 prescribes: they are public, and look like persons and doorsteps.

A postcode of a school is nobody's home, and "Thomas More School" nobody's name. All other identifiers are refused in
these columns as anywhere; and so is a column whose names say of no institution, or a school with several addresses,
for then the pupils' own may have been written.
"""

import numpy as np
import pandas as pd

from ingest.contract import Mapping
from ingest.faults import Faults


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
