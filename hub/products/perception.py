"""Where people's fears and the records disagree: a perception survey beside recorded rates, by area (`003` GMAC)."""

from collections.abc import Mapping

from hub.disclosure.marks import SafeCell
from hub.products.draft import Draft
from hub.products.product import Cell, Column, TableBlock, Text
from hub.reference_layers import EVERY_PERIOD, Values

LAYER = "perception-survey"
FEWEST_AREAS = 6
WORRIED, UNWORRIED = "high in the survey, low in the records", "low in the survey, high in the records"


def perception_table(draft: Draft) -> TableBlock | None:
    """Areas in the highest third of one and the lowest third of the other; None without a survey or for few areas.

    A high number of the survey is taken as a bad one. Areas whose rate is not shown take no part.
    """
    layer = draft.layers.values.get(LAYER)
    if layer is None:
        return None
    surveyed, rates = _find(draft, layer)
    if len(rates) < FEWEST_AREAS:
        return None
    fears, records = _rank(surveyed), _rank({code: float(rate.value or 0) for code, rate in rates.items()})
    third = len(rates) / 3
    rows: list[tuple[Cell, ...]] = []
    for words, high, low in ((WORRIED, fears, records), (UNWORRIED, records, fears)):
        apart = (code for code in rates if high[code] < third and low[code] >= len(rates) - third)
        rows += [
            (Text(draft.names[code]), Text(f"{surveyed[code]:g}"), rates[code], Text(words))
            for code in sorted(apart, key=lambda code: draft.names[code])
        ]
    nobody = "" if rows else "No area is in the highest third of one and the lowest third of the other. "
    columns = (
        Column("Area", "text"),
        Column("Survey", "text"),
        Column("Recorded, per 1,000 residents", "rate"),
        Column("They disagree", "text"),
    )
    note = (
        f"{nobody}Listed: areas in the highest third of one and the lowest third of the other, of {len(rates)} areas "
        f"with both. A high number of the survey is taken as a bad one. Survey: {layer.source.words()}; records: "
        f"{draft.dataset.title.lower()}, {draft.period.words()}. A survey of few answers moves by chance."
    )
    return TableBlock("Where perception and records disagree", columns, tuple(rows), note=note)


def _find(draft: Draft, layer: Values) -> tuple[dict[str, float], dict[str, SafeCell]]:
    """Survey and rate of each area that has both, at the larger level where the survey has it, else the base level."""
    for level in dict.fromkeys((draft.report_level, draft.fine_level)):
        codes = [code for code in draft.codes(level) if (code, EVERY_PERIOD) in layer.values]
        surveyed = {code: layer.values[code, EVERY_PERIOD] for code in codes}
        counts = {code: draft.figures.count(draft.dataset.name, draft.period, code) for code in surveyed}
        rates = {code: draft.rate(count, code) for code, count in counts.items()}
        shown = {code: rate for code, rate in rates.items() if rate.shown}
        if surveyed:
            return {code: surveyed[code] for code in shown}, shown
    return {}, {}


def _rank(numbers: Mapping[str, float]) -> dict[str, int]:
    """The place of each area, from 0 for the highest number; equal ones by code."""
    order = sorted(numbers, key=lambda code: (-numbers[code], code))
    return {code: place for place, code in enumerate(order)}
