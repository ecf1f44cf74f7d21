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
    }
)

COMMON: Mapping[str, str] = MappingProxyType(
    {
        "police-incidents": "police_incident_categories",
        "recorded-crime": "recorded_crime_categories",
        "fires": "fire_categories",
        "malicious-false-alarms": "malicious_false_alarm_categories",
        "road-collisions": "road_collision_categories",
        "racial-incidents": "racial_incident_categories",
        "council-asb": "council_asb_categories",
        "hospital-admissions": "hospital_admission_categories",
        "ambulance-calls": "ambulance_call_categories",
    }
)


def categories(dataset: str) -> dict[str, str]:
    """The common categories of a data set: code -> title, in the order of the table."""
    return {row["code"]: row["title"] for row in reference(COMMON[dataset])}


def classify(frame: pd.DataFrame, scheme: str) -> pd.DataFrame:
    """Category and sub-category of each row of a typed frame that has a ``month``; index kept.

    The category is missing where the table has no such combination, or none valid in that month; it is '' where the
    table knows the combination as one that is not prescribed.
    """
    chosen = SCHEMES[scheme]
    spec = _lookup(scheme)
    keys = [frame[ours].str.slice(0, chosen.stem or None) for ours, _ in chosen.keys]
    wanted = pd.MultiIndex.from_arrays(keys) if len(keys) > 1 else pd.Index(keys[0])
    found = spec.reindex(wanted).set_axis(frame.index)
    month = frame["month"]
    valid = (found["valid_from"] <= month) & (month <= found["valid_to"])
    return pd.DataFrame({"category": found["category"].where(valid).astype("str"), "subcategory": _kept(frame, chosen)})


def _kept(frame: pd.DataFrame, chosen: Scheme) -> pd.Series:
    """The columns a scheme keeps, joined with ' / ' where both are filled; missing where it keeps none."""
    kept = pd.Series(None, index=frame.index, dtype="str")
    for at, name in enumerate(chosen.keep):
        kept = kept.str.cat(" / " + frame[name]).fillna(kept) if at else frame[name]
    return kept


@cache
def _lookup(scheme: str) -> pd.DataFrame:
    chosen = SCHEMES[scheme]
    rows = pd.DataFrame([dict(row) for row in reference(chosen.table)], dtype="str")
    rows["valid_from"] = rows["valid_from"].str.slice(0, 7).replace("", "0000-00")
    rows["valid_to"] = rows["valid_to"].str.slice(0, 7).replace("", "9999-99")
    return rows.set_index([heading for _, heading in chosen.keys])[["category", "valid_from", "valid_to"]]
