"""What stands behind the gaps of a release, for the two readers who may know: a grant's audience, and its reviewer.

Published tables have no part in it: they are what `control.py` released. Nothing made here is ever stored.
"""

from collections.abc import Sequence

import numpy as np

from hub.disclosure.control import Released, count_leaves
from hub.disclosure.dimensions import Plan
from hub.disclosure.earlier import Earlier, read_earlier
from hub.disclosure.family import Family, build_family
from hub.disclosure.marks import SafeCell
from hub.disclosure.primary import find_hidden, find_revised, find_small
from hub.disclosure.rules import ReleaseRefused
from hub.disclosure.tables import CountTable, OpenCounts, open_counts

Key = tuple[str, ...]
SMALL = "a small count"
BELOW = "below a small total"
REVISED = "changed by little since an earlier release"
PROTECTS = "protects another"
REASONS = (SMALL, BELOW, REVISED, PROTECTS)


def share(tables: Sequence[CountTable], released: Released, grants: Sequence[str]) -> dict[str, dict[Key, SafeCell]]:
    """Every count of these tables that the release does not show, marked as not for publication.

    ``grants``: ids of the owners' grants. Raises ReleaseRefused without one: there is no other way to these counts.
    """
    if not grants:
        raise ReleaseRefused(
            "small counts without a grant", "no agency has consented", "ask the owning agency's liaison officer"
        )
    opened = [open_counts(table) for table in tables]
    family, counts = _count(opened)
    found: dict[str, dict[Key, SafeCell]] = {}
    for one, home in zip(opened, family.home, strict=True):
        table = released.tables[one.name]
        listed = zip(one.cells, home, strict=False)  # what is withheld comes last, and is shared with nobody
        found[one.name] = {
            key: SafeCell(int(counts[row]), shared=True)
            for key, row in listed
            if not table.publishes(*key) or not table.cell(*key).shown
        }
    return found


def explain(
    tables: Sequence[CountTable], released: Released, earlier: Sequence[Earlier] = ()
) -> dict[str, dict[Key, str]]:
    """Why each hidden count of a release is hidden, in the words of REASONS: for its reviewer, never for a reader.

    ``earlier``: what was released of the same cells before.
    """
    opened = [open_counts(table) for table in tables]
    family, counts = _count(opened)
    rules = released.rules
    revised, _ = read_earlier(family, count_leaves(family, opened), [], [one for one in earlier if one.same is False])
    small, changed = find_small(counts, rules), find_revised(counts, revised, rules)
    hidden = find_hidden(counts, family.above, rules)
    reasons = np.select([small, hidden, changed], [SMALL, BELOW, REVISED], PROTECTS)
    return {
        one.name: {
            key: str(reasons[row])
            for key, row in zip(one.cells, home, strict=False)
            if released.tables[one.name].publishes(*key) and not released.tables[one.name].cell(*key).shown
        }
        for one, home in zip(opened, family.home, strict=True)
    }


def _count(opened: Sequence[OpenCounts]) -> tuple[Family, np.ndarray[tuple[int], np.dtype[np.int64]]]:
    """The family of these tables, and the count of each of its keys."""
    family = build_family(tuple(Plan(one.name, one.hierarchies, one.cells + one.withheld) for one in opened), ())
    return family, np.asarray(family.sums @ count_leaves(family, opened), dtype=np.int64)
