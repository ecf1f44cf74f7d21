"""The handling card: how a document with its marking is kept, sent and destroyed, and what older markings mean.

``data/reference/handling_rules.csv``: the rules of 2009 (`004` Appendix 4) as they were written, and today's.
"""

from dataclasses import dataclass

from hub.governance.marking import STRICTEST, Marking, find_marking, list_markings
from ingest.categories import reference

OLDER = "RESTRICTED"
"""The marking of the scheme of 2009 whose papers a partnership still meets."""
WHAT = "What you do"


@dataclass(frozen=True)
class Card:
    """``heads`` over ``rows``; ``older``: each marking of the former scheme, and what is done with such a paper."""

    intro: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    older: tuple[tuple[str, str], ...]


def handling_card(marking: str) -> Card:
    """The card for a document of a marking; that of the strictest one held where it is of no scheme."""
    found = find_marking(marking)
    known = found.words if found and _rules(found.words) else STRICTEST
    columns = (known,) if known == "OFFICIAL" else tuple(dict.fromkeys((known, OLDER)))
    rules = [_rules(one) for one in columns]
    rows = tuple((action, *(one[action] for one in rules)) for action in rules[0])
    heads = (WHAT, f"This document: {known}", *(f"A paper marked {one} before 2 April 2014" for one in columns[1:]))
    intro = (
        "The marking says how paper and files are handled; who may have them stands under Circulation. Collect every "
        "copy, draft and note after a meeting. Where a rule cannot be kept, ask whoever sent you the document."
    )
    return Card(intro, heads, rows, tuple((one.words, _tell_older(one)) for one in list_markings() if one.ended))


def _rules(marking: str) -> dict[str, str]:
    return {row["action"]: row["rule"] for row in reference("handling_rules") if row["marking"] == marking}


def _tell_older(one: Marking) -> str:
    if one.held:
        return f"Today: {one.today}. The paper keeps its marking, and is handled by it."
    return f"Not in this hub. Today: {one.today}. It belongs on {one.belongs}."
