"""The lines of a text file, in blocks of whole lines, watched while they stream: size, packing, encoding, line length.

A hostile file (a 2 GB line, a bomb) costs no more than its first megabytes.
"""

import codecs
import gzip
import hashlib
import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from ingest.forms.content import check_text_start
from ingest.forms.fault import AGAIN, FileFaultError, RowFaults

BLOCK = 16 << 20
LINE_LIMIT = 1 << 20
SIZE_LIMIT = 2 << 30
RATIO_LIMIT, RATIO_FROM = 100, 64 << 20
DECLARED = {"": "utf-8", "utf-8": "utf-8", "windows-1252": "cp1252"}
"""The encodings that may be declared for a file without a byte order mark, and what Python calls them."""

_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_AS_LINES = "send a CSV with one line for each row (line ends LF or CRLF)."
_AS_UTF8 = "save the file as CSV UTF-8, or, where the sender confirms the encoding, declare it: --encoding windows-1252."


class Lines:
    """A text file as blocks of whole lines in UTF-8, without byte order mark and without blank lines at its end.

    ``encoding`` is what the sender declared ('' is UTF-8); a byte order mark is believed before it. Iterate once;
    ``fingerprint``, the sha256 of all bytes as they were sent (unpacked when a gzip), is complete after that.
    """

    def __init__(self, file: BinaryIO, size: int, packed: bool, encoding: str) -> None:
        self._file: BinaryIO = gzip.GzipFile(fileobj=file) if packed else file  # type: ignore[assignment]
        self._packed_size = size if packed else 0
        self._encoding = DECLARED[encoding]
        self._digest, self._size = hashlib.sha256(), 0

    @property
    def fingerprint(self) -> str:
        """The sha256 of the bytes read so far."""
        return self._digest.hexdigest()

    def __iter__(self) -> Iterator[bytes]:
        """Blocks of about 16 MB, each of whole lines. FileFaultError at the first thing that is not lines of text."""
        carry = b""
        for piece in self._in_utf8():
            _check_lengths(piece, len(carry) - carry.rfind(b"\n") - 1)
            cut = piece.rfind(b"\n", 0, _end_of_text(piece)) + 1
            if cut:
                yield b"".join((carry, memoryview(piece)[:cut]))
            carry = piece[cut:] if cut else carry + piece
            if len(carry) > 2 * LINE_LIMIT:
                raise FileFaultError("more than 1 MB of blank lines.", "delete the blank lines.")
        if last := carry.rstrip(b"\r\n"):
            yield last

    def _in_utf8(self) -> Iterator[bytes]:
        """The pieces as UTF-8; those that claim to be UTF-8 are passed on as they are, to be checked in each block."""
        pieces = self._pieces()
        first = next(pieces, b"")
        mark = next((mark for mark in _MARKS if first.startswith(mark)), b"")
        encoding = _MARKS[mark] if mark else self._encoding
        first = first[len(mark) :]
        check_text_start(first[:64] if encoding == "utf-8" else b"")
        yield from _decoded(first, pieces, encoding)

    def _pieces(self) -> Iterator[bytes]:
        try:
            while piece := self._file.read(BLOCK):
                self._digest.update(piece)
                self._size += len(piece)
                self._check_size()
                yield piece
        except (OSError, EOFError, zlib.error):
            raise FileFaultError("a damaged or unreadable file.", AGAIN) from None

    def _check_size(self) -> None:
        if self._size > SIZE_LIMIT:
            raise FileFaultError("more than 2 GB of text.", "send one file for each period.")
        if self._packed_size and self._size > max(RATIO_FROM, RATIO_LIMIT * self._packed_size):
            raise FileFaultError("a gzip that unpacks to more than a hundred times its size.", "send the CSV itself.")


def _decoded(first: bytes, pieces: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """The pieces in UTF-8. FileFaultError where they are not in ``encoding``, or are UTF-8 declared otherwise."""
    if encoding == "utf-8":
        yield first
        yield from pieces
        return
    decoder, utf8 = codecs.getincrementaldecoder(encoding)(), _Utf8()
    try:
        utf8.see(first)
        yield decoder.decode(first).encode()
        for piece in pieces:
            utf8.see(piece)
            yield decoder.decode(piece).encode()
        yield decoder.decode(b"", True).encode()
    except UnicodeError:
        raise FileFaultError(f"text that is not in {encoding}, as it claims or was declared.", _AS_UTF8) from None
    if encoding == DECLARED["windows-1252"] and utf8.is_certain():
        raise FileFaultError("text in UTF-8, though Windows-1252 was declared.", "receive it without that declaration.")


class _Utf8:
    """Whether text declared otherwise is UTF-8 after all: valid as such, and not plain ASCII."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._valid, self._ascii = True, True

    def see(self, piece: bytes) -> None:
        self._ascii &= piece.isascii()
        try:
            self._decoder.decode(piece if self._valid else b"")
        except UnicodeDecodeError:
            self._valid = False

    def is_certain(self) -> bool:
        return self._valid and not self._ascii


def _end_of_text(piece: bytes) -> int:
    """Where the line ends at the end of a piece begin: blank lines at the end of a file are no rows."""
    tail = piece[-4096:]
    kept = len(tail.rstrip(b"\r\n"))
    return len(piece) - len(tail) + kept if kept else len(piece.rstrip(b"\r\n"))


def _check_lengths(piece: bytes, line: int) -> None:
    """FileFaultError for a line of more than 1 MB; ``line`` bytes of the first one came before this piece.

    Only half megabytes without a line end are looked at closely.
    """
    half, first = LINE_LIMIT // 2, piece.find(b"\n")
    longest = line + (len(piece) if first < 0 else first)
    for start in range(0, len(piece), half):
        if piece.find(b"\n", start, start + half) < 0:
            end = piece.find(b"\n", start + half)
            longest = max(longest, (len(piece) if end < 0 else end) - piece.rfind(b"\n", 0, start) - 1)
    if longest > LINE_LIMIT:
        raise FileFaultError("a line of more than 1 MB.", _AS_LINES)


def note_encoding(block: bytes, faults: RowFaults) -> None:
    """Note the lines of a block (counted from 0) that are not UTF-8, and the encoding they most likely are in."""
    try:
        block.decode()
    except UnicodeDecodeError:
        likely = "Windows-1252" if re.search(rb"[\x80-\x9f]", block) else "Latin-1"
        rows = [row for row, line in enumerate(block.split(b"\n")) if not _is_utf8(line)]
        faults.add(f"text that is not UTF-8, most likely {likely}", rows, _AS_UTF8)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True
