"""The lines of a text file, in blocks of whole lines, watched while they stream: size, packing, encoding, line length.

A hostile file (a 2 GB line, a bomb) costs no more than its first megabytes.
"""

import codecs
import hashlib
import zipfile
import zlib
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO

from ingest.forms.content import check_text_start
from ingest.forms.encoding import AS_UTF8
from ingest.forms.fault import AGAIN, FileFaultError

BLOCK = 8 << 20
LINE_LIMIT = 1 << 20
SIZE_LIMIT = 2 << 30
RATIO_LIMIT, RATIO_FROM = 100, 64 << 20
UNREADABLE = (OSError, EOFError, ValueError, zlib.error, zipfile.BadZipFile, RuntimeError, NotImplementedError)
"""What gzip and zipfile raise for an archive that is damaged, cut, locked or packed in a way they do not know."""
_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
UNENDED = (
    "The last line has no line end. Many programs write none; but if the file was cut on its way, rows are missing: "
    "compare the number of rows with the agency's."
)
_AS_LINES = "send a CSV with one line for each row (line ends LF or CRLF)."


class Lines:
    """A text file as blocks of whole lines, without byte order mark and without blank lines at its end.

    UTF-16 (by its mark) becomes UTF-8; a file whose line ends are all CR becomes one with LF. ``packed_size`` is the
    size on disk of a packed file, 0 for another. Iterate once; ``fingerprint``, the sha256 of all bytes (unpacked),
    is complete after that.
    """

    def __init__(self, stream: BinaryIO, packed_size: int) -> None:
        self._stream, self._packed_size = stream, packed_size
        self._digest, self._size = hashlib.sha256(), 0
        self._is_ended = True

    @property
    def notes(self) -> tuple[str, ...]:
        """What the sender should know of the lines read so far: whether the last of them may have been cut."""
        return () if self._is_ended else (UNENDED,)

    @property
    def fingerprint(self) -> str:
        """The sha256 of the bytes read so far."""
        return self._digest.hexdigest()

    def __iter__(self) -> Iterator[bytes]:
        """Blocks of about 8 MB, each of whole lines. FileFaultError at the first thing that is not lines of text."""
        carry = b""
        for piece in _with_line_feeds(self._unmarked()):
            _check_lengths(piece, len(carry) - carry.rfind(b"\n") - 1)
            cut = piece.rfind(b"\n", 0, _end_of_text(piece)) + 1
            if cut:
                yield b"".join((carry, memoryview(piece)[:cut]))
            carry = piece[cut:] if cut else carry + piece
            if len(carry) > 2 * LINE_LIMIT:
                raise FileFaultError("more than 1 MB of blank lines.", "delete the blank lines.")
        if last := carry.rstrip(b"\r\n"):
            self._is_ended = len(last) < len(carry)
            yield last

    def _unmarked(self) -> Iterator[bytes]:
        """The pieces without their byte order mark, UTF-16 as UTF-8."""
        pieces = self._pieces()
        first = next(pieces, b"")
        mark = next((mark for mark in _MARKS if first.startswith(mark)), b"")
        if not mark or mark == codecs.BOM_UTF8:
            check_text_start(first[len(mark) : len(mark) + 64])
            yield first[len(mark) :]
            yield from pieces
        elif first.startswith(codecs.BOM_UTF32_LE):
            raise FileFaultError("text in UTF-32.", AS_UTF8)
        else:
            yield from _decoded(first[len(mark) :], pieces, _MARKS[mark])

    def _pieces(self) -> Iterator[bytes]:
        try:
            while piece := self._stream.read(BLOCK):
                self._digest.update(piece)
                self._size += len(piece)
                self._check_size()
                yield piece
        except UNREADABLE:
            raise FileFaultError("a damaged or unreadable file.", AGAIN) from None

    def _check_size(self) -> None:
        if self._size > SIZE_LIMIT:
            raise FileFaultError("more than 2 GB of text.", "send one file for each period.")
        if self._packed_size and self._size > max(RATIO_FROM, RATIO_LIMIT * self._packed_size):
            raise FileFaultError(
                "an archive that unpacks to more than a hundred times its size.", "send the CSV itself."
            )


def _decoded(first: bytes, pieces: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """The pieces in UTF-8. FileFaultError where they are not in ``encoding``."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        yield decoder.decode(first).encode()
        for piece in pieces:
            yield decoder.decode(piece).encode()
        yield decoder.decode(b"", True).encode()
    except UnicodeError:
        raise FileFaultError("text that is not in UTF-16, as its first bytes say.", AS_UTF8) from None


def _with_line_feeds(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces; where the first has CR and no LF, with LF for each CR (then an LF further on is out of place)."""
    first = next(pieces, b"")
    if b"\r" not in first or b"\n" in first:
        yield first
        yield from pieces
        return
    for piece in chain((first,), pieces):
        if b"\n" in piece:
            raise FileFaultError("line ends of two kinds, CR and LF.", "use LF or CRLF as line end.")
        yield piece.replace(b"\r", b"\n")


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
