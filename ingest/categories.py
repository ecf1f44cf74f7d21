"""Versioned code lists and the common categories they map to, read once from ``data/reference``.

Each table has the columns ``source``, ``valid_from`` and ``valid_to`` (dates; blank is open). A *scheme* turns what a
layout writes (one or two columns) into our category and sub-category.
"""

import csv
from collections.abc import Callable, Mapping
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
    keep: tuple[str, ...] = ()  # our columns that are kept, joined, as the sub-category
    stem: int = 0  # look up by the first so many characters (ICD-10: X99 of X99.4)


SCHEMES: Mapping[str, Scheme] = MappingProxyType(
    {
        "nicl-2011": Scheme(
            "national_incident_categories_2011",
            (("family", "family"), ("incident", "incident")),
            keep=("incident", "asb_type"),
        ),
        "nicl-2007": Scheme(
            "national_incident_categories_2007", (("family", "family"), ("incident", "incident")), keep=("incident",)
        ),
        "police-uk-crime-types": Scheme("police_uk_crime_types", (("crime_type", "crime_type"),)),
        "notifiable-offences-2007": Scheme(
            "notifiable_offences_2007", (("group", "offence_group"), ("offence", "sub_category")), keep=("offence",)
        ),
        "notifiable-offence-codes": Scheme("notifiable_offence_codes", (("offence", "code"),), keep=("offence",)),
        "fire-classes": Scheme("fire_classes", (("incident", "incident"), ("vehicle", "vehicle"))),
        "lfb-stop-codes": Scheme("lfb_stop_codes", (("group", "incident_group"), ("stop", "stop_code"))),
        "council-asb": Scheme(
            "council_asb_codes", (("scheme", "scheme"), ("code", "code")), keep=("told_by", "scheme", "code")
        ),
        "icd10-prescribed": Scheme("icd10_prescribed", (("code", "code"),), keep=("code",), stem=3),
        "ambulance-calls": Scheme(
            "ambulance_call_codes", (("scheme", "scheme"), ("code", "code")), keep=("scheme", "code")
        ),
        "exclusion-types": Scheme("exclusion_types", (("type", "type"),), keep=("reason_1",)),
    }
)

COMMON: Mapping[str, str] = MappingProxyType(
    {
        "police-incidents": "police_incident_categories",
        "recorded-crime": "recorded_crime_categories",
        "fires": "fire_categories",
        "malicious-false-alarms": "malicious_false_alarm_categories",
        "road-collisions": "road_collision_categories",
        "exclusions": "exclusion_categories",
        "racial-incidents": "racial_incident_categories",
        "council-asb": "council_asb_categories",
        "street-problem-reports": "council_asb_categories",
        "hospital-admissions": "hospital_admission_categories",
        "ambulance-calls": "ambulance_call_categories",
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


def classify(frame: pd.DataFrame, scheme: str) -> dict[str, pd.Series]:
    """``category`` and ``subcategory`` (categoricals) of each row of a typed frame that has a ``month``; index kept.

    The category is missing where the table has no such combination, or none valid in that month; it is '' where the
    table knows the combination as one that is not prescribed.
    """
    chosen = SCHEMES[scheme]
    keys = [ours for ours, _ in chosen.keys]
    what = _each_once(frame, [*keys, "month"], lambda *texts: _category(scheme, texts[:-1], texts[-1]))
    return {"category": what, "subcategory": _kept(frame, chosen)}


def _kept(frame: pd.DataFrame, chosen: Scheme) -> pd.Series:
    """The columns a scheme keeps, joined with ' / ' where both are filled; missing where it keeps none."""
    if not chosen.keep:
        return no_words(frame.index)
    if len(chosen.keep) == 1:
        return frame[chosen.keep[0]]
    return _each_once(frame, list(chosen.keep), lambda *texts: " / ".join(filter(None, texts)) or None)


def no_words(index: pd.Index) -> pd.Series:
    """A categorical of missing values."""
    none = np.full(len(index), -1, dtype=np.int8)
    return pd.Series(pd.Categorical.from_codes(none, categories=pd.Index([], dtype="str")), index)


def one_word(index: pd.Index, word: str) -> pd.Series:
    """A categorical that holds one word everywhere."""
    same = np.zeros(len(index), dtype=np.int8)
    return pd.Series(pd.Categorical.from_codes(same, categories=pd.Index([word], dtype="str")), index)


def _each_once(frame: pd.DataFrame, names: list[str], read: Callable[..., str | None]) -> pd.Series:
    """What ``read`` makes of each row's texts of these categoricals ('' is missing); each combination is read once."""
    parts = [frame[name].cat for name in names]
    which, combinations = pd.factorize(_combine(parts))
    found = [read(*_texts(int(one), parts)) for one in combinations]
    codes, words = pd.factorize(pd.Series(found, dtype="str"), sort=True)
    return pd.Series(pd.Categorical.from_codes(codes[which], categories=words), frame.index)


def _combine(parts: list[Any]) -> NDArray[np.int64]:
    """One number for each row: its codes (0 is missing) in a mixed radix."""
    combined = np.zeros(len(parts[0].codes), dtype=np.int64)
    for part in parts:
        combined *= len(part.categories) + 1
        combined += part.codes.to_numpy() + 1
    return combined


def _texts(combination: int, parts: list[Any]) -> list[str]:
    """The texts behind such a number; '' is missing."""
    texts = []
    for part in reversed(parts):
        combination, code = divmod(combination, len(part.categories) + 1)
        texts.append(str(part.categories[code - 1]) if code else "")
    return texts[::-1]


def _category(scheme: str, keys: tuple[str, ...], month: str) -> str | None:
    """The common category of such keys in that month, '' where it is not prescribed, None where the list has none."""
    stem = SCHEMES[scheme].stem or None
    row = _lookup(scheme).get(tuple(key[:stem] for key in keys))
    valid = row is not None and (row["valid_from"][:7] or "0000-00") <= month <= (row["valid_to"][:7] or "9999-99")
    return row["category"] if row is not None and valid else None


@cache
def _lookup(scheme: str) -> dict[tuple[str, ...], Row]:
    chosen = SCHEMES[scheme]
    return {tuple(row[heading] for _, heading in chosen.keys): row for row in reference(chosen.table)}
