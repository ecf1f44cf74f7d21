"""The priority matrix: threats in four steps of probability by four of harm, with what each rests on and whose it is.

A 4 x 4 matrix as Fife's partnership sets priorities by (domain.md section 6); the steps are this hub's own, four equal
parts of its scales. What stands in it are judgements on record, never a figure of records.
"""

from collections.abc import Sequence

from hub.access.identity import ROLE_TITLES
from hub.access.matrix import ASSESSORS
from hub.assessments.threat_matrix import HIGHEST
from hub.assessments.threats import Threat
from hub.products.draft import Draft
from hub.products.product import Block, Column, TableBlock, Text, Words

STEPS = 4
WIDTH = HIGHEST // STEPS
NOBODY = "none"
NO_THREAT = "No threat was scored yet, so there is no threat matrix, no priority matrix and no priority."
NOTE = (
    "Judgements of the partnership, not figures of its records: the numbers are those of the list below, which says "
    "what each rests on and who gave it. Towards the upper right the threat grows. In brackets: left out."
)


def matrix_blocks(draft: Draft) -> tuple[Block, ...]:
    """The matrix and its list; one sentence where no threat was scored."""
    if not draft.threats:
        return (Words((NO_THREAT,)),)
    return _matrix(draft.threats), _list(draft.threats)


def _matrix(threats: Sequence[Threat]) -> TableBlock:
    placed: dict[tuple[int, int], list[str]] = {}
    for number, one in enumerate(threats, 1):
        at = _step(one.score.probability), _step(one.score.harm)
        placed.setdefault(at, []).append(_name(number, one))
    rows = tuple(
        (
            Text(f"Probability {_span(likely)}"),
            *(Text("; ".join(placed.get((likely, grave), [NOBODY]))) for grave in range(STEPS)),
        )
        for likely in reversed(range(STEPS))
    )
    columns = (Column("Likely", "text"), *(Column(f"Harm {_span(grave)}", "text") for grave in range(STEPS)))
    return TableBlock("Priority matrix", columns, rows, note=NOTE)


def _list(threats: Sequence[Threat]) -> TableBlock:
    post = ROLE_TITLES[ASSESSORS[0]].lower()
    rows = tuple(
        (
            Text(f"{at}. {one.title}"),
            Text(f"probability {_span(_step(one.score.probability))}, harm {_span(_step(one.score.harm))}"),
            Text(one.evidence),
            Text(f"{post}, {one.organisation}, {one.scored_on}"),
        )
        for at, one in enumerate(threats, 1)
    )
    columns = tuple(Column(head, "text") for head in ("Threat", "Place in the matrix", "Rests on", "Scored by"))
    return TableBlock("What the priority matrix rests on", columns, rows)


def _step(score: int) -> int:
    return (score - 1) // WIDTH


def _span(step: int) -> str:
    return f"{step * WIDTH + 1} to {(step + 1) * WIDTH}"


def _name(number: int, threat: Threat) -> str:
    words = f"{number}. {threat.title}"
    return words if threat.score.included else f"({words})"
