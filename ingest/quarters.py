"""Data sets by information period: three months, as the Regulations count (SI 2007/1831), with or without a date.

A file by month, by day or by year is another thing and is refused whole, before its rows are looked at. The period of
a row is that of its date, or the one the row names, or the one that was named when the file was received.
"""

import datetime as dt

import numpy as np
import pandas as pd

from ingest.categories import one_word
from ingest.contract import Dataset, ExtractRefused, Mapping
from ingest.extract import Extract
from ingest.faults import Faults
from ingest.marks import is_other_period
from ingest.periods import Period


def check_grain(extract: Extract, dataset: Dataset, layout: Mapping, period: Period | None) -> None:
    """ExtractRefused when a data set by information period comes by month, or a table of numbers comes by person."""
    if dataset.grain != "quarter":
        return
    figure = next((column for column in layout.columns if column.kind == "figure"), None)
    if figure and figure.title not in extract.headings:
        raise ExtractRefused(
            f"{extract.file_name}: {dataset.words} is a table of numbers; a list of persons or events is not taken.",
            f'no column "{figure.title}" among {len(extract.headings)}.',
            f"send one row for each area, information period and measure: {', '.join(layout.headings)}.",
        )
    _check_named(extract, dataset, layout, period)
    _check_periods(extract, dataset, layout)


def add_quarter(
    frame: pd.DataFrame, dataset: Dataset, layout: Mapping, faults: Faults, period: Period | None, today: dt.date | None
) -> None:
    """Add ``month``, here the information period as text ('2026-Q3'); refuse rows of another or a later period."""
    column = layout.column("date") or layout.column("quarter")
    title = column.title if column else dataset.title
    if "date" in frame:
        quarter = frame["date"].map(lambda day: str(Period.quarter_of(f"{day:%Y-%m}")), na_action="ignore")
        frame["month"] = quarter.astype("str").astype("category")
    elif "quarter" in frame:
        frame["month"] = frame["quarter"]
    else:
        frame["month"] = one_word(frame.index, str(period))
    _refuse_other(frame["month"], title, faults, period)
    if today is not None:
        late = (frame["date"] > pd.Timestamp(today)) if "date" in frame else _begins_after(frame["month"], today)
        faults.add(title, "in the future", late.to_numpy(dtype=bool) & ~faults.refused, "correct the period.")


def _refuse_other(month: pd.Series, title: str, faults: Faults, period: Period | None) -> None:
    if period is not None:
        known = {one: Period.parse(one) for one in month.dropna().unique()}
        inside = [one for one, span in known.items() if period.first <= span.first and span.last <= period.last]
        bad = ~np.asarray(month.isin(inside), dtype=bool) & ~faults.refused
        do = "send one file for each period, or receive it without a period."
        faults.add(title, f"outside the period {period}", bad, do)


def _begins_after(month: pd.Series, today: dt.date) -> pd.Series:
    late = [one for one in month.dropna().unique() if Period.parse(one).first > f"{today:%Y-%m}"]
    return month.isin(late)


def _check_named(extract: Extract, dataset: Dataset, layout: Mapping, period: Period | None) -> None:
    """The period that was named must be whole information periods; exactly one where no row says its own."""
    own = any(column.title in extract.headings for column in layout.columns if column.name in ("date", "quarter"))
    if period is None and own:
        return
    whole = period is not None and {Period.quarter_of(month) for month in period.months} == _quarters_in(period)
    if period is None or not whole or not (own or period.is_quarter):
        found = "no period" if period is None else f"the period {period}"
        raise ExtractRefused(
            f"{extract.file_name}: {dataset.words} is by information period of three months.",
            f"{found} named, and {'rows that say theirs' if own else 'no column that says it'}.",
            "name the quarter when receiving it, such as --period 2026-Q3 (July to September 2026).",
        )


def _quarters_in(period: Period) -> set[Period]:
    """The information periods that lie whole in a period."""
    quarters = {Period.quarter_of(month) for month in period.months}
    return {one for one in quarters if period.first <= one.first and one.last <= period.last}


def _check_periods(extract: Extract, dataset: Dataset, layout: Mapping) -> None:
    column = layout.column("quarter")
    if column is None or column.title not in extract.headings:
        return
    texts = extract.texts(column.title).dictionary.to_pylist()
    if other := sum(is_other_period(text) for text in texts):
        raise ExtractRefused(
            f"{extract.file_name}: {dataset.words} is by information period; figures by month, day or year do not fit.",
            f'{other:,} of {len(texts):,} different entries in "{column.title}" are another kind of period.',
            "ask for one row for each information period, written 2026-Q3 (July to September 2026).",
        )
