"""One month of a published document for the attacker, and the truth to mark what it finds."""

import json
from typing import Any

from hub.hub import Hub


def one_month(publication: dict[str, Any], month: str) -> dict[str, Any]:
    """The counts of one month by area and category, as a document of their own."""
    document = json.loads(json.dumps(publication))
    cells = [cell for cell in document["publications"][0]["cells"] if cell["k"]["period"] == month and "m" not in cell]
    for cell in cells:
        cell["k"] = {name: code for name, code in cell["k"].items() if name in ("area", "category")}
    return {
        **document,
        "dimensions": {name: document["dimensions"][name] for name in ("area", "category")},
        "roots": {"area": "ALL", "category": "ALL"},
        "publications": [{"id": month, "cells": cells}],
        "facts": [],
    }


def count_truth(hub: Hub, month: str, cells: list[dict[str, Any]]) -> dict[frozenset[tuple[str, str]], int]:
    """What the cells would hold if nothing were hidden, recounted from the events."""
    records, geography = hub.records()
    events = records.table("events").to_pandas()
    events = events[events["month"] == month]
    level_of = {code: level for level in geography.levels for code in geography.boundaries[level].codes}
    truth = {}
    for cell in cells:
        area, category = cell["k"]["area"], cell["k"]["category"]
        chosen = events if area == "ALL" else events[events[level_of[area]] == area]
        truth[frozenset(cell["k"].items())] = len(
            chosen if category == "ALL" else chosen[chosen["category"] == category]
        )
    return truth
