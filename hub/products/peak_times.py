"""Peak times in a product: when in the week events happen, in words."""

from hub.disclosure.marks import Mark, SafeClass
from hub.geography import ALL
from hub.peak_times import GROUPS, HOURS_OF_BLOCKS, TOO_FEW, parts_of
from hub.products.draft import Draft
from hub.products.near_repeats import last_quarter
from hub.products.product import Block, Column, Section, TableBlock, Text, Words
from ingest.categories import categories

HEADING = "When in the week"
ONE_AREA = "Peak times are told of the whole partnership only: one area has too few events to tell them safely."
NO_TIMES = "not applicable, as the extracts give no times of the categories that have a figure"


def peak_time_blocks(draft: Draft) -> tuple[Block, ...]:
    """One row for each category of which a time can be told; nothing for one area, or a data set without times."""
    if draft.area != ALL or all(column.name != "time" for column in draft.dataset.columns):
        return ()
    span, name, titles = last_quarter(draft.period), draft.dataset.name, categories(draft.dataset.name)
    if not draft.figures.is_supplied(name, span):
        return (Words((f"Peak times, {span.words()}: not supplied in full.",)),)
    peaks, known = draft.figures.peak_times(name, span, tuple(titles))
    told = [code for code in titles if _is_told(peaks.label(code))]
    if all(peaks.label(code).mark != Mark.SHOWN for code in told):
        without = any(peaks.label(code).mark == Mark.NOT_APPLICABLE for code in titles)
        why = NO_TIMES if without else "no category has enough events to tell"
        why = "suppressed" if told and not without else why
        return (Words((f"Peak times, {span.words()}: {why}.",)),)
    columns = (Column("Category", "text"), Column("Peak times", "class"), Column("Times known of", "class"))
    rows = tuple((Text(titles[code]), peaks.label(code), known.label(code)) for code in told)
    note = (
        f"{span.words()}, whole partnership. Blocks of four hours, from Sunday to Thursday and on Friday and Saturday, "
        "each night with the day before. A peak holds at least one and a half times its share of the week, and more "
        "than chance would give if each event came by itself (binomial, false discovery rate of one in twenty); a "
        "series makes a peak sooner. A time of 00:00 counts as not known: systems write it where a time is missing. "
        "Not listed: categories of too few events to tell, or without times."
    )
    return (TableBlock("Peak times", columns, rows, note=note),)


def _is_told(peak: SafeClass) -> bool:
    """Whether a category has a row: a reading, or one that is suppressed."""
    return peak.mark != Mark.NOT_APPLICABLE and peak.label != TOO_FEW


def peak_time_section(draft: Draft) -> Section:
    """The week with what peaks when, and the readings behind it; a sentence that says why where there are none."""
    blocks = peak_time_blocks(draft)
    tables = [block for block in blocks if isinstance(block, TableBlock)]
    week = [_week(tables[0])] if tables else []
    return Section(HEADING, (*week, *blocks) or (Words((_say_why_none(draft),)),))


def _week(readings: TableBlock) -> TableBlock:
    """The twelve parts of the week, each with the categories that peak in it: what the readings say, the other way."""
    said = {row[0].words: row[1] for row in readings.rows if isinstance(row[0], Text)}
    peaks = {name: parts_of(one.label or "") for name, one in said.items() if isinstance(one, SafeClass)}
    rows = []
    for hours in HOURS_OF_BLOCKS:
        named = [[name for name, parts in peaks.items() if (days, hours) in parts] for days in GROUPS]
        rows.append((Text(hours), *(Text(", ".join(some) or "none told") for some in named)))
    columns = (Column("Hours", "text"), *(Column(days, "text") for days in GROUPS))
    note = (
        "The categories that peak at these times. One whose reading is suppressed, or not known, is named nowhere here."
    )
    return TableBlock("The week at a glance", columns, tuple(rows), note=note)


def _say_why_none(draft: Draft) -> str:
    if draft.area != ALL:
        return ONE_AREA
    return f"Peak times: not applicable, as {draft.dataset.title.lower()} comes without times."
