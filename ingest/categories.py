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

import pandas as pd

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
        "exclusion-types": Scheme("exclusion_types", (("type", "type"),), keep="reason_1"),
        "icd10-prescribed": Scheme("icd10_prescribed", (("code", "code"),), keep="code", stem=3),
    }
)

COMMON: Mapping[str, str] = MappingProxyType(
    {
        "recorded-crime": "recorded_crime_categories",
        "road-collisions": "road_collision_categories",
        "exclusions": "exclusion_categories",
        "hospital-admissions": "hospital_admission_categories",
    }
)


def categories(dataset: str) -> dict[str, str]:
    """The common categories of a data set: code -> title, in the order of the table."""
    return {row["code"]: row["title"] for row in reference(COMMON[dataset])}


def measures(dataset: str) -> tuple[Row, ...]:
    """The measures of a table of numbers: ``measure``, ``title`` and its ``breakdowns``, names with blanks between."""
    return tuple(row for row in reference("count_measures") if row["dataset"] == dataset)


def measure_codes(dataset: str) -> tuple[str, ...]:
    """The codes of a table of numbers' measures, in the order of the table."""
    return tuple(row["measure"] for row in measures(dataset))


def classify(frame: pd.DataFrame, scheme: str) -> pd.DataFrame:
    """Category and sub-category of each row of a typed frame that has a ``month``; index kept.

    The category is missing where the table has no such combination, or none valid in that month.
    """
    chosen = SCHEMES[scheme]
    spec = _lookup(scheme)
    keys = [frame[ours].str.slice(0, chosen.stem or None) for ours, _ in chosen.keys]
    wanted = pd.MultiIndex.from_arrays(keys) if len(keys) > 1 else pd.Index(keys[0])
    found = spec.reindex(wanted).set_axis(frame.index)
    month = frame["month"]
    valid = (found["valid_from"] <= month) & (month <= found["valid_to"])
    sub = frame[chosen.keep] if chosen.keep else pd.Series([None] * len(frame), index=frame.index, dtype="str")
    return pd.DataFrame({"category": found["category"].where(valid).astype("str"), "subcategory": sub})


@cache
def _lookup(scheme: str) -> pd.DataFrame:
    chosen = SCHEMES[scheme]
    rows = pd.DataFrame([dict(row) for row in reference(chosen.table)], dtype="str")
    rows["valid_from"] = rows["valid_from"].str.slice(0, 7).replace("", "0000-00")
    rows["valid_to"] = rows["valid_to"].str.slice(0, 7).replace("", "9999-99")
    return rows.set_index([heading for _, heading in chosen.keys])[["category", "valid_from", "valid_to"]]
