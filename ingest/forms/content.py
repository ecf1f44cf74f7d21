"""What a file is, by its first bytes; whatever its name says."""

import codecs
from typing import BinaryIO, Literal

from ingest.forms.fault import AS_CSV, FileFaultError

Form = Literal["text", "gzip", "zip", "parquet"]

_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_READ: dict[bytes, Form] = {b"\x1f\x8b": "gzip", b"PK\x03\x04": "zip", b"PAR1": "parquet"}
_REFUSED = {
    b"\x89PNG": "an image (PNG)",
    b"\xff\xd8\xff": "an image (JPEG)",
    b"GIF8": "an image (GIF)",
    b"PK\x05\x06": "an empty zip archive",
    _OLD_OFFICE: "an old Excel or Word document",
    b"%PDF": "a PDF document",
    b"PARE": "an encrypted Parquet file",
    b"ARROW1": "an Arrow file",
    b"SQLite format 3": "a database",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"Rar!": "a RAR archive",
    b"<": "a web page or XML document",
    b"[": "a JSON document that is one list",
    codecs.BOM_UTF32_LE: "text in UTF-32",
    codecs.BOM_UTF32_BE: "text in UTF-32",
}


def find_form(file: BinaryIO) -> Form:
    """The form of an open file (read from its start, which is where it is left). FileFaultError when it is none."""
    start = file.read(64)
    for magic, form in _READ.items():
        if start.startswith(magic):
            file.seek(0)
            return form
    is_locked = start.startswith(_OLD_OFFICE) and _is_locked(file)
    file.seek(0)
    if is_locked:
        raise FileFaultError("a workbook protected by a password.", "save it without a password.")
    return "text"


def check_text_start(start: bytes) -> None:
    """FileFaultError when the first bytes, unpacked, are those of something that is not text of a table."""
    for magic, kind in _REFUSED.items():
        if start.startswith(magic):
            raise FileFaultError(f"{kind}, whatever its name says.", AS_CSV)
    for magic, form in _READ.items():
        if start.startswith(magic):
            raise FileFaultError(f"a {form} inside a gzip or zip.", "send the file itself, or a gzip or zip of a CSV.")
    if b"\0" in start.partition(b"\n")[0]:
        raise FileFaultError(
            "a NUL byte (line 1): text in UTF-16 without its mark, or no text at all.", "save it as CSV UTF-8."
        )


def _is_locked(file: BinaryIO) -> bool:
    """Whether an Office file is an encrypted package; its directory lies anywhere in the file."""
    tail = b""
    while piece := file.read(1 << 20):
        if _LOCKED in tail + piece:
            return True
        tail = piece[-len(_LOCKED) :]
    return False
