"""The text of the minutes: what was typed, and what the register knows of attendance and actions, part by part.

It is the text as of the day of the meeting: an action that was done later stands here as it stood then, and its outcome
in the next minutes. So a draft says the same on any day, and so does a correction. A place stands by its code, which
screen and paper write as its name.
"""

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, or_, select

from geo.clock import ZONE
from hub.meetings.minute_actions import list_new, list_reviewed
from hub.meetings.minutes import TITLES, Document, Item, Version, list_items
from hub.meetings.parts import Part, Row
from hub.meetings.planning import Meeting, list_meetings
from hub.meetings.posts import find_post
from hub.meetings.rights import chair_of
from hub.meetings.statements import is_current, signed_by
from hub.meetings.states import CHECKLIST
from hub.meetings.tables import ATTENDANCE, MEMBERS
from ingest.periods import day_in_words

TOLD = ("member", "came_at", "left_at", "came_back")
LATE_MINUTES = 10
"""Attendance is noted while people sit down; whoever is noted later than this came late."""
GUIDANCE = (
    "The confidentiality guidance of the agreement (Appendix 2) holds for everybody who was there; for which post the "
    "statement is signed, and since when, the table says. A post stands for whoever holds it: the minutes name nobody."
)
NAMES_NOBODY = (
    "This annex names nobody. The hub holds nothing about persons: a note that names somebody stays in the own system "
    "of the agency whose statutory role needs it, with whom it came from. What stands here is that something was "
    "disclosed, why, by which organisation, and who needs to know."
)
RESTRICTED = (
    "Restricted, not to be disclosed without consent. It goes to those alone who need to know, between secure "
    "addresses; it is kept locked away, and shredded. To tell of it beyond what the meeting agreed is a breach."
)
CIRCULATION = (
    "To every post that belongs to the JAG, and a copy to the partnership manager, who feeds what was found and what "
    "is needed into the partnership (terms of reference, Secretariat)."
)


@dataclass(frozen=True)
class Paper:
    """One version of a document: the meeting's area and day, and its parts. ``corrects``: why it replaces another."""

    document: Document
    area: str
    day: str
    version: int
    corrects: str
    parts: tuple[Part, ...]

    @property
    def title(self) -> str:
        """What the document is."""
        return TITLES[self.document]

    def as_json(self) -> str:
        """The same words always as the same text."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @property
    def digest(self) -> str:
        """By which somebody's reading is held to these very words."""
        return sha256(self.as_json().encode()).hexdigest()


def read_paper(words: str) -> Paper:
    """What ``as_json`` wrote."""
    found = json.loads(words)
    parts = [
        Part(one["heading"], tuple(one["paragraphs"]), tuple(one["columns"]), tuple(map(tuple, one["rows"])))
        for one in found.pop("parts")
    ]
    return Paper(**found, parts=tuple(parts))


def compose(connection: Connection, found: Meeting, version: Version) -> Paper:
    """A version as it stands: as it was approved, or of what the register holds now."""
    if version.content is not None:
        return read_paper(version.content)
    write = _main if version.document == "open" else _annex
    parts = write(connection, found, version, list_items(connection, version))
    return Paper(version.document, found.area, found.day, version.version, version.corrects, parts)


def _main(connection: Connection, found: Meeting, version: Version, items: tuple[Item, ...]) -> tuple[Part, ...]:
    come = _came(connection, found)
    ahead = [one.day for one in list_meetings(connection, found.area) if one.day > found.day]
    when = f"The next meeting is on {_day(ahead[0])}." if ahead else "No later meeting is planned yet."
    rows = tuple(_attended(connection, found, one) for one in come)
    return (
        Part("Attendance", (GUIDANCE,), ("Post", "Organisation", "Confidentiality statement", "There"), rows),
        _absent(connection, found, version, {one["member"] for one in come}),
        list_reviewed(connection, found, "open"),
        _decisions(items),
        list_new(connection, found, "open"),
        Part("Next meeting", (when,)),
        Part("Circulation", (CIRCULATION,)),
    )


def _annex(connection: Connection, found: Meeting, _: Version, items: tuple[Item, ...]) -> tuple[Part, ...]:
    begun = json.loads(found.times).get("closed session", "")
    stayed = [
        one for one in _came(connection, found) if find_post(one["post"]).closed and (one["left_at"] or "~") > begun
    ]
    rows = tuple(_attended(connection, found, one)[:3] for one in stayed)
    told = tuple(
        (str(at), one.words, one.reason, one.origin, "; ".join(one.need))
        for at, one in enumerate([one for one in items if one.kind == "disclosure"], 1)
    )
    heads = ("No.", "What it was about", "Why it was disclosed", "From", "Who needs to know")
    return (
        Part("What this annex is", (NAMES_NOBODY, RESTRICTED)),
        Part("Attendance of the closed session", (), ("Post", "Organisation", "Confidentiality statement"), rows),
        Part("Disclosures", () if told else ("No disclosure was noted.",), heads, told),
        list_reviewed(connection, found, "closed"),
        _decisions(items),
        list_new(connection, found, "closed"),
        _checklist(connection, found),
    )


def _decisions(items: tuple[Item, ...]) -> Part:
    chosen = [one for one in items if one.kind == "decision"]
    rows = tuple((str(at), one.heading, one.words) for at, one in enumerate(chosen, 1))
    empty = () if rows else ("No decision was noted.",)
    return Part("Decisions", empty, ("No.", "Item of the agenda", "Decision"), rows)


def _checklist(connection: Connection, found: Meeting) -> Part:
    chair, attested = chair_of(connection, found.area, date.fromisoformat(found.day)), json.loads(found.attested)
    by = f"Attested by the chair: {find_post(chair.post).title}, {chair.organisation}." if chair else ""
    points = [one for one in CHECKLIST if one.before in ("closed session", "minutes drafted")]
    rows = tuple((one.words, "attested" if one.code in attested else "NOT ATTESTED") for one in points)
    return Part("The chair's checklist", tuple(filter(None, (by,))), ("Point", "State"), rows)


def _came(connection: Connection, found: Meeting) -> list[dict[str, str]]:
    """Who came: post, organisation, and when they came and left, in the order of the posts."""
    asked = (
        select(*(ATTENDANCE.c[name] for name in TOLD), MEMBERS.c.post, MEMBERS.c.organisation)
        .join(MEMBERS, MEMBERS.c.id == ATTENDANCE.c.member)
        .where(ATTENDANCE.c.meeting == found.id)
    )
    return _in_order([dict(row._mapping) for row in connection.execute(asked)])


def _attended(connection: Connection, found: Meeting, one: dict[str, str]) -> Row:
    times = json.loads(found.times)
    begun = times.get("open session")
    late = begun and (_moment(one["came_at"]) - _moment(begun)).total_seconds() > LATE_MINUTES * 60
    came = f"came at {_clock(one['came_at'])}" if late else ""
    left = f"left at {_clock(one['left_at'])}" if one["left_at"] else ""
    away = "away for a time" if one["came_back"] else ""
    there = ", ".join(filter(None, (came, away, left))) or "throughout"
    return find_post(one["post"]).title, one["organisation"], _statement(connection, found, one["member"]), there


def _statement(connection: Connection, found: Meeting, member: str) -> str:
    """The statement of a post as it stood on the day of the meeting."""
    today = date.fromisoformat(found.day)
    signed = signed_by(connection, member, today)
    if signed is None:
        return "none signed"
    if not is_current(signed, today):
        return f"lapsed; signed on {day_in_words(signed)}"
    return f"signed on {day_in_words(signed)}{', at this meeting' if signed == today else ''}"


def _absent(connection: Connection, found: Meeting, version: Version, came: set[str]) -> Part:
    asked = select(MEMBERS.c.id, MEMBERS.c.post, MEMBERS.c.organisation).where(
        MEMBERS.c.area == found.area,
        MEMBERS.c.since <= found.day,
        or_(MEMBERS.c.until.is_(None), MEMBERS.c.until > found.day),
    )
    away = _in_order([dict(row._mapping) for row in connection.execute(asked) if row.id not in came])
    rows = tuple(
        (
            find_post(one["post"]).title,
            one["organisation"],
            "sent apologies" if one["id"] in version.apologies else "absent",
        )
        for one in away
    )
    return Part(
        "Apologies and absent posts",
        () if rows else ("Every post was there.",),
        ("Post", "Organisation", "State"),
        rows,
    )


def _in_order(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return sorted(rows, key=lambda one: (find_post(one["post"]).title, one["organisation"]))


def _moment(written: str) -> datetime:
    return datetime.fromisoformat(written)


def _clock(written: str) -> str:
    """The time of day as the clocks of the country showed it."""
    return _moment(written).astimezone(ZoneInfo(ZONE)).strftime("%H:%M")


def _day(day: str) -> str:
    return day_in_words(date.fromisoformat(day))
