"""The structure of a tagged PDF as a plain tree: types as the standard names them, what each element says and marks."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdf

STANDARD = frozenset(
    f"/{name}"
    for names in (
        "Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private H H1 H2 H3 H4 H5 H6 P",
        "L LI Lbl LBody Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code Link Annot",
        "Ruby RB RT RP Warichu WT WP Figure Formula Form",
    )
    for name in names.split()
)


@dataclass
class Element:
    """A node of the structure: its standard type, the type it was given, its entries, and what lies in it."""

    kind: str
    given: str
    entries: dict[str, Any]
    above: str
    children: list["Element"] = field(default_factory=list)
    marks: list[tuple[int, int]] = field(default_factory=list)
    objects: list[int] = field(default_factory=list)

    def walk(self) -> Iterator["Element"]:
        """The element and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def attribute(self, name: str) -> Any:
        """What an attribute of any owner says; None where no owner says it."""
        held = self.entries.get("/A", [])
        held = held if isinstance(held, list) else [held]
        opened = (one.get_object() for one in held)
        return next((one[name] for one in opened if isinstance(one, dict) and name in one), None)


@dataclass
class Tree:
    """All elements under the root, the map of types, and the marks of content (page, number) in reading order."""

    root: Element
    roles: dict[str, str]
    order: list[tuple[int, int]] = field(default_factory=list)

    def walk(self) -> Iterator[Element]:
        """Every element but the root."""
        for child in self.root.children:
            yield from child.walk()


def read_tree(reader: pypdf.PdfReader) -> Tree:
    """The structure of a document; one without any has an empty root."""
    root: Any = reader.trailer["/Root"].get("/StructTreeRoot", {})
    roles = {str(name): str(role) for name, role in root.get("/RoleMap", {}).items()}
    pages = {page.indirect_reference.idnum: at for at, page in enumerate(reader.pages)}
    tree = Tree(Element("/Root", "/Root", {}, ""), roles)
    if "/K" in root:
        _read(root.raw_get("/K"), tree.root, tree, pages, None)
    return tree


def follow(name: str, roles: dict[str, str]) -> tuple[str, bool]:
    """The type that a type is mapped to in the end, and whether the mapping goes in a circle."""
    seen: set[str] = set()
    while name not in STANDARD and name in roles:
        if name in seen:
            return name, True
        seen.add(name)
        name = roles[name]
    return name, False


def _read(node: Any, above: Element, tree: Tree, pages: dict[int, int], page: int | None) -> None:
    node = node.get_object()
    if isinstance(node, list):
        for one in list.__iter__(node):
            _read(one, above, tree, pages, page)
    elif isinstance(node, int):
        _mark(above, tree, page, int(node))
    elif isinstance(node, dict):
        page = pages[node.raw_get("/Pg").idnum] if "/Pg" in node else page
        if node.get("/Type") == "/MCR":
            _mark(above, tree, page, int(node["/MCID"]))
        elif node.get("/Type") == "/OBJR":
            above.objects.append(node.raw_get("/Obj").idnum)
        elif "/S" in node:
            given = str(node["/S"])
            entries = {str(name): node[name] for name in node if name not in ("/K", "/P", "/Pg")}
            element = Element(follow(given, tree.roles)[0], given, entries, above.kind)
            above.children.append(element)
            if "/K" in node:
                _read(node.raw_get("/K"), element, tree, pages, page)


def _mark(above: Element, tree: Tree, page: int | None, number: int) -> None:
    place = (-1 if page is None else page, number)
    above.marks.append(place)
    tree.order.append(place)
