"""Real data, every product for every audience: nothing that is suppressed is in any file, or follows from the files.

The five months of Thames Valley street crime for Milton Keynes: a month as five products for four audiences, every
other month as five products for one audience or another, and the quarter that is whole for two. The audit and the
attacker read the documents that were exported; the files are read back as by a stranger (`read_back.py`) and each of
their figures is traced to the cell that was released (`released_figures.py`). Leaks that are planted here show that
each of these eyes can see.
"""

import io
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import openpyxl
import pypdf
import pytest
import shapely
from openpyxl.comments import Comment
from openpyxl.packaging.custom import IntProperty
from openpyxl.workbook.defined_name import DefinedName
from pypdf.annotations import Text as Note
from sqlalchemy import select

from hub.briefing import write_pdf
from hub.disclosure.marks import SafeCell
from hub.export import write_csv, write_gpkg, write_json, write_xlsx
from hub.harm_weights import HarmWeights, read_harm_weights
from hub.hub import Hub
from hub.measures import HOTSPOT_TABLE
from hub.packed import unpack
from hub.products import problem_profile
from hub.products.product import Block, MapBlock, Product, SeriesBlock, TableBlock, Text, Words
from hub.register import RELEASES
from hub.release import release
from hub.release_asks import AUDIENCES, PRODUCTS
from hub.release_audit import audit_releases
from hub.stored_lattices import read_lattices
from ingest.periods import Period
from tests.acceptance.conftest import MONTHS, WHO
from tests.acceptance.flat_month import ALL, Month, attack_month, check_sums, join_month, read_month
from tests.acceptance.one_month import count_truth
from tests.acceptance.read_back import ReadBack, read_csv, read_pdf, read_xlsx
from tests.acceptance.read_maps import read_gpkg
from tests.acceptance.released_figures import Places, Released, squeeze

pytestmark = pytest.mark.xdist_group("milton-keynes")
DATASET = ("recorded-crime", "Recorded crime")
QUARTER, MONTH = "2018-Q4", "2019-01"
SHARED = ("closed", "partner")
NAMES = tuple(module.NAME for module in PRODUCTS if module is not problem_profile)
SMALL = range(1, 5)
FORMATS: dict[str, tuple[Callable[[Product], bytes], Callable[[bytes], ReadBack]]] = {
    "csv": (write_csv, read_csv),
    "xlsx": (write_xlsx, read_xlsx),
    "pdf": (write_pdf, read_pdf),
}


@dataclass(frozen=True)
class Exported:
    """All products, the documents that were exported of them, and what is needed to read them."""

    hub: Hub
    products: tuple[Product, ...]
    documents: dict[str, dict[str, Any]]
    classes: dict[str, dict[str, str | None]]
    places: Places
    weights: HarmWeights | None
    gap: str
    """The busiest LSOA whose total of January is hidden, although it is not small itself."""

    def find(self, name: str, period: str, audience: str = "open", area: str | None = None) -> Product:
        return next(one for one in self.products if (one.name, *one.asked[:3]) == (name, period, audience, area))

    def released(self, product: Product) -> Released:
        period, _, area, _, category = product.asked
        document, asked = self.documents[product.release_id], (period, area, category)
        return Released(document, self.classes, self.places, asked, DATASET, self.weights)


@pytest.fixture(scope="module")
def exported(milton_keynes: Hub) -> Exported:
    asked = [(name, audience, MONTH, None) for name in NAMES for audience in AUDIENCES]
    asked += [(name, audience, QUARTER, None) for name in NAMES for audience in SHARED]
    asked += [
        (name, AUDIENCES[at % len(AUDIENCES)], month, None)
        for name in NAMES
        for at, month in enumerate(month for month in MONTHS if month != MONTH)
    ]
    products = [ask(milton_keynes, *one) for one in asked]
    gap = find_gap(milton_keynes, products[0])
    products.append(ask(milton_keynes, "hotspot-explorer", "partner", MONTH, gap))
    products += [ask(milton_keynes, "area-profile", "partner", MONTH, area) for area in (gap, a_ward(milton_keynes))]
    kinds = (("burglary", None), ("violence-sexual-offences", a_ward(milton_keynes)))
    products += [ask(milton_keynes, problem_profile.NAME, "partner", MONTH, area, kind) for kind, area in kinds]
    documents = {one.release_id: json.loads(write_json(one)) for one in products}
    stored = read_lattices(milton_keynes.register)
    classes = {month: one.document["classes"][HOTSPOT_TABLE] for (_, month), one in stored}
    places, weights = read_places(milton_keynes), read_harm_weights(milton_keynes.records()[0])
    return Exported(milton_keynes, tuple(products), documents, classes, places, weights, gap)


def ask(hub: Hub, name: str, audience: str, period: str, area: str | None, category: str | None = None) -> Product:
    when = Period.parse(period)
    return release(hub, name, period=when, audience=audience, who=WHO, area=area, category=category)


def a_ward(hub: Hub) -> str:
    return hub.areas("ward")[0][0]


def find_gap(hub: Hub, product: Product) -> str:
    cells = [cell for cell in cells_of(json.loads(write_json(product))) if cell["k"]["period"] == MONTH]
    truth = count_truth(hub, MONTH, cells)
    gaps = [cell["k"] for cell in cells if cell["v"] is None and cell["k"]["category"] == ALL]
    return str(max(gaps, key=lambda key: truth[frozenset(key.items())])["area"])


def read_places(hub: Hub) -> Places:
    geography = hub.geography()
    codes = {squeeze("Whole partnership"): ALL}
    for level in geography.published:
        outlines = geography.boundaries[level]
        codes |= {
            squeeze(word): code
            for code, name in zip(outlines.codes, outlines.names, strict=True)
            for word in (code, name)
        }
    residents = dict(geography.residents[geography.base])
    for outer, (inner, outer_of) in geography.nesting.items():
        small, large = geography.boundaries[inner], geography.boundaries[outer]
        for ward, outline in zip(large.codes, large.outlines, strict=True):
            shares = {
                code: shapely.intersection(outline, part).area / part.area
                for code, part in zip(small.codes, small.outlines, strict=True)
            }
            if all(outer_of.get(code) is not None for code, share in shares.items() if share > 0.02):
                residents[ward] = sum(geography.residents[inner][code] for code in outer_of if outer_of[code] == ward)
    return Places(codes, residents | {ALL: sum(residents[code] for code in geography.boundaries[geography.base].codes)})


@pytest.fixture(scope="module")
def months(milton_keynes: Hub, exported: Exported) -> dict[str, Month]:
    return {month: read_month(milton_keynes, DATASET[0], month) for month in MONTHS}


@pytest.fixture(scope="module")
def truth(exported: Exported) -> dict[tuple[str, str], int]:
    """The true count of each area and category of a month, recounted from the events."""
    document = exported.documents[exported.find("hotspot-explorer", MONTH).release_id]
    cells = [cell for cell in cells_of(document) if cell["k"]["period"] == MONTH]
    found = count_truth(exported.hub, MONTH, cells)
    return {(dict(place)["area"], dict(place)["category"]): count for place, count in found.items()}


def cells_of(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [cell for one in document["publications"] for cell in one["cells"]]


# --- what was exported, attacked ---


def test_the_products_cover_the_five_months_and_the_quarter(exported: Exported) -> None:
    covered = Counter(one.asked[0] for one in exported.products if one.asked[2] is None and one.name in NAMES)
    assert covered == {**dict.fromkeys(MONTHS, 5), MONTH: 20, QUARTER: 10}
    assert len({(one.name, one.audience) for one in exported.products}) == 21
    assert len(exported.documents) == len(exported.products), "every release has a name of its own"


def test_the_audit_finds_nothing_in_all_that_was_released(exported: Exported) -> None:
    audit = audit_releases(exported.hub, WHO)
    assert audit.clean, audit.as_text()
    attacked = {one.month: one for one in audit.attacks if one.dataset == DATASET[0]}
    assert set(attacked) == set(MONTHS)
    assert all(one.with_truth and one.gaps > 100 for one in attacked.values())
    assert all(audit.audiences[audience].releases >= 6 for audience in AUDIENCES)
    assert not any(told.unread for told in audit.audiences.values())


def test_the_exported_json_is_what_the_audit_looked_up_and_no_more(exported: Exported) -> None:
    with exported.hub.register.reading() as connection:
        rows = {row.id: unpack(row.publication) for row in connection.execute(select(RELEASES)).all()}
    for product in exported.products:
        assert exported.documents[product.release_id] == {**rows[product.release_id], "marking": product.marking}
        for cell in cells_of(exported.documents[product.release_id]):
            assert set(cell) <= {"k", "v", "m"}


def test_a_figure_of_the_quarter_tells_no_more_than_its_months(exported: Exported) -> None:
    sums = {one.asked[0]: check_sums(exported.documents[one.release_id]) for one in exported.products}
    assert sums[QUARTER] > 10


@pytest.mark.parametrize("name", NAMES)
def test_the_attacker_finds_nothing_in_the_json_of_a_product(
    exported: Exported, months: dict[str, Month], name: str
) -> None:
    """Alone, over the atoms that the document itself names. The four audiences have the same cells."""
    first, *others = (exported.documents[exported.find(name, MONTH, audience).release_id] for audience in AUDIENCES)
    assert all(other["publications"][0]["cells"] == first["publications"][0]["cells"] for other in others)
    alone = join_month([first], MONTH, first["dimensions"]["area"])
    found, gaps = attack_month(alone, months[MONTH])
    assert found == []
    assert gaps >= 2


@pytest.mark.parametrize("month", MONTHS)
def test_the_attacker_finds_nothing_in_all_json_of_a_month_together(
    exported: Exported, months: dict[str, Month], month: str
) -> None:
    joined = join_month(exported.documents.values(), month, months[month].tree)
    found, gaps = attack_month(joined, months[month])
    assert found == []
    assert gaps > 100


def test_the_attacker_finds_counts_that_were_put_into_the_json(
    exported: Exported, months: dict[str, Month], truth: dict[tuple[str, str], int]
) -> None:
    """Two categories hide each other: print one, and the other follows. Print every LSOA but the small ones, and some
    of those follow."""

    def fill(name: str, every: str, chosen: Callable[[int], bool], most: int, wrong: int = 0) -> set[str]:
        document = exported.documents[exported.find(name, MONTH).release_id]
        month = join_month([json.loads(json.dumps(document))], MONTH, document["dimensions"]["area"])
        cells = [cell for cell in cells_of(month) if cell["k"][every] == ALL]
        gaps = [cell for cell in cells if cell["v"] is None and chosen(truth[place_of(cell)])]
        assert gaps
        for cell in gaps[:most]:
            cell["v"] = truth[place_of(cell)] + wrong
        month |= {"publications": [{"id": MONTH, "cells": cells}], "facts": []}
        return {finding.kind for finding in attack_month(month, months[MONTH])[0]}

    assert fill("strategic-summary", "area", lambda count: count not in SMALL, 0) == set()
    assert fill("strategic-summary", "area", lambda count: count not in SMALL, 1) == {"EXACT"}
    assert "WRONG" in fill("strategic-summary", "area", lambda count: count not in SMALL, 1, wrong=1)
    assert "SMALL_SHOWN" in fill("hotspot-explorer", "category", lambda count: count in SMALL, 1)
    assert {"EXACT", "PINNED"} & fill("hotspot-explorer", "category", lambda count: count not in SMALL, 1_000)


# --- the files, read back ---


def printed(exported: Exported, kind: str) -> list[Product]:
    """Every product as CSV and workbook. On paper each once for each audience: of the month for the published, of the
    quarter for the shared ones; and one ward."""
    some = {(audience, QUARTER if audience in SHARED else MONTH) for audience in AUDIENCES}
    others = (problem_profile.NAME,)
    papers = [
        one for one in exported.products if (one.audience, one.asked[0]) in some or one.asked[2] or one.name in others
    ]
    return papers if kind == "pdf" else list(exported.products)


@pytest.mark.parametrize("kind", FORMATS)
def test_every_figure_in_every_file_is_the_released_one(exported: Exported, kind: str) -> None:
    write, read = FORMATS[kind]
    seen: Counter[str] = Counter()
    for product in printed(exported, kind):
        released = exported.released(product)
        assert released.complaints(read(write(product))) == [], (product.name, product.asked)
        seen += released.seen
    assert len({(one.name, one.audience) for one in printed(exported, kind)}) == 21
    assert seen["[c]"] > 1_000, seen
    assert seen["shown"] > 2_500, seen


def test_every_figure_of_a_geopackage_is_the_released_one(exported: Exported) -> None:
    seen: Counter[str] = Counter()
    drawn = [one for one in exported.products if any(isinstance(block, MapBlock) for block in blocks_of(one))]
    for product in drawn:
        released = exported.released(product)
        assert released.complaints(read_gpkg(write_gpkg(product))) == [], (product.name, product.asked)
        seen += released.seen
    assert len({(one.name, one.audience) for one in drawn}) == 13
    assert seen["[c]"] > 1_000, seen
    assert seen["shown"] > 2_500, seen


def test_a_suppressed_count_in_a_geopackage_is_seen(exported: Exported, truth: dict[tuple[str, str], int]) -> None:
    product = exported.find("tactical-assessment", MONTH)
    block = next(one for one in blocks_of(product) if isinstance(one, MapBlock) and one.kind == "count")
    leaking = put(
        product, block, replace(block, cells={**block.cells, exported.gap: SafeCell(truth[exported.gap, ALL])})
    )
    assert len(complaints(exported, leaking, read_gpkg(write_gpkg(leaking)))) >= 1
    noted = put(product, block, replace(block, note=f"It was {truth[exported.gap, ALL]}."))
    assert len(complaints(exported, noted, read_gpkg(write_gpkg(noted)))) >= 1


def test_no_number_in_a_pdf_escapes_the_reader(exported: Exported) -> None:
    """pypdf's own extraction sees no number that the reading by structure does not see."""
    content = write_pdf(exported.find("tactical-assessment", MONTH))
    found = read_pdf(content)
    ours = " ".join(
        [
            *(cell for table in found.tables for row in (table.columns, *table.rows) for cell in row),
            *(piece for picture in found.pictures for piece in picture.pieces),
            *found.words,
        ]
    ).split()
    theirs = [word for page in pypdf.PdfReader(io.BytesIO(content)).pages for word in page.extract_text().split()]
    numbers = {word for word in theirs if any(letter.isdigit() for letter in word)}
    assert len(numbers) > 100
    assert numbers <= set(ours)


# --- leaks, planted ---


def test_a_suppressed_count_in_a_table_is_seen_in_each_format(
    exported: Exported, truth: dict[tuple[str, str], int]
) -> None:
    """Every suppressed cell of the table of wards and categories in turn would do; a small one and a large one here."""
    product = exported.find("hotspot-explorer", MONTH)
    table = next(b for b in blocks_of(product) if isinstance(b, TableBlock) and "by ward and category" in b.title)
    released = exported.released(product)
    hidden = {}
    for number, row in enumerate(table.rows):
        for place, cell in enumerate(row):
            if isinstance(cell, SafeCell) and not cell.shown:
                area = exported.places.codes[squeeze(row[0].words)]
                category = released.categories[squeeze(table.columns[place].title)]
                hidden[number, place] = truth[area, category]
    small = next(at for at, count in hidden.items() if count in SMALL)
    large = next(at for at, count in hidden.items() if count not in SMALL)
    for number, place in (small, large):
        row = [*table.rows[number]]
        row[place] = SafeCell(hidden[number, place])
        leaking = put(
            product, table, replace(table, rows=(*table.rows[:number], tuple(row), *table.rows[number + 1 :]))
        )
        for kind in FORMATS:
            assert sees(exported, leaking, kind) == 1, kind


def test_harm_that_does_not_follow_from_released_counts_is_seen(exported: Exported) -> None:
    """A suppressed harm filled in, a shown one off by a tenth, and a weight that is not the partnership's."""
    product = exported.find("strategic-assessment", MONTH)
    table = next(b for b in blocks_of(product) if isinstance(b, TableBlock) and b.title.startswith("Count and harm"))
    places = {cell.shown: (at, row) for at, row in enumerate(table.rows) if isinstance(cell := row[4], SafeCell)}
    assert set(places) == {True, False}
    (at, shown), (gap, hidden) = places[True], places[False]
    assert isinstance(shown[4], SafeCell)
    assert shown[4].value is not None
    ways = {
        at: ((*shown[:4], SafeCell(shown[4].value + 0.1), shown[5]), (*shown[:3], Text("7.5"), *shown[4:])),
        gap: ((*hidden[:4], SafeCell(41.0), hidden[5]), (*hidden[:5], SafeCell(3.1))),
    }
    for number, leaks in ways.items():
        for row in leaks:
            rows = (*table.rows[:number], row, *table.rows[number + 1 :])
            for kind in FORMATS:
                assert sees(exported, put(product, table, replace(table, rows=rows)), kind) == 1, (kind, row)


@pytest.mark.parametrize("small", [True, False], ids=["small", "secondary"])
def test_a_suppressed_count_on_a_map_is_seen(
    exported: Exported, truth: dict[tuple[str, str], int], small: bool
) -> None:
    """In the files that list the areas of a map; on paper by the ends of the classes, where it is one of them."""
    product = exported.find("tactical-assessment", MONTH)
    block = next(b for b in blocks_of(product) if isinstance(b, MapBlock) and b.kind == "count")
    hidden = {code: truth[code, ALL] for code, cell in block.cells.items() if not cell.shown}
    code, count = next((code, count) for code, count in hidden.items() if (count in SMALL) is small)
    leaking = put(product, block, replace(block, cells={**block.cells, code: SafeCell(count)}))
    assert sees(exported, leaking, "csv") == 1
    assert sees(exported, leaking, "xlsx") == 1
    assert sees(exported, leaking, "pdf") == small


def test_a_suppressed_month_in_a_series_is_seen(exported: Exported, truth: dict[tuple[str, str], int]) -> None:
    product = exported.find("hotspot-explorer", MONTH, "partner", exported.gap)
    block = next(b for b in blocks_of(product) if isinstance(b, SeriesBlock))
    ((name, cells),) = block.series.items()
    assert not cells[-1].shown
    leaking = put(product, block, replace(block, series={name: (*cells[:-1], SafeCell(truth[exported.gap, ALL]))}))
    for kind in FORMATS:
        assert sees(exported, leaking, kind) == 1, kind


@pytest.mark.parametrize(
    "sentence",
    [
        "{1} in January 2019: {0} events.",
        "Recorded crime, {1}, in January 2019: {0} events.",
        "One grid cell has {} events.",
        "{}",
    ],
)
def test_a_suppressed_count_in_a_sentence_is_seen(
    exported: Exported, truth: dict[tuple[str, str], int], sentence: str
) -> None:
    product = exported.find("tactical-assessment", MONTH)
    block = next(b for b in blocks_of(product) if isinstance(b, Words))
    name = exported.find("hotspot-explorer", MONTH, "partner", exported.gap).area_name
    line = sentence.format(truth[exported.gap, ALL], name)
    leaking = put(product, block, replace(block, paragraphs=(*block.paragraphs, line)))
    assert sees(exported, leaking, "pdf") >= 1


def test_what_is_hidden_in_a_workbook_is_seen(exported: Exported, truth: dict[tuple[str, str], int]) -> None:
    product, count = exported.find("strategic-summary", MONTH), truth[exported.gap, ALL]
    plain = write_xlsx(product)

    def hidden_sheet(book: Any) -> None:
        book.create_sheet("Raw").append([count])
        book["Raw"].sheet_state = "veryHidden"

    def hidden_column(book: Any) -> None:
        book["Table 1"].column_dimensions["C"].hidden = True

    def comment(book: Any) -> None:
        book["Table 1"]["A1"].comment = Comment(f"was {count}", "somebody")

    def name(book: Any) -> None:
        book.defined_names["was"] = DefinedName("was", attr_text=str(count))

    def formula(book: Any) -> None:
        book["Cover"]["D1"] = f"={count}"

    def more_digits(book: Any) -> None:
        next(cell for cell in book["Table 1"]["C"] if isinstance(cell.value, float | int)).value += 0.0049

    def number_beside(book: Any) -> None:
        book["Notes"]["D40"] = count

    def property_of_file(book: Any) -> None:
        book.custom_doc_props.append(IntProperty(name="was", value=count))

    def keyword(book: Any) -> None:
        book.properties.keywords = f"was {count}"

    def header(book: Any) -> None:
        book["Table 1"].oddHeader.right.text = f"was {count}"

    ways = (
        hidden_sheet,
        hidden_column,
        comment,
        name,
        formula,
        more_digits,
        number_beside,
        property_of_file,
        keyword,
        header,
    )
    saved = set(complaints(exported, product, read_xlsx(save(plain, lambda _: None))))
    assert len(saved) <= 4, "saving alone leaves no more than the program's name and the time"
    for way in ways:
        assert set(complaints(exported, product, read_xlsx(save(plain, way)))) - saved, way.__name__


def test_what_is_hidden_in_a_pdf_is_seen(exported: Exported, truth: dict[tuple[str, str], int]) -> None:
    whole, count = exported.find("tactical-assessment", MONTH), truth[exported.gap, ALL]
    product = replace(
        whole, sections=tuple(one for one in whole.sections if one.heading in ("Executive picture", "Areas"))
    )
    plain = write_pdf(product)

    def change(way: Callable[[pypdf.PdfWriter], object]) -> bytes:
        writer, out = pypdf.PdfWriter(clone_from=io.BytesIO(plain)), io.BytesIO()
        way(writer)
        writer.write(out)
        return out.getvalue()

    ways: dict[str, Callable[[pypdf.PdfWriter], object]] = {
        "metadata": lambda pdf: pdf.add_metadata({"/Keywords": f"was {count}"}),
        "attachment": lambda pdf: pdf.add_attachment("raw.csv", str(count).encode()),
        "bookmark": lambda pdf: pdf.add_outline_item(f"was {count}", page_number=0),
        "note": lambda pdf: pdf.add_annotation(0, Note(rect=(9, 9, 9, 9), text=f"was {count}")),
        "text under the page": lambda pdf: pdf.pages[0].merge_page(pypdf.PdfReader(io.BytesIO(plain)).pages[1]),
    }
    assert complaints(exported, product, read_pdf(change(lambda pdf: pdf.add_metadata({"/Producer": "pypdf"})))) == []
    for name, way in ways.items():
        assert complaints(exported, product, read_pdf(change(way))), name


def test_a_line_too_many_in_a_csv_is_seen(exported: Exported, truth: dict[tuple[str, str], int]) -> None:
    product, count = exported.find("tactical-assessment", MONTH), truth[exported.gap, ALL]
    lines = write_csv(product).decode().splitlines()
    at = next(number for number, line in enumerate(lines) if exported.gap in line and "[c]" in line)
    for leak in (
        lines[at].replace(",[c]", f"{count},"),
        lines[at] + f",{count}",
        lines[at].replace("[c]", f"[c] {count}"),
    ):
        leaking = "\r\n".join([*lines[:at], leak, *lines[at + 1 :], ""]).encode()
        assert complaints(exported, product, read_csv(leaking)), leak
    more = "\r\n".join([*lines, lines[at].replace(",[c]", f"{count},"), ""]).encode()
    assert complaints(exported, product, read_csv(more))


def place_of(cell: dict[str, Any]) -> tuple[str, str]:
    return str(cell["k"]["area"]), str(cell["k"]["category"])


def blocks_of(product: Product) -> list[Block]:
    return [block for section in product.sections for block in section.blocks]


def put(product: Product, old: Block, new: Block) -> Product:
    """The product with one block in another's place."""
    sections = tuple(
        replace(section, blocks=tuple(new if block is old else block for block in section.blocks))
        for section in product.sections
    )
    return replace(product, sections=sections)


def complaints(exported: Exported, product: Product, found: ReadBack) -> list[str]:
    return exported.released(product).complaints(found)


def sees(exported: Exported, leaking: Product, kind: str) -> int:
    write, read = FORMATS[kind]
    return len(complaints(exported, leaking, read(write(leaking))))


def save(workbook: bytes, change: Callable[[Any], None]) -> bytes:
    """A workbook, changed and saved again."""
    book, out = openpyxl.load_workbook(io.BytesIO(workbook)), io.BytesIO()
    change(book)
    book.save(out)
    return out.getvalue()
