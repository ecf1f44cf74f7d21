"""Count and harm side by side: each count times its category's weight, from released counts alone.

Only where the partnership holds harm weights (`saferhub layer add --layer harm-weights`); a page says nothing where it
holds none. Sherman, Neyroud and Neyroud 2016 (Cambridge Crime Harm Index); ONS Crime Severity Score.
"""

from collections.abc import Mapping, Sequence

from hub.disclosure.derive import share_percent, weigh, work_out
from hub.disclosure.marks import SHARED, SafeCell
from hub.figures import order_rows
from hub.harm_weights import HarmWeights
from hub.products.draft import Draft, level_title
from hub.products.product import Block, Cell, Column, Section, TableBlock, Text, Words
from ingest.categories import categories
from ingest.contract import Dataset
from ingest.harm_weights import WEIGHED

HEADING = "Count and harm"
HARM = Column("Harm", "count")
COUNTED = "Harm is a weighted count, not a count of persons: each count times the weight of its category, added up."
HIDDEN = "It is suppressed, or not supplied, where any count in it is; a category that weighs nothing takes no part."
EACH = "One weight stands for all events of a category, however serious each was."


def harm_blocks(draft: Draft, dataset: Dataset) -> tuple[Block, ...]:
    """Sentences and tables of count and harm; none where the data set has no weights, or the hub holds none."""
    weights = draft.harm
    if weights is None or dataset.name != WEIGHED:
        return ()
    unweighed = [title for code, title in categories(WEIGHED).items() if code not in weights.by_category]
    if unweighed:
        missing = f"{weights.about()} has no weight for {', '.join(unweighed)}"
        return (Words((f"No harm is shown: {missing}. Add the weights again.",), HEADING),)
    if not draft.figures.is_by_category(draft.area):
        coarser = f"{level_title(draft.report_level)}s and for the whole partnership"
        return (Words((f"Harm is worked out by category, and so for {coarser} only.",), HEADING),)
    areas, words = _by_area(draft, weights)
    return (Words((_sentence(draft, weights), *words), HEADING), _by_category(draft, weights), *areas)


def shows_harm(sections: Sequence[Section]) -> bool:
    """Whether a table of these sections has harm in it."""
    blocks = [block for section in sections for block in section.blocks]
    return any(HARM in block.columns for block in blocks if isinstance(block, TableBlock))


def _counts(draft: Draft, area: str) -> dict[str, SafeCell]:
    """The released count of each category."""
    return {code: draft.figures.count(WEIGHED, draft.period, area, code) for code in categories(WEIGHED)}


def _harms(counts: Mapping[str, SafeCell], weights: HarmWeights) -> dict[str, SafeCell]:
    """The harm of each category; hidden with its count, whatever it weighs."""
    by = weights.by_category
    return {code: work_out([cell], lambda count, weight=by[code]: count * weight) for code, cell in counts.items()}


def _by_category(draft: Draft, weights: HarmWeights) -> TableBlock:
    titles, counts = categories(WEIGHED), _counts(draft, draft.area)
    harms, everything = _harms(counts, weights), draft.figures.count(WEIGHED, draft.period, draft.area)
    harm = weigh(counts, weights.by_category)
    rows: list[tuple[Cell, ...]] = []
    for code in order_rows(titles, harms, titles):
        share, weight = share_percent(counts[code], everything), Text(_write_weight(weights.by_category[code]))
        rows.append((Text(titles[code]), counts[code], share, weight, harms[code], share_percent(harms[code], harm)))
    whole = share_percent(everything, everything), Text("each its own"), harm, share_percent(harm, harm)
    rows.append((Text("All"), everything, *whole))
    columns = (
        Column("Category", "text"),
        Column("Events", "count"),
        Column("Share of events, %", "percent"),
        Column("Weight", "text"),
        HARM,
        Column("Share of harm, %", "percent"),
    )
    title = f"{HEADING} by category, {draft.names[draft.area]}, {draft.period.words()}"
    return TableBlock(title, columns, tuple(rows), note=_note(weights))


def _write_weight(weight: float) -> str:
    """A weight with a decimal, so that nobody takes it for a count: ``3.0``, ``184.5``."""
    return f"{weight:,.1f}" if weight.is_integer() else f"{weight:,.10g}"


def _by_area(draft: Draft, weights: HarmWeights) -> tuple[tuple[TableBlock, ...], tuple[str, ...]]:
    """The table of the areas of the report level with what it says; a sentence alone where most have no harm shown."""
    codes = [code for code in draft.codes(draft.report_level) if draft.figures.is_by_category(code)]
    if len(codes) < 2:
        return (), ()
    harms = {code: weigh(_counts(draft, code), weights.by_category) for code in codes}
    level = level_title(draft.report_level)
    if 2 * sum(cell.shown for cell in harms.values()) < len(codes):
        left = f"No table of harm by {level}: in most of them a count is suppressed or not supplied."
        return (), (left,)
    counts = {code: draft.figures.count(WEIGHED, draft.period, code) for code in codes}
    rows: list[tuple[Cell, ...]] = []
    for code in order_rows(codes, harms, draft.names):
        rates = draft.rate(counts[code], code), harms[code], draft.rate(harms[code], code)
        rows.append((Text(draft.names[code]), Text(code), counts[code], *rates))
    columns = (
        Column("Area", "text"),
        Column("Code", "text"),
        Column("Events", "count"),
        Column("Events per 1,000 residents", "rate"),
        HARM,
        Column("Harm per 1,000 residents", "rate"),
    )
    title = f"{HEADING} by {level}, {draft.period.words()}"
    return (TableBlock(title, columns, tuple(rows), note=_note(weights)),), _compare(draft, counts, harms)


def _compare(draft: Draft, counts: Mapping[str, SafeCell], harms: Mapping[str, SafeCell]) -> tuple[str, ...]:
    """Which area has most events and which the greatest harm, of those with both; nothing where it is one."""
    both = [code for code in harms if counts[code].shown and harms[code].shown]
    if not both:
        return ()
    most, worst = (order_rows(both, cells, draft.names)[0] for cells in (counts, harms))
    if most == worst:
        return ()
    shared = SHARED if any(cells[code].shared for cells in (counts, harms) for code in both) else ""
    places = f"most events are in {draft.names[most]} and the greatest harm is in {draft.names[worst]}{shared}"
    return (f"Of the {level_title(draft.report_level)}s with a figure of harm{draft.within_words()}, {places}.",)


def _sentence(draft: Draft, weights: HarmWeights) -> str:
    """``Greatest harm in January 2019: Robbery, with 3 % of the events and 21 % of the harm.`` or why there is none."""
    titles, counts = categories(WEIGHED), _counts(draft, draft.area)
    harms, harm = _harms(counts, weights), weigh(counts, weights.by_category)
    when = f"in {draft.period.words()}"
    if not harm.shown:
        return f"The harm of all categories {when} is {harm.text()}, as a count in it is."
    if not harm.value:
        return f"No harm {when}."
    worst = order_rows(titles, harms, titles)[0]
    everything = draft.figures.count(WEIGHED, draft.period, draft.area)
    events, share = share_percent(counts[worst], everything, 0), share_percent(harms[worst], harm, 0)
    both = f"with {_percent(events)} of the events and {_percent(share)} of the harm"
    return f"Greatest harm {when}: {titles[worst]}, {both}."


def _percent(share: SafeCell) -> str:
    """``31 %``, or the word of a mark in place of the share."""
    if share.value is None:
        return f"a {share.text()} share"
    return f"{share.value:.0f} %{SHARED if share.shared else ''}"


def _note(weights: HarmWeights) -> str:
    return f"{COUNTED} {EACH} Weights: {weights.about()}. {HIDDEN}"
