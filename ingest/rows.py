"""The rows of an extract, typed and judged: text to values by our rules, then the pandera contract on the values."""

import difflib

import numpy as np
import pandas as pd
import pandera.pandas as pandera
import pyarrow as pa
from numpy.typing import NDArray

from ingest.contract import BLANK, NOT_LISTED, Column, Dataset, ExtractRefused, Mapping, schema_for
from ingest.detectors import find_personal
from ingest.extract import Extract
from ingest.faults import Faults, Mask
from ingest.problems import Habit
from ingest.values import looks_month_first, parse_column

HABIT = 5
"""An unknown code may be quoted when it occurs at least this often: a habit of a system, not a fact about someone."""


def type_rows(extract: Extract, dataset: Dataset, mapping: Mapping, faults: Faults) -> pd.DataFrame:
    """Every row of the file, typed (index: position in the file); rows that break a rule are added to ``faults``.

    ExtractRefused when the dates are month first, as then none of them can be trusted.
    """
    present = [column for column in mapping.columns if column.title in extract.headings]
    typed = {}
    for column in present:
        texts = extract.texts(column.title)
        if looks_month_first(texts, column):
            raise _month_first(extract.file_name, dataset, column)
        parsed = parse_column(texts, column)
        faults.add(column.title, parsed.rule, parsed.bad, parsed.do, _habits(texts, parsed.bad, column))
        typed[column.name] = parsed.values
    frame = pd.DataFrame(typed)
    _judge(extract, mapping, frame, faults)
    return frame


def _month_first(file_name: str, dataset: Dataset, column: Column) -> ExtractRefused:
    return ExtractRefused(
        f"{file_name}: the dates of {dataset.words} are not day first.",
        f'dates in "{column.title}" that are possible only as MM/DD/YYYY; the others may be swapped unseen.',
        "ask for the extract with DD/MM/YYYY.",
    )


def _judge(extract: Extract, mapping: Mapping, frame: pd.DataFrame, faults: Faults) -> None:
    """Add every row the typed contract refuses; pandera's own report, which quotes values, is not passed on."""
    for name, check, at in _failures(schema_for(mapping), frame[~faults.refused]):
        column = next(column for column in mapping.columns if column.name == name)
        bad = faults.mark(at)
        rule = BLANK if check == "not_nullable" else check
        habits = _habits(extract.texts(column.title), bad, column) if rule == NOT_LISTED else ()
        faults.add(column.title, rule, bad, _advice(rule, column), habits)


def _failures(schema: pandera.DataFrameSchema, frame: pd.DataFrame) -> list[tuple[str, str, NDArray[np.int64]]]:
    """(column, rule, positions) of every failure. A failure of a whole column is a fault of ours: TypeError."""
    try:
        schema.validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as fault:
        cases = fault.failure_cases[["column", "check", "index"]]
    else:
        return []
    if cases["index"].isna().any():
        raise TypeError(f"typed columns that do not fit their schema: {sorted(set(cases['column'].dropna()))}")
    groups = cases.groupby(["column", "check"], sort=False)["index"]
    return [(str(name), str(check), np.unique(at.to_numpy().astype(np.int64))) for (name, check), at in groups]


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
    return 0 < len(code) <= 60 and code.isprintable() and not find_personal(pa.array([code]))


def _advice(rule: str, column: Column) -> str:
    if rule == NOT_LISTED:
        return f"use the {len(column.allowed)} codes listed for this column in DATASETS.md."
    if rule == BLANK:
        return "fill the cell, or leave the row out."
    return "check the units and the order of the coordinate columns." if column.kind != "count" else "check the number."
