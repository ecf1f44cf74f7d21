"""How good the map was: of how many of this month's events last month's hotspots told the place, in words."""

from hub.disclosure.marks import SafeClass
from hub.geography import ALL
from hub.map_accuracy import TOO_FEW, steps_of
from hub.measures import HOT
from hub.products.draft import Draft
from hub.products.product import Words
from ingest.receipt import AREA_ONLY

HEADING = "How good was the last map?"


def map_accuracy_blocks(draft: Draft) -> tuple[Words, ...]:
    """Sentences on the map of the month before; nothing for one area, several months, or a reader who is not told of
    every area: the hotspots of all of them are the ground of the reading."""
    if draft.area != ALL or not draft.tells_all or len(draft.period.months) != 1:
        return ()
    figures, name, before = draft.figures, draft.dataset.name, draft.period.previous()
    if not figures.is_supplied(name, before):
        return (_say_without(draft, "not supplied"),)
    if not figures.has_points(name, before):
        return (_say_without(draft, f"not applicable, as most events of a provider were located by {AREA_ONLY}"),)
    known = figures.hotspots_of(name, str(before))
    hot = sum(one.label in HOT for one in known.values())
    if not hot:
        shown = any(one.shown for one in known.values())
        return (_say_without(draft, "not applicable, as it showed no hotspot" if shown else "suppressed"),)
    accuracy, efficiency = (one.label(ALL) for one in figures.map_accuracy(name, draft.period))
    if not accuracy.shown or accuracy.label == TOO_FEW:
        return (_say_without(draft, accuracy.text()),)
    return (_tell(draft, hot, len(draft.cells()), accuracy, efficiency),)


def _say_without(draft: Draft, why: str) -> Words:
    return Words((f"The map of {draft.period.previous().words()}, judged by the events after it: {why}.",), HEADING)


def _tell(draft: Draft, hot: int, cells: int, accuracy: SafeClass, efficiency: SafeClass) -> Words:
    """The readings, and the hit rate that follows from them and the cells in print."""
    before, now, share = draft.period.previous().words(), draft.period.words(), hot / cells
    step = next(one for one in steps_of(hot, cells) if one.words == accuracy.label)
    held = _say_hit_rate(*step.hit_rate(share))
    lines = [
        f"The hotspots shown of {before}, {100 * share:.1f} % of the grid cells, held {held} of the events of {now}: "
        f"{accuracy.label}."
    ]
    if efficiency.label != TOO_FEW:
        lines.append(f"That is {efficiency.label}." if efficiency.shown else f"Against the best: {efficiency.text()}.")
    lines.append(
        "Whole partnership, all categories; a cell without a class counts as no hotspot. Chance would put into the "
        "hotspots their share of the cells. As many times as that is the prediction accuracy index (PAI); what part of "
        "the best that as many cells could have held, the prediction efficiency index (PEI). Both are told in steps."
    )
    return Words(tuple(lines), HEADING)


def _say_hit_rate(least: float, most: float) -> str:
    if most == 1:
        return f"at least {100 * least:.1f} %"
    return f"{100 * least:.1f} to {100 * most:.1f} %" if least else f"less than {100 * most:.1f} %"
