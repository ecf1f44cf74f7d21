"""The ledger in numbers, for the board: how often people did what, by month. No name, no area, no subject.

What is counted are acts of people on this hub, not events or persons of the records; so it is no figure of the gate.
Acts for JAGs are one number, which tells nothing of what a closed session agreed. Steps of requests for information are
left out: a request is known to its three alone, and how those of a year were decided, the board is told elsewhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select

from hub.governance.request_steps import ACT as REQUEST
from hub.register import LEDGER
from hub.release_asks import KNOWN
from ingest.periods import Period

READ, TAKEN, RELEASED, PUBLISHED = "figures read", "files taken", "figures released", "published"
REFUSED, FAILED, FOR_JAGS = "refused", "sign-in failed", "for JAGs"
KINDS = (READ, TAKEN, RELEASED, PUBLISHED, REFUSED, FAILED, FOR_JAGS)
"""Kinds that have a number of their own; of every other act the act itself is the kind."""
MONTHS = 12


@dataclass(frozen=True)
class Month:
    """One month (2026-11), and how many entries of each kind it has; ``others``: of every other kind together."""

    month: str
    counts: Mapping[str, int]
    others: int

    @property
    def entries(self) -> int:
        """All of them."""
        return sum(self.counts.values()) + self.others


@dataclass(frozen=True)
class Summary:
    """The last months, the newest first, and how often every other act was done in all of them together."""

    months: tuple[Month, ...]
    others: Mapping[str, int]


def summarise(connection: Connection, today: date) -> Summary:
    """The last twelve months, this one included; none from before the ledger began."""
    this = Period.parse(today.isoformat()[:7])
    month, kind = func.substr(LEDGER.c.at, 1, 7), _kind()
    first = connection.execute(select(func.min(month))).scalar() or str(this)
    wanted = [str(this.shifted(-back)) for back in range(MONTHS)]
    asked = select(month.label("month"), kind.label("kind"), func.count().label("times"))
    asked = asked.where(month >= wanted[-1], month <= wanted[0], LEDGER.c.action != REQUEST).group_by("month", "kind")
    found: dict[str, dict[str, int]] = {one: {} for one in wanted if one >= first}
    for row in connection.execute(asked):
        found[row.month][row.kind] = row.times
    others: dict[str, int] = {}
    for counts in found.values():
        for act in counts.keys() - set(KINDS):
            others[act] = others.get(act, 0) + counts[act]
    return Summary(tuple(_month(one, counts) for one, counts in found.items()), others)


def _month(month: str, counts: Mapping[str, int]) -> Month:
    others = sum(times for kind, times in counts.items() if kind not in KINDS)
    return Month(month, {kind: counts.get(kind, 0) for kind in KINDS}, others)


def _kind() -> ColumnElement[str]:
    """Of what kind an entry is: the first that holds."""
    action, subject = LEDGER.c.action, LEDGER.c.subject
    at_the_door = or_(*(func.json_extract(LEDGER.c.detail, f"$.{name}").is_not(None) for name in ("step", "by")))
    return case(
        (and_(action == "view", subject.in_([module.NAME for module in KNOWN])), READ),
        (action == "export", TAKEN),
        (action == "release", RELEASED),
        (and_(action == "review", func.json_extract(LEDGER.c.detail, "$.to") == "released"), PUBLISHED),
        (or_(action == "locked", and_(action == "refused", at_the_door)), FAILED),
        (action == "refused", REFUSED),
        (subject.startswith("JAG "), FOR_JAGS),
        else_=action,
    )
