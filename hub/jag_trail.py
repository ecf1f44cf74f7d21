"""Which entries of the ledger are of a JAG, by what they say themselves; nothing is added to those that are written.

The JAG of an area has its own acts (members, rota, diary, sessions, attendance, actions, minutes); what an evaluation
of an action of it shows; the words and packs of its area, what was released of it for a session, and whoever saw it,
took it or was refused it; and the review of such a release. An entry that says none of this is of no JAG: pages that
were opened, sign-ins, and what analysts and the board read of the same area.
"""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, func, or_, select

from hub.assessments.versions import PACKS_OF
from hub.geography import ALL
from hub.meetings.rights import SUBJECT
from hub.products import evaluation
from hub.register import LEDGER

SESSIONS = ("open", "closed")
"""Audiences that are a session of a JAG."""
PAPERS = tuple(product for product, audiences in PACKS_OF.items() if set(audiences) <= set(SESSIONS))
"""Products that are written and frozen for the sessions of a JAG alone."""


def acts_of_jag(area: str, closed: bool) -> ColumnElement[bool]:
    """The condition that finds every entry of the JAG of an area.

    Args:
        area: Code of its area, or ``ALL``.
        closed: Also acts on what its closed session agreed, and on the annex of its minutes.
    """
    own, reviewed = LEDGER.c.subject == f"JAG {area}", LEDGER.alias("reviewed")
    agreed = own if closed else and_(own, *(_said(LEDGER, name).is_distinct_from("closed") for name in DISCLOSED))
    released = select(_said(reviewed, "release")).where(reviewed.c.action == "release", _is_paper(reviewed, area))
    return or_(
        agreed,
        _is_evaluation(area),
        _is_paper(LEDGER, area),
        _said(LEDGER, "release").in_(released),
        and_(LEDGER.c.action == "audit", LEDGER.c.subject.in_(released)),
    )


DISCLOSED = ("session", "document")
"""What an entry has of an action, or of a document of the minutes: whether it is of the open or the closed session."""


def _is_evaluation(area: str) -> ColumnElement[bool]:
    """Of an action that the JAG agreed, wherever the action itself is to work: its area is not the JAG's."""
    agreed = LEDGER.alias("agreed")
    actions = select(_said(agreed, "action")).where(agreed.c.subject == f"JAG {area}")
    return and_(LEDGER.c.subject == evaluation.NAME, _said(LEDGER, "action").in_(actions))


def _is_paper(ledger: FromClause, area: str) -> ColumnElement[bool]:
    """Of this very area, and for a session: by the audience, or because the product is for nothing else."""
    of_area, audience = _said(ledger, "area") == area, _said(ledger, "audience")
    if area == ALL:
        of_area = or_(of_area, func.json_type(ledger.c.detail, "$.area") == "null")
    unsaid = and_(audience.is_(None), ledger.c.subject.in_((*PAPERS, SUBJECT)))
    return and_(of_area, or_(audience.in_(SESSIONS), unsaid), ledger.c.subject != evaluation.NAME)


def _said(ledger: FromClause, name: str) -> ColumnElement[Any]:
    """What the detail of an entry says under a name; nothing where it says none."""
    return func.json_extract(ledger.c.detail, f"$.{name}")
