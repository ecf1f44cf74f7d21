"""The publication of a product: every shown figure as a cell or a fact of the publication format.

`saferhub-publication/1` (see `docs/publication-format.md`): an outsider can audit what was released with this one
document. Cells are the figures of the product and the totals above them; areas and grid cells come down to numbered
atoms, merged where no listed code tells them apart.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from threading import Lock
from typing import Any

from hub.disclosure.publication import write_cell
from hub.disclosure.rules import Rules
from hub.figures import Figures, Key
from hub.geography import ALL, window_code
from hub.measures import HOTSPOT_TABLE
from ingest.categories import categories
from ingest.periods import Period

FORMAT = "saferhub-publication/1"
Leaves = Mapping[str, tuple[str, ...]]
TRIMMED_AT_ONCE = 64
_TRIMMED: OrderedDict[tuple[int, frozenset[str]], tuple[Leaves, dict[str, list[str]]]] = OrderedDict()
_TRIMMING = Lock()


@dataclass(frozen=True)
class RateFact:
    """A rate that was shown, with its denominator: value per 1,000 residents to one decimal.

    ``spread``: by how much the count under it may be off, where counts are rounded.
    """

    key: Key
    value: float
    residents: int
    spread: int = 0


def write_publication(figures: Figures, rates: Iterable[RateFact], publication_id: str, rules: Rules) -> dict[str, Any]:
    """The publication document of everything that ``figures`` was asked for, under the least strict ``rules`` in it."""
    _add_totals(figures)
    shown = sorted(figures.shown.items(), key=lambda item: _order(item[0]))
    told = [*figures.shown, *(key for _, key in figures.readings)]
    areas = {key.area for key, _ in shown} | {window_code(cell) for _, _, cell in figures.classes}
    return {
        "format": FORMAT,
        "threshold": rules.threshold,
        "zeros_shown": rules.zeros_shown,
        "dimensions": {
            "area": _trim_once(figures.geography.area_hierarchy.expanded, frozenset(areas)),
            "period": _periods({key.period for key in told} | {month for _, month, _ in figures.classes}),
            "dataset": {ALL: sorted({key.dataset for key in told} | {dataset for dataset, _, _ in figures.classes})},
            "category": _categories(figures),
        },
        "roots": dict.fromkeys(("area", "category", "dataset", "period"), ALL),
        "publications": [{"id": publication_id, "cells": [write_cell(_full(key), cell) for key, cell in shown]}],
        "facts": [*_class_facts(figures), *(_rate_fact(rate) for rate in rates)],
        "readings": [
            {
                "id": f"{name.replace(' ', '-')}-{key.dataset}-{key.period}-{key.category}",
                "k": _full(key),
                "label": one.label,
            }
            for (name, key), one in sorted(figures.readings.items(), key=lambda item: (item[0][0], _order(item[0][1])))
        ],
    }


def trim(leaves: Leaves, wanted: Set[str]) -> dict[str, list[str]]:
    """The part of a hierarchy that ``wanted`` codes need, down to atoms merged by which wanted codes hold them.

    ``leaves``: those under each code (``Hierarchy.expanded``); a code without any is a leaf itself.
    The result names every wanted code that is not itself an atom; atoms are ``atom-0001`` and so on, in the order of
    the codes that hold them, so that the same codes always give the same document.
    """
    holders: dict[str, list[str]] = {}
    for code in sorted(wanted | {ALL}):
        for atom in leaves.get(code, (code,)):
            holders.setdefault(atom, []).append(code)
    signatures = sorted({tuple(codes) for codes in holders.values()})
    width = max(4, len(str(len(signatures))))
    found: dict[str, list[str]] = {}
    for number, codes in enumerate(signatures, start=1):
        for code in codes:
            found.setdefault(code, []).append(f"atom-{number:0{width}d}")
    return found


def _trim_once(leaves: Leaves, wanted: frozenset[str]) -> dict[str, list[str]]:
    """As ``trim``; products of other months and audiences ask for the same areas. Do not change what it gives."""
    with _TRIMMING:
        held = _TRIMMED.pop((id(leaves), wanted), None)
    found = held or (leaves, trim(leaves, wanted))
    with _TRIMMING:
        _TRIMMED[id(leaves), wanted] = found
        while len(_TRIMMED) > TRIMMED_AT_ONCE:
            _TRIMMED.popitem(last=False)
    return found[1]


def _add_totals(figures: Figures) -> None:
    """Ask for every total that holds a shown cell, so that the document can be read, and audited, on its own."""
    for key in list(figures.shown):
        period = Period.parse(key.period)
        above = (key.area, *figures.geography.holders.get(key.area, ()))
        for area in filter(figures.tells, above):
            figures.count(key.dataset, period, area)
            if key.category != ALL and figures.is_by_category(area):
                figures.count(key.dataset, period, area, key.category)


def _order(key: Key) -> tuple[str, str, str, str]:
    return (key.dataset, key.period, key.area, key.category)


def _full(key: Key) -> dict[str, str]:
    return {"area": key.area, "category": key.category, "dataset": key.dataset, "period": key.period}


def _periods(periods: Iterable[str]) -> dict[str, list[str]]:
    """Every month under one root, and the periods of several months over theirs."""
    spans = {text: Period.parse(text).months for text in periods}
    longer = {text: list(months) for text, months in sorted(spans.items()) if len(months) > 1}
    return {ALL: sorted({month for months in spans.values() for month in months}), **longer}


def _categories(figures: Figures) -> dict[str, list[str]]:
    """All categories of the data sets that were asked; each data set uses its own."""
    used = sorted({key.dataset for key in figures.shown})
    return {ALL: [code for name in used for code in categories(name)]}


def _class_facts(figures: Figures) -> Iterable[dict[str, Any]]:
    """What each shown class states, taken from the lattice's own document."""
    for dataset, month, cell in sorted(key for key, found in figures.classes.items() if found.shown):
        key = {"area": window_code(cell), "category": ALL, "dataset": dataset, "period": month}
        limits = figures.months[dataset, month].limits[f"{HOTSPOT_TABLE}:{cell}"]
        yield {"id": f"class-{dataset}-{month}-{cell}", "terms": [{"k": key, "c": 1}], **limits}


def _rate_fact(rate: RateFact) -> dict[str, Any]:
    key = rate.key
    stated = {"k": _full(key), "value": rate.value, "dp": 1, "per": 1000, "pop": rate.residents}
    return {
        "id": f"rate-{key.dataset}-{key.period}-{key.area}-{key.category}",
        "rate": stated | ({"r": rate.spread} if rate.spread else {}),
    }
