"""The publication format: everything that was released, as one JSON-ready document that an outsider can audit.

`saferhub-publication/1`: dimensions and their roots, one publication for each table, and a fact for each shown class.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from hub.disclosure.hierarchy import Hierarchy
from hub.disclosure.marks import Mark, SafeCell, SafeClass
from hub.disclosure.rules import ReleaseRefused, Rules
from hub.disclosure.tables import ClassRow

FORMAT = "saferhub-publication/1"
Key = tuple[str, ...]
Limits = Mapping[str, int]
"""What a class states of its window: ``lo``, the least, and ``hi``, the most, where there is one."""


def write_publication(
    rules: Rules,
    hierarchies: Sequence[Hierarchy],
    where: Mapping[str, str],
    tables: Iterable[tuple[str, str, tuple[str, ...], Mapping[Key, SafeCell]]],
    classes: Iterable[tuple[str, str, Sequence[ClassRow], Mapping[str, SafeClass]]],
) -> dict[str, Any]:
    """The document.

    ``tables``: (publication id, name, dimensions, cells); ``classes``: (name, dimension, rows, released classes).
    """
    document: dict[str, Any] = {
        "format": FORMAT,
        "threshold": rules.threshold,
        "zeros_shown": rules.zeros_shown,
        "dimensions": {one: {} for one in where},
        "roots": dict(where),
        "publications": [],
        "facts": [],
        "classes": {},
    }
    for hierarchy in hierarchies:
        document["dimensions"][hierarchy.name] = {code: list(hierarchy.children[code]) for code in hierarchy.children}
        document["roots"][hierarchy.name] = hierarchy.root
    for identity, name, names, cells in tables:
        listed = [write_cell(dict(zip(names, key, strict=True)), cell) for key, cell in cells.items()]
        document["publications"].append(
            {"id": identity, "table": name, "order": list(names), "where": dict(where), "cells": listed}
        )
    for name, dimension, rows, shown in classes:
        document["facts"] += [_write_fact(name, dimension, where, row) for row in rows if shown[row[0]].shown]
        document["classes"][name] = {code: one.label for code, one in shown.items()}
    return document


def write_cell(key: Mapping[str, str], cell: SafeCell) -> dict[str, Any]:
    """One cell in the format; ``r`` is by how much a rounded value may be off."""
    written: dict[str, Any] = {"k": dict(key), "v": cell.value}
    if cell.mark in (Mark.NOT_SUPPLIED, Mark.NOT_APPLICABLE):
        written["m"] = cell.mark.value
    if cell.spread:
        written["r"] = cell.spread
    return written


def _write_fact(name: str, dimension: str, where: Mapping[str, str], row: ClassRow) -> dict[str, Any]:
    code, _, low, high, window = row
    fact: dict[str, Any] = {"id": f"{name}:{code}", "terms": [{"k": {**where, dimension: window}, "c": 1}], "lo": low}
    if high is not None:
        fact["hi"] = high
    return fact


def read_rules(document: Mapping[str, Any]) -> Rules:
    """The rules that a document of this hub was released under (without the prices of codes)."""
    spread = max((int(cell.get("r", 0)) for one in document["publications"] for cell in one["cells"]), default=0)
    return Rules(document["threshold"], document["zeros_shown"] is False, 2 * spread + 1)


def read_tables(document: Mapping[str, Any]) -> dict[str, tuple[tuple[str, ...], dict[Key, SafeCell]]]:
    """Name, dimensions and cells of each table in a document. Raises ReleaseRefused where it is not one of ours."""
    if document.get("format") != FORMAT:
        raise _refuse("another format")
    try:
        return {one["table"]: (tuple(one["order"]), _read_cells(one)) for one in document["publications"]}
    except (KeyError, TypeError, ValueError) as error:
        raise _refuse("a publication that does not follow the format") from error


def read_classes(document: Mapping[str, Any]) -> dict[str, dict[str, SafeClass]]:
    """Classes by name and code in a document."""
    return {
        name: {code: _read_class(label) for code, label in one.items()} for name, one in document["classes"].items()
    }


@lru_cache(maxsize=256)
def _read_class(label: str | None) -> SafeClass:
    return SafeClass(None, Mark.SUPPRESSED) if label is None else SafeClass(label)


def read_limits(document: Mapping[str, Any]) -> dict[str, Limits]:
    """What each class of a document states, by the id of its fact."""
    return {fact["id"]: _read_limits(fact["lo"], fact.get("hi")) for fact in document["facts"]}


@lru_cache(maxsize=4096)
def _read_limits(low: int, high: int | None) -> Limits:
    return MappingProxyType({"lo": low} if high is None else {"lo": low, "hi": high})


def _read_cells(publication: Mapping[str, Any]) -> dict[Key, SafeCell]:
    order = publication["order"]
    found: dict[Key, SafeCell] = {}
    for written in publication["cells"]:
        key, value = tuple(written["k"][name] for name in order), written["v"]
        if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 0):
            raise _refuse("a value that is not a whole number")
        mark = Mark(written.get("m", "c")) if value is None else Mark.SHOWN
        found[key] = _read_cell(value, mark, int(written.get("r", 0)))
    return found


@lru_cache(maxsize=4096)
def _read_cell(value: int | None, mark: Mark, spread: int) -> SafeCell:
    return SafeCell(value, mark, spread)


def _refuse(found: str) -> ReleaseRefused:
    return ReleaseRefused("a stored publication", found, f"give a document of format {FORMAT} as this hub wrote it")


def join_publications(documents: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Several publications in one document (say a year of months), for a joint audit.

    Where two say what a code holds, the first is believed: give the one with the finest areas first.
    """
    joined: dict[str, Any] = {**documents[0], "dimensions": {}, "roots": {}, "publications": [], "facts": []}
    joined.pop("classes", None)
    joined["released_together"] = []
    for document in documents:
        first, number = len(joined["publications"]), len(document["publications"])
        joined["released_together"].append(list(range(first, first + number)))
        joined["publications"] += document["publications"]
        joined["facts"] += document["facts"]
        for name, children in document["dimensions"].items():
            known = joined["dimensions"].setdefault(name, {})
            known.update({code: parts for code, parts in children.items() if code not in known})
            joined["roots"].setdefault(name, document["roots"][name])
    for name in joined["roots"]:
        codes = list(dict.fromkeys(document["roots"][name] for document in documents))
        if len(codes) > 1:
            joined["dimensions"][name]["ALL"] = codes
            joined["roots"][name] = "ALL"
    return joined
