"""A zip, and so a workbook, a document or a deck: its members, their names, notes and extra fields, members that its
directory does not name, and what lies between them."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from tests.artefacts.parts import Opaque, UnreadableError

_LOCAL = struct.Struct("<4s5H3L2H")
_BEGIN = b"PK\x03\x04"


def open_zip(content: bytes) -> Iterator[Any]:
    """Everything in an archive; one with a locked or broken member is UnreadableError."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            yield archive.comment
            for one in members:
                yield from (one.filename, one.comment, Opaque(one.extra))
                yield archive.read(one)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error, EOFError) as fault:
        raise UnreadableError("an archive") from fault
    named = [_extent(content, one.header_offset, one.compress_size) for one in members]
    between = _without(content[: _directory(content)], named)
    yield Opaque(between)
    yield Opaque(content[_directory(content) :])
    yield from _unnamed(between)


def _extent(content: bytes, start: int, size: int) -> tuple[int, int]:
    """From where to where a member lies, without its name (that of the directory may be another)."""
    head = _LOCAL.unpack_from(content, start)
    begin = start + _LOCAL.size + head[9] + head[10]
    return begin, begin + size


def _directory(content: bytes) -> int:
    """Where the list of members begins."""
    end = content.rfind(b"PK\x05\x06")
    return int(struct.unpack_from("<L", content, end + 16)[0])


def _without(content: bytes, extents: list[tuple[int, int]]) -> bytes:
    kept, at = [], 0
    for start, end in sorted(extents):
        kept.append(content[at:start])
        at = end
    return b"".join([*kept, content[at:]])


def _unnamed(between: bytes) -> Iterator[bytes]:
    """What can be made of members that no directory names: they were taken out, but not away."""
    at = between.find(_BEGIN)
    while at >= 0:
        head = _LOCAL.unpack_from(between.ljust(at + _LOCAL.size, b"\0"), at)
        body = between[at + _LOCAL.size + head[9] + head[10] :]
        if head[3] == zipfile.ZIP_DEFLATED:
            with suppress(zlib.error):  # a head whose body is named by the directory
                yield zlib.decompressobj(-15).decompress(body)
        at = between.find(_BEGIN, at + 4)
