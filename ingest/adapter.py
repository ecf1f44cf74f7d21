"""Their columns become ours: when, what and where of every event, the same for all agencies.

Everything works on whole columns. Rows that fail a rule that needs two columns are added to the faults here.
"""

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd

from ingest.casualties import COUNTS, fold_casualties, unknown_ages
from ingest.categories import classify, no_words, one_word
from ingest.contract import Dataset, ExtractRefused, Mapping
from ingest.duplicates import note_duplicates
from ingest.faults import Faults, Mask
from ingest.periods import Period

MOST_EVENTS = 2_000_000
"""The most events that the numbers of one file may stand for; each is held as a row of its own."""
_KSI, _SLIGHT = "killed-or-seriously-injured", "slight"


def check_period(file_name: str, dataset: Dataset, mapping: Mapping, period: Period | None) -> None:
    """ExtractRefused when neither the rows nor whoever receives the file says which month it is of."""
    if mapping.is_dated or dataset.grain == "quarter" or (period is not None and len(period.months) == 1):
        return
    raise ExtractRefused(
        f"{file_name}: {dataset.words} in this layout ({mapping.name}) does not say which month it is of.",
        "no period named." if period is None else f"the period {period}, which is {len(period.months)} months.",
        "name the month when receiving it, such as --period 2019-01.",
    )


def check_months(
    frame: pd.DataFrame, mapping: Mapping, faults: Faults, period: Period | None, today: dt.date | None
) -> None:
    """Refuse rows whose month is outside ``period``, and rows later than ``today``.

    Rows of a layout without date and month are of ``period``, which is one month (see ``check_period``).
    """
    if "month" not in frame:
        frame["month"] = one_word(frame.index, str(period))
    column = mapping.column("date") or mapping.column("month")
    title, month = column.title if column else "", frame["month"].cat
    if period is not None:
        inside = [period.first <= one <= period.last for one in month.categories]
        faults.add(
            title,
            f"outside the period {period}",
            ~_marked(month, inside) & ~faults.refused,
            "send one file for each period, or receive it without a period.",
        )
    if today is not None:
        late = [one > f"{today:%Y-%m}" for one in month.categories]
        future = (frame["date"] > pd.Timestamp(today)).to_numpy() if "date" in frame else _marked(month, late)
        faults.add(title, "in the future", future & ~faults.refused, "correct the date.")


def _marked(values: Any, marked: list[bool]) -> Mask:
    """The rows of a categorical whose category is marked; a missing value never is."""
    mask: Mask = np.array([*marked, False], dtype=bool)[values.codes.to_numpy()]
    return mask


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


def adapt(
    file_name: str, frame: pd.DataFrame, mapping: Mapping, faults: Faults
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """The events of the good rows (index: position of the first file row; ``rows``: file rows behind it) and notes.

    Raises ExtractRefused where a column of numbers stands for more than ``MOST_EVENTS`` events.
    """
    refuse_half_locations(frame, mapping, faults)
    refuse_misplaced(frame, mapping, faults)
    _refuse_none(frame, mapping, faults)
    notes = mapping.notes
    if mapping.fold:
        key = mapping.column("key")
        events = fold_casualties(frame, key.title if key else "", faults)
        notes = (*notes, f"{unknown_ages(frame, faults):,} casualties of unknown age are counted as adults.")
    else:
        events = frame[~faults.refused] if faults.refused.any() else frame
        events = events.assign(rows=np.ones(len(events), dtype=np.int32))
    told = _repeat(file_name, add_what(add_hour(events), mapping, faults), mapping)
    return told, (*notes, *note_duplicates(told, mapping))


def _refuse_none(frame: pd.DataFrame, mapping: Mapping, faults: Faults) -> None:
    """Refuse rows that stand for no event: such a row is no incident, and no row says the same."""
    column = mapping.column(mapping.repeated)
    if column:
        none = (frame[column.name] == 0).to_numpy(dtype=bool) & ~faults.refused
        faults.add(column.title, "none at all", none, "leave the row out: no row means none.")


def _repeat(file_name: str, events: pd.DataFrame, mapping: Mapping) -> pd.DataFrame:
    """Each row as many times as it has events; the first of them stands for the row of the file."""
    column = mapping.column(mapping.repeated)
    if column is None:
        return events
    times = events[mapping.repeated].to_numpy()
    if times.sum() > MOST_EVENTS:
        raise ExtractRefused(
            f'{file_name}: the numbers in "{column.title}" are too large for one month of one file.',
            f"more than {MOST_EVENTS:,} events in all.",
            "check the column of numbers, and send one file for each month.",
        )
    repeated = events.loc[events.index.repeat(times)]
    first = np.zeros(len(repeated), dtype=np.int32)
    first[np.cumsum(times) - times] = 1
    return repeated.assign(rows=first)


def add_hour(events: pd.DataFrame) -> pd.DataFrame:
    """Add ``date``, ``time`` and ``hour`` (Int8; missing when the time is unknown, 0 when it is midnight)."""
    index = events.index
    if "date" not in events:
        events = events.assign(date=pd.Series(np.datetime64("NaT"), index, dtype="datetime64[s]"))
    if "time" not in events:
        events = events.assign(time=no_words(index))
    time = events["time"].cat
    hours = np.array([*(int(one[:2]) for one in time.categories), 0], dtype=np.int8)[time.codes.to_numpy()]
    return events.assign(hour=pd.array(pd.arrays.IntegerArray(hours, (time.codes < 0).to_numpy())))


def add_what(events: pd.DataFrame, mapping: Mapping, faults: Faults) -> pd.DataFrame:
    """Add ``category`` and ``subcategory``; refuse rows that have none, set aside those that are not prescribed."""
    if mapping.category:
        return events.assign(category=one_word(events.index, mapping.category), subcategory=no_words(events.index))
    if not mapping.scheme:
        return _add_severity(events, faults)
    what = classify(events, mapping.scheme)
    lost, other = what["category"].isna().to_numpy(), (what["category"] == "").to_numpy(dtype=bool)
    titles = " and ".join(
        column.title
        for column in mapping.columns
        if column.kind in ("code", "icd10") and column.name != mapping.provider_column
    )
    rule = "a combination that the list does not have for that month"
    bad = faults.mark(events.index.to_numpy()[lost])
    faults.add(titles, rule, bad, "use a sub-category of its own group.")
    faults.not_prescribed += int(other.sum())
    good = ~(lost | other)
    events = events.assign(**what)
    return events if good.all() else events[good]


def _add_severity(events: pd.DataFrame, faults: Faults) -> pd.DataFrame:
    """Collisions: killed or seriously injured, or slight; a collision without any casualty is not prescribed."""
    counts = {name: events[name].astype(np.int16) for name in COUNTS}
    table = np.column_stack([values.to_numpy() for values in counts.values()])
    unhurt = table.sum(axis=1) == 0
    bad = faults.mark(events.index.to_numpy()[unhurt])
    faults.add("the six counts", "no casualty at all", bad, "send collisions in which somebody was hurt.")
    severe = table[:, :4].sum(axis=1) > 0
    what = pd.Series(
        pd.Categorical.from_codes(severe.astype(np.int8), categories=pd.Index([_SLIGHT, _KSI])), events.index
    )
    added: dict[str, Any] = {**counts, "category": what, "subcategory": no_words(events.index)}
    judged: pd.DataFrame = events.assign(**added)
    return judged.loc[pd.Series(~unhurt, events.index)]
