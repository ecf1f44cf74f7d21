"""The versions of the minutes: begun after the meeting, read by the chair, locked when they are approved, corrected.

What is approved is kept word for word, as it was read: nothing that changes later changes it. A correction is a new
version, which says why it replaces the one before, and goes through reading, approval and circulation again.
"""

import json
from dataclasses import asdict, replace
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection, insert, update

from hub.access.identity import Identity
from hub.ledger import Entry, append
from hub.meetings.minute_text import compose
from hub.meetings.minutes import Version, find_version, list_documents, list_items, newest
from hub.meetings.planning import Meeting, find_meeting
from hub.meetings.refusal import MeetingRefused
from hub.meetings.rights import check_right
from hub.meetings.states import WRITING
from hub.meetings.tables import MEETINGS, MINUTE_ITEMS, MINUTES
from hub.register import Register
from hub.sentence import check_sentence

CORRECTS = "Why they are corrected"


def begin_minutes(register: Register, area: str, meeting: str, who: Identity, now: datetime | None = None) -> None:
    """Begin the documents of a meeting that has ended; those that were begun stay as they are.

    Raises:
        AccessRefused: neither the chair of the area nor an analyst.
        MeetingRefused: no such meeting, or it has not ended.
    """
    at = now or datetime.now(UTC)
    check_right(register, who, "record", area, at.date())
    with register.writing() as connection:
        found = find_meeting(connection, area, meeting)
        check_writing(found)
        for document in list_documents(connection, found):
            if newest(connection, meeting, document) is None:
                made = Version(meeting, document, 1, at.date().isoformat(), "", (), None, None, None)
                _insert(connection, made)
                note(connection, found, "minutes begun", who, at, made, {})


def look_at(
    register: Register, area: str, meeting: str, document: str, digest: str, who: Identity, now: datetime | None = None
) -> None:
    """Write that the chair has read a document; ``digest``: of the words that were read.

    Raises:
        AccessRefused: not the chair of the area, or no right to the document.
        MeetingRefused: it has changed since it was shown, or is not to be read now.
    """
    at = now or datetime.now(UTC)
    for act in ("run", document):
        check_right(register, who, act, area, at.date())
    with register.writing() as connection:
        found = find_meeting(connection, area, meeting)
        check_writing(found)
        version = find_version(connection, meeting, document)
        if compose(connection, found, version).digest != digest:
            raise MeetingRefused(
                "these minutes have changed since you read them.", "other words than were shown.", "read them again."
            )
        connection.execute(update(MINUTES).where(*_is(version)).values(looked=digest))
        note(connection, found, "minutes read", who, at, version, {"sha256": digest})


def correct_minutes(
    register: Register, area: str, meeting: str, document: str, why: str, who: Identity, now: datetime | None = None
) -> None:
    """Open a document that was approved for a correction: a new version with the same items, and the meeting goes back
    to drafted minutes. The other document keeps its approval.

    Raises:
        AccessRefused: not the chair of the area, or no right to the document.
        MeetingRefused: it is not approved, or the reason may point at a person.
    """
    at = now or datetime.now(UTC)
    for act in ("run", document):
        check_right(register, who, act, area, at.date())
    words = check_sentence(CORRECTS, why, MeetingRefused)
    with register.writing() as connection:
        found, old = find_meeting(connection, area, meeting), find_version(connection, meeting, document)
        if old.approved_on is None:
            raise MeetingRefused("these minutes are not approved.", "a draft.", "change the draft itself.")
        day = at.date().isoformat()
        new = replace(
            old, version=old.version + 1, begun_on=day, corrects=words, looked=None, approved_on=None, content=None
        )
        _insert(connection, new)
        for one in list_items(connection, old):
            row = {**asdict(one), "need": json.dumps(one.need), "number": None}
            connection.execute(insert(MINUTE_ITEMS).values(**row, **_of(new)))
        kept = json.dumps([point for point in json.loads(found.attested) if point != "clean"])
        changed = {"state": "minutes drafted", "attested": kept}
        connection.execute(update(MEETINGS).where(MEETINGS.c.id == meeting).values(**changed))
        note(connection, found, "minutes corrected", who, at, new, {"from": found.state, "to": "minutes drafted"})


def approve(connection: Connection, found: Meeting, at: datetime) -> dict[str, str]:
    """Lock the words of every draft of a meeting, within the caller's transaction; what the ledger is to have of it."""
    locked: dict[str, str] = {}
    for document in list_documents(connection, found):
        version = find_version(connection, found.id, document)
        if version.approved_on is None:
            paper = compose(connection, found, version)
            kept = {"approved_on": at.date().isoformat(), "content": paper.as_json()}
            connection.execute(update(MINUTES).where(*_is(version)).values(**kept))
            locked[document] = f"version {version.version}, sha256 {paper.digest}"
    return locked


def check_writing(found: Meeting) -> None:
    """Raise MeetingRefused unless the minutes of a meeting are being written."""
    if found.state not in WRITING:
        raise MeetingRefused(
            "minutes are written between the end of a meeting and their approval.",
            f"it is at: {found.state}.",
            "end the meeting first; what is approved, correct.",
        )


def note(
    connection: Connection,
    found: Meeting,
    action: str,
    who: Identity,
    at: datetime,
    version: Version,
    more: dict[str, str],
) -> None:
    """Write to the ledger what was done to a version. No word of it is told."""
    about = {"meeting": found.id, "document": version.document, "version": version.version, "agency": who.organisation}
    append(connection, Entry(who.name, who.role, action, f"JAG {found.area}", {**about, **more}, at))


def _insert(connection: Connection, made: Version) -> None:
    row = {**asdict(made), "apologies": json.dumps(made.apologies)}
    connection.execute(insert(MINUTES).values(**row))


def _of(version: Version) -> dict[str, object]:
    return {"meeting": version.meeting, "document": version.document, "version": version.version}


def _is(version: Version) -> list[ColumnElement[bool]]:
    return [MINUTES.c[name] == value for name, value in _of(version).items()]
