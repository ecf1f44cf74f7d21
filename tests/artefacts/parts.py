"""What a file comes apart into: texts, numbers, bytes to be opened further, and the two kinds of bytes below."""

import hashlib
import re
import struct
from collections.abc import Iterator
from typing import Any

CANNOT_BE_READ = "a part that cannot be read"
"""What stands for a canary in a hit where a file, or a part of it, could not be opened: nobody knows what is in it."""
_ASCII = re.compile(rb"[\x20-\x7e]{4,}")
_WIDE = (
    (re.compile(rb"(?:[\x20-\x7e]\0){3,}"), "utf-16-le"),
    (re.compile(rb"(?:\0[\x20-\x7e]){3,}"), "utf-16-be"),
)


class UnreadableError(ValueError):
    """Bytes that say what they are and cannot be opened as that: locked, cut off or broken."""


class Opaque(bytes):
    """Bytes in which only letters count: fonts, drawings, what lies between the parts of a file."""


class Freed(Opaque):
    """Room of a database that a record was taken out of, where it may still lie."""


def runs(content: bytes) -> Iterator[str]:
    """Whatever is written in bytes as letters of one or of two bytes."""
    for found in _ASCII.finditer(content):
        yield found[0].decode("ascii")
    for pattern, encoding in _WIDE:
        for found in pattern.finditer(content):
            yield found[0].decode(encoding)


def packed_in_records(number: float) -> Iterator[bytes]:
    """A number as a record of SQLite holds it: of the fewest bytes that it takes, highest first."""
    yield struct.pack(">d", number)
    if number.is_integer():
        size = next(size for size in (1, 2, 3, 4, 6, 8) if -(1 << 8 * size - 1) <= number < 1 << 8 * size - 1)
        if size > 1:  # one byte would be in anything
            yield int(number).to_bytes(size, "big", signed=True)


def name_pixels(image: Any) -> str:
    """The name of a picture by its pixels alone, in whatever file it lies: a canary of pictures is such a name."""
    plain = image.convert("RGB")
    return f"pixels-{hashlib.sha256(plain.tobytes() + repr(plain.size).encode()).hexdigest()}"
