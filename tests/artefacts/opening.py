"""One way to open each kind of file. A new format is one more entry of KINDS, and its suffix.

A kind is known by how its bytes begin, never by a name. What an opener gives is opened in turn (`search.py`), so that a
workbook in a deck in an archive needs no code of its own.
"""

import gzip
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from lxml import etree

from tests.artefacts.archive import open_zip
from tests.artefacts.database import open_database
from tests.artefacts.parts import UnreadableError
from tests.artefacts.pdf import open_pdf
from tests.artefacts.picture import open_picture

Parts = Iterator[Any]
_LINES = {"p", "si", "is", "text", "title", "desc", "comment", "caption", "li", "td", "th", "t", "h1", "h2"}
"""Elements whose words are read as one line, however many runs they are written in."""
_NOT_SPACE = re.compile(rb"\s*<")


@dataclass(frozen=True)
class Kind:
    """A kind of file: its name, how it begins, the suffixes it goes by, and what takes it apart."""

    name: str
    begins: tuple[bytes, ...]
    suffixes: tuple[str, ...]
    open: Callable[[bytes], Parts]


def _open_gzip(content: bytes) -> Parts:
    yield gzip.decompress(content)


def _open_zlib(content: bytes) -> Parts:
    if len(content) > 8 and int.from_bytes(content[:2], "big") % 31 == 0:
        try:
            yield zlib.decompress(content)
        except zlib.error:
            return


def _open_arrow(content: bytes) -> Parts:
    try:
        opened = pa.ipc.open_file(content) if content[:6] == b"ARROW1" else pa.ipc.open_stream(content)
        table = opened.read_all()
    except pa.ArrowInvalid:
        return
    yield {str(number): column.to_pylist() for number, column in enumerate(table.columns)}
    yield [*table.column_names, *(table.schema.metadata or {}).values()]


def _open_wide_text(content: bytes) -> Parts:
    try:
        yield content.decode("utf-16")
    except UnicodeDecodeError as fault:
        raise UnreadableError("text of two bytes") from fault


def _open_markup(content: bytes) -> Parts:
    """XML, SVG or a page: its text as it stands, and every line of it without the markup in between."""
    try:
        yield content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return
    root = etree.fromstring(content, etree.HTMLParser(encoding="utf-8") if _is_page(content) else _parser())
    if root is None:
        return
    for one in root.iter():
        if isinstance(one.tag, str) and len(one) and etree.QName(one).localname in _LINES:
            yield "".join(one.itertext())


def _is_page(content: bytes) -> bool:
    return b"<!doctype html" in content[:100].lower()


def _parser() -> Any:
    return etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=True)


KINDS = (
    Kind("PDF", (b"%PDF-",), ("pdf",), open_pdf),
    Kind("zip", (b"PK\x03\x04", b"PK\x05\x06"), ("xlsx", "docx", "pptx", "zip"), open_zip),
    Kind("database", (b"SQLite format 3\0",), ("gpkg", "sqlite"), open_database),
    Kind("picture", (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*"),
         ("png", "jpg", "gif", "tif"), open_picture),
    Kind("gzip", (b"\x1f\x8b",), ("gz",), _open_gzip),
    Kind("zlib", (b"\x78",), (), _open_zlib),
    Kind("Arrow", (b"\xff\xff\xff\xff", b"ARROW1"), ("arrow",), _open_arrow),
    Kind("wide text", (b"\xff\xfe", b"\xfe\xff"), (), _open_wide_text),
    Kind("markup", (b"<",), ("svg", "xml", "html"), _open_markup),
)  # fmt: skip
TEXTS = ("csv", "json", "txt")
"""What is searched as it is: it needs no opening."""
SUFFIXES = frozenset({*TEXTS, *(suffix for kind in KINDS for suffix in kind.suffixes)})


def open_artefact(content: bytes) -> Iterator[tuple[str, Any]]:
    """The parts of a file by the name of its kind; none of any other bytes.

    Raises UnreadableError for one that says what it is and cannot be opened.
    """
    begin = content.removeprefix(b"\xef\xbb\xbf")
    begin = begin.lstrip() if _NOT_SPACE.match(begin[:100]) else begin
    kind = next((one for one in KINDS if begin.startswith(one.begins)), None)
    if kind:
        for part in kind.open(content):
            yield kind.name, part
