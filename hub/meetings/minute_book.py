"""What the page shows of the minutes: the meetings that were held, and one document of one of them as it stands."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from hub.access.identity import Identity
from hub.access.matrix import user_can_meet
from hub.access.opening import check_opening
from hub.hub import Hub
from hub.meetings.agenda import PAGE, Running, run_of
from hub.meetings.attendance import list_attendees
from hub.meetings.groups import Member, list_members, name_areas
from hub.meetings.minute_files import name_places
from hub.meetings.minute_text import Paper, compose
from hub.meetings.minutes import Document, Item, Version, list_documents, list_items, list_versions
from hub.meetings.planning import Meeting, list_meetings
from hub.meetings.rights import is_theirs, sees_closed
from hub.meetings.states import HELD, WRITING
from ingest.periods import day_in_words

LOCKED = (
    "The restricted annex is shown while the confidentiality statement of the chair's own post is current. It is not: "
    "sign it at the meeting, and note it above."
)
NOT_YOURS = (
    "What belongs to the closed session stands in the restricted annex, which is for the chair of the JAG alone."
)


@dataclass(frozen=True)
class Sheet:
    """A document as it is shown: its newest version and what it says (None: it was not begun).

    ``digest`` is of the words that are shown; ``read``: the chair has read them; ``earlier``: versions it replaced.
    """

    document: Document
    version: Version | None
    paper: Paper | None
    items: tuple[Item, ...]
    digest: str
    read: bool
    earlier: tuple[int, ...]


@dataclass(frozen=True)
class Book:
    """The minutes of one JAG: the meetings held (id and day, the newest first), one of them, and one of its documents.

    ``documents``: those that this reader may see; ``why``: why not the annex, where there is one.
    """

    meetings: tuple[tuple[str, str], ...]
    running: Running
    documents: tuple[Document, ...]
    why: str
    sheet: Sheet
    writing: bool
    marking: str
    away: tuple[Member, ...]
    closed_seats: tuple[Member, ...]


def read_book(
    hub: Hub, who: Identity, today: date, area: str, meeting: str = "", document: str = "open"
) -> Book | None:
    """The minutes of a meeting of a JAG: of that meeting, or of the last one whose minutes are still to go out.

    None where no meeting was held yet. Raises AccessRefused for a role without the page.
    """
    check_opening(hub.register, who, PAGE)
    names = name_areas(hub, who)
    with hub.register.reading() as connection:
        if not (user_can_meet(who, "open") and is_theirs(connection, who, area, today)):
            return None
        held = [one for one in reversed(list_meetings(connection, area)) if one.state in HELD]
        if not held:
            return None
        found = next((one for one in held if one.id == meeting), None) or _to_go_out(held)
        all_documents, closed = list_documents(connection, found), sees_closed(connection, who, area, today)
        documents = tuple(one for one in all_documents if one == "open" or closed)
        sheet = _sheet(connection, found, "closed" if document == "closed" and document in documents else "open", names)
        came = {one.member.id for one in list_attendees(connection, area, found.id, today)}
        members = list_members(connection, area)
        running = run_of(connection, found, today)
    markings = hub.settings.markings
    return Book(
        meetings=tuple((one.id, _day(one.day)) for one in held),
        running=running,
        documents=documents,
        why="" if documents == all_documents else LOCKED if user_can_meet(who, "closed") else NOT_YOURS,
        sheet=sheet,
        writing=found.state in WRITING,
        marking=markings.open if sheet.document == "open" else markings.closed,
        away=tuple(one for one in members if one.id not in came and one.since <= found.day),
        closed_seats=tuple(one for one in members if one.post.closed),
    )


def _to_go_out(held: list[Meeting]) -> Meeting:
    return next((one for one in held if one.state != "circulated"), held[0])


def _sheet(connection: Connection, found: Meeting, document: Document, names: dict[str, str]) -> Sheet:
    versions = list_versions(connection, found.id, document)
    if not versions:
        return Sheet(document, None, None, (), "", False, ())
    last = versions[-1]
    paper = compose(connection, found, last)
    return Sheet(
        document=document,
        version=last,
        paper=name_places(paper, names),
        items=list_items(connection, last),
        digest=paper.digest,
        read=last.approved_on is not None or paper.digest == last.looked,
        earlier=tuple(one.version for one in versions[:-1]),
    )


def _day(day: str) -> str:
    return day_in_words(date.fromisoformat(day))
