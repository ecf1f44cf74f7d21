"""Tables of numbers: one row is an area, an information period, a measure, its breakdown, and a whole number.

A cell can also be a provider's mark of suppression, or blank, which is "not supplied". Both are kept as marks beside a
missing number, so that nothing downstream can add them up as zero. A set that comes as a list but may be held only as
numbers (domestic abuse admissions, by postcode district and quarter) is counted here, at the door.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ingest.categories import measures, reference
from ingest.contract import Dataset, ExtractRefused, Mapping
from ingest.editions import current_codes
from ingest.extract import FIRST_ROW
from ingest.faults import Faults, Mask
from ingest.marks import NOT_SUPPLIED
from ingest.placing import Places
from ingest.receipt import rows_in_words

BREAKDOWNS = ("age", "gender", "ethnicity", "offence")
KEY = ("area", "level", "period", "measure", *BREAKDOWNS)
ALL = "all"
"""What a breakdown says where a figure is for everybody."""
OUTCODE, WHOLE = "outcode", "partnership"


@dataclass(frozen=True)
class Counted:
    """The figures of one file: ``table`` with the columns of ``KEY``, number (Int64) and mark; and its rows, told."""

    table: pd.DataFrame
    accepted: int
    outside: int
    notes: tuple[str, ...]


def count_figures(
    frame: pd.DataFrame, file_name: str, dataset: Dataset, layout: Mapping, places: Places, faults: Faults
) -> Counted:
    """The figures of the typed rows of one file. ExtractRefused when one figure is given twice."""
    if layout.fold == "admissions-to-counts":
        return _count_admissions(frame[~faults.refused], dataset)
    frame = _complete(frame, dataset)
    _refuse_breakdowns(frame, dataset, layout, faults)
    faults.check_share(file_name, dataset)
    frame["level"] = frame["area"].map(_levels(places))
    good = frame[~faults.refused]
    _check_once(good, file_name, dataset)
    table = good[good["level"].notna()].reset_index(drop=True)
    kept = table[list(KEY)].assign(**_number_and_mark(table["figure"]))
    return Counted(kept, len(kept), len(good) - len(kept), _notes(kept["mark"], layout))


def refuse_territory(frame: pd.DataFrame, layout: Mapping, provider: str, faults: Faults) -> None:
    """Refuse rows for an area that another provider answers for: it would be counted twice."""
    if not layout.territory:
        return
    owner = {row["area"]: row["provider"] for row in reference(layout.territory)}
    bad = np.asarray(frame["area"].map(owner).fillna(provider) != provider, dtype=bool) & ~faults.refused
    column = layout.column("area")
    do = "send each area from the service that answers for it; the county's figures leave the city out."
    faults.add(column.title if column else "", "an area that another provider answers for", bad, do)


def _complete(frame: pd.DataFrame, dataset: Dataset) -> pd.DataFrame:
    """Every column of a figure: the only measure where none is written, and 'all' for a breakdown left out."""
    only = measures(dataset.name)[0]["measure"]
    named = frame.rename(columns={"month": "period"})
    added = {"measure": only, **dict.fromkeys(BREAKDOWNS, ALL)}
    named = named.assign(**{name: value for name, value in added.items() if name not in named})
    named[list(BREAKDOWNS)] = named[list(BREAKDOWNS)].fillna(ALL)
    return named.assign(ethnicity=current_codes("ethnicities", named["ethnicity"]))


def _refuse_breakdowns(frame: pd.DataFrame, dataset: Dataset, layout: Mapping, faults: Faults) -> None:
    """Refuse a breakdown that the measure of the row is not prescribed with."""
    prescribed = {row["measure"]: row["breakdowns"].split() for row in measures(dataset.name)}
    for name in BREAKDOWNS:
        column = layout.column(name)
        if column:
            without = [measure for measure, broken in prescribed.items() if name not in broken]
            bad: Mask = (frame["measure"].isin(without) & (frame[name] != ALL)).to_numpy(dtype=bool) & ~faults.refused
            do = "leave the cell blank: this measure is not prescribed with it."
            faults.add(column.title, "a breakdown that the measure of the row does not have", bad, do)


def _levels(places: Places) -> dict[str, str]:
    """The level of every area that a figure may be for."""
    own = dict.fromkeys(places.own, WHOLE)
    return own | {code: level for level, outlines in places.boundaries.items() for code in outlines.codes}


def _check_once(good: pd.DataFrame, file_name: str, dataset: Dataset) -> None:
    twice = good.duplicated(["area", *KEY[2:]], keep=False).to_numpy()
    if twice.any():
        rows = good.index.to_numpy()[twice] + FIRST_ROW
        raise ExtractRefused(
            f"{file_name}: a figure of {dataset.words} is given more than once, or the file is a list of persons.",
            f"several rows for one area, period, measure and breakdown ({rows_in_words(tuple(rows), len(rows))}).",
            "send one row with the number for each of them; nothing is added up here.",
        )


def _number_and_mark(figure: pd.Series) -> dict[str, pd.Series]:
    written = figure.fillna(NOT_SUPPLIED)
    is_number = written.str.isdigit()
    return {
        "number": pd.to_numeric(written.where(is_number)).astype("Int64"),
        "mark": written.where(~is_number, ""),
    }


def _notes(mark: pd.Series, layout: Mapping) -> tuple[str, ...]:
    said = {"c": "marked as suppressed by the provider", NOT_SUPPLIED: "not supplied", "z": "not applicable"}
    times = mark.value_counts()
    counted = [f"{times[one]:,} figures are {words}; they are not zero." for one, words in said.items() if one in times]
    return (*layout.notes, *counted)


def _count_admissions(admissions: pd.DataFrame, dataset: Dataset) -> Counted:
    """Number of rows by postcode district and information period; no day and no single row is kept."""
    measure = measures(dataset.name)[0]["measure"]
    sizes = admissions.groupby(["outcode", "month"], as_index=False).size()
    fixed = {"level": OUTCODE, "measure": measure, **dict.fromkeys(BREAKDOWNS, ALL)}
    named = sizes.rename(columns={"outcode": "area", "month": "period", "size": "number"}).assign(**fixed)
    table = named[list(KEY)].assign(number=named["number"].astype("Int64"), mark="")
    return Counted(table, len(admissions), 0, ())
