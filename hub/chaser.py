"""The letter to a late provider: which data set, for which period, due when, under which clause, how to send it.

It names no number of events. It is set like every other paper of the hub, marked, with its date as the only moment, so
the same day and calendar give the same bytes. That it was written goes into the ledger.
"""

import datetime as dt
from collections.abc import Sequence

from hub.access.identity import Identity
from hub.hub import Hub, entry_of
from hub.ledger import append
from hub.paper.characters import printable
from hub.paper.typesetting import set_pages
from hub.settings import Settings
from hub.supply import SupplyRefused
from hub.supply_calendar import Calendar, Line
from ingest.periods import day_in_words
from ingest.register import find_dataset

TITLE = "Information that is overdue"
COLUMNS = ("Data set", "Clause", "Period", "Was due", "Days late", "Missing")
OPENING = (
    "The information below is owed to the partnership under the clauses named and had not come by {day}. By the "
    "Regulations (SI 2007/1831) information on each consecutive three months from 1 July 2007 is to be given, "
    "electronically, by the end of the three months that follow; for a set agreed to come monthly that day counts.",
    "Until it comes, every figure that needs it is shown to the partnership as “not supplied”. It is taken neither for "
    "zero nor for a fall.",
)
PARTS = (
    (
        "How to send it",
        (
            "{send_to}",
            "One file for each data set and period, in the columns of its layout and no others. No name, date of "
            "birth, full postcode, telephone number or any other thing that points at a person: a file with one of "
            "them is refused whole. The columns of each layout will be sent to you on request.",
        ),
    ),
    (
        "If there was nothing to report",
        (
            "Please say so in writing, for each data set and month: a nil return. Without it the month stays “not "
            "supplied”.",
        ),
    ),
    (
        "If this has crossed with your delivery, or is not yours to send",
        ("Tell us, and we will correct our calendar.",),
    ),
)


def write_letter(settings: Settings, calendar: Calendar, provider: str) -> tuple[bytes, list[Line]]:
    """The letter as a tagged PDF, and the lines of the calendar that it asks for; SupplyRefused where there is none."""
    own = [line for line in calendar.lines() if line.provider == provider]
    missing = [line for line in own if line.state == "missing"]
    if not missing:
        owing = sorted({line.provider for line in calendar.lines() if line.state == "missing"})
        raise SupplyRefused(
            "there is nothing to ask this provider for.",
            "nothing that is past its day." if own else f"no such provider; late are: {', '.join(owing) or 'none'}.",
            "see saferhub supply.",
        )
    moment = dt.datetime.combine(calendar.as_of, dt.time(), dt.UTC)
    return set_pages("letter.typ", _lay_out(settings, calendar, provider, missing), {}, moment), missing


def note_letter(hub: Hub, provider: str, lines: Sequence[Line], who: Identity) -> None:
    """Write to the ledger that a provider was asked, and for what."""
    asked = [f"{line.dataset} {line.period}" for line in lines]
    with hub.register.writing() as connection:
        append(connection, entry_of(who, "letter", provider, {"asked": asked}))


def _lay_out(settings: Settings, calendar: Calendar, provider: str, lines: Sequence[Line]) -> dict[str, object]:
    day = day_in_words(calendar.as_of)
    known = {"day": day, "send_to": settings.supply.send_to}
    cover = (("To", provider), ("For", calendar.contact(provider)), ("Date", day))
    return {
        "title": TITLE,
        "partnership": printable(settings.partnership.name),
        "marking": printable(settings.markings.partner),
        "running": printable(f"{TITLE} · {provider} · {day}"),
        "release_line": "Letter",
        "date": [calendar.as_of.year, calendar.as_of.month, calendar.as_of.day],
        "cover": [[name, printable(words)] for name, words in cover],
        "opening": [printable(words.format(**known)) for words in OPENING],
        "columns": COLUMNS,
        "rows": [_row(line) for line in lines],
        "parts": [[heading, [printable(words.format(**known)) for words in parts]] for heading, parts in PARTS],
    }


def _row(line: Line) -> list[str]:
    dataset = find_dataset(line.dataset)
    whole = len(line.missing) == len(line.period.months)
    cells = (dataset.title, dataset.clause, line.period.words(), day_in_words(line.due), f"{line.days_late:,}")
    return [printable(words) for words in (*cells, "all of it" if whole else ", ".join(line.missing))]
