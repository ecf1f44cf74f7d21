"""Releases from prison beside burglary, by area and period (`003` GMAC): two figures side by side, no cause."""

from hub.disclosure.marks import SafeCell
from hub.products.draft import Draft
from hub.products.near_repeats import last_quarter
from hub.products.product import Block, Cell, Column, TableBlock, Text, Words
from ingest.categories import categories

LAYER, CATEGORY = "prison-releases", "burglary"
STEPS = ((30, "30 or more"), (20, "20 to 29"), (10, "10 to 19"))
FEW = "fewer than 10"
"""Releases are persons: their number is told in steps, the lowest of which holds none as well as nine."""


def prison_release_blocks(draft: Draft) -> tuple[Block, ...]:
    """Areas of the report level with releases in steps and released counts of burglary; nothing without the layer."""
    layer, titles = draft.layers.values.get(LAYER), categories(draft.dataset.name)
    codes = [code for code in draft.codes(draft.report_level) if draft.figures.is_by_category(code)]
    if layer is None or CATEGORY not in titles or not codes:
        return ()
    periods = {period for _, period in layer.values}
    span = next((one for one in (draft.period, last_quarter(draft.period)) if str(one) in periods), None)
    if span is None:
        return (Words((f"Prison releases, {draft.period.words()}: not supplied.",)),)
    known = {code: layer.values[code, str(span)] for code in codes if (code, str(span)) in layer.values}
    burglary = {code: draft.figures.count(draft.dataset.name, span, code, CATEGORY) for code in known}
    rows = tuple(_row(draft, code, known[code], burglary[code]) for code in sorted(known, key=draft.names.__getitem__))
    columns = (Column("Area", "text"), Column("Prison releases", "text"), Column(titles[CATEGORY], "count"))
    note = (
        f"{span.words()}. {layer.source.words()}. Side by side for discussion: that the two rise together does "
        "not show that one makes the other."
    )
    return (TableBlock("Prison releases beside burglary", columns, rows, note=note),)


def _row(draft: Draft, code: str, releases: float, burglary: SafeCell) -> tuple[Cell, ...]:
    step = next((words for least, words in STEPS if releases >= least), FEW)
    return (Text(draft.names[code]), Text(step), burglary)
