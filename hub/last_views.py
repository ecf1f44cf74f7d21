"""Where a reader left off: the products that they last saw, from their own entries in the ledger."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from hub.access.identity import Identity
from hub.access.stays import acts_of, list_stays
from hub.months import name_day
from hub.register import LEDGER, Register

SEARCHED = 100
"""So many of the newest entries are looked at: one choice may stand in many of them."""


@dataclass(frozen=True)
class LastView:
    """A product as it was asked for (no ``area``: the whole partnership; no ``category``: every one), and the day on
    which it was last seen."""

    product: str
    period: str
    audience: str
    area: str | None
    dataset: str
    category: str | None
    day: str


def list_last_views(register: Register, who: Identity, products: tuple[str, ...], wanted: int) -> tuple[LastView, ...]:
    """So many different products that this person saw on their own page, the last one first."""
    with register.reading() as connection:
        found = _read(connection, who, products)
    newest: dict[tuple[str | None, ...], LastView] = {}
    for one in found:
        newest.setdefault((one.product, one.period, one.audience, one.area, one.dataset, one.category), one)
    return tuple(newest.values())[:wanted]


def _read(connection: Connection, who: Identity, products: tuple[str, ...]) -> list[LastView]:
    """The newest first; not what does not say what was asked for, a part on another page, or what is of an action."""
    own = acts_of(list_stays(connection, who.organisation, who.name))
    wanted = select(LEDGER.c.at, LEDGER.c.subject, LEDGER.c.detail).where(own, LEDGER.c.action == "view")
    wanted = wanted.where(LEDGER.c.subject.in_(products)).order_by(LEDGER.c.position.desc()).limit(SEARCHED)
    rows = [(row, json.loads(row.detail)) for row in connection.execute(wanted)]
    return [
        _last_view(row.subject, row.at, told)
        for row, told in rows
        if told.get("dataset") and not {"on", "action"} & set(told)
    ]


def _last_view(product: str, at: str, told: dict[str, Any]) -> LastView:
    """An entry of before there were problem profiles tells no category."""
    asked = told["period"], told["audience"], told["area"], told["dataset"], told.get("category")
    return LastView(product, *asked, name_day(at))
