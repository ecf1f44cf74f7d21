"""The minutes as files: whole, marked on every page, nothing of the closed session in the open ones, equal bytes."""

import io
import re
import zipfile
from datetime import timedelta
from pathlib import Path

import docx
import pypdf
import pytest
from docx.oxml.ns import qn

from hub.access.refusal import AccessRefused
from hub.geography import ALL
from hub.hub import Hub
from hub.meetings.actions import Asked, add_action
from hub.meetings.minute_files import FILES, write_minutes
from hub.meetings.minute_items import write_item
from hub.meetings.minute_versions import correct_minutes
from hub.meetings.refusal import MeetingRefused
from hub.paper.minutes_sheet import PAGE, Section, find_shares
from tests.acceptance.read_back import read_pdf
from tests.unit.hub.held_meeting import SECRET, act, decision, disclosure, hold, step
from tests.unit.hub.jag import (
    ANALYST,
    AT,
    BOARD,
    CHAIR,
    DAY,
    OTHER_CHAIR,
    at,
    draft,
    entries,
    make_jag,
    member,
    read_all,
)

ACTIONS = 60
MARKINGS = {"open": "OFFICIAL", "closed": "OFFICIAL-SENSITIVE"}


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Hub:
    """Approved minutes of a meeting that agreed 60 actions, and a closed session with a mark in its words."""
    made = make_jag(tmp_path_factory.mktemp("minutes") / "hub")
    one, owner = hold(made), member(made, "housing").id
    for number in range(ACTIONS):
        what = f"Ask the landlords along the canal which of the gates stand open, part {number:02d}"
        asked = Asked(what, owner, DAY + timedelta(days=30), "analysis", ALL, "recorded-crime", "burglary")
        add_action(made, ALL, asked, ANALYST, AT)
    act(made, f"{SECRET} bring the dates of the visits", session="closed")
    draft(made, one)
    write_item(made.register, ALL, one, disclosure(made), CHAIR, AT)
    write_item(made.register, ALL, one, decision("closed", f"The {SECRET} visits go on."), CHAIR, AT)
    read_all(made, one)
    step(made, one, "approved")
    return made


def meeting_of(hub: Hub) -> str:
    with hub.register.reading() as connection:
        return str(connection.exec_driver_sql("SELECT id FROM jag_meetings").scalar())


def take(hub: Hub, document: str, kind: str, number: int = 0) -> tuple[str, bytes]:
    return write_minutes(hub, CHAIR, (ALL, meeting_of(hub), document, number), kind, at(2))


def texts_of(content: bytes) -> dict[str, str]:
    """Every part of a DOCX as text."""
    with zipfile.ZipFile(io.BytesIO(content)) as found:
        return {name: found.read(name).decode("utf-8", "replace") for name in found.namelist()}


@pytest.mark.parametrize("document", MARKINGS)
def test_every_page_of_the_pdf_is_marked_and_numbered_and_its_structure_is_sound(hub: Hub, document: str) -> None:
    name, content = take(hub, document, "pdf")
    what = {"open": "minutes", "closed": "restricted-annex"}[document]
    assert name == f"{MARKINGS[document]}_{what}_whole-partnership_2025-03-04_version-1.pdf"
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]
    for number, said in enumerate(pages, 1):
        assert said.count(MARKINGS[document]) == 2
        assert f"Page {number} of {len(pages)}" in said
    assert read_pdf(content).faults == []
    assert "Approved on 4 March 2025" in pages[0]


def test_sixty_actions_go_on_over_the_pages_each_with_the_head_of_the_table(hub: Hub) -> None:
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(take(hub, "open", "pdf")[1])).pages]
    flat = [re.sub(r"\s+", " ", said) for said in pages]
    for number in range(ACTIONS):
        assert sum(f"part {number:02d}" in said for said in flat) == 1
    with_rows = [said for said in flat if re.search(r"part \d\d", said)]
    assert len(with_rows) > 2
    assert all("SARA stage" in said for said in with_rows)


def test_the_document_is_read_back_with_real_headings_heads_of_tables_language_and_fields(hub: Hub) -> None:
    name, content = take(hub, "open", "docx")
    assert name.endswith(".docx") and name.startswith("OFFICIAL_minutes_")
    found = docx.Document(io.BytesIO(content))
    headings = [one.text for one in found.paragraphs if one.style.name == "Heading 1"]
    assert headings == [
        "Attendance", "Apologies and absent posts", "Actions of earlier meetings", "Decisions", "New actions",
        "Next meeting", "Circulation",
    ]  # fmt: skip
    assert [one.text for one in found.paragraphs if one.style.name == "Title"] == ["Minutes"]
    table = next(one for one in found.tables if one.rows[0].cells[0].text == "Action")
    assert [row.cells[0].text[-7:] for row in table.rows[1:]] == [f"part {one:02d}" for one in range(ACTIONS)]
    for one in found.tables:
        assert one.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None, "it is repeated on the next page"
        assert all(row._tr.trPr.find(qn("w:tblHeader")) is None for row in one.rows[1:])
    parts = texts_of(content)
    assert 'w:lang w:val="en-GB"' in parts["word/styles.xml"]
    head, foot = parts["word/header1.xml"], parts["word/footer1.xml"]
    assert "OFFICIAL" in head and "OFFICIAL" in foot
    assert 'w:instr="PAGE"' in foot and 'w:instr="NUMPAGES"' in foot


def test_the_document_says_nothing_of_an_author_or_a_machine(hub: Hub) -> None:
    content = take(hub, "closed", "docx")[1]
    about = docx.Document(io.BytesIO(content)).core_properties
    assert about.title == "Restricted annex to the minutes, JAG, Whole partnership, 4 March 2025"
    assert (about.author, about.last_modified_by, about.comments, about.revision) == ("", "", "", 1)
    assert about.created == about.modified == AT.replace(hour=0)
    parts = texts_of(content)
    assert not [name for name in parts if "thumbnail" in name or "custom" in name.lower()]
    said = " ".join(parts.values())
    assert not [word for word in ("python-docx", "Microsoft Office", "Macintosh", "AppVersion") if word in said]
    with zipfile.ZipFile(io.BytesIO(content)) as found:
        assert {(one.date_time, one.create_system, one.extra) for one in found.infolist()} == {
            ((1980, 1, 1, 0, 0, 0), 0, b"")
        }


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("document", MARKINGS)
def test_equal_minutes_give_equal_bytes(hub: Hub, document: str, kind: str) -> None:
    assert take(hub, document, kind) == take(hub, document, kind)


def test_the_open_minutes_hold_no_word_of_the_closed_session(hub: Hub) -> None:
    paper, edited = take(hub, "open", "pdf")[1], take(hub, "open", "docx")[1]
    said = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper)).pages]
    whole = [
        *said,
        *read_pdf(paper).words,
        *texts_of(edited).values(),
        paper.decode("latin-1"),
        edited.decode("latin-1"),
    ]
    assert not [one for one in whole if SECRET in one]
    annex = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(take(hub, "closed", "pdf")[1])).pages]
    assert "".join(annex).count(SECRET) == 3, "the marks are seen where they belong"
    assert texts_of(take(hub, "closed", "docx")[1])["word/document.xml"].count(SECRET) == 3


@pytest.mark.parametrize("who", [ANALYST, OTHER_CHAIR, BOARD], ids=["analyst", "other chair", "board"])
def test_a_file_is_for_whoever_may_read_it_and_the_ledger_has_both(hub: Hub, who: object) -> None:
    one = meeting_of(hub)
    for document, kind in (("open", "pdf"), ("closed", "docx")):
        asked = (ALL, one, document, 0)
        if who == ANALYST and document == "open":
            write_minutes(hub, who, asked, kind, at(2))  # type: ignore[arg-type]
            noted = entries(hub, 1)[0]
            assert (noted["action"], noted["who"]) == ("export", ANALYST.name)
            assert all(f'"{word}"' in noted["detail"] for word in (one, "open", "pdf"))
        else:
            with pytest.raises(AccessRefused):
                write_minutes(hub, who, asked, kind, at(2))  # type: ignore[arg-type]
            assert entries(hub, 1)[0]["action"] == "refused"


def test_there_is_no_file_of_what_there_is_not(hub: Hub) -> None:
    one = meeting_of(hub)
    for asked in ((ALL, "m-nothing", "open", 0), (ALL, one, "open", 9), (ALL, one, "all", 0)):
        with pytest.raises(MeetingRefused):
            write_minutes(hub, CHAIR, asked, "pdf", at(2))


def test_a_draft_and_a_correction_say_so_at_the_head_of_each_page(tmp_path: Path) -> None:
    hub = make_jag(tmp_path / "hub")
    one = hold(hub)
    draft(hub, one)
    name, content = write_minutes(hub, ANALYST, (ALL, one, "open", 0), "pdf", AT)
    assert name.startswith("OFFICIAL-DRAFT-NOT-APPROVED_minutes_")
    said = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]
    assert all(page.count("OFFICIAL - DRAFT, NOT APPROVED") == 2 for page in said)
    read_all(hub, one)
    step(hub, one, "approved")
    before = write_minutes(hub, CHAIR, (ALL, one, "open", 0), "pdf", AT)
    correct_minutes(hub.register, ALL, one, "open", "A decision was left out.", CHAIR, at(3))
    name, content = write_minutes(hub, CHAIR, (ALL, one, "open", 0), "pdf", at(3))
    assert name.endswith("_version-2.pdf")
    words = re.sub(r"\s+", " ", pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text())
    assert "version 1, which it replaces: A decision was left out." in words
    assert write_minutes(hub, CHAIR, (ALL, one, "open", 1), "pdf", at(9)) == before


def test_columns_have_room_for_their_longest_word_and_fill_the_page() -> None:
    words = ("Action", "Who", "Due")
    row = ("x " * 90, "Community-safety, Borough council", "30 May 2025")
    shares = find_shares(Section("New actions", (), words, (row,)))
    assert sum(shares) == pytest.approx(PAGE, abs=1)
    assert shares[0] > shares[1] > shares[2] > 40
