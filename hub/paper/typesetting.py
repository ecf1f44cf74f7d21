"""Typst, set up once for every paper of the hub: a fresh folder, the shipped fonts, PDF/A-2a and PDF/UA-1.

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
_SHEET = "sheet.typ"


def set_pages(template: str, data: Mapping[str, Any], pictures: Mapping[str, str], moment: datetime) -> bytes:
    """The PDF of a template (a file of this folder) with its data and SVG pictures; ``moment`` is its date."""
    with TemporaryDirectory(prefix="saferhub-") as name:
        folder = Path(name)
        for part in (template, _SHEET):
            copyfile(_PAPER / part, folder / part)
        (folder / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        for file_name, drawing in pictures.items():
            (folder / file_name).write_text(drawing, encoding="utf-8")
        return _compile(folder, folder / template, moment)


def _compile(folder: Path, template: Path, moment: datetime) -> bytes:
    """Set the pages; packages could only come from the folder itself, which has none."""
    return typst.compile(
        template,
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
