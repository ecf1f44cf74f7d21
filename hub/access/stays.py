"""Which acts in the ledger were whose: from which entry to which an account belonged to an organisation.

An entry says who did it in which role, not for which organisation. That is found from the entries that made, moved and
removed the account, so that somebody who changes from one agency to another takes no acts along, and a name that is
given out anew brings none.
"""

import json
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, false, or_, select

from hub.access.tables import ACCOUNTS
from hub.register import LEDGER

CHANGES = ("account", "post", "remove")


@dataclass(frozen=True)
class Stay:
    """An account belonged to an organisation after the entry ``after`` and up to the entry ``until`` (None: now)."""

    name: str
    after: int
    until: int | None

    def acts(self) -> ColumnElement[bool]:
        """The condition that finds what was done meanwhile."""
        own = and_(LEDGER.c.who == self.name, LEDGER.c.position > self.after)
        return own if self.until is None else and_(own, LEDGER.c.position <= self.until)


def acts_of(stays: list[Stay]) -> ColumnElement[bool]:
    """The condition that finds every act of some stays; it finds none where there are none."""
    return or_(false(), *(stay.acts() for stay in stays))


def list_stays(connection: Connection, organisation: str, name: str = "") -> list[Stay]:
    """Every stay in an organisation: of everybody, or of one account since it was made last."""
    wanted = select(LEDGER.c.position, LEDGER.c.action, LEDGER.c.subject, LEDGER.c.detail)
    wanted = wanted.where(LEDGER.c.action.in_(CHANGES)).order_by(LEDGER.c.position)
    began: dict[str, tuple[int, str | None]] = {}
    made = 0
    found: list[Stay] = []
    for row in connection.execute(wanted):
        detail = json.loads(row.detail)
        if row.action == "remove" and detail.get("kind") != "account":
            continue
        _end(found, began, row.subject, row.position, organisation)
        made = row.position if row.action == "account" and row.subject == name else made
        if row.action != "remove":
            began[row.subject] = (row.position, detail.get("organisation"))
    now = {row.name: row.organisation for row in connection.execute(select(ACCOUNTS.c.name, ACCOUNTS.c.organisation))}
    for key, (position, known) in began.items():
        if key in now and (known or now[key]) == organisation == now[key]:
            found.append(Stay(key, position, None))
    found += [Stay(key, 0, None) for key, place in now.items() if key not in began and place == organisation]
    return [stay for stay in found if not name or (stay.name == name and stay.after >= made)]


def _end(
    found: list[Stay], began: dict[str, tuple[int, str | None]], name: str, position: int, organisation: str
) -> None:
    """Close the stay of an account that changes; one whose organisation was not noted belongs to nobody."""
    after, known = began.pop(name, (0, None))
    if known == organisation:
        found.append(Stay(name, after, position))
