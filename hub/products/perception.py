"""Where people's fears and the records disagree: a perception survey beside recorded rates, by area (`003` GMAC)."""

from collections.abc import Mapping

from hub.disclosure.marks import SafeCell
from hub.products.draft import Draft, level_title
from hub.products.product import Block, Cell, Column, TableBlock, Text, Words
from hub.reference_layers import ReferenceLayer
from ingest.layers import EVERY_PERIOD

LAYER = "perception-survey"
FEWEST_AREAS = 6
WORRIED, UNWORRIED = "high in the survey, low in the records", "low in the survey, high in the records"


def perception_blocks(draft: Draft) -> tuple[Block, ...]:
    """Areas in the highest third of one and the lowest third of the other; nothing where no survey is held.

    A high number of the survey is taken as a bad one. Areas whose rate is not shown take no part.
    """
    layer = draft.layers.get(LAYER)
    if layer is None:
        return ()
    title = f"Where perception and records disagree, {draft.period.words()}"
    surveyed, rates = _find(draft, layer)
    if len(rates) < FEWEST_AREAS:
        levels = " or ".join(dict.fromkeys((level_title(draft.report_level), level_title(draft.fine_level))))
        why = f"fewer than {FEWEST_AREAS} areas by {levels} have both an answer of the survey and a rate that is shown"
        return (Words((f"{title}: not applicable, as {why}.",)),)
    columns = (
        Column("Area", "text"),
        Column("Survey", "text"),
        Column("Recorded, per 1,000 residents", "rate"),
        Column("They disagree", "text"),
    )
    rows = _rows(draft, surveyed, rates)
    nobody = "" if rows else "No area is in the highest third of one and the lowest third of the other. "
    note = (
        f"{nobody}Listed: areas in the highest third of one and the lowest third of the other, of {len(rates)} areas "
        f"with both. A high number of the survey is taken as a bad one. Survey: {layer.about()}; records: "
        f"{draft.dataset.title.lower()}. A survey of few answers moves by chance."
    )
    return (TableBlock(title, columns, rows, note=note),)


def _rows(draft: Draft, surveyed: Mapping[str, float], rates: Mapping[str, SafeCell]) -> tuple[tuple[Cell, ...], ...]:
    recorded = {code: float(rate.value or 0) for code, rate in rates.items()}
    found: list[tuple[Cell, ...]] = []
    for words, high, low in ((WORRIED, surveyed, recorded), (UNWORRIED, recorded, surveyed)):
        apart = [code for code in rates if _is_highest(high, code) and _is_lowest(low, code)]
        found += [
            (Text(draft.names[code]), Text(f"{surveyed[code]:g}"), rates[code], Text(words))
            for code in sorted(apart, key=draft.names.__getitem__)
        ]
    return tuple(found)


def _find(draft: Draft, layer: ReferenceLayer) -> tuple[dict[str, float], dict[str, SafeCell]]:
    """Survey and rate of each area that has both: of the larger areas, else of the finest."""
    best: tuple[dict[str, float], dict[str, SafeCell]] = {}, {}
    for level in dict.fromkeys((draft.report_level, draft.fine_level)):
        codes = [code for code in draft.codes(level) if (code, EVERY_PERIOD) in layer.values]
        counts = {code: draft.figures.count(draft.dataset.name, draft.period, code) for code in codes}
        rates = {code: rate for code, count in counts.items() if (rate := draft.rate(count, code)).shown}
        if len(best[1]) < FEWEST_AREAS:
            best = {code: layer.values[code, EVERY_PERIOD] for code in rates}, rates
    return best


def _is_highest(numbers: Mapping[str, float], code: str) -> bool:
    """Whether at most a third of the areas, this one included, have as high a number; equal ones are judged alike."""
    return 3 * sum(number >= numbers[code] for number in numbers.values()) <= len(numbers)


def _is_lowest(numbers: Mapping[str, float], code: str) -> bool:
    """Whether at most a third of the areas, this one included, have as low a number."""
    return 3 * sum(number <= numbers[code] for number in numbers.values()) <= len(numbers)
