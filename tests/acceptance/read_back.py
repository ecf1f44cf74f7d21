"""A file that left the hub, read back by a stranger to the program that wrote it: tables, pictures, all other words.

Nothing of a file goes unread: of a workbook hidden sheets, names, comments, headers and properties too; of a PDF the
text of pictures, bookmarks, notes, attachments and metadata. What has no business in a file at all is a fault.
"""

import csv
import io
import re
import xml.etree.ElementTree as ElementTree
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import openpyxl
import pypdf
from openpyxl.utils import range_boundaries

BESIDE = ("product", "area", "period", "audience", "marking", "release")
"""What every line of a CSV says beside its figure."""
PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(app|core)\.xml|xl/(workbook|styles|sharedStrings|theme/theme1)\.xml"
    r"|xl/_rels/workbook\.xml\.rels|xl/worksheets/(_rels/)?sheet\d+\.xml(\.rels)?|xl/tables/table\d+\.xml"
)
"""The parts of a workbook without pivot caches, comments, drawings, links out of it and macros."""
TABLE_MARKUP = {"id", "name", "displayName", "ref", "count", "totalsRowCount", "totalsRowShown", "headerRowCount",
                "showFirstColumn", "showLastColumn", "showRowStripes", "showColumnStripes"}  # fmt: skip
"""What the markup of a table may say: where it is, its headings, and how it looks (0 or 1)."""
UNIT = re.compile(r"\n\((?:number|events|ratio|%)\)$")
"""The unit under a heading."""
NUMBER_FORMATS = {"General", "#,##0", "#,##0.0"}
OBJECTS = {"/Type", "/Pages", "/Metadata", "/OutputIntents", "/Lang", "/StructTreeRoot", "/MarkInfo",
           "/ViewerPreferences", "/Outlines"}  # fmt: skip
"""What a PDF may hold at its root: no attachments, forms, layers or scripts."""
_DAY, _NAME = r"\d{4}-\d\d-\d\dT00:00:00Z", r"[\w+/]{22}==(_source)?"
TECHNICAL = {
    **dict.fromkeys(("ModifyDate", "CreateDate", "when"), _DAY),
    **dict.fromkeys(("instanceID", "InstanceID", "DocumentID"), _NAME),
    "namespaceURI": r"http://(ns\.adobe\.com|www\.aiim\.org)/[a-z0-9./#]+",
    "description": r"[A-Za-z][A-Za-z ,-]+|[A-Za-z ]+\(PDF/UA\)|Part Number of ISO 14289 \(PDF/UA\)|",
    "part": "[12]",
    "PDFVersion": r"1\.7",
}
"""Fields of the metadata that hold no words, and their form."""


@dataclass(frozen=True)
class Table:
    """A table as it was found: its title, its headings, and the words of every cell."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Picture:
    """A map or a chart: its title, and every piece of text that is drawn in it."""

    title: str
    pieces: tuple[str, ...]


@dataclass
class ReadBack:
    """Everything that a file holds. ``words``: all that is in no table and no picture, in reading order."""

    tables: list[Table] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def read_csv(content: bytes) -> ReadBack:
    """The lines of a CSV, as one table for each block; the column ``row`` stands for all that names the row."""
    lines = list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))
    found = ReadBack(words=sorted({line[name] for line in lines for name in BESIDE}))
    for title, block in groupby(lines, key=lambda line: line["block"]):
        kept = list(block)
        columns = tuple(dict.fromkeys(line["column"] for line in kept))
        found.tables.append(Table(title, ("row", *columns), tuple(_csv_rows(kept, columns))))
    if any(set(line) != {*BESIDE, "block", "row", "column", "value", "mark"} for line in lines):
        found.faults.append("a line with more or fewer columns than the heading")
    return found


def _csv_rows(lines: list[dict[str, str]], columns: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """As many lines as there are columns make a row; what does not come out even is a row that fits no heading."""
    for start in range(0, len(lines), len(columns)):
        part = lines[start : start + len(columns)]
        even = tuple(line["column"] for line in part) == columns and len({line["row"] for line in part}) == 1
        cells = [f"{line['value']} {line['mark']}".strip() for line in part]
        yield (part[0]["row"], *cells) if even else (*cells, "a line too many")


# --- workbooks ---


def read_xlsx(content: bytes) -> ReadBack:
    """Every sheet of a workbook, and all that a reader of its file could find outside the cells."""
    found = ReadBack()
    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet in book.worksheets:
        _read_sheet(sheet, found)
    found.faults += [
        f"a sheet that is no table: {one.title}" for one in book.sheetnames if book[one] not in book.worksheets
    ]
    found.faults += [f"a name: {name}" for name in book.defined_names]
    found.words += [str(value) for name, value in vars(book.properties).items() if value and name != "__fields__"]
    found.faults += [f"a property: {one.name}" for one in book.custom_doc_props.props]
    _read_parts(content, found)
    return found


def _read_sheet(sheet: Any, found: ReadBack) -> None:
    if sheet.sheet_state != "visible":
        found.faults.append(f"a hidden sheet: {sheet.title}")
    dimensions = (*sheet.row_dimensions.values(), *sheet.column_dimensions.values())
    found.faults += [f"a hidden row or column: {sheet.title}" for one in dimensions if one.hidden]
    found.faults += [f"a name: {name}" for name in sheet.defined_names if name != "Print_Titles"]
    furniture = (sheet.data_validations.dataValidation, sheet.conditional_formatting, sheet.merged_cells)
    found.faults += [f"furniture: {sheet.title}" for one in furniture if list(one)]
    for cell in (cell for row in sheet.iter_rows() for cell in row):
        if cell.comment or cell.data_type == "f" or (cell.hyperlink and not _leads_inside(cell)):
            found.faults.append(f"a comment, link or formula: {sheet.title} {cell.coordinate}")
        if cell.number_format not in NUMBER_FORMATS:
            found.faults.append(f"a number format: {cell.number_format}")
    for side in (sheet.oddHeader, sheet.oddFooter, sheet.evenHeader, sheet.evenFooter, sheet.firstHeader):
        found.words += [str(part.text) for part in (side.left, side.center, side.right) if part and part.text]
    _read_cells(sheet, found)


def _leads_inside(cell: Any) -> bool:
    """Whether a link is one of the contents to a sheet of the same workbook, and says no more than the cell."""
    link, names = cell.hyperlink, cell.parent.parent.sheetnames
    plain = not link.target and not link.tooltip and link.display in (None, cell.value)
    return plain and link.location in [f"'{name}'!A1" for name in names] + [f"{name}!A1" for name in names]


def _read_cells(sheet: Any, found: ReadBack) -> None:
    """The one table of a sheet of figures by its own markup; every other cell is words."""
    marked = [range_boundaries(one.ref) for one in sheet.tables.values()]
    found.faults += [f"{len(marked)} tables: {sheet.title}"] if len(marked) > 1 else []
    left, top, right, bottom = marked[0] if marked and sheet.title.startswith("Table ") else (0, 0, 0, 0)
    inside: list[tuple[str, ...]] = []
    for at, row in enumerate(sheet.iter_rows(values_only=True), 1):
        cells = ["" if value is None else str(value) for value in row]
        if top <= at <= bottom:
            inside.append(tuple(cells[left - 1 : right]))
            cells = [*cells[: left - 1], *cells[right:]]
        found.words += [words for words in cells if words]
    if inside:
        columns = tuple(UNIT.sub("", head) for head in inside[0])
        found.tables.append(Table(str(sheet["A1"].value), columns, tuple(inside[1:])))
        headings = [column.name for one in sheet.tables.values() for column in one.tableColumns]
        if headings != list(inside[0]):
            found.faults.append(f"headings that are not those of the cells: {sheet.title}")


def _read_parts(content: bytes, found: ReadBack) -> None:
    """The parts of the file: none that a cell does not lead to, and no text that stands in no cell."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        names = parts.namelist()
        found.faults += [f"a part: {name}" for name in names if not PARTS.fullmatch(name)]
        found.faults += [
            f"a note in the packing: {one.filename}" for one in parts.infolist() if one.comment or one.extra
        ]
        strings = _texts(parts.read("xl/sharedStrings.xml")) if "xl/sharedStrings.xml" in names else []
        cells = {words for table in found.tables for row in (table.columns, *table.rows) for words in row}
        known = {*cells, *found.words, *(table.title for table in found.tables)}
        found.faults += ["a text that stands in no cell" for words in strings if UNIT.sub("", words) not in known]
        for name in names:
            if name.startswith("xl/tables/"):
                _read_markup(parts.read(name), found)
            elif name.startswith("xl/worksheets/_rels/"):
                one = ElementTree.fromstring(parts.read(name))
                found.faults += [
                    f"a link of a part: {name}" for link in one if not link.get("Type", "").endswith("/table")
                ]
        found.words += _texts(parts.read("docProps/core.xml"))
        titles = {words.strip("'") for words in _texts(parts.read("docProps/app.xml"))}
        sheets = [name for name in names if name.startswith("xl/worksheets/sheet")]
        known = {"Microsoft Excel", "false", "0", "12.0000", "Worksheets", "Named Ranges", str(len(sheets))}
        ranges = sum(words.endswith("Print_Titles") for words in titles)
        found.words += sorted(titles - known - {str(len(found.tables)), str(ranges)})


def _read_markup(xml: bytes, found: ReadBack) -> None:
    """The markup of a table: no words and no attribute that a table does not need."""
    found.words += _texts(xml)
    for one in ElementTree.fromstring(xml).iter():
        found.faults += [f"in the markup of a table: {name}" for name in set(one.attrib) - TABLE_MARKUP]
        looks = [value for name, value in one.attrib.items() if name.startswith(("show", "totals", "header"))]
        found.faults += ["a number in the markup of a table" for value in looks if value not in ("0", "1")]
        shown = one.get("displayName", "")
        if not re.fullmatch(r"|table_\d+|notes|contents_table", shown):
            found.faults.append(f"the name of a table: {shown}")


def _texts(xml: bytes) -> list[str]:
    return [one.text for one in ElementTree.fromstring(xml).iter() if one.text and one.text.strip()]


# --- PDF ---

_MARKS = re.compile(
    rb"/(?P<tag>\w+)\s*<<(?P<about>.*?)>>\s*BDC|(?P<begin>\bBMC\b)|(?P<end>\bEMC\b)|(?P<image>\bBI\b|\bDo\b)"
    rb"|(?P<moved>\bcm\b)|(?P<painted>\n[SsfFBbn]\*?(?=\n))|(?P<block>\bBT\b)"
    rb"|/(?P<font>\w+)\s+(?P<size>[\d.]+)\s+Tf|(?P<text>\()|<(?P<hex>[0-9A-Fa-f\s]+)>",
    re.DOTALL,
)
_STEPS = re.compile(rb"(?<=\n)(?:[-\d. ]+ [mlc]|h)\n")
"""The steps of a path: most of a drawing, and no text."""
_IN_TEXT = re.compile(rb"\\[\s\S]|[()]")
_ESCAPED = re.compile(rb"\\([0-7]{1,3}|\r\n|[\s\S])")
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}
SOFT_HYPHEN = "\u00ad"
Texts = dict[tuple[int, int], list[str]]


def read_pdf(content: bytes) -> ReadBack:
    """A tagged PDF by its own structure: each table cell by cell, each picture, and every other piece of text."""
    reader = pypdf.PdfReader(io.BytesIO(content))
    root: Any = reader.trailer["/Root"]
    found = ReadBack(faults=[f"at the root: {name}" for name in sorted(set(root) - OBJECTS)])
    texts: Texts = {}
    for number, page in enumerate(reader.pages):
        loose = _read_page(page, number, texts, found)
        found.words.append(_one_line(loose))
        for note in page.get("/Annots", []):
            _read_note(note.get_object(), found)
    pages = {page.indirect_reference.idnum: number for number, page in enumerate(reader.pages)}
    _Structure(texts, pages, found).walk(root["/StructTreeRoot"]["/K"], None)
    found.words += [words for pieces in texts.values() for words in pieces if words.strip()]  # in no structure
    found.words += [str(one.title) for one in _flat(reader.outline)]
    found.words += [str(value) for name, value in (reader.metadata or {}).items() if not name.endswith("Date")]
    _read_metadata(root["/Metadata"].get_object().get_data(), len(reader.pages), found)
    found.faults += [f"attached: {name}" for name in reader.attachments]
    return found


def _one_line(pieces: list[str]) -> str:
    return re.sub(r"\s+", " ", re.sub(rf"\s*{SOFT_HYPHEN}\s*", "", " ".join(pieces))).strip()


def _flat(outline: Any) -> Iterator[Any]:
    for one in outline:
        if isinstance(one, list):
            yield from _flat(one)
        else:
            yield one


def _read_metadata(xml: bytes, pages: int, found: ReadBack) -> None:
    """The metadata: of its technical fields only the form counts, every other text is words."""
    for one in ElementTree.fromstring(xml).iter():
        field_name, words = one.tag.split("}")[-1], (one.text or "").strip()
        form = str(pages) if field_name == "NPages" else TECHNICAL.get(field_name)
        if form is None and words:
            found.words.append(words)
        elif form and not re.fullmatch(form, words):
            found.faults.append(f"metadata: {field_name}")


def _read_note(note: Any, found: ReadBack) -> None:
    """An annotation: a link within the document, and nothing that is written in it."""
    if note["/Subtype"] != "/Link" or {"/A", "/AA", "/Popup"} & set(note):
        found.faults.append(f"an annotation: {note['/Subtype']}")
    found.words += [str(note[name]) for name in ("/Contents", "/T", "/Subj", "/RC") if name in note]


def _read_page(page: Any, number: int, texts: Texts, found: ReadBack) -> list[str]:
    """Put the text of a page under its marks; give the text that belongs to no content (heads, feet)."""
    resources = page["/Resources"]
    if "/XObject" in resources or {"/AA", "/B", "/PieceInfo"} & set(page):
        found.faults.append("a drawing or action of its own on a page")
    sheet = _Sheet({name: _read_letters(font.get_object()) for name, font in resources.get("/Font", {}).items()})
    content, at = _STEPS.sub(b"", page.get_contents().get_data()), 0
    while mark := _MARKS.search(content, at):
        at = mark.end()
        if mark["about"] is not None:
            sheet.begin(number, mark["about"], texts, found)
        elif mark["text"]:
            start, at = at, _end_of_text(content, at)
            sheet.write(_unescape(content[start : at - 1]))
        elif mark["hex"]:
            sheet.write(bytes.fromhex(mark["hex"].decode()))
        elif mark["image"]:
            found.faults.append("an image on a page: it cannot be read")
        else:
            sheet.follow(mark)
    return sheet.loose


class _Sheet:
    """The state of a page while its text is read: where it goes, in which letters, and whether a word goes on.

    A picture sets each letter by itself. It goes on with the word before where nothing was painted in between and it
    stands on the same line, a letter's width further.
    """

    def __init__(self, fonts: dict[str, dict[bytes, str]]) -> None:
        self.fonts = fonts
        self.loose: list[str] = []
        self.open: list[tuple[list[str], str | None]] = [(self.loose, None)]
        self.letters: dict[bytes, str] = {}
        self.at = self.before = (0.0, 0.0)
        self.size, self.alone = 0.0, False

    def begin(self, page: int, about: bytes, texts: Texts, found: ReadBack) -> None:
        """Marked content begins; what it says of itself in words is kept."""
        into, spoken = self.open[-1]
        place = re.search(rb"/MCID (\d+)", about)
        instead = re.search(rb"/ActualText\s*<([0-9A-Fa-f]*)>", about)
        words = bytes.fromhex(instead[1].decode()).decode("utf-16") if instead else spoken
        found.words += [one.decode("latin-1") for one in re.findall(rb"/(?:Alt|E)\s*\(((?:\\.|[^\\)])*)\)", about)]
        self.open.append((texts.setdefault((page, int(place[1])), []) if place else into, words))

    def follow(self, mark: re.Match[bytes]) -> None:
        """Any other operator that matters."""
        if mark["begin"]:
            self.open.append(self.open[-1])
        elif mark["end"]:
            self.open.pop()
        elif mark["moved"]:
            *_, x, y = mark.string[mark.start() - 60 : mark.start()].split()
            self.at = float(x), float(y)
        elif mark["painted"]:
            self.alone = False
        elif mark["font"]:
            self.letters, self.size = self.fonts["/" + mark["font"].decode()], float(mark["size"])
        elif mark["block"]:
            step = self.at[0] - self.before[0]
            goes_on = self.alone and abs(self.at[1] - self.before[1]) < 0.1 and 0 < step <= 1.2 * self.size
            if not goes_on or not self.open[-1][0]:
                self.open[-1][0].append("")
            self.before = self.at

    def write(self, codes: bytes) -> None:
        """Letters, or what is to be read in their place as well."""
        into, spoken = self.open[-1]
        words = "".join(self.letters[codes[place : place + 2]] for place in range(0, len(codes), 2))
        into[-1] += words if spoken is None else spoken if spoken == SOFT_HYPHEN else f"{spoken}{words}"
        self.alone = len(words) == 1


def _end_of_text(content: bytes, at: int) -> int:
    """Where the text in brackets that begins before ``at`` ends; brackets within it come in pairs."""
    depth = 1
    while depth:
        found = _IN_TEXT.search(content, at)
        if found is None:
            raise ValueError("a text without an end")
        depth, at = depth + {b"(": 1, b")": -1}.get(found[0], 0), found.end()
    return at


def _unescape(text: bytes) -> bytes:
    def plain(found: re.Match[bytes]) -> bytes:
        code = found[1]
        return bytes([int(code, 8) & 255]) if code.isdigit() else _LETTERS.get(code, code)

    return _ESCAPED.sub(plain, text)


def _read_letters(font: Any) -> dict[bytes, str]:
    """The letters that a font's codes stand for. A range would be left out, and its codes then not found."""
    table = font["/ToUnicode"].get_data().decode("latin-1")
    pairs = re.findall(r"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>\n", table)
    return {bytes.fromhex(code): bytes.fromhex(letters).decode("utf-16-be") for code, letters in pairs}


class _Structure:
    """The structure of a tagged PDF, walked in reading order; the texts that it leads to are taken away."""

    def __init__(self, texts: Texts, pages: dict[int, int], found: ReadBack) -> None:
        self.texts, self.pages, self.found = texts, pages, found
        self.caption = ""

    def walk(self, node: Any, page: int | None) -> None:
        """Read a node and all below it into what was found."""
        node, page = self._open(node, page)
        if isinstance(node, list):
            for one in node:
                self.walk(one, page)
        elif isinstance(node, int):
            self.found.words.append(self._words(node, page))
        else:
            self._walk_element(node, page)

    def _walk_element(self, node: Any, page: int | None) -> None:
        self.found.words += [str(node[name]) for name in ("/Alt", "/ActualText", "/E", "/T") if name in node]
        tag = node.get("/S")
        if tag == "/Table":
            self._read_table(node, page)
        elif tag == "/Figure":
            self.found.pictures.append(Picture(self.caption, tuple(self._pieces(node, page))))
        elif tag in ("/Caption", "/P", "/H1", "/H2", "/Span", "/LBody", "/Title", "/Link"):
            words = self._words(node, page)
            self.caption = words if tag == "/Caption" else self.caption
            self.found.words.append(words)
        elif "/K" in node:
            outside = self.caption
            self.walk(node["/K"], page)
            self.caption = outside  # a caption counts for what stands beside it, and for what is in that

    def _read_table(self, node: Any, page: int | None) -> None:
        rows: list[tuple[str, ...]] = []
        heads: tuple[str, ...] = ()
        title = self.caption  # of a table that ends with its page, Typst puts the caption beside it
        for tag, one, at in self._parts(node, page):
            if tag == "/Caption":
                title = self._words(one, at)
                self.found.words.append(title)
            elif tag == "/TR":
                cells = tuple(self._words(cell, where) for _, cell, where in self._parts(one, at))
                tags = {name for name, _, _ in self._parts(one, at)}
                heads, rows = (cells, rows) if tags == {"/TH"} else (heads, [*rows, cells])
        if heads:
            self.found.tables.append(Table(re.sub(r"^Table \d+ ?", "", title), heads, tuple(rows)))
        else:
            self.found.words += [" ".join(row) for row in rows]

    def _parts(self, node: Any, page: int | None) -> Iterator[tuple[str, Any, int | None]]:
        """The parts of a table, with the rows of its head and body among them."""
        node, page = self._open(node, page)
        parts = node.get("/K", [])
        for one in parts if isinstance(parts, list) else [parts]:
            part, at = self._open(one, page)
            if isinstance(part, int):
                self.found.words.append(self._words(part, at))
            elif part.get("/S") in ("/THead", "/TBody", "/TFoot"):
                yield from self._parts(part, at)
            else:
                yield str(part.get("/S")), part, at

    def _open(self, node: Any, page: int | None) -> tuple[Any, int | None]:
        node = node.get_object() if hasattr(node, "get_object") else node
        named = isinstance(node, dict) and node.raw_get("/Pg") if isinstance(node, dict) and "/Pg" in node else None
        return node, self.pages[named.idnum] if named else page

    def _words(self, node: Any, page: int | None) -> str:
        """All text below a node as one line, without the hyphens that are there for the line's end only."""
        return _one_line(self._pieces(node, page))

    def _pieces(self, node: Any, page: int | None) -> list[str]:
        node, page = self._open(node, page)
        if isinstance(node, list):
            return [piece for one in node for piece in self._pieces(one, page)]
        if isinstance(node, int):
            return self.texts.pop((page or 0, int(node)), []) if page is not None else []
        if node.get("/Type") == "/MCR":
            return self._pieces(node["/MCID"], page)
        return self._pieces(node["/K"], page) if "/K" in node else []
