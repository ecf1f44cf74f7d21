"""The minutes of a meeting as a Word document, for whoever edits them: real headings, tables whose heads are repeated.

It says nothing of the machine that wrote it or of any author, and equal minutes give equal bytes: the parts of the file
are packed anew in their order, with one fixed time.
"""

from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from hub.paper.characters import printable
from hub.paper.minutes_sheet import MinutesSheet, Section, find_shares

LANGUAGE, FONT = "en-GB", "Arial"
INK = RGBColor(0x12, 0x3A, 0x63)
PACKED = (1980, 1, 1, 0, 0, 0)
BROAD = 17.0
"""Centimetres between the margins."""
APP = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
)


def write_document(sheet: MinutesSheet) -> bytes:
    """The document as a file."""
    made = Document()
    _settle(made, sheet)
    _mark(made, sheet)
    made.add_paragraph(printable(sheet.partnership))
    made.add_paragraph(printable(sheet.title), style="Title")
    for name, words in sheet.cover:
        line = made.add_paragraph()
        line.add_run(f"{name}: ").bold = True
        line.add_run(printable(words))
    for one in sheet.sections:
        _write(made, one)
    out = BytesIO()
    made.save(out)
    return _pack(out.getvalue())


def _settle(made: Any, sheet: MinutesSheet) -> None:
    """Page, language, fonts, and what the file says of itself."""
    page = made.sections[0]
    page.page_width, page.page_height = Cm(21.0), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.0)
    page.top_margin, page.bottom_margin = Cm(2.9), Cm(2.5)
    for name, size in (("Normal", 10.5), ("Title", 22), ("Heading 1", 14)):
        style = made.styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{kind}"), None)
        fonts.set(qn("w:cs"), FONT)
        if name != "Normal":
            style.font.color.rgb = INK
    for found in made.styles.element.iter(qn("w:lang")):
        found.set(qn("w:val"), LANGUAGE)
    about = made.core_properties
    about.title, about.language, about.subject = printable(f"{sheet.title}, {sheet.running}"), LANGUAGE, sheet.marking
    about.author = about.last_modified_by = about.comments = about.keywords = about.category = ""
    about.created = about.modified = sheet.day.replace(tzinfo=None)
    about.revision = 1
    _say_nothing_of_the_machine(made)


def _say_nothing_of_the_machine(made: Any) -> None:
    """The template that the library brings has a picture of itself, and the name of the program that wrote it."""
    kinds = (RELATIONSHIP_TYPE.EXTENDED_PROPERTIES, RELATIONSHIP_TYPE.THUMBNAIL)
    found = {one.reltype: key for key, one in made.part.package.rels.items() if one.reltype in kinds}
    made.part.package.rels[found[kinds[0]]].target_part._blob = APP
    made.part.package.rels.pop(found[kinds[1]])
    for key in [key for key, one in made.part.rels.items() if one.reltype == RELATIONSHIP_TYPE.CUSTOM_XML]:
        made.part.rels.pop(key)


def _mark(made: Any, sheet: MinutesSheet) -> None:
    """The marking at head and foot of every page, and which page of how many."""
    page = made.sections[0]
    head, foot = page.header.paragraphs[0], page.footer.paragraphs[0]
    for line in (head, foot):
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.add_run(printable(sheet.marking)).bold = True
    below = page.header.add_paragraph()
    below.add_run(printable(sheet.running)).font.size = Pt(8)
    last = page.footer.add_paragraph()
    last.alignment = WD_ALIGN_PARAGRAPH.CENTER
    last.add_run(f"{printable(sheet.standing)}. Page ")
    _field(last, "PAGE")
    last.add_run(" of ")
    _field(last, "NUMPAGES")


def _field(line: Any, name: str) -> None:
    """A field that the reader's program fills in."""
    field, run, words = OxmlElement("w:fldSimple"), OxmlElement("w:r"), OxmlElement("w:t")
    field.set(qn("w:instr"), name)
    words.text = "1"
    run.append(words)
    field.append(run)
    line._p.append(field)


def _write(made: Any, one: Section) -> None:
    made.add_heading(printable(one.heading), level=1)
    for words in one.paragraphs:
        made.add_paragraph(printable(words))
    if not one.rows:
        return
    table = made.add_table(rows=1, cols=len(one.columns), style="Table Grid")
    table.autofit = False
    shares = find_shares(one)
    for column, share in zip(table.columns, shares, strict=True):
        column.width = Cm(BROAD * share / sum(shares))
    _fill(table.rows[0], one.columns, bold=True)
    _set(table.rows[0]._tr.get_or_add_trPr(), "w:tblHeader")
    for row in one.rows:
        _fill(table.add_row(), row)
    for row in table.rows:
        _set(row._tr.get_or_add_trPr(), "w:cantSplit")
    about = OxmlElement("w:tblCaption")
    about.set(qn("w:val"), printable(one.heading))
    table._tbl.tblPr.append(about)
    made.add_paragraph()


def _fill(row: Any, cells: Any, bold: bool = False) -> None:
    for cell, column, words in zip(row.cells, row.table.columns, cells, strict=True):
        cell.width = column.width
        run = cell.paragraphs[0].add_run(printable(words))
        run.bold, run.font.size = bold or None, Pt(9)


def _set(of: Any, name: str) -> None:
    of.append(OxmlElement(name))


def _pack(content: bytes) -> bytes:
    """The same parts in their order, each with the same time."""
    out = BytesIO()
    with ZipFile(BytesIO(content)) as before, ZipFile(out, "w", ZIP_DEFLATED) as after:
        for name in sorted(before.namelist(), key=lambda one: (one != "[Content_Types].xml", one)):
            part = ZipInfo(name, PACKED)
            part.compress_type, part.create_system = ZIP_DEFLATED, 0
            after.writestr(part, before.read(name))
    return out.getvalue()
