"""Fonts: part of the file, and every letter that is set stands for a character."""

import re
from collections.abc import Iterator
from typing import Any

import pypdf
from pypdf.generic import ContentStream

Found = Iterator[tuple[str, str]]
_PART = re.compile(r"beginbf(char|range)(.*?)endbf", re.DOTALL)
_PAIR = re.compile(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_RANGE = re.compile(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_NOTHING = {"0000", "FEFF", "FFFE"}


def check_fonts(reader: pypdf.PdfReader) -> Found:
    """Faults of the fonts of every page, and of the letters that are set in them."""
    for number, page in enumerate(reader.pages):
        where = f"page {number + 1}"
        fonts = {str(name): font.get_object() for name, font in page.get("/Resources", {}).get("/Font", {}).items()}
        for name, font in fonts.items():
            yield from ((fault, f"{where}, {name}") for fault in _check_font(font))
        yield from (("10-001", where) for _ in _unknown_letters(page, fonts, reader))


def _check_font(font: Any) -> Iterator[str]:
    held = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
    about = held.get("/FontDescriptor", {})
    if font["/Subtype"] != "/Type3" and not {"/FontFile", "/FontFile2", "/FontFile3"} & set(about):
        yield "31-009"
    if "/ToUnicode" not in font:
        yield "31-027"
    elif _NOTHING & {stands.upper() for stands in _letters(font).values()}:
        yield "31-028"


def _letters(font: Any) -> dict[int, str]:
    """What each code stands for, as the hexadecimal digits of its characters."""
    table = font["/ToUnicode"].get_data().decode("latin-1")
    letters: dict[int, str] = {}
    for kind, lines in _PART.findall(table):
        if kind == "char":
            letters |= {int(code, 16): stands for code, stands in _PAIR.findall(lines)}
            continue
        for first, last, stands in _RANGE.findall(lines):
            for step in range(int(last, 16) - int(first, 16) + 1):
                letters[int(first, 16) + step] = f"{int(stands, 16) + step:0{len(stands)}X}"
    return letters


def _unknown_letters(page: Any, fonts: dict[str, Any], reader: pypdf.PdfReader) -> Iterator[int]:
    """Codes of fonts of two bytes that are set on a page and stand for nothing."""
    known = {name: set(_letters(font)) for name, font in fonts.items()
             if "/ToUnicode" in font and "/DescendantFonts" in font}  # fmt: skip
    codes: set[int] | None = None
    for operands, operator in ContentStream(page.get_contents(), reader).operations:
        if operator == b"Tf":
            codes = known.get(str(operands[0]))
        elif operator in (b"Tj", b"TJ") and codes is not None:
            pieces = operands[0] if operator == b"TJ" else operands
            for piece in pieces:
                raw = piece.original_bytes if isinstance(piece, str) else piece if isinstance(piece, bytes) else b""
                yield from (code for at in range(0, len(raw), 2)
                            if (code := int.from_bytes(raw[at : at + 2], "big")) not in codes)  # fmt: skip
