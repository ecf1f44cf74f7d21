"""Leaks in a PDF, written with pypdf into one that the hub made, or as bytes where no writer would write them."""

import io
import zipfile
import zlib
from dataclasses import replace
from functools import cache
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText
from pypdf.generic import (
    ArrayObject,
    ContentStream,
    DecodedStreamObject,
    DictionaryObject,
    EncodedStreamObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from hub.briefing import write_pdf
from hub.products.product import Section, Words
from tests.artefacts.leaks import NAME, NUMBER, PIXELS, SAID, WORD, Leaks, image_bytes, note, planted_image
from tests.unit.hub.sample_products import sample_map, sample_product, sample_table

PDF: Leaks = {}
N, T = NameObject, TextStringObject


@cache
def clean() -> bytes:
    """A pack without anything planted."""
    section = Section("Places", (Words(("A few words.",)), sample_table(3), sample_map(3)))
    return write_pdf(replace(sample_product(), sections=(section,)))


def _writer() -> PdfWriter:
    return PdfWriter(clone_from=io.BytesIO(clean()))


def _done(writer: PdfWriter) -> bytes:
    into = io.BytesIO()
    writer.write(into)
    return into.getvalue()


def _with(kind: str, **entries: Any) -> DictionaryObject:
    return DictionaryObject({N("/Type"): N(kind), **{N(f"/{name}"): value for name, value in entries.items()}})


def _drawn(operators: str) -> bytes:
    """A page with more drawn on it, in a font that is part of every reader."""
    writer = _writer()
    page = writer.pages[0]
    font = DictionaryObject({N("/Type"): N("/Font"), N("/Subtype"): N("/Type1"), N("/BaseFont"): N("/Courier")})
    page["/Resources"]["/Font"][N("/Planted")] = writer._add_object(font)
    content = ContentStream(page.get_contents(), writer)
    content.set_data(content.get_data() + f"\nq {operators} Q\n".encode())
    page[N("/Contents")] = writer._add_object(content)
    return _done(writer)


def _stream(data: bytes, **entries: Any) -> bytes:
    """A stream that nothing leads to."""
    writer = _writer()
    stream = DecodedStreamObject()
    stream.set_data(data)
    stream.update({N(f"/{name}"): value for name, value in entries.items()})
    writer._add_object(stream.flate_encode())
    return _done(writer)


@note(PDF, "text on a page")
def _() -> bytes:
    return _drawn(f"BT /Planted 9 Tf 60 60 Td ({SAID}) Tj ET")


@note(PDF, "text under a mask")
def _() -> bytes:
    return _drawn(f"BT /Planted 9 Tf 60 60 Td ({SAID}) Tj ET 1 g 0 0 500 200 re f")


@note(PDF, "text that cannot be seen")
def _() -> bytes:
    return _drawn(f"BT 3 Tr /Planted 9 Tf 60 60 Td ({SAID}) Tj ET")


@note(PDF, "text outside the page")
def _() -> bytes:
    return _drawn(f"BT /Planted 9 Tf -900 -900 Td ({SAID}) Tj ET")


@note(PDF, "text in pieces")
def _() -> bytes:
    return _drawn("BT /Planted 9 Tf 60 60 Td [(Quill) -30 (feather ) 20 (31) 10 (337)] TJ ET")


@note(PDF, "text letter by letter")
def _() -> bytes:
    first, *others = f"{WORD} {NUMBER}"
    steps = f"60 60 Td ({first}) Tj" + "".join(f" 5.4 0 Td ({letter}) Tj" for letter in others)
    return _drawn(f"BT /Planted 9 Tf {steps} ET")


@note(PDF, "words to be read aloud on a page")
def _() -> bytes:
    return _drawn(f"/Span <</ActualText ({SAID})>> BDC BT /Planted 9 Tf 60 60 Td (x) Tj ET EMC")


@note(PDF, "an inline picture", PIXELS)
def _() -> bytes:
    writer = _writer()
    image = planted_image()
    body = image.tobytes()
    page = writer.pages[0]
    content = ContentStream(page.get_contents(), writer)
    begin = f"\nq 20 0 0 20 50 50 cm BI /W {image.width} /H {image.height} /CS /RGB /BPC 8 /F /AHx ID "
    content.set_data(content.get_data() + begin.encode() + body.hex().encode() + b"> EI Q\n")
    page[N("/Contents")] = writer._add_object(content)
    return _done(writer)


@note(PDF, "information of the document")
def _() -> bytes:
    writer = _writer()
    writer.add_metadata({"/Keywords": SAID})
    return _done(writer)


@note(PDF, "metadata of the document")
def _() -> bytes:
    writer = _writer()
    stream = writer._root_object["/Metadata"].get_object()
    stream.set_data(stream.get_data().replace(b"</rdf:RDF>", f"<!-- {SAID} --></rdf:RDF>".encode()))
    return _done(writer)


@note(PDF, "an attachment")
def _() -> bytes:
    writer = _writer()
    writer.add_attachment("rows.csv", f"place,events\n{WORD},{NUMBER}\n".encode())
    return _done(writer)


@note(PDF, "a packed attachment")
def _() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("rows.csv", SAID)
    writer = _writer()
    writer.add_attachment("rows.zip", packed.getvalue())
    return _done(writer)


@note(PDF, "the name of an attachment", NAME)
def _() -> bytes:
    writer = _writer()
    writer.add_attachment(f"{WORD}.txt", b"nothing")
    return _done(writer)


@note(PDF, "a note on a page")
def _() -> bytes:
    writer = _writer()
    writer.add_annotation(0, FreeText(text=SAID, rect=(50, 50, 200, 100)))
    return _done(writer)


@note(PDF, "a form field")
def _() -> bytes:
    writer = _writer()
    held = writer._add_object(DictionaryObject({N("/FT"): N("/Tx"), N("/T"): T("a"), N("/V"): T(SAID)}))
    writer._root_object[N("/AcroForm")] = DictionaryObject({N("/Fields"): ArrayObject([held])})
    return _done(writer)


@note(PDF, "a bookmark")
def _() -> bytes:
    writer = _writer()
    writer.add_outline_item(title=SAID, page_number=0)
    return _done(writer)


@note(PDF, "a script")
def _() -> bytes:
    writer = _writer()
    script = DictionaryObject({N("/S"): N("/JavaScript"), N("/JS"): T(f"app.alert('{SAID}')")})
    writer._root_object[N("/OpenAction")] = writer._add_object(script)
    return _done(writer)


@note(PDF, "the alternative text of a picture")
def _() -> bytes:
    writer = _writer()
    figure = next(one for one in writer._objects if isinstance(one, dict) and one.get("/S") == "/Figure")
    figure[N("/Alt")] = T(SAID)
    return _done(writer)


@note(PDF, "words in the structure")
def _() -> bytes:
    writer = _writer()
    part = next(one for one in writer._objects if isinstance(one, dict) and one.get("/S") == "/P")
    part[N("/ActualText")] = T(SAID)
    return _done(writer)


@note(PDF, "a layer that is not shown", NAME)
def _() -> bytes:
    writer = _writer()
    layer = writer._add_object(_with("/OCG", Name=T(WORD)))
    off = DictionaryObject({N("/OFF"): ArrayObject([layer])})
    writer._root_object[N("/OCProperties")] = DictionaryObject({N("/OCGs"): ArrayObject([layer]), N("/D"): off})
    return _done(writer)


@note(PDF, "what the letters of a font stand for")
def _() -> bytes:
    said = SAID.encode("utf-16-be").hex()
    return _stream(f"/CIDInit begincmap 1 beginbfchar <0001> <{said}> endbfchar endcmap".encode())


@note(PDF, "data of a program")
def _() -> bytes:
    writer = _writer()
    private = DictionaryObject({N("/Private"): DictionaryObject({N("/Rows"): NumberObject(NUMBER), N("/Of"): T(WORD)})})
    writer.pages[0][N("/PieceInfo")] = DictionaryObject({N("/Planted"): private})
    return _done(writer)


def _picture(data: bytes, filter_name: str) -> bytes:
    writer = _writer()
    stream: StreamObject = EncodedStreamObject()
    stream._data = data
    stream.update({N("/Type"): N("/XObject"), N("/Subtype"): N("/Image"), N("/Width"): NumberObject(12),
                   N("/Height"): NumberObject(9), N("/ColorSpace"): N("/DeviceRGB"),
                   N("/BitsPerComponent"): NumberObject(8), N("/Filter"): N(filter_name)})  # fmt: skip
    resources = writer.pages[0]["/Resources"]
    resources[N("/XObject")] = DictionaryObject({N("/Planted"): writer._add_object(stream)})
    return _done(writer)


@note(PDF, "a picture", PIXELS)
def _() -> bytes:
    return _picture(zlib.compress(planted_image().tobytes()), "/FlateDecode")


@note(PDF, "what a picture says of itself")
def _() -> bytes:
    return _picture(image_bytes("JPEG", comment=SAID.encode()), "/DCTDecode")


@note(PDF, "a form that no page shows")
def _() -> bytes:
    return _stream(f"BT 60 60 Td ({SAID}) Tj ET".encode(), Type=N("/XObject"), Subtype=N("/Form"))


@note(PDF, "an object that nothing leads to")
def _() -> bytes:
    writer = _writer()
    writer._add_object(DictionaryObject({N("/Lost"): T(SAID)}))
    return _done(writer)


@note(PDF, "text of two bytes a letter")
def _() -> bytes:
    writer = _writer()
    writer._add_object(DictionaryObject({N("/Lost"): T("\u2009".join((SAID, "ž")))}))
    return _done(writer)


@note(PDF, "an object in a stream of objects")
def _() -> bytes:
    inner = f"<< /Lost ({SAID}) >>"
    return _stream(f"900 0 {inner}".encode(), Type=N("/ObjStm"), N=NumberObject(1), First=NumberObject(6))


@note(PDF, "an earlier version of the document")
def _() -> bytes:
    first = io.BytesIO(_drawn(f"BT /Planted 9 Tf 60 60 Td ({SAID}) Tj ET"))
    writer = PdfWriter(first, incremental=True)
    page = writer.pages[0]
    empty = DecodedStreamObject()
    empty.set_data(b"")
    page[N("/Contents")] = writer._add_object(empty)
    assert SAID not in PdfReader(io.BytesIO(_done(writer))).pages[0].extract_text()
    return _done(writer)


@note(PDF, "a remark between objects")
def _() -> bytes:
    return clean().replace(b"endobj\n", f"endobj\n% {SAID}\n".encode(), 1)


@note(PDF, "bytes after the end")
def _() -> bytes:
    return clean() + SAID.encode()
