"""Releases from prison beside burglary, by area and period (`003` GMAC): two figures side by side, no cause."""

from collections.abc import Iterator

from hub.disclosure.marks import SafeCell
from hub.products.draft import Draft, level_title
from hub.products.near_repeats import last_quarter
from hub.products.product import Block, Cell, Column, TableBlock, Text, Words
from hub.reference_layers import ReferenceLayer
from ingest.categories import categories
from ingest.periods import Period

LAYER, CATEGORY = "prison-releases", "burglary"
STEPS = ((30, "30 or more"), (20, "20 to 29"), (10, "10 to 19"))
FEW = "fewer than 10"
"""Releases are persons: their number is told in steps, the lowest of which holds none as well as nine."""


def prison_release_blocks(draft: Draft) -> tuple[Block, ...]:
    """Areas of the report level with releases in steps and released counts of burglary; nothing without the layer.

    Of the period asked for, or of the last whole information period where releases are told by quarter.
    """
    layer, titles = draft.layers.get(LAYER), categories(draft.dataset.name)
    codes = [code for code in draft.codes(draft.report_level) if draft.figures.is_by_category(code)]
    if layer is None or CATEGORY not in titles or not codes:
        return ()
    if not {area for area, _ in layer.values} & set(codes):
        why = f"held for other areas than by {level_title(draft.report_level)}"
        return (Words((f"Prison releases beside burglary: not applicable, as they are {why}.",)),)
    for span in (draft.period, last_quarter(draft.period)):
        known = {code: found for code in codes if (found := _add_up(layer, code, span)) is not None}
        if known:
            return (_table(draft, layer, span, known),)
    return (Words((f"Prison releases beside burglary, {draft.period.words()}: not supplied.",)),)


def _add_up(layer: ReferenceLayer, area: str, span: Period) -> float | None:
    """Releases of a span: as told, or of its quarters or months where all of them are told; None otherwise."""
    for parts in _divide(span):
        if all((area, part) in layer.values for part in parts):
            return sum(layer.values[area, part] for part in parts)
    return None


def _divide(span: Period) -> Iterator[tuple[str, ...]]:
    """The span itself, its information periods where it is made of them, its months."""
    yield (str(span),)
    quarters = dict.fromkeys(f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}" for month in span.months)
    if [month for quarter in quarters for month in Period.parse(quarter).months] == list(span.months):
        yield tuple(quarters)
    yield span.months


def _table(draft: Draft, layer: ReferenceLayer, span: Period, known: dict[str, float]) -> TableBlock:
    burglary = {code: draft.figures.count(draft.dataset.name, span, code, CATEGORY) for code in known}
    rows = tuple(_row(draft, code, known[code], burglary[code]) for code in sorted(known, key=draft.names.__getitem__))
    title = categories(draft.dataset.name)[CATEGORY]
    columns = (Column("Area", "text"), Column("Prison releases", "text"), Column(title, "count"))
    note = (
        f"{layer.about()}. Side by side for discussion: that the two rise together does not show that one makes the "
        "other."
    )
    return TableBlock(f"Prison releases beside burglary, {span.words()}", columns, rows, note=note)


def _row(draft: Draft, code: str, releases: float, burglary: SafeCell) -> tuple[Cell, ...]:
    step = next((words for least, words in STEPS if releases >= least), FEW)
    return (Text(draft.names[code]), Text(step), burglary)
