"""Leaks in workbooks, documents and decks, written with openpyxl, python-docx, python-pptx and zipfile."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

import openpyxl
import pptx
from docx import Document
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image as CellImage
from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Emu, Inches

from tests.artefacts.leaks import BOTH, NAME, NUMBER, PIXELS, SAID, WORD, Leaks, image_bytes, note

WORKBOOK: Leaks = {}
DOCUMENT: Leaks = {}
DECK: Leaks = {}


def clean(kind: str) -> bytes:
    """A small file of a kind without anything planted."""
    return _PLAIN[kind](lambda made: None)


def _workbook(plant: Callable[[Any], None]) -> bytes:
    book = openpyxl.Workbook()
    book.active["A1"] = "Events by area"
    plant(book)
    return _saved(book)


def _document(plant: Callable[[Any], None]) -> bytes:
    document = Document()
    document.add_paragraph("Minutes of the meeting")
    plant(document)
    return _saved(document)


def _deck(plant: Callable[[Any], None]) -> bytes:
    deck = pptx.Presentation()
    deck.slides.add_slide(deck.slide_layouts[5]).shapes.title.text = "Summary"
    plant(deck)
    return _saved(deck)


_PLAIN = {"xlsx": _workbook, "docx": _document, "pptx": _deck}


def _saved(made: Any) -> bytes:
    into = io.BytesIO()
    made.save(into)
    return into.getvalue()


def _put(leaks: Leaks, name: str, plant: Callable[[Any], Any], found: frozenset[str] = BOTH) -> None:
    make = {id(WORKBOOK): _workbook, id(DOCUMENT): _document, id(DECK): _deck}[id(leaks)]
    note(leaks, name, found)(lambda: make(plant))


def _core(made: Any) -> None:
    made.core_properties.comments = SAID


# --- workbooks ---


def _hidden(state: str) -> Callable[[Any], None]:
    def plant(book: Any) -> None:
        sheet = book.create_sheet("Working")
        sheet["A1"], sheet["B1"] = NUMBER, WORD
        sheet.sheet_state = state

    return plant


def _hidden_row(book: Any) -> None:
    book.active.append([WORD, NUMBER])
    book.active.row_dimensions[2].hidden = True
    book.active.column_dimensions["B"].hidden = True


def _comment(book: Any) -> None:
    book.active["A1"].comment = Comment(SAID, "who")


def _name_of_a_range(book: Any) -> None:
    book.defined_names["planted"] = DefinedName("planted", attr_text=f'"{SAID}"')


def _choices(book: Any) -> None:
    choices = DataValidation(type="list", formula1=f'"{WORD},{NUMBER}"')
    choices.add("A1")
    book.active.add_data_validation(choices)


def _format(book: Any) -> None:
    book.active["B2"] = 1
    book.active["B2"].number_format = f'"{WORD} {NUMBER}"'


def _foot(book: Any) -> None:
    book.active.oddFooter.center.text = SAID


def _custom(book: Any) -> None:
    book.custom_doc_props.append(StringProperty(name="planted", value=SAID))


def _description(book: Any) -> None:
    book.properties.description = SAID


def _cell_image(book: Any) -> None:
    book.active.add_image(CellImage(io.BytesIO(image_bytes())), "C3")


_put(WORKBOOK, "a cell", lambda book: book.active.append([WORD, NUMBER]))
_put(WORKBOOK, "a formula", lambda book: book.active.append([f'=IF(1,{NUMBER},"{WORD}")']))
_put(WORKBOOK, "a hidden sheet", _hidden("hidden"))
_put(WORKBOOK, "a sheet that is hidden more", _hidden("veryHidden"))
_put(WORKBOOK, "a hidden row", _hidden_row)
_put(WORKBOOK, "a comment", _comment)
_put(WORKBOOK, "the name of a range", _name_of_a_range)
_put(WORKBOOK, "the name of a sheet", lambda book: book.create_sheet(WORD), NAME)
_put(WORKBOOK, "the choices of a cell", _choices)
_put(WORKBOOK, "the format of a number", _format)
_put(WORKBOOK, "a foot", _foot)
_put(WORKBOOK, "a property", _description)
_put(WORKBOOK, "a property of its own", _custom)
_put(WORKBOOK, "a picture", _cell_image, PIXELS)


# --- documents ---


def _runs(document: Any) -> None:
    line = document.add_paragraph()
    for piece in ("Quill", "feather ", "31", "337"):
        line.add_run(piece)


def _vanished(document: Any) -> None:
    document.add_paragraph().add_run(SAID).font.hidden = True


def _deleted(document: Any) -> None:
    taken, run, words = (OxmlElement(name) for name in ("w:del", "w:r", "w:delText"))
    words.text = SAID
    run.append(words)
    taken.append(run)
    document.paragraphs[0]._p.append(taken)


def _document_comment(document: Any) -> None:
    document.add_comment(document.paragraphs[0].runs, text=SAID, author="who")


def _table(document: Any) -> None:
    document.add_table(1, 2).rows[0].cells[1].text = SAID


def _head(document: Any) -> None:
    document.sections[0].header.paragraphs[0].text = SAID


def _described(document: Any) -> None:
    document.add_picture(io.BytesIO(image_bytes("JPEG")))
    document.element.body.find(f".//{qn('wp:docPr')}").set("descr", SAID)


def _part(name: str, content: bytes) -> Callable[[Any], None]:
    """A part of a package that nothing else of it names."""

    def plant(document: Any) -> None:
        part = Part(PackURI(name), "application/octet-stream", content, document.part.package)
        document.part.relate_to(part, "http://example/planted")

    return plant


_put(DOCUMENT, "a paragraph", lambda document: document.add_paragraph(SAID))
_put(DOCUMENT, "a paragraph in pieces", _runs)
_put(DOCUMENT, "hidden words", _vanished)
_put(DOCUMENT, "words that were deleted", _deleted)
_put(DOCUMENT, "a comment", _document_comment)
_put(DOCUMENT, "a cell of a table", _table)
_put(DOCUMENT, "a head", _head)
_put(DOCUMENT, "a property", _core)
_put(DOCUMENT, "the words of a picture", _described)
_put(DOCUMENT, "a picture", lambda document: document.add_picture(io.BytesIO(image_bytes())), PIXELS)
_put(
    DOCUMENT,
    "a workbook in it",
    _part("/word/embeddings/a.xlsx", _workbook(_hidden("hidden"))),
)
_put(
    DOCUMENT,
    "an object in it",
    _part("/word/a.bin", b"\xd0\xcf\x11\xe0" + SAID.encode("utf-16-le")),
)
_put(DOCUMENT, "XML of a program", _part("/customXml/item9.xml", f"<a b='{SAID}'/>".encode()))


# --- decks ---


def _slide(deck: Any) -> Any:
    return deck.slides.add_slide(deck.slide_layouts[6])


def _box(deck: Any) -> None:
    _slide(deck).shapes.add_textbox(Emu(0), Emu(0), Inches(3), Inches(1)).text_frame.text = SAID


def _outside(deck: Any) -> None:
    _slide(deck).shapes.add_textbox(Inches(-9), Inches(-9), Inches(3), Inches(1)).text_frame.text = SAID


def _pieces(deck: Any) -> None:
    line = _slide(deck).shapes.add_textbox(Emu(0), Emu(0), Inches(3), Inches(1)).text_frame.paragraphs[0]
    for piece in ("Quill", "feather ", "31", "337"):
        line.add_run().text = piece


def _hidden_slide(deck: Any) -> None:
    _box(deck)
    deck.slides[1]._element.set("show", "0")


def _notes(deck: Any) -> None:
    deck.slides[0].notes_slide.notes_text_frame.text = SAID


def _slide_picture(deck: Any) -> Any:
    return _slide(deck).shapes.add_picture(io.BytesIO(image_bytes()), Emu(0), Emu(0))


def _slide_words(deck: Any) -> None:
    _slide_picture(deck)._element.nvPicPr.cNvPr.set("descr", SAID)


def _master(deck: Any) -> None:
    deck.slide_master.name = WORD


def _chart(deck: Any) -> None:
    data = CategoryChartData()
    data.categories = [WORD]
    data.add_series("Events", (NUMBER,))
    where = (Emu(0), Emu(0), Inches(4), Inches(3))
    _slide(deck).shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *where, data)


def _chart_workbook(deck: Any) -> None:
    """A chart that shows nothing of it; the workbook behind it does."""
    _chart(deck)
    part = next(one for one in deck.part.package.iter_parts() if "/charts/chart" in one.partname)
    for value in part._element.iter("{http://schemas.openxmlformats.org/drawingml/2006/chart}v"):
        value.text = "1"


_put(DECK, "words on a slide", _box)
_put(DECK, "words outside a slide", _outside)
_put(DECK, "words in pieces", _pieces)
_put(DECK, "a hidden slide", _hidden_slide)
_put(DECK, "notes of the speaker", _notes)
_put(DECK, "a property", _core)
_put(DECK, "a picture", _slide_picture, PIXELS)
_put(DECK, "the words of a picture", _slide_words)
_put(DECK, "the name of a master", _master, NAME)
_put(DECK, "a chart", _chart)
_put(DECK, "the workbook of a chart", _chart_workbook)


# --- what any of them is packed in ---


def _packed(kind: str, plant: Callable[[zipfile.ZipFile], None]) -> bytes:
    into = io.BytesIO(clean(kind))
    with zipfile.ZipFile(into, "a", zipfile.ZIP_DEFLATED) as archive:
        plant(archive)
    return into.getvalue()


def _say(archive: zipfile.ZipFile) -> None:
    archive.comment = SAID.encode()


def _say_of_a_member(archive: zipfile.ZipFile) -> None:
    member = zipfile.ZipInfo("a.xml")
    member.comment = SAID.encode()
    archive.writestr(member, "<a/>")


def _add_field(archive: zipfile.ZipFile) -> None:
    member = zipfile.ZipInfo("a.xml")
    member.extra = struct.pack("<2H", 0x7075, len(SAID)) + SAID.encode()
    archive.writestr(member, "<a/>")


def _forget(kind: str) -> bytes:
    """A member that the directory of the archive does not name."""
    body = zlib.compress(SAID.encode() * 3)[2:-4]
    head = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 0, 0, len(body), 3 * len(SAID), 1, 0) + b"a"
    into = io.BytesIO()
    into.write(head + body)
    with zipfile.ZipFile(into, "a") as archive, zipfile.ZipFile(io.BytesIO(clean(kind))) as plain:
        for one in plain.namelist():
            archive.writestr(one, plain.read(one))
    return into.getvalue()


for _kind, _leaks in (("xlsx", WORKBOOK), ("docx", DOCUMENT), ("pptx", DECK)):
    note(_leaks, "the note of the archive")(lambda kind=_kind: _packed(kind, _say))
    note(_leaks, "the note of a member")(lambda kind=_kind: _packed(kind, _say_of_a_member))
    note(_leaks, "a field of a member")(lambda kind=_kind: _packed(kind, _add_field))
    note(_leaks, "one more member")(lambda kind=_kind: _packed(kind, lambda one: one.writestr("a.txt", SAID)))
    note(_leaks, "the name of a member", NAME)(lambda kind=_kind: _packed(kind, lambda one: one.writestr(WORD, "")))
    note(_leaks, "a member that was taken out")(lambda kind=_kind: _forget(kind))
    note(_leaks, "bytes after the archive")(lambda kind=_kind: clean(kind) + SAID.encode())
