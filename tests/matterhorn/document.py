"""What a document says of itself: title, language, PDF/UA, layers, attachments, forms; and its annotations."""

from collections.abc import Iterator
from typing import Any

import pypdf
from lxml import etree

_UA = "{http://www.aiim.org/pdfua/ns/id/}part"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
Found = Iterator[tuple[str, str]]


def check_document(reader: pypdf.PdfReader) -> Found:
    """Faults of the document as a whole and of its annotations."""
    root: Any = reader.trailer["/Root"]
    if not _is(root.get("/MarkInfo", {}), "/Marked"):
        yield "01-005", "the document does not say that it is tagged"
    if _is(root.get("/MarkInfo", {}), "/Suspects"):
        yield "01-007", "the document"
    if not str(root.get("/Lang", "")):
        yield "11-001", "the document"
        yield "11-006", "the document"
    wishes = root.get("/ViewerPreferences", {})
    if "/DisplayDocTitle" not in wishes:
        yield "07-001", "the document"
    elif not _is(wishes, "/DisplayDocTitle"):
        yield "07-002", "the document"
    yield from _check_metadata(root)
    yield from _check_parts(reader, root)


def _is(about: Any, name: str) -> bool:
    """Whether a dictionary says yes to something: its own truth values are all true for Python."""
    return str(about.get(name)) == "True"


def _check_metadata(root: Any) -> Found:
    if "/Metadata" not in root:
        yield "06-001", "the document"
        return
    xml = etree.fromstring(root["/Metadata"].get_data())
    stated = [one.text for one in xml.iter(_UA)] + [one.get(_UA) for one in xml.iter()]
    if "1" not in stated:
        yield "06-002", "the metadata"
    titles = [words for one in xml.iter(_TITLE) for words in one.itertext() if words.strip()]
    if not titles:
        yield "06-003", "the metadata"


def _check_parts(reader: pypdf.PdfReader, root: Any) -> Found:
    layers = root.get("/OCProperties", {})
    for one in [layers.get("/D"), *layers.get("/Configs", [])]:
        if one is not None and not one.get_object().get("/Name"):
            yield "20-001", "the layers"
    for one in reader.attachment_list:
        if not {"/F", "/UF"} <= set(one.pdf_object):
            yield "21-001", "an attachment"
    if "/XFA" in root.get("/AcroForm", {}):
        yield "25-001", "the form"
