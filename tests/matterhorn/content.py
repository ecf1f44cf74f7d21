"""What is on the pages against the structure: nothing outside of it, nothing twice, and read in the order of the pages;
links and other annotations in their place."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pypdf
from pypdf.generic import ContentStream

from tests.matterhorn.tree import Element, Tree

Found = Iterator[tuple[str, str]]
_PAINTS = {b"Tj", b"TJ", b"'", b'"', b"S", b"s", b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"sh", b"Do", b"EI",
           b"INLINE IMAGE"}  # fmt: skip
ARTIFACT, BARE = "artifact", "bare"


def check_content(reader: pypdf.PdfReader, tree: Tree) -> Found:
    """Faults of marked content, of its order, and of annotations."""
    marked: list[tuple[int, int]] = []
    for number, page in enumerate(reader.pages):
        where = f"page {number + 1}"
        for found in _read_page(page, reader):
            if isinstance(found, int):
                marked.append((number, found))
            else:
                yield found, where
        yield from _check_annotations(page, tree, where)
    lost = set(marked) ^ set(tree.order)
    yield from (("01-006", f"page {page + 1}") for page, _ in lost)
    yield from _check_order(tree)


def _read_page(page: Any, reader: pypdf.PdfReader) -> Iterator[int | str]:
    """Numbers of the marked content of a page, and failure conditions."""
    content = page.get_contents()
    if content is None:
        return
    open_marks: list[int | str] = []
    for operands, operator in ContentStream(content, reader).operations:
        if operator in (b"BMC", b"BDC"):
            kind = _kind(operands, page)
            if kind == ARTIFACT and any(isinstance(one, int) for one in open_marks):
                yield "01-003"
            if isinstance(kind, int):
                if ARTIFACT in open_marks:
                    yield "01-004"
                yield kind
            open_marks.append(kind)
        elif operator == b"EMC":
            open_marks.pop()
        elif operator in _PAINTS and not any(one != BARE for one in open_marks):
            yield "01-005"


def _kind(operands: Any, page: Any) -> int | str:
    """The number of a piece of content, or that it is an artifact, or neither."""
    if operands[0] == "/Artifact":
        return ARTIFACT
    about = operands[1] if len(operands) > 1 else {}
    if isinstance(about, str):
        about = page["/Resources"]["/Properties"][about]
    return int(about["/MCID"]) if "/MCID" in about else BARE


def _check_annotations(page: Any, tree: Tree, where: str) -> Found:
    annotations = list(page.get("/Annots", []))
    if annotations and "/Tabs" not in page:
        yield "28-008", where
    elif annotations and page["/Tabs"] != "/S":
        yield "28-009", where
    homes: dict[int, Element] = {number: one for one in tree.walk() for number in one.objects}
    for one in annotations:
        annotation = one.get_object()
        if annotation["/Subtype"] == "/Popup" or int(annotation.get("/F", 0)) & 2:
            continue
        home = homes.get(one.idnum)
        link = annotation["/Subtype"] == "/Link"
        if home is None or home.kind not in ("/Link", "/Annot", "/Form", "/Reference"):
            yield "28-011" if link else "28-002", where
        if not annotation.get("/Contents") and not (home and home.entries.get("/Alt")):
            yield "28-012" if link else "28-004", where


def _check_order(tree: Tree) -> Found:
    """Content is numbered as it is set: within an element of words the numbers run on, and pages never run back."""
    pages = [page for page, _ in tree.order]
    if pages != sorted(pages):
        yield "own-2", "pages"
    for one in tree.walk():
        if one.marks != sorted(one.marks):
            yield "own-2", one.kind
    kept = [mark for mark in tree.order if mark[0] >= 0]
    back = [page for (page, at), (other, later) in pairwise(kept) if page == other and later < at]
    yield from (("own-2", f"page {page + 1}") for page in back)
