"""Priorities in a product: the threat matrix, each threat beside the released figure of its records."""

from collections.abc import Iterator, Sequence

from hub.assessments.threat_matrix import HIGH_FROM, HIGHEST, MEDIUM_FROM
from hub.assessments.threats import Threat
from hub.disclosure.derive import change_percent
from hub.disclosure.marks import NOT_APPLICABLE, SafeCell
from hub.geography import ALL
from hub.packed import hash_of
from hub.products.draft import Draft
from hub.products.product import Cell, Column, Section, TableBlock, Text, Words

HEADING = "Priorities"
SCORED = Column("Threat score", "text")
NOTE = (
    f"Threat: probability times harm, each from 1 to {HIGHEST}. They are judgements of the partnership, not figures of "
    f"its records. Low: below {MEDIUM_FROM}; high: {HIGH_FROM} or more. Events: of the whole partnership; not "
    "applicable where the hub holds no records of the threat."
)


def priority_sections(draft: Draft) -> tuple[Section, ...]:
    """What is taken up and what is left out; no section where no threat was scored."""
    if not draft.threats:
        return ()
    taken = [one for one in draft.threats if one.score.included]
    names = ", ".join(one.title for one in taken)
    lines = [f"Taken up, the greatest threat first: {names}." if taken else "No threat is taken up."]
    return (Section(HEADING, (Words((*lines, *_decisions(draft.threats))), _table(draft)), new_page=True),)


def shows_threats(sections: Sequence[Section]) -> bool:
    """Whether a table of these sections is the threat matrix."""
    blocks = [block for section in sections for block in section.blocks]
    return any(SCORED in block.columns for block in blocks if isinstance(block, TableBlock))


def name_threats(threats: Sequence[Threat]) -> str:
    """A word that changes whenever a score, a decision or its words do."""
    return hash_of({"threats": [repr(one) for one in threats]})[:16]


def _decisions(threats: Sequence[Threat]) -> Iterator[str]:
    for one in threats:
        if one.score.against_band:
            what = "is taken up" if one.score.included else "is left out"
            yield f"{one.title}, a {one.score.band} threat, {what}: {one.reason}"


def _table(draft: Draft) -> TableBlock:
    before = draft.period.previous()
    rows: list[tuple[Cell, ...]] = []
    for one in draft.threats:
        now, then = (_count(draft, one, earlier) for earlier in (False, True))
        judged = (f"{one.score.probability} of {HIGHEST}", f"{one.score.harm} of {HIGHEST}", one.score.words())
        words = (one.title, *judged, one.score.band, "yes" if one.score.included else "no")
        rows.append((*(Text(each) for each in words), now, change_percent(now, then)))
    columns = (
        *(Column(head, "text") for head in ("Threat", "Probability", "Harm")),
        SCORED,
        *(Column(head, "text") for head in ("Band", "Taken up")),
        Column(f"Events, {draft.period.words()}", "count"),
        Column(f"Change on {before.words()}, %", "percent"),
    )
    return TableBlock("Threat matrix", columns, tuple(rows), note=NOTE)


def _count(draft: Draft, threat: Threat, earlier: bool) -> SafeCell:
    """The released count of the records that a threat names, of the whole partnership."""
    if threat.dataset not in {one.name for one in draft.datasets}:
        return NOT_APPLICABLE
    when = draft.period.previous() if earlier else draft.period
    return draft.figures.count(threat.dataset, when, ALL, threat.category or ALL)
