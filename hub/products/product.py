"""What a product is made of: sections of blocks whose every figure is a released cell.

Screen (`dashboards/show.py`), paper (`hub/briefing.py`) and file (`hub/export.py`) all read these same blocks, so a
figure cannot differ between them. Only `hub/release.py` makes a `Product`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from hub.disclosure.marks import SafeCell, SafeClass
from hub.packed import unpack

Kind = Literal["text", "count", "rate", "percent", "class"]
Stage = Literal["shared", "draft", "under review", "failed", "released", "refused", "withdrawn"]
"""Of a release: for an audience inside the partnership, which needs no review; else what has become of its review."""

NOT_WRITTEN = "Not written yet."
"""What the screen says of a slot without words; paper has lines to write on."""


@dataclass(frozen=True)
class Text:
    """A cell of words (a name, a code); never a figure from an extract."""

    words: str


Cell = Text | SafeCell | SafeClass


@dataclass(frozen=True)
class Column:
    """One column of a table block; ``kind`` says how its cells are printed (rate and percent: one decimal)."""

    title: str
    kind: Kind

    @property
    def holds_words(self) -> bool:
        """Whether its cells are words, which begin at the left; figures end at the right."""
        return self.kind in ("text", "class")


@dataclass(frozen=True)
class TableBlock:
    """A table; every row has one cell for each column."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""


@dataclass(frozen=True)
class MapPoints:
    """Things of a published reference layer, such as cameras: easting and northing of each (EPSG:27700, metres)."""

    name: str
    title: str
    places: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class MapBlock:
    """A map of fixed areas or grid cells. Shapes are WKB in EPSG:27700; ``breaks`` come from shown values only.

    ``labels`` are short words written on single shapes, such as the letter of a hotspot; ``points`` lie under them.
    """

    title: str
    layer: str
    measure: str
    kind: Literal["count", "rate", "class"]
    cells: Mapping[str, SafeCell | SafeClass]
    names: Mapping[str, str]
    shapes: Mapping[str, bytes]
    outline: Mapping[str, bytes]
    outline_names: Mapping[str, str]
    labels: Mapping[str, str] = field(default_factory=dict)
    points: tuple[MapPoints, ...] = ()
    breaks: tuple[float, ...] = ()
    note: str = ""
    alt: str = ""


@dataclass(frozen=True)
class SeriesBlock:
    """Figures over months; ``series`` has one tuple of cells, as long as ``x``, for each name."""

    title: str
    x: tuple[str, ...]
    series: Mapping[str, tuple[SafeCell, ...]]
    unit: str
    note: str = ""
    alt: str = ""


@dataclass(frozen=True)
class Words:
    """Sentences, written from released figures only; or an analyst's own, in a ``slot`` of the product.

    A slot without words says so on the screen, and has lines to write on where it is printed.
    """

    paragraphs: tuple[str, ...]
    heading: str = ""
    slot: str = ""


Block = TableBlock | MapBlock | SeriesBlock | Words


@dataclass(frozen=True)
class Section:
    """One heading of the product and its blocks; on paper it may begin a page.

    ``sheet``: on paper it is set closer, with its first map beside the words before it, so that it fits one page.
    """

    heading: str
    blocks: tuple[Block, ...]
    new_page: bool = False
    sheet: bool = False


def list_notes(sections: Iterable[Section]) -> list[str]:
    """The notes under the tables, maps and series of these sections."""
    blocks = (block for section in sections for block in section.blocks)
    return [block.note for block in blocks if not isinstance(block, Words)]


@dataclass(frozen=True)
class Product:
    """A released intelligence product: what screen, paper and files show.

    ``packed``: its publication, which is large, as the register keeps it. ``standing``: what has become of its release
    review; empty where it is for a shared audience; ``stage``: the same in a word. ``shared``: some figure is shown by
    its owners' grant only, so no file is made of it; ``grants``: the ids of those. ``asked``: period, audience, area
    (None: the whole partnership), main data set and category (None: every one) as they were asked for; ``action``: the
    id of the one that an evaluation is of.
    """

    name: str
    title: str
    subtitle: str
    partnership: str
    area_name: str
    period: str
    audience: str
    marking: str
    purpose: str
    released_on: str
    release_id: str
    data_version: str
    rules: str
    suppression_note: str
    chosen: tuple[tuple[str, str], ...]
    sources: tuple[str, ...]
    sections: tuple[Section, ...]
    packed: bytes = field(repr=False)
    standing: str = ""
    stage: Stage = "shared"
    shared: bool = False
    grants: tuple[str, ...] = ()
    asked: tuple[str, str, str | None, str | None, str | None] = ("", "", None, None, None)
    action: str = ""

    @property
    def publication(self) -> dict[str, Any]:
        """Its publication document, unpacked each time that it is asked for."""
        return unpack(self.packed)
