"""The rows of an extract, typed and judged: text to values by our rules, then the pandera contract on the values."""

import dataclasses
import difflib
from collections.abc import Mapping as ReadOnly
from types import MappingProxyType

import numpy as np
import pandas as pd
import pandera.pandas as pandera
import pyarrow as pa
from numpy.typing import NDArray

from ingest.categories import one_word
from ingest.contract import BLANK, NOT_LISTED, Column, Dataset, ExtractRefused, Mapping, schema_for
from ingest.detectors import may_be_quoted
from ingest.extract import Extract
from ingest.faults import Faults, Mask
from ingest.problems import Habit
from ingest.values import YEAR_FIRST, Parsed, looks_month_first, months_of, parse_column

HABIT = 5
"""An unknown code may be quoted when it occurs at least this often: a habit of a system, not a fact about someone."""
_BY_NATURE: ReadOnly[tuple[str, str], str] = MappingProxyType(
    {
        ("date", "date"): YEAR_FIRST,
        ("date", "datetime"): f"{YEAR_FIRST} HH:MM:SS",
        ("time", "time"): "HH:MM:SS",
        ("time", "datetime"): f"{YEAR_FIRST} HH:MM:SS",
    }
)
"""Kind of our column and what its cells hold by nature -> how they came to us as text."""


def type_rows(extract: Extract, dataset: Dataset, mapping: Mapping, faults: Faults) -> pd.DataFrame:
    """Every row of the file, typed (index: position in the file); rows that break a rule are added to ``faults``.

    Where a row has a date, ``month`` is that of the date; what the layout says of every row is a column as well.
    ExtractRefused when day and month are swapped, as then none of them can be trusted.
    """
    typed = {}
    for declared in mapping.columns:
        if declared.title in extract.headings:
            column = _as_written(declared, extract)
            texts = extract.texts(column.title)
            if looks_month_first(texts, column):
                raise _month_first(extract.file_name, dataset, column)
            parsed = parse_column(texts, column)
            _judge(column, texts, parsed, faults)
            typed[column.name] = parsed.values
            if column.name == "date":
                typed["month"] = dataclasses.replace(parsed, distinct=months_of(parsed.distinct)).values
    for name, code in mapping.said.items():
        typed[name] = one_word(pd.RangeIndex(extract.rows), code)
    return pd.DataFrame(typed, copy=False)


def _as_written(column: Column, extract: Extract) -> Column:
    """The column in the form its cells have here: a date cell of a workbook has no writing of its own."""
    form = _BY_NATURE.get((column.kind, extract.moments.get(column.title, "")))
    return dataclasses.replace(column, form=form) if form else column


def _month_first(file_name: str, dataset: Dataset, column: Column) -> ExtractRefused:
    form, _, _ = column.form.partition(" ")
    swapped = form.replace("MM", "?").replace("DD", "MM").replace("?", "DD")
    return ExtractRefused(
        f"{file_name}: the dates of {dataset.words} are not written {form}.",
        f'dates in "{column.title}" that are possible only as {swapped}; the others may be swapped unseen.',
        f"ask for the extract with {form}.",
    )


def _judge(column: Column, texts: pa.DictionaryArray, parsed: Parsed, faults: Faults) -> None:
    """Refuse the rows whose text cannot be typed, or whose typed value the contract refuses.

    The contract judges columns one by one, so it is asked about each distinct value once. pandera's own report, which
    quotes values, is not passed on.
    """
    bad = parsed.rows(parsed.bad)
    faults.add(column.title, parsed.rule, bad, parsed.do, _habits(texts, bad, column))
    for check, at in _failures(column, parsed.distinct[~parsed.bad]):
        marked = np.zeros(len(parsed.distinct), dtype=bool)
        marked[at] = True
        bad, rule = parsed.rows(marked), BLANK if check == "not_nullable" else check
        habits = _habits(texts, bad, column) if rule == NOT_LISTED else ()
        faults.add(column.title, rule, bad, _advice(rule, column), habits)


def _failures(column: Column, distinct: pd.Series) -> list[tuple[str, NDArray[np.int64]]]:
    """(rule, positions) of every failure. A failure of a whole column is a fault of ours: TypeError."""
    try:
        schema_for((column,)).validate(distinct.to_frame(column.name), lazy=True)
    except pandera.errors.SchemaErrors as fault:
        cases = fault.failure_cases[["check", "index"]]
    else:
        return []
    if cases["index"].isna().any():
        raise TypeError(f"a typed column that does not fit its schema: {column.name}")
    groups = cases.groupby("check", sort=False)["index"]
    return [(str(check), np.unique(at.to_numpy().astype(np.int64))) for check, at in groups]


def _habits(texts: pa.DictionaryArray, bad: Mask, column: Column) -> tuple[Habit, ...]:
    """The first ten unknown codes that occur often enough to be a habit of a system."""
    if column.kind not in ("code", "icd10") or not bad.any():
        return ()
    times = np.bincount(texts.indices.to_numpy(zero_copy_only=False)[bad], minlength=len(texts.dictionary))
    often = [(texts.dictionary[int(at)].as_py(), int(times[at])) for at in np.flatnonzero(times >= HABIT)[:10]]
    return tuple(Habit(code, count, _nearest(code, column)) for code, count in often if _is_quotable(code))


def _nearest(code: str, column: Column) -> str:
    return next(iter(difflib.get_close_matches(code, column.allowed, n=1)), "")


def _is_quotable(code: str) -> bool:
    return 0 < len(code) <= 60 and code.isprintable() and may_be_quoted(code)


def _advice(rule: str, column: Column) -> str:
    if rule == NOT_LISTED:
        return f"use the {len(column.allowed)} codes listed for this column in DATASETS.md."
    if rule == BLANK:
        return "fill the cell, or leave the row out."
    return "check the units and the order of the coordinate columns." if column.kind != "count" else "check the number."
