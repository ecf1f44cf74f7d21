"""Versioned code lists and the common categories they map to, read once from ``data/reference``.

Each table has the columns ``source``, ``valid_from`` and ``valid_to`` (dates; blank is open). A *scheme* turns what a
layout writes (one or two columns) into our category and sub-category.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

_HERE = Path(__file__).resolve().parent
_FOLDERS = (_HERE / "reference", _HERE.parent / "data" / "reference")  # installed; in the repository

Row = Mapping[str, str]


@cache
def reference(name: str) -> tuple[Row, ...]:
    """All rows of the reference table ``name`` (``data/reference/<name>.csv``) as read-only mappings of text."""
    path = next(folder / f"{name}.csv" for folder in _FOLDERS if (folder / f"{name}.csv").is_file())
    with path.open(encoding="utf-8", newline="") as table:
        return tuple(MappingProxyType(row) for row in csv.DictReader(table))


def column(name: str, heading: str) -> tuple[str, ...]:
    """One column of a reference table, in its order, each text once."""
    return tuple(dict.fromkeys(row[heading] for row in reference(name)))


@dataclass(frozen=True)
class Scheme:
    """How a layout says what happened: the table, the columns of the layout that key it, and what comes out."""

    table: str
    keys: tuple[tuple[str, str], ...]  # (our column, heading of the table)
    keep: str = ""  # our column that is kept as the sub-category
    stem: int = 0  # look up by the first so many characters (ICD-10: X99 of X99.4)


SCHEMES: Mapping[str, Scheme] = MappingProxyType(
    {
        "police-uk-crime-types": Scheme("police_uk_crime_types", (("crime_type", "crime_type"),)),
        "notifiable-offences-2007": Scheme(
            "notifiable_offences_2007", (("group", "offence_group"), ("offence", "sub_category")), keep="offence"
        ),
        "icd10-prescribed": Scheme("icd10_prescribed", (("code", "code"),), keep="code", stem=3),
    }
)

COMMON: Mapping[str, str] = MappingProxyType(
    {
        "recorded-crime": "recorded_crime_categories",
        "road-collisions": "road_collision_categories",
        "hospital-admissions": "hospital_admission_categories",
    }
)


def categories(dataset: str) -> dict[str, str]:
    """The common categories of a data set: code -> title, in the order of the table."""
    return {row["code"]: row["title"] for row in reference(COMMON[dataset])}


def classify(frame: pd.DataFrame, scheme: str) -> dict[str, pd.Series]:
    """``category`` and ``subcategory`` (categoricals) of each row of a typed frame that has a ``month``; index kept.

    The category is missing where the table has no such combination, or none valid in that month. Each combination of
    codes and month that occurs is looked up once.
    """
    chosen = SCHEMES[scheme]
    parts = [frame[name].cat for name in (*(ours for ours, _ in chosen.keys), "month")]
    which, combinations = pd.factorize(_combine(parts))
    found = [_category(scheme, *_texts(int(one), parts)) for one in combinations]
    codes, categories = pd.factorize(pd.Series(found, dtype="str"), sort=True)
    what = pd.Series(pd.Categorical.from_codes(codes[which], categories=categories), frame.index)
    none = pd.Series(pd.Categorical.from_codes(np.full(len(frame), -1, np.int8), categories=[]), frame.index)
    return {"category": what, "subcategory": frame[chosen.keep] if chosen.keep else none}


def _combine(parts: list[Any]) -> NDArray[np.int64]:
    """One number for each row: its codes (0 is missing) in a mixed radix."""
    combined = np.zeros(len(parts[0].codes), dtype=np.int64)
    for part in parts:
        combined *= len(part.categories) + 1
        combined += part.codes.to_numpy() + 1
    return combined


def _texts(combination: int, parts: list[Any]) -> tuple[tuple[str, ...], str]:
    """The keys and the month behind such a number; '' is missing."""
    texts = []
    for part in reversed(parts):
        combination, code = divmod(combination, len(part.categories) + 1)
        texts.append(str(part.categories[code - 1]) if code else "")
    month, *keys = texts
    return tuple(reversed(keys)), month


def _category(scheme: str, keys: tuple[str, ...], month: str) -> str | None:
    """The common category of such keys in that month, None where the list has none."""
    stem = SCHEMES[scheme].stem or None
    row = _lookup(scheme).get(tuple(key[:stem] for key in keys))
    valid = row is not None and (row["valid_from"][:7] or "0000-00") <= month <= (row["valid_to"][:7] or "9999-99")
    return row["category"] if row is not None and valid else None


@cache
def _lookup(scheme: str) -> dict[tuple[str, ...], Row]:
    chosen = SCHEMES[scheme]
    return {tuple(row[heading] for _, heading in chosen.keys): row for row in reference(chosen.table)}
