"""Typst, set up once for every paper of the hub: a fresh folder, the shipped fonts, PDF/A-2a and PDF/UA-1, or PNG.

The folder holds the template, the sheet it is printed on, the data as JSON and the pictures; nothing else can be read.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import Any

import typst

_PAPER = Path(__file__).parent
_PAGES, _SHEET = "briefing.typ", "sheet.typ"
_PICTURE = "picture.typ"


def set_pages(template: str, data: Mapping[str, Any], pictures: Mapping[str, str], moment: datetime) -> bytes:
    """The PDF of a template (a file of this folder) with its data and SVG pictures; ``moment`` is its date."""
    with TemporaryDirectory(prefix="saferhub-") as name:
        how = {"format": "pdf", "pdf_standards": ["a-2a", "ua-1"], "timestamp": moment}
        return _compile(_lay_down(Path(name), template, data, pictures), template, how)


def set_picture(drawing: str, width: float, height: float, pixels_an_inch: float) -> bytes:
    """The PNG of an SVG drawing of ``width`` x ``height`` points, with the shipped fonts, on white."""
    with TemporaryDirectory(prefix="saferhub-") as name:
        size = {"width": width, "height": height}
        folder = _lay_down(Path(name), _PICTURE, size, {"picture.svg": drawing})
        return _compile(folder, _PICTURE, {"format": "png", "ppi": pixels_an_inch})


def _lay_down(folder: Path, template: str, data: Mapping[str, Any], pictures: Mapping[str, str]) -> Path:
    """The folder with all that a template reads in it."""
    for part in {template, _PAGES, _SHEET}:
        copyfile(_PAPER / part, folder / part)
    (folder / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    for file_name, drawing in pictures.items():
        (folder / file_name).write_text(drawing, encoding="utf-8")
    return folder


def _compile(folder: Path, template: str, how: Mapping[str, Any]) -> bytes:
    """Set the pages; packages could only come from the folder itself, which has none."""
    made: bytes = typst.compile(
        folder / template,
        root=folder,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        package_path=folder,
        package_cache_path=folder,
        **how,
    )
    return made


@cache
def _fonts() -> typst.Fonts:
    """The shipped fonts and no others."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[_PAPER / "fonts"])
