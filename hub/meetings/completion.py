"""How many of the actions that fell due were done: the one line that a board is told of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from hub.access.identity import Identity
from hub.access.matrix import COMPLETION_FOR
from hub.geography import ALL
from hub.meetings.tables import ACTIONS
from hub.register import Register

YEAR = timedelta(days=365)
EVERY, THIS, THEIRS = "the JAGs'", "this area's JAG's", "your areas' JAGs'"
NOTHING_DUE = {
    EVERY: "No action of a JAG has fallen due in the last twelve months.",
    THIS: "No action of this area's own JAG has fallen due in the last twelve months.",
    THEIRS: "No action of a JAG of your areas has fallen due in the last twelve months.",
}


@dataclass(frozen=True)
class Completion:
    """Actions of open sessions that fell due in the last year: how many, how many are done, how many in time.

    ``whose``: the JAGs that agreed them, in words.
    """

    due: int
    done: int
    in_time: int
    whose: str = EVERY

    def as_sentence(self) -> str:
        """For a reader. These are counts of what partners agreed to do, not of events or persons."""
        if not self.due:
            return NOTHING_DUE[self.whose]
        late = self.done - self.in_time
        actions = "action" if self.due == 1 else "actions"
        return (
            f"{self.done:,} of {self.due:,} {actions} that {self.whose} open sessions agreed and that fell due in the "
            f"last twelve months {'is' if self.done == 1 else 'are'} done"
            + (f", {late:,} of them after the day." if late else ".")
        )


def read_completion(register: Register, who: Identity, today: date) -> Completion | None:
    """The completion of actions as of a day, for those who are told it; None for everybody else."""
    return count_completion(register, today, ALL, who.areas) if who.role in COMPLETION_FOR else None


def count_completion(register: Register, today: date, area: str, areas: Collection[str] | None) -> Completion:
    """The completion of actions as of a day, for a paper of the board, which has its own check of who may have it.

    Args:
        register: The hub's register.
        today: The day; what is due on it has not fallen due yet.
        area: Of the paper: the JAG of that area; ``ALL``: every JAG.
        areas: Those that the reader is limited to, whose JAGs alone are counted then; None: no limit.
    """
    asked = select(ACTIONS.c.due, ACTIONS.c.status, ACTIONS.c.ended_on).where(
        ACTIONS.c.session == "open",
        ACTIONS.c.due < today.isoformat(),
        ACTIONS.c.due > (today - YEAR).isoformat(),
    )
    whose = EVERY
    if area != ALL:
        asked, whose = asked.where(ACTIONS.c.area == area), THIS
    elif areas is not None:
        asked, whose = asked.where(ACTIONS.c.area.in_(list(areas))), THEIRS
    with register.reading() as connection:
        rows = connection.execute(asked).all()
    done = [row for row in rows if row.status == "done"]
    return Completion(len(rows), len(done), sum(row.ended_on <= row.due for row in done), whose)
