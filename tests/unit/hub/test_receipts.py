"""Receipts as page, workbook and text: complete, accessible, harmless, and alike."""

import dataclasses
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest

from geo.checks import Refused
from hub.paper.receipt_page import write_page
from hub.paper.receipt_workbook import write_workbook
from hub.receipts import letter_of_outcome, letter_of_refusal, write_letter
from hub.store import Stored
from ingest.letter import Letter
from ingest.receipt import Receipt
from tests.unit.ingest.samples import CRIME, CRIME_ROW, take

MARKING = "OFFICIAL-SENSITIVE"
BAD = CRIME_ROW.replace("22:30", "25:99")
HABIT = CRIME_ROW.replace("Burglary,", "Burglery,")


@pytest.fixture
def receipt(tmp_path: Path) -> Receipt:
    found = take(tmp_path, "recorded-crime", CRIME, *[CRIME_ROW] * 30, BAD, BAD, CRIME_ROW, BAD, *[HABIT] * 6).receipt
    return dataclasses.replace(found, batch="held-00000000-abcdef")


@pytest.fixture
def letter(receipt: Receipt) -> Letter:
    return letter_of_outcome(Stored(receipt.batch, receipt, new=True, superseded=None, state="quarantined"))


class Page(HTMLParser):
    """Collects what matters for a reader who cannot see, and for one who has no network."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def count(self, tag: str) -> int:
        return sum(name == tag for name, _ in self.tags)


def test_the_page_can_be_read_aloud(letter: Letter) -> None:
    page = Page(write_page(letter, MARKING))
    assert page.open == []
    assert dict(page.tags)["html"]["lang"] == "en-GB"
    assert (page.count("h1"), page.count("main"), page.count("title")) == (1, 1, 1)
    assert page.count("table") == page.count("caption") == 4
    assert all(attrs.get("scope") in ("row", "col") for tag, attrs in page.tags if tag == "th")


def test_the_page_takes_nothing_from_outside_and_runs_nothing(letter: Letter) -> None:
    page = Page(write_page(letter, MARKING))
    assert not {tag for tag, _ in page.tags} & {"script", "link", "img", "iframe", "a", "form", "object"}
    assert not {name for _, attrs in page.tags for name in attrs} & {"src", "href", "onclick", "style"}
    assert "url(" not in write_page(letter, MARKING)
    assert "default-src 'none'" in write_page(letter, MARKING)


def test_the_page_says_what_happened_which_rows_and_what_to_do(letter: Letter) -> None:
    words = " ".join(Page(write_page(letter, MARKING)).words)
    for said in (
        "9 of 40 rows (22.5 %) break the contract",
        "saferhub quarantine accept held-00000000-abcdef",
        "32-33, 35",
        "36-41",
        '"Burglery" 6 times, perhaps "Burglary"',
        "rows with a usable location",
        MARKING,
    ):
        assert said in words


HOSTILE = '<script>alert("x")</script>&amp;=1+1'


def test_every_text_on_the_page_is_escaped(receipt: Receipt) -> None:
    (problem, *_) = receipt.problems
    habit = dataclasses.replace(receipt.problems[-1].habits[0], code=HOSTILE, nearest=HOSTILE)
    hostile = dataclasses.replace(problem, column=HOSTILE, rule=HOSTILE, do=HOSTILE, habits=(habit,))
    every = dataclasses.replace(
        receipt, file_name=HOSTILE, provider=HOSTILE, mapping=HOSTILE, problems=(hostile,), notes=(HOSTILE,)
    )
    page = Page(write_page(every.letter(), HOSTILE))
    assert page.count("script") == 0
    assert sum(HOSTILE in words for words in page.words) >= 9


def test_a_workbook_has_one_sheet_for_the_sums_and_one_for_the_faults(letter: Letter, tmp_path: Path) -> None:
    (tmp_path / "receipt.xlsx").write_bytes(write_workbook(letter, MARKING))
    book = openpyxl.load_workbook(tmp_path / "receipt.xlsx")
    assert book.sheetnames == ["Receipt", "Faults"]
    sums = {row[0].value: row[1].value for row in book["Receipt"].iter_rows()}
    assert (sums["rows in the file"], sums["accepted"], sums["refused"]) == (40, 31, 9)
    faults = [[cell.value for cell in row] for row in book["Faults"].iter_rows()]
    assert faults[1][:4] == ["Offence time", "not a time written HH:MM", 3, "32-33, 35"]
    assert faults[2][3:5] == ["36-41", '"Burglery" 6 times, perhaps "Burglary"']
    assert all(MARKING in sheet.oddHeader.center.text for sheet in book)


def test_a_workbook_holds_no_formula_and_no_link_and_is_made_alike_twice(receipt: Receipt, tmp_path: Path) -> None:
    hostile = dataclasses.replace(receipt, file_name="=1+1.csv", provider="@SUM(A1)", notes=("http://example.org",))
    path = tmp_path / "receipt.xlsx"
    path.write_bytes(write_workbook(hostile.letter(), MARKING))
    assert path.read_bytes() == write_workbook(hostile.letter(), MARKING)
    with zipfile.ZipFile(path) as parts:
        sheets = "".join(parts.read(name).decode() for name in parts.namelist() if "sheet" in name)
    assert "<f>" not in sheets
    assert "hyperlink" not in sheets
    values = [cell.value for row in openpyxl.load_workbook(path)["Receipt"].iter_rows() for cell in row]
    assert {"'=1+1.csv", "'@SUM(A1)"} <= set(values)


def test_a_refusal_lists_its_faults_row_by_row(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        take(tmp_path, "recorded-crime", CRIME, CRIME_ROW, *[BAD] * 30)
    letter = letter_of_refusal(refused.value, tmp_path / "extract.csv")
    assert letter.problems[0].all_rows() == "3-32"
    for name in ("refusal.html", "refusal.xlsx", "refusal.txt"):
        write_letter(letter, tmp_path / name, MARKING)
    text = (tmp_path / "refusal.txt").read_text(encoding="utf-8")
    assert "Nothing of it was stored" in text
    assert "rows 3-32" in text
    assert text.count(MARKING) == 2
    assert re.search("<h1>Refused: extract.csv</h1>", (tmp_path / "refusal.html").read_text(encoding="utf-8"))


def test_a_refusal_of_a_file_that_is_no_table_says_what_was_found(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        take(tmp_path, "recorded-crime", CRIME)
    letter = letter_of_refusal(refused.value, tmp_path / "extract.csv")
    assert dict(letter.facts)["Found"] == "headings and no rows."
    assert letter.standing.next_steps == (refused.value.do,)


def test_every_form_names_the_same_rows(letter: Letter, tmp_path: Path) -> None:
    texts = []
    for name in ("r.html", "r.txt"):
        write_letter(letter, tmp_path / name, MARKING)
        texts.append((tmp_path / name).read_text(encoding="utf-8"))
    write_letter(letter, tmp_path / "r.xlsx", MARKING)
    book = openpyxl.load_workbook(tmp_path / "r.xlsx")
    texts.append(" ".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row))
    for problem in letter.problems:
        assert all(problem.all_rows() in text and problem.rule in text for text in texts)
