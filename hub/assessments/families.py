"""Families of similar areas, chosen on the record: who held which areas beside which, when, and why.

The hub works no likeness out: what makes areas alike (housing, age, a town centre) is in no record that it holds. A new
choice ends the one before; both stay on record. What is compared is released rates alone, in the strategic assessment.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Connection, insert, select, update

from hub.access.identity import Identity
from hub.access.matrix import check_user_can_assess
from hub.access.opening import check_noted, check_opening
from hub.assessments.refusal import AssessmentRefused
from hub.assessments.tables import FAMILIES
from hub.hub import Hub
from hub.ledger import Entry, append
from hub.register import Register
from hub.sentence import check_sentence
from ingest.periods import day_in_words

PAGE = "strategic-assessment"
FEWEST, MOST = 2, 15


@dataclass(frozen=True)
class Family:
    """The areas that one area is held beside, by code, with who chose them."""

    area: str
    members: tuple[str, ...]
    reason: str
    author: str
    organisation: str
    chosen_on: str


def choose_family(
    hub: Hub, area: str, members: Sequence[str], reason: str, who: Identity, now: datetime | None = None
) -> Family:
    """Put the family of an area on record; the one before ends.

    Args:
        hub: The open hub.
        area: Code of an area of the level of report.
        members: Codes of others of that level, two to fifteen.
        reason: What makes them alike.
        who: The analyst who chooses.
        now: The moment; now when left out.

    Raises:
        AccessRefused: a role that prepares no assessment.
        AssessmentRefused: an area that is none of the level of report, itself among its family, too few or many, or
            words that may point at a person.
    """
    at = now or datetime.now(UTC)
    check_noted(hub.register, who, PAGE, lambda: check_user_can_assess(who))
    chosen = _check(hub, area, members)
    why = check_sentence("What makes them alike", reason, AssessmentRefused)
    with hub.register.writing() as connection:
        _end(connection, area, at)
        made = {"area": area, "members": json.dumps(chosen), "reason": why}
        by = {"author": who.name, "organisation": who.organisation, "chosen_at": at.isoformat(timespec="seconds")}
        connection.execute(insert(FAMILIES).values(**made, **by))
        append(connection, Entry(who.name, who.role, "choose family", PAGE, {"area": area, "members": chosen}, at))
        return next(one for one in _list(connection) if one.area == area)


def end_family(register: Register, area: str, who: Identity, now: datetime | None = None) -> str:
    """Hold an area beside no others any more; what was chosen stays on record. Raises as ``choose_family``."""
    at = now or datetime.now(UTC)
    check_noted(register, who, PAGE, lambda: check_user_can_assess(who))
    with register.writing() as connection:
        if not _end(connection, area, at):
            raise AssessmentRefused(
                "that area has no family.", "an area for which none is chosen.", "choose one of the list."
            )
        append(connection, Entry(who.name, who.role, "end family", PAGE, {"area": area}, at))
    return area


def read_families(register: Register, who: Identity) -> tuple[Family, ...]:
    """The families in force. Raises AccessRefused for a role without the page."""
    check_opening(register, who, PAGE)
    return list_families(register)


def list_families(register: Register) -> tuple[Family, ...]:
    """The families in force, by the code of their area, for a product that has its own check of who may have it."""
    with register.reading() as connection:
        return _list(connection)


def _list(connection: Connection) -> tuple[Family, ...]:
    rows = connection.execute(select(FAMILIES).where(FAMILIES.c.ended_at.is_(None)).order_by(FAMILIES.c.area))
    return tuple(
        Family(
            row.area,
            tuple(json.loads(row.members)),
            row.reason,
            row.author,
            row.organisation,
            day_in_words(date.fromisoformat(row.chosen_at[:10])),
        )
        for row in rows
    )


def _end(connection: Connection, area: str, at: datetime) -> int:
    current = (FAMILIES.c.area == area) & FAMILIES.c.ended_at.is_(None)
    return connection.execute(
        update(FAMILIES).where(current).values(ended_at=at.isoformat(timespec="seconds"))
    ).rowcount


def _check(hub: Hub, area: str, members: Sequence[str]) -> list[str]:
    """The members in the order of their codes, each once."""
    geography = hub.geography()
    known = geography.boundaries[geography.report or geography.base].codes
    chosen = sorted(set(members))
    if any(code not in known for code in (area, *chosen)) or area in chosen:
        raise AssessmentRefused(
            "a family is of areas of the level of report.",
            "a code of no such area, or the area among its own family.",
            "choose of the lists; an area outside this hub has no released rate to stand beside.",
        )
    if not FEWEST <= len(chosen) <= MOST:
        raise AssessmentRefused(
            "that is no family.", f"{len(chosen)} areas.", f"choose {FEWEST} to {MOST} areas beside the one."
        )
    return chosen
