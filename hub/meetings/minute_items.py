"""What is typed for the minutes: decisions, disclosures of the closed session, and who sent apologies.

The secretariat and the chair write the main minutes, the chair alone the annex. Nothing of it may point at a person, in
the annex as little as in the main minutes: the hub holds nothing about persons.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, insert, select, update

from hub.access.identity import Identity
from hub.meetings.groups import list_members
from hub.meetings.minute_versions import check_writing, note
from hub.meetings.minutes import Document, Kind, Version, find_version
from hub.meetings.planning import find_meeting
from hub.meetings.refusal import MeetingRefused
from hub.meetings.rights import check_right
from hub.meetings.tables import MINUTE_ITEMS, MINUTES
from hub.register import Register
from hub.sentence import check_sentence

HEADING = 100
FIELDS = {
    "heading": "Item of the agenda",
    "decision": "Decision",
    "disclosure": "What it was about",
    "reason": "Why it was disclosed",
}
"""What is typed, as the page calls it."""


@dataclass(frozen=True)
class Wording:
    """What is to stand in the minutes. Of a disclosure: the reason, the organisation that it came from, and the ids of
    members who need to know; of a decision: the item of the agenda."""

    document: Document
    kind: Kind
    words: str
    heading: str = ""
    reason: str = ""
    origin: str = ""
    need: tuple[str, ...] = ()


def write_item(
    register: Register, area: str, meeting: str, asked: Wording, who: Identity, now: datetime | None = None
) -> None:
    """Add a decision or a disclosure to a draft.

    Raises:
        AccessRefused: neither the chair of the area nor an analyst; the annex: anybody without the right to the closed
            session.
        MeetingRefused: no draft, something that is missing, or words that may point at a person.
    """
    at = now or datetime.now(UTC)
    _check_rights(register, who, area, asked.document, at)
    row = _check_words(asked)
    with register.writing() as connection:
        version = _find_draft(connection, area, meeting, asked.document)
        row |= {"origin": "", "need": "[]"} if asked.kind == "decision" else _check_seats(connection, area, asked)
        about = {"meeting": meeting, "document": asked.document, "version": version.version}
        connection.execute(insert(MINUTE_ITEMS).values(**about, **row))
        note(
            connection,
            find_meeting(connection, area, meeting),
            "minutes written",
            who,
            at,
            version,
            {"kind": asked.kind},
        )


def strike_item(
    register: Register, area: str, meeting: str, number: int, who: Identity, now: datetime | None = None
) -> None:
    """Take an item out of a draft. Raises as ``write_item``, and where there is no such item."""
    at = now or datetime.now(UTC)
    check_right(register, who, "record", area, at.date())
    mine = (MINUTE_ITEMS.c.number == number, MINUTE_ITEMS.c.meeting == meeting)
    with register.reading() as connection:
        row = connection.execute(select(MINUTE_ITEMS).where(*mine)).first()
    if row is None:
        raise MeetingRefused("there is no such item.", "a number that no item has.", "choose one of the list.")
    _check_rights(register, who, area, row.document, at)
    with register.writing() as connection:
        version = _find_draft(connection, area, meeting, row.document)
        if version.version != row.version:
            raise MeetingRefused("this item is locked.", "one of an earlier version.", "choose one of the draft.")
        connection.execute(delete(MINUTE_ITEMS).where(*mine))
        note(
            connection, find_meeting(connection, area, meeting), "minutes struck", who, at, version, {"kind": row.kind}
        )


def note_apologies(
    register: Register, area: str, meeting: str, members: tuple[str, ...], who: Identity, now: datetime | None = None
) -> None:
    """Write which of the absent posts sent apologies: these and no others. Raises as ``write_item``."""
    at = now or datetime.now(UTC)
    _check_rights(register, who, area, "open", at)
    with register.writing() as connection:
        version = _find_draft(connection, area, meeting, "open")
        if set(members) - {one.id for one in list_members(connection, area, former=True)}:
            raise MeetingRefused("this is no member of the JAG.", "an id that no member has.", "choose of the list.")
        mine = (MINUTES.c.meeting == meeting, MINUTES.c.document == "open", MINUTES.c.version == version.version)
        connection.execute(update(MINUTES).where(*mine).values(apologies=json.dumps(sorted(set(members)))))
        note(connection, find_meeting(connection, area, meeting), "apologies", who, at, version, {})


def _check_rights(register: Register, who: Identity, area: str, document: str, at: datetime) -> None:
    for act in ("record", document):
        check_right(register, who, act, area, at.date())


def _find_draft(connection: Connection, area: str, meeting: str, document: str) -> Version:
    check_writing(find_meeting(connection, area, meeting))
    version = find_version(connection, meeting, document)
    if version.approved_on is not None:
        raise MeetingRefused(
            "the words of this document are locked.",
            f"approved on {version.approved_on}.",
            "correct it: a new version.",
        )
    return version


def _check_words(asked: Wording) -> dict[str, str]:
    """What was typed, as it is kept."""
    if asked.kind == "decision":
        heading = check_sentence(FIELDS["heading"], asked.heading, MeetingRefused, HEADING)
        return {
            "kind": "decision",
            "heading": heading,
            "words": check_sentence(FIELDS["decision"], asked.words, MeetingRefused),
            "reason": "",
        }
    if asked.document != "closed":
        raise MeetingRefused(
            "disclosures stand in the restricted annex alone.", "one for the main minutes.", "write it in the annex."
        )
    words = check_sentence(FIELDS["disclosure"], asked.words, MeetingRefused)
    reason = check_sentence(FIELDS["reason"], asked.reason, MeetingRefused)
    return {"kind": "disclosure", "heading": "", "words": words, "reason": reason}


def _check_seats(connection: Connection, area: str, asked: Wording) -> dict[str, str]:
    """From which organisation something came and who needs to know: those who may sit in the closed session."""
    seats = {one.id: one for one in list_members(connection, area, former=True) if one.post.closed}
    if asked.origin not in {one.organisation for one in seats.values()}:
        raise MeetingRefused(
            "a disclosure carries where it came from.", "no organisation of the closed session.", "choose it."
        )
    if not asked.need or set(asked.need) - set(seats):
        raise MeetingRefused(
            "a disclosure says who needs to know.",
            "nobody, or a post of the open session.",
            "choose posts of the list.",
        )
    return {"origin": asked.origin, "need": json.dumps([seats[one].title for one in asked.need])}
