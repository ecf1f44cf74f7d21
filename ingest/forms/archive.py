"""A look into a zip, most often a workbook, before anything reads it: sizes, members, passwords, macros.

The members that may be read are inflated once, within the limits, and packed anew without compression: what is read
afterwards is byte for byte what was looked at, whatever the archive says elsewhere about itself.
"""

import io
import posixpath
import re
import zipfile
from typing import BinaryIO
from xml.etree import ElementTree

from ingest.forms.fault import AGAIN, AS_CSV, FileFaultError
from ingest.forms.lines import UNREADABLE

FILE_LIMIT = 100 << 20
UNPACKED_LIMIT = 200 << 20
MEMBER_LIMIT = 200
RATIO_LIMIT, RATIO_FROM = 100, 1 << 20
_DEFLATE_OR_STORE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DAMAGED = ("a zip archive or an Excel workbook that is damaged.", AGAIN)
_LOCKED = ("an archive protected by a password.", "save it without a password.")
_KINDS = (
    (r"(^|/)vba\w*\.(bin|xml)$|(^|/)macrosheets/", "a workbook with macros", "save it as XLSX without macros."),
    (r"\.(zip|gz|7z|rar|bz2|xz|docx|xlsx|xlsm|xlsb|jar)$|(^|/)embeddings/", "an archive within an archive", AS_CSV),
    (r"^xl/workbook\.bin$", "a binary workbook (XLSB)", "save it as XLSX or CSV."),
    (r"^content\.xml$", "an OpenDocument file", "save it as XLSX or CSV."),
    (r"^(word|ppt)/", "a Word or PowerPoint document", AS_CSV),
    (r"^/|\\|(^|/)\.\.(/|$)", "an archive whose members lead out of it", AGAIN),
)
_STARTS = re.compile(
    rb"""(\xef\xbb\xbf)?\s*<(\?xml(?![^>]*encoding\s*=\s*["'](?!utf-8["']))[^>]*\?>|[A-Za-z])""", re.IGNORECASE
)
"""How a part in UTF-8 begins: no other encoding, in which a declaration could hide."""
_DECLARES = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)


def unpack_workbook(file: BinaryIO, size: int) -> dict[str, bytes]:
    """The XML members of a workbook by name. FileFaultError when it is none, or goes past a limit."""
    if size > FILE_LIMIT:
        raise FileFaultError("a workbook of more than 100 MB.", "send one file for each period, or a CSV.")
    try:
        with zipfile.ZipFile(file) as packed:
            members = packed.infolist()
            _check_members(members, size)
            return {name: _inflated(packed, member) for member in members if _is_read(name := member.filename)}
    except UNREADABLE:
        raise FileFaultError(*_DAMAGED) from None


def find_only_member(file: BinaryIO) -> zipfile.ZipInfo | None:
    """The one file of a zip that packs one file; None for a workbook and any other zip. FileFaultError if damaged."""
    try:
        with zipfile.ZipFile(file) as packed:
            members = packed.infolist()
    except UNREADABLE:
        raise FileFaultError(*_DAMAGED) from None
    if len(members) != 1 or members[0].is_dir():
        return None
    if members[0].flag_bits & 1:
        raise FileFaultError(*_LOCKED)
    return members[0]


def pack(members: dict[str, bytes]) -> io.BytesIO:
    """A zip of these members, without compression."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    packed.seek(0)
    return packed


def parse_part(members: dict[str, bytes], name: str) -> ElementTree.Element:
    """One small part of a workbook as XML (no part declares entities). FileFaultError when it is missing or damaged."""
    try:
        return ElementTree.fromstring(members[name])  # noqa: S314 - no declarations, and within the limits
    except (KeyError, ElementTree.ParseError):
        raise FileFaultError("a damaged workbook: a part of it is missing or cannot be read.", AGAIN) from None


def part_beside(folder: str, target: str) -> str:
    """The member that a relationship of a part in ``folder`` points to."""
    return posixpath.normpath(target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target))


def _check_members(members: list[zipfile.ZipInfo], size: int) -> None:
    names = [member.filename for member in members]
    for pattern, kind, do in _KINDS:
        if any(re.search(pattern, name, re.IGNORECASE) for name in names):
            raise FileFaultError(f"{kind}.", do)
    if any(member.flag_bits & 1 for member in members):
        raise FileFaultError(*_LOCKED)
    if "xl/workbook.xml" not in names:
        raise FileFaultError("a zip archive of several files that is no Excel workbook.", "send one file in each zip.")
    if len(members) > MEMBER_LIMIT or len(set(names)) != len(names):
        raise FileFaultError(f"a workbook of more than {MEMBER_LIMIT} parts, or with one of them twice.", AS_CSV)
    unpacked, packed = sum(member.file_size for member in members), sum(member.compress_size for member in members)
    if unpacked > UNPACKED_LIMIT:
        raise FileFaultError("a workbook that unpacks to more than 200 MB.", "send a CSV, or one file for each period.")
    if unpacked > max(RATIO_FROM, RATIO_LIMIT * size) or packed > size:
        raise FileFaultError("a workbook that unpacks to more than a hundred times its size.", "send a CSV.")
    if any(member.compress_type not in _DEFLATE_OR_STORE for member in members):
        raise FileFaultError("a workbook packed in an unusual way.", "save it again as XLSX or CSV.")


def _is_read(name: str) -> bool:
    return name.endswith((".xml", ".rels")) and (name.startswith(("xl/", "_rels/")) or name == "[Content_Types].xml")


def _inflated(packed: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """The bytes of one member; not more than its header says, as the sum of the headers is what was limited."""
    with packed.open(member) as stream:
        content = stream.read(member.file_size + 1)
    if len(content) != member.file_size:
        raise zipfile.BadZipFile
    if not _STARTS.match(content) or _DECLARES.search(content):
        raise FileFaultError(
            "a workbook with XML that declares a document type or is not in UTF-8.", "save it again as XLSX or CSV."
        )
    return content
