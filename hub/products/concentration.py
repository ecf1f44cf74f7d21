"""Concentration: in how few areas half of the events lie, from released counts."""

from hub.disclosure.marks import SHARED
from hub.geography import ALL
from hub.products.draft import Draft, level_title

FEWEST_AREAS = 10


def describe_half(draft: Draft) -> str:
    """``Half of the events lie in 21 of the 152 LSOAs, or in fewer.``

    The busiest of the areas whose counts are shown are taken, so it holds whatever the suppressed ones have. Empty for
    one area (others of its places may reach beyond it), for a reader who is not told of every area, where the total is
    hidden, and where those shown hold less.
    """
    level = draft.fine_level
    codes = draft.codes(level)
    counts = [draft.figures.count(draft.dataset.name, draft.period, code) for code in codes]
    whole = draft.figures.count(draft.dataset.name, draft.period, draft.area)
    if not whole.value or draft.area != ALL or not draft.tells_all or len(codes) < FEWEST_AREAS:
        return ""
    held, busiest = 0.0, sorted((one for one in counts if one.value), key=lambda one: -float(one.value or 0))
    for number, count in enumerate(busiest, start=1):
        held += float(count.value or 0)
        if 2 * held >= whole.value:
            shared = SHARED if any(one.shared for one in (whole, *busiest[:number])) else ""
            return f"Half of the events lie in {number}{shared} of the {len(codes)} {level_title(level)}s, or in fewer."
    return ""
