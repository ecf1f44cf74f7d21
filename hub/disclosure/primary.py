"""Primary suppression: which counts and classes are hidden before any arithmetic is considered (S1, S2, S6-S8)."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from hub.disclosure.rules import Rules
from hub.disclosure.tables import ClassRow


def find_small(counts: NDArray[np.int64], rules: Rules) -> NDArray[np.bool_]:
    """Rule S1: cells with 1 to threshold - 1 records; 0 to threshold - 1 where zeros count as small."""
    return (counts >= rules.smallest) & (counts < rules.threshold)


def find_hidden(counts: NDArray[np.int64], above: csr_array, rules: Rules) -> NDArray[np.bool_]:
    """Rules S1 and S2: small cells, and every published cell below a small total, zeros included.

    ``above`` has a row for each cell and 1 in the columns of the totals that hold it.
    """
    small = find_small(counts, rules)
    return small | (above @ small.astype(np.int64) > 0)


def find_revised(
    counts: NDArray[np.int64], earlier: Sequence[Mapping[int, tuple[int, int, int]]], rules: Rules
) -> NDArray[np.bool_]:
    """Rule S7: cells whose count differs by 1 to threshold - 1 from one that was printed for them before.

    Who holds both releases would read the difference as a small count. ``earlier``: by cell, what was printed, and the
    least and the most that it may have been; the print of today may say the same again.
    """
    revised = np.zeros(len(counts), dtype=bool)
    for printed in earlier:
        for cell, before in printed.items():
            revised[cell] |= _is_near(int(counts[cell]), before, rules)
    return revised


def find_fallen(size: int, earlier: Sequence[Mapping[int, tuple[int, int, int]]], rules: Rules) -> NDArray[np.bool_]:
    """Cells, of ``size``, that rule S7 would hide if they were empty now: no reader takes such a gap for at least 1.

    There are some only where the threshold was raised since, as no count below the threshold is ever printed.
    """
    fallen = np.zeros(size, dtype=bool)
    for printed in earlier:
        for cell, before in printed.items():
            fallen[cell] |= _is_near(0, before, rules)
    return fallen


def _is_near(count: int, before: tuple[int, int, int], rules: Rules) -> bool:
    value, least, most = before
    return rules.round(count) != value and max(least - count, count - most) < rules.threshold


def find_telling(rows: Sequence[ClassRow], rules: Rules) -> NDArray[np.bool_]:
    """Rule S6: classes whose interval tells one small count from another.

    An interval is told by its limits alone, never by the count, so that the pattern of hidden classes says no more
    than the classes would. With a threshold of 5: 0-11 or 5-8 or 12 and over may be printed, 0-2 or 3 and over not.
    """
    return np.array([_cuts(low, high, rules) for _, _, low, high, _ in rows], dtype=bool)


def _cuts(low: int, high: int | None, rules: Rules) -> bool:
    starts_inside = rules.smallest < low <= rules.largest_small
    ends_inside = high is not None and rules.smallest <= high < rules.largest_small
    return starts_inside or ends_inside
