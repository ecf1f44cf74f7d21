"""Their columns become ours: when, what and where of every event, the same for all agencies.

Everything works on whole columns. Rows that fail a rule that needs two columns are added to the faults here.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from ingest.casualties import COUNTS, fold_casualties, unknown_ages
from ingest.categories import classify
from ingest.contract import Mapping
from ingest.duplicates import note_duplicates
from ingest.faults import Faults
from ingest.periods import Period

_KSI, _SLIGHT = "killed-or-seriously-injured", "slight"


def add_month(
    frame: pd.DataFrame, mapping: Mapping, faults: Faults, period: Period | None, today: dt.date | None
) -> None:
    """Add ``month`` from the date where there are days; refuse rows outside ``period`` and later than ``today``."""
    if "date" in frame:
        frame["month"] = _each_once(frame["date"], lambda date: f"{date:%Y-%m}")
    column = mapping.column("date") or mapping.column("month")
    title, month = column.title if column else "", frame["month"]
    if period is not None:
        bad = ~month.between(period.first, period.last).to_numpy(dtype=bool) & ~faults.refused
        faults.add(
            title, f"outside the period {period}", bad, "send one file for each period, or receive it without a period."
        )
    if today is not None:
        late = (frame["date"] > pd.Timestamp(today)) if "date" in frame else (month > f"{today:%Y-%m}")
        faults.add(title, "in the future", late.to_numpy(dtype=bool) & ~faults.refused, "correct the date.")


def refuse_half_locations(frame: pd.DataFrame, mapping: Mapping, faults: Faults) -> None:
    """Refuse rows with one coordinate and not the other."""
    for x, y in (("easting", "northing"), ("longitude", "latitude")):
        across, up = mapping.column(x), mapping.column(y)
        if across and up:
            bad = (frame[x].isna() != frame[y].isna()).to_numpy() & ~faults.refused
            faults.add(f"{across.title} and {up.title}", "one without the other", bad, "give both or leave both blank.")


def refuse_misplaced(frame: pd.DataFrame, mapping: Mapping, faults: Faults) -> None:
    """Refuse rows that fill a cell which may be filled only beside a certain value of another column."""
    for column in mapping.columns:
        other = mapping.column(column.only_with[0])
        if other and column.name in frame:
            bad = (frame[column.name].notna() & (frame[other.name] != column.only_with[1])).to_numpy(dtype=bool)
            rule = f'filled where "{other.title}" is not "{column.only_with[1]}"'
            faults.add(column.title, rule, bad & ~faults.refused, "leave it blank there.")


def adapt(frame: pd.DataFrame, mapping: Mapping, faults: Faults) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """The events of the good rows (index: position of the first file row; ``rows``: file rows behind it) and notes."""
    refuse_half_locations(frame, mapping, faults)
    refuse_misplaced(frame, mapping, faults)
    notes = mapping.notes
    if mapping.fold:
        key = mapping.column("key")
        events = fold_casualties(frame, key.title if key else "", faults)
        notes = (*notes, f"{unknown_ages(frame, faults):,} casualties of unknown age are counted as adults.")
    else:
        events = frame[~faults.refused].assign(rows=1)
    told = add_what(add_hour(events), mapping, faults)
    return told, (*notes, *note_duplicates(told, mapping))


def add_hour(events: pd.DataFrame) -> pd.DataFrame:
    """Add ``date``, ``time`` and ``hour`` (Int8; missing when the time is unknown, 0 when it is midnight)."""
    index = events.index
    missing = {
        "date": pd.Series(np.datetime64("NaT"), index, dtype="datetime64[s]"),
        "time": pd.Series(None, index, dtype="str"),
    }
    events = events.assign(**{name: values for name, values in missing.items() if name not in events})
    return events.assign(hour=_each_once(events["time"], lambda time: int(time[:2])).astype("Int8"))


def _each_once(values: pd.Series, read: Callable[[Any], Any]) -> pd.Series:
    """Read each distinct value once and spread the answers; missing stays missing."""
    code, distinct = pd.factorize(values)
    answers = pd.Series([*(read(value) for value in distinct), None])
    return answers.take(np.where(code < 0, len(distinct), code)).set_axis(values.index)


def add_what(events: pd.DataFrame, mapping: Mapping, faults: Faults) -> pd.DataFrame:
    """Add ``category`` and ``subcategory``; refuse rows that have none, set aside those that are not prescribed."""
    if mapping.category:
        return events.assign(category=mapping.category, subcategory=None).astype(
            {"category": "str", "subcategory": "str"}
        )
    if not mapping.scheme:
        return _add_severity(events, faults)
    what = classify(events, mapping.scheme)
    lost = what["category"].isna().to_numpy()
    titles = [
        column.title
        for column in mapping.columns
        if column.kind in ("code", "icd10") and column.name != mapping.provider_column
    ]
    rule = "a combination that the list does not have for that month"
    faults.add(
        " and ".join(titles), rule, faults.mark(events.index.to_numpy()[lost]), "use a sub-category of its own group."
    )
    known = (what["category"] == "").to_numpy(dtype=bool)
    faults.not_prescribed += int(known.sum())
    return events.assign(**what)[~lost & ~known]


def _add_severity(events: pd.DataFrame, faults: Faults) -> pd.DataFrame:
    """Collisions: killed or seriously injured, or slight; a collision without any casualty is not prescribed."""
    counts = {name: events[name].astype(np.int16) for name in COUNTS}
    table = np.column_stack([values.to_numpy() for values in counts.values()])
    unhurt = table.sum(axis=1) == 0
    bad = faults.mark(events.index.to_numpy()[unhurt])
    faults.add("the six counts", "no casualty at all", bad, "send collisions in which somebody was hurt.")
    severe = table[:, :4].sum(axis=1) > 0
    what = pd.Series(np.where(severe, _KSI, _SLIGHT), events.index, dtype="str")
    added = {**counts, "category": what, "subcategory": pd.Series(None, events.index, dtype="str")}
    judged: pd.DataFrame = events.assign(**added)
    return judged.loc[pd.Series(~unhurt, events.index)]
