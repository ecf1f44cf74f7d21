"""What a meeting still lacks for its next step, in sentences: one small function for each need of the table."""

import json
from collections.abc import Callable, Mapping
from datetime import date

from sqlalchemy import Connection

from hub.meetings.attendance import list_attendees, not_on_the_list, not_signed
from hub.meetings.groups import Member
from hub.meetings.minute_check import list_doubts
from hub.meetings.minute_text import compose
from hub.meetings.minutes import TITLES, find_version, list_documents, newest
from hub.meetings.planning import Meeting, list_meetings
from hub.meetings.states import IN_SESSION, Need, Step, checks_before
from hub.months import name_day


def list_missing(connection: Connection, meeting: Meeting, step: Step, today: date) -> tuple[str, ...]:
    """Everything that is missing for a step, all at once; nothing where it may be taken."""
    return tuple(words for need in step.needs for words in GUARDS[need](connection, meeting, step, today))


def _day(_: Connection, meeting: Meeting, __: Step, today: date) -> list[str]:
    if meeting.day > today.isoformat():
        return ["its day has not come"]
    over = f"it was planned for {name_day(meeting.day)}: its minutes would be of that day; move it to today first"
    return [over] if meeting.day < today.isoformat() else []


def _alone(connection: Connection, meeting: Meeting, _: Step, __: date) -> list[str]:
    others = [one for one in list_meetings(connection, meeting.area) if one.state in IN_SESSION]
    return [f"the meeting of {others[0].day} is still in session"] if others else []


def _attendance(connection: Connection, meeting: Meeting, _: Step, today: date) -> list[str]:
    return [] if _here(connection, meeting, today) else ["attendance was not taken"]


def _closed_list(connection: Connection, meeting: Meeting, _: Step, today: date) -> list[str]:
    return [words for one in _here(connection, meeting, today) if (words := not_on_the_list(connection, one, today))]


def _statements(connection: Connection, meeting: Meeting, _: Step, today: date) -> list[str]:
    here = _here(connection, meeting, today)
    return [words for one in here if one.post.closed and (words := not_signed(connection, one, today))]


def _checklist(_: Connection, meeting: Meeting, step: Step, __: date) -> list[str]:
    attested = json.loads(meeting.attested)
    lacking = sum(one.code not in attested for one in checks_before(step.end))
    if not lacking:
        return []
    return [f"{lacking} {'point' if lacking == 1 else 'points'} of the chair's checklist not attested"]


def _minutes(connection: Connection, meeting: Meeting, _: Step, __: date) -> list[str]:
    begun = all(newest(connection, meeting.id, one) for one in list_documents(connection, meeting))
    return [] if begun else ["the minutes were not begun"]


def _looked_at(connection: Connection, meeting: Meeting, _: Step, __: date) -> list[str]:
    found = [(one, newest(connection, meeting.id, one)) for one in list_documents(connection, meeting)]
    drafts = [(one, version) for one, version in found if version and version.approved_on is None]
    unread = [one for one, version in drafts if compose(connection, meeting, version).digest != version.looked]
    return [f'"{TITLES[one]}" was not read by the chair as it stands now' for one in unread]


def _clean(connection: Connection, meeting: Meeting, _: Step, __: date) -> list[str]:
    if newest(connection, meeting.id, "open") is None:
        return []
    paper = compose(connection, meeting, find_version(connection, meeting.id, "open"))
    return [f"the minutes may point at somebody: {one}" for one in list_doubts(connection, paper)]


def _here(connection: Connection, meeting: Meeting, today: date) -> list[Member]:
    """Who is in the room."""
    return [one.member for one in list_attendees(connection, meeting.area, meeting.id, today) if not one.left]


GUARDS: Mapping[Need, Callable[[Connection, Meeting, Step, date], list[str]]] = {
    "day": _day,
    "alone": _alone,
    "attendance": _attendance,
    "closed list": _closed_list,
    "statements": _statements,
    "checklist": _checklist,
    "minutes": _minutes,
    "looked at": _looked_at,
    "clean": _clean,
}
