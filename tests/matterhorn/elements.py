"""The elements of the structure: types, headings, tables, lists, pictures, notes."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from tests.matterhorn.tree import STANDARD, Element, Tree, follow

Found = Iterator[tuple[str, str]]
_UNDER = {
    "09-004": {"/TR": {"/Table", "/THead", "/TBody", "/TFoot"}, "/TH": {"/TR"}, "/TD": {"/TR"}, "/THead": {"/Table"},
               "/TBody": {"/Table"}, "/TFoot": {"/Table"}},
    "09-005": {"/LI": {"/L"}, "/LBody": {"/LI"}},
    "09-006": {"/TOCI": {"/TOC"}},
}  # fmt: skip
"""Where each part of a table, list or table of contents may be."""
_ONLY = {
    "09-004": {"/Table": {"/TR", "/THead", "/TBody", "/TFoot", "/Caption"}, "/TR": {"/TH", "/TD"}},
    "09-005": {"/L": {"/LI", "/L", "/Caption"}, "/LI": {"/Lbl", "/LBody"}},
    "09-006": {"/TOC": {"/TOCI", "/TOC", "/Caption"}},
}
"""What alone each of them may hold."""
LEVELS = {f"/H{level}": level for level in range(1, 7)}


def check_elements(tree: Tree) -> Found:
    """Faults of the elements by themselves and by where they stand."""
    elements = list(tree.walk())
    yield from _check_types(tree, elements)
    yield from _check_headings(elements)
    for one in elements:
        yield from _check_place(one)
        if one.kind in ("/Figure", "/Formula") and not (one.entries.get("/Alt") or one.entries.get("/ActualText")):
            yield "13-004" if one.kind == "/Figure" else "17-002", one.kind
        if one.kind == "/Table":
            yield from _check_table(one)
    notes = [str(one.entries.get("/ID", "")) for one in elements if one.kind == "/Note"]
    yield from (("19-003", "a note") for name in notes if not name)
    yield from (("19-004", name) for name, times in Counter(notes).items() if name and times > 1)


def _check_types(tree: Tree, elements: list[Element]) -> Found:
    for name in tree.roles:
        if name in STANDARD and tree.roles[name] != name:
            yield "02-004", name
        elif follow(name, tree.roles)[1]:
            yield "02-003", name
    for one in elements:
        if one.kind not in STANDARD:
            yield "02-001", one.given


def _check_headings(elements: list[Element]) -> Found:
    levels = [LEVELS[one.kind] for one in elements if one.kind in LEVELS]
    if levels and levels[0] != 1:
        yield "14-002", f"level {levels[0]}"
    for before, after in pairwise(levels):
        if after > before + 1:
            yield "14-003", f"level {after} after {before}"
    if levels and any(one.kind == "/H" for one in elements):
        yield "14-007", "the document"


def _check_place(one: Element) -> Found:
    for number, places in _UNDER.items():
        if one.kind in places and one.above not in places[one.kind]:
            yield number, f"{one.kind} in {one.above}"
    for number, parts in _ONLY.items():
        if one.kind in parts:
            yield from ((number, f"{child.kind} in {one.kind}") for child in one.children
                        if child.kind not in parts[one.kind])  # fmt: skip


def _check_table(table: Element) -> Found:
    rows = [one for one in table.walk() if one.kind == "/TR"]
    cells = [[one for one in row.children if one.kind in ("/TH", "/TD")] for row in rows]
    heads = [cell for row in cells for cell in row if cell.kind == "/TH"]
    named = {str(name) for row in cells for cell in row for name in cell.attribute("/Headers") or []}
    if not heads:
        yield "own-3", f"a table of {len(rows)} rows"
    for head in heads:
        if head.attribute("/Scope") not in ("/Row", "/Column", "/Both") and str(head.entries.get("/ID")) not in named:
            yield "15-003", f"a table of {len(rows)} rows"
    if len(set(_widths(cells))) > 1:
        yield "own-1", f"a table of {len(rows)} rows"


def _widths(cells: list[list[Element]]) -> Iterator[int]:
    """How many columns each row takes, with the cells of rows above that reach into it."""
    reaching: list[tuple[int, int]] = []
    for row in cells:
        own = [(int(cell.attribute("/RowSpan") or 1), int(cell.attribute("/ColSpan") or 1)) for cell in row]
        yield sum(columns for _, columns in own) + sum(columns for _, columns in reaching)
        reaching = [(rows - 1, columns) for rows, columns in [*reaching, *own] if rows > 1]
