"""A layout as a Frictionless Table Schema (version 2), for agencies whose own tools can check a file before it goes.

The schema says what the contract says: names, kinds, patterns, ranges and code lists. Rules that need two columns or
the look of a person are the hub's alone, so a file that keeps the schema may still be refused.
"""

from typing import Any

from ingest.contract import PATTERNS, RANGES, Column, Dataset, Kind, Mapping
from ingest.values import DAY_FIRST, DAY_NAMED, YEAR_FIRST

PROFILE = "https://datapackage.org/profiles/2.0/tableschema.json"
_FORMS = {
    DAY_FIRST: "%d/%m/%Y",
    YEAR_FIRST: "%Y-%m-%d",
    DAY_NAMED: "%d %b %Y",
    "HH:MM": "%H:%M",
    "HH:MM:SS": "%H:%M:%S",
}
_TYPES: dict[Kind, str] = {
    "month": "yearmonth",
    "date": "date",
    "time": "time",
    "count": "integer",
    "easting": "number",
    "northing": "number",
    "longitude": "number",
    "latitude": "number",
}


def describe_table(dataset: Dataset, mapping: Mapping) -> dict[str, Any]:
    """The Table Schema of one layout as plain values for JSON; headings that the layout drops are plain text in it."""
    dropped = [
        {"name": heading, "type": "string", "description": f"Dropped at the door: {reason}."}
        for heading, reason in mapping.dropped.items()
        if heading not in mapping.headers
    ]
    optional = any(column.optional for column in mapping.columns)
    return {
        "$schema": PROFILE,
        "name": f"{dataset.name}.{mapping.name}",
        "title": mapping.title,
        "description": f"{dataset.title} ({dataset.clause}); owed by: {dataset.agency}.",
        "fieldsMatch": "superset" if optional else "equal",
        "missingValues": [""],
        "fields": [*(_field(column) for column in _each_heading(mapping)), *dropped],
    }


def _each_heading(mapping: Mapping) -> list[Column]:
    """One column for each heading; a date and a time that are read from one cell share it."""
    return list({column.title: column for column in reversed(mapping.columns)}.values())[::-1]


def _field(column: Column) -> dict[str, Any]:
    moment = " HH" in column.form
    kind = "datetime" if moment else _TYPES.get(column.kind, "string")
    shown = {"name": column.title, "type": kind, "description": column.description}
    if column.form:
        date, _, clock = column.form.partition(" HH")
        shown["format"] = f"{_FORMS[date]} {_FORMS['HH' + clock]}" if moment else _FORMS[column.form]
    return {**shown, "constraints": _constraints(column)}


def _constraints(column: Column) -> dict[str, Any]:
    found: dict[str, Any] = {"required": not column.blank}
    if column.kind == "code":
        found["enum"] = [*column.allowed, *(theirs for theirs, _ in column.translations)]
    elif column.kind == "icd10":
        found["pattern"] = rf"(?:{'|'.join(column.allowed)})(?:\.?[0-9])?"
    elif column.kind in PATTERNS:
        found["pattern"] = PATTERNS[column.kind]
    elif column.kind in RANGES:
        found["minimum"], found["maximum"] = RANGES[column.kind]
    return found
