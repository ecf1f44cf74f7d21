"""A presentation as bytes without a trace of person, machine or moment: equal slides give equal bytes.

The template of python-pptx brings a thumbnail, settings of somebody's printer and the name of a program; none of it is
in the file. Every part has one fixed date, and the properties say title, marking and day of the release alone.
"""

from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.util import Emu, Pt

from hub.products.product import Product

WIDE, HIGH = 960.0, 540.0
"""Points of a slide, 16 to 9."""
LAYOUT = "Title Only"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_APP = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties '
    'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"></Properties>'
)


def open_deck() -> Any:
    """An empty deck of wide slides with one layout, which has a title and nothing else."""
    deck: Any = Presentation()
    stretch = WIDE * 12_700 / int(deck.slide_width or 1)
    deck.slide_width, deck.slide_height = Pt(WIDE), Pt(HIGH)
    for layout in list(deck.slide_layouts):
        if layout.name != LAYOUT:
            deck.slide_layouts.remove(layout)
    for frame in (deck.slide_master, deck.slide_layouts[0]):
        for shape in frame.placeholders:
            shape.left, shape.width = Emu(int(shape.left * stretch)), Emu(int(shape.width * stretch))
            shape.top, shape.height = Emu(int(shape.top)), Emu(int(shape.height))
    kept = deck.part.package
    _drop(deck.part, RELATIONSHIP_TYPE.PRINTER_SETTINGS)
    _drop(kept, RELATIONSHIP_TYPE.THUMBNAIL)
    return deck


def write_deck(deck: Any, product: Product) -> bytes:
    """The bytes of a deck of a product."""
    about, day = deck.core_properties, datetime.fromisoformat(product.released_on)
    about.title, about.subject, about.language = product.title, product.marking, "en-GB"
    about.author = about.last_modified_by = about.keywords = about.comments = about.category = ""
    about.created = about.modified = day
    about.revision = 1
    made, packed = BytesIO(), BytesIO()
    deck.save(made)
    with ZipFile(made) as parts, ZipFile(packed, "w") as into:
        for name in parts.namelist():
            part = ZipInfo(name, _EPOCH)
            part.compress_type, part.create_system = ZIP_DEFLATED, 0
            into.writestr(part, _APP if name == "docProps/app.xml" else parts.read(name), compresslevel=6)
    return packed.getvalue()


def _drop(part: Any, kind: str) -> None:
    """Let go of what a part leads to by a relationship of this kind."""
    relations = part._rels
    for name in [name for name, one in relations.items() if one.reltype == kind]:
        relations.pop(name)
