"""What is planted: a word and a count that are in no clean file, and a picture; and how leaks are noted."""

import io
from collections.abc import Callable

from PIL import Image

from tests.artefacts.parts import name_pixels
from tests.artefacts.search import Canaries

WORD, NUMBER = "Quillfeather", 31_337
SAID = f"Near {WORD} Lane: {NUMBER:,} events"
BOTH, COUNT, NAME = frozenset({WORD, str(NUMBER)}), frozenset({str(NUMBER)}), frozenset({WORD})
Leak = Callable[[], bytes]
Leaks = dict[str, tuple[Leak, frozenset[str]]]


def planted_image() -> Image.Image:
    """A small picture with its own pixels."""
    image = Image.new("RGB", (12, 9))
    image.putdata([(37 * at % 256, 91 * at % 256, 13 * at % 256) for at in range(108)])
    return image


def image_bytes(kind: str = "PNG", **more: object) -> bytes:
    """The picture as a file."""
    into = io.BytesIO()
    planted_image().save(into, kind, **more)
    return into.getvalue()


PIXELS = frozenset({name_pixels(planted_image())})
CANARIES = Canaries(frozenset({WORD, *PIXELS}), frozenset({float(NUMBER)}))


def note(leaks: Leaks, name: str, found: frozenset[str] = BOTH) -> Callable[[Leak], Leak]:
    """Put a leak into the table: by what name, and what of it the scanner must find."""

    def keep(leak: Leak) -> Leak:
        leaks[name] = (leak, found)
        return leak

    return keep
