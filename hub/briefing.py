"""A product on paper: A4 as PDF, marked at head and foot of every page, maps and charts as vectors.

Typst sets the pages inside a fresh, otherwise empty folder that holds the template, the data as JSON and the
pictures; fonts come from `hub/paper/fonts`, never from the machine. The document date is the release date, so equal
products give equal bytes on any day and machine (SDC-6, SDC-14). PDF/A-2a for keeping, PDF/UA-1 for readers.
"""

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

import typst

from hub.paper.layout import Layout, lay_out
from hub.products.product import Product

_PAPER = Path(__file__).parent / "paper"


def write_pdf(product: Product) -> bytes:
    """The product as a tagged PDF. Raises ValueError where a block is not whole (row, shape or month without cell)."""
    layout = lay_out(product)
    with TemporaryDirectory(prefix="saferhub-") as name:
        _fill(Path(name), layout)
        return _compile(Path(name), datetime.fromisoformat(product.released_on).replace(tzinfo=UTC))


def _fill(folder: Path, layout: Layout) -> None:
    """Put template, data and pictures into the folder; nothing else is in it."""
    copyfile(_PAPER / "briefing.typ", folder / "briefing.typ")
    (folder / "data.json").write_text(json.dumps(layout.data, ensure_ascii=False), encoding="utf-8")
    for name, drawing in layout.pictures.items():
        (folder / name).write_text(drawing, encoding="utf-8")


def _compile(folder: Path, moment: datetime) -> bytes:
    """Set the pages; packages could only come from the folder itself, which has none."""
    return typst.compile(
        folder / "briefing.typ",
        root=folder,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=["a-2a", "ua-1"],
        timestamp=moment,
        package_path=folder,
        package_cache_path=folder,
    )


@cache
def _fonts() -> typst.Fonts:
    """The shipped fonts and no others."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[_PAPER / "fonts"])
