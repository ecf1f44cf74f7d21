"""The minutes as files: PDF to be printed and kept, DOCX to be worked on. Who may read a document may take it.

The hub sends nothing. Section 8 of `safety.md` gives the main minutes to whoever runs the JAG (attendees of an open
session, who have no account, are given them on paper), and the annex to its chair alone.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime

from hub.access.identity import Identity
from hub.export import kebab
from hub.geography import ALL
from hub.hub import Hub
from hub.meetings.groups import name_areas
from hub.meetings.minute_actions import PLACE
from hub.meetings.minute_text import Paper, compose
from hub.meetings.minute_versions import note
from hub.meetings.minutes import DOCUMENTS, Document, Version, find_version
from hub.meetings.parts import Part
from hub.meetings.planning import find_meeting
from hub.meetings.refusal import MeetingRefused
from hub.meetings.rights import check_right
from hub.paper.circulation import find_circulation
from hub.paper.minutes_document import write_document
from hub.paper.minutes_sheet import MinutesSheet, Section, set_minutes
from ingest.periods import day_in_words

FILES: Mapping[str, Callable[[MinutesSheet], bytes]] = {"pdf": set_minutes, "docx": write_document}
DRAFT = "DRAFT, NOT APPROVED"


def check_taking(hub: Hub, who: Identity, area: str, document: str, now: datetime | None = None) -> None:
    """Raise AccessRefused, and write to the ledger that it was, unless this person may have that document of a JAG;
    MeetingRefused where there is none of that name."""
    if document not in DOCUMENTS:
        raise MeetingRefused("there is no such document.", "a word that names none.", "take one from Meetings.")
    check_right(hub.register, who, document, area, (now or datetime.now(UTC)).date())


def write_minutes(
    hub: Hub, who: Identity, asked: tuple[str, str, str, int], kind: str, now: datetime | None = None
) -> tuple[str, bytes]:
    """A document as a file with its name; the ledger notes it.

    Args:
        hub: The hub.
        who: The reader.
        asked: Area, meeting, document, and the number of its version (0: the newest).
        kind: One of FILES.
        now: The moment; now when left out.

    Raises:
        AccessRefused: no right to the document.
        MeetingRefused: there is none.
    """
    at, (area, meeting, document, number) = now or datetime.now(UTC), asked
    check_taking(hub, who, area, document, at)
    names = name_areas(hub, who)
    with hub.register.reading() as connection:
        found = find_meeting(connection, area, meeting)
        version = find_version(connection, meeting, document, number)
        paper = name_places(compose(connection, found, version), names)
    sheet = lay_out(hub, paper, version, names.get(area, area))
    content = FILES[kind](sheet)
    with hub.register.writing() as connection:
        note(connection, found, "export", who, at, version, {"kind": kind})
    return name_file(sheet, paper, kind), content


def name_places(paper: Paper, names: Mapping[str, str]) -> Paper:
    """The same with the names of the areas in the place of their codes, as far as the reader may be told them."""
    return Paper(**{**vars(paper), "parts": tuple(_name(part, names) for part in paper.parts)})


def lay_out(hub: Hub, paper: Paper, version: Version, area: str) -> MinutesSheet:
    """A document as it is set."""
    document: Document = paper.document
    markings, circulation = hub.settings.markings, find_circulation(document)
    marking = markings.open if document == "open" else markings.closed
    day = day_in_words(date.fromisoformat(paper.day))
    standing = f"Approved on {_day(version.approved_on)}" if version.approved_on else DRAFT
    cover = [
        ("JAG", area),
        ("Meeting of", day),
        ("Version", f"{paper.version}. {standing}"),
        ("Handling", circulation.words),
    ]
    if paper.corrects:
        cover.insert(3, ("Corrects", f"version {paper.version - 1}, which it replaces: {paper.corrects}"))
    return MinutesSheet(
        title=paper.title,
        partnership=hub.settings.partnership.name,
        running=f"JAG, {area}, {day}",
        marking=marking if version.approved_on else f"{marking} - {DRAFT}",
        standing=f"Version {paper.version}",
        day=datetime.fromisoformat(version.approved_on or paper.day),
        cover=cover,
        sections=[Section(one.heading, one.paragraphs, one.columns, one.rows) for one in paper.parts],
    )


def name_file(sheet: MinutesSheet, paper: Paper, kind: str) -> str:
    """A name that carries marking, document, JAG, day and version: letters, digits, hyphens and underscores only."""
    what = "minutes" if paper.document == "open" else "restricted-annex"
    area = "whole-partnership" if paper.area == ALL else paper.area
    parts = (kebab(sheet.marking).upper(), what, kebab(area).lower(), paper.day, f"version-{paper.version}")
    return f"{'_'.join(parts)}.{kind}"


def _name(part: Part, names: Mapping[str, str]) -> Part:
    places = [column == PLACE for column in part.columns]
    rows = tuple(
        tuple(names.get(words, words) if place else words for words, place in zip(row, places, strict=True))
        for row in part.rows
    )
    return Part(part.heading, part.paragraphs, part.columns, rows)


def _day(day: str | None) -> str:
    return day_in_words(date.fromisoformat(day)) if day else ""
