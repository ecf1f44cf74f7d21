"""A picture of pixels: its pixels by their name, and every word beside them, also after its end."""

import io
import struct
import zlib
from collections.abc import Iterator
from typing import Any

from PIL import ExifTags, Image, ImageCms, ImageSequence, UnidentifiedImageError

from tests.artefacts.parts import Opaque, UnreadableError, name_pixels

_PNG = b"\x89PNG\r\n\x1a\n"
_PIXELS = {b"IHDR", b"pHYs", b"IDAT", b"IEND", b"PLTE", b"tRNS"}


def open_picture(content: bytes) -> Iterator[Any]:
    """The pixels of every frame and all that is written in the file; UnreadableError where it is no whole picture."""
    try:
        with Image.open(io.BytesIO(content)) as image:
            image.load()
            for frame in ImageSequence.Iterator(image):
                yield name_pixels(frame)
            yield {str(name): _plain(value) for name, value in image.info.items() if name != "icc_profile"}
            yield from _read_exif(image.getexif())
            if profile := image.info.get("icc_profile"):
                yield Opaque(profile)
                yield ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(io.BytesIO(profile)))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, zlib.error) as fault:
        raise UnreadableError("a picture") from fault
    if content.startswith(_PNG):
        chunks = list(_chunks(content))
        yield from (Opaque(part) for kind, part, _ in chunks if kind not in _PIXELS)
        yield content[chunks[-1][2] :]
    else:
        yield Opaque(content)


def _plain(value: Any) -> Any:
    return Opaque(value) if isinstance(value, bytes) else str(value)


def _read_exif(exif: Image.Exif) -> Iterator[Any]:
    for values in (exif, *(exif.get_ifd(part) for part in ExifTags.IFD)):
        yield [_plain(value) for value in values.values()]


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes, int]]:
    """Name, content and end of each part of a PNG, up to the one that says it is the last."""
    at = 8
    while at + 8 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, at)
        at += length + 12
        yield kind, content[at - length - 4 : at - 4], at
        if kind == b"IEND":
            return
