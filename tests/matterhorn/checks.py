"""The machine checks of PDF/UA-1 (ISO 14289-1) as the Matterhorn Protocol 1.02 numbers them, over a PDF by pypdf.

`CHECKS` names each failure condition that is looked for and what it says; `find_faults` gives those that a file has.
Two conditions of our own stand beside them (`OWN`): rows of a table that do not fit together, and an order of reading
that is not the order of the pages. `docs/accessibility.md` says which conditions are not looked for, and why.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass

import pypdf

from tests.matterhorn.content import check_content
from tests.matterhorn.document import check_document
from tests.matterhorn.elements import check_elements
from tests.matterhorn.fonts import check_fonts
from tests.matterhorn.tree import read_tree

CHECKS = {
    "01-003": "content marked as an artifact lies in tagged content",
    "01-004": "tagged content lies in content marked as an artifact",
    "01-005": "content is neither tagged nor an artifact",
    "01-006": "the structure does not hold what a page marks as its content",
    "01-007": "suspects are said to be in the document",
    "02-001": "a type of its own is mapped to no standard type",
    "02-003": "a mapping of types goes in a circle",
    "02-004": "a standard type is mapped to another",
    "06-001": "there is no metadata stream",
    "06-002": "the metadata do not name PDF/UA",
    "06-003": "the metadata have no title",
    "07-001": "the viewer is not told whether to show the title",
    "07-002": "the viewer is told to show the name of the file",
    "09-004": "a part of a table is where it may not be",
    "09-005": "a part of a list is where it may not be",
    "09-006": "a part of a table of contents is where it may not be",
    "10-001": "a letter stands for no character",
    "11-001": "the language of the text is not said",
    "11-006": "the language of the metadata is not said",
    "13-004": "a picture has no words in its place",
    "14-002": "the first heading is not of the first level",
    "14-003": "a level of headings is left out",
    "14-007": "headings with and without a level are mixed",
    "15-003": "a header cell does not say of what, and no cell names it",
    "17-002": "a formula has no words in its place",
    "19-003": "a note has no name",
    "19-004": "two notes have the same name",
    "20-001": "a set of layers has no name",
    "21-001": "an attached file does not say its name",
    "25-001": "there is a dynamic form",
    "26-001": "the file is locked, and does not let programs that read aloud in",
    "28-002": "an annotation stands outside the structure",
    "28-004": "an annotation has no words",
    "28-008": "a page with annotations does not say the order of the Tab key",
    "28-009": "the order of the Tab key is not that of the structure",
    "28-011": "a link stands in no link of the structure",
    "28-012": "a link has no words",
    "31-009": "a font is not part of the file",
    "31-027": "a font does not say what its letters stand for",
    "31-028": "a letter stands for no character at all (0, FEFF or FFFE)",
}
OWN = {
    "own-1": "the rows of a table are not of one width",
    "own-2": "the order of reading is not the order of the pages",
    "own-3": "a table has no header cell",
}


@dataclass(frozen=True, order=True)
class Fault:
    """A failure condition that a file meets, and where."""

    number: str
    where: str

    def __str__(self) -> str:
        return f"{self.number} {(CHECKS | OWN)[self.number]}: {self.where}"


def find_faults(content: bytes) -> list[Fault]:
    """Every failure condition that a PDF meets, each place once."""
    reader = pypdf.PdfReader(io.BytesIO(content))
    return sorted({Fault(number, where) for number, where in _all(reader)})


def _all(reader: pypdf.PdfReader) -> Iterator[tuple[str, str]]:
    if reader.is_encrypted:
        yield "26-001", "the document"
        return
    tree = read_tree(reader)
    yield from check_document(reader)
    yield from check_elements(tree)
    yield from check_content(reader, tree)
    yield from check_fonts(reader)
