"""A receipt as a workbook: a sheet of the sums and a sheet of the faults, one line for each. No formula, no link."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from hub.paper.harmless import harmless
from hub.paper.row_heights import give_room
from ingest.letter import Letter
from ingest.problems import Problem

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_COLUMNS = (
    ("Column", 24),
    ("Rule that is broken", 40),
    ("How many rows", 12),
    ("Which rows (the headings are row 1)", 50),
    ("Nearest allowed code", 40),
    ("What to do", 50),
)
_EPOCH = datetime(2000, 1, 1)
Line = tuple[str, str | int]


def write_workbook(letter: Letter, marking: str) -> bytes:
    """The workbook as XLSX bytes, with ``marking`` at the head and foot of every page; equal letters, equal bytes."""
    out = BytesIO()
    book = Workbook(out, _OPTIONS)
    book.set_properties({"title": letter.title, "subject": marking, "created": _EPOCH})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    number = book.add_format({"num_format": "#,##0", "align": "left", "valign": "top"})
    _write_sums(_open(book, "Receipt", marking), letter, bold, wrap, number)
    _write_faults(_open(book, "Faults", marking), letter.problems, bold, wrap, number)
    book.close()
    return out.getvalue()


def _open(book: Workbook, name: str, marking: str) -> Worksheet:
    sheet = book.add_worksheet(name)
    words = marking.replace("&", "&&")[:100]
    sheet.set_header(f'&C&"Calibri,Bold"&12 {words}')
    sheet.set_footer(f'&C&"Calibri,Bold"&12 {words}&R&9Page &P of &N')
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    return sheet


def _lines(letter: Letter) -> list[Line]:
    """The first sheet: what and its words or count."""
    return [
        (letter.standing.heading, letter.file_name),
        ("Verdict", letter.standing.verdict),
        *(("What to do", step) for step in letter.standing.next_steps),
        *letter.facts,
        *letter.sums,
        *letter.quality,
        *(("Note", note) for note in letter.notes),
    ]


def _write_sums(sheet: Worksheet, letter: Letter, bold: Format, wrap: Format, number: Format) -> None:
    sheet.set_column(0, 0, 36)
    sheet.set_column(1, 1, 100)
    for row, (name, words) in enumerate(_lines(letter)):
        sheet.write_string(row, 0, harmless(name), bold)
        if isinstance(words, int):
            sheet.write_number(row, 1, words, number)
        else:
            sheet.write_string(row, 1, harmless(words), wrap)
    give_room(sheet, 0, ((name, str(words)) for name, words in _lines(letter)), (36, 100))


def _write_faults(sheet: Worksheet, problems: Sequence[Problem], bold: Format, wrap: Format, number: Format) -> None:
    for place, (title, width) in enumerate(_COLUMNS):
        sheet.write_string(0, place, title, bold)
        sheet.set_column(place, place, width)
    for row, problem in enumerate(problems, 1):
        habits = "\n".join(habit.as_text() for habit in problem.habits)
        words = (problem.column, problem.rule, "", problem.all_rows(), habits, problem.do)
        for place, text in enumerate(words):
            sheet.write_string(row, place, harmless(text), wrap)
        sheet.write_number(row, 2, problem.count, number)
        give_room(sheet, row, [words], [width for _, width in _COLUMNS])
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.autofilter(0, 0, len(problems), len(_COLUMNS) - 1)
