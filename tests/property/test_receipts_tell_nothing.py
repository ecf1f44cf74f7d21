"""For all bad files: no text of the file but its headings, listed codes and habits is in any form of its receipt."""

import csv
import io
import json
import tempfile
from collections import Counter
from html import unescape
from pathlib import Path

import openpyxl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.checks import Refused
from hub.receipts import letter_of_outcome, letter_of_refusal, write_letter
from hub.store import Stored
from ingest.categories import reference
from ingest.letter import Letter
from ingest.receive import receive
from ingest.register import find_dataset
from tests.unit.ingest.samples import ADMISSION, COLLISION, CRIME, CRIME_ROW, places

PLACES = places()
HABIT = 5  # house rule 9: what occurs so often says something about a system
FORMS = {
    "recorded-crime": (CRIME, CRIME_ROW),
    "road-collisions": (COLLISION, "15/01/2019,08:00,485500,235500,0,0,0,1,2,0"),
    "hospital-admissions": (ADMISSION, "MK9,15/01/2019,X99.4,E01000001"),
}
LISTED = {
    word
    for name in ("notifiable_offences_2007", "icd10_prescribed")
    for row in reference(name)
    for word in row.values()
}
# Alphabets that no word of a receipt is written in, so that a match can only come from the file.
WORD = st.text(alphabet="qxzjQXZJ", min_size=4, max_size=30)
ODD = st.one_of(
    WORD,
    st.builds("{0}, {1}".format, WORD, WORD),
    st.builds("<b>{0}</b>".format, WORD),
    st.builds('="{0}"'.format, WORD),
    st.integers(48_000_000, 48_999_999).map(str),
    st.integers(7001, 7999).map(lambda place: f"48{place}.{place}"),
    st.sampled_from(["33/07/1961", "13/07/1861", "27:43", "X84.7", "E09999978", "QQ9 9ZZ", "qq", "", "-8765"]),
)
EDIT = st.tuples(st.integers(0, 59), st.integers(0, 9), ODD)


def table_of(dataset: str, rows: int, edits: list[tuple[int, int, str]]) -> list[list[str]]:
    _, row = FORMS[dataset]
    table = [row.split(",") for _ in range(rows)]
    for at, cell, text in edits:
        table[at % rows][cell % len(table[0])] = text
    return table


def letter_of(path: Path, dataset: str) -> tuple[Letter, str]:
    try:
        batch = receive(path, find_dataset(dataset), PLACES, limit=0.5)
    except Refused as refusal:
        return letter_of_refusal(refusal, path), str(refusal)
    state = "quarantined" if batch.receipt.refused else "loaded"
    stored = Stored("held-00000000-abcdef", batch.receipt, new=True, superseded=None, state=state)
    return letter_of_outcome(stored), json.dumps(batch.receipt.as_dict()) + batch.receipt.as_text()


def every_form(letter: Letter, folder: Path) -> str:
    for name in ("r.html", "r.txt", "r.xlsx"):
        write_letter(letter, folder / name, "OFFICIAL")
    book = openpyxl.load_workbook(folder / "r.xlsx")
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    texts = [(folder / name).read_text(encoding="utf-8") for name in ("r.html", "r.txt")]
    return "\n".join([*texts, unescape(texts[0]), *cells])


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(FORMS)), st.integers(1, 60), st.lists(EDIT, min_size=1, max_size=40))
def test_no_receipt_tells_a_text_of_the_file(dataset: str, rows: int, edits: list[tuple[int, int, str]]) -> None:
    table = table_of(dataset, rows, edits)
    heading = FORMS[dataset][0].split(",")
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([heading, *table])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "extract.csv"
        path.write_text(out.getvalue(), encoding="utf-8")
        letter, told = letter_of(path, dataset)
        told += every_form(letter, Path(folder))
    times = Counter(cell.strip() for row in table for cell in row)
    secret = {text for text, count in times.items() if len(text) > 3 and count < HABIT} - LISTED - set(heading)
    assert [text for text in secret if text in told] == []
