"""The attendance list of a meeting with the confidentiality statement, to print and to sign (`004` section 10, 11 and
Appendices 2 and 3).

Names and signatures are written by hand, and the chair keeps the sheet: the hub knows posts and holds no name. What the
statement says is the agreement's, with the data protection law of today in the place of that of its day.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from hub.access.identity import Identity
from hub.export import kebab
from hub.hub import Hub
from hub.ledger import Entry, append
from hub.meetings.agenda import Sitting, find_sitting
from hub.meetings.groups import list_members, name_areas
from hub.meetings.planning import find_meeting
from hub.meetings.rights import check_right
from hub.paper.characters import printable
from hub.paper.typesetting import set_pages
from hub.settings import Settings
from ingest.periods import day_in_words

TITLE = "Attendance list and confidentiality statement"
WHEN_SIGNED = "{marking} WHEN SIGNED"
STATEMENT = (
    "We who sign below accept the information sharing agreement of this partnership, and understand that what is "
    "shared within this meeting is for dealing with crime and disorder alone. Data protection law (UK GDPR, Data "
    "Protection Act 2018), the Human Rights Act 1998, the Freedom of Information Act 2000 and the common law duty of "
    "confidence apply. That we agreed is recorded in the minutes.",
)
POINTS = (
    "Information is exchanged here to find what the agencies present can do about the problem discussed.",
    "To disclose it outside the meeting, beyond what the meeting agreed, breaches the confidence of the people it is "
    "about and of the agencies that brought it.",
    "Papers that were exchanged are marked, kept where nobody else can see them, and not passed on without the consent "
    "of whoever brought them.",
    "Who takes on an action keeps what it needs, and asks the agency that holds more for it outside the meeting, "
    "naming the power to ask. Nobody else uses what they heard.",
    "Where consent is urgent, the chair is asked and decides whether the disclosure is lawful.",
)
HOW = (
    "One line for each person. Who has signed within the last twelve months signs for their attendance; who has not, "
    "or has taken over the post since, signs the statement by the same signature. A post of the open session leaves "
    "before the closed one. The chair keeps this sheet; the hub is told posts only."
)
COLUMNS = ("Post and organisation", "Sessions", "Statement", "Name in capitals", "Signature")
HELD, TO_SIGN = "held", "TO SIGN"
SPARE, LINE = 3, "." * 60
"""Empty lines for others who come; a line to write on."""


def take_attendance_sheet(
    hub: Hub, who: Identity, area: str, meeting: str, now: datetime | None = None
) -> tuple[str, bytes]:
    """The sheet of a meeting with its file name; the ledger notes that it was taken.

    Raises:
        AccessRefused: no right to what the open session of that JAG does.
        MeetingRefused: the JAG has no such meeting.
    """
    at = now or datetime.now(UTC)
    check_right(hub.register, who, "open", area, at.date())
    name = name_areas(hub, who).get(area, area)
    with hub.register.reading() as connection:
        found = find_meeting(connection, area, meeting)
        day = date.fromisoformat(found.day)
        sittings = [find_sitting(connection, one, day) for one in list_members(connection, area)]
    content = write_attendance_sheet(hub.settings, name, day, sittings, at.date())
    detail = {"meeting": found.id, "document": "attendance list", "kind": "pdf", "agency": who.organisation}
    with hub.register.writing() as connection:
        append(connection, Entry(who.name, who.role, "export", f"JAG {area}", detail, at))
    marking = kebab(_marking(hub.settings)).upper()
    return f"{marking}_attendance-list_{kebab(name).lower()}_{found.day}.pdf", content


def write_attendance_sheet(
    settings: Settings, name: str, day: date, sittings: Sequence[Sitting], made_on: date
) -> bytes:
    """The sheet as a tagged PDF, in the order of the members.

    Args:
        settings: Of the hub: partnership, and the marking of what the closed session holds.
        name: Of the JAG, in words.
        day: Of the meeting.
        sittings: The members, each with the state of their statement on that day.
        made_on: The date of the document.
    """
    when = day_in_words(day)
    rows = [_row(one) for one in sittings] + [[""] * len(COLUMNS) for _ in range(SPARE)]
    data = {
        "title": TITLE,
        "partnership": printable(settings.partnership.name),
        "marking": printable(_marking(settings)),
        "running": printable(f"{TITLE} · {name} · {when}"),
        "release_line": "Kept by the chair",
        "date": [made_on.year, made_on.month, made_on.day],
        "cover": [["JAG", printable(name)], ["Meeting of", when], ["Time and place", LINE], ["In the chair", LINE]],
        "statement_heading": "What we agree to",
        "statement": list(STATEMENT),
        "points": list(POINTS),
        "list_heading": "Who is here",
        "how": HOW,
        "columns": list(COLUMNS),
        "rows": rows,
    }
    return set_pages("attendance.typ", data, {}, datetime.combine(made_on, time(), UTC))


def _marking(settings: Settings) -> str:
    return WHEN_SIGNED.format(marking=settings.markings.closed)


def _row(one: Sitting) -> list[str]:
    return [printable(one.member.title), one.member.post.sessions, HELD if one.signed else TO_SIGN, "", ""]
