"""What a provider is told beside a blank form: who owes it, when it is due, how to write a cell, what must not come."""

from collections.abc import Mapping as ReadOnly
from types import MappingProxyType

from ingest.contract import RANGES, Column, Dataset, Kind
from ingest.periods import Period

REGULATIONS = "SI 2007/1831"
_QUARTERS = tuple(Period.parse(f"2025-Q{number}") for number in (1, 2, 3, 4))
NEVER = (
    "No names, dates of birth, home addresses, full postcodes, telephone numbers, e-mail addresses, NHS or National "
    "Insurance numbers, crime or case numbers, vehicle registrations, and no free text: the information is "
    "depersonalised. A file that holds any of them is refused whole and has to be deleted. "
    "Any other column is refused too, as only what is prescribed may be sent."
)
_ZERO = "Do not write 0 for a place that is not known."
_KINDS: ReadOnly[Kind, str] = MappingProxyType(
    {
        "month": "Written YYYY-MM, such as 2025-01 for January 2025.",
        "date": "Type the date as DD/MM/YYYY, such as 31/01/2025.",
        "time": "24-hour clock, HH:MM, local time; 00:00 is midnight.",
        "count": "A whole number from {0:,.0f} to {1:,.0f}; write 0 where there is none.",
        "code": "Choose one from the list.",
        "icd10": "Three or four characters of ICD-10, such as X99 or X99.4.",
        "key": "Letters and digits, at most 40.",
        "outcode": "The outward part only, such as MK9.",
        "area": "Nine characters, such as E01016725.",
        "easting": "Metres of the British National Grid, {0:,.0f} to {1:,.0f}, digits only.",
        "northing": "Metres of the British National Grid, {0:,.0f} to {1:,.0f}, digits only.",
        "longitude": "Degrees with a decimal point; west is negative.",
        "latitude": "Degrees with a decimal point.",
        "quarter": "A quarter of the calendar, such as 2026-Q3 for July to September 2026.",
        "figure": "A whole number; 0 where there is none, [c] where it is suppressed.",
        "institution": "On one line, as it is registered.",
    }
)


def how_written(column: Column) -> str:
    """How a cell of this column is written, in a sentence or two."""
    words = _KINDS.get(column.kind, "").format(*RANGES.get(column.kind, ()))
    told = "blank" in column.description or not column.blank
    return words if told else f"{words} Leave it blank when it is not known."


def notes(dataset: Dataset) -> list[tuple[str, str]]:
    """The sheet of notes as pairs: what about, and what is said of it."""
    return [
        ("Data set", f"{dataset.title} ({dataset.clause})."),
        ("Who owes it", f"{dataset.agency.capitalize()}."),
        *_calendar(dataset),
        ("How to fill it", "One row below the headings for each event or figure, no blank row between them. Keep the "
         "headings as they are: none added, none renamed, none left out."),
        ("How to send it", "Send this workbook, or the sheet Extract saved as CSV UTF-8, electronically, by the way "
         "agreed with the partnership."),
        ("What must not be sent", NEVER),
        *_unknowns(dataset),
        *((f"Column: {column.title}", _about(column)) for column in dataset.columns),
        *(("Note", note) for note in dataset.mappings[0].notes),
    ]  # fmt: skip


def _calendar(dataset: Dataset) -> list[tuple[str, str]]:
    """Information period and due date by the Regulations, where the data set is one of theirs."""
    if REGULATIONS not in dataset.clause:
        return [("Period", "The quarter, or the interval that your agreement says.")]
    due = "; ".join(
        f"{_months(quarter)}: {quarter.due().day} {quarter.due():%B}{_next_year(quarter)}" for quarter in _QUARTERS
    )
    return [
        ("Period", f"One file for each information period, which is three months ({REGULATIONS})."),
        ("Due", f"By the end of the period that follows it. {due}."),
    ]


def _months(quarter: Period) -> str:
    return quarter.words().rsplit(" ", 1)[0]


def _next_year(quarter: Period) -> str:
    return " of the next year" if quarter.due().year > int(quarter.first[:4]) else ""


def _unknowns(dataset: Dataset) -> list[tuple[str, str]]:
    """How an unknown time and a missing location are left blank, where the form has such columns."""
    blank = {column.kind for column in dataset.columns if column.blank}
    found = []
    if "time" in blank:
        found.append(("Time not known", "Leave the cell blank. 00:00 means midnight, not unknown."))
    if blank & {"easting", "longitude"}:
        found.append(("No location", f"Leave both coordinates blank, never one of them. {_ZERO}"))
    if blank & {"area"}:
        found.append(("Area not known", "Leave the cell blank; the row is then counted as without location."))
    return found


def _about(column: Column) -> str:
    need = "The column may be left out. " if column.optional else ""
    return f"{need}{column.description} {how_written(column)}"
