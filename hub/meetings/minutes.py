"""The minutes of a meeting as they are kept: two documents, each in versions, and what was typed for them.

The main minutes go to everybody; the restricted annex holds what belongs to the closed session. A meeting that had
none, and agreed nothing in one, has no annex.
"""

import json
from dataclasses import dataclass
from typing import Literal, get_args

from sqlalchemy import Connection, select

from hub.meetings.planning import Meeting
from hub.meetings.refusal import MeetingRefused
from hub.meetings.tables import ACTIONS, MINUTE_ITEMS, MINUTES

Document = Literal["open", "closed"]
Kind = Literal["decision", "disclosure"]
DOCUMENTS: tuple[Document, ...] = get_args(Document)
TITLES: dict[str, str] = {"open": "Minutes", "closed": "Restricted annex to the minutes"}


@dataclass(frozen=True)
class Version:
    """One version of a document. ``corrects``: why it replaces the one before; ``apologies``: ids of members.

    ``looked``: hash of the words as the chair read them last. ``content``: all of it, once it is approved.
    """

    meeting: str
    document: Document
    version: int
    begun_on: str
    corrects: str
    apologies: tuple[str, ...]
    looked: str | None
    approved_on: str | None
    content: str | None


@dataclass(frozen=True)
class Item:
    """A decision under an item of the agenda; or a disclosure: what about, why, from which organisation, and which
    posts need to know."""

    number: int
    kind: Kind
    heading: str
    words: str
    reason: str
    origin: str
    need: tuple[str, ...]


def list_documents(connection: Connection, found: Meeting) -> tuple[Document, ...]:
    """The documents that the minutes of a meeting consist of."""
    closed = select(ACTIONS.c.id).where(ACTIONS.c.meeting == found.id, ACTIONS.c.session == "closed")
    held = "closed session" in json.loads(found.times) or connection.execute(closed.limit(1)).first() is not None
    return DOCUMENTS if held else ("open",)


def list_versions(connection: Connection, meeting: str, document: str) -> tuple[Version, ...]:
    """Every version of a document, the first first."""
    asked = select(MINUTES).where(MINUTES.c.meeting == meeting, MINUTES.c.document == document)
    rows = [dict(row._mapping) for row in connection.execute(asked.order_by(MINUTES.c.version))]
    return tuple(Version(**{**row, "apologies": tuple(json.loads(row["apologies"]))}) for row in rows)


def newest(connection: Connection, meeting: str, document: str) -> Version | None:
    """The version that holds; None where the document was not begun."""
    return next(reversed(list_versions(connection, meeting, document)), None)


def find_version(connection: Connection, meeting: str, document: str, number: int = 0) -> Version:
    """A version by its number, the newest when left out. Raises MeetingRefused where there is none."""
    for one in reversed(list_versions(connection, meeting, document)):
        if number in (0, one.version):
            return one
    raise MeetingRefused(
        "there are no such minutes.", "a document or a version that was not begun.", "begin the minutes on Meetings."
    )


def list_items(connection: Connection, version: Version) -> tuple[Item, ...]:
    """What was typed for a version, in the order in which it was."""
    asked = select(MINUTE_ITEMS).where(
        MINUTE_ITEMS.c.meeting == version.meeting,
        MINUTE_ITEMS.c.document == version.document,
        MINUTE_ITEMS.c.version == version.version,
    )
    names = ("number", "kind", "heading", "words", "reason", "origin")
    return tuple(
        Item(**{name: row._mapping[name] for name in names}, need=tuple(json.loads(row.need)))
        for row in connection.execute(asked.order_by(MINUTE_ITEMS.c.number))
    )
