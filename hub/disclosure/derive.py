"""Figures worked out from released cells. Each inherits the mark of what it uses (rule S5), and that it is shared only.

Where marks differ the strongest wins: suppressed, then not supplied, then not applicable.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from hub.disclosure.marks import NOT_APPLICABLE, SHARED, Mark, SafeCell, SafeClass

STRENGTH = (Mark.SUPPRESSED, Mark.NOT_SUPPLIED, Mark.NOT_APPLICABLE)


def strongest(marks: Iterable[Mark]) -> Mark:
    """The mark that wins among several; SHOWN only where all are shown."""
    found = set(marks)
    return next((mark for mark in STRENGTH if mark in found), Mark.SHOWN)


def total(cells: Iterable[SafeCell]) -> SafeCell:
    """Sum of cells; hidden as soon as one of them is. The sum of no cells is 0."""
    parts = tuple(cells)
    mark = strongest(part.mark for part in parts)
    if mark is not Mark.SHOWN:
        return SafeCell(None, mark)
    shared = any(part.shared for part in parts)
    return SafeCell(sum(_value(part) for part in parts), spread=sum(part.spread for part in parts), shared=shared)


def weigh(cells: Mapping[str, SafeCell], weights: Mapping[str, float], decimals: int = 1) -> SafeCell:
    """Sum of counts, each times the weight of its category (both by category), rounded: harm.

    Hidden as soon as a count of a weight above 0 is; what weighs nothing takes no part.
    """
    parts = {category: cell for category, cell in cells.items() if weights[category] > 0}
    return work_out([*parts.values()], lambda *counts: _add_weighed(counts, [weights[one] for one in parts]), decimals)


def rate(cell: SafeCell, residents: int, per: int = 1000, decimals: int = 1) -> SafeCell:
    """Events per ``per`` residents, rounded. Not applicable where nobody lives."""
    return _divide(cell, SafeCell(residents), per, decimals)


def share_percent(part: SafeCell, whole: SafeCell, decimals: int = 1) -> SafeCell:
    """``part`` in per cent of ``whole``. Not applicable where the whole is 0."""
    return _divide(part, whole, 100, decimals)


def change_percent(now: SafeCell, before: SafeCell, decimals: int = 1) -> SafeCell:
    """Change from ``before`` to ``now`` in per cent. Not applicable where there was nothing before."""
    mark = strongest((now.mark, before.mark))
    if mark is not Mark.SHOWN:
        return SafeCell(None, mark)
    return _divide(SafeCell(_value(now) - _value(before), shared=now.shared), before, 100, decimals)


def work_out(cells: Sequence[SafeCell], how: Callable[..., float | None], decimals: int = 1) -> SafeCell:
    """Any figure of several others; hidden as soon as one of them is, and not applicable where it comes out as None."""
    mark = strongest(one.mark for one in cells)
    if mark is not Mark.SHOWN:
        return SafeCell(None, mark)
    value = how(*(_value(one) for one in cells))
    if value is None:
        return NOT_APPLICABLE
    return SafeCell(round(value, decimals), shared=any(one.shared for one in cells))


def classify(cells: Sequence[SafeCell], how: Callable[..., str]) -> SafeClass:
    """A class of several figures; hidden as soon as one of them is, and marked as shared as soon as one of them is."""
    mark = strongest(one.mark for one in cells)
    if mark is not Mark.SHOWN:
        return SafeClass(None, mark)
    shared = SHARED if any(one.shared for one in cells) else ""
    return SafeClass(f"{how(*(_value(one) for one in cells))}{shared}")


def persistence(classes: Sequence[SafeClass], hot: Sequence[str], words: tuple[str, str, str]) -> SafeClass:
    """Whether a place was in one of the ``hot`` classes in every, some or none of several months (three words)."""
    mark = strongest(one.mark for one in classes)
    if mark is not Mark.SHOWN or not classes:
        return SafeClass(None, mark if classes else Mark.NOT_APPLICABLE)
    times = sum(one.label in hot for one in classes)
    every, some, never = words
    return SafeClass(every if times == len(classes) else some if times else never)


def _add_weighed(counts: Sequence[float], weights: Sequence[float]) -> float:
    return sum((count * weight for count, weight in zip(counts, weights, strict=True)), 0.0)


def _divide(part: SafeCell, whole: SafeCell, factor: int, decimals: int) -> SafeCell:
    mark = strongest((part.mark, whole.mark))
    if mark is not Mark.SHOWN:
        return SafeCell(None, mark)
    if _value(whole) == 0:
        return NOT_APPLICABLE
    share = round(factor * _value(part) / _value(whole), decimals)
    return SafeCell(share, shared=part.shared or whole.shared)


def _value(cell: SafeCell) -> int | float:
    if cell.value is None:
        raise ValueError("a hidden cell has no value to compute with")
    return cell.value
