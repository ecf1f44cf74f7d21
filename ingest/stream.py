"""The bytes of a file, watched while they come: size, kind, encoding, control characters, line length.

Everything here is decided on a stream of one-megabyte pieces, so that refusing a hostile file costs no more than the
pieces before its fault.
"""

import codecs
import gzip
import hashlib
import re
import zlib
from pathlib import Path
from typing import BinaryIO

PIECE = 1 << 20
LINE_LIMIT = 1 << 20
SIZE_LIMIT = 2 << 30
RATIO_LIMIT, RATIO_FROM = 100, 64 << 20

_KINDS = {
    b"\x89PNG": "an image (PNG)",
    b"\xff\xd8\xff": "an image (JPEG)",
    b"GIF8": "an image (GIF)",
    b"PK\x03\x04": "a zip archive or an Excel workbook",
    b"PK\x05\x06": "an empty zip archive",
    b"\xd0\xcf\x11\xe0": "an old Excel or Word document",
    b"%PDF": "a PDF document",
    b"PAR1": "a Parquet file",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"Rar!": "a RAR archive",
    b"\x1f\x8b": "a gzip inside a gzip",
    b"<": "a web page or XML document",
    b"{": "a JSON document",
    b"\xff\xfe": "text in UTF-16",
    b"\xfe\xff": "text in UTF-16",
}
_MARK = codecs.BOM_UTF8
_FORBIDDEN = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\x8b-\x8f\xa8-\xae]|\xe2\x81[\xa6-\xa9]|\xef\xbb\xbf"
)
_CONTROLS = bytes({*range(32), 127} - set(b"\t\n\r"))
_AS_CSV = "export the data as CSV (comma, UTF-8); a new name does not make a CSV."
_AS_UTF8 = "save the file as CSV UTF-8."


class FileFaultError(Exception):
    """Why a file is no table: what was ``found``, what to ``do``. Becomes FileUnreadable in ``extract.py``."""

    def __init__(self, found: str, do: str) -> None:
        super().__init__(found)
        self.found = found
        self.do = do


def read_watched(path: Path) -> tuple[bytearray, str]:
    """Read a file, unpacked when it is a gzip: (text as bytes, without byte order mark and last line end; sha256).

    The fingerprint is the sha256 of all unpacked bytes. FileFaultError at the first thing that is not text of a table.
    """
    data = bytearray()
    try:
        if not path.is_file():
            raise FileFaultError("no file of that name.", "check the name and the folder.")
        watch = _Watch(path.stat().st_size)
        with _opened(path) as stream:
            while piece := stream.read(PIECE):
                watch.see(piece)
                data += piece
    except (OSError, EOFError, zlib.error):
        raise FileFaultError("a damaged or unreadable file.", "fetch or export the file again.") from None
    watch.end()
    return _trimmed(data), watch.digest.hexdigest()


def _opened(path: Path) -> BinaryIO:
    with path.open("rb") as start:
        packed = start.read(2) == b"\x1f\x8b"
    return gzip.open(path, "rb") if packed else path.open("rb")  # type: ignore[return-value]


def _trimmed(data: bytearray) -> bytearray:
    if data.startswith(_MARK):
        del data[: len(_MARK)]
    while data.endswith((b"\n", b"\r")):
        del data[-1:]
    if not data:
        raise FileFaultError("an empty file.", "ask the agency to send the file again.")
    return data


class _Watch:
    """Looks at each piece once and remembers only what the next piece needs."""

    def __init__(self, packed_size: int) -> None:
        self.digest = hashlib.sha256()
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._packed, self._size, self._line, self._lines, self._tail = packed_size, 0, 0, 1, b""

    def see(self, piece: bytes) -> None:
        self.digest.update(piece)
        if self._size == 0:
            _check_kind(piece)
            piece_text = piece.removeprefix(_MARK)
        else:
            piece_text = piece
        self._size += len(piece)
        self._check_size()
        self._check_lines(piece)
        self._check_characters(piece_text)
        self._check_encoding(piece)
        self._lines += piece.count(b"\n")

    def end(self) -> None:
        self._check_encoding(b"", final=True)

    def _check_size(self) -> None:
        if self._size > SIZE_LIMIT:
            raise FileFaultError("more than 2 GB of text.", "send one file for each period.")
        if self._size > RATIO_FROM and self._size > RATIO_LIMIT * self._packed:
            raise FileFaultError("a gzip that unpacks to more than a hundred times its size.", "send the CSV itself.")

    def _check_lines(self, piece: bytes) -> None:
        first = piece.find(b"\n")
        longest = self._line + (len(piece) if first < 0 else first)
        self._line = longest if first < 0 else len(piece) - piece.rfind(b"\n") - 1
        if longest > LINE_LIMIT:
            raise FileFaultError(
                "a line of more than 1 MB.", "send a CSV with one line for each row (line ends LF or CRLF)."
            )

    def _check_characters(self, piece: bytes) -> None:
        seen = self._tail + piece
        harmless = seen.isascii() and len(seen.translate(None, _CONTROLS)) == len(seen)
        bad = None if harmless else _FORBIDDEN.search(seen)
        self._tail = seen[-2:]
        if bad:
            row = self._lines + piece.count(b"\n", 0, max(0, bad.start() - 2))
            kind = "a NUL byte" if bad[0] == b"\0" else "a control or invisible character"
            raise FileFaultError(f"{kind} (line {row}).", "export the data again as plain CSV text.")

    def _check_encoding(self, piece: bytes, final: bool = False) -> None:
        try:
            self._decoder.decode(piece, final)
            return
        except UnicodeDecodeError as fault:
            at = fault.start
        likely = "Windows-1252" if re.search(rb"[\x80-\x9f]", piece) else "Latin-1"
        row = self._lines + piece.count(b"\n", 0, at)
        raise FileFaultError(f"text that is not UTF-8, most likely {likely} (first in line {row}).", _AS_UTF8)


def _check_kind(start: bytes) -> None:
    for magic, kind in _KINDS.items():
        if start.startswith(magic):
            raise FileFaultError(f"{kind}, whatever its name says.", _AS_UTF8 if "UTF-16" in kind else _AS_CSV)
