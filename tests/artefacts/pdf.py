"""A PDF, object by object as they lie in its bytes, those that nothing leads to any more among them.

Texts of every object (alternative texts, structure, bookmarks, notes, forms, information), streams unpacked (metadata,
attachments, drawings, fonts and what their letters stand for), pictures by their pixels, the text of every page by two
readers and by the structure, and the bytes between and after the objects.
"""

import io
import re
from collections.abc import Iterator
from typing import Any

import pypdf
import pypdfium2
from fontTools.ttLib import TTFont, TTLibError
from pypdf.errors import PyPdfError
from pypdf.generic import ContentStream, StreamObject, read_object

from tests.acceptance.read_back import read_pdf
from tests.artefacts.parts import Opaque, UnreadableError, name_pixels

_OBJECT = re.compile(rb"(?<!\d)\d{1,10}\s+\d{1,5}\s+obj\b\s*")
_BOOKKEEPING = re.compile(
    rb"\d{10} \d{5} [nf]|startxref\s+\d+|/(?:Size|Prev|XRefStm)\s+\d+|\d+ \d+ R|xref\s+\d+ \d+", re.DOTALL
)
_LENGTHS = {"/Length", "/Length1", "/Length2", "/Length3", "/Size", "/Prev", "/First", "/N", "/Index", "/W", "/Widths",
            "/ByteRange", "/XRefStm", "/DL"}  # fmt: skip
"""Numbers that say where something lies or how long or wide it is. A name of them holds no figure."""
_FONTS = (b"\0\1\0\0", b"OTTO", b"true", b"\1\0\4")
_MAPPED = re.compile(rb"<([0-9A-Fa-f\s]+)>")
_TEXT_OPERATORS = {b"Tj", b"TJ", b"'", b'"'}


def open_pdf(content: bytes) -> Iterator[Any]:
    """Everything in a PDF; one that is locked or cannot be read to its end is UnreadableError."""
    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            raise UnreadableError("a PDF with a lock")
        yield from _read_objects(content, reader)
        for page in reader.pages:
            yield page.extract_text()
            yield from (name_pixels(one.image) for one in page.images if one.is_inline)
        yield from _read_as_seen(content)
        yield from _read_by_structure(content, reader)
    except (PyPdfError, pypdfium2.PdfiumError, NotImplementedError, RecursionError, OSError) as fault:
        raise UnreadableError("a PDF") from fault


def _read_objects(content: bytes, reader: pypdf.PdfReader) -> Iterator[Any]:
    """Each object in the order of the bytes, and what is between them."""
    stream, at, between = io.BytesIO(content), 0, []
    while found := _OBJECT.search(content, at):
        between.append(content[at : found.start()])
        stream.seek(found.end())
        yield from _walk(read_object(stream, reader), "", reader)
        at = max(stream.tell(), found.end())
    yield Opaque(_BOOKKEEPING.sub(b" ", b"\n".join([*between, content[at:]])))


def _walk(node: Any, name: str, reader: pypdf.PdfReader) -> Iterator[Any]:
    """Every text and number of an object, but for references, which lead to objects that are read by themselves."""
    if isinstance(node, dict):
        for key, one in dict.items(node):
            yield str(key)
            yield from _walk(one, str(key), reader)
        if isinstance(node, StreamObject):
            yield from _read_stream(node, reader)
    elif isinstance(node, list):
        for one in list.__iter__(node):
            yield from _walk(one, name, reader)
    elif isinstance(node, str):
        yield str(node)
    elif isinstance(node, bytes):
        yield Opaque(node)
    elif isinstance(node, int | float) and not isinstance(node, bool) and name not in _LENGTHS:
        yield int(node) if isinstance(node, int) else float(node)


def _read_stream(stream: Any, reader: pypdf.PdfReader) -> Iterator[Any]:
    kind, form = stream.get("/Type"), stream.get("/Subtype")
    if kind == "/XRef":
        return
    if form == "/Image":
        yield name_pixels(stream.decode_as_image())
        yield _packed_picture(stream)
        return
    data = stream.get_data()
    if kind == "/ObjStm":
        yield from _read_packed(data, stream, reader)
    elif kind == "/EmbeddedFile" or form == "/XML" or kind == "/Metadata":
        yield data
    elif data.startswith(_FONTS):
        yield from _read_font(data)
    elif b"begincmap" in data:
        yield from (bytes.fromhex(one.decode()).decode("utf-16-be", "replace") for one in _even(data))
    else:
        yield Opaque(data)
        yield from _read_drawing(stream, data, reader)


def _packed_picture(stream: Any) -> bytes:
    """The bytes of a picture as its own program wrote them, with what it says of itself, where it is such a file."""
    data = bytes(stream._data)
    return data if data.startswith(b"\xff\xd8") else Opaque(data)


def _read_packed(data: bytes, stream: Any, reader: pypdf.PdfReader) -> Iterator[Any]:
    """The objects of a stream of objects, by the list at its head."""
    heads = [int(one) for one in data[: stream["/First"]].split()]
    for place in heads[1::2]:
        inner = io.BytesIO(data[stream["/First"] + place :])
        yield from _walk(read_object(inner, reader), "", reader)


def _even(data: bytes) -> Iterator[bytes]:
    for found in _MAPPED.finditer(data):
        digits = b"".join(found[1].split())
        if len(digits) % 4 == 0:
            yield digits


def _read_font(data: bytes) -> Iterator[Any]:
    yield Opaque(data)
    try:
        font = TTFont(io.BytesIO(data), lazy=True)
        if "name" in font:
            yield [one.toUnicode(errors="replace") for one in font["name"].names]
    except TTLibError:
        return


def _read_drawing(stream: Any, data: bytes, reader: pypdf.PdfReader) -> Iterator[Any]:
    """What a drawing writes and says of itself; a form is read as a page is, whether or not a page shows it."""
    if b"BT" not in data and b"BDC" not in data and b"DP" not in data:
        return  # lines and areas, no words
    drawn = ContentStream(None, reader)
    drawn.set_data(data)
    try:
        operations = drawn.operations
    except (PyPdfError, ValueError):
        return  # no drawing: its bytes were looked at
    for operands, operator in operations:
        if operator in _TEXT_OPERATORS:
            yield "".join(_letters(operands))
        elif operator in (b"BDC", b"DP"):
            yield from _walk(list(operands), "", reader)
    if stream.get("/Subtype") == "/Form" and len(reader.pages):
        yield reader.pages[0].extract_xform_text(stream)


def _letters(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for one in node:
            yield from _letters(one)
    elif isinstance(node, bytes):
        yield node.decode("latin-1")
    elif isinstance(node, str):
        yield str(node)


def _read_as_seen(content: bytes) -> Iterator[str]:
    """The text of each page by where its letters stand."""
    document = pypdfium2.PdfDocument(content)
    try:
        for page in document:
            yield page.get_textpage().get_text_bounded()
    finally:
        document.close()


def _read_by_structure(content: bytes, reader: pypdf.PdfReader) -> Iterator[Any]:
    """The words of tables and pictures as one of our own PDFs has them: a picture sets every letter by itself. A file
    that is not built like ours is left to the other readers."""
    if "Typst" in str((reader.metadata or {}).get("/Creator", "")):
        try:
            found = read_pdf(content)
        except (KeyError, ValueError, IndexError):
            return
        yield [*found.words, *(piece for one in found.pictures for piece in one.pieces)]
        yield [cell for one in found.tables for row in (one.columns, *one.rows) for cell in row]
