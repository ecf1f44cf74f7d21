"""How requests for information were decided: the one line that a board is told of them (`004` section 6, refusals)."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from hub.access.identity import Identity
from hub.access.matrix import COMPLETION_FOR
from hub.governance.request_tables import REQUEST_STEPS
from hub.register import Register

YEAR = timedelta(days=365)
DECISIONS = ("approve", "approve in part", "refuse")
NOTHING_DECIDED = "No request for information between organisations was decided in the last twelve months."


@dataclass(frozen=True)
class Outcomes:
    """Requests that were decided in the last year, by how; what is not decided yet is in none of the three."""

    approved: int = 0
    in_part: int = 0
    refused: int = 0

    def as_sentence(self) -> str:
        """For a reader. These are counts of what organisations decided, not of events or persons."""
        decided = self.approved + self.in_part + self.refused
        if not decided:
            return NOTHING_DECIDED
        requests = "request" if decided == 1 else "requests"
        was = "was" if decided == 1 else "were"
        return (
            f"{decided:,} {requests} for information between organisations {was} decided in the last twelve months: "
            f"{self.approved:,} approved, {self.in_part:,} approved in part, {self.refused:,} refused."
        )


def read_outcomes(register: Register, who: Identity, today: date) -> Outcomes | None:
    """How requests were decided as of a day, for those who are told it; None for everybody else."""
    return count_outcomes(register, today) if who.role in COMPLETION_FOR else None


def count_outcomes(register: Register, today: date) -> Outcomes:
    """How requests of every organisation were decided in the year up to a day and on it, for a paper of the board,
    which has its own check of who may have it. A request has no area, so there is none to count by."""
    at = REQUEST_STEPS.c.at
    asked = select(REQUEST_STEPS.c.act).where(
        REQUEST_STEPS.c.act.in_(DECISIONS),
        at >= (today - YEAR + timedelta(days=1)).isoformat(),
        at < (today + timedelta(days=1)).isoformat(),
    )
    with register.reading() as connection:
        found = Counter(connection.execute(asked).scalars())
    return Outcomes(*(found[one] for one in DECISIONS))
