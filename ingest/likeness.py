"""How well one of an agency's columns suits one of ours: by its heading, and by whether its cells keep our rule.

A heading is compared as words (``Crime.type``, ``crimeType`` and ``CRIME TYPE`` are one), by the table of synonyms in
``data/reference/heading_synonyms.csv``, then by likeness of spelling. A cell keeps a rule or it does not: dates are
tried in every form that can be declared, and the form in which all of them fit is proposed.
"""

import dataclasses
import difflib
import re
from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa

from ingest.categories import reference
from ingest.contract import RANGES, Column, Kind
from ingest.extract import Extract
from ingest.values import DATE_FORMS, MOMENT_FORMS, TIME_FORMS, looks_month_first, parse_column

SAMPLE = 1_000
"""Rows of the file that are looked at for a proposal; the whole file is judged before a mapping is saved."""
SAME, SAME_WORDS, SYNONYM, SPELLING = 1.0, 0.95, 0.9, 0.8
ALIKE = 0.75
_GREAT_BRITAIN = {"longitude": (-9.0, 2.5), "latitude": (49.0, 61.0)}


@dataclass(frozen=True)
class Evidence:
    """``name``: 0 to 1; ``content``: share of the written cells that keep the rule, in the ``form`` that fits best."""

    name: float
    name_why: str
    content: float
    written: int
    form: str


def fold(heading: str) -> str:
    """A heading as plain words: no case, no punctuation, camel case parted."""
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", heading)
    return re.sub(r"[^a-z0-9]+", " ", parted.casefold()).strip()


def compare_names(column: Column, heading: str) -> tuple[float, str]:
    """How alike a heading of theirs is to one of our columns, and why; (0, '') when it is not."""
    ours, theirs = fold(column.title), fold(heading)
    if heading == column.title:
        return SAME, "the same heading"
    if theirs in (ours, fold(column.name)) and theirs:
        return SAME_WORDS, "the same words"
    if theirs in _synonyms(column.name) | _synonyms(column.kind):
        return SYNONYM, "a known synonym"
    alike = difflib.SequenceMatcher(None, ours, theirs).ratio()
    return (SPELLING * alike, "much alike in spelling") if alike >= ALIKE else (0.0, "")


@cache
def _synonyms(ours: str) -> frozenset[str]:
    return frozenset(fold(row["heading"]) for row in reference("heading_synonyms") if row["ours"] == ours)


def compare(extract: Extract, column: Column, heading: str) -> Evidence:
    """All the evidence for taking the column of ``heading`` as our ``column``."""
    name, why = compare_names(column, heading)
    texts = _sample(extract, heading)
    share, written, form = max(_fits(texts, column), key=lambda fit: fit[0])
    return Evidence(name, why, share, written, form)


def _fits(texts: pa.DictionaryArray, column: Column) -> list[tuple[float, int, str]]:
    """How well the cells fit each form of the column, up to the first that all of them fit."""
    found = []
    for form in forms_of(column):
        found.append((*_share_kept(texts, dataclasses.replace(column, form=form)), form))
        if found[-1][0] == 1:
            break
    return found


def forms_of(column: Column) -> tuple[str, ...]:
    """The forms that may be declared for a column, its own first."""
    known: dict[Kind, tuple[str, ...]] = {
        "date": (*DATE_FORMS, *MOMENT_FORMS),
        "time": (*TIME_FORMS, *MOMENT_FORMS),
    }
    return tuple(dict.fromkeys([column.form, *known.get(column.kind, ())]))


def _sample(extract: Extract, heading: str) -> pa.DictionaryArray:
    texts = extract.texts(heading)
    return texts if len(texts) <= SAMPLE else texts.slice(0, SAMPLE).dictionary_decode().dictionary_encode()


def _share_kept(texts: pa.DictionaryArray, column: Column) -> tuple[float, int]:
    """Share of the written cells that keep the column's rule, and how many are written."""
    parsed = parse_column(texts, column)
    times = np.bincount(parsed.index, minlength=len(parsed.distinct))
    written = np.array([text != "" for text in texts.dictionary.to_pylist()], dtype=bool)
    good = written & ~parsed.bad
    if column.kind == "code":
        good &= parsed.distinct.isin(column.allowed).to_numpy(dtype=bool)
    elif column.kind in RANGES:
        low, high = _GREAT_BRITAIN.get(column.kind, RANGES[column.kind])
        good &= parsed.distinct.between(low, high).to_numpy(dtype=bool)
    total = int(times[written].sum())
    if total == 0 or looks_month_first(texts, column):
        return 0.0, total
    return float(times[good].sum()) / total, total
