"""Near repeats in a product: whether one crime makes another close by more likely, in words."""

from collections.abc import Iterator

from hub.geography import ALL
from hub.near_repeats import DAYS, METRES, NO_MORE, STEPS
from hub.products.draft import Draft
from hub.products.product import Block, Column, Section, TableBlock, Text, Words
from ingest.categories import categories
from ingest.periods import Period
from ingest.receipt import AREA_ONLY

HEADING = "What follows close by"
ASKED = ("burglary", "vehicle-crime", "robbery")
ONE_AREA = "Near repeats are told of the whole partnership only: one area has too few events to tell them safely."
LIKELIER = tuple(words for _, words in STEPS)
"""Readings by which one crime makes another close by likelier, to whatever extent."""


def last_quarter(period: Period) -> Period:
    """The information period that ended last at the end of a period: calendar windows that never overlap (SDC-18)."""
    quarter = Period.quarter_of(period.months[-1])
    return quarter if quarter.months[-1] <= period.months[-1] else quarter.previous()


def near_repeat_blocks(draft: Draft) -> tuple[Block, ...]:
    """One row for each category in which a series would be acted on; nothing for one area, or another data set."""
    titles = categories(draft.dataset.name)
    asked = tuple(code for code in ASKED if code in titles)
    if not asked or draft.area != ALL:
        return ()
    span, name = last_quarter(draft.period), draft.dataset.name
    if not draft.figures.is_supplied(name, span):
        return (Words((f"Near repeats, {span.words()}: not supplied in full.",)),)
    if not draft.figures.has_points(name, span):
        return (Words((f"Near repeats, {span.words()}: not applicable, as events are located by {AREA_ONLY}.",)),)
    found = draft.figures.near_repeats(name, span, asked)
    rows = tuple((Text(titles[code]), found.label(code)) for code in asked)
    columns = (Column("After one of", "text"), Column(f"Another within {METRES:.0f} m and {DAYS} days is", "class"))
    note = (
        f"{span.words()}, whole partnership. Knox test, Manhattan distance, 999 permutations; more than chance where "
        "chance would give as many pairs in fewer than one case in twenty. Not applicable: the extracts give no dates. "
        "Where an agency moves points to fixed places, crimes of one street count as of one place."
    )
    return (TableBlock("Near repeats", columns, rows, note=note),)


def near_repeat_section(draft: Draft) -> Section:
    """The readings with what they mean; a sentence that says why where there are none."""
    blocks = near_repeat_blocks(draft)
    tables = [block for block in blocks if isinstance(block, TableBlock)]
    meaning = [Words(tuple(_tell_meaning(tables[0])), heading="What it means")] if tables else []
    return Section(HEADING, (*meaning, *blocks) or (Words((_say_why_none(draft),)),))


def _tell_meaning(table: TableBlock) -> Iterator[str]:
    """A sentence for each category, from its released reading alone."""
    for name, reading in table.rows:
        title, said = (cell.words if isinstance(cell, Text) else cell.text() for cell in (name, reading))
        if said in LIKELIER:
            yield f"{title}: after one, another close by within a week is {said}. Act round the place in those days."
        elif said == NO_MORE:
            yield f"{title}: one tells nothing of where the next will be."
        else:
            yield f"{title}: {said}."


def _say_why_none(draft: Draft) -> str:
    if draft.area != ALL:
        return ONE_AREA
    title = draft.dataset.title.lower()
    return f"Near repeats are read of burglary, vehicle crime and robbery; {title} holds none of them."
